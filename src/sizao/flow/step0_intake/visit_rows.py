"""Rows of a presence list become visits, in chunks, however long the list is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from sizao.flow.step0_intake.people import find_by_number
from sizao.flow.step0_intake.terms import Terms, moment
from sizao.ground.intake.queries import batches
from sizao.ground.intake.types import Keep, Reason, Record, Rejection, Settlement, Values
from sizao.ground.presence import actions as presence
from sizao.ground.presence import rules
from sizao.ground.presence.types import EvidenceGrade, NewVisit, VisitSource
from sizao.ground.registry import queries as register

CHUNK = 20_000


def enter_visits(records: Iterable[Record], terms: Terms) -> Settlement:
    """Record visits; one that is known already is a duplicate, one that cannot be right is rejected with the reason."""
    finder = _Finder(terms)
    accepted = duplicates = 0
    rejected: list[Rejection] = []
    for chunk in _chunks(records):
        finder.learn(chunk)
        fates = [_visit(each, finder, terms) for each in chunk]
        rejected += [fate for fate in fates if isinstance(fate, Rejection)]
        visits = [fate for fate in fates if isinstance(fate, NewVisit)]
        receipt = presence.record_visits(visits=visits, by=terms.by, at=terms.at)
        accepted += receipt.recorded
        duplicates += receipt.known
    return Settlement(accepted, duplicates, tuple(rejected), kept={Keep.VISITS: accepted})


class _Finder:
    """Persons and places by number or name, looked up once each."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self.persons: dict[str, int] = {}
        self.places: dict[str, int] = {}
        self._asked: set[tuple[str, str]] = set()

    def learn(self, chunk: list[Record]) -> None:
        """Look up what a chunk names for the first time."""
        people = self._new("person", chunk)
        self.persons |= find_by_number(name for name in people if name.upper().startswith("P-"))
        self.persons |= batches.known_as(self._terms.incident_id, people)
        for name in self._new("place", chunk):
            found = [each for each in register.search_places(name) if name in (each.number, *each.words)]
            if len(found) == 1:
                self.places[name] = found[0].id

    def _new(self, field: str, chunk: list[Record]) -> set[str]:
        wanted = {str(each.values[field]) for each in chunk}
        fresh = {name for name in wanted if (field, name) not in self._asked}
        self._asked |= {(field, name) for name in fresh}
        return fresh


def _visit(record: Record, finder: _Finder, terms: Terms) -> NewVisit | Rejection:
    values = record.values
    person, place = finder.persons.get(str(values["person"])), finder.places.get(str(values["place"]))
    start, until = moment(values, "start"), moment(values, "until")
    if person is None:
        return Rejection(record.line, Reason.UNKNOWN_PERSON)
    if place is None:
        return Rejection(record.line, Reason.UNKNOWN_PLACE, "place", {"value": str(values["place"])})
    visit = _new_visit(values, person, place)
    why = rules.flaw(visit, start, until, place_is_known=True, as_of=terms.at)
    return visit if why is None else Rejection(record.line, Reason.REFUSED, facts={"why": why.words})


def _new_visit(values: Values, person: int, place: int) -> NewVisit:
    grade = values.get("grade")
    return NewVisit(
        person_id=person,
        place_id=place,
        start=moment(values, "start") or "",
        until=moment(values, "until") or "",
        source=VisitSource(str(values.get("source", VisitSource.IMPORT.value))),
        grade=EvidenceGrade(str(grade)) if grade else None,
        zone=str(values.get("zone", "")),
    )


def _chunks(records: Iterable[Record]) -> Iterator[list[Record]]:
    rows = iter(records)
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
