"""Addresses of the pages on which who received a letter answers it without an account."""

from django.urls import path

from sizao.measures.referrals.pages import outside

app_name = "outside"
urlpatterns = [
    path("", outside.door, name="door"),
    path("enter/", outside.enter, name="enter"),
    path("say/", outside.say, name="say"),
    path("leave/", outside.leave, name="leave"),
    path("<str:language>/<slug:handle>/", outside.link, name="link"),
]
