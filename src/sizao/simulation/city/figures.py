"""The assumptions of the synthetic city: every number with its source, read from ``figures.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, TypeAlias

import numpy as np

Array: TypeAlias = "np.ndarray[Any, Any]"

READING = "reading"
"""The source of what nobody has measured."""


@dataclass(frozen=True)
class Figure:
    """One assumption: its value, the key of its source, and what it means in words."""

    path: str
    value: Any
    source: str
    words: str


@dataclass(frozen=True)
class Composition:
    """One kind of household: share of family households, one letter a member, mean and spread of the head's age."""

    share: float
    members: str
    head: tuple[float, float]


@cache
def _document() -> dict[str, Any]:
    return tomllib.loads(_text())


def _text() -> str:
    return resources.files(__package__).joinpath("figures.toml").read_text("utf-8")


def figures_digest() -> str:
    """The checksum of all figures: a city of other figures is another city."""
    return sha256(_text().encode()).hexdigest()


def sources() -> dict[str, str]:
    """What each key of a source stands for."""
    return dict(_document()["sources"])


def all_figures() -> Iterator[Figure]:
    """Every figure with a path, in the order of the file."""
    for group, entries in _document().items():
        if group not in {"sources", "household"}:
            for name, entry in entries.items():
                yield Figure(f"{group}.{name}", entry["value"], entry["source"], entry["words"])


def figure(path: str) -> Any:
    """The value of one figure."""
    group, _, name = path.partition(".")
    return _document()[group][name]["value"]


def number(path: str) -> float:
    """The value of a figure that is one number."""
    return float(figure(path))


def numbers(path: str) -> Array:
    """The values of a figure that is a row of numbers."""
    return np.array(figure(path), np.float64)


def compositions() -> tuple[Composition, ...]:
    """The kinds of family households."""
    return tuple(
        Composition(each["share"], each["members"], (each["head"][0], each["head"][1]))
        for each in _document()["household"]
    )
