"""Sealing: visits of closed days leave the tail and enter the lake, in one transaction with the row that says so."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa
from django.db import transaction

from sizao.ground.presence.actions.generations import generation, sweep
from sizao.ground.presence.models import Seal, SealState
from sizao.ground.presence.queries import seals, tail
from sizao.ground.presence.queries.lake import standing
from sizao.ground.presence.types import SealFacts, SealKind, SealStep
from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION
from sizao.spine.scope import queries as scope

__all__ = ["begin_seal", "recover", "seal_days", "seal_visits", "sweep"]

CLOSES_AFTER = timedelta(hours=6)
"""How long after its end (in UTC) a day is held open for what comes late, so that it is written once."""
AT_ONCE = 2_000_000
"""Visits that one generation takes in: what a machine sorts in memory."""
LATE_ENOUGH, LATE_SHARE = 10_000, 100
"""Late visits of a sealed day that are worth writing it anew before the night does: so many, and one in so many of the day's."""
LONGEST = timedelta(hours=2)
"""How long one sealing may take."""
TAKEN = f"""DELETE FROM presence_visit v WHERE v.start >= %s AND v.start < %s
RETURNING {tail.COLUMNS}, v.area"""  # noqa: S608


def seal_days(*, at: datetime, with_late: bool = True, closes_after: timedelta = CLOSES_AFTER) -> list[SealFacts]:
    """Seal every closed day of the tail; each generation is a transaction of its own. Returns the generations.

    Args:
        at: the moment.
        with_late: whether days that are sealed already are written anew for a few late visits.
        closes_after: how long after its end a day is held open.
    """
    recover(at=at)
    actor = Actor.system("presence.seal")
    closed = _midnight((at - closes_after).astimezone(UTC).date())
    with scope.acting(actor):
        known = {each.day: each.rows for each in seals.segments()}
        days = [(day, rows) for day, rows in seals.tail_days(closed) if day < closed.date()]
    waiting = [(day, rows) for day, rows in days if with_late or is_worth_writing(rows, known.get(day))]
    return [_seal(actor, first, last, at) for first, last in _portions(waiting)]


def is_worth_writing(late: int, sealed: int | None) -> bool:
    """Whether a day's visits in the tail are worth a generation now: a day not sealed yet always is."""
    return sealed is None or late >= max(LATE_ENOUGH, sealed // LATE_SHARE)


def _seal(actor: Actor, first: date, last: date, at: datetime) -> SealFacts:
    with scope.acting(actor):
        number = begin_seal(kind=SealKind.SEAL, by=actor, at=at)
    with scope.acting(actor, lifetime=LONGEST):
        seal_visits(seal_id=number, since=_midnight(first), until=_midnight(last + timedelta(days=1)), by=actor, at=at)
    with scope.acting(actor):
        return next(each for each in seals.generations() if each.id == number)


def _portions(days: Sequence[tuple[date, int]]) -> Iterator[tuple[date, date]]:
    """Runs of neighbouring days of about so many visits as one generation takes in, as first and last day."""
    run: list[tuple[date, int]] = []
    for day, rows in days:
        is_next = run and day - run[-1][0] == timedelta(days=1)
        if run and (not is_next or sum(number for _, number in run) + rows > AT_ONCE):
            yield run[0][0], run[-1][0]
            run = []
        run.append((day, rows))
    if run:
        yield run[0][0], run[-1][0]


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


@transaction.atomic
def begin_seal(*, kind: SealKind, by: Actor, at: datetime) -> int:
    """Announce a generation; returns its number."""
    seal = Seal.objects.create(kind=kind, at=at, by=by.name, area=NATION)
    SealState.objects.create(seal=seal, step=SealStep.BEGUN, at=at)
    return int(seal.pk)


@transaction.atomic
def seal_visits(*, seal_id: int, since: datetime, until: datetime, by: Actor, at: datetime) -> None:
    """Move the tail's visits that began in ``[since, until)`` into the lake.

    The statement that deletes them returns them: exactly these rows are sealed, and whatever arrives meanwhile stays in
    the tail. The files are on the disk before the transaction ends; until then nobody sees either change.

    Raises:
        SealOvertaken, LakeAbsent, SegmentFaulty: see :func:`generations.generation`; nothing is changed.
    """
    with generation(seal_id, at) as draft:
        types = {**tail.TYPES, "area": pa.int64()}
        taken = tail.copied(TAKEN, [since, until], types)
        areas = taken.group_by("place").aggregate([("area", "max")])
        draft.add(
            tail.as_visits(taken), dict(zip(areas["place"].to_pylist(), areas["area_max"].to_pylist(), strict=True))
        )


def recover(*, at: datetime) -> list[str]:
    """Undo what a dead process began, and delete what no row names; returns the folders deleted."""
    with scope.acting(Actor.system("presence.recover")):
        if standing() is None and not seals.unfinished():
            return []
        return sweep(at=at)
