"""Who was at a place: for a closed list of purposes and the days of an open case; who is refused is noted as well."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.errors import SizaoError
from sizao.spine.audit import actions as audit
from sizao.trace.tracing import errors, queries
from sizao.trace.tracing.queries import Visitor
from sizao.trace.tracing.rules import CaseThere
from sizao.trace.tracing.types import PURPOSES, LegalBasis, Purpose


def purpose_named(*, text: str, asked_for: str, by: Actor, at: datetime) -> Purpose:
    """The purpose that a request names, one of a closed list; a request for another is noted in the access log.

    Raises:
        PurposeRefused: when where people were serves no such purpose.
    """
    known = next((each for each in PURPOSES if each.value == text), None)
    if known is None:
        _refuse(errors.PurposeRefused(purpose=text), f"{asked_for}; purpose {text[:60]}", by, at)
        raise errors.PurposeRefused(purpose=text)
    return known


def visitors_of(
    *, place_id: int, start: datetime, until: datetime, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime,
    there: Sequence[CaseThere] | None = None,
) -> list[Visitor]:  # fmt: skip
    """Everybody on record at a place in a window, the earliest first, for whom the caller enters in the access log.

    ``there`` are the cases that were at the place, when the caller has just asked for them.

    Raises:
        NoCaseThere, NoCaseOnDay: when no open case was there on one of these days; the attempt is noted.
    """
    place = registry.place(place_id)
    decision = queries.may_list_visitors(place_id, start, until, there)
    if decision.refusal is not None:
        asked = f"{legal_basis.value}; {place.number}; {start:%Y-%m-%d %H:%M%z} – {until:%Y-%m-%d %H:%M%z}"
        _refuse(decision.refusal, asked, by, at, purpose)
        raise decision.refusal
    return queries.visitors(place_id, start, until)


def _refuse(refusal: SizaoError, asked: str, by: Actor, at: datetime, purpose: Purpose | None = None) -> None:
    """Note an attempt; it stands, because the refusal is answered within the request's own transaction."""
    audit.record(
        by=by, at=at, action="tracing.refused", purpose=purpose or "", fields="place, time",
        reason=f"{asked}; {refusal.code}", allowed=False,
    )  # fmt: skip
