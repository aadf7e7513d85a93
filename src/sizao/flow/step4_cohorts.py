"""Step 4, for cohorts: who arrives and who stands in an arriving list is held against the rules in force, each by where they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.measures.cohorts import actions as cohorts
from sizao.measures.cohorts import events as rules
from sizao.measures.cohorts import queries as held
from sizao.measures.cohorts.types import NewStay, Source, enroller
from sizao.measures.followup import events as plans
from sizao.measures.followup import queries as followup
from sizao.measures.referrals import events as lists
from sizao.measures.referrals import queries as referrals
from sizao.measures.referrals.types import SourceKind
from sizao.measures.screening import events as tests
from sizao.measures.screening import queries as screening
from sizao.spine.outbox.types import on

SENT_FROM = frozenset({SourceKind.CITY, SourceKind.UPPER})
"""Kinds of lists whose sender is where their people were."""


@enroller
def enter_registered(people: Sequence[tuple[NewIdentity, NewPerson]], by: Actor, at: datetime) -> list[int]:
    """Enter the people who are registered with a stay elsewhere."""
    return enrol(people, by=by, at=at)


@on(plans.PlansBegan)
def hold_arrivals_against_the_rules(event: plans.PlansBegan, *, by: Actor, at: datetime) -> None:
    """Register where the people who arrived came from, until the day they left it; a place nobody knows is left out."""
    arrived = followup.arrivals_of(event.plan_ids) if not event.contact_ids else []
    if not arrived:
        return
    places = held.areas_named(each.origin for each in arrived)
    stays = [
        NewStay(
            person_id=each.person_id, area=each.area, place=places[each.origin], source=Source.ARRIVAL,
            last_on=held.today(each.departed_at or each.arrived_at), source_ref=each.number,
        )
        for each in arrived
        if each.origin in places
    ]  # fmt: skip
    if stays:
        cohorts.register(stays=stays, by=by, at=at)


@on(lists.ListReceived, heavy=True)
def hold_listed_against_the_rules(event: lists.ListReceived, *, by: Actor, at: datetime) -> None:
    """Register that the people of a city's list were where its sender is, on the day the list names for each.

    Who sends a list of guests or passengers is no place where they were, and somebody whom a list names without a day was
    there on none.
    """
    found = referrals.arrived(event.list_id)
    place = held.areas_named([found.sender]).get(found.sender) if found.kind in SENT_FROM else None
    if place is None:
        return
    received_on = held.today(found.received_at)
    stays = [
        NewStay(
            person_id=each.person_id, area=each.area, place=place, last_on=each.since, source=Source.LIST, source_ref=found.number,
        )
        for each in referrals.requests_of(event.list_id)
        if each.since is not None and each.since <= received_on
    ]  # fmt: skip
    if stays:
        cohorts.register(stays=stays, by=by, at=at)


@on(lists.RequestRouted)
def follow_them(event: lists.RequestRouted, *, by: Actor, at: datetime) -> None:
    """Let the village that looks for somebody now see the cohorts they are in."""
    cohorts.follow(person_id=event.person_id, area=event.to_area)


@on(tests.ResultsReleased, heavy=True)
def note_tests(event: tests.ResultsReleased, *, by: Actor, at: datetime) -> None:
    """Note the tests of cohorts that released results answer."""
    _note(held.owing_tests(held.today(at)), by)


@on(rules.PersonMatched)
def note_tests_before(event: rules.PersonMatched, *, by: Actor, at: datetime) -> None:
    """Note the tests of somebody whom a rule matched that were released before."""
    _note(held.owing_tests(held.today(at), event.member_id), by)


def _note(persons: set[int], by: Actor) -> None:
    results = screening.results_of_persons(persons) if persons else {}
    cohorts.note_tests(taken={person: [taken for taken, _ in found] for person, found in results.items()}, by=by)
