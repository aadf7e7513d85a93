"""The kit's own pages: the catalogue of components and the answers to Django's errors."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.errors import Invalid, NotFound, NotPermitted
from sizao.kernel.words import Words
from sizao.spine import drill
from sizao.spine.web.errors import RequestTooLarge, TooManyFields
from sizao.spine.web.forms import ExampleForm
from sizao.spine.web.icons import ICONS
from sizao.spine.web.queries import page, problem, public
from sizao.spine.web.queries.lists import listing
from sizao.spine.web.types import Column, Fact, Filter, Kind, Kpi, ListPage, Moment, OnPhone, Slider, Tab, Tone


@dataclass(frozen=True)
class ExampleRow:
    """A row of the example list."""

    number: str
    state: Tone
    people: int


ROWS = [ExampleRow(f"E-{number:03d}", list(Tone)[number % 4], number * 7) for number in range(1, 121)]
EXAMPLE = ListPage(
    name="example",
    caption=_("Example list"),
    columns=(
        Column("number", _("Number"), sort="number", on_phone=OnPhone.TITLE, link=lambda row: f"#{row.number}"),
        Column("state", _("State"), kind=Kind.TAG, tone=lambda row: row.state, on_phone=OnPhone.TAG),
        Column(
            "people", _("People"), kind=Kind.NUMBER, sort="people", total=lambda rows: sum(row.people for row in rows)
        ),
    ),
    filters=(
        Filter(
            "q",
            _("Number or name"),
            is_search=True,
            lookup=lambda rows, text: [row for row in rows if text in row.number],
        ),
        Filter("state", _("State"), choices=[("", _("all")), *((tone.value, tone) for tone in Tone)][:5], is_tabs=True),
    ),
    order="number",
    size=8,
    late=lambda row: row.people > 40,
)
KPIS = (
    Kpi(
        Words("密切接触者", "Close contacts"),
        63,
        "person",
        href="#kpi",
        delta=12,
        note=Words("较昨日", "since yesterday"),
        tone="red",
    ),
    Kpi(
        Words("已采样", "Sampled"),
        6_207_000,
        "visit",
        note=Words("出结果 5,536,000", "5,536,000 resulted"),
        tone="blue",
    ),
    Kpi(Words("超时事项", "Late items"), 4, "task", href="#kpi", delta=-2, tone="orange"),
    Kpi(Words("转运用时中位数", "Median transfer time"), Words("3 小时 18 分", "3 h 18 min")),
)
FACTS = (
    Fact(Words("编号", "Number"), "YX-2021-01", href="#fact"),
    Fact(Words("状态", "State"), Words("处置中", "Open"), tone="red"),
    Fact(Words("依据", "Basis"), Words("第八版", "Edition 8"), note=Words("2021-05-11 起", "from 2021-05-11")),
)


@public
def catalogue(request: HttpRequest) -> HttpResponse:
    """Every component of the kit on one page, for builders and for tests."""
    return page(request, "web/catalogue.html", {**_examples(request.at), "listing": listing(request, EXAMPLE, ROWS)})  # type: ignore[attr-defined]


def _examples(at: datetime) -> dict[str, object]:
    """One of everything, with times around the request's."""
    clause = Clause("example-2021", "IV.3", "", "M")
    return {
        "kpis": KPIS,
        "tones": list(Tone),
        "facts": FACTS,
        "icons": sorted(ICONS),
        "allowed": Decision.yes(clause=clause),
        "refused": Decision.no(NotPermitted(), clause=clause),
        "moments": [
            Moment(
                at - timedelta(hours=30),
                Words("首例报告", "First case reported"),
                tone="red",
                by=Words("疾控中心", "CDC"),
            ),
            Moment(
                at - timedelta(hours=6),
                Words("划定管控区", "Controlled area drawn"),
                Words("涉及 3 个村", "3 villages"),
            ),
        ],
        "steps": [_Step(state, at, clause) for state in ("done", "late_done", "late", "due", "not_started")],
        "as_of": at,
        "tabs": [Tab(Words("全部", "All"), "#a", 1284, True), Tab(Words("待审定", "To approve"), "#b", 96)],
        "slider": Slider("at", at - timedelta(days=2), at, at - timedelta(hours=9)),
        "form": ExampleForm(),
    }


class _Step:
    """A step of the clock, in the shape that the command room gives it."""

    def __init__(self, state: str, at: datetime, clause: Clause) -> None:
        self.words = Words("密接转运到位", "Close contacts moved")
        self.state, self.clause = state, clause
        self.owner = Words("隔离转运组", "Isolation and transfer group")
        self.planned_at = (
            None if state == "not_started" else at + timedelta(hours=2 if state in {"done", "due"} else -2)
        )
        self.actual_at = at if state in {"done", "late_done"} else None
        self.late_by = timedelta(hours=2) if state in {"late", "late_done"} else None
        self.cause = Words("任务未签收", "Task not received") if state == "late" else None


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """No such address (Django's ``handler404``)."""
    return problem(request, NotFound())


@public
def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not allowed (Django's ``handler403``)."""
    return problem(request, NotPermitted())


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The request could not be read (Django's ``handler400``), or is more than is read at once."""
    if isinstance(exception, RequestDataTooBig):
        return problem(request, RequestTooLarge(limit=settings.DATA_UPLOAD_MAX_MEMORY_SIZE // 1024))
    if isinstance(exception, TooManyFieldsSent | TooManyFilesSent):
        return problem(request, TooManyFields())
    return problem(request, Invalid(reason=Words("请求无法读取", "the request could not be read")))


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's safety mark is missing or old (Django's ``CSRF_FAILURE_VIEW``)."""
    return render(request, "web/csrf_failure.html", status=403)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours (Django's ``handler500``): a plain page that touches neither database nor session."""
    return render(None, "web/server_error.html", {"exercise_band": drill.current()}, status=500)
