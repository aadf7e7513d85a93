"""An index in memory or mapped into it: its segments, its names, and desks for the loops to write on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from mmap import MADV_WILLNEED, PAGESIZE, mmap
from threading import Lock

import numpy as np
import pyarrow as pa

from sizao.traceback.arrange import arranged
from sizao.traceback.index import pages
from sizao.traceback.index.build import Names, columns_of
from sizao.traceback.index.desk import NOBODY_TANGLED, Desk
from sizao.traceback.index.layout import Array, Columns
from sizao.traceback.index.machine import table_of
from sizao.traceback.index.people import NO_PEOPLE
from sizao.traceback.removal import split_by_day

A_CARRIER = 100 << 20
"""While a disk brings the pages that one carrier needs one by one, it could read so many bytes in one go."""


FIRST_QUESTIONS = 4
"""After so many questions of a process most of what questions have in common is in its memory."""


@dataclass(frozen=True)
class Segment:
    """The columns of some visits of one UTC day."""

    day: date
    columns: Columns
    file: mmap | None = field(default=None, compare=False)
    """What the columns lie in, when they are mapped from a file."""

    @property
    def midnight(self) -> int:
        """When the day begins, in seconds of the Unix epoch."""
        return int(datetime(self.day.year, self.day.month, self.day.day, tzinfo=UTC).timestamp())


@dataclass(frozen=True)
class Index:
    """Visits ready to be searched. A day may have several segments: the sealed one and newer visits."""

    segments: tuple[Segment, ...]
    names: Names
    _free: list[Desk] = field(default_factory=list, compare=False)
    _lock: Lock = field(default_factory=Lock, compare=False)
    _brought: list[bool] = field(default_factory=list, compare=False)
    _asked: list[None] = field(default_factory=list, compare=False)

    @classmethod
    def of_table(cls, visits: pa.Table) -> Index:
        """Visits of an Arrow table (schema ``tables.VISITS``, any order) as an index in memory."""
        return cls((), Names(NO_PEOPLE)).with_table(visits)

    def with_table(self, visits: pa.Table) -> Index:
        """This index and more visits beside it (a visit that both hold is one visit)."""
        names, segments = self.names, list(self.segments)
        for day, rows in split_by_day(visits):
            columns, names = columns_of(arranged(rows), names)
            segments.append(Segment(day, columns))
        return self._with(tuple(segments), names)

    def limited(self, segments: tuple[Segment, ...]) -> Index:
        """This index with some of its segments alone."""
        return self if len(segments) == len(self.segments) else self._with(segments, self.names)

    def _with(self, segments: tuple[Segment, ...], names: Names) -> Index:
        """Another index that shares the desks, and what is known of the disk."""
        return Index(segments, names, self._free, self._lock, self._brought, self._asked)

    @cached_property
    def rows(self) -> int:
        """Visits in the index (those over midnight count once a day)."""
        return sum(len(segment.columns.person) for segment in self.segments)

    @cached_property
    def epoch(self) -> int:
        """The begin of the first day, in seconds of the Unix epoch; moments inside the index count from it."""
        return min((segment.midnight for segment in self.segments), default=0)

    @cached_property
    def days(self) -> dict[int, list[Columns]]:
        """The segments of each day by the day's begin (seconds after the index's epoch), in order."""
        found: dict[int, list[Columns]] = defaultdict(list)
        for segment in sorted(self.segments, key=lambda each: each.day):
            found[segment.midnight - self.epoch].append(segment.columns)
        return dict(found)

    @cached_property
    def table(self) -> Array:
        """The segments in the order of their days, as the loops take them."""
        return table_of(
            [(midnight, len(parts) == 1, columns) for midnight, parts in self.days.items() for columns in parts]
        )

    def bring(self, carriers: int) -> None:
        """Have all files read in one go, once, when so many carriers would need most of their pages one by one."""
        if not self._brought and carriers * A_CARRIER > self._size:
            self._brought.append(True)
            for segment in self.segments:
                if segment.file is not None:
                    segment.file.madvise(MADV_WILLNEED)

    def count_question(self) -> bool:
        """Count a question; returns whether it is one of the first since the index was opened: its pages may lie on the disk."""
        if len(self._asked) < FIRST_QUESTIONS:
            self._asked.append(None)
            return True
        return False

    def enter_pages(self) -> int:
        """Make ready what is in memory anyway, so that no question stops for it; returns how many pages that were."""
        entered = sum(pages.enter(segment.file) for segment in self.segments if segment.file is not None)
        if entered * PAGESIZE >= sum(len(segment.file) for segment in self.segments if segment.file is not None):
            self._asked.extend([None] * FIRST_QUESTIONS)  # nothing is left on the disk
        return entered

    @cached_property
    def _size(self) -> int:
        return sum(column.nbytes for segment in self.segments for column in segment.columns)

    @property
    def is_tangled(self) -> bool:
        """Whether a day has several segments."""
        return len(self._tangled) > 0

    @cached_property
    def _tangled(self) -> Array:
        """Persons with visits in a second segment of a day: nothing they share is taken for a whole encounter."""
        if all(len(parts) == 1 for parts in self.days.values()):
            return NOBODY_TANGLED
        marks = np.zeros(len(self.names.people), np.uint8)
        for parts in self.days.values():
            for columns in parts[1:]:
                marks[columns.who] = 1
        return marks

    @contextmanager
    def desk(self) -> Iterator[Desk]:
        """A clean desk, wiped afterwards for the next question."""
        people = len(self.names.people)
        with self._lock:
            fitting = next((at for at, each in enumerate(self._free) if each.people >= people), None)
            desk = None if fitting is None else self._free.pop(fitting)
        desk = desk or Desk.for_people(people)
        desk.sheet = desk.sheet._replace(tangled=self._tangled)
        try:
            yield desk
        finally:
            desk.wipe()
            with self._lock:
                self._free.append(desk)
