"""Headings are found and matched, whoever wrote them."""

import json
from pathlib import Path

import pytest

from sizao.ground.intake.queries.catalogue import aliases, catalogue
from sizao.ground.intake.rules import headings
from sizao.ground.intake.types import FieldType, Kind


@pytest.mark.parametrize("kind", list(Kind))
def test_no_heading_means_two_fields_of_one_kind(kind: Kind) -> None:
    owners: dict[str, set[str]] = {}
    own = catalogue(kind)
    inherited = {each.name for each in catalogue(Kind.PEOPLE).fields} if kind is not Kind.PEOPLE else set()
    for each in own.fields:
        if each.name in inherited:
            continue
        for text in (each.name, *each.words, *each.aliases):
            owners.setdefault(headings.normal(text), set()).add(each.name)
    assert {text: names for text, names in owners.items() if len(names) > 1} == {}


@pytest.mark.parametrize("kind", list(Kind))
def test_every_field_is_found_by_its_own_labels(kind: Kind) -> None:
    known = aliases(kind)
    for each in catalogue(kind).fields:
        for text in (each.name, *each.words):
            assert known.field_of(text) == each.name, text


@pytest.mark.parametrize("kind", list(Kind))
def test_list_fields_have_choices_and_no_text_means_two_values(kind: Kind) -> None:
    from sizao.ground.intake.rules.cells import choice_of

    for each in catalogue(kind).fields:
        assert bool(each.choices) == (each.type is FieldType.CHOICE)
        for choice in each.choices:
            for text in (choice.value, *choice.aliases):
                assert choice_of(text, each) == choice.value, f"{each.name}: {text}"


@pytest.mark.parametrize(
    ("kind", "heading", "name"),
    [
        (Kind.CASES, "*姓名(必填)", "name"),
        (Kind.CASES, "发病日期（年/月/日）", "onset_at"),
        (Kind.CASES, "symptoms.onsetDate", "onset_at"),
        (Kind.CASES, "Date of onset", "onset_at"),
        (Kind.CASES, "dt_onset", "onset_at"),
        (Kind.CASES, "person.lastName", "last_name"),
        (Kind.CASES, "Age/Years", "age"),
        (Kind.CONTACTS, "末次接触时间", "last_exposure_at"),
        (Kind.CONTACTS, "caseIdExternalSystem", "source_case"),
        (Kind.EXPOSURES, "from", "source"),
        (Kind.EXPOSURES, "case_id", "target"),
        (Kind.EXPOSURES, "source_visualid", "source"),
        (Kind.PRESENCE, "场所码", "place"),
        (Kind.CASES, "血型", ""),
    ],
)
def test_known_names(kind: Kind, heading: str, name: str) -> None:
    assert aliases(kind).field_of(heading) == name


def test_title_rows_above_the_headings_are_passed_over() -> None:
    rows = [
        ["宜兴市密切接触者登记表", None, None],
        [None, None, None],
        ["序号", "姓名", "末次接触时间"],
        ["1", "甲", "2021-12-03"],
    ]
    header = headings.find_header(rows, aliases(Kind.CONTACTS))
    assert header is not None
    assert (header.headings, header.rows_used) == (("序号", "姓名", "末次接触时间"), 3)


def test_sormas_two_rows_and_comments() -> None:
    rows = [
        ["## a comment", None, None, None],
        ["CaseData", "Sample", "Sample", "PathogenTest"],
        ["person.firstName", "sampleDateTime", "lab", "lab"],
        ["##later comment"],
        ["Otto", "", "", ""],
    ]
    header = headings.find_header(rows, aliases(Kind.CASES))
    assert header is not None
    assert header.headings == ("person.firstName", "Sample.sampleDateTime", "Sample.lab", "PathogenTest.lab")
    assert header.rows_used == 3


def test_a_data_row_that_resembles_headings_is_not_taken_for_them() -> None:
    rows = [
        ["Nachname", "Vorname", "disease", "epidNumber", "reportDate"],
        ["Lastname", "Firstname", "X", "1", "2021-01-04"],
    ]
    header = headings.find_header(rows, aliases(Kind.CASES))
    assert header is not None
    assert header.rows_used == 1


def test_repeated_and_empty_headings_stay_apart() -> None:
    header = headings.find_header([["姓名", "电话", "电话", None]], aliases(Kind.PEOPLE))
    assert header is not None
    assert header.headings == ("姓名", "电话", "电话 #2", "#4")
    mapping = headings.propose(header.headings, catalogue(Kind.PEOPLE))
    assert mapping.columns["电话"] == "phone"
    assert mapping.columns["电话 #2"] == ""


@pytest.mark.parametrize(
    ("cells", "total"),
    [
        (["合计", "70000"], 70_000),
        (["共计:65 条", None], 65),
        (["Total", 12.0], 12),
        (["合计村", "3"], None),
        (["SK_1", "68"], None),
    ],
)
def test_footers(cells: list[object], total: int | None) -> None:
    assert headings.total_of(cells) == total  # type: ignore[arg-type]


def test_the_core_of_the_peers_templates_is_known(data: Path) -> None:
    known = {kind: aliases(kind) for kind in (Kind.CASES, Kind.CONTACTS)}
    godata = json.loads((data / "peers/godata_import_fields.json").read_text())
    labels = {each["label"] for each in godata["case"] if each["label"]}
    assert len({known[Kind.CASES].field_of(label) for label in labels} - {""}) >= 15
    sormas = json.loads((data / "peers/sormas_import_headers.json").read_text())
    columns = {each["column"] for each in sormas["case"]}
    assert len({known[Kind.CASES].field_of(column) for column in columns} - {""}) >= 20
