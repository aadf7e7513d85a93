"""Dense numbers for persons: 0, 1, 2, … in the order in which the index first met them, never given anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numba import njit

from sizao.traceback.index.layout import Array, Number
from sizao.traceback.index.radix import looked_up

SPARSE = 16
"""Numbers that spread over more than so many times their count are looked up in a dictionary."""
FEW = 16
"""Visits that are so many times fewer than the people are looked up one by one."""
FORGOTTEN = -1
"""Stands where a person was who has been deleted."""


@dataclass(frozen=True)
class People:
    """The persons of an index; ``ids[number]`` is the person's own identifier (int64)."""

    ids: Array
    stored_order: Array | None = None
    """uint32, the numbers by identifier, of all persons but those added since (at the end of ``ids``)."""

    def __len__(self) -> int:
        """How many numbers have been given."""
        return len(self.ids)

    @cached_property
    def order(self) -> Array:
        """The numbers by identifier (uint32)."""
        if self.stored_order is not None and len(self.stored_order) == len(self.ids):
            return self.stored_order
        return np.argsort(self.ids, kind="stable").astype(np.uint32)

    @cached_property
    def seats(self) -> Array:
        """The place of each number in the order (uint32); empty when the numbers stand in it already."""
        ids = self.identifiers
        if stand_in_order(ids):
            return np.empty(0, np.uint32)
        seats = np.empty(len(ids), np.uint32)
        seats[self.order] = np.arange(len(ids), dtype=np.uint32)
        return seats

    @cached_property
    def identifiers(self) -> Array:
        """The identifiers, not to be written."""
        return read_only(self.ids)

    @cached_property
    def by_identifier(self) -> Array:
        """The order, not to be written."""
        return read_only(self.order)

    @cached_property
    def _parts(self) -> list[Array]:
        """The order of those who were there and of those added since."""
        if self.stored_order is None:
            return [self.order]
        added = np.arange(len(self.stored_order), len(self.ids), dtype=np.uint32)
        return [self.stored_order, added[np.argsort(self.ids[added], kind="stable")]]

    def numbers_of(self, wanted: Array) -> Array:
        """The number of each identifier (int64), -1 for those whom the index does not know."""
        numbers = np.full(len(wanted), -1, np.int64)
        for order in self._parts:
            if len(order):
                near = order[np.minimum(first_not_below(self.identifiers, read_only(order), wanted), len(order) - 1)]
                numbers = np.where(self.ids[near] == wanted, near, numbers)
        return numbers

    def find(self, persons: Iterable[int]) -> dict[int, int]:
        """The numbers of those persons whom the index knows."""
        wanted = np.array(sorted(set(persons) - {FORGOTTEN}), np.int64)
        numbers = self.numbers_of(wanted)
        is_known = numbers >= 0
        return dict(zip(wanted[is_known].tolist(), numbers[is_known].tolist(), strict=True))

    def extended(self, persons: pa.Array) -> tuple[People, Array]:
        """These people and the new ones among ``persons`` (int64), and the number of each of ``persons`` (uint32)."""
        wanted = persons.to_numpy()
        if not len(wanted):
            return self, np.empty(0, np.uint32)
        if len(wanted) * FEW < len(self.ids):
            return self._extended_by_few(wanted)
        low, high = int(wanted.min()), int(wanted.max())
        if high - low > SPARSE * (len(wanted) + len(self.ids)):
            return self._extended_by_hash(persons)
        numbers = np.full(high - low + 1, -1, np.int64)
        near = np.flatnonzero((self.ids >= low) & (self.ids <= high))
        numbers[np.asarray(self.ids)[near] - low] = near
        new = unknown(wanted, low, numbers)
        numbers[new - low] = np.arange(len(self.ids), len(self.ids) + len(new))
        return self._with(new), looked_up(numbers.astype(np.uint32), wanted, low)

    def _extended_by_few(self, wanted: Array) -> tuple[People, Array]:
        """For visits laid beside millions: nothing is done for each of the millions."""
        persons, which = np.unique(wanted, return_inverse=True)
        numbers = self.numbers_of(persons)
        is_new = numbers < 0
        numbers[is_new] = np.arange(len(self.ids), len(self.ids) + is_new.sum())
        return self._with(persons[is_new]), numbers[which].astype(np.uint32)

    def _with(self, new: Array) -> People:
        if not len(new):
            return self
        return People(np.concatenate([np.asarray(self.ids), new]).astype(np.int64, copy=False), self.stored_order)

    def _extended_by_hash(self, persons: pa.Array) -> tuple[People, Array]:
        numbers = pc.index_in(persons, value_set=pa.array(self.ids))
        people = self
        if numbers.null_count:
            new = np.sort(pc.unique(persons.filter(pc.is_null(numbers))).to_numpy())
            people = self._with(new)
            numbers = pc.index_in(persons, value_set=pa.array(people.ids))
        return people, numbers.to_numpy(zero_copy_only=False).astype(np.uint32)


def read_only(array: Array) -> Array:
    """The array, not to be written: loops are compiled for this kind alone, whether a file lies below or memory."""
    view = np.asarray(array).view()
    view.flags.writeable = False
    return view


@njit(cache=True, nogil=True)
def stand_in_order(ids: Array) -> Number:
    """Whether each identifier is greater than the one before."""
    at = 1
    while at < len(ids) and ids[at - 1] < ids[at]:
        at += 1
    return at >= len(ids)


@njit(cache=True, nogil=True)
def first_not_below(ids: Array, order: Array, wanted: Array) -> Array:
    """For each value the first place in the order whose identifier is not smaller; reads only what it compares."""
    places = np.empty(len(wanted), np.int64)
    for at in range(len(wanted)):
        low, high = 0, len(order)
        while low < high:
            middle = (low + high) >> 1
            if ids[order[middle]] < wanted[at]:
                low = middle + 1
            else:
                high = middle
        places[at] = low
    return places


@njit(cache=True, nogil=True)
def unknown(wanted: Array, low: Number, numbers: Array) -> Array:
    """The different values without a number, in order; ``numbers`` holds that of ``low`` first."""
    is_new = np.zeros(len(numbers), np.bool_)
    for value in wanted:
        if numbers[value - low] < 0:
            is_new[value - low] = True
    new: Array = np.flatnonzero(is_new) + low
    return new


NO_PEOPLE = People(np.empty(0, np.int64))
