"""What the loops wrote down, made into an answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pyarrow as pa
from numba import njit

from sizao.traceback.index.crew import halved
from sizao.traceback.index.desk import Desk
from sizao.traceback.index.layout import NOBODY, Array, Number
from sizao.traceback.index.machine import lowest_bit, read_ahead, write_word
from sizao.traceback.index.meet import AHEAD
from sizao.traceback.index.people import People
from sizao.traceback.tables import ANSWER, MOMENT
from sizao.traceback.visits import EvidenceGrade

_GRADES = [str(grade).encode() for grade in EvidenceGrade]
TEXTS = np.array([int.from_bytes(grade, "little") for grade in _GRADES], np.int64)
"""The grades by rank; none has more than eight letters."""
LETTERS = np.array([len(grade) for grade in _GRADES])


class Columns(NamedTuple):
    """The numbers of an answer, one element a person."""

    person: Array
    """int64, the persons' own identifiers."""
    first: Array
    """int64, milliseconds of the Unix epoch."""
    last: Array
    seconds: Array
    encounters: Array
    rank: Array
    """uint8"""


@dataclass
class Hop:
    """The persons of one hop (dense numbers, by their identifiers) with what is known of them."""

    persons: Array
    columns: Columns
    _is_settled: Array = field(init=False)

    def __post_init__(self) -> None:
        """No rank is settled yet."""
        self._is_settled = np.zeros(len(self.persons), np.bool_)

    @classmethod
    def noted(cls, desk: Desk, people: People, epoch: int) -> Hop:
        """The persons touched, taken off the desk; moments count from the epoch on."""
        persons = in_order(desk.touched, people.seats, people.by_identifier, desk.bits)
        columns = _columns(len(persons))
        record = desk.sheet.record

        def write(begin: int, end: int) -> None:
            fill(persons, record, people.identifiers, epoch, columns, begin, end)

        halved(write, len(persons))
        desk.were_copied()
        return cls(persons, columns)

    def start_from(self, rank: int) -> None:
        """Give everybody the weakest rank, to be bettered."""
        self.columns.rank[:] = rank

    def better(self, persons: Array, rank: int) -> None:
        """Give a rank to those of these persons who have not been bettered yet."""
        now = np.isin(self.persons, persons) & ~self._is_settled
        self.columns.rank[now] = rank
        self._is_settled |= now


@dataclass
class Found:
    """An answer in dense numbers."""

    first: Hop
    second: Hop | None
    ties: Array


def as_table(found: Found, people: People, seat: Array, *, with_lists: bool) -> pa.Table:
    """The answer as an Arrow table of schema :data:`sizao.traceback.tables.ANSWER`, in its one order.

    Args:
        found: what was found.
        people: of the index.
        seat: uint32 for each of the people, to write on.
        with_lists: whether carriers and places are listed.
    """
    persons, columns = found.first.persons, found.first.columns
    hop = np.ones(len(persons), np.int8)
    if found.second is not None:
        hop = np.concatenate([hop, np.full(len(found.second.persons), 2, np.int8)])
        persons = np.concatenate([persons, found.second.persons])
        columns = Columns(*(np.concatenate(pair) for pair in zip(columns, found.second.columns, strict=True)))
    rows = len(persons)
    via, places = _lists(found.ties, persons, people, seat) if with_lists else (_no_lists(rows),) * 2
    parts = [
        _plain(columns.person, pa.int64()), _plain(hop, pa.int8()), via, places, _plain(columns.first, MOMENT),
        _plain(columns.last, MOMENT), _plain(columns.seconds, pa.int64()), _plain(columns.encounters, pa.int64()),
        _graded(columns.rank),
    ]  # fmt: skip
    return pa.table(parts, schema=ANSWER)


def _columns(rows: int) -> Columns:
    return Columns(*(np.empty(rows, np.uint8 if name == "rank" else np.int64) for name in Columns._fields))


def _plain(values: Array, kind: pa.DataType) -> pa.Array:
    """An Arrow array over the memory of a column."""
    return pa.Array.from_buffers(kind, len(values), [None, pa.py_buffer(values)], 0)


def _listed(offsets: Array, values: Array) -> pa.Array:
    kind = ANSWER.field("via").type
    buffers = [None, pa.py_buffer(offsets)]
    return pa.Array.from_buffers(kind, len(offsets) - 1, buffers, 0, children=[_plain(values, pa.int64())])


def _no_lists(rows: int) -> pa.Array:
    return _listed(np.zeros(rows + 1, np.int32), np.empty(0, np.int64))


def _lists(ties: Array, persons: Array, people: People, seat: Array) -> tuple[pa.Array, pa.Array]:
    """For each person the identifiers of the carriers met, and the places."""
    row, of_person = rows_of(ties["person"], persons, seat), ties["via"] != NOBODY
    via = _grouped(row[of_person], people.identifiers[ties["via"][of_person]], len(persons))
    return via, _grouped(row, np.ascontiguousarray(ties["place"]), len(persons))


