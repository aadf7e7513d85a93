"""One look over a whole file before it is read: which date order its columns show, which identifiers lost zeros."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from sizao.ground.intake.rules.cells import choice_of
from sizao.ground.intake.types import Catalogue, Cell, DateOrder, FieldType, Mapping, Row

DISTINCT = 60
"""Different texts of a column that are remembered, for the values that a person has to explain."""
_YEAR_LAST = re.compile(r"\s*(\d{1,2})[-/.](\d{1,2})[-/.]\d{4}")


@dataclass
class Column:
    """What one column showed."""

    filled: int = 0
    day_first: bool = False
    month_first: bool = False
    zero_led_width: int = 0
    texts: Counter[str] = field(default_factory=Counter)

    def see(self, cell: Cell) -> None:
        """Take one cell into account."""
        if cell is None or cell == "":
            return
        self.filled += 1
        if not isinstance(cell, str):
            return
        if len(self.texts) < DISTINCT or cell in self.texts:
            self.texts[cell] += 1
        if cell[0] == "0" and len(cell) > 1 and cell.isascii() and cell.isdigit():
            self.zero_led_width = max(self.zero_led_width, len(cell))
        elif len(cell) >= 8 and (match := _YEAR_LAST.match(cell)):
            self.day_first = self.day_first or int(match[1]) > 12
            self.month_first = self.month_first or int(match[2]) > 12

    @property
    def order(self) -> DateOrder | None:
        """The date order this column shows; ``None`` when it shows none or contradicts itself."""
        if self.day_first == self.month_first:
            return None
        return DateOrder.DAY_FIRST if self.day_first else DateOrder.MONTH_FIRST


@dataclass
class Survey:
    """What a look over all rows showed."""

    headings: tuple[str, ...]
    columns: list[Column]
    rows: int = 0
    first_rows: list[Row] = field(default_factory=list)

    def widths(self) -> dict[str, int]:
        """Heading to the width of its zero-led numbers, for columns that have any."""
        pairs = zip(self.headings, self.columns, strict=True)
        return {heading: column.zero_led_width for heading, column in pairs if column.zero_led_width}

    def date_order(self, mapping: Mapping, catalogue: Catalogue) -> DateOrder | None:
        """The one order that the date columns of a mapping agree on."""
        dated = {FieldType.MOMENT, FieldType.DAY}
        orders = {
            column.order
            for heading, column in zip(self.headings, self.columns, strict=True)
            if (name := mapping.columns.get(heading)) and name in catalogue and catalogue.field(name).type in dated
        } - {None}
        return orders.pop() if len(orders) == 1 else None

    def unexplained(self, mapping: Mapping, catalogue: Catalogue) -> dict[str, dict[str, int]]:
        """For each list field the texts that neither aliases nor corrections explain, with their counts."""
        found: dict[str, dict[str, int]] = {}
        for heading, column in zip(self.headings, self.columns, strict=True):
            name = mapping.columns.get(heading, "")
            if name not in catalogue or catalogue.field(name).type is not FieldType.CHOICE:
                continue
            known, wanted = mapping.values.get(name, {}), catalogue.field(name)
            texts = {
                text: count
                for text, count in column.texts.most_common()
                if text.strip() and text.strip() not in known and choice_of(text, wanted) is None
            }
            if texts:
                found[name] = texts
        return found


def survey(headings: Sequence[str], rows: Iterable[Row], kept: int = 20) -> Survey:
    """Look over all rows once; the first ``kept`` are remembered for the preview."""
    found = Survey(tuple(headings), [Column() for _ in headings])
    for row in rows:
        found.rows += 1
        if len(found.first_rows) < kept:
            found.first_rows.append(row)
        for column, cell in zip(found.columns, row.cells, strict=False):
            column.see(cell)
    return found


def with_date_order(mapping: Mapping, found: Survey, catalogue: Catalogue) -> Mapping:
    """The mapping with the date order that the file shows, unless a person has chosen one."""
    if mapping.date_order:
        return mapping
    shown = found.date_order(mapping, catalogue)
    if shown is None and any(heading in found.headings for heading in catalogue.day_first):
        shown = DateOrder.DAY_FIRST
    return replace(mapping, date_order=shown)
