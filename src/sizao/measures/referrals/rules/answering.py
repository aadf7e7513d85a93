"""Which letter may be answered by a link, when the door stays shut, and what may be said."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sizao.kernel.codes import UNUSED_CODE_LASTS
from sizao.kernel.decisions import Decision
from sizao.measures.referrals import errors
from sizao.measures.referrals.types import LetterState, Outcome, Reading, SourceKind
from sizao.measures.referrals.types.answering import (
    SESSION_LASTS,
    LinkState,
    NewSaid,
    SaidState,
)

SENDERS = {
    SourceKind.HOTEL: ("酒店", "宾馆", "旅馆", "民宿", "hotel", "inn"),
    SourceKind.AIRLINE: ("航空", "机场", "air", "flight"),
    SourceKind.RAILWAY: ("铁路", "客运段", "高铁", "rail"),
}
"""By which words in its name the kind of a list's sender is proposed."""


def may_give_out(state: LetterState) -> Decision:
    """Only a letter of which somebody is still unanswered needs an answer."""
    if state is LetterState.ANSWERED:
        return Decision.no(errors.LetterAnswered())
    return Decision.yes()


def state_of(
    *, issued_at: datetime, opened_at: datetime | None, ended_at: datetime | None, paused_until: datetime | None,
    at: datetime,
) -> LinkState:  # fmt: skip
    """Where a link stands: unused it is over after three days, used after a week."""
    if ended_at is not None:
        return LinkState.ENDED
    last = opened_at + SESSION_LASTS if opened_at else issued_at + UNUSED_CODE_LASTS
    if at >= last:
        return LinkState.EXPIRED
    if paused_until is not None and at < paused_until and opened_at is None:
        return LinkState.PAUSED
    return LinkState.IN_USE if opened_at is not None else LinkState.WAITING


def may_say(said: NewSaid, lines: Collection[int], noted: Collection[Outcome]) -> Decision:
    """Who received the letter is named; results are of lines of it; a result that says little has a word beside it."""
    if not said.received_by.strip():
        return Decision.no(errors.ReceiverMissing())
    if any(line not in lines for line, _ in said.lines):
        return Decision.no(errors.LetterUnknown())
    if any(outcome in noted for _, outcome in said.lines) and not said.text.strip():
        return Decision.no(errors.NoteNeeded())
    return Decision.yes()


def may_decide(state: SaidState) -> Decision:
    """An answer is accepted or set aside once."""
    if state is not SaidState.WAITING:
        return Decision.no(errors.AnswerDecided(state=state.words))
    return Decision.yes()


def counts_of(reading: Reading) -> list[int]:
    """How many people a list names, and how many of them with a document, a phone, an address."""
    found = [each.identity for each in reading.entries]
    return [
        len(found), sum(bool(each.document_number) for each in found), sum(bool(each.phone) for each in found),
        sum(bool(each.address) for each in found),
    ]  # fmt: skip


def kind_of(destination: str) -> SourceKind:
    """Which kind of sender a party is by its own name; the officer who enters its list may say otherwise."""
    name = destination.casefold()
    return next((kind for kind, words in SENDERS.items() if any(each in name for each in words)), SourceKind.OTHER)
