"""What goes out comes back the same, names nobody, starts no formula, and is what FHIR R4 and DHIS2 expect."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sizao.flow.step0_intake import apply_batch, enrol
from sizao.ground.command import actions as command
from sizao.ground.identity.types import NewIdentity, Purpose
from sizao.ground.intake import actions as intake
from sizao.ground.intake.types import BatchFacts, DateOrder, Kind, Mapping, Order
from sizao.ground.registry.types import NewPerson, Sex
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import Words
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewResult, NewSample, SubjectKind, Value
from sizao.measures.screening.types import Purpose as SamplingPurpose
from sizao.oversight.exchange import actions, queries
from sizao.oversight.exchange.errors import DiseasesMixed, MappingUnfit, NoOrganisationUnit, NoSuchExport
from sizao.oversight.exchange.rules.dhis2 import mapping_from
from sizao.oversight.exchange.types import Asked, Part, System
from sizao.spine.audit.models import Access
from sizao.trace.cases import actions as reporting
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import (
    CaseFacts,
    Classification,
    ImportKind,
    NewCase,
    NewExposure,
    Outcome,
    ProposedContact,
    Symptom,
)

pytestmark = pytest.mark.django_db
YIXING = areas.parse("320282")
AT = datetime(2021, 12, 20, 2, tzinfo=UTC)
DAY = timedelta(days=1)
THEN = datetime(2021, 12, 1, tzinfo=UTC)


def incident(by: Actor) -> UUID:
    return command.open_incident(
        title=Words("交换测试", "Exchange test"), disease="covid-19", area=YIXING, reported_at=AT, by=by, at=AT
    )


def person(by: Actor, sex: Sex = Sex.FEMALE, born: int | None = 1980, name: str = "") -> int:
    known = NewIdentity(name=name) if name else None
    return enrol([(known, NewPerson(area_residence=YIXING, sex=sex, birth_year=born))], by=by, at=AT)[0]


def taken_in(content: bytes, kind: Kind, into: UUID, by: Actor, order: DateOrder | None = None) -> BatchFacts:
    facts = intake.stage(content=content, filename="back.csv", order=Order(kind, YIXING, into), by=by, at=AT)
    if order:
        mapping = Mapping(kind, facts.mapping.columns, order, facts.mapping.values)
        facts = intake.remap(batch_id=facts.id, mapping=mapping, by=by, at=AT)
    intake.commit(batch_id=facts.id, by=by, at=AT)
    return apply_batch(batch_id=facts.id, by=by, at=AT)


def day(moment: datetime | None) -> date | None:
    return (moment + timedelta(hours=8)).date() if moment else None


def sorted_facts(found: list[CaseFacts], system: System) -> list[tuple[object, ...]]:
    """What both sides have room for: days without their hours; Go.Data knows no infection without symptoms."""
    rows = []
    for each in found:
        label = each.classification
        if system is System.GODATA and label is Classification.ASYMPTOMATIC:
            label = Classification.CONFIRMED
        row: tuple[object, ...] = (
            each.external_id or each.number, each.person_id, label, day(each.onset_at), day(each.reported_at),
            each.outcome, day(each.outcome_at), each.area,
        )  # fmt: skip
        if system is System.SORMAS:
            row += (day(each.sampled_at), each.import_kind, frozenset(each.symptoms))
        rows.append(row)
    return sorted(rows, key=str)


moments = st.integers(0, 15 * 24).map(lambda hours: THEN + timedelta(hours=hours))
SYMPTOMS = st.sets(st.sampled_from([each.value for each in Symptom if each is not Symptom.OTHER]), max_size=4)


@st.composite
def new_cases(draw: st.DrawFn) -> dict[str, object]:
    """A case as the edition of the day knows it: it has no probable cases."""
    known = [each for each in Classification if each is not Classification.PROBABLE]
    label = draw(st.sampled_from(known))
    is_infected = label in {Classification.CONFIRMED, Classification.ASYMPTOMATIC}
    sampled = draw(moments) if label is Classification.ASYMPTOMATIC else draw(st.none() | moments)
    outcome = draw(st.sampled_from([Outcome.IN_CARE, Outcome.RECOVERED, Outcome.DIED]))
    return {
        "classification": label,
        "onset_at": None if label is Classification.ASYMPTOMATIC else draw(st.none() | moments),
        "sampled_at": sampled if is_infected else None,
        "reported_at": draw(moments),
        "outcome": outcome,
        "outcome_at": None if outcome is Outcome.IN_CARE else draw(st.none() | moments),
        "import_kind": draw(st.sampled_from([ImportKind.DOMESTIC, ImportKind.INBOUND, ImportKind.UNKNOWN])),
        "symptoms": tuple(sorted(draw(SYMPTOMS))),
        "external_id": draw(st.sampled_from(["", "=1+1", "@x", "'-A1", "甲-7", "-3"])),
    }


@pytest.mark.parametrize("system", list(System))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    given_cases=st.lists(new_cases(), min_size=1, max_size=4, unique_by=lambda each: each["external_id"] or id(each))
)
def test_cases_come_back_as_they_went_out(by: Actor, system: System, given_cases: list[dict[str, object]]) -> None:
    first, second = incident(by), incident(by)
    new = [
        NewCase(person_id=person(by), area=YIXING, **each)  # type: ignore[arg-type]
        for each in given_cases
    ]
    reporting.report_cases(incident_id=first, cases=new, by=by, at=AT)
    written = actions.export(system=system, part=Part.CASES, incident_id=first, by=by, at=AT)
    assert written.rows == len(new)
    order = DateOrder.MONTH_FIRST if system is System.SORMAS else None
    back = taken_in(written.content, Kind.CASES, second, by, order)
    assert (back.receipt.accepted, back.receipt.rejected) == (len(new), 0)
    assert sorted_facts(cases.cases(second), system) == sorted_facts(cases.cases(first), system)


@pytest.fixture
def outbreak(by: Actor) -> UUID:
    """One case with a name, two contacts, one edge; the name must never leave unasked."""
    found = incident(by)
    sick, met = person(by, name="王小明"), [person(by, Sex.MALE, 1990), person(by, Sex.UNKNOWN, None)]
    case = NewCase(
        person_id=sick, area=YIXING, reported_at=AT - DAY, classification=Classification.CONFIRMED, sampled_at=AT - DAY,
        onset_at=AT - 2 * DAY, symptoms=("fever",), external_id="=cmd|' /C calc'!A0",
        form={"hospital": "宜兴市人民医院", "hospitalised_at": (AT - DAY).isoformat()},
    )  # fmt: skip
    case_id = reporting.report_case(incident_id=found, case=case, by=by, at=AT).case_id
    proposals = [
        ProposedContact(
            person_id=each, area=YIXING, last_exposure_at=AT - number * DAY, contact_class=label, source_case_id=case_id,
            found_by="interview",
        )
        for number, (each, label) in enumerate(zip(met, (ContactClass.CLOSE, ContactClass.GENERAL), strict=True), 1)
    ]  # fmt: skip
    reporting.propose_contacts(incident_id=found, proposals=proposals, by=by, at=AT)
    edge = NewExposure(person_id=met[0], area=YIXING, source_case_id=case_id, start=AT - 3 * DAY, until=AT - DAY)
    reporting.record_exposures(incident_id=found, exposures=[edge], by=by, at=AT)
    return found


@pytest.mark.parametrize("system", list(System))
def test_contacts_come_back_with_their_case(by: Actor, outbreak: UUID, system: System) -> None:
    again = incident(by)
    order = DateOrder.MONTH_FIRST if system is System.SORMAS else None
    for part, kind in ((Part.CASES, Kind.CASES), (Part.CONTACTS, Kind.CONTACTS)):
        written = actions.export(system=system, part=part, incident_id=outbreak, by=by, at=AT)
        facts = taken_in(written.content, kind, again, by, order)
        assert (facts.receipt.accepted, facts.receipt.rejected) == (written.rows, 0)

    def known(of: UUID) -> set[tuple[object, ...]]:
        named = {each.id: each.external_id for each in cases.cases(of)}
        return {
            (
                each.person_id,
                each.contact_class,
                day(each.last_exposure_at),
                named.get(each.source_case_id or UUID(int=0)),
            )
            for each in cases.contacts(of)
        }

    assert known(again) == known(outbreak)


def test_relationships_come_back_through_godata(by: Actor, outbreak: UUID) -> None:
    again = incident(by)
    for part, kind in (
        (Part.CASES, Kind.CASES), (Part.CONTACTS, Kind.CONTACTS), (Part.RELATIONSHIPS, Kind.EXPOSURES),
    ):  # fmt: skip
        written = actions.export(system=System.GODATA, part=part, incident_id=outbreak, by=by, at=AT)
        facts = taken_in(written.content, kind, again, by)
        assert facts.receipt.rejected == 0
    ends = {(each.person_id, day(each.start), day(each.until), each.certainty) for each in cases.exposures(outbreak)}
    assert ends <= {
        (each.person_id, day(each.start), day(each.until), each.certainty) for each in cases.exposures(again)
    }


@pytest.mark.parametrize(("system", "part"), list(actions.TABLES))
def test_no_name_leaves_and_no_cell_starts_a_formula(by: Actor, outbreak: UUID, system: System, part: Part) -> None:
    text = actions.export(system=system, part=part, incident_id=outbreak, by=by, at=AT).content.decode()
    assert "王小明" not in text
    assert not re.search(r'(^|,)"[=+\-@\t\r＝＋－＠]', text, re.MULTILINE)
    assert "'=cmd" in text
    logged = Access.objects.order_by("-id").first()
    assert logged is not None
    assert logged.action == f"export.{system.value}.{part.value}"


def test_sormas_has_no_file_of_relationships(by: Actor, outbreak: UUID) -> None:
    with pytest.raises(NoSuchExport):
        actions.export(system=System.SORMAS, part=Part.RELATIONSHIPS, incident_id=outbreak, by=by, at=AT)


def test_every_sormas_column_is_one_of_its_templates(by: Actor, outbreak: UUID, data: Path) -> None:
    known = json.loads((data / "peers" / "sormas_import_headers.json").read_text("utf-8"))
    for part, of in ((Part.CASES, "case"), (Part.CONTACTS, "contact")):
        text = actions.export(system=System.SORMAS, part=part, incident_id=outbreak, by=by, at=AT).content.decode()
        entities, properties = (line.strip().strip('"').split('","') for line in text.lstrip("\ufeff").splitlines()[:2])
        columns = {(each["entity"].removesuffix("Dto"), each["column"]) for each in known[of]}
        assert set(zip(entities, properties, strict=True)) <= columns


def test_every_godata_label_is_one_of_its_own(by: Actor, outbreak: UUID, data: Path) -> None:
    known = json.loads((data / "peers" / "godata_import_fields.json").read_text("utf-8"))
    own = {"contact_class"}
    for part, of in ((Part.CASES, "case"), (Part.CONTACTS, "contact"), (Part.RELATIONSHIPS, "relationship")):
        text = actions.export(system=System.GODATA, part=part, incident_id=outbreak, by=by, at=AT).content.decode()
        headings = set(text.lstrip("\ufeff").splitlines()[0].strip('"').split('","'))
        assert headings - own <= {each["label"] for each in known[of]}


# -------------------------------------------------------------------------------------------------------------- FHIR


def bundle_of(outbreak: UUID, by: Actor, asked: Asked | None = None) -> dict[str, object]:
    (case,) = cases.cases(outbreak)
    return actions.case_bundle(case_id=case.id, by=by, at=AT, asked=asked)


def test_the_bundle_is_valid_fhir_and_names_nobody(by: Actor, outbreak: UUID) -> None:
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is a development dependency")
    found = bundle_of(outbreak, by)
    parsed = models.Bundle.model_validate(found)
    kinds = [each.resource.__class__.__name__ for each in parsed.entry]
    assert kinds[:3] == ["Patient", "Condition", "Encounter"]
    assert kinds[-1] == "Provenance"
    assert "王小明" not in json.dumps(found, ensure_ascii=False)
    assert len({each.fullUrl for each in parsed.entry}) == len(kinds)
    targets = {each.reference for each in parsed.entry[-1].resource.target}
    assert targets == {each.fullUrl for each in parsed.entry[:-1]}


def test_results_and_vaccinations_that_a_source_told_are_in_the_bundle(by: Actor) -> None:
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is a development dependency")
    content = (
        "CaseData,CaseData,CaseData,CaseData,CaseData,Sample,PathogenTest,PathogenTest,Vaccination,Vaccination\n"
        "externalID,disease,person.firstName,person.lastName,reportDate,sampleDateTime,testType,testResult,vaccinationDate,"
        "vaccineName\n"
        "K1,CORONAVIRUS,Ann,Example,2021-12-18,2021-12-17,PCR_RT_PCR,POSITIVE,2021-05-01,COMIRNATY\n"
    )
    found = incident(by)
    taken_in(content.encode(), Kind.CASES, found, by)
    parsed = models.Bundle.model_validate(bundle_of(found, by))
    of_kind = {each.resource.__class__.__name__: each.resource for each in parsed.entry}
    assert of_kind["Specimen"].collection.collectedDateTime.date() == date(2021, 12, 17)
    assert of_kind["Observation"].specimen.reference.endswith(of_kind["Specimen"].id)
    assert of_kind["Observation"].valueCodeableConcept.coding[0].code == "10828004"
    assert of_kind["Immunization"].vaccineCode.text == "COMIRNATY"
    assert of_kind["Immunization"].occurrenceDateTime.date() == date(2021, 5, 1)


def test_ct_values_and_the_tube_are_in_the_bundle(by: Actor) -> None:
    """Of the platform's own released result, and of the first positive sample as the case form states it."""
    models = pytest.importorskip("fhir.resources.R4B.bundle", reason="fhir.resources is a development dependency")
    found, who = incident(by), person(by)
    case = NewCase(
        person_id=who, area=YIXING, reported_at=AT, classification=Classification.CONFIRMED, sampled_at=AT - DAY,
        form={"ct_orf": "24.6", "ct_n": 22, "laboratory": "宜兴市疾控中心"},
    )  # fmt: skip
    reporting.report_case(incident_id=found, case=case, by=by, at=AT)
    new = NewSample(SubjectKind.PERSON, YIXING, AT - DAY, SamplingPurpose.ROUND, incident_id=found, person_id=who)
    [tube] = screening.take_samples(samples=[new], by=by, at=AT)
    told = NewResult(tube, Value.POSITIVE, AT, "市第一医院", ct=31.5)
    entered = screening.enter_results(results=[told], by=by, at=AT)
    before = models.Bundle.model_validate(bundle_of(found, by))
    assert 31.5 not in _cts(before), "nothing leaves before a second person has released it"
    screening.release_results(result_ids=entered, by=Actor.system("second"), at=AT)
    parsed = models.Bundle.model_validate(bundle_of(found, by))
    assert _cts(parsed) == {24.6: "Ct 值(ORF1ab) / Ct (ORF1ab)", 22: "Ct 值(N) / Ct (N)", 31.5: "Ct 值 / Ct"}
    known = {each.fullUrl: each.resource for each in parsed.entry}
    for each in known.values():
        if each.__class__.__name__ == "Observation":
            assert known[each.specimen.reference].subject == each.subject
            assert all(one.reference in known for one in each.derivedFrom or [])
    codes = {
        each.accessionIdentifier.value
        for each in known.values()
        if each.__class__.__name__ == "Specimen" and each.accessionIdentifier
    }
    assert len(codes) == 1, "the platform's tube has its code"


