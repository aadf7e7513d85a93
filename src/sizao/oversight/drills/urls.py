"""Addresses of the drills."""

from django.urls import path

from sizao.oversight.drills import pages

app_name = "drills"
urlpatterns = [
    path("", pages.drills_page, name="drills"),
    path("inbox/", pages.inbox_page, name="inbox"),
    path("inbox/confirm/", pages.confirm, name="confirm"),
    path("compare/", pages.compare_page, name="compare"),
    path("scenarios/<slug:scenario_id>/", pages.scenario_page, name="scenario"),
    path("scenarios/<slug:scenario_id>/start/", pages.start, name="start"),
    path("<uuid:drill_id>/", pages.drill_page, name="drill"),
    path("<uuid:drill_id>/now/", pages.now_part, name="now"),
    path("<uuid:drill_id>/pause/", pages.pause, name="pause"),
    path("<uuid:drill_id>/resume/", pages.resume, name="resume"),
    path("<uuid:drill_id>/speed/", pages.speed, name="speed"),
    path("<uuid:drill_id>/injects/", pages.fire, name="fire"),
    path("<uuid:drill_id>/end/", pages.end, name="end"),
    path("<uuid:drill_id>/report/", pages.report_page, name="report"),
    path("<uuid:drill_id>/report.<str:form>", pages.report_paper, name="paper"),
]
