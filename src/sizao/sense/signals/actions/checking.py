"""A signal is given to somebody with a clock, checked, told apart from another, and closed with a verdict."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sizao.kernel.actors import Actor
from sizao.sense.signals import events, queries, rules
from sizao.sense.signals.actions.steps import lock_together, locked, place, step
from sizao.sense.signals.errors import NoSuchOwner, NoSuchSignal
from sizao.sense.signals.models import Pair, Signal
from sizao.sense.signals.types import SignalFacts, State, StepKind, Verdict
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def assign(*, signal_id: UUID, by: Actor, at: datetime, owner_id: int | None = None) -> None:
    """Give a signal to somebody who may check it here, or take it oneself; the time to check it runs from now.

    Raises:
        SignalClosed: when it is closed.
        NoSuchOwner: when the account may not check signals of its area.
    """
    row = locked(signal_id)
    found = row.facts()
    rules.may_assign(found).or_raise()
    row.owner, row.owner_user = _owner(found, owner_id, by)
    row.state, row.due_at = State.ASSIGNED.value, _check_by(found, at)
    row.save(update_fields=["owner", "owner_user", "state", "due_at"])
    step(row, StepKind.ASSIGNED, by, at, row.owner)


def _owner(found: SignalFacts, owner_id: int | None, by: Actor) -> tuple[str, int | None]:
    if owner_id is None or owner_id == by.user_id:
        return by.name, by.user_id
    chosen = next((each for each in queries.owners(found.area) if each.id == owner_id), None)
    if chosen is None:
        raise NoSuchOwner
    return chosen.display_name, chosen.id


def _check_by(found: SignalFacts, at: datetime) -> datetime:
    edition = queries.edition(found.disease, found.area, found.occurred_at)
    hours = edition.case.verify_hours if edition and edition.case else None
    return rules.check_by(found.level, queries.terms(at), hours, at)


@transaction.atomic
def begin_check(*, signal_id: UUID, by: Actor, at: datetime) -> None:
    """Say that checking has begun; whoever begins has it in hand.

    Raises:
        SignalClosed: when it is closed.
        NotOwner: when somebody is checking it already.
    """
    row = locked(signal_id)
    found = row.facts()
    rules.may_check(found).or_raise()
    if not row.owner:
        row.due_at = _check_by(found, at)
    row.owner, row.owner_user, row.state = by.name, by.user_id, State.CHECKING.value
    row.save(update_fields=["owner", "owner_user", "state", "due_at"])
    step(row, StepKind.CHECKING, by, at)


@transaction.atomic
def close(
    *, signal_id: UUID, verdict: Verdict, reason: str, by: Actor, at: datetime, duplicate_of: str = ""
) -> None:  # fmt: skip
    """Close a signal with a verdict and its reason; a duplicate names the other signal by its number.

    Raises:
        SignalClosed, NotOwner, ReasonNeeded, IdentityInText, DuplicateOfWhat, DuplicateOfDuplicate: see :func:`rules.may_close`.
    """
    if verdict is Verdict.DUPLICATE:
        lock_together(signal_id, duplicate_of)
    row = locked(signal_id)
    found = row.facts()
    original = queries.signal_numbered(duplicate_of) if verdict is Verdict.DUPLICATE else None
    rules.may_close(found, verdict, reason, by, original).or_raise()
    if not row.owner:
        row.owner, row.owner_user = by.name, by.user_id
    row.state, row.verdict, row.closed_at = State.CLOSED.value, verdict.value, at
    row.duplicate_of_id = original.id if original else None
    row.save(update_fields=["owner", "owner_user", "state", "verdict", "closed_at", "duplicate_of"])
    step(row, StepKind.CLOSED, by, at, reason, verdict)
    _tell(row, verdict, by, at)


def _tell(row: Signal, verdict: Verdict, by: Actor, at: datetime) -> None:
    found = row.facts()
    outbox.emit(events.SignalClosed(**place(found), channel=row.channel, verdict=verdict), by=by, at=at)
    if verdict is Verdict.CONFIRMED:
        outbox.emit(events.SignalConfirmed(**place(found), number=row.number, level=found.level), by=by, at=at)


@transaction.atomic
def tell_apart(*, signal_id: UUID, other_id: UUID, by: Actor, at: datetime) -> None:
    """Say that two signals are not the same; they are not laid side by side again.

    Raises:
        NoSuchSignal: when the two were not taken for the same.
    """
    pair = Pair.objects.filter(
        Q(first=signal_id, second=other_id) | Q(first=other_id, second=signal_id), apart_at__isnull=True
    ).first()
    if pair is None:
        raise NoSuchSignal
    pair.apart_at, pair.apart_by = at, by.name
    pair.save(update_fields=["apart_at", "apart_by"])
    for row, other in ((pair.first, pair.second), (pair.second, pair.first)):
        step(row, StepKind.APART, by, at, other.number)
