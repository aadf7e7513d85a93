"""Rows of an exposure list become edges from a case, or a contact, to the person exposed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from uuid import UUID

from sizao.flow.step0_intake import people
from sizao.flow.step0_intake.sources import case_of_person, contact_of_person, persons_called
from sizao.flow.step0_intake.terms import Terms, moment
from sizao.ground.intake.queries import told
from sizao.ground.intake.types import Keep, Reason, Record, Rejection, Settlement, Values
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known_cases
from sizao.trace.cases.types import MOST_METRES, Certainty, Mask, NewExposure, NewStay

SITUATION = 40
"""Characters of a stated situation that an edge keeps; a longer one goes into its note."""


MOST = {"minutes": 10_000_000.0, "metres": MOST_METRES}
"""What a list may say of duration and distance, as the API takes them."""


def enter_exposures(records: Iterable[Record], terms: Terms) -> Settlement:
    """Record the edges of a list; an edge that is there already is a duplicate."""
    kept = list(records)
    names = {str(each.values[end]) for each in kept for end in ("source", "target")}
    persons = persons_called(names, terms)
    sources = _Sources(
        persons, case_of_person(terms), contact_of_person(terms), told.places_called(terms.incident_id, names)
    )
    kept, rejected = people.split(kept, lambda record: _why_not(record, persons, sources))
    visits = [each for each in kept if str(each.values["target"]) not in persons]
    edges = [_edge(each.values, persons, sources, terms) for each in kept if each not in visits]
    receipt = cases.record_exposures(incident_id=terms.incident, exposures=edges, by=terms.by, at=terms.at)
    stays = _record_stays(visits, sources, terms)
    return Settlement(
        receipt.recorded + stays,
        receipt.known + len(visits) - stays,
        tuple(rejected),
        kept={Keep.EXPOSURES: receipt.recorded, Keep.STAYS: stays},
    )


def _record_stays(visits: Sequence[Record], sources: _Sources, terms: Terms) -> int:
    """A case who is linked to a gathering was there: one stay on the day of the link; returns how many are new."""
    new = 0
    for each in visits:
        case_id = sources.case[str(each.values["source"])]
        day = moment(each.values, "until") or moment(each.values, "start")
        assert day is not None
        place = sources.place[str(each.values["target"])]
        stay = NewStay(
            start=day, until=day + timedelta(days=1), place_id=place, certainty=_certainty(each.values),
            note=str(each.values.get("note", "")),
        )  # fmt: skip
        if (place, day) not in {(known.place_id, known.start) for known in known_cases.stays(case_id)}:
            cases.record_stays(case_id=case_id, stays=[stay], by=terms.by, at=terms.at)
            new += 1
    return new


def _certainty(values: Values) -> Certainty:
    return Certainty(str(values.get("certainty", Certainty.PROBABLE.value)))


class _Sources:
    """Cases and contacts by the name of their person, and places of gatherings by the name of the gathering."""

    def __init__(
        self,
        persons: Mapping[str, int],
        cases: Mapping[int, UUID],
        contacts: Mapping[int, UUID],
        places: Mapping[str, int],
    ) -> None:
        self.place = dict(places)
        self.case = {name: cases[person] for name, person in persons.items() if person in cases}
        self.contact = {name: contacts[person] for name, person in persons.items() if person in contacts}

    def __contains__(self, name: object) -> bool:
        return name in self.case or name in self.contact or name in self.place


def _why_not(record: Record, persons: Mapping[str, int], sources: _Sources) -> Rejection | None:
    source, target = str(record.values["source"]), str(record.values["target"])
    if source not in sources:
        return Rejection(record.line, Reason.UNKNOWN_SOURCE, "source", {"value": source})
    if target in sources.place and source in sources.case and record.values.keys() & {"start", "until"}:
        return None
    if target not in persons:
        return Rejection(record.line, Reason.UNKNOWN_SOURCE, "target", {"value": target})
    if persons.get(source) == persons[target]:
        return Rejection(record.line, Reason.SELF_EXPOSURE)
    return None


def _edge(values: Values, persons: Mapping[str, int], sources: _Sources, terms: Terms) -> NewExposure:
    source = str(values["source"])
    stated = str(values.get("setting", "")).strip()
    note = str(values.get("note", ""))
    figures, beyond = _figures(values)
    return NewExposure(
        person_id=persons[str(values["target"])],
        area=terms.area,
        start=moment(values, "start"),
        until=moment(values, "until"),
        source_case_id=sources.case.get(source),
        source_contact_id=None if source in sources.case else sources.contact.get(source),
        source_place_id=sources.place.get(source),
        situation=stated if len(stated) <= SITUATION else "",
        certainty=_certainty(values),
        protection=Mask(str(values.get("protection", Mask.UNKNOWN.value))),
        minutes=int(figures["minutes"]) if "minutes" in figures else None,
        metres=figures.get("metres"),
        found_by="import",
        note="; ".join(part for part in (stated if len(stated) > SITUATION else "", *beyond, note) if part),
    )


def _figures(values: Values) -> tuple[dict[str, float], list[str]]:
    """Duration and distance as an edge takes them; a figure beyond belief is kept in words only."""
    told = {each: float(str(values[each])) for each in MOST if values.get(each) is not None}
    kept = {each: figure for each, figure in told.items() if 0 <= figure <= MOST[each]}
    return kept, [f"{each} {figure:g}" for each, figure in told.items() if each not in kept]
