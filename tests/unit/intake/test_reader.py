"""Files are opened in the fenced child process, by their content, within limits, or refused with a sentence."""

import io
import time
import zipfile
from collections.abc import Callable
from datetime import datetime

import pytest

from sizao.ground.intake import errors
from sizao.ground.intake.queries import reader, tables
from sizao.ground.intake.queries.catalogue import aliases
from sizao.ground.intake.types import Format, Kind, Row, Source

ROWS = [["病例编号", "姓名", "发病日期"], ["00123", "甲某", "2021-12-03"], ["00124", "乙某", "2021-12-04"]]


def read(content: bytes, filename: str, kind: Kind = Kind.CASES, **said: str) -> tuple[Source, list[Row], int | None]:
    with reader.opened(reader.Upload(content, filename, kind, **said)) as table:
        rows = list(table.rows())
        return table.source, rows, table.declared


def csv_of(rows: list[list[str]]) -> bytes:
    return "\r\n".join(",".join(row) for row in rows).encode()


def xlsx_of(rows: list[list[object]], **sheets: list[list[object]]) -> bytes:
    import xlsxwriter

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"}) as book:
        for name, content in {"数据": rows, **sheets}.items():
            page = book.add_worksheet(name)
            for at, row in enumerate(content):
                page.write_row(at, 0, row)
    return out.getvalue()


def xls_of(rows: list[list[object]]) -> bytes:
    import xlwt

    book, out = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("数据")
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(at, column, cell)
    book.save(out)
    return out.getvalue()


def ods_of(rows: list[list[str]]) -> bytes:
    from odf.opendocument import OpenDocumentSpreadsheet
    from odf.table import Table, TableCell, TableRow
    from odf.text import P

    book, table, out = OpenDocumentSpreadsheet(), Table(name="数据"), io.BytesIO()
    for row in rows:
        line = TableRow()
        for text in row:
            cell = TableCell(valuetype="string")
            cell.addElement(P(text=text))
            line.addElement(cell)
        table.addElement(line)
    book.spreadsheet.addElement(table)
    book.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("make", "name"),
    [(csv_of, "a.csv"), (xlsx_of, "a.xlsx"), (xls_of, "a.xls"), (ods_of, "a.ods")],
    ids=["csv", "xlsx", "xls", "ods"],
)
def test_every_format_gives_the_same_rows(make: Callable[..., bytes], name: str) -> None:
    source, rows, declared = read(make(ROWS), name)
    assert source.headings == tuple(ROWS[0])
    assert [(row.line, list(row.cells)) for row in rows] == [(2, ROWS[1]), (3, ROWS[2])]
    assert declared is None


def test_tabs_semicolons_quotes_and_newlines_in_cells() -> None:
    for delimiter in "\t;|":
        text = f'姓名{delimiter}现住址\n"甲{delimiter}乙"{delimiter}"一行\n二行"\n'
        source, rows, _ = read(text.encode("gb18030"), "a.csv")
        assert source.delimiter == delimiter
        assert rows == [Row(2, (f"甲{delimiter}乙", "一行\n二行"))]


def test_parquet_is_for_presence() -> None:
    import pyarrow
    import pyarrow.parquet

    out = io.BytesIO()
    start = [datetime(2021, 12, 3, hour) for hour in (8, 9)]  # noqa: DTZ001 - Parquet may hold bare times
    pyarrow.parquet.write_table(pyarrow.table({"person": ["1", "2"], "place": [7, 8], "start": start}), out)
    _, rows, _ = read(out.getvalue(), "a.parquet", Kind.PRESENCE)
    assert [row.cells for row in rows] == [("1", 7, start[0]), ("2", 8, start[1])]
    with pytest.raises(errors.ParquetForPresenceOnly):
        read(out.getvalue(), "a.parquet")


def test_a_footer_declares_and_is_no_row() -> None:
    _, rows, declared = read(csv_of([*ROWS, ["合计", "70000", ""]]), "a.csv")
    assert (len(rows), declared) == (2, 70_000)


def test_a_totals_sheet_declares() -> None:
    _, rows, declared = read(xlsx_of(ROWS, totals=[["rows", "5"]]), "a.xlsx")
    assert (len(rows), declared) == (2, 5)


def test_two_sheets_of_the_kind_need_a_choice() -> None:
    content = xlsx_of(ROWS, 第二批=ROWS, 说明=[["填表说明"]])
    with pytest.raises(errors.SheetChoiceNeeded) as refused:
        read(content, "a.xlsx")
    assert refused.value.fields["sheets"] == "数据、第二批"
    assert len(read(content, "a.xlsx", sheet="第二批")[1]) == 2
    with pytest.raises(errors.NoSuchSheet):
        read(content, "a.xlsx", sheet="第三批")


