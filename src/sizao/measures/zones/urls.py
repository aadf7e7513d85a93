"""Addresses of zones."""

from django.urls import path

from sizao.measures.zones import pages

app_name = "zones"
urlpatterns = [
    path("", pages.zones_page, name="zones"),
    path("propose/", pages.propose, name="propose"),
    path("<uuid:zone_id>/", pages.zone_page, name="zone"),
    path("<uuid:zone_id>/declare/", pages.declare, name="declare"),
    path("<uuid:zone_id>/lift/", pages.lift, name="lift"),
    path("<uuid:zone_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("<uuid:zone_id>/evidence/", pages.evidence, name="evidence"),
]
