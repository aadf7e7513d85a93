"""Reading points, samples, results and rounds; every count is a sum over rows, as of a moment."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery, Sum

from sizao.ground.command import queries as command
from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level, ancestor, contains, printed
from sizao.kernel.decisions import Clause
from sizao.kernel.editions import Edition, library
from sizao.kernel.words import Words
from sizao.measures.screening import rules
from sizao.measures.screening.errors import NoSuchPoint, NoSuchRound
from sizao.measures.screening.models import Release, Result, Round, RoundStatus, Sample, SamplingPoint
from sizao.measures.screening.types import (
    Counts,
    PointFacts,
    Purpose,
    ReleasedFacts,
    ResultFacts,
    RoundFacts,
    RoundState,
    SubjectKind,
    UnresultedFacts,
    Value,
)
from sizao.spine.web.types import Option
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import INFECTED


def point_rows() -> QuerySet[SamplingPoint]:
    """Sampling points with how many tubes and people were sampled there."""
    return SamplingPoint.objects.annotate(tubes=Count("samples"), people=Sum("samples__people", default=0)).order_by(
        "area", "name_zh"
    )


def points(*, incident_id: UUID | None = None, as_of: datetime | None = None) -> list[PointFacts]:
    """Sampling points in scope; with a moment, those open then."""
    found = SamplingPoint.objects.order_by("area", "name_zh")
    if incident_id is not None:
        found = found.filter(incident=incident_id)
    if as_of is not None:
        found = found.filter(opened_at__lte=as_of).filter(Q(closed_at__isnull=True) | Q(closed_at__gt=as_of))
    return [row.facts() for row in found]


def point(point_id: UUID) -> PointFacts:
    """One sampling point.

    Raises:
        NoSuchPoint: when it is not in scope.
    """
    row = SamplingPoint.objects.filter(pk=point_id).first()
    if row is None:
        raise NoSuchPoint
    return row.facts()


def sample_rows(as_of: datetime | None = None) -> QuerySet[Sample]:
    """Samples annotated with ``value_now`` (the last released result) and ``entered`` (a result waits for release)."""
    released = Result.objects.filter(sample=OuterRef("pk"), release__isnull=False)
    waiting = Result.objects.filter(sample=OuterRef("pk"), release__isnull=True)
    found = Sample.objects.select_related("place", "point", "person")
    if as_of is not None:
        released = released.filter(release__at__lte=as_of)
        found = found.filter(taken_at__lte=as_of)
    return found.annotate(
        value_now=Subquery(released.order_by("-resulted_at").values("value")[:1]), entered=Exists(waiting)
    ).order_by("-taken_at", "id")


def counts(incident_id: UUID, as_of: datetime | None = None) -> Counts:
    """An incident's samples, results, points and rounds at a moment."""
    return counts_at(incident_id, [as_of])[0]


def counts_at(incident_id: UUID, moments: Sequence[datetime | None]) -> list[Counts]:
    """The same at each of some moments; who had a result is looked up once for all of them."""
    resulted = _resulted(incident_id, moments)
    return [_counts(incident_id, each, resulted[n]) for n, each in enumerate(moments)]


def _counts(incident_id: UUID, as_of: datetime | None, resulted: int) -> Counts:
    samples = _sums(incident_id, as_of)
    positives = _positives(incident_id, as_of)
    found = rounds(incident_id=incident_id, as_of=as_of)
    people = samples.get(SubjectKind.PERSON, (0, 0))
    return Counts(
        points=len(points(incident_id=incident_id, as_of=as_of)),
        people=people[1],
        people_resulted=resulted,
        tubes=people[0],
        environment=samples.get(SubjectKind.ENVIRONMENT, (0, 0))[0],
        environment_positive=positives.get(SubjectKind.ENVIRONMENT, 0),
        goods=samples.get(SubjectKind.GOODS, (0, 0))[0],
        goods_positive=positives.get(SubjectKind.GOODS, 0),
        people_positive=positives.get(SubjectKind.PERSON, 0),
        rounds=len(found),
        rounds_cleared=sum(each.state is RoundState.CLEARED for each in found),
    )


def _sums(incident_id: UUID, as_of: datetime | None) -> dict[str, tuple[int, int]]:
    found = Sample.objects.filter(incident=incident_id)
    if as_of is not None:
        found = found.filter(taken_at__lte=as_of)
    rows = found.values("subject").annotate(tubes=Count("pk"), heads=Sum("people"))
    return {row["subject"]: (row["tubes"], row["heads"]) for row in rows}


def _released(incident_id: UUID, as_of: datetime | None) -> QuerySet[Release]:
    found = Release.objects.filter(result__sample__incident=incident_id)
    return found if as_of is None else found.filter(at__lte=as_of)


