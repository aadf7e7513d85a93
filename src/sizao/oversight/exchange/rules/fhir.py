"""One case as a FHIR R4 bundle: a pseudonymous patient, the condition, specimens, results with their Ct values, vaccinations, the stay in hospital, provenance.

Follows HL7 FHIR R4 (4.0.1). Identities are in the bundle only when the vault has opened them for a stated purpose; then the
provenance says for which. Codes are SNOMED CT and ICD-10 where one is certain, text in both languages always.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sizao.ground.identity.types import Identity
from sizao.ground.intake.types import Keep, ToldFacts
from sizao.ground.registry.types import Sex
from sizao.kernel.words import LabelledEnum, Words
from sizao.oversight.exchange.types import Asked, CaseFile, LabResult
from sizao.trace.cases.types import Classification, Outcome

LOCAL = ZoneInfo("Asia/Shanghai")
SNOMED = "http://snomed.info/sct"
ICD10 = "http://hl7.org/fhir/sid/icd-10"
UCUM = "http://unitsofmeasure.org"
TERMS = "http://terminology.hl7.org/CodeSystem/"
NUMBERS = "urn:sizao:"
DISEASES: Mapping[str, tuple[str, str]] = {
    "covid-19": ("U07.1", "840539006"), "ebola": ("A98.4", "37109004"), "measles": ("B05", "14189004"),
    "mpox": ("B04", "359814004"), "influenza": ("J11", "6142004"),
}  # fmt: skip
"""ICD-10 and SNOMED CT codes of the diseases that have one each."""
VERIFIED = {
    Classification.SUSPECTED: "unconfirmed", Classification.PROBABLE: "provisional",
    Classification.CONFIRMED: "confirmed", Classification.ASYMPTOMATIC: "confirmed",
    Classification.NOT_A_CASE: "refuted",
}  # fmt: skip
RESULTS = {
    "positive": ("10828004", Words("阳性", "Positive")), "negative": ("260385009", Words("阴性", "Negative")),
    "inconclusive": ("419984006", Words("待复核", "Inconclusive")),
}  # fmt: skip
GENDERS = {Sex.MALE: "male", Sex.FEMALE: "female", Sex.UNKNOWN: "unknown"}
Resource = dict[str, Any]


def bundle(file: CaseFile, at: datetime, asked: Asked | None = None) -> Resource:
    """The bundle of one case as plain JSON values."""
    patient = _patient(file)
    clinical = [_condition(file), *_encounters(file)]
    clinical += [resource for each in file.results for resource in _laboratory(each, file)]
    clinical += [_immunization(each, file) for each in file.told if each.kind is Keep.VACCINATIONS]
    provenance = _provenance([patient, *clinical], file, at, asked)
    return {
        "resourceType": "Bundle", "id": str(file.case.id), "type": "collection", "timestamp": _instant(at),
        "identifier": {"system": f"{NUMBERS}case", "value": file.case.number},
        "entry": [_entry(each) for each in (patient, *clinical, provenance)],
    }  # fmt: skip


def _entry(resource: Resource) -> Resource:
    return {"fullUrl": f"{NUMBERS}{resource['resourceType'].lower()}:{resource['id']}", "resource": resource}


def _patient(file: CaseFile) -> Resource:
    person = file.person
    found: Resource = {
        "resourceType": "Patient", "id": person.number, "gender": GENDERS[person.sex],
        "identifier": [{"system": f"{NUMBERS}person", "value": person.number}],
        "meta": {"security": [_coding(f"{TERMS}v3-ObservationValue", "PSEUDED", "pseudonymized")]},
    }  # fmt: skip
    if person.birth_year:
        found["birthDate"] = str(person.birth_year)
    if file.case.outcome is Outcome.DIED:
        found |= (
            {"deceasedDateTime": _instant(file.case.outcome_at)} if file.case.outcome_at else {"deceasedBoolean": True}
        )
    return found | _named(file.identity) if file.identity else found


def _named(identity: Identity) -> Resource:
    """What the vault opened; a patient with a name is no longer pseudonymous."""
    found: Resource = {"meta": {"security": [_coding(f"{TERMS}v3-Confidentiality", "R", "restricted")]}}
    if identity.name:
        found["name"] = [{"use": "official", "text": identity.name}]
    if identity.birth_date:
        found["birthDate"] = identity.birth_date.isoformat()
    if identity.phone:
        found["telecom"] = [{"system": "phone", "value": identity.phone}]
    if identity.address:
        found["address"] = [{"use": "home", "text": identity.address}]
    return found


def _condition(file: CaseFile) -> Resource:
    case = file.case
    found: Resource = {
        "resourceType": "Condition", "id": str(case.id), "subject": _reference(file), "code": _disease(file),
        "identifier": [{"system": f"{NUMBERS}case", "value": case.number}],
        "clinicalStatus": _concept(f"{TERMS}condition-clinical", _clinical(case.outcome)),
        "verificationStatus": {
            **_concept(f"{TERMS}condition-ver-status", VERIFIED[case.classification]), **_text(case.classification),
        },
        "category": [_concept(f"{TERMS}condition-category", "encounter-diagnosis")],
        "severity": _text(case.severity),
        "recordedDate": _instant(case.reported_at),
        "note": [{"text": f"{file.edition.zh} / {file.edition.en}"}],
    }  # fmt: skip
    if case.classification is Classification.NOT_A_CASE:
        del found["clinicalStatus"]
    if case.onset_at:
        found["onsetDateTime"] = _instant(case.onset_at)
    if case.outcome_at and case.outcome in {Outcome.RECOVERED, Outcome.DIED}:
        found["abatementDateTime"] = _instant(case.outcome_at)
    if case.symptoms:
        found["evidence"] = [{"code": [{"text": each} for each in case.symptoms]}]
    return found


def _clinical(outcome: Outcome) -> str:
    return "resolved" if outcome in {Outcome.RECOVERED, Outcome.DIED} else "active"


def _disease(file: CaseFile) -> Resource:
    icd10, snomed = DISEASES.get(file.case.disease, ("", ""))
    codings = [{"system": ICD10, "code": icd10}, {"system": SNOMED, "code": snomed}] if icd10 else []
    text = {"text": f"{file.disease.zh} / {file.disease.en}"}
    return {"coding": codings, **text} if codings else text


def _encounters(file: CaseFile) -> list[Resource]:
    """The stay in hospital, when the case form knows of one."""
    if file.admitted_at is None and not file.hospital:
        return []
    found: Resource = {
        "resourceType": "Encounter", "id": f"{file.case.id}-1", "subject": _reference(file),
        "status": "finished" if file.case.outcome in {Outcome.RECOVERED, Outcome.DIED} else "in-progress",
        "class": _coding(f"{TERMS}v3-ActCode", "IMP", "inpatient encounter"),
    }  # fmt: skip
    if file.admitted_at:
        found["period"] = {"start": _instant(file.admitted_at)}
    if file.hospital:
        found["serviceProvider"] = {"display": file.hospital}
    return [found]


def _laboratory(result: LabResult, file: CaseFile) -> list[Resource]:
    """One result with its specimen, and each Ct value as a quantity of its own that points back to it."""
    observation = _observation(result, file)
    found = [observation]
    if specimen := _specimen(result, file):
        found.insert(0, specimen)
        observation["specimen"] = {"reference": _entry(specimen)["fullUrl"]}
    for number, (words, value) in enumerate(result.ct, start=1):
        found.append(_quantity(f"{result.id}-ct{number}", words, value, observation))
    return found


def _specimen(result: LabResult, file: CaseFile) -> Resource | None:
    """The tube, when anything is known of it: its code, when it was taken, of what."""
    if not (result.specimen or result.material or result.sampled_at):
        return None
    found: Resource = {"resourceType": "Specimen", "id": f"{result.id}-s", "subject": _reference(file)}
    if result.specimen:
        found["accessionIdentifier"] = {"system": f"{NUMBERS}sample", "value": result.specimen}
    if result.material:
        found["type"] = {"text": result.material}
    if result.sampled_at:
        found["collection"] = {"collectedDateTime": _instant(result.sampled_at)}
    return found


def _quantity(name: str, words: Words, value: float, of: Resource) -> Resource:
    """A Ct value: the cycles at which the amplification crossed its threshold, which have no unit but their own."""
    kept: Resource = {
        key: of[key] for key in ("subject", "category", "effectiveDateTime", "specimen", "performer") if key in of
    }
    return {
        "resourceType": "Observation", "id": name, "status": "final", **kept,
        "code": {"text": f"{words.zh} / {words.en}"},
        "valueQuantity": {"value": value, "unit": "Ct", "system": UCUM, "code": "{Ct}"},
        "derivedFrom": [{"reference": _entry(of)["fullUrl"]}],
    }  # fmt: skip


def _observation(result: LabResult, file: CaseFile) -> Resource:
    found: Resource = {
        "resourceType": "Observation", "id": str(result.id), "subject": _reference(file),
        "status": "final" if result.value in RESULTS else "registered",
        "category": [_concept(f"{TERMS}observation-category", "laboratory")],
        "code": {"text": result.method or "病原检测 / Pathogen test"},
    }  # fmt: skip
    if result.value in RESULTS:
        code, words = RESULTS[result.value]
        found["valueCodeableConcept"] = {
            "coding": [{"system": SNOMED, "code": code}], "text": f"{words.zh} / {words.en}",
        }  # fmt: skip
    else:
        found["dataAbsentReason"] = _concept(f"{TERMS}data-absent-reason", "temp-unknown")
    if result.sampled_at:
        found["effectiveDateTime"] = _instant(result.sampled_at)
    if result.laboratory:
        found["performer"] = [{"display": result.laboratory}]
    if result.source:
        found["note"] = [{"text": result.source}]
    return found


def _immunization(told: ToldFacts, file: CaseFile) -> Resource:
    found: Resource = {
        "resourceType": "Immunization", "id": str(told.id), "status": "completed", "patient": _reference(file),
        "vaccineCode": {"text": str(told.content.get("vaccine") or "不详 / Unknown")}, "primarySource": False,
        "reportOrigin": {"text": "来源记录 / Record of the source"},
    }  # fmt: skip
    if told.content.get("vaccinated_at") and told.at:
        found["occurrenceDateTime"] = _instant(told.at)
    else:
        found["occurrenceString"] = "不详 / unknown"
    if told.content.get("manufacturer"):
        found["manufacturer"] = {"display": str(told.content["manufacturer"])}
    return found


def _provenance(targets: list[Resource], file: CaseFile, at: datetime, asked: Asked | None) -> Resource:
    found: Resource = {
        "resourceType": "Provenance", "id": f"{file.case.id}-p", "recorded": _instant(at),
        "target": [{"reference": _entry(each)["fullUrl"]} for each in targets],
        "agent": [
            {
                "type": _concept(f"{TERMS}provenance-participant-type", "assembler"),
                "who": {"display": asked.by.name if asked else "Sizao"},
            }
        ],
    }  # fmt: skip
    if asked:
        found["reason"] = [{"text": f"{asked.purpose.words.zh} / {asked.purpose.words.en}"}]
    return found


def _reference(file: CaseFile) -> Resource:
    return {"reference": f"{NUMBERS}patient:{file.person.number}"}


def _coding(system: str, code: str, display: str) -> Resource:
    return {"system": system, "code": code, "display": display}


def _concept(system: str, code: str) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _text(member: LabelledEnum) -> Resource:
    return {"text": f"{member.words.zh} / {member.words.en}"}


def _instant(at: datetime) -> str:
    """A moment with its local offset, so that a midnight is still the day that was meant."""
    return at.astimezone(LOCAL).isoformat(timespec="seconds")
