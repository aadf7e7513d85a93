"""Reading cohorts: the rules with their versions, whom they match and why, and how each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Subquery

from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import Touched
from sizao.kernel.areas import NATION, Level, ancestor, subtree
from sizao.kernel.words import Words
from sizao.measures.cohorts import rules
from sizao.measures.cohorts.errors import NoSuchCohort, NoSuchDuty, NoSuchUnplaced
from sizao.measures.cohorts.models import Cohort, Duty, Member, Stay, Unplaced, Version
from sizao.measures.cohorts.rules.naming import named_in
from sizao.measures.cohorts.types import (
    CohortFacts,
    Counts,
    DutyFacts,
    DutyKind,
    LateMember,
    MemberFacts,
    More,
    Source,
    UnplacedFacts,
    VersionFacts,
)
from sizao.spine.web.types import Option

NAMED = (Level.PROVINCE, Level.CITY, Level.COUNTY)
"""Areas that are looked for by name in where somebody says they came from."""


def _facts(row: Cohort) -> CohortFacts:
    versions = sorted((each.facts() for each in row.versions.all()), key=lambda each: -each.n)
    return CohortFacts(
        id=row.id, area=row.area, incident_id=row.incident_id, title=Words(row.title_zh, row.title_en),
        versions=tuple(versions),
    )  # fmt: skip


def _rows() -> QuerySet[Cohort]:
    return Cohort.objects.prefetch_related("versions__decisions").order_by("-at", "-id")


def cohorts(incident_id: UUID | None = None) -> list[CohortFacts]:
    """The cohorts that hold here, of the own area, of those above and below, the newest first."""
    rows = _rows() if incident_id is None else _rows().filter(incident=incident_id)
    return [_facts(row) for row in rows]


def cohort(cohort_id: UUID) -> CohortFacts:
    """One cohort.

    Raises:
        NoSuchCohort: when there is none in scope.
    """
    row = _rows().filter(pk=cohort_id).first()
    if row is None:
        raise NoSuchCohort
    return _facts(row)


def version(version_id: UUID) -> VersionFacts:
    """One version.

    Raises:
        NoSuchCohort: when there is none in scope.
    """
    row = Version.objects.prefetch_related("decisions").filter(pk=version_id).first()
    if row is None:
        raise NoSuchCohort
    return row.facts()


def in_force() -> list[tuple[int, VersionFacts]]:
    """The versions that are held against registrations here, each with the area in which it holds."""
    return [(each.area, each.in_force) for each in cohorts() if each.in_force]


def because(place: int, last_on: date, held: VersionFacts) -> Words:
    """Why a stay falls under a version."""
    names = registry.area_names([place, held.rule.place])
    unknown = Words("该地", "that place")
    return rules.because(names.get(place, unknown), last_on, held.rule, names.get(held.rule.place, unknown))


def stays_under(held: VersionFacts, area: int) -> list[Stay]:
    """Stays registered inside an area that fall under a version, of people who are not in the cohort yet."""
    place, here = subtree(held.rule.place), subtree(area)
    rows = Stay.objects.filter(
        place__gte=place.lower, place__lt=place.upper, area__gte=here.lower, area__lt=here.upper,
        last_on__gte=held.rule.since,
    )  # fmt: skip
    in_it = Member.objects.filter(cohort=held.cohort_id, person=OuterRef("person"))
    rows = rows.exclude(Exists(in_it)).order_by("last_on", "id")
    return [each for each in rows if rules.falls_under(each.place, each.first_on, each.last_on, held.rule)]


def asked_more(held: VersionFacts, area: int, on: date) -> list[tuple[Member, list[More]]]:
    """Members inside an area who owe something, and what a version of their cohort's rule asks of them beyond that."""
    here = subtree(area)
    rows = Member.objects.filter(
        Exists(Duty.objects.filter(member=OuterRef("pk"), done_at__isnull=True)),
        cohort=held.cohort_id, area__gte=here.lower, area__lt=here.upper,
    )  # fmt: skip
    found = []
    for row in rows.select_related("stay").prefetch_related("duties").order_by("matched_at", "id"):
        stay = row.stay
        if rules.falls_under(stay.place, stay.first_on, stay.last_on, held.rule):
            asked = rules.duties(held.rule, stay.last_on, on)
            found.append((row, rules.more(asked, [each.facts() for each in row.duties.all()], on)))
    return [each for each in found if each[1]]


