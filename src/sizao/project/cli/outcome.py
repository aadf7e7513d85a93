"""What a verb hands back: one JSON document for machines, lines for people, and the exit code."""

from __future__ import annotations

import dataclasses
import enum
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import PurePath
from typing import Any
from uuid import UUID

from sizao.kernel.words import Words

DONE = 0
BROKEN = 1
"""The installation itself cannot do it now: no database, no room on the disk."""
BAD_INPUT = 2
REFUSED = 3


@dataclass(frozen=True)
class Outcome:
    """The result of one verb.

    ``document`` is anything made of dataclasses, mappings, sequences, dates and numbers; ``--json`` prints it whole.
    ``lines`` are what a person reads instead, plain text or :class:`Words`; without lines the document is printed
    indented.
    """

    document: Any = None
    lines: Sequence[str | Words] = ()
    code: int = DONE


def as_json(document: Any, *, indent: int | None = None) -> str:
    """One JSON document: Chinese stays readable, times carry their offset, words become ``{"zh": …, "en": …}``."""
    return json.dumps(plain(document), ensure_ascii=False, indent=indent)


def plain(value: Any) -> Any:
    """The same value made of what JSON knows."""
    if value is None or isinstance(value, bool | int | float) or type(value) is str:
        return value
    if isinstance(value, Words):
        return {"zh": value.zh, "en": value.en}
    if isinstance(value, enum.Enum):
        return plain(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    return _plain_collection(value)


def _plain_collection(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(each) for key, each in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(each) for each in value), key=str)
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return [plain(each) for each in value]
    return _plain_scalar(value)


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, UUID | Decimal | PurePath | str):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no JSON form")
