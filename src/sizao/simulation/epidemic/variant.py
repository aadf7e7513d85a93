"""Parameter files: every figure of a disease's course with its source, its published uncertainty and how it was derived."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sizao.kernel.words import Words

HERE = Path(__file__).parent
BAND_YEARS, BANDS = 10, 10
"""Lists by age hold ten-year groups from 0-9 to 90 and older; a list of one holds for all ages."""


@dataclass(frozen=True)
class Figure:
    """A number (or a list) with where it is from; ``low`` and ``high`` are the published interval, if there is one."""

    name: str
    value: float | tuple[float, ...]
    source: str
    words: str
    low: float | None = None
    high: float | None = None
    derived: str = ""
    """How it follows from what was published; empty when it was published as it stands."""


@dataclass(frozen=True)
class Variant:
    """A pathogen as the model knows it. Figures not in its own file are those of the file it is based on."""

    id: str
    disease: str
    title: Words
    figures: Mapping[str, Figure] = field(repr=False)
    based_on: str = ""
    """the variant whose figures stand where its own file says nothing"""

    def number(self, name: str) -> float:
        """A figure that is one number.

        Raises:
            KeyError: when the variant has no such figure.
            TypeError: when it is a list.
        """
        value = self.figures[name].value
        if isinstance(value, tuple):
            raise TypeError(f"{name} of {self.id} is a list")
        return value

    def curve(self, name: str) -> NDArray[np.float64]:
        """A figure that is a list."""
        return np.atleast_1d(np.asarray(self.figures[name].value, np.float64))

    def by_age(self, name: str, ages: NDArray[np.generic]) -> NDArray[np.float64]:
        """A figure by age, for each of some ages in years."""
        values = self.curve(name)
        band = np.minimum(np.asarray(ages, np.int64) // BAND_YEARS, BANDS - 1)
        return values[band] if len(values) > 1 else np.full(len(band), values[0])

    def changed(self, **values: float | tuple[float, ...]) -> Variant:
        """The same with other values (``latent__mean_days=3.0``), for tests and for analyses of sensitivity."""
        figures = dict(self.figures)
        for spelled, value in values.items():
            name = spelled.replace("__", ".")
            figures[name] = Figure(name, value, "changed", figures[name].words)
        return replace(self, figures=figures)


@cache
def variant(name: str) -> Variant:
    """A variant that ships with the package.

    Raises:
        KeyError: when there is none of that name.
    """
    path = HERE / "variants" / f"{name}.toml"
    if name not in names():
        raise KeyError(f"there is no variant {name!r}; there are {', '.join(names())}")
    said = tomllib.loads(path.read_text(encoding="utf-8"))
    figures = dict(variant(said["based_on"]).figures) if "based_on" in said else {}
    words = Words(said["zh"], said["en"])
    return Variant(said["id"], said["disease"], words, figures | figures_of(said), said.get("based_on", ""))


def names() -> tuple[str, ...]:
    """The variants that ship, in alphabetical order."""
    return tuple(sorted(path.stem for path in (HERE / "variants").glob("*.toml")))


def figures_of(said: Mapping[str, Any]) -> dict[str, Figure]:
    """The figures of a parsed file, by their dotted names.

    Raises:
        KeyError: when a figure has no source, or one that the file does not describe.
    """
    found = {}
    for group, members in said.items():
        if group == "sources" or not isinstance(members, dict):
            continue
        rows = {group: members} if "value" in members else {f"{group}.{name}": row for name, row in members.items()}
        for name, row in rows.items():
            if isinstance(row, dict):
                found[name] = _figure(name, row, said["sources"])
    return found


def _figure(name: str, row: Mapping[str, Any], sources: Mapping[str, str]) -> Figure:
    value = tuple(float(each) for each in row["value"]) if isinstance(row["value"], list) else float(row["value"])
    return Figure(
        name, value, sources[row["source"]], row["words"], row.get("low"), row.get("high"), row.get("derived", "")
    )
