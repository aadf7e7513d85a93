"""View objects that pages hand to the kit's components, and the declaration of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sizao.kernel.words import LabelledEnum, Words

Said = Words | str | None
"""Anything the ``words`` filter can say: words, a labelled enumeration, a lazy translation, a plain text."""


class Tone(LabelledEnum):
    """The colour of a tag; always beside a word, never alone."""

    RED = "red", "红", "Red"
    ORANGE = "orange", "橙", "Orange"
    YELLOW = "yellow", "黄", "Yellow"
    GREEN = "green", "绿", "Green"
    BLUE = "blue", "蓝", "Blue"
    PURPLE = "purple", "紫", "Purple"
    GREY = "grey", "灰", "Grey"
    LINE = "line", "线框", "Outlined"


@dataclass(frozen=True)
class Kpi:
    """One figure: what it counts, how many, and the list behind it."""

    label: Any
    value: Any
    unit: str = ""
    href: str = ""
    note: Any = ""
    tone: str = ""
    delta: int | None = None
    is_worse: bool = True
    """Whether more of it is worse; decides the colour of the change."""
    key: str = ""

    @property
    def fall(self) -> int:
        """How much it fell, as a positive number."""
        return -self.delta if self.delta is not None else 0


@dataclass(frozen=True)
class Fact:
    """One line of a definition list."""

    label: Any
    value: Any
    href: str = ""
    tone: str = ""
    note: Any = ""


@dataclass(frozen=True)
class Moment:
    """One thing that happened, for a timeline."""

    at: datetime
    title: Any
    text: Any = ""
    tone: str = ""
    href: str = ""
    by: Any = ""


@dataclass(frozen=True)
class Option:
    """A lighter option beside a decision, with what it asks and where that is written."""

    words: Any
    measures: Any = ""
    clause: Any = None


@dataclass(frozen=True)
class Tab:
    """One tab: a link with an optional number."""

    label: Any
    href: str
    number: int | None = None
    is_current: bool = False


@dataclass(frozen=True)
class Slider:
    """A time slider: whole minutes after ``start``, the chosen moment being ``at``."""

    name: str
    start: datetime
    until: datetime
    at: datetime
    step: int = 10
    jumps: tuple[tuple[Any, str, bool], ...] = ()
    """Links to moments worth looking at: caption, address, whether it is the one shown."""
    kept: tuple[tuple[str, str], ...] = ()
    """What else the address says, sent along with the moment."""

    @property
    def maximum(self) -> int:
        """The length of the slider in minutes."""
        return int((self.until - self.start).total_seconds() // 60)

    @property
    def value(self) -> int:
        """The chosen minute, within the slider."""
        return min(self.maximum, max(0, int((self.at - self.start).total_seconds() // 60)))


class Kind(LabelledEnum):
    """How a column's value is shown and written."""

    TEXT = "text", "文本", "Text"
    NUMBER = "number", "数字", "Number"
    TIME = "time", "时间", "Time"
    DATE = "date", "日期", "Date"
    TAG = "tag", "标签", "Tag"
    AREA = "area", "区域", "Area"
    CODE = "code", "编号", "Number of a record"


class OnPhone(LabelledEnum):
    """Where a column stands on a phone card."""

    TITLE = "title", "标题", "Title"
    TAG = "tag", "标签", "Tag"
    PART = "part", "一项", "One item"
    LINE = "line", "整行", "Whole line"
    HIDE = "hide", "不显示", "Hidden"


@dataclass(frozen=True)
class Column:
    """One column, declared once for the table, the phone card and the Excel file.

    ``value`` is a dotted path into the row (default: the key) or a function of the row. ``sort`` is the ORM order field
    (or the attribute, for rows that are not a QuerySet); empty means the column cannot be sorted by. Only sort by what an
    index on ``(field, id)`` or a unique index serves: anything else reads the whole table for each page.
    """

    key: str
    label: Any
    value: str | Callable[[Any], Any] = ""
    kind: Kind = Kind.TEXT
    sort: str = ""
    link: Callable[[Any], str] | None = None
    tone: Callable[[Any], str] | None = None
    on_phone: OnPhone = OnPhone.PART
    is_hidden: bool = False
    """Hidden until the reader chooses it."""
    right: str = ""
    """The column exists only for actors with this right, on the screen and in the file alike."""
    mask: Callable[[Any], Any] | None = None
    """Masks the value for everyone who lacks ``unmask``, on the screen and in the file alike."""
    unmask: str = ""
    total: Callable[[Sequence[Any]], Any] | None = None
    """The total under the column, of the rows on the page."""

    def of(self, row: Any) -> Any:
        """The raw value of this column in a row."""
        if callable(self.value):
            return self.value(row)
        for name in (self.value or self.key).split("."):
            if row is None:
                return None
            row = row.get(name) if isinstance(row, Mapping) else getattr(row, name)
        return row


