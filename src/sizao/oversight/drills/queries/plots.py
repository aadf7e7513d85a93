"""Line plots of a drill's days as SVG: attributes only, so that a page with a strict policy shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from sizao.kernel.words import Words

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, BOTTOM = 44, 12, 30, 28
GRID = "#d0d5dd"
INK = "#344054"
FONT = "Noto Sans SC, sans-serif"
TICKS = 4


@dataclass(frozen=True)
class Series:
    """One line: its key in the course, its name, its colour."""

    key: str
    words: Words
    colour: str


def lines(course: Mapping[str, Any], series: Sequence[Series], language: str) -> str:
    """A plot of some series of a course by played day, with a legend and a scale from nought."""
    rows = [list(course.get(each.key, [])) for each in series]
    days = max((len(each) for each in rows), default=0)
    top = _round(max((max(each, default=0) for each in rows), default=0))
    names = [each.words.in_language(language) for each in series]
    parts = [_frame(days, top), *(_line(row, days, top, each.colour) for row, each in zip(rows, series, strict=True))]
    parts += [_legend(place, name, each.colour) for place, (name, each) in enumerate(zip(names, series, strict=True))]
    return _svg(names, parts)


APART = 5
"""How far the two values of a seed stand to either side, so that equal ones are both seen."""


def pairs(seeds: Sequence[int], values: Sequence[Sequence[float]], series: Sequence[Series]) -> str:
    """A plot of two values for each seed, joined by a line; the series carry the names of the two in one language."""
    top = _round(max((max(each, default=0) for each in values), default=0))
    names = [each.words.zh for each in series]
    parts = [
        _scale(top),
        *(_joined(place, len(seeds), both, top) for place, both in enumerate(zip(*values, strict=True))),
    ]
    for apart, row, each in zip((-APART, APART), values, series, strict=True):
        parts += [
            f'<circle cx="{_middle(place, len(seeds)) + apart:.1f}" cy="{_y(value, top):.1f}" r="4" fill="{each.colour}"/>'
            for place, value in enumerate(row)
        ]
    parts += [
        f'<text x="{_middle(place, len(seeds)):.1f}" y="{HEIGHT - 8}" text-anchor="middle" fill="{INK}">{seed}</text>'
        for place, seed in enumerate(seeds)
    ]
    parts += [_legend(place, name, each.colour) for place, (name, each) in enumerate(zip(names, series, strict=True))]
    return _svg(names, parts)


def _middle(place: int, number: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (place + 0.5) / max(1, number)


def _joined(place: int, number: int, both: Sequence[float], top: int) -> str:
    at, (one, other) = _middle(place, number), (_y(each, top) for each in both)
    return f'<line x1="{at - APART:.1f}" x2="{at + APART:.1f}" y1="{one:.1f}" y2="{other:.1f}" stroke="{GRID}" stroke-width="3"/>'


def _svg(names: Sequence[str], parts: Sequence[str]) -> str:
    label = escape(", ".join(names))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}" '
        f'role="img" aria-label="{label}" font-family="{FONT}" font-size="11">{"".join(parts)}</svg>'
    )


def _round(most: float) -> int:
    """A top of the scale that four equal steps divide."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1_000, 2_500, 5_000, 25_000):
        if step * TICKS >= most:
            return step * TICKS
    return int(most) + 1


def _x(day: int, days: int) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * (day / max(1, days - 1))


def _y(value: float, top: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / top


def _scale(top: int) -> str:
    parts = []
    for tick in range(TICKS + 1):
        value = top * tick // TICKS
        at = _y(value, top)
        parts.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{at:.1f}" y2="{at:.1f}" stroke="{GRID}"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end" fill="{INK}">{value}</text>')
    return "".join(parts)


def _frame(days: int, top: int) -> str:
    parts = [_scale(top)]
    every = max(1, days // 10)
    parts += [
        f'<text x="{_x(day, days):.1f}" y="{HEIGHT - 8}" text-anchor="middle" fill="{INK}">{day + 1}</text>'
        for day in range(0, days, every)
    ]
    return "".join(parts)


def _line(row: Sequence[float], days: int, top: int, colour: str) -> str:
    """A line through the days; a single day is a dot, for a line of one point is not seen."""
    if len(row) == 1:
        return f'<circle cx="{_x(0, days):.1f}" cy="{_y(row[0], top):.1f}" r="4" fill="{colour}"/>'
    points = " ".join(f"{_x(day, days):.1f},{_y(value, top):.1f}" for day, value in enumerate(row))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def _legend(place: int, name: str, colour: str) -> str:
    left = LEFT + place * 190
    return (
        f'<line x1="{left}" x2="{left + 18}" y1="14" y2="14" stroke="{colour}" stroke-width="3"/>'
        f'<text x="{left + 24}" y="18" fill="{INK}">{escape(name)}</text>'
    )
