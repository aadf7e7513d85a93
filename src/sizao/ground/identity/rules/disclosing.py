"""Seeing many identities at once: one person asks for these very people, another of another organisation signs, once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta

from sizao.ground.identity.errors import (
    DeclineReasonNeeded,
    DisclosureOver,
    NoSecondNeeded,
    NotYourRequest,
    OrganisationNeeded,
    OtherSignerNeeded,
    PersonUnknown,
    ReasonNeeded,
    TaskNotYours,
    TooManyForARequest,
)
from sizao.ground.identity.rules.access import MOST_AT_ONCE, SHORTEST_REASON, is_second
from sizao.ground.identity.types import DisclosureFacts, DisclosureState
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotPermitted

STANDS = timedelta(hours=24)
"""How long a request waits for its second person, and how long what was signed waits to be opened (ASVS 5.0 V2.3.5)."""
MOST_ON_A_REQUEST = 5_000
"""People of one request: a whole town's contacts, far below a city."""


def digest(person_ids: Iterable[int]) -> bytes:
    """What was asked for, frozen: SHA-256 over the person numbers in order. Other people give another digest."""
    return hashlib.sha256(",".join(map(str, sorted(set(person_ids)))).encode()).digest()


def state(found: DisclosureFacts, as_of: datetime) -> DisclosureState:
    """How a request stands at a moment."""
    if found.used_at is not None:
        return DisclosureState.USED
    if found.decided is DisclosureState.DECLINED:
        return DisclosureState.DECLINED
    if as_of >= expires(found):
        return DisclosureState.LAPSED
    return found.decided or DisclosureState.ASKED


def expires(found: DisclosureFacts) -> datetime:
    """Until when it can be signed or, once signed, opened."""
    return (found.decided_at or found.at) + STANDS


def may_ask(
    *,
    number: int,
    has_right: bool,
    has_organisation: bool,
    all_visible: bool,
    task_given: bool,
    task_is_open_and_own: bool,
    reason: str,
) -> Decision:
    """A request is for people in scope, more than one person may see alone, with a task of one's own or a reason."""
    if not has_right:
        return Decision.no(NotPermitted())
    if not all_visible:
        return Decision.no(PersonUnknown())
    if number <= MOST_AT_ONCE:
        return Decision.no(NoSecondNeeded(most=MOST_AT_ONCE, number=number))
    if number > MOST_ON_A_REQUEST:
        return Decision.no(TooManyForARequest(most=MOST_ON_A_REQUEST, number=number))
    if not has_organisation:
        return Decision.no(OrganisationNeeded())
    if task_given and not task_is_open_and_own:
        return Decision.no(TaskNotYours())
    if not task_given and len(reason.strip()) < SHORTEST_REASON:
        return Decision.no(ReasonNeeded(least=SHORTEST_REASON))
    return Decision.yes()


def may_sign(found: DisclosureFacts, by: Actor, *, has_right: bool, as_of: datetime) -> Decision:
    """A request is signed or declined once, within its day, by another person of another named organisation."""
    if not has_right:
        return Decision.no(NotPermitted())
    if state(found, as_of) is not DisclosureState.ASKED:
        return Decision.no(DisclosureOver(hours=_hours()))
    if not is_second(by, found.organisation, is_own=by.user_id is None or by.user_id == found.by_user):
        return Decision.no(OtherSignerNeeded())
    return Decision.yes()


def may_decline(found: DisclosureFacts, by: Actor, *, has_right: bool, reason: str, as_of: datetime) -> Decision:
    """As :func:`may_sign`, and who asked is told why."""
    decision = may_sign(found, by, has_right=has_right, as_of=as_of)
    if decision and len(reason.strip()) < SHORTEST_REASON:
        return Decision.no(DeclineReasonNeeded(least=SHORTEST_REASON))
    return decision


def may_open(found: DisclosureFacts, by: Actor, *, as_of: datetime) -> Decision:
    """What was signed is opened once, within its day, by who asked."""
    if by.user_id is None or by.user_id != found.by_user:
        return Decision.no(NotYourRequest())
    if state(found, as_of) is not DisclosureState.GRANTED:
        return Decision.no(
            NotYourRequest() if state(found, as_of) is DisclosureState.ASKED else DisclosureOver(hours=_hours())
        )
    return Decision.yes()


def _hours() -> int:
    return round(STANDS / timedelta(hours=1))
