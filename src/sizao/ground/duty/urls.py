"""Addresses of duty."""

from django.urls import path

from sizao.ground.duty import pages

app_name = "duty"
urlpatterns = [
    path("", pages.own_roster, name="own_roster"),
    path("rosters/<str:code>/", pages.roster, name="roster"),
    path("rosters/<str:code>/week/", pages.paste_week, name="paste_week"),
    path("shifts/<uuid:shift_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("shifts/<uuid:shift_id>/hand-over/", pages.draw, name="draw"),
    path("hand-overs/", pages.hand_overs_page, name="hand_overs"),
    path("hand-overs/<uuid:hand_over_id>/", pages.hand_over_page, name="hand_over"),
    path("hand-overs/<uuid:hand_over_id>/sign/<str:side>/", pages.sign, name="sign"),
]
