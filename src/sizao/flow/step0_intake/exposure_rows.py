"""Rows of an exposure list become edges from a case, or a contact, to the person exposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from sizao.flow.step0_intake import people
from sizao.flow.step0_intake.sources import case_of_person, contact_of_person, persons_called
from sizao.flow.step0_intake.terms import Terms, moment
from sizao.ground.intake.types import Reason, Record, Rejection, Settlement, Values
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Certainty, Mask, NewExposure

SITUATION = 40
"""Characters of a stated situation that an edge keeps; a longer one goes into its note."""


def enter_exposures(records: Iterable[Record], terms: Terms) -> Settlement:
    """Record the edges of a list; an edge that is there already is a duplicate."""
    kept = list(records)
    names = {str(each.values[end]) for each in kept for end in ("source", "target")}
    persons = persons_called(names, terms)
    sources = _Sources(persons, case_of_person(terms), contact_of_person(terms))
    kept, rejected = people.split(kept, lambda record: _why_not(record, persons, sources))
    edges = [_edge(each.values, persons, sources, terms) for each in kept]
    receipt = cases.record_exposures(incident_id=terms.incident, exposures=edges, by=terms.by, at=terms.at)
    return Settlement(accepted=receipt.recorded, duplicates=receipt.known, rejections=tuple(rejected))


class _Sources:
    """Cases and contacts by the name of their person."""

    def __init__(self, persons: Mapping[str, int], cases: Mapping[int, UUID], contacts: Mapping[int, UUID]) -> None:
        self.case = {name: cases[person] for name, person in persons.items() if person in cases}
        self.contact = {name: contacts[person] for name, person in persons.items() if person in contacts}

    def __contains__(self, name: object) -> bool:
        return name in self.case or name in self.contact


def _why_not(record: Record, persons: Mapping[str, int], sources: _Sources) -> Rejection | None:
    source, target = str(record.values["source"]), str(record.values["target"])
    if source not in sources:
        return Rejection(record.line, Reason.UNKNOWN_SOURCE, "source", {"value": source})
    if target not in persons:
        return Rejection(record.line, Reason.UNKNOWN_SOURCE, "target", {"value": target})
    if persons[source] == persons[target]:
        return Rejection(record.line, Reason.SELF_EXPOSURE)
    return None


def _edge(values: Values, persons: Mapping[str, int], sources: _Sources, terms: Terms) -> NewExposure:
    source = str(values["source"])
    stated = str(values.get("setting", "")).strip()
    note = str(values.get("note", ""))
    return NewExposure(
        person_id=persons[str(values["target"])],
        area=terms.area,
        start=moment(values, "start"),
        until=moment(values, "until"),
        source_case_id=sources.case.get(source),
        source_contact_id=None if source in sources.case else sources.contact.get(source),
        situation=stated if len(stated) <= SITUATION else "",
        certainty=Certainty(str(values.get("certainty", Certainty.PROBABLE.value))),
        protection=Mask(str(values.get("protection", Mask.UNKNOWN.value))),
        found_by="import",
        note="; ".join(part for part in (stated if len(stated) > SITUATION else "", note) if part),
    )
