"""What can be done with an investigation: begin, hold, type, keep, submit, return, approve, take up again."""

from sizao.trace.investigation.actions.leads import answer_lead, ask_lead, open_parts, open_place
from sizao.trace.investigation.actions.reviewing import approve, reopen, send_back, submit
from sizao.trace.investigation.actions.typing import Saved, begin, keep_version, pause, save_draft, take

__all__ = [
    "Saved",
    "answer_lead",
    "approve",
    "ask_lead",
    "begin",
    "keep_version",
    "open_parts",
    "open_place",
    "pause",
    "reopen",
    "save_draft",
    "send_back",
    "submit",
    "take",
]
