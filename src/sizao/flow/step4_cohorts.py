"""Step 4, for cohorts: who arrives, stands in an arriving list or in a travel file is held against the rules in force, each by where they were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sizao.flow.step0_intake import enrol
from sizao.ground.identity.types import NewIdentity
from sizao.ground.intake import events as files
from sizao.ground.intake.queries import batches
from sizao.ground.intake.queries import told as told_by
from sizao.ground.intake.types import Kind, ToldFacts
from sizao.ground.registry import queries as register
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.measures.cohorts import actions as cohorts
from sizao.measures.cohorts import events as rules
from sizao.measures.cohorts import queries as held
from sizao.measures.cohorts.types import NewStay, NewUnplaced, Source, enroller
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
    """Register where the people who arrived came from, until the day they left it; a place nobody knows waits to be placed."""
    arrived = followup.arrivals_of(event.plan_ids) if not event.contact_ids else []
    told = [
        NewUnplaced(
            person_id=each.person_id, area=each.area, said=each.origin, source=Source.ARRIVAL,
            last_on=held.today(each.departed_at or each.arrived_at), source_ref=each.number,
        )
        for each in arrived
    ]  # fmt: skip
    _hold(told, by, at)


def _hold(told: Sequence[NewUnplaced], by: Actor, at: datetime) -> None:
    """Register the stays whose place names one area, and keep the others until somebody says which it is."""
    places = held.areas_named(each.said for each in told) if told else {}
    stays = [
        NewStay(
            person_id=each.person_id, area=each.area, place=places[each.said], last_on=each.last_on, source=each.source,
            source_ref=each.source_ref,
        )
        for each in told
        if each.said in places
    ]  # fmt: skip
    unknown = [each for each in told if each.said not in places]
    if stays:
        cohorts.register(stays=stays, by=by, at=at)
    if unknown:
        cohorts.note_unplaced(stays=unknown, by=by, at=at)


@on(files.BatchApplied, heavy=True)
def hold_travellers_against_the_rules(event: files.BatchApplied, *, by: Actor, at: datetime) -> None:
    """Register where the people of a travel file were, until the day they left it or came in; a day ahead is left to the file."""
    if event.kind is not Kind.TRAVEL:
        return
    travellers = [each for each in told_by.travel_of(event.batch_id) if each.content.get("stayed_in")]
    known = register.persons(each.person_id for each in travellers if each.person_id is not None)
    number = batches.batch(event.batch_id).number
    found = []
    for each in travellers:
        day = _left_on(each)
        if each.person_id in known and day is not None and day <= held.today(at):
            home = known[each.person_id].area_residence
            area = home if contains(event.area, home) else event.area
            said = str(each.content["stayed_in"])
            found.append(NewUnplaced(
                person_id=each.person_id, area=area, said=said, last_on=day, source=Source.FILE,
                source_ref=number,
            ))  # fmt: skip
    _hold(found, by, at)


def _left_on(told: ToldFacts) -> date | None:
    """The day a traveller left the place, else the day they came in."""
    for name in ("left_on", "entered_at", "reported_at"):
        if told.content.get(name):
            return held.today(datetime.fromisoformat(str(told.content[name])))
    return None


@on(lists.ListReceived, heavy=True)
def hold_listed_against_the_rules(event: lists.ListReceived, *, by: Actor, at: datetime) -> None:
    """Register that the people of a city's list were where its sender is, on the day the list names for each.

    Who sends a list of guests or passengers is no place where they were, and somebody whom a list names without a day was
    there on none.
    """
    found = referrals.arrived(event.list_id)
    if found.kind not in SENT_FROM:
        return
    received_on = held.today(found.received_at)
    told = [
        NewUnplaced(
            person_id=each.person_id, area=each.area, said=found.sender, last_on=each.since, source=Source.LIST,
            source_ref=found.number,
        )
        for each in referrals.requests_of(event.list_id)
        if each.since is not None and each.since <= received_on
    ]  # fmt: skip
    _hold(told, by, at)


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
