"""A list of people read at once, for rooms that take lists without staging a batch: typed rows, and why others fail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sizao.ground.intake.queries import reader
from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.queries.staged import reading_of
from sizao.ground.intake.rules import headings, survey
from sizao.ground.intake.types import Kind, Order, Record, Rejection

NAMING = frozenset({"name", "last_name", "document_number", "phone"})
"""A table without any of these names nobody."""


@dataclass(frozen=True)
class PeopleList:
    """The rows of a list: those that may enter, those that cannot be read, and how many there are."""

    records: tuple[Record, ...]
    rejections: tuple[Rejection, ...]
    physical: int


def people_in(content: bytes, filename: str, *, area: int, at: datetime) -> PeopleList | None:
    """The persons of a table, or ``None`` when no heading names a person (a letter in running text, for example).

    Raises:
        FileRefused: the file cannot be read.
    """
    order = Order(Kind.CONTACTS, area)
    with reader.opened(reader.Upload(content, filename, order.kind)) as table:
        rows = list(table.rows())
        source = table.source
    found = survey.survey(source.headings, rows)
    known = catalogue(order.kind)
    mapping = survey.with_date_order(headings.propose(source.headings, known), found, known)
    if not NAMING & set(mapping.columns.values()):
        return None
    reading = reading_of(order, mapping, source.headings, found.widths(), at)
    fates = [reading.read(row) for row in rows]
    records = tuple(each for each in fates if isinstance(each, Record))
    return PeopleList(records, tuple(each for each in fates if isinstance(each, Rejection)), len(rows))
