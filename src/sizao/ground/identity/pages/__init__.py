"""The vault's pages: find and see people, one or many, correct, erase, compare duplicates, look in an emergency."""

from sizao.ground.identity.pages.correcting import correct
from sizao.ground.identity.pages.disclosing import decline, disclosures, open_list, sign, to_sign
from sizao.ground.identity.pages.duplicates import decide_duplicate, duplicate, duplicates
from sizao.ground.identity.pages.erasing import carry_out, erasures, refuse, request_erasure
from sizao.ground.identity.pages.glass import emergencies, emergency, review, see
from sizao.ground.identity.pages.people import key_group, person, reveal, search

__all__ = [
    "carry_out",
    "correct",
    "decide_duplicate",
    "decline",
    "disclosures",
    "duplicate",
    "duplicates",
    "emergencies",
    "emergency",
    "erasures",
    "key_group",
    "open_list",
    "person",
    "refuse",
    "request_erasure",
    "reveal",
    "review",
    "search",
    "see",
    "sign",
    "to_sign",
]
