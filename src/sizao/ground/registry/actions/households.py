"""Keeping households and special needs: who lives together, who needs what, help planned and given."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import events, queries, rules
from sizao.ground.registry.errors import AreaOutside, NeedAlreadyEnded, PersonUnknown
from sizao.ground.registry.models import Household, Need, NeedStep, Person
from sizao.ground.registry.types import HelpPlan, NeedFacts, NeedState, NeedStepKind, PersonFacts, SpecialNeed
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.spine.outbox import actions as outbox

BATCH = 2_000


def add_households(*, households: Sequence[tuple[int, str]], by: Actor, at: datetime) -> list[UUID]:
    """Enter households, each an area and a label (door number); returns their ids."""
    rows = [Household(area=area, label=label) for area, label in households]
    Household.objects.bulk_create(rows, batch_size=BATCH)
    return [row.id for row in rows]


def add_household(*, area: int, label: str, by: Actor, at: datetime) -> UUID:
    """Enter one household in an area that exists; returns its id.

    Raises:
        AreaOutside: the area lies outside the actor's own.
        AreaUnknown: there is no such area.
    """
    if not areas.contains(by.area, area):
        raise AreaOutside
    queries.area(area)
    return add_households(households=[(area, label)], by=by, at=at)[0]


def _person(number: str) -> PersonFacts:
    found = queries.person_by_number(number)
    if found is None:
        raise PersonUnknown
    return found


@transaction.atomic
def join_household(*, household_id: UUID, number: str, by: Actor, at: datetime) -> int:
    """A person lives in a household from now on; returns the person's id.

    The residence becomes the household's area when that says it more exactly.

    Raises:
        HouseholdUnknown, PersonUnknown: not in scope.
        HouseholdOther, HouseholdElsewhere: the person lives somewhere else.
    """
    home, person = queries.household(household_id), _person(number)
    rules.may_join(person, home).or_raise()
    lives = rules.join_area(person, home)
    Person.objects.filter(pk=person.id).update(household_id=household_id, area_residence=lives)
    if lives != person.area_residence:
        outbox.emit(events.PersonMoved(person_id=person.id, area=by.area), by=by, at=at)
    return person.id


@transaction.atomic
def leave_household(*, household_id: UUID, number: str, by: Actor, at: datetime) -> None:
    """A person no longer lives in a household; where the person lives stays as it is.

    Raises:
        HouseholdUnknown, PersonUnknown: not in scope, or not a member.
    """
    queries.household(household_id)
    if not Person.objects.filter(pk=_person(number).id, household_id=household_id).update(household=None):
        raise PersonUnknown


@transaction.atomic
def note_need(*, person_id: int, kind: SpecialNeed, by: Actor, at: datetime) -> UUID:
    """Note a special need; noting it twice changes nothing. Returns its id.

    Raises:
        PersonUnknown: there is no such person in scope.
    """
    if person_id not in queries.persons([person_id]):
        raise PersonUnknown
    row, _ = Need.objects.get_or_create(
        person_id=person_id, kind=kind, until=None, defaults={"since": at, "noted_by": by.name}
    )
    return row.id


def _locked(need_id: UUID, at: datetime) -> NeedFacts:
    """A need that nobody else changes meanwhile."""
    Need.objects.select_for_update().filter(pk=need_id).first()
    return queries.need(need_id, at)


@transaction.atomic
def plan_help(*, need_id: UUID, plan: HelpPlan, by: Actor, at: datetime) -> None:
    """Plan help for a need: what, by whom, until when. A later plan takes the place of an earlier one.

    Raises:
        NeedUnknown: not in scope.
        NeedAlreadyEnded, PlanInThePast: it cannot be planned.
    """
    rules.may_plan(_locked(need_id, at), plan.due_at, at).or_raise()
    NeedStep.objects.create(
        need_id=need_id, kind=NeedStepKind.PLANNED, help=plan.help, responsible=plan.responsible, due_at=plan.due_at,
        note=plan.note, at=at, by=by.name,
    )  # fmt: skip


@transaction.atomic
def mark_met(*, need_id: UUID, by: Actor, at: datetime, note: str = "") -> None:
    """The planned help was given.

    Raises:
        NeedUnknown: not in scope.
        NeedAlreadyEnded, NeedHasNoPlan: there is nothing to mark.
    """
    found = _locked(need_id, at)
    rules.may_meet(found).or_raise()
    NeedStep.objects.create(
        need_id=need_id, kind=NeedStepKind.MET, help=found.help or "", responsible=found.responsible, note=note, at=at,
        by=by.name,
    )  # fmt: skip


@transaction.atomic
def end_need(*, need_id: UUID, by: Actor, at: datetime, note: str = "") -> None:
    """The need is over.

    Raises:
        NeedUnknown: not in scope.
        NeedAlreadyEnded: it was over before.
        PeriodBackwards: it began only now.
    """
    found = _locked(need_id, at)
    if found.state is NeedState.ENDED:
        raise NeedAlreadyEnded
    rules.may_end(found.since, at).or_raise()
    Need.objects.filter(pk=need_id).update(until=at)
    NeedStep.objects.create(need_id=need_id, kind=NeedStepKind.ENDED, note=note, at=at, by=by.name)
