"""Charts as geometry: stacked bars by day, bars with a line, a band with a line, and estimates with whiskers.

The drawings are narrow (480 units) so that their letters can still be read on a telephone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta

from sizao.kernel.words import Words
from sizao.oversight.analysis.types import NOTHING, Drawing, Mark, Tick

WIDTH, HEIGHT = 480, 230
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 10, 24
GAP = 0.16
WIDEST = 34.0
MOST_KINDS = 6
LABELS = 6
LONGEST_ZH, LONGEST_EN = 26, 50


def round_step(highest: float, parts: int = 4) -> float:
    """A round distance between grid lines, so that about ``parts`` are drawn."""
    raw = max(highest, 1e-9) / parts
    size = float(10 ** math.floor(math.log10(raw)))
    return next(step * size for step in (1, 2, 5, 10) if step * size >= raw * 0.999)


def plain(value: float) -> Words:
    """A number on an axis."""
    text = f"{value:g}" if value < 1000 else f"{value:,.0f}"
    return Words(text, text)


MOST_POINTS = 400
"""Points of a line: more than the eye can tell apart at the width of a page."""


class Sheet:
    """A sheet to draw on: values up, places across; keeps what is drawn in order."""

    def __init__(self, columns: int, highest: float, *, whole: bool = False) -> None:
        step = round_step(highest)
        self.step = max(1.0, step) if whole else step
        self.ceiling = max(1, math.ceil(highest / self.step - 1e-9)) * self.step
        self.each = (WIDTH - LEFT - RIGHT) / max(1, columns)
        self.marks: list[Mark] = []

    def x(self, column: float) -> float:
        """The left edge of a column."""
        return round(LEFT + column * self.each, 2)

    def y(self, value: float) -> float:
        """The height of a value, cut off at the ceiling."""
        return round(HEIGHT - BOTTOM - min(value, self.ceiling) * (HEIGHT - BOTTOM - TOP) / self.ceiling, 2)

    def bar(self, column: float, low: float, high: float, kind: str, said: Words) -> None:
        """A bar in a column from one value to another."""
        width = min(self.each * (1 - GAP), WIDEST)
        left = self.x(column) + (self.each - width) / 2
        self.marks.append(
            Mark(kind, round(left, 2), self.y(high), round(width, 2), round(self.y(low) - self.y(high), 2), said=said)
        )

    def shade(self, column: float, until: float, kind: str, said: Words) -> None:
        """A shaded stretch over the whole height."""
        left, right = self.x(column), self.x(until)
        self.marks.append(Mark(kind, left, TOP, round(right - left, 2), HEIGHT - BOTTOM - TOP, said=said))

    def through(self, kind: str, points: Sequence[tuple[float, float]], said: Words = NOTHING) -> None:
        """A line, or the outline of an area, through (column, value) points."""
        if points:
            every = math.ceil(len(points) / MOST_POINTS)
            points = [*points[:-1:every], points[-1]]
            text = " ".join(f"{self.x(column):g},{self.y(value):g}" for column, value in points)
            self.marks.append(Mark(kind, points=text, said=said))

    def level(self, value: float, kind: str = "level") -> None:
        """A line across at one value."""
        y = self.y(value)
        self.marks.append(Mark(kind, points=f"{LEFT},{y:g} {WIDTH - RIGHT},{y:g}"))

    def finished(
        self, across: Sequence[Tick], x_words: Words, y_words: Words, legend: Sequence[tuple[str, Words]] = ()
    ) -> Drawing:
        """The drawing with its axes."""
        lines = round(self.ceiling / self.step) + 1
        up = tuple(Tick(self.y(each * self.step), plain(round(each * self.step, 10))) for each in range(lines))
        return Drawing(
            WIDTH, HEIGHT, LEFT, HEIGHT - BOTTOM, tuple(self.marks), tuple(across), up, x_words, y_words, tuple(legend)
        )


def days_across(sheet: Sheet, first: date, days: int) -> list[Tick]:
    """A few labelled days under their columns."""
    every = max(1, math.ceil(days / LABELS))
    ticks = []
    for column in range(0, days, every):
        text = f"{first + timedelta(days=column):%m-%d}"
        ticks.append(Tick(sheet.x(column + 0.5), Words(text, text)))
    return ticks


def numbers_across(sheet: Sheet, numbers: Sequence[int]) -> list[Tick]:
    """A few labelled numbers under their columns."""
    every = max(1, math.ceil(len(numbers) / (LABELS * 2)))
    return [Tick(sheet.x(place + 0.5), plain(each)) for place, each in enumerate(numbers) if place % every == 0]


def short(words: Words) -> Words:
    """Words that fit above a whisker on a telephone; the table has them whole."""
    zh, en = words
    return Words(
        zh if len(zh) <= LONGEST_ZH else f"{zh[: LONGEST_ZH - 8]}…{zh[-6:]}",
        en if len(en) <= LONGEST_EN else f"{en[: LONGEST_EN - 9]}… {en[-8:].lstrip()}",
    )


def whiskers(rows: Sequence[tuple[Words, float, float, float]], x_words: Words, *, highest: float = 1.0) -> Drawing:
    """Estimates with their intervals, one below the other, on a scale from 0; labels stand above their lines."""
    high, room = 40, WIDTH - 24
    height = high * len(rows) + BOTTOM + 6

    def x(value: float) -> float:
        return round(12 + min(value, highest) / highest * room, 2)

    marks, up = [], []
    for place, (words, value, lower, upper) in enumerate(rows):
        y = high * place + 28
        up.append(Tick(y - 10, short(words)))
        marks.append(Mark("whisker", points=f"{x(lower):g},{y} {x(upper):g},{y}", said=words))
        marks.append(Mark("dot", round(x(value) - 4, 2), y - 4, 8, 8, said=words))
    step = round_step(highest, 5)
    shares = [each * step for each in range(int(highest / step + 1e-9) + 1)]
    across = [Tick(x(each), Words(f"{each * 100:g}%", f"{each * 100:g}%")) for each in shares]
    return Drawing(WIDTH, height, 12, height - BOTTOM, tuple(marks), tuple(across), tuple(up), x_words, NOTHING)
