"""Addresses of the board."""

from django.urls import path

from sizao.oversight.board import pages

app_name = "board"
urlpatterns = [
    path("", pages.home, name="home"),
    path("switch/", pages.switch, name="switch"),
    path("incidents/", pages.incidents, name="incidents"),
    path("incidents/<uuid:incident_id>/", pages.incident, name="incident"),
    path("screen/", pages.screen, name="screen"),
    path("screen/data.json", pages.screen_data, name="screen_data"),
    path("map/", pages.map_page, name="map"),
    path("map/data.json", pages.map_data, name="map_data"),
]
