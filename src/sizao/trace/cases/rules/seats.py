"""Who sat near whom: the transport annex read as a rule over carriage and row numbers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sizao.kernel.editions.types import TransportRule

_CARRIAGE = re.compile(r"0*(\d+)\s*号?\s*(?:车厢|车|coach|carriage|car)|(?:carriage|车厢)\s*0*(\d+)", re.IGNORECASE)
_ROW = re.compile(
    r"0*(\d+)\s*(?:排|row)?\s*([A-Za-z])?\s*(?:座|号|seat)?\s*(?:([上中下])铺?|(upper|middle|lower)(?:\s*berth)?)?$",
    re.IGNORECASE,
)
_BERTHS = {"upper": "上", "middle": "中", "lower": "下"}
CREW = re.compile("乘务|司机|服务员|列车员|船员|crew|driver|steward|staff", re.IGNORECASE)
"""What stands in the place of a seat for those who serve others."""


@dataclass(frozen=True)
class Seat:
    """Where somebody sat: carriage (``None`` where there is only one room) and row; the letter or berth only for the record."""

    carriage: int | None = None
    row: int | None = None
    letter: str = ""


def parse_seat(text: str) -> Seat:
    """A seat as written on tickets: ``05车12A``, ``12A``, ``carriage 5 12A``, ``5号车厢``.

    >>> parse_seat("05车12A")
    Seat(carriage=5, row=12, letter='A')
    >>> parse_seat("3号车厢").carriage
    3
    >>> parse_seat("05车12号下铺")
    Seat(carriage=5, row=12, letter='下')
    """
    carriage = _CARRIAGE.search(text)
    rest = text[carriage.end() :] if carriage else text
    row = _ROW.search(rest.strip())
    return Seat(
        carriage=int(carriage[1] or carriage[2]) if carriage else None,
        row=int(row[1]) if row else None,
        letter=_letter(row) if row else "",
    )


def _letter(row: re.Match[str]) -> str:
    return (row[2] or row[3] or _BERTHS.get((row[4] or "").lower(), "")).upper()


def is_close_by_seat(rule: TransportRule, case: Seat, other: Seat) -> bool | None:
    """Whether two seats of one vehicle are close under the edition's rule; ``None`` when the seats do not say.

    A rule for the whole closed compartment looks at the carriage (everyone, where there is only one room); a rule by rows
    looks at the rows in front of and behind the case, in the same carriage.
    """
    if rule.whole:
        return None if (case.carriage is None) != (other.carriage is None) else case.carriage == other.carriage
    if case.row is None or other.row is None or case.carriage != other.carriage:
        return None if case.row is None or other.row is None else False
    ahead = case.row - other.row
    return -(rule.rows_back or 0) <= ahead <= (rule.rows_front or 0)
