"""Paging by key: the next page starts after the last row's sort value and id, so depth costs nothing.

Rows without a sort value always come last. They are a second segment of the same list: first the rows with a value in
index order, then the rest by id. Each segment is one range scan of an index on ``(sort, id)``.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Expression, F, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

from sizao.spine.web.errors import BadCursor


@dataclass(frozen=True)
class Cursor:
    """A place between two rows: the sort value (``None`` in the last segment) and the id of the row before it."""

    value: Any
    pk: Any
    backwards: bool = False

    def to_text(self) -> str:
        """A short text for the address line."""
        body = json.dumps([_pack(self.value), _pack(self.pk), int(self.backwards)], separators=(",", ":"))
        return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")

    @classmethod
    def from_text(cls, text: str) -> Cursor:
        """Read a cursor back.

        Raises:
            BadCursor: when the text is not one of ours.
        """
        try:
            value, pk, backwards = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return cls(_unpack(value), _unpack(pk), bool(backwards))
        except (ValueError, TypeError, KeyError, binascii.Error) as error:
            raise BadCursor(reason="") from error


class RowAfter(Expression):
    """``(a, b) > (c, d)`` (or ``<``) as PostgreSQL's row comparison, which an index on ``(a, b)`` answers in one step."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, left: Sequence[Any], right: Sequence[Any], sign: str) -> None:
        super().__init__()
        self.sides = [*left, *right]
        self.sign = sign

    def get_source_expressions(self) -> list[Any]:
        """The four compared expressions."""
        return self.sides

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """Replace the four compared expressions by resolved ones."""
        self.sides = list(exprs)

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The comparison and its parameters."""
        parts = [compiler.compile(each) for each in self.sides]
        texts = [text for text, _ in parts]
        parameters = [value for _, given in parts for value in given]
        return f"({texts[0]}, {texts[1]}) {self.sign} ({texts[2]}, {texts[3]})", tuple(parameters)


@contextmanager
def along_the_order(*, wanted: bool = True) -> Iterator[None]:
    """Fetch a page of many rows along the list's own index, and let no other index be read beside it.

    The planner takes a policy's area range for 0.5 % of a table whatever it is, because its bounds are known only when the
    query runs. Near the end of a long list it would therefore read the area's indexes whole, a million entries, to meet
    them with the few that are left. Without bitmaps it cannot combine indexes: it follows the order.
    """
    if wanted:
        _let_bitmaps("off")
    yield
    if wanted:
        _let_bitmaps("on")


def _let_bitmaps(state: str) -> None:
    """For the rest of this transaction; an error ends it and with it the setting."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL enable_bitmapscan = {state}")


def take(rows: QuerySet[Any], order: str, cursor: Cursor | None, size: int) -> tuple[list[Any], bool, bool]:
    """One page in the list's order.

    Args:
        rows: the filtered rows, unordered.
        order: an ORM field, with ``-`` in front for descending; ``pk`` and fields that allow no NULL have one segment.
        cursor: where to go on, or ``None`` for the first page.
        size: rows on a page.

    Returns:
        The rows, whether there are rows before them, and whether there are rows after them.
    """
    backwards = cursor is not None and cursor.backwards
    found: list[Any] = []
    for segment in _segments(rows, order, cursor, backwards):
        found += list(segment[: size + 1 - len(found)])
        if len(found) > size:
            break
    more = len(found) > size
    found = found[:size]
    if backwards:
        return found[::-1], more, True
    return found, cursor is not None, more


def cursors(page: Sequence[Any], order: str) -> tuple[str, str]:
    """The cursor texts to the page before and to the page after these rows."""
    if not page:
        return "", ""
    before = Cursor(_value(page[0], order), page[0].pk, backwards=True)
    return before.to_text(), Cursor(_value(page[-1], order), page[-1].pk).to_text()


def _segments(rows: QuerySet[Any], order: str, cursor: Cursor | None, backwards: bool) -> list[QuerySet[Any]]:
    name, descending = order.lstrip("-"), order.startswith("-") != backwards
    with_value, without = _with_value(rows, name, descending), _without_value(rows, name, descending)
    sign = "<" if descending else ">"
    if cursor is None:
        return [with_value, *without]
    if cursor.value is None:
        rest = [each.filter(**{f"pk__{'lt' if descending else 'gt'}": cursor.pk}) for each in without]
        return [*rest, with_value] if backwards else rest
    after = _after(rows.model, with_value, name, cursor, sign)
    return [after] if backwards else [after, *without]


def _with_value(rows: QuerySet[Any], name: str, descending: bool) -> QuerySet[Any]:
    mark = "-" if descending else ""
    if name in {"pk", "id"}:
        return rows.order_by(f"{mark}pk")
    kept = rows.filter(**{f"{name}__isnull": False}) if _may_be_null(rows, name) else rows
    return kept.order_by(f"{mark}{name}", f"{mark}pk")


def _without_value(rows: QuerySet[Any], name: str, descending: bool) -> list[QuerySet[Any]]:
    if name in {"pk", "id"} or not _may_be_null(rows, name):
        return []
    return [rows.filter(**{f"{name}__isnull": True}).order_by("-pk" if descending else "pk")]


def _may_be_null(rows: QuerySet[Any], name: str) -> bool:
    """A plain column says so itself; what comes over a relation or from an annotation might always be missing."""
    fields = {each.name: each for each in rows.model._meta.concrete_fields}
    return name not in fields or fields[name].null


def _after(model: type[Model], rows: QuerySet[Any], name: str, cursor: Cursor, sign: str) -> QuerySet[Any]:
    key = model._meta.pk
    pk = Value(cursor.pk, output_field=type(key)() if isinstance(cursor.pk, UUID) else None)
    if name in {"pk", "id"}:
        return rows.filter(**{f"pk__{'lt' if sign == '<' else 'gt'}": cursor.pk})
    return rows.filter(RowAfter((F(name), F("pk")), (Value(cursor.value), pk), sign))


def _value(row: Any, order: str) -> Any:
    for name in order.lstrip("-").split("__"):
        if row is None:
            return None
        row = getattr(row, name)
    return row


def _pack(value: Any) -> Any:
    for mark, kind in (("t", datetime), ("d", date), ("u", UUID), ("n", Decimal)):
        if isinstance(value, kind):
            return {mark: value.isoformat() if isinstance(value, date) else str(value)}
    return value


_READERS: dict[str, Callable[[str], Any]] = {
    "t": datetime.fromisoformat,
    "d": date.fromisoformat,
    "u": UUID,
    "n": Decimal,
}


def _unpack(value: Any) -> Any:
    if isinstance(value, dict):
        ((mark, text),) = value.items()
        return _READERS[mark](text)
    if not isinstance(value, str | int | float | None):
        raise TypeError(type(value))
    return value
