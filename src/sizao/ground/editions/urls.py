"""The pages of editions."""

from django.urls import path

from sizao.ground.editions import pages

app_name = "editions"
urlpatterns = [
    path("", pages.editions_page, name="editions"),
    path("in-force/", pages.in_force_page, name="in_force"),
    path("ask/", pages.ask_page, name="ask"),
    path("compare/", pages.compare_page, name="compare"),
    path("<str:edition_id>/", pages.edition_page, name="edition"),
    path("<str:one>/diff/<str:other>/", pages.diff_page, name="diff"),
]
