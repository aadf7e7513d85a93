"""Writing and opening the vault: every door here writes the access log in the transaction it works in."""

from sizao.ground.identity.actions.amend import amend, correct
from sizao.ground.identity.actions.entering import enter, entered_by, grouped_by, note_group
from sizao.ground.identity.actions.erasing import carry_out_erasure, may_decide, refuse_erasure, request_erasure
from sizao.ground.identity.actions.finding import keep_place, open_place
from sizao.ground.identity.actions.keys import begin_epoch, erase, finish_rotation
from sizao.ground.identity.actions.merging import merge, part, set_apart
from sizao.ground.identity.actions.resolve import resolve
from sizao.ground.identity.actions.reveal import reveal, reveal_parts, search
from sizao.ground.identity.actions.seeking import seek_duplicates

__all__ = [
    "amend",
    "begin_epoch",
    "carry_out_erasure",
    "correct",
    "enter",
    "entered_by",
    "erase",
    "finish_rotation",
    "grouped_by",
    "keep_place",
    "may_decide",
    "merge",
    "note_group",
    "open_place",
    "part",
    "refuse_erasure",
    "request_erasure",
    "resolve",
    "reveal",
    "reveal_parts",
    "search",
    "seek_duplicates",
    "set_apart",
]
