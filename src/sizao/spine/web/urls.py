"""Addresses of the pages kit."""

from django.urls import path

from sizao.spine.web import pages

app_name = "web"
urlpatterns = [
    path("ui", pages.catalogue, name="catalogue"),
]
