"""A declared list becomes a page or an Excel file: filters, order, one page by key, cells masked once for both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.request import QueryDict

from sizao.kernel.areas import NATION, subtree
from sizao.spine.web.queries import page
from sizao.spine.web.queries.cells import allowed_columns, cell_value, columns_for, may
from sizao.spine.web.queries.keyset import Cursor, along_the_order, cursors, take
from sizao.spine.web.queries.workbook import export
from sizao.spine.web.types import Cell, Chosen, Column, Heading, Kind, Listing, ListPage, Row, Tab

COUNTED_EXACTLY = 10_000
"""Totals above this are shown as a lower bound, so that a list of millions opens at once; ``?count=all`` counts on."""
FEW = 2_000
"""Rows within the reader's area up to which they are fetched by area and sorted, instead of walked to in order."""
PAGING = ("after", "count", "export")

Rows = QuerySet[Any] | Sequence[Any]


def list_page(
    request: HttpRequest,
    declared: ListPage,
    rows: Rows,
    template: str,
    context: Mapping[str, object] | None = None,
) -> HttpResponse:
    """Answer with the list's page, with only its table when htmx asks, or with Excel for ``?export=xlsx``.

    Args:
        request: the request; its query string holds filters, order, columns and the place.
        declared: the list.
        rows: a QuerySet (paged by key) or a sequence of any objects (paged in memory).
        template: the page; it includes ``web/_components/list.html``, which reads ``listing``.
        context: more for the template.
    """
    if request.GET.get("export") == "xlsx":
        return export(
            request, declared, columns_for(request, declared, everything=True), _narrowed(declared, request.GET, rows)
        )
    given = {**(context or {}), "listing": listing(request, declared, rows)}
    return page(request, template, given, part="web/_components/list.html")


def listing(request: HttpRequest, declared: ListPage, rows: Rows) -> Listing:
    """The list as the template shows it, for pages that hold more than one list or only a short one."""
    query = request.GET
    rows, is_few = _bounded(request, declared, rows)
    narrowed = _narrowed(declared, request.GET, rows)
    order = _order(declared, query)
    with along_the_order(wanted=bool(declared.bounds) and not is_few and not _is_searched(declared, query)):
        total, is_more = _total(narrowed, exactly=query.get("count") == "all")
        found, before, after = _page(declared, narrowed, order, query)
    shown = list(declared.prepare(found)) if declared.prepare else found
    columns = columns_for(request, declared)
    return Listing(
        page=declared,
        headings=tuple(_heading(column, order, query) for column in columns),
        rows=tuple(_row(request, declared, columns, row) for row in shown),
        filters=_chosen(declared, query),
        tabs=_tabs(declared, query, None if is_more else _countable(declared, query, rows)),
        total=total,
        is_more=is_more,
        totals=_totals(columns, shown),
        first_href=_link(query, after=None) if before else "",
        previous_href=_link(query, after=before) if before else "",
        next_href=_link(query, after=after) if after else "",
        export_href=_link(query, export="xlsx") if _may_export(request, declared) else "",
        choosable=_choosable(request, declared, columns),
        carried=_carried(declared, query),
        is_filtered=any(query.get(each.key) for each in declared.filters),
        clear_href=request.path,
    )


def matching(declared: ListPage, rows: Rows, query: str) -> Rows:
    """Every row that a list's page shows under a query string, on all its pages: for an action on all of them."""
    return _narrowed(declared, QueryDict(query), rows)


def _may_export(request: HttpRequest, declared: ListPage) -> bool:
    return not declared.export_right or may(request, declared.export_right)


def _is_searched(declared: ListPage, query: QueryDict) -> bool:
    """Whether something is searched for: it is found by indexes of its own, which may have to be combined."""
    return any(query.get(each.key) for each in declared.filters if each.is_search)


def _bounded(request: HttpRequest, declared: ListPage, rows: Rows) -> tuple[Rows, bool]:
    """The same rows, and whether they are few; few are told the reader's area aloud, for the planner.

    What may be seen is decided by the policy alone. A reader of many rows is better served by the list's own index.
    """
    actor = getattr(request, "actor", None)
    if not declared.bounds or actor is None or actor.area == NATION or not isinstance(rows, QuerySet):
        return rows, False
    span, wanted = subtree(actor.area), Q()
    for column in declared.bounds:
        wanted |= Q(**{f"{column}__gte": span.lower, f"{column}__lt": span.upper})
    if declared.bound_person and actor.persons:
        wanted |= Q(**{f"{declared.bound_person}__in": sorted(actor.persons)})
    inside = rows.filter(wanted)
    is_few = inside.order_by()[: FEW + 1].count() <= FEW
    return (inside if is_few else rows), is_few


def _countable(declared: ListPage, query: QueryDict, rows: Rows) -> Rows | None:
    """The rows that the tabs share, or none when there are too many to be counted tab by tab."""
    shared = _narrowed(declared, query, rows, tabs=False)
    return None if _total(shared, exactly=False)[1] else shared


