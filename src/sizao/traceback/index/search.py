"""One hop through all days: the carriers' stays, the visits they meet, and what has to be joined at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

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


class Search:
    """A search of an index under the terms of a question; what it finds stands on the desk."""

    def __init__(self, index: Index, terms: Terms, places: Array | None, desk: Desk) -> None:
        self.index, self.terms, self.places, self.desk = index, terms, places, desk

    def meet(self, carriers: Carriers, index_places: Sequence[IndexPlace] = ()) -> None:
        """Note whom the carriers met, and who was at the index places."""
        everybody = self._periods(carriers)
        waiting = _at_places(self.index, index_places, self.terms.linger)
        for midnight, parts in self.index.days.items():
            own = [self._own(columns, carriers, everybody, midnight) for columns in parts]
            here = _shifted(_chosen(waiting, waiting.start < midnight + DAY), -midnight)
            for number, columns in enumerate(parts):
                others = [_by_place(parts[at], own[at]) for at in range(len(parts)) if at != number]
                guests = [_located(columns, each) for each in (here, *others) if len(each.spot)]
                self._meet_day(columns, several([own[number], *guests]), midnight)
            staying = [
                _shifted(_by_place(columns, _past(stays)), midnight) for columns, stays in zip(parts, own, strict=True)
            ]
            waiting = several(
                [_chosen(waiting, waiting.until > midnight + DAY), *(each for each in staying if len(each.spot))]
            )
        self._join()

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

    def _meet_day(self, columns: Columns, stays: Stays, midnight: int) -> None:
        if self.places is not None:
            stays = _chosen(stays, np.isin(columns.place[stays.spot], self.places))
        state = np.array([0, -1], np.int64)
        while len(stays.spot):
            needed = meet_day(columns, stays, midnight, self.terms, self.desk.sheet, state)
            if not needed:
                return
            self.desk.make_room(int(needed))

    def _join(self) -> None:
        pieces = in_order(self.desk.pieces)
        self.desk.put_away()
        self.desk.make_room(len(pieces))
        for rank in np.unique(pieces["rank"])[::-1]:
            is_answer = bool(rank == pieces["rank"].max())
            join(pieces, int(rank), is_answer, self.terms, self.desk.sheet)


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
