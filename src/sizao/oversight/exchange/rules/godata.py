"""Go.Data's import of cases, contacts and relationships: its own labels as headings, its reference data as values.

Go.Data offers to match each heading to a field and leaves out what it does not know, so one column of ours (the class of a
contact) may stand beside its own. It has no word for an infection without symptoms: such a case goes out as confirmed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sizao.ground.registry.types import PersonFacts, Sex
from sizao.oversight.exchange.rules.sormas import ContactRow, moment
from sizao.oversight.exchange.types import Incident, Table
from sizao.trace.cases.types import CaseFacts, Certainty, Classification, ExposureFacts, Outcome

LOCAL = ZoneInfo("Asia/Shanghai")
STAND_IN = "Sizao"
CATEGORY = "LNG_REFERENCE_DATA_CATEGORY_"
CLASSIFICATIONS = {
    Classification.SUSPECTED: "SUSPECT", Classification.PROBABLE: "PROBABLE", Classification.CONFIRMED: "CONFIRMED",
    Classification.ASYMPTOMATIC: "CONFIRMED", Classification.NOT_A_CASE: "NOT_A_CASE_DISCARDED",
}  # fmt: skip
OUTCOMES = {Outcome.IN_CARE: "ALIVE", Outcome.RECOVERED: "RECOVERED", Outcome.DIED: "DECEASED"}
CERTAINTIES = {Certainty.CERTAIN: "3_HIGH", Certainty.PROBABLE: "2_MEDIUM", Certainty.POSSIBLE: "1_LOW"}

CASE_COLUMNS: tuple[tuple[str, Callable[[CaseFacts, Incident], str]], ...] = (
    ("Case ID", lambda each, all_: each.external_id or each.number),
    ("First name", lambda each, all_: _number(all_.persons.get(each.person_id))),
    ("Last name", lambda each, all_: STAND_IN),
    ("Gender", lambda each, all_: _gender(all_.persons.get(each.person_id))),
    ("Age", lambda each, all_: _age(all_.persons.get(each.person_id), each.onset_at or each.reported_at)),
    ("Classification", lambda each, all_: f"{CATEGORY}CASE_CLASSIFICATION_{CLASSIFICATIONS[each.classification]}"),
    ("Date of onset", lambda each, all_: day(each.onset_at)),
    ("Date of reporting", lambda each, all_: day(each.reported_at)),
    ("Outcome", lambda each, all_: f"{CATEGORY}OUTCOME_{OUTCOMES[each.outcome]}" if each.outcome in OUTCOMES else ""),
    ("Date of outcome", lambda each, all_: day(each.outcome_at)),
)
CONTACT_COLUMNS: tuple[tuple[str, Callable[[ContactRow], str]], ...] = (
    ("Contact ID", lambda row: row.incident.names.get(row.contact.person_id, row.contact.number)),
    ("First name", lambda row: _number(row.person)),
    ("Last name", lambda row: STAND_IN),
    ("Gender", lambda row: _gender(row.person)),
    ("Age", lambda row: _age(row.person, row.contact.proposed_at or row.contact.last_exposure_at)),
    ("Date of reporting", lambda row: day(row.contact.proposed_at)),
    ("Persons Related Person", lambda row: row.source),
    ("Date of last contact", lambda row: day(moment(row.piece.get("last")) or row.contact.last_exposure_at)),
    ("Exposure type", lambda row: str(row.piece.get("situation") or row.piece.get("stated") or "")),
    ("contact_class", lambda row: row.contact.contact_class.value),
)
EDGE_COLUMNS: tuple[tuple[str, Callable[[ExposureFacts, Incident], str]], ...] = (
    ("Source", lambda each, all_: _source(each, all_)),
    ("Target", lambda each, all_: all_.names.get(each.person_id, "")),
    ("Date of first contact", lambda each, all_: day(each.start)),
    ("Date of last contact", lambda each, all_: day(each.until)),
    ("Certainty level", lambda each, all_: f"{CATEGORY}CERTAINTY_LEVEL_{CERTAINTIES[each.certainty]}"),
    ("Exposure type", lambda each, all_: each.situation),
    ("Comment", lambda each, all_: each.note),
)


def cases_table(incident: Incident) -> Table:
    """One row per case."""
    rows = tuple(tuple(tell(each, incident) for _, tell in CASE_COLUMNS) for each in incident.cases)
    return Table((tuple(name for name, _ in CASE_COLUMNS),), rows)


def contacts_table(incident: Incident) -> Table:
    """One row per piece of evidence."""
    rows = [ContactRow(each, dict(piece), incident) for each in incident.contacts for piece in each.basis]
    told = tuple(tuple(tell(row) for _, tell in CONTACT_COLUMNS) for row in rows)
    return Table((tuple(name for name, _ in CONTACT_COLUMNS),), told)


def relationships_table(incident: Incident) -> Table:
    """One row per edge from a case, a contact or a place to the person exposed; both ends must have a name."""
    rows = (tuple(tell(each, incident) for _, tell in EDGE_COLUMNS) for each in incident.exposures)
    return Table((tuple(name for name, _ in EDGE_COLUMNS),), tuple(row for row in rows if row[0] and row[1]))


def day(at: datetime | None) -> str:
    """A local day in ISO form, as Go.Data reads it."""
    return at.astimezone(LOCAL).date().isoformat() if at else ""


def _source(edge: ExposureFacts, incident: Incident) -> str:
    by_case = {each.id: each.person_id for each in incident.cases}
    by_contact = {each.id: each.person_id for each in incident.contacts}
    person = by_case.get(edge.source_case_id) if edge.source_case_id else None
    person = person or (by_contact.get(edge.source_contact_id) if edge.source_contact_id else None)
    if person is not None:
        return incident.names.get(person, "")
    return incident.place_names.get(edge.source_place_id, "") if edge.source_place_id else ""


def _gender(person: PersonFacts | None) -> str:
    known = {Sex.MALE: "GENDER_MALE", Sex.FEMALE: "GENDER_FEMALE"}
    return CATEGORY + known[person.sex] if person and person.sex in known else ""


def _age(person: PersonFacts | None, at: datetime) -> str:
    if person is None or person.birth_year is None:
        return ""
    return str(max(0, at.astimezone(LOCAL).year - person.birth_year))


def _number(person: PersonFacts | None) -> str:
    return person.number if person else ""
