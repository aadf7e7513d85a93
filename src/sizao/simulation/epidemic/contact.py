"""How contact differs between places, read from ``contact.toml``: weights, groups, masks."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sizao.simulation.city.types import PlaceKind
from sizao.simulation.epidemic.variant import HERE, Figure, Variant, figures_of

HOME = "home"


@dataclass(frozen=True)
class Settings:
    """The settings by their number, as the compiled loops take them."""

    names: tuple[str, ...]
    of_kind: NDArray[np.uint8]
    """setting of each kind of place"""
    weight: NDArray[np.float64]
    """what an hour weighs; an hour at home is 1"""
    group: NDArray[np.float64]
    """how many people within reach of each other"""
    lasts: NDArray[np.bool_]
    """whether people have the same neighbours every day"""
    mixing: NDArray[np.float64]
    """share of people who spend the day elsewhere than with their own group"""
    masks: NDArray[np.bool_]
    """whether an ordered mask is worn there"""
    gathers: NDArray[np.float64]
    """chance that all who are in a room on a day are one group: a feast, a service, a show"""

    def arrays(self, kinds: NDArray[np.generic], sizes: NDArray[np.generic]) -> tuple[NDArray[np.generic], ...]:
        """What :func:`sizao.simulation.epidemic.loops.sweep` takes, for places of some kinds and sizes."""
        of_place = self.of_kind[np.asarray(kinds, np.int64)]
        by_setting = (self.weight, self.group, self.lasts, self.mixing, self.masks, self.gathers)
        return (of_place, *by_setting, np.asarray(sizes, np.int64))


@cache
def _said() -> Mapping[str, Any]:
    return tomllib.loads((HERE / "contact.toml").read_text(encoding="utf-8"))


def figures() -> dict[str, Figure]:
    """Every figure of the file."""
    return figures_of(_said())


def settings(variant: Variant) -> Settings:
    """The settings under a variant: groups as wide as it reaches, and its weight outside homes.

    Raises:
        ValueError: when a kind of place has no setting.
    """
    rooms = {name: row for name, row in _said().items() if "kinds" in row}
    names, found = tuple(rooms), figures()
    of_kind = np.full(max(PlaceKind) + 1, 255, np.uint8)
    for number, row in enumerate(rooms.values()):
        for kind in row["kinds"]:
            of_kind[PlaceKind[kind.upper()]] = number
    if (of_kind[[int(kind) for kind in PlaceKind]] == 255).any():
        raise ValueError("a kind of place has no setting in contact.toml")

    def column(name: str) -> NDArray[np.float64]:
        return np.array([float(found[f"{setting}.{name}"].value) for setting in names])  # type: ignore[arg-type]

    elsewhere = np.where(np.array(names) == HOME, 1.0, variant.number("elsewhere.weight"))
    return Settings(
        names=names, of_kind=of_kind, weight=column("weight") * elsewhere,
        group=np.maximum(1.0, column("group") * variant.number("groups.reach")),
        lasts=np.array([row["lasts"] for row in rooms.values()]), mixing=column("mixing"),
        masks=np.array([row["masks"] for row in rooms.values()]),
        gathers=column("gathers"),
    )  # fmt: skip


def mask(direction: str) -> float:
    """What a mask lets through: ``inward`` to the wearer, ``outward`` from him."""
    return 1.0 - float(figures()[f"mask.{direction}"].value)  # type: ignore[arg-type]
