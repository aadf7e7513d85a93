"""One hop through all days: the carriers' stays, the visits they meet, and what has to be joined at the end."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import NamedTuple

import numpy as np

from sizao.traceback.index.desk import Desk
from sizao.traceback.index.gather import SCAN_FROM, Carriers, all_stays_of, several, stays_of
from sizao.traceback.index.held import Index
from sizao.traceback.index.join import in_order, join
from sizao.traceback.index.layout import DAY, NOBODY, UNKNOWN_ZONE, Array, Columns, Stays, Terms
from sizao.traceback.index.sweep import meet_day
from sizao.traceback.query import IndexPlace

NO_SUCH_ZONE = 1 << 16
"""A zone that no visit names: it meets only those whose zone is not known."""
_TYPES = (np.uint32, np.int64, np.int64, np.int64, np.int64, np.int64, np.bool_)
NO_STAYS = Stays(*(np.empty(0, kind) for kind in _TYPES))

SHARED_FROM = 512
"""Stays from which on the days are shared among the processors: starting a thread costs as much as some hundred."""


class Day(NamedTuple):
    """What is to be met in one segment of one day."""

    columns: Columns
    stays: Stays
    midnight: int
    """Seconds after the index's epoch."""


class Search:
    """A search of an index under the terms of a question; what it finds stands on the desk."""

    def __init__(self, index: Index, terms: Terms, places: Array | None, desk: Desk) -> None:
        self.index, self.terms, self.places, self.desk = index, terms, places, desk

    def meet(self, carriers: Carriers, index_places: Sequence[IndexPlace] = ()) -> None:
        """Note whom the carriers met, and who was at the index places."""
        self._meet_days(list(self._days(carriers, index_places)))
        self._join()

    def _days(self, carriers: Carriers, index_places: Sequence[IndexPlace]) -> Iterator[Day]:
        """The stays of the carriers among the visits of each segment, those that last over midnight in each day."""
        everybody = self._periods(carriers)
        waiting = _at_places(self.index, index_places, self.terms.linger)
        for midnight, parts in self.index.days.items():
            own = [self._own(columns, carriers, everybody, midnight) for columns in parts]
            here = (
                _shifted(_chosen(waiting, waiting.start < midnight + DAY), -midnight) if len(waiting.spot) else waiting
            )
            for number, columns in enumerate(parts):
                others = [_by_place(parts[at], own[at]) for at in range(len(parts)) if at != number]
                guests = [_located(columns, each) for each in (here, *others) if len(each.spot)]
                stays = self._admitted(columns, several([own[number], *guests]))
                if len(stays.spot):
                    yield Day(columns, stays, midnight)
            waiting = self._staying(waiting, list(zip(parts, own, strict=True)), midnight)

    def _staying(self, waiting: Stays, own: list[tuple[Columns, Stays]], midnight: int) -> Stays:
        """The stays that go on after a day, by place."""
        staying = [
            _shifted(_by_place(columns, _past(stays)), midnight)
            for columns, stays in own
            if len(stays.spot) and stays.until.max() > DAY
        ]
        left = _chosen(waiting, waiting.until > midnight + DAY) if len(waiting.spot) else waiting
        return several([left, *staying])

    def _admitted(self, columns: Columns, stays: Stays) -> Stays:
        if self.places is None or not len(stays.spot):
            return stays
        return _chosen(stays, np.isin(columns.place[stays.spot], self.places))

    def _periods(self, carriers: Carriers) -> Array | None:
        """Start and until of every person, when there are so many carriers that whole days are read."""
        people = len(self.index.names.people)
        if len(carriers.person) * SCAN_FROM < people or not carriers.once.all():
            return None
        periods = np.zeros((people, 2), np.int64)
        periods[carriers.person, 0], periods[carriers.person, 1] = carriers.start, carriers.until
        return periods

    def _own(self, columns: Columns, carriers: Carriers, everybody: Array | None, midnight: int) -> Stays:
        """The stays of the carriers among a day's visits."""
        if not len(carriers.person) or carriers.until.max() <= midnight or carriers.start.min() >= midnight + DAY:
            return NO_STAYS
        if everybody is None:
            stays = stays_of(columns, carriers, midnight, self.terms)
        else:
            stays = all_stays_of(columns, everybody, midnight, self.terms)
        return stays._replace(apart=stays.apart & (self.desk.sheet.tangled[stays.via] == 0))

    def _meet_days(self, days: list[Day]) -> None:
        """Share the days among the processors when there is enough to do; each worker writes on a desk of its own."""
        is_much = sum(len(day.stays.spot) for day in days) >= SHARED_FROM
        helpers = min(processors(), len(days)) - 1 if is_much else 0
        with ExitStack() as stack:
            desks = [stack.enter_context(self._helper()) for _ in range(helpers)]
            if desks:
                pool = stack.enter_context(ThreadPoolExecutor(helpers))
                running = [pool.submit(self._work, days, desk) for desk in desks]
            self._work(days, self.desk)
            for desk, done in zip(desks, running if desks else (), strict=True):
                done.result()
                self.desk.take_over(desk)

    @contextmanager
    def _helper(self) -> Iterator[Desk]:
        """A further desk on which the same persons are unlisted."""
        with self.index.desk() as desk:
            own = desk.sheet.unlisted
            desk.sheet = desk.sheet._replace(unlisted=self.desk.sheet.unlisted)
            try:
                yield desk
            finally:
                desk.sheet = desk.sheet._replace(unlisted=own)

    def _work(self, days: list[Day], desk: Desk) -> None:
        """Take day after day from the list until it is empty."""
        while days:
            try:
                day = days.pop()
            except IndexError:  # another worker took the last one
                return
            state = np.array([0, -1], np.int64)
            while needed := meet_day(day.columns, day.stays, day.midnight, self.terms, desk.sheet, state):
                desk.make_room(int(needed))

    def _join(self) -> None:
        pieces = in_order(self.desk.pieces)
        self.desk.put_away()
        self.desk.make_room(len(pieces))
        for rank in np.unique(pieces["rank"])[::-1]:
            is_answer = bool(rank == pieces["rank"].max())
            join(pieces, int(rank), is_answer, self.terms, self.desk.sheet)


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


