"""What the loops write on, with room that grows, wiped after each question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from sizao.traceback.index.crew import halved
from sizao.traceback.index.layout import PIECE, PIECES, RANKS, RECORD, TIE, TIES, TOUCHED, Array, Number, Row, Sheet
from sizao.traceback.index.machine import read_ahead
from sizao.traceback.index.meet import AHEAD, PICKS, note

FIRST_ROOM = 1 << 16
"""Pieces and ties a new desk has room for."""
LINE = 64
"""Bytes."""
NOBODY_TANGLED = np.empty(0, np.uint8)


@dataclass
class Desk:
    """A sheet and its upkeep."""

    sheet: Sheet
    bits: Array
    """int64, clean, a bit for each of the people."""
    seat: Array
    """uint32 for each of the people, of no meaning between questions."""

    @classmethod
    def for_people(cls, number: int) -> Desk:
        """A clean desk for so many people, and for some who may be laid beside them later; nobody is tangled."""
        room = number + number // 16 + 1024
        return cls(
            Sheet(
                record=_aligned(room),
                touched=np.zeros(room + 1, np.uint32),
                tangled=NOBODY_TANGLED,
                pieces=np.empty(FIRST_ROOM, PIECE),
                ties=np.empty(FIRST_ROOM, TIE),
                counters=np.zeros(4, np.int64),
                picks=np.empty(PICKS, np.uint32),
                picked=np.empty(PICKS, np.uint32),
            ),
            np.zeros(room // 64 + 1, np.int64),
            np.empty(room, np.uint32),
        )

    @property
    def people(self) -> int:
        """How many people there is room for."""
        return len(self.sheet.record)

    @property
    def touched(self) -> Array:
        """The persons with a record, in the order in which they were met since the last hop was noted."""
        return self.sheet.touched[: self.sheet.counters[TOUCHED]]

    @property
    def pieces(self) -> Array:
        """The shared time that was put aside."""
        return self.sheet.pieces[: self.sheet.counters[PIECES]]

    @property
    def ties(self) -> Array:
        """The encounters that were written down."""
        return self.sheet.ties[: self.sheet.counters[TIES]]

    @property
    def ranks(self) -> int:
        """A bit for each rank that occurred."""
        return int(self.sheet.counters[RANKS])

    def make_room(self, needed: int) -> None:
        """Let the buffers take so many more pieces and ties."""
        sheet = self.sheet
        pieces = _with_room(sheet.pieces, int(sheet.counters[PIECES]), needed)
        self.sheet = sheet._replace(pieces=pieces, ties=_with_room(sheet.ties, int(sheet.counters[TIES]), needed))

    def were_copied(self) -> None:
        """Forget who was touched: their records have been copied and emptied."""
        self.sheet.counters[TOUCHED] = 0

    def put_away(self) -> None:
        """Forget the pieces: they have been joined."""
        self.sheet.counters[PIECES] = 0

    def take_over(self, other: Desk) -> None:
        """Add what stands on another desk, as if it had been written here."""
        self.make_room(max(len(other.pieces), len(other.ties)))
        self._take_records(other)
        counters = self.sheet.counters
        for buffer, rows, counter in ((self.sheet.pieces, other.pieces, PIECES), (self.sheet.ties, other.ties, TIES)):
            buffer[counters[counter] : counters[counter] + len(rows)] = rows
            counters[counter] += len(rows)
        counters[RANKS] |= other.sheet.counters[RANKS]

    def _take_records(self, other: Desk) -> None:
        """Move the other desk's records over, two threads a part each when there are many: no person is in both parts."""
        moved, used = other.touched, int(self.sheet.counters[TOUCHED])
        ends: dict[int, int] = {}

        def move(begin: int, end: int) -> None:
            ends[begin] = _add_records(moved, other.sheet.record, self.sheet.record, begin, end)

        halved(move, len(moved))
        for begin, end in ends.items():
            self.sheet.touched[used : used + end - begin] = moved[begin:end]
            used += end - begin
        other.sheet.counters[TOUCHED] = 0
        self.sheet.counters[TOUCHED] = used

    def wipe(self) -> None:
        """Make the sheet clean; costs what the question touched."""
        _clear(self.touched, self.sheet.record)
        self.sheet.counters[:] = 0


def _aligned(room: int) -> Array:
    """Empty records that begin where a line of the processor's cache begins."""
    whole = np.zeros(room + 2, RECORD)
    past = -whole.ctypes.data % LINE
    return whole.view(np.uint8)[past : past + room * RECORD.itemsize].view(RECORD)


def _with_room(buffer: Array, used: int, needed: int) -> Array:
    if used + needed <= len(buffer):
        return buffer
    grown = np.empty(max(used + needed, 2 * len(buffer)), buffer.dtype)
    grown[:used] = buffer[:used]
    return grown


@njit(cache=True, nogil=True)
def _add_records(persons: Array, records: Array, record: Array, begin: Number, end: Number) -> Number:
    """Move the records of ``persons[begin:end]`` over: those that were read are empty afterwards.

    Who had no record yet is written to the front of that part of ``persons``; returns where these end.
    """
    used = np.int64(begin)
    theirs, base, size = records.ctypes.data, record.ctypes.data, record.itemsize
    for at in range(begin, end):
        ahead = size * np.int64(persons[min(at + AHEAD, end - 1)])
        read_ahead(theirs + ahead)
        read_ahead(base + ahead)
        row: Row = records[persons[at]]
        used = note(
            record, persons, used, persons[at], np.int64(row.first), np.int64(row.last), row.seconds, row.encounters,
            row.rank,
        )  # fmt: skip
        row.encounters = 0
    return used


@njit(cache=True, nogil=True)
def _clear(persons: Array, records: Array) -> None:
    """A record without encounters is an empty one: the first encounter sets all the rest."""
    base, size = records.ctypes.data, records.itemsize
    for at in range(len(persons)):
        read_ahead(base + size * np.int64(persons[min(at + AHEAD, len(persons) - 1)]))
        records[persons[at]].encounters = 0
