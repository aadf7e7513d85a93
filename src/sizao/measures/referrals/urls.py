"""Addresses of the referrals room."""

from django.urls import path

from sizao.measures.referrals import pages

app_name = "referrals"
urlpatterns = [
    path("", pages.work_page, name="work"),
    path("lists/", pages.lists_page, name="lists"),
    path("lists/new/", pages.new_list, name="new"),
    path("lists/<uuid:list_id>/", pages.list_detail, name="list"),
    path("sources/", pages.sources_page, name="sources"),
    path("claim/", pages.claim, name="claim"),
    path("day/", pages.day_page, name="day"),
    path("day/carry/", pages.carry, name="carry"),
    path("<uuid:request_id>/", pages.request_page, name="request"),
    path("<uuid:request_id>/answer/", pages.answer, name="answer"),
    path("<uuid:request_id>/route/", pages.route, name="route"),
]