def _cts(bundle: Any) -> dict[float, str]:
    found = [each.resource for each in bundle.entry if each.resource.__class__.__name__ == "Observation"]
    return {float(each.valueQuantity.value): each.code.text for each in found if each.valueQuantity}


def test_a_purpose_opens_the_identity_through_the_vault_or_not_at_all(by: Actor, outbreak: UUID) -> None:
    asked = Asked(Purpose.STATUTORY_REPORT, "report to the national registry", by, AT)
    found = json.dumps(bundle_of(outbreak, by, asked), ensure_ascii=False)
    assert "王小明" in found
    assert "法定报告" in found
    assert Access.objects.filter(action="identity.reveal", purpose="statutory_report").exists()


# ------------------------------------------------------------------------------------------------------------- DHIS2


def test_the_days_counts_are_a_data_value_set(by: Actor, outbreak: UUID) -> None:
    found = actions.daily_values(
        day=date(2021, 12, 19), area=YIXING, mapping=queries.dhis2_mapping(), incident_id=outbreak
    )
    assert set(found) == {"dataSet", "completeDate", "period", "orgUnit", "dataValues"}
    assert found["period"] == "20211219"
    uid = re.compile(r"[A-Za-z][A-Za-z0-9]{10}")
    for each in found["dataValues"]:
        assert set(each) == {"dataElement", "period", "orgUnit", "categoryOptionCombo", "value"}
        assert uid.fullmatch(each["dataElement"])
        assert uid.fullmatch(each["orgUnit"])
        assert re.fullmatch(r"\d+", each["value"])
    values = {each["dataElement"]: each["value"] for each in found["dataValues"]}
    assert (values["SzNewConf01"], values["SzTotConf01"], values["SzNewAsym01"]) == ("1", "1", "0")
    later = actions.daily_values(day=date(2021, 12, 20), area=YIXING, mapping=queries.dhis2_mapping())
    assert {each["dataElement"]: each["value"] for each in later["dataValues"]}["SzNewConf01"] == "0"


