"""The pages of follow-up."""

from django.urls import path

from sizao.measures.followup import pages

app_name = "followup"
urlpatterns = [
    path("", pages.worklist_page, name="worklist"),
    path("checks/<uuid:check_id>/", pages.record, name="record"),
    path("missed/", pages.missed_page, name="missed"),
    path("tests/", pages.missed_tests_page, name="missed_tests"),
    path("tests/<uuid:test_id>/", pages.record_test, name="record_test"),
    path("tests/<uuid:test_id>/waive/", pages.waive, name="waive"),
    path("plans/", pages.plans_page, name="plans"),
    path("plans/confirm/", pages.confirm_page, name="confirm"),
    path("plans/act/", pages.act_on_plans, name="act"),
    path("plans/<uuid:plan_id>/", pages.plan_page, name="plan"),
    path("plans/<uuid:plan_id>/invite/", pages.invite, name="invite"),
    path("plans/<uuid:plan_id>/uninvite/", pages.uninvite, name="uninvite"),
    path("plans/<uuid:plan_id>/answer/", pages.answer, name="answer"),
    path("plans/<uuid:plan_id>/extend/", pages.extend, name="extend"),
    path("plans/<uuid:plan_id>/break-off/", pages.break_off, name="break_off"),
    path("plans/<uuid:plan_id>/environment/", pages.environment, name="environment"),
    path("arrivals/", pages.arrivals_page, name="arrivals"),
    path("arrivals/new/", pages.new_arrival, name="new_arrival"),
    path("contacts/<uuid:contact_id>/", pages.of_contact, name="of_contact"),
    path("incidents/<uuid:incident_id>/", pages.meters_page, name="meters"),
    path("incidents/<uuid:incident_id>/<str:kind>/", pages.gaps_page, name="gaps"),
]
