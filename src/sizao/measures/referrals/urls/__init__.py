"""Addresses of the referrals room."""

from django.urls import path

from sizao.measures.referrals import pages
from sizao.measures.referrals.pages import answering, letters

app_name = "referrals"
urlpatterns = [
    path("", pages.work_page, name="work"),
    path("lists/", pages.lists_page, name="lists"),
    path("lists/new/", pages.new_list, name="new"),
    path("lists/<uuid:list_id>/", pages.list_detail, name="list"),
    path("lists/<uuid:list_id>/reply/", letters.reply, name="reply"),
    path("lists/<uuid:list_id>/reply.docx", letters.reply_word, name="reply_word"),
    path("out/", letters.out_page, name="out"),
    path("out/new/", letters.new_letter, name="new_letter"),
    path("out/<uuid:letter_id>/", letters.letter_page, name="letter"),
    path("out/<uuid:letter_id>/receipt/", letters.receipt, name="receipt"),
    path("out/<uuid:letter_id>/answer/", letters.letter_answer, name="letter_answer"),
    path("out/<uuid:letter_id>/letter.docx", letters.letter_word, name="letter_word"),
    path("out/<uuid:letter_id>/sheet/", letters.letter_sheet, name="letter_sheet"),
    path("out/<uuid:letter_id>/link/", answering.give_out, name="give_out"),
    path("out/<uuid:letter_id>/link/withdraw/", answering.withdraw, name="withdraw_link"),
    path("answers/<uuid:said_id>/accept/", answering.accept, name="accept"),
    path("answers/<uuid:said_id>/set-aside/", answering.set_aside, name="set_aside"),
    path("answers/<uuid:said_id>/list/", answering.enter_list, name="enter_list"),
    path("sources/", pages.sources_page, name="sources"),
    path("claim/", pages.claim, name="claim"),
    path("day/", pages.day_page, name="day"),
    path("day/carry/", pages.carry, name="carry"),
    path("<uuid:request_id>/", pages.request_page, name="request"),
    path("<uuid:request_id>/answer/", pages.answer, name="answer"),
    path("<uuid:request_id>/route/", pages.route, name="route"),
]
