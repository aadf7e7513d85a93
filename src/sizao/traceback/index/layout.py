"""What the columns of the index hold: one packed word for each visit, blocks to skip by, and the records of an answer.

A visit of a day is one 32-bit person number and one 64-bit word, from the highest bits to the lowest::

    start 17 | until 17 | gap 5 | grade 3 | source 3 | zone 16

*start* and *until* are seconds of the UTC day (until may be 86,400), so words in order are visits in order of start.
*gap* tells how far the visit is from every other one of the same person in the same place and from midnight: 0 when
they touch or overlap, else the power of two that the distance reaches. A visit with a gap is *apart*: whatever it
shares with somebody is an encounter by itself, nothing has to be joined.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import numpy as np
from numba import njit

Array: TypeAlias = "np.ndarray[Any, Any]"
Number: TypeAlias = Any
"""A whole number inside a compiled loop, whose types the compiler finds out."""
Row: TypeAlias = Any
"""One element of a structured array inside a compiled loop; writing to its fields writes to the array."""
Rows: TypeAlias = Any
"""A structured array inside a compiled loop, whose elements have fields."""

DAY = 86_400
"""Seconds of a day."""
NOBODY = 0xFFFF_FFFF
"""Stands for the person when an index place, not a person, is the carrier."""
UNKNOWN_ZONE = 0
BLOCK = 64
"""Visits in one block of the skip lists."""

START_AT, UNTIL_AT, GAP_AT, GRADE_AT, SOURCE_AT = 44, 27, 22, 19, 16
MASK_17, MASK_16, MASK_6, MASK_5, MASK_3 = (1 << 17) - 1, (1 << 16) - 1, 63, 31, 7


class Columns(NamedTuple):
    """One day's visits ordered by place and start, with the ways in: by place, and by person."""

    place: Array
    """int64, the places of the day in order."""
    place_at: Array
    """uint32, where each place's visits begin, and the number of visits last."""
    person: Array
    """uint32, the dense number of each visit's person."""
    word: Array
    """int64, the packed rest of each visit."""
    latest: Array
    """uint32, the latest ``until`` of each block of 64 visits."""
    latest_far: Array
    """uint32, the same for each 64 blocks."""
    who: Array
    """uint32, the persons of the day in order."""
    who_at: Array
    """uint32, where each person's entries of ``row`` begin, and their number last."""
    row: Array
    """uint32, the visits of each person, by place and start."""


class Carriers(NamedTuple):
    """Who is infectious when, ordered by person; a person with several periods appears once for each."""

    person: Array
    """uint32, dense numbers."""
    start: Array
    """int64, seconds after the index's epoch."""
    until: Array
    once: Array
    """bool, whether this is the person's only period."""


class Terms(NamedTuple):
    """What of the question the loops need."""

    admitted: int
    """One bit for each admitted pair of grade and source, as the six bits of a word that name them."""
    match_zones: bool
    minimum: int
    """Shortest encounter, in seconds."""
    linger: int
    """Seconds."""
    ties: bool
    """Whether each encounter is written down with its carrier and place."""
    sweep_from: int
    """Stays in one place from which on a sweep is thought of."""
    sweep_ratio: int
    """How many pairs there must be for each visit: a visit of a sweep costs about as much as a few looks."""


STAY = np.dtype(
    [
        ("via", "<u4"), ("spot", "<u4"), ("start", "<i4"), ("until", "<i4"), ("zone", "<u4"), ("rank", "<u2"),
        ("apart", "<u2"),
    ]
)  # fmt: skip
"""Where a carrier is infectious within one day, in seconds of that day, which start and end may exceed.

*via* is the carrier's dense number or :data:`NOBODY`, *spot* the position of the place in ``Columns.place``; *apart* is 1
when no other stay of the carrier in this place overlaps or touches this one.
"""
GUEST = np.dtype(
    [
        ("place", "<i8"), ("start", "<i8"), ("until", "<i8"), ("via", "<u4"), ("zone", "<u4"), ("rank", "<u2"),
        ("apart", "<u2"), ("home", "<i4"),
    ]
)  # fmt: skip
"""A stay that meets visits of segments it does not stand in; seconds after the index's epoch, its own segment or -1."""
LONG = 1 << 30
"""More seconds than any index holds, and few enough to be added to in 32 bits."""
RECORD = np.dtype(
    [
        ("first", "<i4"), ("last", "<i4"), ("seconds", "<i8"), ("encounters", "<u4"), ("rank", "<u2"),
        ("unlisted", "<u2"), ("unused", "<u8"),
    ]
)  # fmt: skip
"""What is known of one person so far; moments in seconds after the index's epoch; 1 for who never appears in the answer.

Half a line of the processor's cache, so that a visit costs one look at memory and not two.
"""
PIECE = np.dtype(
    [("person", "<u4"), ("via", "<u4"), ("place", "<i8"), ("start", "<i8"), ("until", "<i8"), ("rank", "<i8")],
    align=True,
)
"""Shared time that may have to be joined with other pieces of the same two people in the same place."""
TIE = np.dtype([("person", "<u4"), ("via", "<u4"), ("place", "<i8")], align=True)
"""One encounter, as far as the lists of an answer need it."""


class Sheet(NamedTuple):
    """What the loops write on. The counters are: persons touched, pieces, ties, a bit for each rank that occurred."""

    record: Array
    touched: Array
    tangled: Array
    """uint8 by person: 1 may have visits in several segments of one day; nothing of theirs counts as apart. Empty when
    nobody has."""
    pieces: Array
    ties: Array
    counters: Array
    picks: Array
    """uint32, visits that seem to count, before they are looked at closely."""
    picked: Array
    """uint32, their persons."""


TOUCHED, PIECES, TIES, RANKS = range(4)


@njit(cache=True, nogil=True, inline="always")
def start_of(word: Number) -> Number:
    """When a visit starts, in seconds of its day."""
    return word >> START_AT


@njit(cache=True, nogil=True, inline="always")
def until_of(word: Number) -> Number:
    """When a visit ends, in seconds of its day."""
    return (word >> UNTIL_AT) & MASK_17


@njit(cache=True, nogil=True, inline="always")
def rank_of(word: Number) -> Number:
    """Rank of a visit's grade, 1 for the strongest."""
    return (word >> GRADE_AT) & MASK_3


@njit(cache=True, nogil=True, inline="always")
def zone_of(word: Number) -> Number:
    """Number of a visit's zone, 0 when it is not known."""
    return word & MASK_16


@njit(cache=True, nogil=True, inline="always")
def gap_of(word: Number) -> Number:
    """A distance in seconds that a visit keeps from the person's others in the place and from midnight; 0 for none."""
    code = (word >> GAP_AT) & MASK_5
    return 0 if code == 0 else 1 << (code - 1)


@njit(cache=True, nogil=True, inline="always")
def is_admitted(word: Number, terms: Terms) -> Number:
    """Whether a visit's source and grade are among those the question trusts."""
    return (terms.admitted >> ((word >> SOURCE_AT) & MASK_6)) & 1


@njit(cache=True, nogil=True, inline="always")
def is_tangled(tangled: Array, person: Number) -> Number:
    """Whether a person may have visits in several segments of one day."""
    return len(tangled) > 0 and tangled[person] == 1
