"""The pages of tracing."""

from django.urls import path

from sizao.trace.tracing import pages

app_name = "tracing"
urlpatterns = [
    path("", pages.runs_page, name="runs"),
    path("start/<uuid:case_id>/", pages.start_page, name="start"),
    path("start/place/<int:place_id>/", pages.start_place_page, name="start_place"),
    path("of-case/<uuid:case_id>/", pages.runs_of_case_page, name="runs_of_case"),
    path("<uuid:run_id>/", pages.run_page, name="run"),
    path("<uuid:run_id>/persons/", pages.persons_page, name="persons"),
    path("<uuid:run_id>/leads/", pages.leads_page, name="leads"),
]
