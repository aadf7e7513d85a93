"""What the pages of editions show: sections, groups and lines, and the lines of a comparison."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sizao.kernel.editions import Change, Citation, Disease, EditionKind, EditionStatus, Figure
from sizao.kernel.words import Words


@dataclass(frozen=True)
class Line:
    """One figure as read: its name, its value with unit, and where it is written."""

    path: str
    words: Words
    value: Words
    clause: Citation


@dataclass(frozen=True)
class Found:
    """One answer to a question: a figure with its value, and where it is written."""

    edition_id: str
    edition: Words
    section: Words
    line: Line
    points: int


@dataclass(frozen=True)
class Group:
    """The figures of one entry, such as one regime or one kind of zone; ``summary`` says it in one sentence."""

    key: str
    words: Words | None
    summary: Words | None
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Section:
    """One part of an edition."""

    key: str
    words: Words
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class Shelved:
    """One edition or overlay in the list."""

    id: str
    title: Words
    issuer: Words
    kind: EditionKind
    disease: Disease
    status: EditionStatus
    effective_on: date | None
    until_on: date | None
    areas: tuple[int, ...]
    where: Words
    """The names of its areas; empty for the whole nation."""
    by_decision: bool
    figures: int
    weak: int


@dataclass(frozen=True)
class Compared:
    """One figure in two editions side by side; an empty value where one says nothing."""

    path: str
    words: Words
    before: Words | None
    after: Words | None
    before_figure: Figure | None
    after_figure: Figure | None
    change: Change


@dataclass(frozen=True)
class ComparedSection:
    """The figures of one part in two editions."""

    key: str
    words: Words
    rows: tuple[Compared, ...]
