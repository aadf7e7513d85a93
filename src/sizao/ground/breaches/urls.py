"""Addresses of breach files."""

from django.urls import path

from sizao.ground.breaches import pages

app_name = "breaches"
urlpatterns = [
    path("", pages.files_page, name="files"),
    path("new/<uuid:responsibility_id>/", pages.open_file, name="open"),
    path("mine/", pages.mine, name="mine"),
    path("mine/<uuid:breach_id>/", pages.own_notice, name="own_notice"),
    path("mine/<uuid:breach_id>/answer/", pages.answer, name="answer"),
    path("mine/<uuid:breach_id>/appeal/", pages.appeal, name="appeal"),
    path("mine/<uuid:breach_id>/paper/", pages.own_paper, name="own_paper"),
    path("<uuid:breach_id>/", pages.file_page, name="file"),
    path("<uuid:breach_id>/evidence/", pages.add_evidence, name="add_evidence"),
    path("<uuid:breach_id>/tell/", pages.tell, name="tell"),
    path("<uuid:breach_id>/note-answer/", pages.note_answer, name="note_answer"),
    path("<uuid:breach_id>/find/", pages.find, name="find"),
    path("<uuid:breach_id>/note-appeal/", pages.note_appeal, name="note_appeal"),
    path("<uuid:breach_id>/review/", pages.review, name="review"),
    path("<uuid:breach_id>/withdraw/", pages.withdraw, name="withdraw"),
    path("<uuid:breach_id>/paper/", pages.paper, name="paper"),
]