def test_contacts_go_to_dhis2_on_the_day_a_person_approved_them(by: Actor, outbreak: UUID) -> None:
    ids = [each.id for each in cases.contacts(outbreak)]
    reporting.approve_contacts(contact_ids=ids[:1], by=by, at=AT + DAY)
    counted = [queries.day_counts((AT + n * DAY).date(), YIXING, outbreak).figures["new_contacts"] for n in range(3)]
    assert counted == [0, 1, 0], "proposed the day before, approved on the second; the other one by nobody"


def test_dhis2_gets_one_disease_and_no_exercise(by: Actor, outbreak: UUID) -> None:
    day = (AT - DAY).date()
    assert queries.day_counts(day, YIXING).figures["new_confirmed"] == 1
    for disease, number, exercise in (("covid-19", "YX-DRILL", uuid4()), ("measles", "YX-MEASLES", None)):
        other = command.open_incident(
            title=Words("另一起", "Another"), disease=disease, area=YIXING, reported_at=AT - DAY, by=by, at=AT - DAY,
            number=number, exercise_id=exercise,
        )  # fmt: skip
        case = NewCase(
            person_id=person(by), area=YIXING, reported_at=AT - DAY, sampled_at=AT - DAY,
            classification=Classification.CONFIRMED,
        )  # fmt: skip
        reporting.report_case(incident_id=other, case=case, by=by, at=AT)
    with pytest.raises(DiseasesMixed, match="measles"):
        queries.day_counts(day, YIXING)
    assert queries.day_counts(day, YIXING, disease="covid-19").figures["new_confirmed"] == 1


