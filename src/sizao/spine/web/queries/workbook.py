"""A list as an Excel file: the same rows, columns and masks as on the screen, every cell a text, never a formula."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from sizao.kernel.errors import NotPermitted
from sizao.spine.audit import actions as audit
from sizao.spine.web.errors import TooManyRows
from sizao.spine.web.queries.cells import cell_value, may
from sizao.spine.web.types import Column, Kind, ListPage

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST = 100_000
AT_ONCE = 2_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTHS = {Kind.NUMBER: 10, Kind.TIME: 20, Kind.DATE: 16, Kind.TAG: 14, Kind.AREA: 18, Kind.TEXT: 22, Kind.CODE: 14}


def export(request: HttpRequest, declared: ListPage, columns: Sequence[Column], rows: Any) -> HttpResponse:
    """The filtered list as an XLSX file, the export written to the access log in the same transaction.

    Raises:
        NotPermitted: when the actor may not export.
        TooManyRows: above 100 000 rows.
    """
    actor = request.actor  # type: ignore[attr-defined]
    if declared.export_right and not may(request, declared.export_right):
        raise NotPermitted
    ordered = rows.order_by("pk") if isinstance(rows, QuerySet) else rows
    number = ordered.count() if isinstance(ordered, QuerySet) else len(ordered)
    if number > MOST:
        raise TooManyRows(limit=MOST)
    persons: set[int] = set()
    body = _workbook(request, declared, columns, _prepared(declared, ordered, persons), number)
    audit.record(
        by=actor,
        at=request.at,  # type: ignore[attr-defined]
        action=f"{declared.name}.export",
        purpose=declared.purpose,
        persons=persons,
        fields=",".join(each.key for each in columns),
    )
    response = HttpResponse(body, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{declared.name}-{localtime(request.at):%Y%m%d-%H%M}.xlsx"'  # type: ignore[attr-defined]
    return response


def _prepared(declared: ListPage, rows: Any, persons: set[int]) -> Iterator[Any]:
    """The rows in batches, prepared as for the screen; whose rows they are is noted for the access log."""
    source = rows.iterator(chunk_size=AT_ONCE) if isinstance(rows, QuerySet) else iter(rows)
    while batch := list(islice(source, AT_ONCE)):
        if declared.persons:
            persons.update(person for row in batch if (person := declared.persons(row)) is not None)
        yield from declared.prepare(batch) if declared.prepare else batch


def _workbook(
    request: HttpRequest, declared: ListPage, columns: Sequence[Column], rows: Iterator[Any], number: int
) -> bytes:
    from xlsxwriter import Workbook

    stream = io.BytesIO()
    options = {"constant_memory": True, "in_memory": False, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(stream, options)
    bold = book.add_format({"bold": True, "bg_color": "#E8EDF2", "border": 1})
    sheet = book.add_worksheet(_("List")[:31])
    for place, column in enumerate(columns):
        sheet.set_column(place, place, WIDTHS[column.kind])
        sheet.write_string(0, place, str(column.label), bold)
    sheet.freeze_panes(1, 0)
    for line, row in enumerate(rows, start=1):
        _write(request, sheet, line, columns, row)
    if number:
        sheet.autofilter(0, 0, number, len(columns) - 1)
    _about(request, declared, book.add_worksheet(_("About this list")[:31]), number)
    book.close()
    return stream.getvalue()


def _write(request: HttpRequest, sheet: Worksheet, line: int, columns: Sequence[Column], row: Any) -> None:
    for place, column in enumerate(columns):
        sheet.write_string(line, place, said(column, cell_value(request, column, row)))


def said(column: Column, value: Any) -> str:
    """A cell's text in the reader's language."""
    from sizao.spine.web.templatetags.words import area_name, local_time, words

    if value is None:
        return ""
    match column.kind:
        case Kind.TIME | Kind.DATE:
            return local_time(value)
        case Kind.AREA:
            return area_name(value)
        case _:
            return words(value)


def _about(request: HttpRequest, declared: ListPage, sheet: Worksheet, number: int) -> None:
    """Who drew this list, when, under which filters, and how many rows it has."""
    from sizao.spine.web.templatetags.words import area_name, local_time, words

    actor = request.actor  # type: ignore[attr-defined]
    filters = [f"{each.label}: {request.GET[each.key]}" for each in declared.filters if request.GET.get(each.key)]
    lines = (
        (_("List"), words(declared.caption or declared.name)),
        (_("Data as of"), local_time(request.at)),  # type: ignore[attr-defined]
        (_("Rows"), str(number)),
        (_("Filters"), "; ".join(filters) or _("none")),
        (_("Drawn by"), f"{actor.name} · {area_name(actor.area)}"),
    )
    sheet.set_column(0, 0, 16)
    sheet.set_column(1, 1, 60)
    for line, (label, value) in enumerate(lines):
        sheet.write_string(line, 0, str(label))
        sheet.write_string(line, 1, value)
