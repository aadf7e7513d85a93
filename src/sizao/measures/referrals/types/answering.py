"""The words of answering a letter without an account: a link with its one-time code, a session, and what was said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sizao.kernel.words import LabelledEnum, Words
from sizao.measures.referrals.types import Outcome, PaperLanguage
from sizao.spine.accounts.types import CodeFacts

SESSION_LASTS = timedelta(days=7)
"""How long the device that was let in may answer; after that it takes a new code."""
LONGEST_ANSWER = 1000
MOST_LINES = 40
"""Lines that the page offers to answer one by one; a longer letter is answered in words or by a list."""
MOST_ANSWERS = 30
"""Answers through one link: a letter has a few, a machine that repeats itself has many."""
MOST_LIST_BYTES = 1_000_000
"""A list is held in memory until it is sealed, never on the disk; this is some ten thousand rows."""


class LinkState(LabelledEnum):
    """Where an answer link stands."""

    WAITING = "waiting", "未打开", "Not opened yet"
    IN_USE = "in_use", "已打开", "Opened"
    PAUSED = "paused", "多次输错,暂时锁定", "Locked for a while after wrong codes"
    ENDED = "ended", "已作废", "Ended"
    EXPIRED = "expired", "已过期", "Expired"


class SaidState(LabelledEnum):
    """Where an answer from outside stands: nothing of it counts before an officer accepts it."""

    WAITING = "waiting", "已收到,待确认", "Received, to be accepted"
    ACCEPTED = "accepted", "已采纳", "Accepted"
    SET_ASIDE = "set_aside", "不予采纳", "Set aside"


@dataclass(frozen=True, kw_only=True)
class LinkFacts(CodeFacts):
    """One answer link of a letter."""

    letter_id: UUID
    state: LinkState


@dataclass(frozen=True)
class GivenOut:
    """A new link with its code, shown once."""

    id: UUID
    handle: str
    code: str
    lasts_until: datetime
    language: PaperLanguage


@dataclass(frozen=True)
class Seat:
    """A device that was let in: which letter it may answer, and where that was written."""

    link_id: UUID
    letter_id: UUID
    area: int


@dataclass(frozen=True, kw_only=True)
class NewSaid:
    """What the other party says: who received the letter, an answer in words, results by line, and a list."""

    received_by: str
    text: str = ""
    lines: tuple[tuple[int, Outcome], ...] = ()
    content: bytes = b""
    filename: str = ""


@dataclass(frozen=True)
class ListPreview:
    """What a list that was handed in holds, without anybody of it."""

    name: str
    people: int
    with_document: int
    with_phone: int
    with_address: int
    rejected: tuple[tuple[int, Words], ...]


@dataclass(frozen=True, kw_only=True)
class SaidFacts:
    """One answer from outside as officers and the other party see it."""

    id: UUID
    letter_id: UUID
    at: datetime
    received_by: str
    text: str
    lines: tuple[tuple[int, Outcome], ...]
    preview: ListPreview | None
    state: SaidState
    decided_at: datetime | None
    decided_by: str
    reason: str
    list_id: UUID | None
    """The list that was entered from it."""