def _chosen(stays: Stays, which: Array) -> Stays:
    return Stays(*(column[which] for column in stays))


def _shifted(stays: Stays, seconds: int) -> Stays:
    return stays._replace(start=stays.start + seconds, until=stays.until + seconds)


def _past(stays: Stays) -> Stays:
    """The stays that last beyond the day."""
    return _chosen(stays, stays.until > DAY)


def _by_place(columns: Columns, stays: Stays) -> Stays:
    """The stays with the place itself in ``spot``."""
    return stays._replace(spot=columns.place[stays.spot].astype(np.int64))


def _located(columns: Columns, stays: Stays) -> Stays:
    """The stays at places of these columns, ``spot`` being the place before and its position afterwards."""
    spot = np.searchsorted(columns.place, stays.spot)
    is_there = spot < len(columns.place)
    is_there[is_there] = columns.place[spot[is_there]] == stays.spot[is_there]
    return _chosen(stays._replace(spot=spot.astype(np.int64)), is_there)


def _at_places(index: Index, index_places: Sequence[IndexPlace], linger: int) -> Stays:
    """Index places as stays of nobody in ``spot`` places, seconds after the index's epoch."""
    zones = {zone: number for number, zone in enumerate(index.names.zones, start=1)}
    places = [each.place for each in index_places]
    rows = [
        (
            NOBODY, each.place, _second(each.start) - index.epoch, _second(each.until) + linger - index.epoch,
            zones.get(each.zone, NO_SUCH_ZONE) if each.zone else UNKNOWN_ZONE, 0, places.count(each.place) == 1,
        )
        for each in index_places
    ]  # fmt: skip
    columns = zip(*rows, strict=True) if rows else NO_STAYS
    return Stays(*(np.array(column, kind) for column, kind in zip(columns, _TYPES, strict=True)))


def _second(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
