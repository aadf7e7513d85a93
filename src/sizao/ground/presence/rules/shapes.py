"""The shapes in which sources send visits; headings, words and dates are those of :mod:`sizao.traceback.headings`.

Every shape may have ``record``, the source's own number of the row: a later row of the same number corrects it; and
``supersedes``, the number of the row that this one corrects.
"""

from __future__ import annotations

import pyarrow as pa

from sizao.ground.presence.types import RowShape
from sizao.traceback import headings
from sizao.traceback.headings import NEEDED, PASSAGE, RECORD, Shape

__all__ = ["NEEDED", "PASSAGE", "RECORD", "SHAPES", "ColumnAbsent", "Shape", "canonical", "is_stated"]


class ColumnAbsent(ValueError):
    """A needed column is not there under any of its names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Keep the names looked for."""
        super().__init__(names[0])
        self.names = names


SHAPES: dict[RowShape, Shape] = {each: headings.SHAPES[each.value] for each in RowShape}


def canonical(rows: pa.Table, kind: RowShape) -> pa.Table:
    """The rows under the names of a visit's fields; columns that are absent and not needed are left out.

    Raises:
        ColumnAbsent: a needed column has none of its names.
    """
    shape = SHAPES[kind]
    found = headings.found(rows.column_names, shape)
    for field in headings.absent(found, shape):
        raise ColumnAbsent(shape.columns[field])
    return pa.table({field: rows.column(place) for field, place in found.items()})


def is_stated(name: str, fields: tuple[str, ...], kind: RowShape) -> bool:
    """Whether a column's heading is one of those of some fields."""
    stated = {headings.fold(each) for field in fields for each in SHAPES[kind].columns[field]}
    return headings.fold(name) in stated
