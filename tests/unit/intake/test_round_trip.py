"""What is written is read back the same, and nothing that is written runs as a formula."""

import csv
import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.ground.intake.queries import parsing, reader, writer
from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.rules import accounting, formulas, headings, records
from sizao.ground.intake.types import Kind, Record, Values

RECEIVED = datetime(2030, 1, 1, tzinfo=UTC)
PAYLOADS = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠SUM(1)",
    "'=1", "''=1", "'", "''", "'a", '";\r\n=1', '=HYPERLINK("http://x","y")', "=1;=2", "a=1", "–1", "|=1",
]  # fmt: skip

letters = st.characters(exclude_categories=("Cs", "Cc", "Co", "Cn"), exclude_characters="\ufeff")
texts = st.one_of(st.sampled_from(PAYLOADS), st.text(letters, min_size=1, max_size=30)).filter(
    lambda text: not text.isspace()
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2029, 1, 1), timezones=st.just(UTC)).map(  # noqa: DTZ001
    lambda moment: moment.replace(microsecond=0)
)
codes = st.from_regex(r"[A-Z]{1,3}[0-9]{1,9}", fullmatch=True)
case = st.fixed_dictionaries(
    {"external_id": codes},
    optional={
        "name": texts.filter(lambda text: text == text.strip() and not {"\t", "\r", "\n"} & set(text)),
        "symptoms": texts,
        "hospital": texts,
        "sex": st.sampled_from(["male", "female"]),
        "classification": st.sampled_from(["suspected", "confirmed", "asymptomatic"]),
        "onset_at": moments,
        "reported_at": moments,
        "birth_year": st.integers(1900, 2029),
        "area_residence": st.sampled_from([3202820000000000000, 3202821042010000000]),
        "infected_by": codes,
    },
)
FIELDS = ("external_id", "name", "symptoms", "hospital", "sex", "classification", "onset_at", "reported_at", "birth_year",
          "area_residence", "infected_by")  # fmt: skip


def read_back(content: bytes, filename: str, kind: Kind) -> list[Values]:
    # The parser runs in this process here: a child per example would take minutes.
    out = io.StringIO()
    parsing.write_rows(content, {"kind": kind.value, "filename": filename}, out)
    table = reader.table_of(io.BytesIO(out.getvalue().encode("utf-8", "surrogatepass")))
    mapping = headings.propose(table.source.headings, catalogue(kind))
    terms = records.Terms(ZoneInfo("Asia/Shanghai"), RECEIVED)
    book = accounting.Ledger(records.Reading(catalogue(kind), mapping, table.source.headings, terms))
    fates = list(book.fates(table.rows()))
    assert all(isinstance(fate, Record) for fate in fates), fates
    return [fate.values for fate in fates if isinstance(fate, Record)]


@pytest.mark.parametrize(("write", "filename"), [(writer.as_csv, "a.csv"), (writer.as_xlsx, "a.xlsx")])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@given(rows=st.lists(case, min_size=1, max_size=8, unique_by=lambda row: row["external_id"]))
def test_export_then_import_is_the_identity(write: object, filename: str, language: str, rows: list[Values]) -> None:
    sheet = writer.Sheet(Kind.CASES, FIELDS, rows, language, ZoneInfo("Asia/Shanghai"))
    assert read_back(write(sheet), filename, Kind.CASES) == rows  # type: ignore[operator]


@given(st.text(max_size=40))
def test_defusing_is_undone_exactly(text: str) -> None:
    assert formulas.restored(formulas.defused(text)) == text
    assert formulas.defused(text)[:1] not in set(formulas.DANGEROUS)


def test_no_cell_of_a_csv_starts_a_formula() -> None:
    rows: list[Values] = [{"external_id": f"A{at}", "name": text} for at, text in enumerate(PAYLOADS) if text.strip()]
    written = writer.as_csv(writer.Sheet(Kind.CASES, ("external_id", "name"), rows)).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(written, newline="")):
        assert not any(cell[:1] in formulas.DANGEROUS for cell in row if cell)


def test_no_cell_of_a_workbook_is_a_formula() -> None:
    import openpyxl

    rows: list[Values] = [{"external_id": f"A{at}", "name": text} for at, text in enumerate(PAYLOADS)]
    book = openpyxl.load_workbook(io.BytesIO(writer.as_xlsx(writer.Sheet(Kind.CASES, ("external_id", "name"), rows))))
    kinds = {cell.data_type for row in book["cases"].iter_rows() for cell in row}
    assert kinds <= {"s", "inlineStr", "n"}
    assert all(cell.data_type != "f" for page in book for row in page.iter_rows() for cell in row)


def test_times_keep_their_moment() -> None:
    rows: list[Values] = [
        {"external_id": "A1", "onset_at": datetime(2021, 12, 2, 16, 0, 1, tzinfo=UTC) + timedelta(hours=3)}
    ]
    sheet = writer.Sheet(Kind.CASES, ("external_id", "onset_at"), rows, tz=ZoneInfo("Asia/Urumqi"))
    assert read_back(writer.as_csv(sheet), "a.csv", Kind.CASES) == rows