def would_touch(version_id: UUID, as_of: datetime) -> set[int]:
    """Whom approving a version would touch: people registered already who fall under it, and members it asks more of."""
    held = version(version_id)
    area = cohort(held.cohort_id).area
    more = {row.person_id for row, _ in asked_more(held, area, today(as_of))}
    return more | {each.person_id for each in stays_under(held, area)}


def touched(version_id: UUID, as_of: datetime) -> Touched:
    """How many people and households approving a version would touch, by town: see :func:`would_touch`."""
    return registry.touched(would_touch(version_id, as_of))


def members(cohort_id: UUID, *, open_only: bool = False, limit: int | None = None) -> list[MemberFacts]:
    """The people of a cohort in the reader's area with what is asked of them, the newest first."""
    rows = Member.objects.filter(cohort=cohort_id).select_related("version", "stay").prefetch_related("duties")
    if open_only:
        rows = rows.filter(Exists(Duty.objects.filter(member=OuterRef("pk"), done_at__isnull=True)))
    return [_member(row) for row in rows.order_by("-matched_at", "-id")[:limit]]


def people(today: date, view: str = "open", *, cohort_id: UUID | None = None) -> QuerySet[Any]:
    """Members in the reader's area for this room's own list: those who are late, who owe something, or all."""
    owed = Duty.objects.filter(member=OuterRef("pk"), done_at__isnull=True)
    rows: QuerySet[Any] = Member.objects.select_related("version", "stay", "cohort", "person").prefetch_related(
        "duties"
    )
    rows = rows.annotate(due_first=Subquery(owed.order_by("due_on").values("due_on")[:1]))
    if cohort_id is not None:
        rows = rows.filter(cohort=cohort_id)
    if view == "late":
        return rows.filter(due_first__lt=today)
    return rows.filter(due_first__isnull=False) if view == "open" else rows


def late_members(today: date, *, incident_id: UUID | None = None) -> list[LateMember]:
    """Members in the reader's area who owe something past its day, of all cohorts or of an incident's."""
    rows = people(today, "late")
    if incident_id is not None:
        rows = rows.filter(cohort__incident=incident_id)
    found = [_member(row) for row in rows.order_by("due_first", "id")]
    return [
        LateMember(
            each.id, each.cohort_id, each.person_id, each.area, each.matched_at,
            tuple(duty for duty in each.duties if duty.is_late(today)),
        )
        for each in found
    ]  # fmt: skip


def late_by_cohort(today: date) -> dict[UUID, tuple[int, date]]:
    """How many members of each cohort owe something past its day, and since which day."""
    rows = Duty.objects.filter(done_at__isnull=True, due_on__lt=today).order_by()
    counted = rows.values_list("member__cohort").annotate(Count("member", distinct=True), Min("due_on"))
    return {cohort_id: (number, first) for cohort_id, number, first in counted}


def _member(row: Member) -> MemberFacts:
    duties = sorted((each.facts() for each in row.duties.all()), key=lambda each: (each.due_on, each.id))
    return MemberFacts(
        id=row.id, cohort_id=row.cohort_id, version_n=row.version.n, person_id=row.person_id, area=row.area,
        because=row.because, matched_at=row.matched_at, last_on=row.stay.last_on, source=Source(row.stay.source),
        duties=tuple(duties),
    )  # fmt: skip


def memberships(person_id: int) -> list[MemberFacts]:
    """The cohorts that a person is in."""
    rows = Member.objects.filter(person=person_id).select_related("version", "stay").prefetch_related("duties")
    return [_member(row) for row in rows.order_by("-matched_at", "-id")]


