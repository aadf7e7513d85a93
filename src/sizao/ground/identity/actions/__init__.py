"""Writing and opening the vault: every door here writes the access log in the transaction it works in."""

from sizao.ground.identity.actions.amend import amend, correct
from sizao.ground.identity.actions.disclosing import (
    ask_disclosure,
    decline_disclosure,
    may_sign,
    people_of,
    sign_disclosure,
)
from sizao.ground.identity.actions.entering import enter, entered_by, grouped_by, note_group
from sizao.ground.identity.actions.erasing import carry_out_erasure, may_decide, refuse_erasure, request_erasure
from sizao.ground.identity.actions.finding import keep_place, open_place
from sizao.ground.identity.actions.glass import break_glass, look_through_glass, may_review, review_glass
from sizao.ground.identity.actions.keys import begin_epoch, erase, finish_rotation
from sizao.ground.identity.actions.merging import merge, part, set_apart
from sizao.ground.identity.actions.resolve import resolve
from sizao.ground.identity.actions.reveal import open_disclosure, reveal, reveal_parts, search
from sizao.ground.identity.actions.seeking import seek_duplicates

__all__ = [
    "amend",
    "ask_disclosure",
    "begin_epoch",
    "break_glass",
    "carry_out_erasure",
    "correct",
    "decline_disclosure",
    "enter",
    "entered_by",
    "erase",
    "finish_rotation",
    "grouped_by",
    "keep_place",
    "look_through_glass",
    "may_decide",
    "may_review",
    "may_sign",
    "merge",
    "note_group",
    "open_disclosure",
    "open_place",
    "part",
    "people_of",
    "refuse_erasure",
    "request_erasure",
    "resolve",
    "reveal",
    "reveal_parts",
    "review_glass",
    "search",
    "seek_duplicates",
    "set_apart",
    "sign_disclosure",
]
