"""The public addresses under which people under follow-up report for themselves."""

from django.urls import path

from sizao.measures.followup.pages import self_report

app_name = "self"
urlpatterns = [
    path("", self_report.door, name="door"),
    path("enter/", self_report.enter, name="enter"),
    path("prove/", self_report.prove, name="prove"),
    path("report/", self_report.report, name="report"),
    path("review/", self_report.ask, name="review"),
    path("leave/", self_report.leave, name="leave"),
    path("<slug:handle>/", self_report.door, name="handle"),
]
