"""Addresses of command."""

from django.urls import path

from sizao.ground.command import pages

app_name = "command"
urlpatterns = [
    path("", pages.incidents_page, name="incidents"),
    path("incidents/new/", pages.new_incident, name="new_incident"),
    path("incidents/<uuid:incident_id>/", pages.incident_page, name="incident"),
    path("incidents/<uuid:incident_id>/stand-up/", pages.stand_up, name="stand_up"),
    path("incidents/<uuid:incident_id>/mark/", pages.mark, name="mark"),
    path("incidents/<uuid:incident_id>/explain/", pages.explain, name="explain"),
    path("incidents/<uuid:incident_id>/close/", pages.close, name="close"),
    path("incidents/<uuid:incident_id>/tasks/", pages.incident_tasks, name="incident_tasks"),
    path("incidents/<uuid:incident_id>/tasks/new/", pages.new_task, name="new_task"),
    path("tasks/", pages.tasks_page, name="tasks"),
    path("tasks/<uuid:task_id>/", pages.task_page, name="task"),
    path("tasks/<uuid:task_id>/assign/", pages.assign, name="assign"),
    path("tasks/<uuid:task_id>/receive/", pages.receive, name="receive"),
    path("tasks/<uuid:task_id>/return/", pages.hand_back, name="hand_back"),
    path("tasks/<uuid:task_id>/complete/", pages.complete, name="complete"),
    path("tasks/<uuid:task_id>/cancel/", pages.cancel, name="cancel"),
    path("headquarters/", pages.headquarters_list, name="headquarters_list"),
    path("headquarters/<str:code>/", pages.headquarters_page, name="headquarters"),
    path("headquarters/<str:code>/state/", pages.change_state, name="change_state"),
    path("headquarters/<str:code>/members/", pages.add_member, name="add_member"),
]
