"""What testing allows: whole samples, results in order of time, and release by a second person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.measures.screening.errors import (
    AlreadyReleased,
    PointClosed,
    ResultBeforeSample,
    RoundFinished,
    RoundNotNegative,
    RoundStillRuns,
    SecondPersonNeeded,
    SubjectMissing,
)
from sizao.measures.screening.types import (
    NewSample,
    PointFacts,
    ResultFacts,
    RoundFacts,
    RoundState,
    SubjectKind,
)

ROUND_TRANSITIONS: dict[RoundState, frozenset[RoundState]] = {
    RoundState.STARTED: frozenset({RoundState.CLEARED, RoundState.POSITIVE}),
    RoundState.CLEARED: frozenset(),
    RoundState.POSITIVE: frozenset(),
}
"""A round ends once, all negative or with positives; drawn in the generated state diagrams."""


def may_take(new: NewSample) -> Decision:
    """A sample of a person names the person or the number of people in the tube; others name place or goods."""
    if new.subject is SubjectKind.PERSON:
        is_whole = new.person_id is not None or new.people > 0
    elif new.subject is SubjectKind.ENVIRONMENT:
        is_whole = new.place_id is not None
    else:
        is_whole = bool(new.spot.strip())
    return Decision.yes() if is_whole else Decision.no(SubjectMissing())


def people_in(new: NewSample) -> int:
    """How many people a sample stands for."""
    if new.subject is not SubjectKind.PERSON:
        return 0
    return max(new.people, 1)


def may_result(taken_at: datetime, resulted_at: datetime) -> Decision:
    """A result comes after its sample."""
    return Decision.no(ResultBeforeSample()) if resulted_at < taken_at else Decision.yes()


def may_release(result: ResultFacts, by: Actor) -> Decision:
    """A result is released once, by somebody other than who entered it."""
    if result.is_released:
        return Decision.no(AlreadyReleased())
    is_same = (
        result.entered_by_user == by.user_id
        if result.entered_by_user is not None and by.user_id is not None
        else result.entered_by == by.name
    )
    return Decision.no(SecondPersonNeeded()) if is_same else Decision.yes()


def may_start_round(of_area: Sequence[RoundFacts]) -> Decision:
    """One round of an area at a time: of two that run together nobody could say which of them a tube belongs to."""
    running = next((each for each in of_area if each.state is RoundState.STARTED), None)
    if running is not None:
        return Decision.no(RoundStillRuns(number=running.number))
    return Decision.yes()


def next_number(of_area: Sequence[RoundFacts]) -> int:
    """The number of an area's next round."""
    return max((each.number for each in of_area), default=0) + 1


def may_end_round(now: RoundState, then: RoundState, *, positives: int = 0, waiting: int = 0) -> Decision:
    """A round follows its transition table, and is all negative only when every tube of it is known to be."""
    if then not in ROUND_TRANSITIONS[now]:
        return Decision.no(RoundFinished())
    if then is RoundState.CLEARED and (positives or waiting):
        return Decision.no(RoundNotNegative(positives=positives, waiting=waiting))
    return Decision.yes()


def may_close(point: PointFacts) -> Decision:
    """A point is closed once."""
    return Decision.yes() if point.closed_at is None else Decision.no(PointClosed())