def owing_tests(on: date, member_id: UUID | None = None) -> set[int]:
    """People in the reader's area who owe a test whose day has come, or of them one member."""
    rows = Duty.objects.filter(kind=DutyKind.TEST.value, done_at__isnull=True, due_on__lte=on)
    rows = rows.filter(member=member_id) if member_id else rows
    return set(rows.values_list("member__person", flat=True))


def duty(duty_id: int) -> tuple[DutyFacts, UUID]:
    """One thing asked of somebody, and their cohort.

    Raises:
        NoSuchDuty: when there is none in scope.
    """
    row = Duty.objects.select_related("member").filter(pk=duty_id).first()
    if row is None:
        raise NoSuchDuty
    return row.facts(), row.member.cohort_id


def counts(cohort_ids: Iterable[UUID], today: date) -> dict[UUID, Counts]:
    """How cohorts stand in the reader's area."""
    ids = list(cohort_ids)
    owed = Q(duties__done_at__isnull=True, duties__id__isnull=False)
    rows = Member.objects.filter(cohort__in=ids).annotate(
        owed=Count("duties", filter=owed), over=Count("duties", filter=owed & Q(duties__due_on__lt=today))
    )
    found: dict[UUID, list[tuple[int, int, int, date]]] = {each: [] for each in ids}
    for cohort_id, area, left, over, last in rows.values_list("cohort", "area", "owed", "over", "stay__last_on"):
        found[cohort_id].append((area, left, over, last))
    return {each: _counted(parts) for each, parts in found.items()}


def _counted(parts: Sequence[tuple[int, int, int, date]]) -> Counts:
    towns = Counter(ancestor(area, Level.TOWN) for area, *_ in parts)
    days = [last for *_, last in parts]
    left = sum(owed > 0 for _, owed, _, _ in parts)
    late = sum(over > 0 for _, _, over, _ in parts)
    return Counts(
        len(parts), len(parts) - left, left, late, tuple(towns.most_common()), min(days, default=None),
        max(days, default=None),
    )  # fmt: skip


def areas_named(texts: Iterable[str]) -> dict[str, int]:
    """The areas that texts name, by text; without those that name none or several. The areas are read once."""
    names = [(each.code, each.words.zh) for level in NAMED for each in registry.areas_at(level, NATION)]
    found = {text: named_in(text, names) for text in set(texts)}
    return {text: code for text, code in found.items() if code is not None}


def unplaced_rows() -> QuerySet[Any]:
    """Stays in the reader's area that nobody could place yet, for this room's own list."""
    return Unplaced.objects.filter(placed_at__isnull=True).select_related("person")


def unplaced(unplaced_id: UUID) -> UnplacedFacts:
    """One stay whose place was not known.

    Raises:
        NoSuchUnplaced: when there is none in scope.
    """
    row = Unplaced.objects.filter(pk=unplaced_id).first()
    if row is None:
        raise NoSuchUnplaced
    return row.facts()


def unplaced_stays() -> list[UnplacedFacts]:
    """Stays in the reader's area that nobody could place yet, the oldest first."""
    return [row.facts() for row in unplaced_rows().order_by("at", "id")]


def local(at: datetime) -> datetime:
    """A moment in the time by which days are counted."""
    return at.astimezone(rules.TZ)


def today(at: datetime) -> date:
    """The civil day of a moment."""
    return at.astimezone(rules.TZ).date()


def lighter(held: VersionFacts) -> list[Option]:
    """What would ask less of the same people: the version in force, and the rule without one of its measures."""
    before = cohort(held.cohort_id).in_force
    rule = held.rule
    found = [Option(Words("维持现行版本", "Keep the version in force"), rules.asks(before.rule))] if before else []
    if rule.hand_over:
        said = Words("不移交社区,仅自我健康监测和检测", "Without handing over")
        found.append(Option(said, rules.asks(replace(rule, hand_over=False))))
    if rule.test_days:
        found.append(Option(Words("不要求检测", "Without tests"), rules.asks(replace(rule, test_days=()))))
    return found


def asks(held: VersionFacts) -> Words:
    """What a version asks, in words."""
    return rules.asks(held.rule)
