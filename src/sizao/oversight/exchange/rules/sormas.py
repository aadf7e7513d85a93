"""SORMAS's import templates: an upper row of entities, a row of properties, dates as month/day/year.

Property names and values are those of the SORMAS 1.x import templates. A person goes out under the public number; SORMAS
insists on a family name, so a constant stands in for it, and our own import takes the two back as the number.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from sizao.ground.registry.types import PersonFacts, Sex
from sizao.kernel.editions.types import ContactClass
from sizao.oversight.exchange.types import Incident, Places, Table
from sizao.trace.cases.types import (
    INFECTED,
    CaseFacts,
    Classification,
    ContactFacts,
    ImportKind,
    Outcome,
    Symptom,
)

LOCAL = ZoneInfo("Asia/Shanghai")
STAND_IN = "Sizao"
"""The family name that every exported person bears."""
YES = "YES"
NO_FACILITY = "NO_FACILITY"
OTHER_FACILITY = "OTHER_FACILITY"
CLASSIFICATIONS = {
    Classification.SUSPECTED: "SUSPECT", Classification.PROBABLE: "PROBABLE", Classification.CONFIRMED: "CONFIRMED",
    Classification.ASYMPTOMATIC: "CONFIRMED_NO_SYMPTOMS", Classification.NOT_A_CASE: "NO_CASE",
}  # fmt: skip
ORIGINS = {ImportKind.DOMESTIC: "IN_COUNTRY", ImportKind.INBOUND: "POINT_OF_ENTRY"}
OUTCOMES = {
    Outcome.IN_CARE: "NO_OUTCOME", Outcome.RECOVERED: "RECOVERED", Outcome.DIED: "DECEASED", Outcome.UNKNOWN: "UNKNOWN",
}  # fmt: skip
SYMPTOMS = {
    Symptom.FEVER: "fever", Symptom.COUGH: "cough", Symptom.SORE_THROAT: "soreThroat",
    Symptom.FATIGUE: "fatigueWeakness", Symptom.BREATHLESS: "difficultyBreathing", Symptom.DIARRHOEA: "diarrhea",
    Symptom.SMELL_TASTE: "lossOfSmell", Symptom.RUNNY_NOSE: "runnyNose", Symptom.HEADACHE: "headache",
    Symptom.MUSCLE_PAIN: "musclePain", Symptom.RASH: "skinRash", Symptom.CONJUNCTIVITIS: "conjunctivitis",
    Symptom.VOMITING: "vomiting", Symptom.BLEEDING: "unexplainedBleeding",
}  # fmt: skip
CATEGORIES = {ContactClass.CLOSE: "HIGH_RISK", ContactClass.GENERAL: "LOW_RISK"}

CaseColumn = tuple[str, str, Callable[[CaseFacts, Incident], str]]
ContactColumn = tuple[str, str, Callable[["ContactRow"], str]]


class ContactRow:
    """One piece of evidence of a contact, as a row of the contact template."""

    def __init__(self, contact: ContactFacts, piece: dict[str, object], incident: Incident) -> None:
        """Look up what the row says."""
        self.contact, self.piece, self.incident = contact, piece, incident
        self.person = incident.persons.get(contact.person_id)
        self.places = incident.places.get(contact.area, Places())
        self.cases = {str(each.id): each for each in incident.cases}

    @property
    def source(self) -> str:
        """What the case is called whose contact this is."""
        found = self.cases.get(str(self.piece.get("case")))
        return found.external_id or found.number if found else ""


def cases_table(incident: Incident) -> Table:
    """The case template, one row per case."""
    columns = [*_case_columns(), *_symptom_columns(), *_sample_columns()]
    rows = tuple(tuple(tell(each, incident) for _, _, tell in columns) for each in incident.cases)
    return Table((tuple(each[0] for each in columns), tuple(each[1] for each in columns)), rows)


def contacts_table(incident: Incident) -> Table:
    """The contact template, one row per piece of evidence, so that a contact of several cases comes back as one."""
    rows = [ContactRow(each, dict(piece), incident) for each in incident.contacts for piece in each.basis]
    told = tuple(tuple(tell(row) for _, _, tell in CONTACT_COLUMNS) for row in rows)
    return Table((tuple(each[0] for each in CONTACT_COLUMNS), tuple(each[1] for each in CONTACT_COLUMNS)), told)


def day(moment: datetime | None) -> str:
    """A local day as SORMAS's English instances read it."""
    return moment.astimezone(LOCAL).strftime("%m/%d/%Y") if moment else ""


def sex(person: PersonFacts | None) -> str:
    """The sex in SORMAS's words."""
    return {Sex.MALE: "MALE", Sex.FEMALE: "FEMALE"}.get(person.sex if person else Sex.UNKNOWN, "UNKNOWN")


