"""The pages of presence."""

from django.urls import path

from sizao.ground.presence import pages

app_name = "presence"
urlpatterns = [
    path("", pages.presence_page, name="presence"),
    path("places/<int:place_id>/", pages.place_page, name="place"),
    path("quarantine/", pages.quarantine_page, name="quarantine"),
]
