"""The registry's pages."""

from django.urls import path

from sizao.ground.registry import pages

app_name = "registry"
urlpatterns = [
    path("areas/", pages.areas_page, name="areas"),
    path("areas/<str:code>/", pages.area_page, name="area"),
    path("places/", pages.places_page, name="places"),
    path("places/add/", pages.add_place, name="add_place"),
    path("places/<int:place_id>/", pages.place_page, name="place"),
]
