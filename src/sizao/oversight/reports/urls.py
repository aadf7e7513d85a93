"""The reports' pages."""

from django.urls import path

from sizao.oversight.reports import pages

app_name = "reports"
urlpatterns = [
    path("", pages.reports, name="reports"),
    path("<uuid:incident_id>/", pages.days, name="days"),
    path("<uuid:incident_id>/<str:on>/", pages.day, name="day"),
    path("<uuid:incident_id>/<str:on>/file/", pages.file_report, name="file"),
    path("<uuid:incident_id>/<str:on>/paper.<str:form>", pages.paper, name="paper"),
]