def test_a_mapping_that_dhis2_would_not_know_is_refused() -> None:
    good = 'data_set = "SzDaily0001"\ncategory_option_combo = "HllvX50cXC0"\n[data_elements]\n{0}\n[org_units]\n320282 = "SzYixing001"\n'
    for line in ('new_confirmed = "short"', 'new_unheard = "SzNewConf01"'):
        with pytest.raises(MappingUnfit):
            mapping_from(good.format(line))
    with pytest.raises(MappingUnfit):
        mapping_from("not toml at all")


def test_an_area_without_organisation_unit_is_refused() -> None:
    with pytest.raises(NoOrganisationUnit):
        actions.daily_values(day=date(2021, 12, 19), area=areas.parse("110101"), mapping=queries.dhis2_mapping())


# --------------------------------------------------------------------------------------------------- pages and the API


def test_the_page_and_the_api_give_the_files(by: Actor, outbreak: UUID, signed_in: Callable[..., Client]) -> None:
    client = signed_in("epidemiologist", "320282", "en")
    shown = client.get("/exchange/").content.decode()
    for address in re.findall(r'href="(/exchange/[^"]+/)" download', shown):
        assert client.get(address).status_code == 200, address
    (case,) = cases.cases(outbreak)
    sent = client.post("/exchange/fhir/", {"case": case.number})
    assert (sent.status_code, sent.headers["Content-Type"]) == (200, "application/fhir+json")
    assert client.get(f"/api/v1/cases/{case.id}/fhir").json()["resourceType"] == "Bundle"
    refused = client.get(f"/api/v1/cases/{case.id}/fhir?purpose=case_investigation")
    assert refused.json()["code"] == "identity.reason_needed"
    file = client.get(f"/api/v1/incidents/{outbreak}/exports/sormas/cases").json()
    assert (file["rows"], len(file["sha256"])) == (1, 64)
    counted = client.get("/api/v1/dhis2/daily?day=2021-12-19")
    assert counted.json()["orgUnit"] == "SzYixing001"


def test_the_page_gives_the_counts_of_the_day_that_is_asked_for(
    outbreak: UUID, signed_in: Callable[..., Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, page = signed_in("epidemiologist", "320282", "en"), f"/exchange/{outbreak}/daily/"
    past = client.get(page, {"day": "2021-12-19"})
    assert past.json()["period"] == "20211219" and "20211219" in past.headers["Content-Disposition"]
    assert {each["dataElement"]: each["value"] for each in past.json()["dataValues"]}["SzNewConf01"] == "1"
    refused = client.get(page, {"day": "19.12."})
    assert refused.status_code == 422 and "Enter a valid date" in refused.content.decode()
    early = (datetime.now(UTC) + DAY).replace(hour=22)
    monkeypatch.setattr("sizao.spine.clock.now", lambda: early)
    client = signed_in("epidemiologist", "320282", "en")
    assert client.get(page).json()["period"] == f"{early + DAY:%Y%m%d}", "six in the morning in China"
