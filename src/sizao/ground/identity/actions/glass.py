"""Break the glass for one person of another area: half an hour, an alarm at once, a review by the end of the next day."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sizao.ground.identity import events, queries
from sizao.ground.identity.actions import allowance
from sizao.ground.identity.errors import InYourArea, KeyErased, NobodyOfThatNumber
from sizao.ground.identity.models import Glass, GlassReview
from sizao.ground.identity.queries import disclosures
from sizao.ground.identity.rules import glass
from sizao.ground.identity.types import GlassFacts, Identity, LookAction, LookKind, Purpose, Sealed
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PersonFacts
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotPermitted, SizaoError, Stale
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope

LONGEST_REASON = 400
SHOWN = ",".join(each.value for each in Sealed)


def break_glass(*, number: str, purpose: Purpose, reason: str, by: Actor, at: datetime) -> UUID:
    """Open one person of another area for half an hour; returns the emergency look's id. Nobody is shown yet.

    Every attempt is logged, whether or not there is somebody; the auditors of both areas are told at once.

    Args:
        number: the person number, or the whole number of a document.
        purpose: why, of the closed list.
        reason: what makes it an emergency.
        by: who asks, a signed-in person.
        at: when.

    Raises:
        NotPermitted, EmergencyReasonNeeded, EmergenciesSpent: see :func:`rules.glass.may_break`.
        NobodyOfThatNumber: when nobody is on record under it.
        InYourArea: when no emergency look is needed.
        AllowanceSpent: when the hour's allowance is used up.
    """
    user_id = by.user_id
    decision = glass.may_break(
        has_right=accounts.may(by, Right.IDENTITY_BREAK), is_person=user_id is not None, reason=reason,
        within_a_day=disclosures.within_a_day(user_id, at) if user_id is not None else 0,
    )  # fmt: skip
    if not decision or user_id is None:
        _log(LookAction.BREAK_GLASS, None, purpose, reason, by, at, allowed=False)
        decision.or_raise()
        raise NotPermitted
    allowance.spend(LookKind.REVEAL, 1, by=by, at=at)
    found = _person(number)
    refusal = _refusal(found, by)
    about = (found.id, found.area_residence) if found else None
    _log(LookAction.BREAK_GLASS, about, purpose, reason, by, at, allowed=refusal is None)
    if refusal is not None or found is None:
        raise refusal or NobodyOfThatNumber
    return _broken(found, user_id, purpose, reason, by, at)


def _refusal(found: PersonFacts | None, by: Actor) -> SizaoError | None:
    if found is None:
        return NobodyOfThatNumber()
    return InYourArea() if found.id in queries.visible([found.id]) else None


@transaction.atomic
def _broken(found: PersonFacts, user_id: int, purpose: Purpose, reason: str, by: Actor, at: datetime) -> UUID:
    row = Glass.objects.create(
        person=found.id, area=found.area_residence, breaker_area=by.area, purpose=purpose,
        reason=reason.strip()[:LONGEST_REASON], at=at, until=at + glass.OPEN_FOR, by=by.name, by_user=user_id,
        organisation=by.organisation,
    )  # fmt: skip
    for area in {row.area, by.area}:
        fact = events.GlassBroken(glass_id=row.id, number=row.number, until=row.until, area=area)
        outbox.emit(fact, by=by, at=at)
    return row.id


def _person(number: str) -> PersonFacts | None:
    """Whom a number means, in whatever area: the person number, or a document; of several records the newest."""
    text = number.strip().upper()
    with scope.acting(Actor.system("identity.break_glass", areas.NATION)):
        known = registry.person_by_number(text)
        if known is not None:
            return known
        try:
            held = queries.find(document=text) if text else []
        except SizaoError:
            return None
        found = queries.open_records(held)
        newest = max(found.values(), key=lambda each: (each.recorded_at is not None, each.recorded_at), default=None)
        return registry.persons([newest.person_id]).get(newest.person_id) if newest else None


def look_through_glass(*, glass_id: UUID, by: Actor, at: datetime) -> tuple[GlassFacts, PersonFacts, Identity]:
    """The identity behind a glass that the caller broke, within its half hour; each look is logged.

    Raises:
        GlassUnknown: when the caller broke none of that id.
        GlassOver: when its time is over.
        KeyErased: when the person's key was destroyed.
    """
    found = disclosures.own_glass(glass_id, by.user_id)
    decision = glass.may_see(found, at)
    with transaction.atomic():
        person, opened = _behind(found, by) if decision else (None, None)
        _log(
            LookAction.REVEAL, (found.person_id, found.area), found.purpose, f"{found.number}: {found.reason}", by, at,
            allowed=bool(decision),
        )  # fmt: skip
    decision.or_raise()
    if person is None or opened is None:
        raise KeyErased(person=found.person_id)
    return found, person, opened


def _behind(found: GlassFacts, by: Actor) -> tuple[PersonFacts | None, Identity | None]:
    with scope.acting(replace(by, persons=by.persons | {found.person_id})):
        known = registry.persons([found.person_id]).get(found.person_id)
        return known, queries.open_records([found.person_id]).get(found.person_id)


def review_glass(*, glass_id: UUID, is_justified: bool, note: str, by: Actor, at: datetime) -> None:
    """Say whether an emergency look was justified; it stays on record either way.

    Raises:
        GlassUnknown, NotPermitted, OwnGlass, GlassReviewed, DeclineReasonNeeded: see :func:`rules.glass.may_find`.
    """
    found = disclosures.glass_of(glass_id)
    glass.may_find(
        found, by, has_right=accounts.may(by, Right.IDENTITY_REVIEW), is_justified=is_justified, note=note
    ).or_raise()
    audit.record(
        by=by, at=at, action=LookAction.REVIEW_GLASS.value, purpose=Purpose.QUALITY_AUDIT.value,
        persons=[found.person_id], reason=f"{found.number}: {note.strip()}"[:LONGEST_REASON],
    )  # fmt: skip
    try:
        with transaction.atomic():
            GlassReview.objects.create(
                glass_id=found.id, is_justified=is_justified, note=note.strip()[:LONGEST_REASON], at=at, by=by.name,
                by_user=by.user_id, organisation=by.organisation,
            )  # fmt: skip
            fact = events.GlassJudged(glass_id=found.id, number=found.number, is_justified=is_justified, area=by.area)
            outbox.emit(fact, by=by, at=at)
    except IntegrityError as clash:
        raise Stale from clash


def may_review(found: GlassFacts, by: Actor) -> Decision:
    """Whether an actor may review an emergency look."""
    return glass.may_review(found, by, has_right=accounts.may(by, Right.IDENTITY_REVIEW))


def _log(
    action: LookAction,
    about: tuple[int, int] | None,
    purpose: Purpose,
    reason: str,
    by: Actor,
    at: datetime,
    *,
    allowed: bool,
) -> None:
    """In the person's area (``about``: person, area), so that the auditors there read it; in the own when nobody was found."""
    person, area = about or (None, by.area)
    audit.record(
        by=by, at=at, action=action.value, purpose=purpose.value, persons=[] if person is None else [person],
        fields=SHOWN if allowed and action is LookAction.REVEAL else "", reason=reason.strip()[:LONGEST_REASON],
        allowed=allowed, area=area,
    )  # fmt: skip
