"""What the loops write on, with room that grows, wiped after each question."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numba import njit

from sizao.traceback.index.layout import PIECE, PIECES, RANKS, RECORD, TIE, TIES, TOUCHED, Array, Row, Sheet
from sizao.traceback.index.meet import note

FIRST_ROOM = 1 << 16
"""Pieces and ties a new desk has room for."""


@dataclass
class Desk:
    """A sheet and its upkeep."""

    sheet: Sheet

    @classmethod
    def for_people(cls, number: int) -> Desk:
        """A clean desk for so many people, and for some who may be laid beside them later; nobody is tangled."""
        room = number + number // 16 + 1024
        return cls(
            Sheet(
                record=np.zeros(room, RECORD),
                touched=np.zeros(room, np.uint32),
                unlisted=np.zeros(room, np.uint8),
                tangled=np.zeros(number, np.uint8),
                pieces=np.empty(FIRST_ROOM, PIECE),
                ties=np.empty(FIRST_ROOM, TIE),
                counters=np.zeros(4, np.int64),
            )
        )

    @property
    def people(self) -> int:
        """How many people there is room for."""
        return len(self.sheet.record)

    @property
    def touched(self) -> Array:
        """The persons with a record, in the order in which they were met."""
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

    def put_away(self) -> None:
        """Forget the pieces: they have been joined."""
        self.sheet.counters[PIECES] = 0

    def take_over(self, other: Desk) -> None:
        """Add what stands on another desk, as if it had been written here."""
        self.make_room(max(len(other.pieces), len(other.ties)))
        _add_records(other.touched, other.sheet.record, self.sheet)
        counters = self.sheet.counters
        for buffer, rows, counter in ((self.sheet.pieces, other.pieces, PIECES), (self.sheet.ties, other.ties, TIES)):
            buffer[counters[counter] : counters[counter] + len(rows)] = rows
            counters[counter] += len(rows)
        counters[RANKS] |= other.sheet.counters[RANKS]

    def wipe(self) -> None:
        """Make the sheet clean; costs what the question touched."""
        _clear(self.touched, self.sheet.record)
        self.sheet.counters[:] = 0


def _with_room(buffer: Array, used: int, needed: int) -> Array:
    if used + needed <= len(buffer):
        return buffer
    grown = np.empty(max(used + needed, 2 * len(buffer)), buffer.dtype)
    grown[:used] = buffer[:used]
    return grown


@njit(cache=True, nogil=True)
def _add_records(persons: Array, records: Array, sheet: Sheet) -> None:
    for person in persons:
        row: Row = records[person]
        note(
            sheet.record, sheet.touched, sheet.counters, person, row.first, row.last, row.seconds, row.encounters,
            row.rank,
        )  # fmt: skip


@njit(cache=True, nogil=True)
def _clear(persons: Array, records: Array) -> None:
    """A record without encounters is an empty one: the first encounter sets all the rest."""
    for person in persons:
        records[person].encounters = 0
