"""Addresses of cohorts."""

from django.urls import path

from sizao.measures.cohorts import pages

app_name = "cohorts"
urlpatterns = [
    path("", pages.cohorts_page, name="cohorts"),
    path("new/", pages.propose_cohort, name="propose_cohort"),
    path("people/", pages.people_page, name="people"),
    path("unplaced/", pages.unplaced_page, name="unplaced"),
    path("unplaced/<uuid:unplaced_id>/", pages.place, name="place"),
    path("register/", pages.register, name="register"),
    path("<uuid:cohort_id>/", pages.cohort_page, name="cohort"),
    path("<uuid:cohort_id>/late/", pages.late_page, name="late"),
    path("<uuid:cohort_id>/new/", pages.propose_version, name="propose_version"),
    path("<uuid:cohort_id>/end/", pages.end, name="end"),
    path("versions/<uuid:version_id>/approve/", pages.approve, name="approve"),
    path("versions/<uuid:version_id>/reject/", pages.reject, name="reject"),
    path("duties/<int:duty_id>/done/", pages.do, name="do"),
]
