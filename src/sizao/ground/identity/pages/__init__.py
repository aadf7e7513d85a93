"""The vault's pages: find and see people, correct an identity, erase one, compare possible duplicates."""

from sizao.ground.identity.pages.correcting import correct
from sizao.ground.identity.pages.duplicates import decide_duplicate, duplicate, duplicates
from sizao.ground.identity.pages.erasing import carry_out, erasures, refuse, request_erasure
from sizao.ground.identity.pages.people import key_group, person, reveal, search

__all__ = [
    "carry_out",
    "correct",
    "decide_duplicate",
    "duplicate",
    "duplicates",
    "erasures",
    "key_group",
    "person",
    "refuse",
    "request_erasure",
    "reveal",
    "search",
]
