"""Open points, take samples, enter and release results, run rounds; in bulk where a campaign needs it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.errors import NotFound
from sizao.kernel.words import Words
from sizao.measures.screening import events, queries, rules
from sizao.measures.screening.errors import NoSuchPoint, NoSuchRound, NoSuchSample
from sizao.measures.screening.models import Release, Result, Round, RoundStatus, Sample, SamplingPoint
from sizao.measures.screening.types import NewPoint, NewResult, NewSample, RoundState, SubjectKind, Value
from sizao.spine.outbox import actions as outbox

BATCH = 2_000


@transaction.atomic
def open_points(*, points: Sequence[NewPoint], by: Actor, at: datetime, incident_id: UUID | None = None) -> list[UUID]:
    """Open sampling points; returns their ids in the order given.

    Raises:
        OutsideArea: when one lies outside the actor's area.
    """
    if incident_id is not None:
        command.incident(incident_id)
    for each in points:
        queries.require_within(each.area, by)
    registry.require(places=[each.place_id for each in points if each.place_id])
    rows = [
        SamplingPoint(
            name_zh=each.words.zh, name_en=each.words.en, area=each.area, place_id=each.place_id, tables=each.tables,
            hours=each.hours, opened_at=each.opened_at, incident_id=incident_id,
        )
        for each in points
    ]  # fmt: skip
    SamplingPoint.objects.bulk_create(rows)
    opened = events.PointsOpened(**(_place(incident_id) or {"area": by.area}), point_ids=tuple(row.id for row in rows))
    outbox.emit(opened, by=by, at=at)
    return [row.id for row in rows]


@transaction.atomic
def close_point(*, point_id: UUID, by: Actor, at: datetime) -> None:
    """Close a sampling point.

    Raises:
        NoSuchPoint: when it is not in scope.
        PointClosed: when it is closed already.
    """
    found = queries.point(point_id)
    queries.require_within(found.area, by)
    rules.may_close(found).or_raise()
    SamplingPoint.objects.filter(pk=point_id, closed_at__isnull=True).update(closed_at=at)


@transaction.atomic
def take_samples(*, samples: Sequence[NewSample], by: Actor, at: datetime) -> list[UUID]:
    """Enter samples; returns their ids in the order given.

    Raises:
        OutsideArea: when one was taken outside the actor's area.
        SubjectMissing: when one of them does not say what it is of.
    """
    for each in samples:
        if not contains(by.area, each.area):
            raise OutsideArea(area=printed(each.area))
        rules.may_take(each).or_raise()
    _check_known(samples)
    incidents = {each.incident_id for each in samples if each.incident_id}
    exercises = {each: command.incident(each).exercise_id for each in incidents}
    rows = [_sample(each, by, exercises) for each in samples]
    Sample.objects.bulk_create(rows, batch_size=BATCH)
    for incident in sorted(incidents, key=str):
        mine = [row for row in rows if row.incident_id == incident]
        _tell_taken(incident, mine, by, at)
    return [row.id for row in rows]


def _check_known(samples: Sequence[NewSample]) -> None:
    """Points, rounds, places and persons must exist in scope: a missing one is said now, not when the transaction ends."""
    wanted = {each.point_id for each in samples if each.point_id}
    if SamplingPoint.objects.filter(pk__in=wanted).count() < len(wanted):
        raise NoSuchPoint
    rounds = {each.round_id for each in samples if each.round_id}
    if Round.objects.filter(pk__in=rounds).count() < len(rounds):
        raise NoSuchRound
    places = {each.place_id for each in samples if each.place_id}
    persons = {each.person_id for each in samples if each.person_id}
    if len(registry.places(places)) < len(places) or len(registry.persons(persons)) < len(persons):
        raise NotFound


def _sample(new: NewSample, by: Actor, exercises: dict[UUID, UUID | None]) -> Sample:
    return Sample(
        subject=new.subject.value, purpose=new.purpose.value, incident_id=new.incident_id, round_id=new.round_id,
        point_id=new.point_id, person_id=new.person_id, place_id=new.place_id, people=rules.people_in(new),
        spot=new.spot, area=new.area, taken_at=new.taken_at, taken_by=by.name,
        exercise_id=exercises.get(new.incident_id) if new.incident_id else None,
    )  # fmt: skip


def _tell_taken(incident_id: UUID, rows: Sequence[Sample], by: Actor, at: datetime) -> None:
    event = events.SamplesTaken(**_place(incident_id), count=len(rows), people=sum(row.people for row in rows))
    outbox.emit(event, by=by, at=at)


def _place(incident_id: UUID | None) -> dict[str, Any]:
    if incident_id is None:
        return {}
    found = command.incident(incident_id)
    return {
        "incident_id": found.id,
        "edition_id": found.edition_id,
        "exercise_id": found.exercise_id,
        "area": found.area,
    }


@transaction.atomic
def enter_results(*, results: Sequence[NewResult], by: Actor, at: datetime) -> list[UUID]:
    """Enter a laboratory's answers; they count once somebody else has released them.

    Raises:
        NoSuchSample: when a sample is unknown or out of scope.
        ResultBeforeSample: when a result is older than its sample.
    """
    taken = dict(Sample.objects.filter(pk__in=[each.sample_id for each in results]).values_list("pk", "taken_at"))
    for each in results:
        if each.sample_id not in taken:
            raise NoSuchSample
        rules.may_result(taken[each.sample_id], each.resulted_at).or_raise()
    rows = [
        Result(
            sample_id=each.sample_id, value=each.value.value, ct=each.ct, resulted_at=each.resulted_at,
            laboratory=each.laboratory, entered_at=at, entered_by=by.name, entered_by_user=by.user_id,
        )
        for each in results
    ]  # fmt: skip
    Result.objects.bulk_create(rows, batch_size=BATCH)
    return [row.id for row in rows]


@transaction.atomic
def release_results(*, result_ids: Iterable[UUID], by: Actor, at: datetime) -> int:
    """Release results that somebody else entered; positives are announced one by one. Returns how many.

    Raises:
        SecondPersonNeeded: when the releaser entered one of them.
    """
    found = Result.objects.filter(pk__in=list(result_ids)).select_related("sample", "release")
    rows = list(found)
    for row in rows:
        rules.may_release(queries._result(row), by).or_raise()
    Release.objects.bulk_create(
        (Release(result=row, at=at, by=by.name, by_user=by.user_id) for row in rows), batch_size=BATCH
    )
    _tell_released(rows, by, at)
    return len(rows)


def _tell_released(rows: Sequence[Result], by: Actor, at: datetime) -> None:
    for incident in {row.sample.incident_id for row in rows}:
        mine = [row for row in rows if row.sample.incident_id == incident]
        positives = [row for row in mine if row.value == Value.POSITIVE.value]
        place = _place(incident) or {"area": by.area}
        outbox.emit(events.ResultsReleased(**place, count=len(mine), positives=len(positives)), by=by, at=at)
        for row in positives:
            outbox.emit(_positive(row, place), by=by, at=at)


def _positive(row: Result, place: dict[str, Any]) -> events.ResultPositive:
    sample = row.sample
    return events.ResultPositive(
        **{**place, "area": sample.area}, result_id=row.id, sample_id=sample.id, subject=SubjectKind(sample.subject),
        person_id=sample.person_id, place_id=sample.place_id, taken_at=sample.taken_at,
    )  # fmt: skip


@transaction.atomic
def open_round(*, incident_id: UUID, area: int, name: Words, by: Actor, at: datetime) -> UUID:
    """Start the next screening round of an area, under the next number.

    Raises:
        OutsideArea: when it lies outside the actor's area.
        RoundStillRuns: when the one before has not ended.
    """
    number = queries.next_round(incident_id, area, by)
    return start_round(incident_id=incident_id, area=area, number=number, name=name, by=by, at=at)


@transaction.atomic
def start_round(*, incident_id: UUID, area: int, number: int, name: Words, by: Actor, at: datetime) -> UUID:
    """Start a screening round of an area under a number that others gave it."""
    row = Round.objects.create(
        number=number, incident_id=incident_id, area=area, name_zh=name.zh, name_en=name.en, started_at=at
    )
    RoundStatus.objects.create(round=row, state=RoundState.STARTED.value, at=at, by=by.name)
    outbox.emit(
        events.RoundStarted(**{**_place(incident_id), "area": area}, round_id=row.id, number=number), by=by, at=at
    )
    return row.id


@transaction.atomic
def end_round(*, round_id: UUID, state: RoundState, by: Actor, at: datetime, note: str = "") -> None:
    """End a round: all negative, or positives found.

    Raises:
        RoundFinished: when it has ended.
        RoundNotNegative: when it shall be all negative, and a tube is positive or has no released result.
    """
    found = queries.round_of(round_id)
    queries.require_within(found.area, by)
    positives, waiting = queries.tubes_of_round(round_id)
    rules.may_end_round(found.state, state, positives=positives, waiting=waiting).or_raise()
    row = Round.objects.get(pk=round_id)
    RoundStatus.objects.create(round=row, state=state.value, at=at, by=by.name, note=note)
    place = {**_place(row.incident_id), "area": row.area}
    outbox.emit(events.RoundEnded(**place, round_id=row.id, number=row.number, state=state), by=by, at=at)