def _case_columns() -> list[CaseColumn]:
    return [
        ("CaseData", "externalID", lambda each, all_: each.external_id or each.number),
        ("CaseData", "disease", lambda each, all_: all_.disease_called),
        ("Person", "person.firstName", lambda each, all_: _number(all_.persons.get(each.person_id))),
        ("Person", "person.lastName", lambda each, all_: STAND_IN),
        ("Person", "person.sex", lambda each, all_: sex(all_.persons.get(each.person_id))),
        ("Person", "person.birthdateYYYY", lambda each, all_: _born(all_.persons.get(each.person_id))),
        ("CaseData", "reportDate", lambda each, all_: day(each.reported_at)),
        ("CaseData", "caseClassification", lambda each, all_: CLASSIFICATIONS[each.classification]),
        ("CaseData", "caseOrigin", lambda each, all_: ORIGINS.get(each.import_kind, "")),
        ("CaseData", "outcome", lambda each, all_: OUTCOMES.get(each.outcome, "UNKNOWN")),
        ("CaseData", "outcomeDate", lambda each, all_: day(each.outcome_at)),
        ("CaseData", "responsibleRegion", lambda each, all_: _places(each, all_).region),
        ("CaseData", "responsibleDistrict", lambda each, all_: _places(each, all_).district),
        ("CaseData", "responsibleCommunity", lambda each, all_: _places(each, all_).community),
        ("CaseData", "healthFacility", lambda each, all_: NO_FACILITY),
        ("Symptoms", "symptoms.onsetDate", lambda each, all_: day(each.onset_at)),
    ]


def _symptom_columns() -> list[CaseColumn]:
    return [
        ("Symptoms", f"symptoms.{name}", lambda each, all_, wanted=symptom.value: YES * (wanted in each.symptoms))  # type: ignore[misc]
        for symptom, name in SYMPTOMS.items()
    ]


def _sample_columns() -> list[CaseColumn]:
    """The positive sample of an infection; SORMAS wants material, purpose, laboratory and test named."""
    told: list[tuple[str, str, Callable[[CaseFacts, Incident], str]]] = [
        ("Sample", "sampleDateTime", lambda each, all_: day(each.sampled_at)),
        ("Sample", "sampleMaterial", lambda each, all_: "OTHER"),
        ("Sample", "samplePurpose", lambda each, all_: "EXTERNAL"),
        ("Sample", "lab", lambda each, all_: OTHER_FACILITY),
        ("PathogenTest", "testDateTime", lambda each, all_: day(each.sampled_at)),
        ("PathogenTest", "testedDisease", lambda each, all_: all_.disease_called),
        ("PathogenTest", "testType", lambda each, all_: "OTHER"),
        ("PathogenTest", "lab", lambda each, all_: OTHER_FACILITY),
        ("PathogenTest", "testResult", lambda each, all_: "POSITIVE"),
        ("PathogenTest", "testResultVerified", lambda each, all_: "true"),
    ]
    return [
        (entity, name, lambda each, all_, tell=tell: tell(each, all_) if _has_sample(each) else "")  # type: ignore[misc]
        for entity, name, tell in told
    ]


def _has_sample(case: CaseFacts) -> bool:
    return case.sampled_at is not None and case.classification in INFECTED


CONTACT_COLUMNS: tuple[ContactColumn, ...] = (
    ("Contact", "caseIdExternalSystem", lambda row: row.source),
    ("Contact", "disease", lambda row: row.incident.disease_called),
    ("Contact", "reportDateTime", lambda row: day(row.contact.proposed_at)),
    ("Contact", "region", lambda row: row.places.region),
    ("Contact", "district", lambda row: row.places.district),
    ("Contact", "community", lambda row: row.places.community),
    ("Contact", "firstContactDate", lambda row: day(moment(row.piece.get("first")))),
    ("Contact", "lastContactDate", lambda row: day(moment(row.piece.get("last")) or row.contact.last_exposure_at)),
    ("Contact", "contactCategory", lambda row: CATEGORIES.get(row.contact.contact_class, "")),
    ("Contact", "relationDescription", lambda row: str(row.piece.get("situation") or row.piece.get("stated") or "")),
    ("Contact", "externalID", lambda row: row.incident.names.get(row.contact.person_id, row.contact.number)),
    ("Person", "person.firstName", lambda row: _number(row.person)),
    ("Person", "person.lastName", lambda row: STAND_IN),
    ("Person", "person.sex", lambda row: sex(row.person)),
    ("Person", "person.birthdateYYYY", lambda row: _born(row.person)),
)


def moment(text: object) -> datetime | None:
    """A moment kept as text in a piece of evidence."""
    return datetime.fromisoformat(str(text)) if text else None


def _places(case: CaseFacts, incident: Incident) -> Places:
    return incident.places.get(case.area, Places())


def _number(person: PersonFacts | None) -> str:
    return person.number if person else ""


def _born(person: PersonFacts | None) -> str:
    return str(person.birth_year) if person and person.birth_year else ""
