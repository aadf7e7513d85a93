"""A list of people read at once, for rooms that take lists without staging a batch: typed rows, and why others fail."""

from __future__ import annotations

from collections.abc import Mapping as ReadOnly
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sizao.ground.intake.queries import reader
from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.queries.staged import reading_of
from sizao.ground.intake.rules import headings, survey
from sizao.ground.intake.types import Kind, Mapping, Order, Record, Rejection

Words = ReadOnly[str, Sequence[str]]
"""Headings by field."""

NAMING = frozenset({"name", "last_name", "document_number", "phone"})
"""A table without any of these names nobody."""


@dataclass(frozen=True)
class PeopleList:
    """The rows of a list: those that may enter, those that cannot be read, and how many there are."""

    records: tuple[Record, ...]
    rejections: tuple[Rejection, ...]
    physical: int


def people_in(
    content: bytes, filename: str, *, area: int, at: datetime, also: Words | None = None
) -> PeopleList | None:
    """The persons of a table, or ``None`` when no heading names a person (a letter in running text, for example).

    ``also`` gives further headings by field, as the senders of such lists write them; a heading that the catalogue knows
    is not read otherwise, and the first field in its order takes a heading.

    Raises:
        FileRefused: the file cannot be read.
    """
    order = Order(Kind.CONTACTS, area)
    with reader.opened(reader.Upload(content, filename, order.kind)) as table:
        rows = list(table.rows())
        source = table.source
    found = survey.survey(source.headings, rows)
    known = catalogue(order.kind)
    mapping = survey.with_date_order(_with(headings.propose(source.headings, known), also or {}), found, known)
    if not NAMING & set(mapping.columns.values()):
        return None
    reading = reading_of(order, mapping, source.headings, found.widths(), at)
    fates = [reading.read(row) for row in rows]
    records = tuple(each for each in fates if isinstance(each, Record))
    return PeopleList(records, tuple(each for each in fates if isinstance(each, Rejection)), len(rows))


def _with(mapping: Mapping, also: Words) -> Mapping:
    """The mapping with headings that only this kind of sender writes; each field is taken once, in the order of words."""
    columns = dict(mapping.columns)
    free = {headings.normal(headings.bare(each)): each for each, name in columns.items() if not name}
    for name, words in also.items():
        found = next((free[key] for key in map(headings.normal, words) if key in free), None)
        if found is not None and name not in columns.values():
            columns[found] = name
    return replace(mapping, columns=columns)