def _positives(incident_id: UUID, as_of: datetime | None) -> dict[str, int]:
    rows = _released(incident_id, as_of).filter(result__value=Value.POSITIVE.value)
    counted = rows.values("result__sample__subject").annotate(n=Count("result__sample", distinct=True))
    return {row["result__sample__subject"]: row["n"] for row in counted}


def _resulted(incident_id: UUID, moments: Sequence[datetime | None]) -> list[int]:
    """People of samples that had a released result by each moment: a sample counts from its first release on."""
    rows = _released(incident_id, None).filter(result__sample__subject=SubjectKind.PERSON.value).order_by()
    heads = rows.values("result__sample_id", heads=F("result__sample__people")).annotate(first=Min("at"))
    by = [Q() if each is None else Q(first__lte=each) for each in moments]
    found = heads.aggregate(**{f"n{n}": Sum("heads", filter=each, default=0) for n, each in enumerate(by)})
    return [int(found[f"n{n}"]) for n in range(len(moments))]


def purpose_of(sample_id: UUID) -> Purpose:
    """Why a sample was taken."""
    return Purpose(Sample.objects.values_list("purpose", flat=True).get(pk=sample_id))


def people_by_purpose(incident_id: UUID, as_of: datetime | None = None) -> dict[str, int]:
    """People sampled in an incident by the purpose of the sample."""
    found = Sample.objects.filter(incident=incident_id, subject=SubjectKind.PERSON.value)
    if as_of is not None:
        found = found.filter(taken_at__lte=as_of)
    return dict(found.values_list("purpose").annotate(Sum("people")))


def people_by_area(incident_ids: Iterable[UUID], start: datetime, end: datetime) -> dict[int, int]:
    """People sampled for some incidents within ``[start, end)``, by the area of the sample."""
    found = Sample.objects.filter(
        incident__in=list(incident_ids), subject=SubjectKind.PERSON.value, taken_at__gte=start, taken_at__lt=end
    )
    return dict(found.values_list("area").annotate(Sum("people")))


def results(sample_ids: Iterable[UUID]) -> list[ResultFacts]:
    """Every result of some samples, oldest first."""
    found = Result.objects.filter(sample__in=list(sample_ids)).select_related("release").order_by("resulted_at", "id")
    return [_result(row) for row in found]


def results_of_persons(person_ids: Iterable[int]) -> dict[int, list[tuple[datetime, Value]]]:
    """Released results by person, oldest first, each with the time its sample was taken."""
    found = Release.objects.filter(result__sample__person__in=list(person_ids)).order_by("result__sample__taken_at")
    by_person: dict[int, list[tuple[datetime, Value]]] = {}
    for person, taken, value in found.values_list(
        "result__sample__person_id", "result__sample__taken_at", "result__value"
    ):
        by_person.setdefault(person, []).append((taken, Value(value)))
    return by_person


def released_of_person(person_id: int) -> list[ReleasedFacts]:
    """A person's released results with tube, laboratory and Ct value, oldest first."""
    rows = Result.objects.filter(sample__person=person_id, release__isnull=False).select_related("sample")
    return [
        ReleasedFacts(row.id, row.sample.code, row.sample.taken_at, Value(row.value), row.laboratory, row.ct)
        for row in rows.order_by("sample__taken_at", "id")
    ]


def results_and_incidents(person_ids: Iterable[int]) -> dict[int, list[tuple[datetime, Value, UUID | None]]]:
    """Released results by person, oldest first, with the incident for which the sample was taken, where it was for one."""
    found = Release.objects.filter(result__sample__person__in=list(person_ids)).order_by("result__sample__taken_at")
    by_person: dict[int, list[tuple[datetime, Value, UUID | None]]] = {}
    for person, taken, value, own, of_round in found.values_list(
        "result__sample__person_id", "result__sample__taken_at", "result__value", "result__sample__incident_id",
        "result__sample__round__incident_id",
    ):  # fmt: skip
        by_person.setdefault(person, []).append((taken, Value(value), own or of_round))
    return by_person


def waiting_for_release() -> list[ResultFacts]:
    """Results that were entered and not released, oldest first."""
    return [_result(row) for row in Result.objects.filter(release__isnull=True).order_by("entered_at", "id")]


def waiting_rows() -> QuerySet[Result]:
    """Results that were entered and not released, with their samples."""
    return Result.objects.filter(release__isnull=True).select_related("sample").order_by("resulted_at", "id")


def _result(row: Result) -> ResultFacts:
    return ResultFacts(
        row.id, row.sample_id, Value(row.value), row.resulted_at, row.entered_by, row.entered_by_user,
        hasattr(row, "release"),
    )  # fmt: skip


