"""Addresses of list rules."""

from django.urls import path

from sizao.measures.listrules import pages

app_name = "listrules"
urlpatterns = [path("", pages.rules_page, name="rules"), path("change/", pages.change, name="change")]
