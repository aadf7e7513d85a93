"""The vault's pages."""

from django.urls import path

from sizao.ground.identity import pages

app_name = "identity"
urlpatterns = [
    path("", pages.search, name="search"),
    path("person/", pages.person, name="person"),
    path("correct/", pages.correct, name="correct"),
    path("key-group/", pages.key_group, name="key_group"),
    path("erase/", pages.request_erasure, name="request_erasure"),
    path("erasures/", pages.erasures, name="erasures"),
    path("erasures/<uuid:request_id>/carry-out/", pages.carry_out, name="carry_out"),
    path("erasures/<uuid:request_id>/refuse/", pages.refuse, name="refuse"),
    path("disclosures/", pages.disclosures, name="disclosures"),
    path("disclosures/to-sign/", pages.to_sign, name="to_sign"),
    path("disclosures/<uuid:request_id>/sign/", pages.sign, name="sign"),
    path("disclosures/<uuid:request_id>/decline/", pages.decline, name="decline"),
    path("disclosures/<uuid:request_id>/open/", pages.open_list, name="open_list"),
    path("emergency/", pages.emergency, name="emergency"),
    path("emergency/review/", pages.emergencies, name="emergencies"),
    path("emergency/<uuid:glass_id>/see/", pages.see, name="see"),
    path("emergency/<uuid:glass_id>/review/", pages.review, name="review"),
    path("duplicates/", pages.duplicates, name="duplicates"),
    path("duplicates/<int:pair_id>/", pages.duplicate, name="duplicate"),
    path("duplicates/<int:pair_id>/decide/", pages.decide_duplicate, name="decide_duplicate"),
    path("reveal/", pages.reveal, name="reveal"),
]