@dataclass(frozen=True)
class Filter:
    """One filter above a list: a search box, a choice, tabs, or a date; the chosen value stands in the address.

    ``lookup`` is an ORM lookup such as ``status`` or ``reported_at__gte`` (for plain rows: an attribute that must be
    equal), or a function ``(rows, value) -> rows``.
    """

    key: str
    label: Any
    lookup: str | Callable[[Any, str], Any] = ""
    choices: Sequence[tuple[str, Any]] | Callable[[], Sequence[tuple[str, Any]]] = ()
    is_search: bool = False
    is_tabs: bool = False
    is_date: bool = False
    placeholder: Any = ""
    default: str = ""

    def options(self) -> list[tuple[str, Any]]:
        """The values to choose from."""
        given = self.choices() if callable(self.choices) else self.choices
        return [(str(value), label) for value, label in given]


@dataclass(frozen=True)
class ListPage:
    """A list: columns and filters declared once, rows paged by key so that the last page of a million is as fast as the first.

    In a room's ``pages.py``::

        CASES = ListPage(
            name="cases",
            caption=_("Cases"),
            columns=(
                Column("number", _("Number"), sort="number", link=lambda r: reverse("cases:case", args=[r.id]), on_phone=OnPhone.TITLE),
                Column("status", _("Classification"), kind=Kind.TAG, tone=lambda r: TONES[r.status], on_phone=OnPhone.TAG),
                Column("reported_at", _("Reported"), kind=Kind.TIME, sort="reported_at"),
            ),
            filters=(Filter("q", _("Number or person"), is_search=True, lookup=queries.search), Filter("status", …, is_tabs=True)),
            order="-reported_at",
        )

        @needs(Right.CASES_READ)
        def cases(request):
            return list_page(request, CASES, queries.case_rows(incident_id), "cases/cases.html", {...})

    The template shows it with ``{% include "web/_components/list.html" %}``; ``?export=xlsx`` answers with Excel.
    """

    name: str
    columns: tuple[Column, ...]
    caption: Any = ""
    filters: tuple[Filter, ...] = ()
    order: str = ""
    size: int = 50
    prepare: Callable[[list[Any]], Sequence[Any]] | None = None
    """Turns the rows of one page into what the columns read, in bulk (masked names, names of places)."""
    export_right: str = "export.run"
    persons: Callable[[Any], int | None] | None = None
    """The person a row is about; an export then writes the access log."""
    purpose: str = "statutory_report"
    """Of the closed list of purposes: what an export of persons is entered in the access log with."""
    empty: Any = ""
    empty_hint: Any = ""
    row_id: Callable[[Any], Any] | None = None
    """Gives each row a tick box named ``picked`` with this value, for acting on many rows."""
    bulk: str = ""
    """Template of the bar with the bulk actions; needs ``row_id``. The whole list is then inside one form."""
    bulk_action: str = ""
    """URL that the bulk form posts to."""
    bounds: tuple[str, ...] = ()
    """The area columns that the rows' policy goes by. For a reader of few rows the list repeats the own area on them: the
    policy hides from the planner how few they are, and it would walk a million rows of others to find the reader's fifty."""
    bound_person: str = ""
    """The column of persons that the policy lets a reader see one by one."""
    late: Callable[[Any], bool] | None = None
    """Whether a row is past its time; it is then marked with a word and colour."""

    def __post_init__(self) -> None:
        """Keep templates from calling ``row_id`` when they only ask whether rows can be picked."""
        if self.row_id is not None:
            self.row_id.do_not_call_in_templates = True  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Cell:
    """One shown value."""

    column: Column
    value: Any
    href: str = ""
    tone: str = ""


@dataclass(frozen=True)
class Row:
    """One shown row."""

    cells: tuple[Cell, ...]
    id: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Heading:
    """A column heading with its sort link."""

    column: Column
    href: str = ""
    direction: str = ""


@dataclass(frozen=True)
class Chosen:
    """A filter with its present value and options."""

    filter: Filter
    value: str
    options: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Listing:
    """A list as the template shows it."""

    page: ListPage
    headings: tuple[Heading, ...]
    rows: tuple[Row, ...]
    filters: tuple[Chosen, ...]
    tabs: tuple[Tab, ...]
    total: int
    is_more: bool
    """Whether ``total`` is only a lower bound."""
    totals: tuple[Any, ...] = ()
    first_href: str = ""
    previous_href: str = ""
    next_href: str = ""
    export_href: str = ""
    choosable: tuple[tuple[Column, bool], ...] = ()
    carried: tuple[tuple[str, str], ...] = field(default=())
    """Query parameters that the filter form must carry along."""
    is_filtered: bool = False
    clear_href: str = ""

    @property
    def sums(self) -> list[tuple[Heading, Any]]:
        """The totals beside their headings."""
        return list(zip(self.headings, self.totals, strict=False))
