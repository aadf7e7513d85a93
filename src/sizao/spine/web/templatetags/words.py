"""Words, times, counts, areas and icons in templates, in the reader's language.

``{{ member|words }}`` · ``{{ moment|local_time }}`` · ``{{ n|count:"case" }}`` · ``{{ n|brief:"person" }}`` ·
``{{ code|area_name }}`` · ``{{ span|duration }}`` · ``{{ url|if_open:actor }}`` · ``{% icon "map" %}`` · ``{% control form.field %}`` · ``{% link_to page=2 %}``
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.forms import BoundField, CheckboxInput, CheckboxSelectMultiple, FileInput, RadioSelect, Select, TextInput
from django.urls import Resolver404, resolve
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info, gettext

from sizao.kernel.actors import Actor, doer
from sizao.kernel.editions import NoSuchEdition, library
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.web.icons import ICONS
from sizao.spine.web.names import area_words
from sizao.spine.web.types import Tone

register = template.Library()
SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEKDAYS = (
    Words("周一", "Mon"), Words("周二", "Tue"), Words("周三", "Wed"), Words("周四", "Thu"), Words("周五", "Fri"),
    Words("周六", "Sat"), Words("周日", "Sun"),
)  # fmt: skip
AREA = "area"
"""The name under which forms ask for a division code; such a field offers areas by their names."""
TAGS = frozenset(each.value for each in Tone)
"""The tones of tags, as rooms also write them: in plain text."""
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
UNITS: dict[str, tuple[str, str, str]] = {
    "case": ("例", "case", "cases"), "person": ("人", "person", "people"), "visit": ("人次", "visit", "visits"),
    "contact": ("人", "contact", "contacts"), "tube": ("管", "tube", "tubes"), "sample": ("份", "sample", "samples"),
    "task": ("项", "task", "tasks"), "place": ("处", "place", "places"), "day": ("天", "day", "days"),
    "hour": ("小时", "hour", "hours"), "row": ("条", "row", "rows"), "zone": ("个", "zone", "zones"),
    "point": ("个", "point", "points"), "item": ("项", "item", "items"), "household": ("户", "household", "households"),
    "area": ("个", "area", "areas"), "call": ("个", "call", "calls"), "check": ("次", "check", "checks"), "milestone": ("个节点", "milestone", "milestones"),
    "batch": ("批", "batch", "batches"), "notice": ("份", "notice", "notices"), "report": ("份", "report", "reports"),
    "unit": ("个单位", "unit", "units"), "record": ("条", "record", "records"),
    "shift": ("个班次", "shift", "shifts"),
}  # fmt: skip
"""Measure words: Chinese, English singular, English plural."""


def language() -> str:
    """The reader's language tag; Chinese when none is active."""
    return get_language() or "zh-hans"


def is_chinese() -> bool:
    """Whether the reader reads Chinese."""
    return language().startswith("zh")


@register.filter
def if_open(href: str, actor: Actor | None) -> str:
    """The address, unless the reader's role may not open the page behind it: no link leads to a refusal."""
    address = urlsplit(href or "")
    if not actor or address.netloc or not address.path:
        return href
    try:
        rights = getattr(resolve(address.path).func, "rights", ())
    except Resolver404:
        return href
    return href if all(accounts.may(actor, right) for right in rights) else ""


@register.filter
def words(value: object) -> str:
    """Words, a labelled enumeration member or an error in the reader's language; other values as they are."""
    pair = value if isinstance(value, Words) else getattr(value, "words", None)
    if isinstance(pair, Words):
        return pair.in_language(language())
    return "" if value is None else str(value)


@register.filter
def acted(by: object) -> str:
    """Who acted, in the reader's language: the platform's own handlers are the platform, not a name of its code."""
    return words(doer(by) if isinstance(by, str) else by)


@register.filter
def clause_text(clause: object) -> str:
    """A clause's text in the reader's language, also of a recorded one whose text holds both (``中文 / English``)."""
    pair = getattr(clause, "words", None)
    if isinstance(pair, Words) and any(pair):
        return pair.in_language(language())
    return either(str(getattr(clause, "text", clause) or ""))


@register.filter
def edition_title(edition_id: object) -> str:
    """The title of an edition in the reader's language; the id where no edition of that name is in the library."""
    try:
        return library().get(str(edition_id)).title.in_language(language())
    except NoSuchEdition:
        return str(edition_id)


@register.filter
def either(value: object) -> str:
    """A text that was written down in both languages at once (``中文 / English``), in the reader's; others as they are."""
    return Words.written(words(value)).in_language(language())


@register.filter
def language_name(code: object) -> str:
    """A language of ISO 639 by its name, in the reader's own; one that nobody has named stays its code."""
    if code == "zh":
        return gettext("Chinese")
    try:
        return str(get_language_info(str(code))["name_translated"])
    except KeyError:
        return str(code)


@register.filter
def local_time(value: object, style: str = "full") -> str:
    """A moment in Asia/Shanghai: ``full`` with weekday, ``short`` (month-day time), ``date``, ``day`` or ``clock``."""
    if value is None or value == "":
        return ""
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        return _moment(value.astimezone(SHANGHAI) if value.tzinfo else value, style)
    return _date(value, weekday=style in {"full", "date"}) if isinstance(value, date) else str(value)


def _moment(value: datetime, style: str) -> str:
    clock = f"{value:%H:%M}"
    match style:
        case "clock":
            return clock
        case "seconds":
            return f"{value:%H:%M:%S}"
        case "date":
            return _date(value, weekday=True)
        case "day":
            return f"{value:%m-%d}" if is_chinese() else f"{value.day} {MONTHS[value.month - 1]}"
        case "short":
            return f"{value:%m-%d} {clock}" if is_chinese() else f"{value.day} {MONTHS[value.month - 1]} {clock}"
        case _:
            return f"{_date(value, weekday=True)} {clock}"


