"""The open-risk room's pages."""

from django.urls import path

from sizao.oversight.openrisk import pages

app_name = "openrisk"
urlpatterns = [
    path("", pages.incidents, name="incidents"),
    path("<uuid:incident_id>/", pages.incident, name="incident"),
    path("<uuid:incident_id>/<slug:risk>/", pages.items, name="items"),
]
