"""Reading the world's files: tables as dictionaries, civil times of China as aware moments, printed codes as areas."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sizao.kernel import areas
from sizao.kernel.words import Words

CHINA = ZoneInfo("Asia/Shanghai")
FOLDER = Path(__file__).resolve().parents[5] / "worlds" / "yixing-2021"
"""Where the files lie in a checkout."""

Row = Mapping[str, str]


@dataclass(frozen=True)
class Files:
    """Everything the world's folder says."""

    world: Mapping[str, Any]
    places: Sequence[Row]
    stays: Sequence[Row]
    contacts: Sequence[Row]
    points: Sequence[Row]
    zones: Sequence[Row]
    tasks: Sequence[Row]
    rounds: Sequence[Row]
    returns: Sequence[Row]
    lists: Sequence[Row]
    facts: Mapping[str, str]


def read(folder: Path = FOLDER) -> Files:
    """The files of the world."""
    world = tomllib.loads((folder / "world.toml").read_text(encoding="utf-8"))
    tables = {name: table(folder / f"{name}.csv") for name in _TABLES}
    facts = {row["key"]: row["value"] for row in table(folder / "facts.csv")}
    return Files(world=world, facts=facts, **tables)


_TABLES = ("places", "stays", "contacts", "points", "zones", "tasks", "rounds", "returns", "lists")


def table(path: Path) -> list[Row]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(value: datetime | str) -> datetime:
    """A civil time of China as an aware moment in UTC."""
    local = datetime.fromisoformat(value) if isinstance(value, str) else value
    return local.replace(tzinfo=CHINA).astimezone(UTC)


def on_day(day: Any, text: str) -> datetime:
    """A clock time such as ``08:30`` on a local day."""
    return datetime.combine(day, time.fromisoformat(text), CHINA).astimezone(UTC)


def area(code: str) -> int:
    """The area of a printed code."""
    return areas.parse(code)


def words(row: Row) -> Words:
    """The name of a row in both languages."""
    return Words(row["name_zh"], row["name_en"])


def number(text: str) -> float | None:
    """A number, or nothing for an empty cell."""
    return float(text) if text else None