def rounds(*, incident_id: UUID | None = None, as_of: datetime | None = None) -> list[RoundFacts]:
    """Screening rounds in scope, by number, as they stood at a moment."""
    steps = RoundStatus.objects.filter(round=OuterRef("pk"))
    if as_of is not None:
        steps = steps.filter(at__lte=as_of)
    ends = steps.exclude(state=RoundState.STARTED.value)
    found = Round.objects.annotate(
        state_now=Subquery(steps.order_by("-id").values("state")[:1]),
        ended_at=Subquery(ends.values("at")[:1]),
        note=Subquery(steps.order_by("-id").values("note")[:1]),
        people=Sum("samples__people", default=0),
    ).order_by("started_at", "id")
    if incident_id is not None:
        found = found.filter(incident=incident_id)
    if as_of is not None:
        found = found.filter(started_at__lte=as_of)
    return [_round(row) for row in found]


def _round(row: Round) -> RoundFacts:
    now = row.__dict__
    return RoundFacts(
        row.id, row.number, row.area, Words(row.name_zh, row.name_en), RoundState(now["state_now"]), row.started_at,
        now["ended_at"], now["people"], now["note"] or "",
    )  # fmt: skip


def round_of(round_id: UUID) -> RoundFacts:
    """One round.

    Raises:
        NoSuchRound: when it is not in scope.
    """
    found = [each for each in rounds() if each.id == round_id]
    if not found:
        raise NoSuchRound
    return found[0]


def tubes_of_round(round_id: UUID) -> tuple[int, int]:
    """How many tubes of a round are positive, and how many have no released result."""
    values = [row.__dict__["value_now"] for row in sample_rows().filter(round=round_id)]
    return values.count(Value.POSITIVE.value), values.count(None)


def awaiting_rows() -> QuerySet[Sample]:
    """Samples for which no result has been entered."""
    return sample_rows().filter(~Exists(Result.objects.filter(sample=OuterRef("pk"))))


def unresulted(incident_id: UUID, as_of: datetime) -> list[UnresultedFacts]:
    """Samples of an incident that had no released result at a moment, the oldest first."""
    released = Result.objects.filter(sample=OuterRef("pk"), release__at__lte=as_of)
    waiting = Result.objects.filter(sample=OuterRef("pk"), release__isnull=True)
    rows = Sample.objects.filter(incident=incident_id, taken_at__lte=as_of).filter(~Exists(released))
    return [
        UnresultedFacts(row.code, row.area, row.taken_at, row.__dict__["entered"])
        for row in rows.annotate(entered=Exists(waiting)).order_by("taken_at", "id")
    ]


def places_sampled(incident_id: UUID, as_of: datetime) -> dict[int, datetime]:
    """When each place of an incident was last sampled by a moment."""
    rows = Sample.objects.filter(incident=incident_id, place__isnull=False, taken_at__lte=as_of)
    return dict(rows.order_by().values_list("place_id").annotate(last=Max("taken_at")))


STREETS = "screening.fortnight_street_days"
"""The figure under which an edition asks that streets with recent cases are sampled, and not all others as often."""
TIERS = "screening_tiers"
"""The statement under which an edition asks that the extent of a round follows the spread."""


def require_within(area: int, by: Actor) -> None:
    """The area exists, and is the actor's or lies in it.

    Raises:
        OutsideArea: when it does not.
    """
    registry.area(area)
    if not contains(by.area, area):
        raise OutsideArea(area=printed(area))


def next_round(incident_id: UUID, area: int, by: Actor) -> int:
    """The number of the next screening round of an area, when one may be started there.

    Raises:
        OutsideArea: when it lies outside the actor's area.
        RoundStillRuns: when the one before has not ended.
    """
    command.incident(incident_id)
    require_within(area, by)
    of_area = [each for each in rounds(incident_id=incident_id) if each.area == area]
    rules.may_start_round(of_area).or_raise()
    return rules.next_number(of_area)


def lighter_round(incident_id: UUID, area: int) -> list[Option]:
    """The lighter round of an area: only the towns in which an infected person of the incident lives, when there are others."""
    edition = library().get(command.incident(incident_id).edition_id)
    known = {each.area for each in cases.cases(incident_id) if each.classification in INFECTED}
    towns = {ancestor(each, Level.TOWN) for each in known if contains(area, each)} - {area}
    if not towns:
        return []
    people = sum(registry.persons_in_areas(towns).values())
    named = registry.area_names(towns)
    words = Words(
        "只筛查有感染者的镇(街道):" + "、".join(named[each].zh for each in sorted(towns)),
        "Only the towns with infected people: " + ", ".join(named[each].en for each in sorted(towns)),
    )
    return [Option(words, Words(f"{people} 人", f"{people} people"), _extent(edition))]


def _extent(edition: Edition) -> Clause | None:
    """The clause under which an edition lets a round be smaller; ``None`` when it says nothing of it."""
    if edition.says(STREETS):
        return edition.clause(STREETS)
    return next((each.clause for each in edition.statements if each.key == TIERS), None)
