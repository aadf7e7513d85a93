"""Addresses of exchange."""

from django.urls import path

from sizao.oversight.exchange import pages

app_name = "exchange"
urlpatterns = [
    path("", pages.exports_page, name="exports"),
    path("<uuid:incident_id>/<str:system>/<str:part>/", pages.download, name="download"),
    path("<uuid:incident_id>/daily/", pages.daily, name="daily"),
    path("fhir/", pages.case_bundle, name="fhir"),
]
