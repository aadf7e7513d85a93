"""Pages of the analysis: every finding of an incident with its chart, numbers and method, and the numbers as files."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language

from sizao.ground.command import queries as command
from sizao.kernel.errors import NotFound
from sizao.kernel.words import Words
from sizao.oversight.analysis import queries
from sizao.oversight.analysis.forms import QuestionForm
from sizao.oversight.analysis.rules.wording import UNBOUNDED, number, per_cent
from sizao.oversight.analysis.types import Analysis, Cell, Figure, Finding, Head, Question, Table, Topic
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs, page
from sizao.spine.web.types import Kpi

CHOSEN = "sizao_incident"
"""Session key under which the board keeps the incident that the reader works on."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
ALL = "analysis"
"""Stands for every finding in the name of a file."""
TOO_LITTLE = Words("数据不足", "not enough data")
TILES = (
    (Topic.OFFSPRING, "r", Words("平均每例感染 R", "Infected by one case, R")),
    (Topic.OFFSPRING, "k", Words("离散参数 k", "Dispersion k")),
    (Topic.REPRODUCTION, "r", Words("最近窗口再生数", "R, last window")),
    (Topic.SERIAL, "mean", Words("平均代间隔(天)", "Mean serial interval, days")),
    (Topic.MISSING, "missing", Words("来源不明病例", "Cases without a source")),
)
"""The figures on tiles: topic, key, caption."""


MOST_ROWS = 30
"""Rows of a table on a page; a table by days grows with the days."""


@dataclass(frozen=True)
class ShownFigure:
    """An estimate as it is written."""

    words: object
    value: str
    interval: str
    unit: object


@dataclass(frozen=True)
class ShownTable:
    """A table with its cells written out."""

    table: Table
    rows: tuple[tuple[tuple[Head, object], ...], ...]
    left_out: int
    """Rows before those shown: the page has the newest, the files have all."""


@dataclass(frozen=True)
class ShownFinding:
    """A finding ready to be printed."""

    finding: Finding
    figures: tuple[ShownFigure, ...]
    tables: tuple[ShownTable, ...]


@needs(Right.CASES_COUNT)
def incidents(request: HttpRequest) -> HttpResponse:
    """The analysis of the incident the reader works on; a list to choose from when there is none."""
    found = command.incidents()
    wanted = request.GET.get("incident") or request.session.get(CHOSEN)
    chosen = next((each for each in found if str(each.id) == wanted), found[0] if found else None)
    if chosen is None:
        return page(request, "analysis/none.html")
    return redirect("analysis:incident", incident_id=chosen.id)


@needs(Right.CASES_COUNT)
def incident(request: HttpRequest, incident_id: UUID) -> HttpResponse:
    """One incident's findings."""
    form = QuestionForm(request.GET)
    question = form.question() if form.is_valid() else Question()
    found = queries.analysis(incident_id, question, request.at)  # type: ignore[attr-defined]
    shown = [_shown(each) for each in found.findings]
    context = {
        "found": found, "incident": command.incident(incident_id), "form": form, "findings": shown,
        "kpis": _kpis(found), "query": request.GET.urlencode(), "data_at": found.as_of,
    }  # fmt: skip
    return page(request, "analysis/incident.html", context)


@needs(Right.CASES_COUNT)
def paper(request: HttpRequest, incident_id: UUID, topic: str, form: str) -> HttpResponse:
    """The numbers behind one finding, or behind all of them, as CSV or Excel."""
    asked = QuestionForm(request.GET)
    question = asked.question() if asked.is_valid() else Question()
    chosen = [each for each in Topic if topic in {each.value, ALL}]
    if not chosen or form not in TYPES or (form == "csv" and len(chosen) > 1):
        raise NotFound
    found = queries.analysis(incident_id, question, request.at)  # type: ignore[attr-defined]
    findings = [found.finding(each) for each in chosen]
    language = get_language() or "zh-hans"
    body: bytes = (
        queries.as_workbook(found, findings, language)
        if form == "xlsx"
        else ("\ufeff" + queries.as_csv(findings[0], language)).encode()
    )
    answer = HttpResponse(body, content_type=TYPES[form])
    answer["Content-Disposition"] = f'attachment; filename="{found.incident_number}-{topic}.{form}"'
    return answer


def _kpis(found: Analysis) -> list[Kpi]:
    tiles = []
    for topic, key, words in TILES:
        figure = found.finding(topic).figure(key)
        written = _figure(figure) if figure else None
        value, note = (written.value, written.interval) if written else ("—", TOO_LITTLE)
        tiles.append(Kpi(words, value, note=note, key=f"{topic}-{key}"))
    return tiles


def _shown(finding: Finding) -> ShownFinding:
    figures = tuple(_figure(each) for each in finding.figures)
    return ShownFinding(finding, figures, tuple(_table(each) for each in finding.tables))


def _figure(figure: Figure) -> ShownFigure:
    def said(value: float | None) -> str:
        if value is None:
            return "—"
        return per_cent(value) if figure.is_share else number(value, figure.decimals)

    has_interval = figure.lower is not None and figure.upper is not None
    ends = f"95%: {said(figure.lower)} – {said(figure.upper)}" if has_interval else ""
    return ShownFigure(figure.words, said(figure.value), ends, figure.unit)


def _table(table: Table) -> ShownTable:
    rows = tuple(
        tuple((head, _cell(head, cell)) for head, cell in zip(table.heads, row, strict=True))
        for row in table.rows[-MOST_ROWS:]
    )
    return ShownTable(table, rows, len(table.rows) - len(rows))


def _cell(head: Head, cell: Cell) -> object:
    if cell is None:
        return "—"
    if isinstance(cell, int | float):
        if cell == float("inf"):
            return UNBOUNDED
        return per_cent(float(cell)) if head.is_share else number(float(cell), head.decimals)
    return cell
