"""Addresses of the calls room."""

from django.urls import path

from sizao.measures.calls import pages

app_name = "calls"
urlpatterns = [
    path("", pages.mine, name="mine"),
    path("all/", pages.calls_page, name="calls"),
    path("callers/", pages.callers, name="callers"),
    path("plan/", pages.plan, name="plan"),
    path("unreached/", pages.unreached, name="unreached"),
    path("<uuid:call_id>/", pages.call_page, name="call"),
    path("<uuid:call_id>/number/", pages.number, name="number"),
    path("<uuid:call_id>/record/", pages.record, name="record"),
]
