"""The pages of investigations."""

from django.urls import path

from sizao.trace.investigation import pages

app_name = "investigation"
urlpatterns = [
    path("", pages.investigations_page, name="investigations"),
    path("leads/", pages.leads_page, name="leads"),
    path("leads/<uuid:lead_id>/", pages.lead_page, name="lead"),
    path("leads/<uuid:lead_id>/place/", pages.lead_place, name="lead_place"),
    path("agency/", pages.agency_page, name="agency"),
    path("agency/<uuid:lead_id>/", pages.agency_lead, name="agency_lead"),
    path("agency/<uuid:lead_id>/parts/", pages.open_parts, name="open_parts"),
    path("agency/<uuid:lead_id>/place/", pages.agency_place, name="agency_place"),
    path("places/", pages.places, name="places"),
    path("paste/", pages.paste, name="paste"),
    path("of-case/<uuid:case_id>/", pages.of_case_page, name="of_case"),
    path("begin/<uuid:case_id>/", pages.begin, name="begin"),
    path("<uuid:investigation_id>/", pages.investigation_page, name="investigation"),
    path("<uuid:investigation_id>/save/", pages.save, name="save"),
    path("<uuid:investigation_id>/work/", pages.work, name="work"),
    path("<uuid:investigation_id>/take/", pages.take, name="take"),
    path("<uuid:investigation_id>/leads/", pages.ask_lead, name="ask_lead"),
    path("<uuid:investigation_id>/leads/<uuid:lead_id>/", pages.answer_lead, name="answer_lead"),
    path("<uuid:investigation_id>/review/", pages.review, name="review"),
    path("<uuid:investigation_id>/report/", pages.paper, name="paper"),
    path("<uuid:investigation_id>/versions/", pages.versions_page, name="versions"),
]
