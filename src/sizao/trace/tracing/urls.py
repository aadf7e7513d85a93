"""The pages of tracing."""

from django.urls import path

from sizao.trace.tracing import pages

app_name = "tracing"
urlpatterns = [
    path("", pages.runs_page, name="runs"),
    path("start/<uuid:case_id>/", pages.start_page, name="start"),
    path("start/place/<int:place_id>/", pages.start_place_page, name="start_place"),
    path("start/cases/", pages.start_cases_page, name="start_cases"),
    path("asked/", pages.asked_page, name="asked"),
    path("asked/<uuid:trace_lead_id>/", pages.asked_one_page, name="asked_one"),
    path("compare/<uuid:case_id>/", pages.compare_page, name="compare"),
    path("visitors/<int:place_id>/", pages.visitors_page, name="visitors"),
    path("of-case/<uuid:case_id>/", pages.runs_of_case_page, name="runs_of_case"),
    path("signatures/", pages.signatures_page, name="signatures"),
    path("signatures/<uuid:signature_id>/", pages.signature_page, name="signature"),
    path("signatures/<uuid:signature_id>/sign/", pages.sign_trace, name="sign"),
    path("signatures/<uuid:signature_id>/decline/", pages.decline_trace, name="decline"),
    path("<uuid:run_id>/", pages.run_page, name="run"),
    path("<uuid:run_id>/persons/", pages.persons_page, name="persons"),
    path("<uuid:run_id>/days/", pages.days_page, name="days"),
    path("<uuid:run_id>/places/<int:place_id>/", pages.place_page, name="place"),
    path("<uuid:run_id>/places/<int:place_id>/approve/", pages.approve_at_place, name="approve"),
    path("<uuid:run_id>/leads/", pages.leads_page, name="leads"),
]
