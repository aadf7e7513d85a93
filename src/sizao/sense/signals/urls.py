"""Addresses of signals."""

from django.urls import path

from sizao.sense.signals import pages

app_name = "signals"
urlpatterns = [
    path("", pages.signals_page, name="signals"),
    path("channels/", pages.channels_page, name="channels"),
    path("send/", pages.send, name="send"),
    path("send/list/", pages.send_list, name="send_list"),
    path("sent/", pages.sent, name="sent"),
    path("<uuid:signal_id>/", pages.signal_page, name="signal"),
    path("<uuid:signal_id>/assign/", pages.assign, name="assign"),
    path("<uuid:signal_id>/check/", pages.begin_check, name="begin_check"),
    path("<uuid:signal_id>/close/", pages.close, name="close"),
    path("<uuid:signal_id>/apart/<uuid:twin_id>/", pages.tell_apart, name="tell_apart"),
    path("<uuid:signal_id>/join/", pages.join_incident, name="join_incident"),
    path("<uuid:signal_id>/open/", pages.want_incident, name="want_incident"),
    path("<uuid:signal_id>/case/", pages.attach_case, name="attach_case"),
]
