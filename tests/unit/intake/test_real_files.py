"""Real files of other systems are read without losing a row: Go.Data, SORMAS, line lists of past outbreaks."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.intake import errors
from sizao.ground.intake.queries import reader
from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.rules import accounting, headings, records
from sizao.ground.intake.rules.survey import survey, with_date_order
from sizao.ground.intake.types import DateOrder, Kind, Mapping, Record, Remark

pytestmark = pytest.mark.worlds
RECEIVED = datetime(2026, 1, 1, tzinfo=UTC)


class Read:
    """What came of one file."""

    def __init__(self, path: Path, kind: Kind) -> None:
        upload = reader.Upload(path.read_bytes(), path.name, kind)
        with reader.opened(upload) as table:
            found = survey(table.source.headings, table.rows())
        proposed = headings.propose(found.headings, catalogue(kind))
        self.mapping: Mapping = with_date_order(proposed, found, catalogue(kind))
        terms = records.Terms(ZoneInfo("Asia/Shanghai"), RECEIVED, widths=found.widths())
        self.ledger = accounting.Ledger(records.Reading(catalogue(kind), self.mapping, found.headings, terms))
        with reader.opened(upload) as table:
            self.fates = list(self.ledger.fates(table.rows()))
        self.records = [fate for fate in self.fates if isinstance(fate, Record)]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Physical, accepted, rejected, duplicate rows."""
        book = self.ledger
        assert book.receipt(None, "").is_balanced
        return book.physical, book.accepted, book.rejected, book.duplicates


@pytest.mark.parametrize(
    ("name", "kind", "counts"),
    [
        ("linelists/mers_korea_2015_linelist.csv", Kind.CASES, (162, 162, 0, 0)),
        ("linelists/mers_korea_2015_contacts.csv", Kind.EXPOSURES, (98, 98, 0, 0)),
        ("linelists/ebola_sim_clean_linelist.csv", Kind.CASES, (5829, 5829, 0, 0)),
        ("linelists/ebola_sim_dirty_linelist.csv", Kind.CASES, (5888, 5888, 0, 0)),
        ("linelists/ebola_sim_contacts.csv", Kind.EXPOSURES, (3800, 3800, 0, 0)),
        ("linelists/fluH7N9_china_2013.csv", Kind.CASES, (136, 136, 0, 0)),
        ("presence/korea_PatientInfo_nonseoul_patients.csv", Kind.CASES, (2755, 2755, 0, 0)),
        ("imports/godata_demo_cases_clean.csv", Kind.CASES, (56, 56, 0, 0)),
        ("imports/godata_demo_contacts_clean.csv", Kind.CONTACTS, (66, 66, 0, 0)),
        ("imports/godata_demo_relationships_clean.csv", Kind.EXPOSURES, (100, 100, 0, 0)),
    ],
)
def test_every_row_has_a_fate(data: Path, name: str, kind: Kind, counts: tuple[int, int, int, int]) -> None:
    assert Read(data / name, kind).counts == counts


def test_contradicting_dates_of_the_dirty_line_list_are_pointed_out(data: Path) -> None:
    assert (
        Read(data / "linelists/ebola_sim_dirty_linelist.csv", Kind.CASES).ledger.remarks[Remark.DATES_CONTRADICT] == 200
    )


def test_classifications_of_the_godata_demonstration(data: Path) -> None:
    read = Read(data / "imports/godata_demo_cases_clean.csv", Kind.CASES)
    found = Counter(each.values.get("classification") for each in read.records)
    assert set(found) == {"confirmed", "probable", "suspected", "not_a_case"}
    assert found["confirmed"] >= 28


@pytest.mark.parametrize(
    ("name", "kind", "rows"),
    [
        ("sormas_import_test_success.csv", Kind.CASES, 5),
        ("sormas_import_test_comment_success.csv", Kind.CASES, 5),
        ("sormas_import_test_line_listing.csv", Kind.CASES, 5),
        ("sormas_case_import_test_samples.csv", Kind.CASES, 3),
        ("sormas_case_import_test_pathogen_tests.csv", Kind.CASES, 3),
        ("sormas_case_import_test_vaccinations.csv", Kind.CASES, 3),
        ("sormas_case_import_test_one_data_line_missing_header.csv", Kind.CASES, 1),
        ("sormas_case_contact_import_test_success.csv", Kind.CONTACTS, 5),
        ("sormas_contact_import_test.csv", Kind.CONTACTS, 3),
        ("sormas_contact_import_test_comment.csv", Kind.CONTACTS, 3),
    ],
)
def test_sormas_templates_with_comments_two_headings_and_short_rows(
    data: Path, name: str, kind: Kind, rows: int
) -> None:
    read = Read(data / "imports/sormas" / name, kind)
    assert read.counts == (rows, rows, 0, 0)
    assert all(each.values.get("name") for each in read.records)


def test_sormas_dates_show_their_order(data: Path) -> None:
    folder = data / "imports/sormas"
    assert Read(folder / "sormas_import_test_success.csv", Kind.CASES).mapping.date_order is DateOrder.MONTH_FIRST
    unclear = Read(folder / "sormas_case_contact_import_test_similarities.csv", Kind.CONTACTS)
    assert unclear.counts == (1, 0, 1, 0)


@pytest.mark.parametrize(
    "name", ["sormas_region_import_test_iso_8859_1.csv", "sormas_region_import_test_windows_1252.csv"]
)
def test_western_encodings_are_refused_until_named(data: Path, name: str) -> None:
    with pytest.raises(errors.UnknownEncoding):
        Read(data / "imports/sormas" / name, Kind.CASES)


def test_no_fixture_crashes_the_reader(data: Path) -> None:
    for path in sorted((data / "imports").rglob("*.csv")):
        try:
            assert Read(path, Kind.CASES).counts[0] >= 0
        except errors.FileRefused as refusal:
            assert "{" not in refusal.words.zh
