"""Addresses of the daily returns."""

from django.urls import path

from sizao.oversight.returns import pages

app_name = "returns"
urlpatterns = [
    path("", pages.returns, name="returns"),
    path("units/", pages.units, name="units"),
    path("units/new/", pages.new_unit, name="new_unit"),
    path("forms/", pages.return_forms, name="forms"),
    path("forms/new/", pages.define_form, name="new_form"),
    path("forms/<slug:form_id>/", pages.define_form, name="define_form"),
    path("chase/", pages.chase, name="chase"),
    path("<str:on>/sum/", pages.roll_up, name="roll_up"),
    path("<str:on>/sum.xlsx", pages.workbook, name="workbook"),
    path("<str:on>/check/", pages.check, name="check"),
    path("<uuid:unit_id>/<str:form_id>/<str:on>/", pages.sheet, name="sheet"),
]
