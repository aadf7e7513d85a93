"""Addresses of testing."""

from django.urls import path

from sizao.measures.screening import pages

app_name = "screening"
urlpatterns = [
    path("", pages.points_page, name="points"),
    path("samples/", pages.samples_page, name="samples"),
    path("rounds/", pages.rounds_page, name="rounds"),
    path("release/", pages.release_page, name="release"),
    path("release/all/", pages.release, name="release_picked"),
    path("incidents/<uuid:incident_id>/", pages.counts_page, name="counts"),
]
