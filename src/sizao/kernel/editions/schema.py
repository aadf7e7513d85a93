"""The words of an edition file: which keys each section may hold, their unit, label and which direction is stricter.

A section is a frozen dataclass; every key that a file may write is a field made by one of the functions here. The
parser, the figure list, the overlay check and the pages all read these marks, so a key is described once.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cache
from typing import Any

from sizao.kernel.words import LabelledEnum, Words

NO_WORDS = Words("", "")


class Unit(LabelledEnum):
    """What a figure counts."""

    NONE = "", "", ""
    DAYS = "days", "天", "days"
    DAY = "day", "第几天", "day number"
    HOURS = "hours", "小时", "hours"
    MINUTES = "minutes", "分钟", "minutes"
    MONTHS = "months", "个月", "months"
    YEARS = "years", "年", "years"
    METRES = "metres", "米", "metres"
    TIMES = "times", "次", "times"
    PER_DAY = "per_day", "次/天", "times a day"
    PER_WEEK = "per_week", "次/周", "times a week"
    CASES = "cases", "例", "cases"
    PEOPLE = "people", "人", "people"
    PEOPLE_PER_HOUR = "people_per_hour", "人/小时", "people an hour"
    ROWS = "rows", "排", "rows"
    ROUNDS = "rounds", "轮", "rounds"
    ROOMS = "rooms", "间", "rooms"
    SITES = "sites", "处", "sites"
    SAMPLES = "samples", "份合一管", "samples a tube"
    PERCENT = "percent", "%", "%"
    DEGREES = "celsius", "℃", "°C"
    CT = "ct", "Ct 值", "Ct value"
    MG_PER_L = "mg_per_l", "毫克/升", "mg/L"
    CNY = "cny", "元", "CNY"
    GROUPS = "groups", "个组", "groups"
    LABS = "labs", "家实验室", "laboratories"


class Stricter(StrEnum):
    """Which direction of a figure binds people more tightly."""

    HIGHER = "higher"
    LOWER = "lower"


class Kind(StrEnum):
    """How a key is written in the file."""

    FIGURE = "figure"
    TEXT = "text"
    NESTED = "nested"
    KEYED = "keyed"
    LISTED = "listed"
    PARAMETERS = "parameters"


@dataclass(frozen=True)
class Spec:
    """One key of a section: what it holds and what it is called."""

    kind: Kind
    words: Words = NO_WORDS
    accepts: type = int
    unit: Unit = Unit.NONE
    stricter: Stricter | None = None
    many: bool = False
    required: bool = False
    of: type | None = None


def figure(
    zh: str,
    en: str,
    *,
    accepts: type = int,
    unit: Unit = Unit.NONE,
    stricter: Stricter | None = None,
    many: bool = False,
    required: bool = False,
) -> Any:
    """A key that holds one figure (or, with ``many``, a list of them), absent when the edition says nothing."""
    spec = Spec(Kind.FIGURE, Words(zh, en), accepts, unit, stricter, many, required)
    return field(default=() if many else None, metadata={"spec": spec})


def text(zh: str, en: str) -> Any:
    """A key that holds one sentence in both languages, ``{ zh = "…", en = "…" }``."""
    return field(default=None, metadata={"spec": Spec(Kind.TEXT, Words(zh, en), str)})


def nested(of: type, zh: str, en: str) -> Any:
    """A key that holds one sub-section."""
    return field(default=None, metadata={"spec": Spec(Kind.NESTED, Words(zh, en), of=of)})


def keyed(of: type, zh: str, en: str) -> Any:
    """A key that holds named sub-sections, kept in the order of the file."""
    return field(default=(), metadata={"spec": Spec(Kind.KEYED, Words(zh, en), of=of)})


def listed(of: type, zh: str, en: str) -> Any:
    """A key that holds an array of sub-sections that is replaced as a whole by an overlay."""
    return field(default=(), metadata={"spec": Spec(Kind.LISTED, Words(zh, en), of=of)})


def parameters(zh: str, en: str) -> Any:
    """A key that holds free figures by section and name, each with its own words and unit."""
    return field(default=(), metadata={"spec": Spec(Kind.PARAMETERS, Words(zh, en))})


@cache
def specs(section: type) -> dict[str, Spec]:
    """The keys a section may hold, in the order they are read on the page."""
    return {each.name: each.metadata["spec"] for each in fields(section) if "spec" in each.metadata}


@cache
def is_worded(section: type) -> bool:
    """Whether each entry of this section carries its own ``zh`` and ``en``."""
    return any(each.name == "words" for each in fields(section))


def fits(spec: Spec, value: object) -> bool:
    """Whether a raw TOML value has the type its key asks for."""
    if spec.many:
        return isinstance(value, list) and all(_is(spec.accepts, each) for each in value)
    return _is(spec.accepts, value)


def _is(accepts: type, value: object) -> bool:
    if isinstance(value, bool):
        return accepts is bool
    if issubclass(accepts, StrEnum):
        return isinstance(value, str) and value in set(accepts)
    if accepts is float:
        return isinstance(value, int | float)
    return isinstance(value, accepts)
