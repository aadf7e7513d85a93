"""Addresses of testing."""

from django.urls import path

from sizao.measures.screening import pages

app_name = "screening"
urlpatterns = [
    path("", pages.points_page, name="points"),
    path("samples/", pages.samples_page, name="samples"),
    path("rounds/", pages.rounds_page, name="rounds"),
    path("open/", pages.open_point, name="open_point"),
    path("close/all/", pages.close_points, name="close_picked"),
    path("samples/new/", pages.take_sample, name="take_sample"),
    path("rounds/new/", pages.open_round, name="open_round"),
    path("rounds/<uuid:round_id>/", pages.round_page, name="round"),
    path("rounds/<uuid:round_id>/end/", pages.end_round, name="end_round"),
    path("results/", pages.results_page, name="results"),
    path("results/all/", pages.answer, name="answer_picked"),
    path("release/", pages.release_page, name="release"),
    path("release/all/", pages.release, name="release_picked"),
    path("incidents/<uuid:incident_id>/", pages.counts_page, name="counts"),
]