def _narrowed(declared: ListPage, query: QueryDict, rows: Rows, *, tabs: bool = True) -> Rows:
    for each in declared.filters:
        value = query.get(each.key, each.default).strip()
        if value and (tabs or not each.is_tabs):
            rows = _filtered(each.lookup or each.key, rows, value)
    return rows


def _filtered(lookup: Any, rows: Rows, value: str) -> Rows:
    if callable(lookup):
        return lookup(rows, value)  # type: ignore[no-any-return]
    if isinstance(rows, QuerySet):
        return rows.filter(**{lookup: value})
    return [row for row in rows if str(getattr(row, lookup)) == value]


def _total(rows: Rows, *, exactly: bool) -> tuple[int, bool]:
    if not isinstance(rows, QuerySet):
        return len(rows), False
    if exactly:
        return rows.count(), False
    number = rows.order_by()[: COUNTED_EXACTLY + 1].count()
    return min(number, COUNTED_EXACTLY), number > COUNTED_EXACTLY


def _order(declared: ListPage, query: QueryDict) -> str:
    wanted = query.get("order", "")
    known = {each.sort for each in declared.columns if each.sort}
    return wanted if wanted.lstrip("-") in known else declared.order or "pk"


def _page(declared: ListPage, rows: Rows, order: str, query: QueryDict) -> tuple[list[Any], str, str]:
    place = query.get("after", "")
    if not isinstance(rows, QuerySet):
        return _page_in_memory(declared, rows, order, place)
    found, before, after = take(rows, order, Cursor.from_text(place) if place else None, declared.size)
    back, on = cursors(found, order)
    return found, back if before else "", on if after else ""


def _page_in_memory(declared: ListPage, rows: Sequence[Any], order: str, place: str) -> tuple[list[Any], str, str]:
    start = int(place) if place.isascii() and place.isdigit() else 0
    name = order.lstrip("-")
    ordered = list(rows)
    if name != "pk":
        key = next((each.of for each in declared.columns if each.sort == name), None) or (
            lambda row: getattr(row, name)
        )
        known = [row for row in ordered if key(row) is not None]
        unknown = [row for row in ordered if key(row) is None]
        ordered = [*sorted(known, key=key, reverse=order.startswith("-")), *unknown]
    stop = start + declared.size
    return (
        ordered[start:stop],
        str(max(0, start - declared.size)) if start else "",
        str(stop) if stop < len(ordered) else "",
    )


def _heading(column: Column, order: str, query: QueryDict) -> Heading:
    if not column.sort:
        return Heading(column)
    direction = {column.sort: "ascending", f"-{column.sort}": "descending"}.get(order, "")
    turned = f"-{column.sort}" if direction == "ascending" else column.sort
    return Heading(column, _link(query, order=turned, after=None), direction)


def _row(request: HttpRequest, declared: ListPage, columns: Sequence[Column], row: Any) -> Row:
    cells = tuple(_cell(request, column, row) for column in columns)
    picked = str(declared.row_id(row)) if declared.row_id else ""
    return Row(cells, picked, bool(declared.late and declared.late(row)))


def _cell(request: HttpRequest, column: Column, row: Any) -> Cell:
    value = cell_value(request, column, row)
    if column.kind is Kind.TEXT and isinstance(value, bool):
        value = "✓" if value else ""
    return Cell(column, value, column.link(row) if column.link else "", column.tone(row) if column.tone else "")


def _totals(columns: Sequence[Column], rows: Sequence[Any]) -> tuple[Any, ...]:
    if not any(each.total for each in columns):
        return ()
    return tuple(each.total(rows) if each.total else "" for each in columns)


def _chosen(declared: ListPage, query: QueryDict) -> tuple[Chosen, ...]:
    return tuple(
        Chosen(each, query.get(each.key, each.default), tuple(each.options()))
        for each in declared.filters
        if not each.is_tabs
    )


def _tabs(declared: ListPage, query: QueryDict, rows: Rows | None) -> tuple[Tab, ...]:
    given = next((each for each in declared.filters if each.is_tabs), None)
    if given is None:
        return ()
    present = query.get(given.key, given.default)
    found = []
    for value, label in given.options():
        number = None
        if rows is not None:
            number = _total(_filtered(given.lookup or given.key, rows, value) if value else rows, exactly=True)[0]
        found.append(Tab(label, _link(query, **{given.key: value or None, "after": None}), number, value == present))
    return tuple(found)


def _choosable(request: HttpRequest, declared: ListPage, shown: Sequence[Column]) -> tuple[tuple[Column, bool], ...]:
    keys = {each.key for each in shown}
    return tuple((each, each.key in keys) for each in allowed_columns(request, declared))


def _carried(declared: ListPage, query: QueryDict) -> tuple[tuple[str, str], ...]:
    own = {each.key for each in declared.filters if not each.is_tabs} | set(PAGING)
    return tuple((key, value) for key, values in query.lists() if key not in own for value in values)


def _link(query: QueryDict, **changes: str | None) -> str:
    changed = query.copy()
    for key in ("export", "count"):
        changed.pop(key, None)
    for key, value in changes.items():
        changed.pop(key, None)
        if value:
            changed[key] = value
    return f"?{changed.urlencode()}"
