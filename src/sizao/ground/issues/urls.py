"""Addresses of issues."""

from django.urls import path

from sizao.ground.issues import pages

app_name = "issues"
urlpatterns = [
    path("", pages.issues_page, name="issues"),
    path("new/", pages.raise_issue, name="raise_issue"),
    path("<uuid:issue_id>/", pages.issue_page, name="issue"),
    path("<uuid:issue_id>/met/", pages.meet_again, name="meet_again"),
    path("<uuid:issue_id>/cure/", pages.cure, name="cure"),
    path("leaders/", pages.liaisons_page, name="liaisons"),
    path("leaders/new/", pages.assign_leader, name="assign_leader"),
    path("leaders/<uuid:liaison_id>/", pages.liaison_page, name="liaison"),
    path("leaders/<uuid:liaison_id>/visits/", pages.record_visit, name="record_visit"),
    path("leaders/<uuid:liaison_id>/end/", pages.end_assignment, name="end_assignment"),
]
