"""The analysis's pages."""

from django.urls import path

from sizao.oversight.analysis import pages

app_name = "analysis"
urlpatterns = [
    path("", pages.incidents, name="incidents"),
    path("<uuid:incident_id>/", pages.incident, name="incident"),
    path("<uuid:incident_id>/<str:topic>.<str:form>", pages.paper, name="paper"),
]
