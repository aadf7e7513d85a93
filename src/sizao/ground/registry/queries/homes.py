"""Reading households and special needs: where each need stands, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When

from sizao.ground.registry.errors import HouseholdUnknown, NeedUnknown
from sizao.ground.registry.models import Household, Need, NeedStep, Person
from sizao.ground.registry.queries.areas import inside
from sizao.ground.registry.types import (
    HelpKind,
    HouseholdFacts,
    NeedFacts,
    NeedState,
    NeedStepFacts,
    NeedStepKind,
    PersonFacts,
    SpecialNeed,
)
from sizao.kernel import areas

UNMET = (NeedState.OPEN, NeedState.LATE)
"""States in which somebody has to act."""
OVER = NeedState.ENDED


def household(household_id: UUID) -> HouseholdFacts:
    """One household.

    Raises:
        HouseholdUnknown: when there is none in scope.
    """
    row = Household.objects.filter(pk=household_id).first()
    if row is None:
        raise HouseholdUnknown
    return row.facts()


def households(ids: Sequence[UUID]) -> dict[UUID, HouseholdFacts]:
    """Households by id, those in scope."""
    return {row.id: row.facts() for row in Household.objects.filter(pk__in=set(ids))}


def members(household_id: UUID) -> list[PersonFacts]:
    """Who lives in a household, the eldest first."""
    rows = Person.objects.filter(household_id=household_id).order_by("birth_year", "id")
    return [row.facts() for row in rows]


def household_rows(*, within: int = areas.NATION, text: str = "") -> QuerySet[Any]:
    """Households for this room's own lists with the number of members and of open needs; not for neighbours."""
    rows: QuerySet[Any] = inside(Household.objects.all(), "area", within)
    if text:
        number = Q(person__number=text.strip().upper())
        rows = rows.filter(Q(label__icontains=text.strip()) | Q(pk__in=Household.objects.filter(number).values("pk")))
    found: QuerySet[Any] = rows.annotate(
        members=_number("person"), open_needs=_number("person__need", person__need__until=None)
    )
    return found


def _number(path: str, **only: object) -> Count:
    return Count(path, filter=Q(**only) if only else None, distinct=True)


def need_rows(at: datetime, *, within: int = areas.NATION) -> QuerySet[Any]:
    """Special needs with where each stands at a moment, for this room's own lists; not for neighbours."""
    latest = NeedStep.objects.filter(need=OuterRef("pk")).exclude(kind=NeedStepKind.ENDED).order_by("-at", "-id")
    rows: QuerySet[Any] = inside(Need.objects.select_related("person__household"), "person__area_residence", within)
    found: QuerySet[Any] = rows.annotate(
        step=Subquery(latest.values("kind")[:1]), due=Subquery(latest.values("due_at")[:1]),
        help=Subquery(latest.values("help")[:1]), whose=Subquery(latest.values("responsible")[:1]),
        home=F("person__area_residence"), state=_state(at),
    )  # fmt: skip
    return found


def _state(at: datetime) -> Case:
    return Case(
        When(until__isnull=False, then=Value(NeedState.ENDED.value)),
        When(step=NeedStepKind.PLANNED, due__lt=at, then=Value(NeedState.LATE.value)),
        When(step=NeedStepKind.PLANNED, then=Value(NeedState.PLANNED.value)),
        When(step=NeedStepKind.MET, then=Value(NeedState.MET.value)),
        default=Value(NeedState.OPEN.value), output_field=CharField(),
    )  # fmt: skip


def _facts(row: Any) -> NeedFacts:
    return NeedFacts(
        row.pk, row.person_id, row.person.number, row.person.household_id, row.person.area_residence,
        SpecialNeed(row.kind), row.since, row.until, NeedState(row.state), HelpKind(row.help) if row.help else None,
        row.whose or "", row.due if row.step == NeedStepKind.PLANNED else None,
    )  # fmt: skip


def need(need_id: UUID, at: datetime) -> NeedFacts:
    """One special need as it stands at a moment.

    Raises:
        NeedUnknown: when there is none in scope.
    """
    row = need_rows(at).filter(pk=need_id).first()
    if row is None:
        raise NeedUnknown
    return _facts(row)


def needs_of_household(household_id: UUID, at: datetime) -> list[NeedFacts]:
    """The special needs of a household's members, those that have ended last."""
    rows = need_rows(at).filter(person__household_id=household_id)
    return [_facts(row) for row in rows.order_by(F("until").asc(nulls_first=True), "since")]


def needs_within(area: int, at: datetime, *, state: NeedState | None = None, limit: int = 200) -> list[NeedFacts]:
    """Special needs of an area as they stand at a moment, the newest first."""
    rows = need_rows(at, within=area)
    rows = rows.filter(state=state) if state else rows
    return [_facts(row) for row in rows.order_by("-since", "-id")[:limit]]


def need_counts(area: int, at: datetime) -> dict[NeedState, int]:
    """How many special needs of an area stand where."""
    rows = need_rows(at, within=area).order_by().values_list("state").annotate(Count("pk"))
    return {NeedState(state): number for state, number in rows}


def need_steps(need_id: UUID) -> list[NeedStepFacts]:
    """What was done about a need, newest first."""
    rows = NeedStep.objects.filter(need_id=need_id).order_by("-at", "-id")
    return [
        NeedStepFacts(
            NeedStepKind(row.kind), HelpKind(row.help) if row.help else None, row.responsible, row.due_at, row.note,
            row.at, row.by,
        )
        for row in rows
    ]  # fmt: skip
