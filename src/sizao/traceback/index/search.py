"""One hop through all days: the carriers' stays, the visits they meet, and what has to be joined at the end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from itertools import pairwise

import numpy as np

from sizao.traceback.index import ahead
from sizao.traceback.index.crew import helped, processors, taken
from sizao.traceback.index.days import Task, meet_days
from sizao.traceback.index.desk import Desk
from sizao.traceback.index.gather import SCAN_FROM, guests_of
from sizao.traceback.index.held import Index
from sizao.traceback.index.join import in_order, join
from sizao.traceback.index.layout import GUEST, LONG, NOBODY, UNKNOWN_ZONE, Array, Carriers, Terms
from sizao.traceback.query import IndexPlace
from sizao.traceback.visits import epoch_second

NO_SUCH_ZONE = 1 << 16
"""A zone that no visit names: it meets only those whose zone is not known."""
NO_PERIODS = np.zeros((0, 2), np.int32)
NO_PLACES = np.zeros(0, np.int64)
NO_GUESTS = np.zeros(0, GUEST)

SHARED_FROM, MANY = 1 << 28, 128
"""Visits in the index from which on the days are shared among the processors, in few parts for few carriers: a part costs
about as much as a small search. So many carriers times days are many, and each day is a part."""
FEW_PARTS = 4


class Search:
    """A search of an index under the terms of a question; what it finds stands on the desk."""

    def __init__(self, index: Index, terms: Terms, places: Array | None, desk: Desk) -> None:
        self.index, self.terms, self.places, self.desk = index, terms, places, desk
        self.unlisted = np.empty(0, np.uint32)

    def meet(self, carriers: Carriers, index_places: Sequence[IndexPlace], without: Array) -> None:
        """Note whom the carriers met, and who was at the index places, but for the persons ``without``."""
        self.unlisted = without
        with unlisted(self.desk, without):
            self._meet_all(carriers, index_places)

    def _meet_all(self, carriers: Carriers, index_places: Sequence[IndexPlace]) -> None:
        self.index.bring(len(carriers.person))
        table, terms, periods = self.index.table, self.terms, self._periods(carriers)
        guests = _at_places(self.index, index_places, terms.linger) if index_places else NO_GUESTS
        if terms.linger or self.index.is_tangled:
            more = guests_of(table, carriers, periods, terms, self.desk.sheet.tangled)
            guests = np.concatenate([guests, more])
        places = NO_PLACES if self.places is None else np.array(self.places, np.int64)
        task = Task(table, carriers, periods, guests, places, self.places is not None, terms)
        if self.index.count_question():
            ahead.ask(self.index, task)
        self._meet(task, len(carriers.person) * len(table) >= MANY)
        self._join()

    def _periods(self, carriers: Carriers) -> Array:
        """Start and until of every person, when there are so many carriers that whole days are read."""
        people = len(self.index.names.people)
        if len(carriers.person) * SCAN_FROM < people or not carriers.once.all():
            return NO_PERIODS
        periods = np.zeros((people, 2), np.int32)
        periods[carriers.person, 0] = np.clip(carriers.start, -LONG, LONG)
        periods[carriers.person, 1] = np.clip(carriers.until, -LONG, LONG)
        return periods

    def _meet(self, task: Task, are_many: bool) -> None:
        """Share the days among the processors when there is enough to do; each worker writes on a desk of its own."""
        segments = len(task.table)
        if not (are_many or self.index.rows >= SHARED_FROM) or segments < 2 or processors() < 2:
            _work(task, [(0, segments)], self.desk)
            return
        left = _parts(segments, segments if are_many else FEW_PARTS)
        with ExitStack() as stack:
            desks = [stack.enter_context(self._helper()) for _ in range(min(processors(), len(left)) - 1)]
            with ExitStack() as helpers:
                for desk in desks:
                    helpers.enter_context(helped(partial(_work, task, left, desk)))
                _work(task, left, self.desk)
            for desk in desks:
                self.desk.take_over(desk)

    @contextmanager
    def _helper(self) -> Iterator[Desk]:
        """A further desk on which the same persons are unlisted."""
        with self.index.desk() as desk, unlisted(desk, self.unlisted):
            yield desk

    def _join(self) -> None:
        if not len(self.desk.pieces):
            return
        pieces = in_order(self.desk.pieces)
        self.desk.put_away()
        self.desk.make_room(len(pieces))
        for rank in np.unique(pieces["rank"])[::-1]:
            is_answer = bool(rank == pieces["rank"].max())
            join(pieces, int(rank), is_answer, self.terms, self.desk.sheet)


@contextmanager
def unlisted(desk: Desk, persons: Array) -> Iterator[None]:
    """Persons who do not appear in the answer while this lasts."""
    marks = desk.sheet.record["unlisted"]
    marks[persons] = 1
    try:
        yield
    finally:
        marks[persons] = 0


def _work(task: Task, left: list[tuple[int, int]], desk: Desk) -> None:
    """Take some segments after the others from the list until it is empty."""
    for begin, end in taken(left):
        state = np.array([begin, 0], np.int64)
        while needed := meet_days(task, end, desk.sheet, state):
            desk.make_room(int(needed))


def _parts(segments: int, number: int) -> list[tuple[int, int]]:
    """The segments in so many parts (or fewer) of about one length."""
    ends = sorted({segments * part // number for part in range(number + 1)})
    return list(pairwise(ends))


def _at_places(index: Index, index_places: Sequence[IndexPlace], linger: int) -> Array:
    """Index places as stays of nobody."""
    zones = {zone: number for number, zone in enumerate(index.names.zones, start=1)}
    places = [each.place for each in index_places]
    rows = [
        (
            each.place, epoch_second(each.start) - index.epoch, epoch_second(each.until) + linger - index.epoch, NOBODY,
            zones.get(each.zone, NO_SUCH_ZONE) if each.zone else UNKNOWN_ZONE, 0, places.count(each.place) == 1, -1,
        )
        for each in index_places
    ]  # fmt: skip
    return np.array(rows, GUEST)
