"""The shapes in which sources send visits: which columns, under which names, and what a shape means by itself.

========== ===================================================== ================================================
shape      columns (any of the names; case does not matter)      meaning
========== ===================================================== ================================================
visits     person, place, start, until; zone, source, grade      a stay, by whatever source the row names
checkpoint person, place, passed_at; zone (the lane)             a passage: it is taken to last one minute
hotel      person, place, check_in, check_out; zone (the room)   a stay of one or more nights
========== ===================================================== ================================================

Every shape may have ``record``, the source's own number of the row: a later row of the same number corrects it; and
``supersedes``, the number of the row that this one corrects.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import pyarrow as pa

from sizao.ground.presence.types import RowShape, VisitSource

PASSAGE = timedelta(minutes=1)
"""How long a passage without an end is taken to last: a moment shares no time with anybody."""
PERSON = ("person", "person_number", "traveller", "guest", "人员", "人员编号", "旅客编号")
PLACE = ("place", "place_number", "venue", "场所", "场所编号")
RECORD = {
    "record": ("record", "record_id", "record_number", "记录编号", "流水号"),
    "supersedes": ("supersedes", "corrects", "被更正记录", "被更正记录编号"),
}
"""The source's own number of a row, and of the row that it corrects."""


class ColumnAbsent(ValueError):
    """A needed column is not there under any of its names."""

    def __init__(self, names: tuple[str, ...]) -> None:
        """Keep the names looked for."""
        super().__init__(names[0])
        self.names = names


@dataclass(frozen=True)
class Shape:
    """How a source writes its rows."""

    columns: Mapping[str, tuple[str, ...]]
    """By field of a visit, the names under which the column may stand."""
    source: VisitSource
    """The source of rows that name none."""
    passes: bool = False
    """Whether a row is a passage, which ends where the visit begins."""


SHAPES: dict[RowShape, Shape] = {
    RowShape.VISITS: Shape(
        {
            "person": PERSON, "place": PLACE, "start": ("start", "from", "开始", "开始时间", "到达时间"),
            "until": ("until", "end", "to", "结束", "结束时间", "离开时间"), "zone": ("zone", "seat", "区域", "座位"),
            "source": ("source", "来源"), "grade": ("grade", "证据等级"), **RECORD,
        },
        VisitSource.IMPORT,
    ),
    RowShape.CHECKPOINT: Shape(
        {
            "person": PERSON, "place": (*PLACE, "checkpoint", "post", "卡口", "卡口编号"),
            "start": ("passed_at", "time", "通过时间", "查验时间"), "zone": ("zone", "lane", "车道"), **RECORD,
        },
        VisitSource.CHECKPOINT,
        passes=True,
    ),
    RowShape.HOTEL: Shape(
        {
            "person": PERSON, "place": (*PLACE, "hotel", "酒店", "酒店编号"),
            "start": ("check_in", "arrived_at", "入住", "入住时间"), "until": ("check_out", "left_at", "离店", "离店时间"),
            "zone": ("zone", "room", "房号"), **RECORD,
        },
        VisitSource.HOTEL,
    ),
}  # fmt: skip
NEEDED = ("person", "place", "start", "until")


def canonical(rows: pa.Table, kind: RowShape) -> pa.Table:
    """The rows under the names of a visit's fields; columns that are absent and not needed are left out.

    Raises:
        ColumnAbsent: a needed column has none of its names.
    """
    shape = SHAPES[kind]
    at = {name.strip().casefold(): place for place, name in enumerate(rows.column_names)}
    found = {}
    for field, names in shape.columns.items():
        place = next((at[name] for name in names if name in at), None)
        if place is not None:
            found[field] = rows.column(place)
        elif field in NEEDED:
            raise ColumnAbsent(names)
    return pa.table(found)
