"""Addresses of merit records."""

from django.urls import path

from sizao.oversight.merits import pages

app_name = "merits"
urlpatterns = [
    path("", pages.records_page, name="records"),
    path("waiting/", pages.waiting_page, name="waiting"),
    path("mine/", pages.mine, name="mine"),
    path("mine/<uuid:chief_id>/object/", pages.object_to, name="object"),
    path("chiefs/<uuid:chief_id>/", pages.record_page, name="record"),
    path("chiefs/<uuid:chief_id>/propose/", pages.propose, name="propose"),
    path("entries/<uuid:merit_id>/decide/", pages.decide, name="decide"),
    path("objections/<uuid:objection_id>/answer/", pages.answer, name="answer"),
]
