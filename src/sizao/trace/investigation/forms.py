"""What a browser without script sends: the fields by name, the rows by number, and a pasted table."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import QueryDict

from sizao.trace.investigation.rules import read_pasted
from sizao.trace.investigation.types import CELLS, FIELDS, MOST_ROWS, STAY, Kind

NAMES = (*(each.name for each in CELLS), STAY)


def answers_of(given: QueryDict) -> dict[str, object]:
    """The fields that were sent."""
    found: dict[str, object] = {}
    for field in FIELDS:
        if field.kind is Kind.CHOICES:
            found[field.name] = given.getlist(field.name)
        elif field.name in given:
            found[field.name] = given[field.name]
    return found


def rows_of(given: QueryDict) -> list[dict[str, str]]:
    """The rows that were sent, with those of a pasted table behind them."""
    numbers = sorted({int(key.split("-")[1]) for key in given if _is_cell(key)})
    typed = [_row(given, number) for number in numbers[:MOST_ROWS]]
    return typed + read_pasted(given.get("pasted", ""))


def _is_cell(key: str) -> bool:
    head, _, rest = key.partition("-")
    number, _, name = rest.partition("-")
    return head == "row" and number.isascii() and number.isdigit() and len(number) < 5 and name in NAMES


def _row(given: Mapping[str, str], number: int) -> dict[str, str]:
    cells = {name: given.get(f"row-{number}-{name}", "") for name in NAMES}
    return {name: value for name, value in cells.items() if value}
