"""Reading answers from who has no account: links, the device that was let in, tries at the door, and what was said."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from uuid import UUID

from django.utils.crypto import salted_hmac

from sizao.measures.referrals.errors import AnswerUnknown
from sizao.measures.referrals.models import AnswerKnock, AnswerLink, Said
from sizao.measures.referrals.queries import letters
from sizao.measures.referrals.types import NamedFacts
from sizao.measures.referrals.types.answering import (
    MOST_LINES,
    LinkFacts,
    LinkState,
    NewSaid,
    SaidFacts,
    SaidState,
    Seat,
)
from sizao.spine.accounts import queries as accounts


def digest(value: str) -> str:
    """What is kept of a code, of a cookie and of an address: nobody can turn it back without the platform's own key."""
    return salted_hmac("referrals.answer_link", value, algorithm="sha256").hexdigest()


def fingerprint(said: NewSaid) -> str:
    """By which an answer is known again: a phone on a bad network sends it twice."""
    parts = [said.received_by.strip(), said.text.strip(), *(f"{line} {outcome.value}" for line, outcome in said.lines)]
    return sha256("\n".join(parts).encode() + b"\0" + said.content).hexdigest()


def link_of(letter_id: UUID, at: datetime) -> LinkFacts | None:
    """The newest link of a letter; ``None`` when there never was one."""
    row = AnswerLink.objects.filter(letter=letter_id).order_by("-issued_at", "-id").first()
    return row.facts(at) if row else None


def seat_of(token: str, at: datetime) -> Seat | None:
    """The letter behind a cookie, while its link is in use."""
    if not token:
        return None
    row = AnswerLink.objects.select_related("letter").filter(session_digest=digest(token)).first()
    if row is None or row.facts(at).state is not LinkState.IN_USE:
        return None
    return Seat(row.id, row.letter_id, row.letter.area)


def wrong_tries(client: str, at: datetime) -> int:
    """How many wrong tries came from an address lately."""
    return accounts.wrong_tries(AnswerKnock, digest(client), at)


def said_of(letter_id: UUID) -> list[SaidFacts]:
    """What was said to a letter, newest first."""
    return [row.facts() for row in Said.objects.filter(letter=letter_id).order_by("-at", "-id")]


def said_through(link_id: UUID) -> list[SaidFacts]:
    """What was said through one link, newest first."""
    return [row.facts() for row in Said.objects.filter(link=link_id).order_by("-at", "-id")]


def to_accept() -> list[SaidFacts]:
    """Answers that wait for an officer, oldest first."""
    return [row.facts() for row in Said.objects.filter(state=SaidState.WAITING.value).order_by("at", "id")]


def open_lines(letter_id: UUID) -> list[NamedFacts]:
    """The lines of a letter that may be answered one by one: those still unanswered, none when they are too many."""
    found = [each for each in letters.named(letter_id) if each.outcome is None]
    return found if len(found) <= MOST_LINES else []


def letter_of(said_id: UUID) -> UUID:
    """The letter that an answer belongs to.

    Raises:
        AnswerUnknown: when there is none in scope.
    """
    found = Said.objects.filter(pk=said_id).values_list("letter", flat=True).first()
    if found is None:
        raise AnswerUnknown
    return UUID(str(found))