def _grouped(row: Array, values: Array, rows: int) -> pa.Array:
    return _listed(*grouped(row, values, rows))


def _graded(rank: Array) -> pa.Array:
    offsets = np.empty(len(rank) + 1, np.int32)
    text = np.empty(text_ends(rank, LETTERS, offsets), np.uint8)
    halved(lambda begin, end: write_texts(rank, TEXTS, offsets, text, begin, end), len(rank))
    return pa.Array.from_buffers(pa.string(), len(rank), [None, pa.py_buffer(offsets), pa.py_buffer(text)], 0)


@njit(cache=True, nogil=True)
def in_order(touched: Array, seats: Array, order: Array, bits: Array) -> Array:
    """Persons by their identifiers; ``bits`` is a clean int64 for each 64 people, and clean again afterwards.

    Args:
        touched: uint32, dense numbers, each once.
        seats: uint32, the place of each number in the order; empty when numbers stand in the order of identifiers.
        order: uint32, the numbers by identifier.
        bits: to write on.
    """
    lowest: Number
    highest: Number
    lowest, highest = len(bits), -1
    for at in range(len(touched)):
        seat = np.int64(seats[touched[at]]) if len(seats) else np.int64(touched[at])
        bits[seat >> 6] |= np.int64(1) << (seat & 63)
        lowest, highest = min(lowest, seat >> 6), max(highest, seat >> 6)
    persons = np.empty(len(touched), np.uint32)
    at = 0
    for number in range(lowest, highest + 1):
        word, bits[number] = bits[number], 0
        while word != 0:
            seat = number << 6 | lowest_bit(word)
            persons[at] = order[seat] if len(seats) else seat
            at += 1
            word &= word - 1
    return persons


@njit(cache=True, nogil=True)
def fill(
    persons: Array, record: Array, ids: Array, epoch: Number, columns: Columns, begin: Number, end: Number
) -> None:
    """Write the columns of the persons ``[begin, end)``, and empty their records."""
    person, first, last = columns.person, columns.first, columns.last
    seconds, encounters, rank = columns.seconds, columns.encounters, columns.rank
    base, size, names = record.ctypes.data, record.itemsize, ids.ctypes.data
    for at in range(begin, end):
        ahead = np.int64(persons[min(at + AHEAD, end - 1)])
        read_ahead(base + size * ahead)
        read_ahead(names + 8 * ahead)
        row = record[persons[at]]
        person[at] = ids[persons[at]]
        first[at], last[at] = (epoch + row.first) * 1000, (epoch + row.last) * 1000
        seconds[at], encounters[at], rank[at] = row.seconds, row.encounters, row.rank
        row.encounters = 0


@njit(cache=True, nogil=True)
def text_ends(rank: Array, letters: Array, offsets: Array) -> Number:
    """Write where the text of each rank begins; returns where the last one ends."""
    end = np.int64(0)
    offsets[0] = 0
    for at in range(len(rank)):
        end += letters[rank[at] - 1]
        offsets[at + 1] = end
    return end


@njit(cache=True, nogil=True)
def write_texts(rank: Array, texts: Array, offsets: Array, written: Array, begin: Number, end: Number) -> None:
    """Write the texts of the ranks ``[begin, end)``: eight letters at once, which the next text puts right; not the last."""
    address = written.ctypes.data
    for at in range(begin, end - 1):
        write_word(address + offsets[at], texts[rank[at] - 1])
    for at in range(max(end - 1, begin), end):
        for byte in range(offsets[at + 1] - offsets[at]):
            written[offsets[at] + byte] = texts[rank[at] - 1] >> (8 * byte)


@njit(cache=True, nogil=True)
def rows_of(wanted: Array, persons: Array, seat: Array) -> Array:
    """The row of each person of the answer; ``seat`` needs no cleaning."""
    for at in range(len(persons)):
        seat[persons[at]] = at
    rows = np.empty(len(wanted), np.int64)
    for at in range(len(wanted)):
        rows[at] = seat[wanted[at]]
    return rows


@njit(cache=True, nogil=True)
def grouped(row: Array, values: Array, rows: Number) -> tuple[Array, Array]:
    """Different values of each row, in order: where each row begins (and the end), and the values."""
    at = np.zeros(rows + 2, np.int32)
    for number in row:
        at[number + 2] += 1
    for number in range(rows):
        at[number + 2] += at[number + 1]
    placed = np.empty(len(values), np.int64)
    for index in range(len(row)):
        placed[at[row[index] + 1]] = values[index]
        at[row[index] + 1] += 1
    offsets = np.zeros(rows + 1, np.int32)
    count = 0
    for number in range(rows):
        part = placed[at[number] : at[number + 1]]
        if len(part) > 1:
            part.sort()
        for index in range(len(part)):
            if index == 0 or part[index] != part[index - 1]:
                placed[count] = part[index]
                count += 1
        offsets[number + 1] = count
    return offsets, placed[:count]
