"""Who may ask that an identity be erased, who may carry it out, and what has to be typed first."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sizao.ground.identity.errors import (
    AlreadyAsked,
    ErasureOver,
    ErasureReasonNeeded,
    NothingLeft,
    PersonUnknown,
    PhraseDiffers,
    SecondPersonNeeded,
    StillNeeded,
)
from sizao.ground.identity.rules.access import SHORTEST_REASON, is_second
from sizao.ground.identity.types import ErasureFacts
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotPermitted
from sizao.kernel.words import Words

WAITS = timedelta(hours=24)
"""How long a request waits for its second person (dual control)."""


def may_request(
    *, has_right: bool, is_visible: bool, has_key: bool, is_asked: bool, holds: Sequence[Words], reason: str
) -> Decision:
    """An erasure is asked for by a role that may, for a person in scope whom nothing needs any more, with a reason."""
    if not has_right:
        return Decision.no(NotPermitted())
    if not is_visible:
        return Decision.no(PersonUnknown())
    if not has_key:
        return Decision.no(NothingLeft())
    if is_asked:
        return Decision.no(AlreadyAsked())
    if holds:
        return Decision.no(StillNeeded(why=joined(holds)))
    if len(reason.strip()) < SHORTEST_REASON:
        return Decision.no(ErasureReasonNeeded(least=SHORTEST_REASON))
    return Decision.yes()


def may_decide(*, asked: ErasureFacts, by: Actor, has_right: bool, is_requester: bool, at: datetime) -> Decision:
    """A request is decided once, within its day, by another person of another organisation."""
    if not has_right:
        return Decision.no(NotPermitted())
    if not asked.is_open(at):
        return Decision.no(ErasureOver(hours=round(WAITS.total_seconds() / 3600)))
    if not is_second(by, asked.organisation, is_own=is_requester):
        return Decision.no(SecondPersonNeeded())
    return Decision.yes()


def may_carry_out(*, holds: Sequence[Words], typed: str, number: str) -> Decision:
    """What was approved is carried out unless the person is needed again, after the phrase was typed."""
    if holds:
        return Decision.no(StillNeeded(why=joined(holds)))
    wanted = phrase(number)
    if " ".join(typed.split()).casefold() not in {wanted.zh.casefold(), wanted.en.casefold()}:
        return Decision.no(PhraseDiffers(phrase=wanted))
    return Decision.yes()


def phrase(number: str) -> Words:
    """What has to be typed before a person's identity is erased."""
    return Words(f"销毁 {number}", f"erase {number}")


def joined(reasons: Sequence[Words]) -> Words:
    """Several reasons in one sentence."""
    return Words(";".join(each.zh for each in reasons), "; ".join(each.en for each in reasons))