def _date(value: date, *, weekday: bool) -> str:
    name = WEEKDAYS[value.weekday()].in_language(language())
    if is_chinese():
        return f"{value:%Y-%m-%d} {name}" if weekday else f"{value:%Y-%m-%d}"
    plain = f"{value.day} {MONTHS[value.month - 1]} {value.year}"
    return f"{name} {plain}" if weekday else plain


@register.filter
def duration(value: object) -> str:
    """A length of time in days, hours and minutes; a bare number counts minutes. Negative lengths lose their sign."""
    if value is None or value == "":
        return ""
    minutes = int(value.total_seconds() // 60) if isinstance(value, timedelta) else int(value)  # type: ignore[call-overload]
    days, rest = divmod(abs(minutes), 1440)
    hours, minutes = divmod(rest, 60)
    zh = ("天", "小时", "分") if is_chinese() else (" d", " h", " min")
    parts = [f"{number}{unit}" for number, unit in zip((days, hours, minutes), zh, strict=True) if number]
    return (" " if not is_chinese() else "").join(parts[:2]) or f"0{zh[2]}"


@register.filter
def since(moment: datetime | None, start: datetime | None) -> timedelta | str:
    """The time from ``start`` to ``moment``; nothing when either is unknown."""
    return moment - start if moment and start else ""


@register.filter
def count(value: object, unit: str = "") -> str:
    """An exact number with thousands separators and its measure word."""
    if value is None:
        return "—"
    return f"{_number(value)}{_unit(value, unit)}"


@register.filter
def brief(value: object, unit: str = "") -> str:
    """A number for a tile: exact below a hundred thousand, from there as 万 (thousand, million) with one decimal."""
    if value is None or value == "":
        return "—"
    number = Decimal(str(value))
    if abs(number) < 100_000:
        return count(value, unit)
    if is_chinese():
        return f"{number / 10_000:,.1f} 万{_unit(value, unit).strip()}"
    size, mark = (1_000_000, "m") if abs(number) >= 1_000_000 else (1_000, "k")
    return f"{number / size:,.1f}{mark}{_unit(value, unit)}"


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int | float | Decimal) else str(value)


def _unit(value: object, unit: str) -> str:
    if not unit:
        return ""
    zh, one, many = UNITS[unit]
    if is_chinese():
        return f" {zh}"
    return f" {one}" if value == 1 else f" {many}"


@register.filter
def measure(value: object, unit: str) -> str:
    """Only the measure word that goes with a number."""
    return _unit(value, unit).strip()


@register.filter
def area_name(code: object, style: str = "") -> str:
    """The name of an area by its code; ``long`` puts the names of the county and town above it in front."""
    if code is None or code == "":
        return ""
    return area_words(int(code), long=style == "long").in_language(language())  # type: ignore[call-overload]


@register.filter
def at_key(mapping: object, key: object) -> object:
    """The value of a mapping under a key, or nothing."""
    return mapping.get(key, "") if hasattr(mapping, "get") else ""


@register.filter
def at_index(values: Sequence[object], index: int) -> object:
    """The value of a sequence at a place."""
    return values[index]


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An inline line icon; decorative unless it is given a label."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    drawing = mark_safe(ICONS[name])  # noqa: S308 - our own constant
    return format_html('<svg class="icon" viewBox="0 0 24 24" focusable="false" {}>{}</svg>', said, drawing)


@register.simple_tag
def control(field: BoundField, size: str = "") -> SafeString:
    """A form field's widget with the kit's classes and its help and errors tied to it."""
    widget = field.field.widget
    attributes: dict[str, str | bool] = {
        "class": f"{widget.attrs.get('class', '')} {_widget_class(widget, size)}".strip()
    }
    described = [f"{field.auto_id}_{part}" for part, there in _notes(field) if there]
    if described:
        attributes["aria-describedby"] = " ".join(described)
    if field.name == AREA and type(widget) is TextInput and "list" not in widget.attrs:
        attributes |= {"data-areas": True, "autocomplete": "off", "placeholder": gettext("Code, or a name to pick")}
    if field.errors:
        attributes["class"] = f"{attributes['class']} is-invalid"
        attributes["aria-invalid"] = "true"
    return field.as_widget(attrs=attributes)


def _notes(field: BoundField) -> Iterable[tuple[str, object]]:
    return (("help", field.help_text), ("error", field.errors))


def _widget_class(widget: object, size: str) -> str:
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        return ""
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    kind = "form-select" if isinstance(widget, Select) else "form-control"
    extra = " form-control-file" if isinstance(widget, FileInput) else ""
    return f"{kind} {kind}-{size}{extra}" if size else f"{kind}{extra}"


@register.filter
def of_button(tone: object) -> str:
    """The look of a button; the tone of a tag, which a page may call by the same name, is none."""
    look = tone.value if isinstance(tone, Tone) else str(tone or "")
    return "primary" if not look or look in TAGS else look


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether a field is one tick box, whose label stands behind it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_group(field: BoundField) -> bool:
    """Whether a field is a group of radio buttons or tick boxes."""
    return isinstance(field.field.widget, RadioSelect | CheckboxSelectMultiple)


@register.simple_tag(takes_context=True)
def link_to(context: template.Context, **changes: object) -> str:
    """This page's address with some query parameters changed; an empty value removes one."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = str(value)
    return f"?{query.urlencode()}" if query else context["request"].path
