"""The vault's pages."""

from django.urls import path

from sizao.ground.identity import pages

app_name = "identity"
urlpatterns = [
    path("", pages.search, name="search"),
    path("person/", pages.person, name="person"),
    path("reveal/", pages.reveal, name="reveal"),
]
