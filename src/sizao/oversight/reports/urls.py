"""The reports' pages."""

from django.urls import path

from sizao.oversight.reports import pages

app_name = "reports"
urlpatterns = [
    path("", pages.reports, name="reports"),
    path("<uuid:incident_id>/", pages.days, name="days"),
    path("filed/<str:number>/paper.<str:form>", pages.filed_paper, name="filed_paper"),
    path("packs/of/<uuid:meeting_id>/", pages.packs, name="packs"),
    path("packs/<uuid:pack_id>/", pages.pack, name="pack"),
    path("packs/<uuid:pack_id>/<str:language>/paper.<str:form>", pages.pack_paper, name="pack_paper"),
    path("<uuid:incident_id>/7-1-7/", pages.assessment, name="assessment"),
    path("<uuid:incident_id>/7-1-7/paper.<str:form>", pages.assessment_paper, name="assessment_paper"),
    path("<uuid:incident_id>/<str:on>/", pages.day, name="day"),
    path("<uuid:incident_id>/<str:on>/file/", pages.file_report, name="file"),
    path("<uuid:incident_id>/<str:on>/paper.<str:form>", pages.paper, name="paper"),
]
