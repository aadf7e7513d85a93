"""Files of SORMAS and Go.Data enter through the real door: exact totals, refusals that name row and column.

The files are outside data (``SIZAO_DATA``); where they are absent these tests are skipped with a reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client

from sizao.flow.step0_intake import apply_batch
from sizao.ground.command import actions as command
from sizao.ground.intake import actions, errors
from sizao.ground.intake.models import Told
from sizao.ground.intake.queries import batches
from sizao.ground.intake.types import BatchFacts, BatchState, DateOrder, Keep, Kind, Mapping, Order, Reason, Remark
from sizao.ground.registry.models import Place
from sizao.ground.registry.types import PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import Classification, ContactState, Outcome

pytestmark = [pytest.mark.django_db, pytest.mark.worlds]
YIXING = areas.parse("320282")
AT = datetime(2026, 1, 1, 2, tzinfo=UTC)
THEN = datetime(2021, 12, 20, 2, tzinfo=UTC)
SORMAS = "imports/sormas/sormas_"


def opened(disease: str, by: Actor) -> UUID:
    """An incident of 2021, so that an edition with contacts and suspected cases is in force."""
    return command.open_incident(
        title=Words("导入测试", "Import test"), disease=disease, area=YIXING, reported_at=THEN, by=by, at=AT
    )


@pytest.fixture
def ebola(by: Actor) -> UUID:
    return opened("ebola", by)


@pytest.fixture
def corona(by: Actor) -> UUID:
    return opened("covid-19", by)


def staged(
    path: Path, kind: Kind, by: Actor, incident: UUID | None, order: DateOrder | None = None, encoding: str = ""
) -> BatchFacts:
    asked = Order(kind, YIXING, incident, encoding=encoding)
    facts = actions.stage(content=path.read_bytes(), filename=path.name, order=asked, by=by, at=AT)
    if order is None:
        return facts
    return actions.remap(
        batch_id=facts.id, mapping=Mapping(kind, facts.mapping.columns, order, facts.mapping.values), by=by, at=AT
    )


def entered(
    path: Path, kind: Kind, by: Actor, incident: UUID | None, order: DateOrder | None = None, encoding: str = ""
) -> BatchFacts:
    facts = staged(path, kind, by, incident, order, encoding)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    return apply_batch(batch_id=facts.id, by=by, at=AT)


def counts(facts: BatchFacts) -> tuple[int, int, int, int]:
    return facts.receipt.physical, facts.receipt.accepted, facts.receipt.rejected, facts.receipt.duplicates


def told(kind: Keep) -> list[Told]:
    return list(Told.objects.filter(kind=kind.value).order_by("line", "id"))


# ----------------------------------------------------------------------------------------------------- SORMAS: cases


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("import_test_success", 5),
        ("import_test_comment_success", 5),
        ("import_test_line_listing", 5),
        ("import_test_comment_line_listing", 5),
        ("import_test_similarities", 1),
        ("case_import_address_type", 3),
        ("case_import_test_different_infrastructure", 1),
        ("case_import_test_samples", 3),
        ("case_import_test_pathogen_tests", 3),
        ("case_import_test_vaccinations", 3),
    ],
)
def test_every_sormas_case_file_enters_whole(data: Path, by: Actor, ebola: UUID, name: str, rows: int) -> None:
    facts = entered(data / f"{SORMAS}{name}.csv", Kind.CASES, by, ebola)
    assert (facts.state, counts(facts)) == (BatchState.APPLIED, (rows, rows, 0, 0))
    assert len(cases.cases(ebola)) == facts.kept[Keep.CASES] == rows


def test_repeated_blocks_of_samples_and_tests_are_all_kept(data: Path, by: Actor, corona: UUID) -> None:
    facts = entered(data / f"{SORMAS}case_import_test_samples.csv", Kind.CASES, by, corona)
    assert facts.kept == {Keep.CASES: 3, Keep.SAMPLES: 3}
    of_case = {each.external_id: each.person_id for each in cases.cases(corona)}
    assert Counter(each.person_id for each in told(Keep.SAMPLES)) == {of_case["case2"]: 1, of_case["case3"]: 2}
    assert sorted(each.content["material"] for each in told(Keep.SAMPLES)) == ["BLOOD", "BLOOD", "STOOL"]


def test_tests_belong_to_the_sample_before_them(data: Path, by: Actor, corona: UUID) -> None:
    facts = entered(data / f"{SORMAS}case_import_test_pathogen_tests.csv", Kind.CASES, by, corona)
    assert facts.kept == {Keep.CASES: 3, Keep.SAMPLES: 3, Keep.TESTS: 5}
    found = Counter((each.line, each.content["result"], each.content.get("material")) for each in told(Keep.TESTS))
    assert found.keys() == {
        (3, "positive", None), (4, "positive", "BLOOD"), (5, "positive", "BLOOD"), (5, "pending", "STOOL"),
        (5, "negative", "STOOL"),
    }  # fmt: skip
    sampled = {each.external_id: each.sampled_at for each in cases.cases(corona)}
    assert sampled == {
        "case1": None,
        "case2": datetime(2018, 11, 19, 16, tzinfo=UTC),
        "case3": datetime(2018, 11, 18, 16, tzinfo=UTC),
    }


def test_vaccinations_are_kept_and_counted_on_the_case(data: Path, by: Actor, corona: UUID) -> None:
    facts = entered(data / f"{SORMAS}case_import_test_vaccinations.csv", Kind.CASES, by, corona)
    assert facts.kept[Keep.VACCINATIONS] == len(told(Keep.VACCINATIONS)) == 3
    doses = {each.external_id: each.vaccine_doses for each in cases.cases(corona)}
    assert doses == {"case1": None, "case2": 1, "case3": 2}


def test_another_disease_and_unknown_regions_are_pointed_out_not_swallowed(data: Path, by: Actor, ebola: UUID) -> None:
    facts = staged(data / f"{SORMAS}import_test_line_listing.csv", Kind.CASES, by, ebola)
    assert (facts.remarks[Remark.OTHER_DISEASE], facts.remarks[Remark.AREA_ELSEWHERE]) == (5, 5)
    facts = staged(data / f"{SORMAS}import_test_success.csv", Kind.CASES, by, ebola)
    assert Remark.OTHER_DISEASE not in facts.remarks


def tell_regions(names: tuple[str, ...], by: Actor) -> None:
    content = "name,epidCode,growthRate,archived\n" + "".join(f"{name},,,false\n" for name in names)
    order = Order(Kind.REGIONS, YIXING)
    facts = actions.stage(content=content.encode(), filename="regions.csv", order=order, by=by, at=AT)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    apply_batch(batch_id=facts.id, by=by, at=AT)


def test_the_errors_fixture_is_refused_row_by_row_naming_the_column(data: Path, by: Actor, ebola: UUID) -> None:
    tell_regions(("Abia", "Umuahia North", "Urban Ward 2"), by)
    facts = staged(data / f"{SORMAS}import_test_errors.csv", Kind.CASES, by, ebola)
    assert counts(facts) == (5, 0, 5, 0)
    found = [(each.line, each.column, each.reason) for each in batches.rejections(facts.id)]
    assert found == [
        (3, "person.firstName", Reason.MISSING),
        (4, "disease", Reason.MISSING),
        (5, "person.sex", Reason.NOT_A_CHOICE),
        (6, "district", Reason.MISSING),
        (7, "district", Reason.NOT_AN_AREA),
    ]
    for each in batches.rejections(facts.id):
        assert each.column in each.words.zh
        assert each.column in each.words.en
    with pytest.raises(errors.NothingToAccept):
        actions.commit(batch_id=facts.id, by=by, at=AT)


def test_the_failure_fixture_is_refused_at_its_impossible_position(data: Path, by: Actor, ebola: UUID) -> None:
    facts = staged(data / f"{SORMAS}import_test_failure.csv", Kind.CASES, by, ebola)
    assert counts(facts) == (5, 0, 5, 0)
    by_line = {each.line: (each.column, each.reason) for each in batches.rejections(facts.id)}
    assert by_line.pop(6) == ("outcome", Reason.NOT_A_CHOICE)
    assert set(by_line.values()) == {("reportLat", Reason.NOT_A_POSITION)}
    assert set(by_line) == {3, 4, 5, 7}


def test_a_list_of_contacts_is_refused_as_cases_naming_line_and_columns(data: Path, by: Actor, ebola: UUID) -> None:
    path = data / f"{SORMAS}case_import_test_one_data_line_missing_header.csv"
    with pytest.raises(errors.WrongKind) as refused:
        staged(path, Kind.CASES, by, ebola)
    for text in refused.value.words:
        assert "contactProximity" in text
        assert "1" in text
    assert counts(entered(path, Kind.CONTACTS, by, ebola, DateOrder.MONTH_FIRST)) == (1, 1, 0, 0)


# -------------------------------------------------------------------------------------------------- SORMAS: contacts


@pytest.mark.parametrize(
    ("name", "rows", "order"),
    [
        ("case_contact_import_test_success", 5, None),
        ("case_contact_import_test_comment_success", 5, None),
        ("case_contact_import_test_address_types", 3, None),
        ("case_contact_import_test_similarities", 1, DateOrder.MONTH_FIRST),
    ],
)
def test_contacts_of_a_case_enter_whole(
    data: Path, by: Actor, ebola: UUID, name: str, rows: int, order: DateOrder | None
) -> None:
    facts = entered(data / f"{SORMAS}{name}.csv", Kind.CONTACTS, by, ebola, order)
    assert counts(facts) == (rows, rows, 0, 0)
    assert len(cases.contacts(ebola)) == facts.kept[Keep.CONTACTS] == rows
    assert {each.status for each in cases.contacts(ebola)} == {ContactState.PROPOSED}


def known_case(name: str, by: Actor, incident: UUID) -> None:
    content = f"external_id,name,disease,reported_at\n{name},Source,CORONAVIRUS,2020-03-01\n".encode()
    facts = actions.stage(
        content=content, filename="source.csv", order=Order(Kind.CASES, YIXING, incident), by=by, at=AT
    )
    actions.commit(batch_id=facts.id, by=by, at=AT)
    apply_batch(batch_id=facts.id, by=by, at=AT)


@pytest.mark.parametrize("name", ["contact_import_test", "contact_import_test_comment"])
def test_a_contact_finds_its_case_or_says_what_the_other_system_knows(
    data: Path, by: Actor, corona: UUID, name: str
) -> None:
    known_case("ABCDEF-GHIJKL-MNOPQR", by, corona)
    facts = entered(data / f"{SORMAS}{name}.csv", Kind.CONTACTS, by, corona)
    assert counts(facts) == (3, 3, 0, 0)
    found = [each.source_case_id for each in cases.contacts(corona)]
    assert Counter(bool(each) for each in found) == {True: 2, False: 1}
    (piece,) = [each.basis[0] for each in cases.contacts(corona) if not each.source_case_id]
    assert (piece["case_information"], piece["source_case"]) == ("Other System", "Unknown")


def test_a_contact_of_an_unknown_case_is_refused_naming_the_column(data: Path, by: Actor, corona: UUID) -> None:
    facts = entered(data / f"{SORMAS}contact_import_test.csv", Kind.CONTACTS, by, corona)
    assert counts(facts) == (3, 1, 2, 0)
    assert {each.column for each in batches.rejections(facts.id)} == {"caseIdExternalSystem"}


def test_vaccinations_of_contacts_are_kept(data: Path, by: Actor, corona: UUID) -> None:
    entered(data / f"{SORMAS}case_import_test_vaccinations.csv", Kind.CASES, by, corona)
    facts = entered(data / f"{SORMAS}contact_import_test_vaccinations.csv", Kind.CONTACTS, by, corona)
    assert (counts(facts), facts.kept) == ((3, 3, 0, 0), {Keep.CONTACTS: 3, Keep.VACCINATIONS: 3})


# ------------------------------------------------------------------------------ SORMAS: events, travel, infrastructure


@pytest.mark.parametrize(
    ("name", "events", "participants"),
    [
        ("event_import_test_success", 4, 3),
        ("event_import_test_comment_success", 2, 0),
        ("event_import_test_similarities", 2, 3),
    ],
)
def test_gatherings_become_places_with_their_participants(
    data: Path, by: Actor, corona: UUID, name: str, events: int, participants: int
) -> None:
    facts = entered(data / f"{SORMAS}{name}.csv", Kind.EVENTS, by, corona)
    assert counts(facts) == (events, events, 0, 0)
    assert facts.kept[Keep.EVENTS] == facts.kept[Keep.PLACES] == events
    assert facts.kept.get(Keep.PARTICIPATIONS, 0) == len(told(Keep.PARTICIPATIONS)) == participants
    assert all(each.person_id for each in told(Keep.PARTICIPATIONS))


@pytest.mark.parametrize(
    ("name", "rows", "doses"),
    [
        ("eventparticipant_import_test_success", 5, 0),
        ("eventparticipant_import_test_comment_success", 5, 0),
        ("eventparticipant_import_test_address_types", 3, 0),
        ("eventparticipant_import_test_similarities", 1, 0),
        ("eventparticipant_import_test_vaccinations", 3, 3),
    ],
)
def test_participants_become_persons(data: Path, by: Actor, corona: UUID, name: str, rows: int, doses: int) -> None:
    facts = entered(data / f"{SORMAS}{name}.csv", Kind.PARTICIPANTS, by, corona)
    assert counts(facts) == (rows, rows, 0, 0)
    assert facts.kept[Keep.PEOPLE] == facts.kept[Keep.PARTICIPATIONS] == rows
    assert facts.kept.get(Keep.VACCINATIONS, 0) == doses


@pytest.mark.parametrize("name", ["travelentry_import_test", "travelentry_import_test_tab"])
def test_travel_entries_with_german_headings_and_tabs(data: Path, by: Actor, name: str) -> None:
    facts = entered(data / f"{SORMAS}{name}.csv", Kind.TRAVEL, by, None)
    assert (counts(facts), facts.kept) == ((1, 1, 0, 0), {Keep.TRAVEL: 1, Keep.PEOPLE: 1})
    (entry,) = told(Keep.TRAVEL)
    assert entry.at == datetime(2021, 3, 31, 16, tzinfo=UTC)
    assert entry.content["point_of_entry"] == "POE"
    assert "Lastname" not in str(entry.content)


@pytest.mark.parametrize(
    ("name", "column"),
    [("travelentry_import_no_jurisdiction", "responsibleRegion"), ("travelentry_import_no_poe", "pointOfEntry")],
)
def test_a_travel_entry_without_place_is_refused_naming_it(data: Path, by: Actor, name: str, column: str) -> None:
    facts = staged(data / f"{SORMAS}{name}.csv", Kind.TRAVEL, by, None)
    (rejection,) = batches.rejections(facts.id)
    assert (rejection.line, rejection.column, rejection.reason) == (2, column, Reason.MISSING)
    assert column in rejection.words.zh


@pytest.mark.parametrize(
    ("name", "counted", "kinds"),
    [
        ("facility_import_test", (3, 2, 0, 1), {PlaceKind.HOSPITAL, PlaceKind.HOTEL}),
        ("poe_import_test", (2, 1, 0, 1), {PlaceKind.AIRPORT}),
        ("poe_import_test_comment", (2, 2, 0, 0), {PlaceKind.AIRPORT}),
    ],
)
def test_facilities_and_points_of_entry_become_places(
    data: Path, by: Actor, name: str, counted: tuple[int, int, int, int], kinds: set[PlaceKind]
) -> None:
    before = set(Place.objects.values_list("pk", flat=True))
    facts = entered(data / f"{SORMAS}{name}.csv", Kind.PLACES, by, None)
    assert (counts(facts), facts.kept) == (counted, {Keep.PLACES: counted[1]})
    new = Place.objects.exclude(pk__in=before)
    assert {PlaceKind(each.kind) for each in new} == kinds
    assert new.count() == counted[1]


@pytest.mark.parametrize(
    ("name", "encoding", "counted"),
    [
        ("region_import_test", "", (2, 1, 0, 1)),
        ("region_import_test_iso_8859_1", "iso-8859-1", (2, 2, 0, 0)),
        ("region_import_test_windows_1252", "windows-1252", (2, 2, 0, 0)),
    ],
)
def test_regions_are_kept_outside_the_tree_in_their_encoding(
    data: Path, by: Actor, name: str, encoding: str, counted: tuple[int, int, int, int]
) -> None:
    path = data / f"{SORMAS}{name}.csv"
    if encoding:
        with pytest.raises(errors.UnknownEncoding):
            staged(path, Kind.REGIONS, by, None)
    facts = entered(path, Kind.REGIONS, by, None, encoding=encoding)
    assert (counts(facts), facts.kept) == (counted, {Keep.REGIONS: counted[1]})
    assert told(Keep.REGIONS)[0].content["name"] == "Region with ä"


# ----------------------------------------------------------------------------------------------------------- Go.Data


def godata(data: Path, part: str) -> Path:
    return data / f"imports/godata_demo_{part}_clean.csv"


def test_the_godata_demonstration_enters_with_its_published_totals(data: Path, by: Actor, ebola: UUID) -> None:
    assert counts(entered(godata(data, "contacts"), Kind.CONTACTS, by, ebola)) == (66, 66, 0, 0)
    facts = entered(godata(data, "cases"), Kind.CASES, by, ebola)
    assert (counts(facts), facts.kept[Keep.CASES]) == ((56, 56, 0, 0), 56)
    assert counts(entered(godata(data, "events"), Kind.EVENTS, by, ebola)) == (7, 7, 0, 0)
    facts = entered(godata(data, "relationships"), Kind.EXPOSURES, by, ebola)
    assert (counts(facts), facts.kept) == ((100, 100, 0, 0), {Keep.EXPOSURES: 99, Keep.STAYS: 1})
    facts = entered(godata(data, "followups"), Kind.FOLLOWUPS, by, ebola)
    assert (counts(facts), facts.kept) == ((437, 437, 0, 0), {Keep.FOLLOWUPS: 437})
    facts = entered(godata(data, "lab_results"), Kind.TESTS, by, ebola)
    assert (counts(facts), facts.kept) == ((40, 40, 0, 0), {Keep.TESTS: 40})
    _check_totals(ebola)


def _check_totals(incident: UUID) -> None:
    now = cases.counts(incident).by_classification
    assert now == {
        Classification.CONFIRMED: 31, Classification.PROBABLE: 15, Classification.SUSPECTED: 9,
        Classification.NOT_A_CASE: 1,
    }  # fmt: skip
    contacts = cases.contacts(incident)
    assert Counter(each.basis[0]["source_status"] for each in contacts) == {
        "UNDER_FOLLOW_UP": 31, "FOLLOW_UP_COMPLETED": 21, "LOST_TO_FOLLOW_UP": 6, "BECAME_CASE": 6, "DIED": 2,
    }  # fmt: skip
    assert Counter(each.content["outcome"] for each in told(Keep.FOLLOWUPS)) == {
        "seen_ok": 90, "seen_not_ok": 6, "missed": 10, "not_performed": 326, "not_attempted": 5,
    }  # fmt: skip
    edges = cases.exposures(incident)
    assert Counter(bool(each.source_place_id) for each in edges) == {False: 86, True: 13}
    assert len({each.source_case_id or each.source_place_id for each in edges}) == 29
    assert any(each.outcome is Outcome.DIED for each in cases.cases(incident))


def test_the_same_records_in_another_file_are_duplicates(data: Path, by: Actor, ebola: UUID) -> None:
    entered(godata(data, "contacts"), Kind.CONTACTS, by, ebola)
    entered(godata(data, "followups"), Kind.FOLLOWUPS, by, ebola)
    again = godata(data, "followups").read_bytes() + b"\r\n"
    facts = actions.stage(content=again, filename="again.csv", order=Order(Kind.FOLLOWUPS, YIXING, ebola), by=by, at=AT)
    actions.commit(batch_id=facts.id, by=by, at=AT)
    facts = apply_batch(batch_id=facts.id, by=by, at=AT)
    assert (counts(facts), facts.kept) == ((437, 0, 0, 437), {})


def test_results_and_followups_of_unknown_people_are_refused(data: Path, by: Actor, ebola: UUID) -> None:
    facts = entered(godata(data, "lab_results"), Kind.TESTS, by, ebola)
    assert counts(facts) == (40, 0, 40, 0)
    assert {each.column for each in batches.rejections(facts.id)} == {"personId"}


def test_the_receipt_and_the_list_say_what_was_kept_where(
    data: Path, by: Actor, corona: UUID, signed_in: Callable[..., Client]
) -> None:
    facts = entered(data / f"{SORMAS}case_import_test_pathogen_tests.csv", Kind.CASES, by, corona)
    client = signed_in("epidemiologist", "320282", "en")
    receipt = client.get(f"/intake/{facts.id}/").content.decode()
    assert "Laboratory results: records of the source" in receipt
    shown = client.get(f"/intake/{facts.id}/records/").content.decode()
    assert "Kind of test: ANTIBODY_DETECTION" in shown
    assert "Sampled: 2018-11-19" in shown
    assert client.get(f"/api/v1/imports/{facts.id}").json()["kept"] == {"cases": 3, "samples": 3, "tests": 5}
    records = client.get(f"/api/v1/imports/{facts.id}/records").json()
    assert Counter(each["kind"] for each in records) == {"samples": 3, "tests": 5}