def test_a_misplaced_quote_breaks_its_own_row_only() -> None:
    _, rows, _ = read(b'name,sex\n"A"x,m\nB,f\n', "a.csv")
    assert rows == [Row(2, (), is_broken=True), Row(3, ("B", "f"))]


def test_a_quote_never_closed_refuses_the_file() -> None:
    with pytest.raises(errors.UnclosedQuote) as refused:
        read(b'name,sex\nA,m\n"B,f\nC,m\n', "a.csv")
    assert refused.value.fields["line"] == 3


def test_a_full_xlsx_sheet_is_refused_without_writing_a_million_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "XLSX_ROWS", 3)
    assert tables.open_table(Format.XLSX, xlsx_of(ROWS), aliases(Kind.CASES), {}).sheet == "数据"
    with pytest.raises(errors.SheetFull):
        tables.open_table(Format.XLSX, xlsx_of([*ROWS, ["00125"]]), aliases(Kind.CASES), {})


def test_an_old_xls_at_its_limit_is_refused() -> None:
    with pytest.raises(errors.LegacyRowLimit):
        read(xls_of([["case_id"], *([str(at)] for at in range(65_520))]), "a.xls")


@pytest.mark.parametrize(
    ("content", "name"),
    [(csv_of(ROWS), "a.xlsx"), (xlsx_of(ROWS), "a.csv"), (xls_of(ROWS), "a.xlsx"), (xlsx_of(ROWS), "a.xls")],
)
def test_a_wrong_extension_is_refused_with_what_was_found(content: bytes, name: str) -> None:
    with pytest.raises(errors.WrongExtension) as refused:
        read(content, name)
    assert name[1:] in str(refused.value)


@pytest.mark.parametrize("content", [b"%PDF-1.7 ...", b"\x89PNG\r\n", b"\x1f\x8b\x08\x00", b"PK\x05\x06" + bytes(18)])
def test_other_formats_are_refused(content: bytes) -> None:
    with pytest.raises(errors.UnknownFormat):
        read(content, "a.csv")


def test_an_empty_file_is_refused() -> None:
    for content in (b"", b"\n\n\n"):
        with pytest.raises(errors.FileEmpty):
            read(content, "a.csv")


def rezipped(content: bytes, **added: bytes) -> bytes:
    out = io.BytesIO(content)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, body in added.items():
            archive.writestr(name, body)
    return out.getvalue()


def test_a_zip_bomb_is_not_opened() -> None:
    started = time.monotonic()
    with pytest.raises(errors.UnsafeArchive):
        read(rezipped(xlsx_of(ROWS), **{"xl/bomb": bytes(50_000_000)}), "a.xlsx")
    with pytest.raises(errors.UnsafeArchive):
        read(rezipped(xlsx_of(ROWS), **{f"xl/m{at}": b"" for at in range(2_001)}), "a.xlsx")
    assert time.monotonic() - started < 10


def test_paths_macros_links_and_passwords_are_refused() -> None:
    good = xlsx_of(ROWS)
    for added, refusal in [
        ("../evil", errors.UnsafeArchive),
        ("xl/vbaProject.bin", errors.HasMacros),
        ("xl/externalLinks/externalLink1.xml", errors.HasExternalLinks),
    ]:
        with pytest.raises(refusal):
            read(rezipped(good, **{added: b"x"}), "a.xlsx")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
    with pytest.raises(errors.Encrypted):
        read(ole + "EncryptedPackage".encode("utf-16-le"), "a.xlsx")


def test_a_damaged_workbook_is_refused_without_a_crash() -> None:
    good = xlsx_of(ROWS)
    for cut in range(200, len(good), len(good) // 8):
        with pytest.raises(errors.FileRefused):
            read(good[:cut], "a.xlsx")


def test_an_external_entity_is_not_read() -> None:
    evil = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><sst><si><t>&e;</t></si></sst>'
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx_of(ROWS))) as old, zipfile.ZipFile(out, "w") as new:
        for member in old.infolist():
            new.writestr(member, evil if member.filename.endswith("sharedStrings.xml") else old.read(member))
    try:
        _, rows, _ = read(out.getvalue(), "a.xlsx")
    except errors.FileRefused:
        return
    assert "root:" not in str(rows)


def test_too_many_columns_are_refused() -> None:
    with pytest.raises(errors.TooManyColumns):
        read((",".join(f"c{at}" for at in range(10_000)) + "\n").encode(), "a.csv")


def test_memory_beyond_the_limit_ends_the_child_with_a_sentence() -> None:
    content = b"case_id,name\n" + b"1,A\n" * 20_000_000
    with (
        pytest.raises(errors.ReadingFailed),
        reader.opened(reader.Upload(content, "a.csv", Kind.CASES), memory=150_000_000) as table,
    ):
        list(table.rows())
