"""The signal's row, locked, and one step of it: what every action of the room shares."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q

from sizao.kernel.actors import Actor
from sizao.sense.signals.errors import NoSuchSignal
from sizao.sense.signals.models import Signal, Step
from sizao.sense.signals.types import SignalFacts, StepKind, Verdict


def locked(signal_id: UUID) -> Signal:
    """The signal's row, held until the transaction ends.

    Raises:
        NoSuchSignal: when there is none in scope.
    """
    row = Signal.objects.select_for_update(of=("self",)).filter(pk=signal_id).first()
    if row is None:
        raise NoSuchSignal
    return row


def lock_together(signal_id: UUID, number: str) -> None:
    """Hold a signal and the one it is said to repeat, always in the same order: neither is closed as the other's meanwhile."""
    both = Signal.objects.filter(Q(pk=signal_id) | Q(number=number.strip().upper()))
    list(both.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


def step(
    row: Signal, kind: StepKind, by: Actor, at: datetime, note: str = "", verdict: Verdict | None = None
) -> None:  # fmt: skip
    """Append what was done."""
    said = verdict.value if verdict else ""
    Step.objects.create(signal=row, kind=kind.value, at=at, by=by.name, note=note.strip()[:1000], verdict=said)


def place(found: SignalFacts) -> dict[str, Any]:
    """What every event of a signal says of where it belongs."""
    return {"signal_id": found.id, "area": found.area, "edition_id": found.edition_id}
