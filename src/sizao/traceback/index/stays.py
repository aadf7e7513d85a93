"""Where persons were, read off the index: what newer visits beside it have to be looked for by."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import numpy as np

from sizao.traceback.index import layout
from sizao.traceback.index.held import Index, Segment
from sizao.traceback.index.layout import Array


class Whereabouts(NamedTuple):
    """Stays as columns; moments in seconds of the Unix epoch; over midnight in pieces."""

    person: Array
    """int64, the persons' own identifiers."""
    place: Array
    start: Array
    until: Array


NOWHERE = Whereabouts(*(np.empty(0, np.int64) for _ in range(4)))


def whereabouts(index: Index, persons: Iterable[int], start: datetime, until: datetime) -> Whereabouts:
    """The visits of persons in the days that ``[start, until)`` touches, as they are."""
    numbers = index.names.people.find(persons)
    if not numbers:
        return NOWHERE
    wanted = np.fromiter(sorted(numbers.values()), np.uint32)
    begin, end = start.timestamp(), until.timestamp()
    parts = [
        _of_segment(segment, wanted, index.names.people.ids)
        for segment in index.segments
        if segment.midnight < end and segment.midnight + layout.DAY >= begin
    ]
    joined = [np.concatenate(columns) for columns in zip(NOWHERE, *parts, strict=True)]
    return Whereabouts(*joined)


def _of_segment(segment: Segment, wanted: Array, ids: Array) -> Whereabouts:
    columns = segment.columns
    at = np.searchsorted(columns.who, wanted)
    inside = at < len(columns.who)
    at, wanted = at[inside], wanted[inside]
    at = at[columns.who[at] == wanted]
    begin, end = columns.who_at[at].astype(np.int64), columns.who_at[at + 1].astype(np.int64)
    lengths = end - begin
    entries = np.repeat(begin - np.concatenate([[0], np.cumsum(lengths)[:-1]]), lengths) + np.arange(lengths.sum())
    row = columns.row[entries].astype(np.int64)
    spot = np.searchsorted(columns.place_at, row, side="right") - 1
    word = columns.word[row]
    return Whereabouts(
        np.asarray(ids)[columns.person[row]].astype(np.int64), columns.place[spot].astype(np.int64),
        (word >> layout.START_AT) + segment.midnight,
        ((word >> layout.UNTIL_AT) & layout.MASK_17) + segment.midnight,
    )  # fmt: skip
