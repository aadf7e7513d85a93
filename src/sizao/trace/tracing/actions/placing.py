"""Where somebody was exposed above all: of several places the one with the longest time together comes first.

A contact has one place, a lead is asked about one; the engine's answer lists places by number, which says nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sizao.ground.presence import queries as presence
from sizao.trace.cases import queries as cases
from sizao.trace.tracing import rules
from sizao.trace.tracing.actions.answering import About, Answered
from sizao.traceback import tables
from sizao.traceback.answer import Exposed
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import Visit

There = Mapping[tuple[int, int], Sequence[Visit]]
"""Visits by person and place; under person 0 the place that was asked about."""


def placed(answered: Answered, at: datetime) -> Answered:
    """The answer with each listed person's places in the order of the time together, the longest first."""
    several = [
        each for each in answered.found
        if len(each.places) > 1 and answered.suggestions[each.person].contact_class is not None
    ]  # fmt: skip
    if not several:
        return answered
    there = _there(answered.about, answered.question, several, at)
    order = {each.person: _ordered(each, answered.question, there) for each in several}
    found = tuple(replace(each, places=order.get(each.person, each.places)) for each in answered.found)
    met = {
        person: [replace(each, exposed=_within(each.exposed, order[person])) for each in rows] if person in order else rows
        for person, rows in answered.met.items()
    }  # fmt: skip
    return replace(answered, found=found, met=met)


def _within(exposed: Exposed, order: Sequence[int]) -> Exposed:
    return replace(exposed, places=tuple(each for each in order if each in exposed.places))


def _there(about: About, question: TraceQuery, several: Sequence[Exposed], at: datetime) -> There:
    start, _until = question.first_hop_period
    persons = {each.person for each in several} | {number for each in several for number in each.via}
    found: dict[tuple[int, int], list[Visit]] = defaultdict(list)
    for visit in tables.visits_of(presence.visits_of(persons | question.persons, start, at)):
        found[visit.person, visit.place].append(visit)
    for case in about.cases:
        for visit in rules.own_visits(case.person_id, cases.stays(case.id)):
            found[visit.person, visit.place].append(visit)
    for each in question.index_places:
        found[0, each.place].append(Visit(0, each.place, each.start, each.until, each.zone or None))
    return found


def _ordered(each: Exposed, question: TraceQuery, there: There) -> tuple[int, ...]:
    sources = each.via or (0,)

    def minutes(place: int) -> int:
        others = [visit for number in sources for visit in there.get((number, place), ())]
        own = there.get((each.person, place), ())
        return rules.minutes_together(own, others, question.linger_s, match_zones=question.match_zones)

    return tuple(sorted(each.places, key=lambda place: (-minutes(place), place)))
