"""Addresses of list rules."""

from django.urls import path

from sizao.measures.listrules import pages

app_name = "listrules"
urlpatterns = [
    path("", pages.rules_page, name="rules"),
    path("change/", pages.change, name="change"),
    path("versions/<uuid:rule_id>/", pages.version_page, name="version"),
    path("versions/<uuid:rule_id>/approve/", pages.approve, name="approve"),
    path("versions/<uuid:rule_id>/reject/", pages.reject, name="reject"),
]
