"""An incident's records, and everything known of one case, as exports read them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from math import isfinite
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.identity.types import Identity
from sizao.ground.intake.queries import batches, told
from sizao.ground.intake.queries.catalogue import disease_called
from sizao.ground.intake.types import Keep, ToldFacts
from sizao.ground.registry import queries as register
from sizao.kernel.areas import Level, level_of
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.measures.screening import queries as screening
from sizao.oversight.exchange.types import CaseFile, Incident, LabResult, Places
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts

CT = {"ct_orf": Words("Ct 值(ORF1ab)", "Ct (ORF1ab)"), "ct_n": Words("Ct 值(N)", "Ct (N)")}
"""The Ct values that the case form asks for, by the answer's name."""
ROLES = {Level.PROVINCE: "region", Level.COUNTY: "district", Level.TOWN: "community"}
"""Which level of the tree of areas stands in for which level of a foreign system."""


def incident_records(incident_id: UUID) -> Incident:
    """Cases, contacts and exposures of an incident in scope, with what exports need to name them.

    Raises:
        NotFound: there is no such incident in scope.
    """
    found = command.incident(incident_id)
    known = sorted(cases.cases(incident_id), key=lambda each: (each.reported_at, each.number))
    contacts = sorted(cases.contacts(incident_id), key=lambda each: each.number)
    exposures = cases.exposures(incident_id)
    people = {each.person_id for each in known} | {each.person_id for each in contacts}
    people |= {each.person_id for each in exposures}
    places = register.places({each.source_place_id for each in exposures if each.source_place_id})
    names = {each.person_id: each.number for each in contacts} | {each.person_id: each.number for each in known}
    names |= batches.names_of(incident_id, names)
    names |= {each.person_id: each.external_id for each in known if each.external_id}
    return Incident(
        found.id, found.number, found.disease, disease_called(found.disease), known, contacts, exposures,
        register.persons(people), names, _places({each.area for each in known} | {each.area for each in contacts}),
        {number: each.number for number, each in places.items()},
    )  # fmt: skip


def case_file(found: CaseFacts, identity: Identity | None = None) -> CaseFile:
    """What is known of one case: results of this platform once released, and what other systems told."""
    answers = cases.answers(found.id)
    records = told.of_persons([found.person_id])
    edition = library().get(found.edition_id)
    return CaseFile(
        case=found, person=register.persons([found.person_id])[found.person_id], disease=Words(found.disease, disease_called(found.disease)),
        edition=edition.title, results=[*_stated(found, answers), *_own(found), *_told(records)], told=records,
        admitted_at=_moment(answers.get("hospitalised_at")), hospital=str(answers.get("hospital") or ""),
        identity=identity,
    )  # fmt: skip


def _stated(found: CaseFacts, answers: Mapping[str, object]) -> list[LabResult]:
    """The first positive sample as the case form states it, when it says with which Ct value, or where it was tested."""
    ct = tuple((words, float(str(answers[name]))) for name, words in CT.items() if _is_number(answers.get(name)))
    laboratory = str(answers.get("laboratory") or "")
    if not ct and not laboratory:
        return []
    material, source = str(answers.get("material") or ""), "个案调查表 / Case form"
    return [
        LabResult(
            f"{found.id}-form", found.sampled_at, "positive" if found.sampled_at else "", "PCR", material, source,
            laboratory=laboratory, ct=ct,
        )
    ]  # fmt: skip


def _is_number(answer: object) -> bool:
    try:
        return answer not in (None, "") and isfinite(float(str(answer)))
    except ValueError:
        return False


def _own(found: CaseFacts) -> list[LabResult]:
    return [
        LabResult(
            str(each.id), each.taken_at, each.value.value, source="Sizao", specimen=each.code,
            laboratory=each.laboratory, ct=((Words("Ct 值", "Ct"), each.ct),) if each.ct is not None else (),
        )
        for each in screening.released_of_person(found.person_id)
    ]  # fmt: skip


def _told(records: Iterable[ToldFacts]) -> list[LabResult]:
    return [
        LabResult(
            str(each.id), each.at, str(each.content.get("result", "")), str(each.content.get("test_type", "")),
            str(each.content.get("material", "")), "来源记录 / Record of the source",
            specimen=str(each.content.get("sample_code", "")), laboratory=str(each.content.get("laboratory", "")),
        )
        for each in records
        if each.kind is Keep.TESTS
    ]  # fmt: skip


def _places(codes: set[int]) -> dict[int, Places]:
    found = {}
    for code in codes:
        above = [*register.ancestors(code), register.area(code)]
        parts = {ROLES[level_of(each.code)]: each.words.zh for each in above if level_of(each.code) in ROLES}
        found[code] = Places(**parts)
    return found


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
