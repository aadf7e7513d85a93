"""The small picture of old and new outlines: geometries projected flat and written as SVG paths."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sizao.ground.registry.rules.boundaries import box_of, rings_of
from sizao.ground.registry.types import Outline

WIDTH = 720.0
"""Width of the drawing in its own units."""
TALLEST = 560.0
MARGIN = 8.0
MOST_CORNERS = 300
"""A ring of more positions is thinned for the picture; the boundary itself keeps all."""
FAR_M = 200.0
"""A middle that moves further than this is a sign of the wrong coordinate system (GCJ-02 and WGS-84 lie about 450 m apart)."""


@dataclass(frozen=True)
class Drawing:
    """Paths on one flat sheet: each area's name, its old outline and its new one."""

    width: float
    height: float
    paths: tuple[tuple[Any, str, str], ...]


def is_far(moved_m: float | None) -> bool:
    """Whether an outline moved so far that the coordinate system should be looked at again."""
    return moved_m is not None and moved_m > FAR_M


def drawn(outlines: Sequence[Outline]) -> Drawing | None:
    """The picture of outlines, old under new; nothing when there are none."""
    box = box_of([shape for each in outlines for shape in (each.new, each.old) if shape])
    if box is None:
        return None
    sheet = _Sheet(box)
    paths = tuple((each.words, sheet.path(each.old) if each.old else "", sheet.path(each.new)) for each in outlines)
    return Drawing(WIDTH, round(sheet.height, 1), paths)


class _Sheet:
    """An equirectangular sheet that holds a box with a margin."""

    def __init__(self, box: tuple[float, float, float, float]) -> None:
        west, south, east, north = box
        self.west, self.north = west, north
        self.narrowing = math.cos(math.radians((south + north) / 2))
        across, down = max((east - west) * self.narrowing, 1e-6), max(north - south, 1e-6)
        self.scale = min((WIDTH - 2 * MARGIN) / across, (TALLEST - 2 * MARGIN) / down)
        self.left = (WIDTH - across * self.scale) / 2
        self.height = down * self.scale + 2 * MARGIN

    def path(self, geometry: dict[str, Any]) -> str:
        """A geometry as the data of one SVG path."""
        return "".join(self._ring(ring) for ring in rings_of(geometry))

    def _ring(self, ring: list[list[float]]) -> str:
        step = max(1, math.ceil(len(ring) / MOST_CORNERS))
        return "M" + "L".join(self._position(each) for each in ring[::step]) + "Z"

    def _position(self, position: list[float]) -> str:
        across = self.left + (position[0] - self.west) * self.narrowing * self.scale
        return f"{across:.1f} {MARGIN + (self.north - position[1]) * self.scale:.1f}"
