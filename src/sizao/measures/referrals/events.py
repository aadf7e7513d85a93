"""Facts that the referrals room announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event
from sizao.measures.referrals.types import Outcome


@dataclass(frozen=True, kw_only=True)
class ListReceived(Event):
    """A list arrived, was sifted and routed."""

    name: ClassVar[str] = "measures.referrals.list-received"

    list_id: UUID
    to_check: int
    unplaced: int


@dataclass(frozen=True, kw_only=True)
class RequestRouted(Event):
    """A request was routed to an area other than before."""

    name: ClassVar[str] = "measures.referrals.request-routed"

    request_id: UUID
    person_id: int
    to_area: int


@dataclass(frozen=True, kw_only=True)
class RequestReturned(Event):
    """A worker found that the person is not in the area; it waits to be routed again within the area of the list."""

    name: ClassVar[str] = "measures.referrals.request-returned"

    request_id: UUID
    list_area: int


@dataclass(frozen=True, kw_only=True)
class RequestAnswered(Event):
    """A request was answered."""

    name: ClassVar[str] = "measures.referrals.request-answered"

    request_id: UUID
    list_id: UUID
    outcome: Outcome


@dataclass(frozen=True, kw_only=True)
class ElsewhereAnswered(Event):
    """Another place answered for one of the people of a letter that went out."""

    name = "measures.referrals.elsewhere-answered"

    letter_id: UUID
    contact_id: UUID
    outcome: Outcome
    destination: str


@dataclass(frozen=True, kw_only=True)
class AnswerCame(Event):
    """The party that received a letter answered through its link; an officer accepts it or sets it aside."""

    name: ClassVar[str] = "measures.referrals.answer-came"

    letter_id: UUID
    said_id: UUID


@dataclass(frozen=True, kw_only=True)
class AnswerSettled(Event):
    """An officer accepted an answer from outside or set it aside."""

    name: ClassVar[str] = "measures.referrals.answer-settled"

    letter_id: UUID
    said_id: UUID
