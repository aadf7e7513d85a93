"""Cases, contacts and exposures of an incident as a file that this platform, or another, reads back the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sizao.ground.intake.queries import batches, writer
from sizao.ground.intake.types import Kind, Values
from sizao.ground.registry import queries as register
from sizao.kernel.actors import Actor
from sizao.spine.audit import actions as audit
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts, ContactFacts, ExposureFacts

CASE_FIELDS = (
    "external_id", "case_number", "person_number", "sex", "birth_year", "area_residence", "area", "classification",
    "onset_at", "sampled_at", "isolated_at", "last_negative_at", "reported_at", "import_kind", "discovery_route",
    "severity", "symptoms", "outcome", "outcome_at",
)  # fmt: skip
CONTACT_FIELDS = (
    "external_id", "contact_number", "person_number", "sex", "birth_year", "area_residence", "area", "source_case",
    "contact_class", "situation", "first_exposure_at", "last_exposure_at",
)  # fmt: skip
EXPOSURE_FIELDS = (
    "source",
    "target",
    "start",
    "until",
    "setting",
    "certainty",
    "protection",
    "minutes",
    "metres",
    "note",
)


def export(kind: Kind, incident_id: UUID, *, by: Actor, at: datetime, language: str = "zh-hans") -> writer.Sheet:
    """The rows of one kind of an incident, without any name, document, telephone or address.

    The access log notes the persons concerned, in the same transaction.
    """
    fields, rows_of = _KINDS[kind]
    rows, persons = rows_of(incident_id)
    audit.record(by=by, at=at, action=f"export.{kind.value}", persons=persons, fields="pseudonymous")
    return writer.Sheet(kind, fields, rows, language, ZoneInfo("Asia/Shanghai"))


def _cases(incident_id: UUID) -> tuple[list[Values], set[int]]:
    found = sorted(cases.cases(incident_id), key=lambda each: (each.reported_at, each.number))
    people = _People(each.person_id for each in found)
    return [{**people.of(each.person_id), **_case(each)} for each in found], people.ids


def _case(facts: CaseFacts) -> Values:
    return _filled({
        "external_id": facts.external_id or facts.number, "case_number": facts.number, "area": facts.area,
        "classification": facts.classification.value, "onset_at": facts.onset_at, "sampled_at": facts.sampled_at,
        "isolated_at": facts.isolated_at, "last_negative_at": facts.last_negative_at,
        "reported_at": facts.reported_at, "import_kind": facts.import_kind.value,
        "discovery_route": facts.discovery_route.value, "severity": facts.severity.value,
        "symptoms": "、".join(facts.symptoms), "outcome": facts.outcome.value, "outcome_at": facts.outcome_at,
    })  # fmt: skip


def _contacts(incident_id: UUID) -> tuple[list[Values], set[int]]:
    """One row per piece of evidence, so that a contact of several cases comes back as one."""
    found = sorted(cases.contacts(incident_id), key=lambda each: each.number)
    people = _People(each.person_id for each in found)
    names = _names(incident_id)
    sources = {each.id: names[each.person_id] for each in cases.cases(incident_id)}
    return [
        {**people.of(each.person_id), **row}
        for each in found
        for row in _contact(each, names.get(each.person_id, each.number), sources)
    ], people.ids


def _contact(facts: ContactFacts, name: str, sources: dict[UUID, str]) -> Iterable[Values]:
    for piece in facts.basis:
        source = piece.get("case")
        yield _filled({
            "external_id": name, "contact_number": facts.number, "area": facts.area,
            "source_case": sources.get(UUID(str(source))) if source else None,
            "contact_class": facts.contact_class.value, "situation": piece.get("situation") or piece.get("stated"),
            "first_exposure_at": _moment(piece.get("first")), "last_exposure_at": _moment(piece.get("last")),
        })  # fmt: skip


def _exposures(incident_id: UUID) -> tuple[list[Values], set[int]]:
    found = cases.exposures(incident_id)
    names = _names(incident_id)
    case_name = {each.id: names[each.person_id] for each in cases.cases(incident_id)}
    contact_name = {each.id: names[each.person_id] for each in cases.contacts(incident_id)}
    rows = [_exposure(each, names, {**contact_name, **case_name}) for each in found]
    whole = [row for row in rows if row.get("source") and row.get("target")]
    return sorted(whole, key=lambda row: (str(row["source"]), str(row["target"]))), {each.person_id for each in found}


def _exposure(facts: ExposureFacts, names: dict[int, str], sources: dict[UUID, str]) -> Values:
    source = facts.source_case_id or facts.source_contact_id
    return _filled({
        "source": sources.get(source) if source else None, "target": names.get(facts.person_id), "start": facts.start,
        "until": facts.until, "setting": facts.situation, "certainty": facts.certainty.value,
        "protection": facts.protection.value, "minutes": facts.minutes, "metres": facts.metres, "note": facts.note,
    })  # fmt: skip


def _names(incident_id: UUID) -> dict[int, str]:
    """What each person of an incident is called in its files: the source's name, else the platform's number."""
    contacts, found = cases.contacts(incident_id), cases.cases(incident_id)
    numbers = {each.person_id: each.number for each in contacts}
    numbers |= {each.person_id: each.number for each in found}
    numbers |= batches.names_of(incident_id, numbers)
    return numbers | {each.person_id: each.external_id for each in found if each.external_id}


class _People:
    """What a file says of persons: public number, sex, year of birth, area of residence."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.ids = set(ids)
        self._facts = register.persons(self.ids)

    def of(self, person_id: int) -> Values:
        facts = self._facts.get(person_id)
        if facts is None:
            return {}
        return _filled({
            "person_number": facts.number, "sex": facts.sex.value, "birth_year": facts.birth_year,
            "area_residence": facts.area_residence,
        })  # fmt: skip


def _filled(values: Values) -> Values:
    return {name: value for name, value in values.items() if value not in (None, "")}


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None


_KINDS: dict[Kind, tuple[tuple[str, ...], Callable[[UUID], tuple[list[Values], set[int]]]]] = {
    Kind.CASES: (CASE_FIELDS, _cases),
    Kind.CONTACTS: (CONTACT_FIELDS, _contacts),
    Kind.EXPOSURES: (EXPOSURE_FIELDS, _exposures),
}
EXPORTED = tuple(_KINDS)
"""The kinds that can be exported."""
