"""One day of everybody: who is where from when to when, person by person, then ordered by place and start."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numba import njit

from sizao.kernel.loops import kept
from sizao.simulation.city.draws import Number, draw, key_of
from sizao.simulation.city.figures import Array
from sizao.simulation.city.outings import errands, family_outing, hotel_of
from sizao.simulation.city.sheet import Sheet, sheet_of
from sizao.simulation.city.shifts import BY_NIGHT, FREE, MINUTE, NIGHT_ENDS, home_by, night_until, shift_of
from sizao.simulation.city.types import DAY, City, PlaceKind, Visits
from sizao.simulation.city.work import at_work, ride_home

HABITS, TODAY = 200, 1000
"""Streams of draws: what stays from day to day, and each day's own."""
LONGEST_PLAN = 14
COLUMNS = 6
"""A planned stay: place, zone, start, seconds, and the seconds on the way there and back."""
CHUNK = 1 << 16
"""People at a time. The answer does not depend on it."""
SHORTEST = 5 * MINUTE
"""A shorter stay at home between two errands is part of the way."""
RECORDED = 400
"""Turn of the draw that says whether a visit is recorded; one turn a visit."""
HOME, HOTEL_ZONES = int(PlaceKind.HOME), 2000


def day_visits(city: City, day: int, workers: int = 1) -> Visits:
    """Everybody's stays that begin on a day, those at home included.

    Args:
        city: The city.
        day: 0 for the spec's first day; later days than the spec's may be asked for too.
        workers: Threads; the answer does not depend on them.
    """
    sheet = sheet_of(city)
    weekday = (city.spec.first_day.weekday() + day) % 7
    with ThreadPoolExecutor(max(workers, 1)) as pool:
        parts = list(pool.map(lambda first: _chunk(sheet, city.spec.seed, first, day, weekday), _chunks(city.people)))
    return _ordered(day, [np.concatenate(columns) for columns in zip(*parts, strict=True)], city.places)


def _chunks(people: int) -> Iterator[int]:
    return iter(range(0, people, CHUNK))


def _chunk(sheet: Sheet, seed: int, first: int, day: int, weekday: int) -> tuple[Array, ...]:
    """The stays of some people, in their order."""
    last = min(first + CHUNK, len(sheet.age))
    room = (last - first) * 12
    found = (
        np.empty(room, np.int32), np.empty(room, np.int32), np.empty(room, np.int16), np.empty(room, np.int32),
        np.empty(room, np.int32), np.empty(room, np.uint8), np.empty(room, np.bool_),
    )  # fmt: skip
    keys = np.array([_key(seed, HABITS), _key(seed, TODAY + day), _key(seed, TODAY + day - 1)], np.uint64)
    used = _lived(sheet, keys, first, last, day, weekday, found)
    return tuple(column[:used] for column in found)


@kept
def _key(seed: Number, stream: Number) -> Number:
    return key_of(seed, stream)


@kept
def _lived(
    sheet: Sheet, keys: Array, first: Number, last: Number, day: Number, weekday: Number, found: tuple[Array, ...]
) -> Number:
    """The loop over people; the rules that it takes in stand in other files and are not kept by themselves."""
    plan = np.empty((LONGEST_PLAN, COLUMNS), np.int32)
    used = 0
    for person in range(first, last):
        begin, planned = _planned(sheet, keys, person, day, weekday, plan)
        used = _written(sheet, keys, person, begin, planned, plan, found, used)
    return used


@njit(nogil=True)
def _planned(
    sheet: Sheet, keys: Array, person: Number, day: Number, weekday: Number, plan: Array
) -> tuple[Number, Number]:
    """A person's stays away from home; and when the day begins after a night's work."""
    habits, today = keys[0], keys[1]
    shift = shift_of(sheet, habits, person, day, weekday)
    begin = free_from = planned = 0
    if shift_of(sheet, habits, person, day - 1, (weekday + 6) % 7) == BY_NIGHT:
        planned = ride_home(sheet, keys, person, plan, planned)
        free_from = night_until(sheet, person)
        begin = NIGHT_ENDS if planned else free_from
    if shift == BY_NIGHT:
        return begin, at_work(sheet, keys, person, shift, plan, planned)
    if shift != FREE:
        planned = at_work(sheet, keys, person, shift, plan, planned)
        free_from = home_by(sheet, habits, today, person, shift)
    planned, free_from = family_outing(sheet, keys, person, day, weekday, free_from, plan, planned)
    return begin, errands(sheet, keys, person, shift, free_from, plan, planned)


@njit(nogil=True)
def _written(
    sheet: Sheet,
    keys: Array,
    person: Number,
    begin: Number,
    planned: Number,
    plan: Array,
    found: tuple[Array, ...],
    used: Number,
) -> Number:
    """The planned stays, and home (or a hotel) in between."""
    morning, evening = hotel_of(sheet, keys, keys[2], person), hotel_of(sheet, keys, keys[1], person)
    base, cursor = morning if begin == 0 else sheet.home[person], begin
    for at in range(planned):
        stop = plan[at, 2] - plan[at, 4]
        if stop - cursor >= SHORTEST:
            used = _put(sheet, keys[1], person, base, -1, cursor, stop - cursor, found, used)
        used = _put(sheet, keys[1], person, plan[at, 0], plan[at, 1], plan[at, 2], plan[at, 3], found, used)
        cursor = plan[at, 2] + plan[at, 3] + plan[at, 5]
        base = sheet.home[person] if at + 1 < planned else evening
    if DAY - cursor >= SHORTEST:
        used = _put(sheet, keys[1], person, base, -1, cursor, DAY - cursor, found, used)
    return used


@njit(nogil=True)
def _put(
    sheet: Sheet,
    today: Number,
    person: Number,
    place: Number,
    zone: Number,
    start: Number,
    seconds: Number,
    found: tuple[Array, ...],
    used: Number,
) -> Number:
    """One stay into the columns."""
    kind = sheet.kind[place]
    if zone < 0 and kind > HOME and place != sheet.home[person]:
        zone = HOTEL_ZONES + person % 900
    found[0][used], found[1][used], found[2][used] = person, place, zone
    found[3][used], found[4][used], found[5][used] = start, seconds, sheet.source[kind]
    found[6][used] = draw(today, person, RECORDED + start // MINUTE) < sheet.record[kind, int(sheet.has_phone[person])]
    return used + 1


def _ordered(day: int, columns: list[Array], places: int) -> Visits:
    """By place and start; those who come together stay in the order of their numbers."""
    order = _by(columns[1], _by(columns[3], np.arange(len(columns[0]), dtype=np.int32), 2 * DAY), places)
    return Visits(day, *(column[order] for column in columns))


@kept
def _by(key: Array, order: Array, bound: Number) -> Array:
    """A counting sort that keeps the order of equals."""
    place = np.zeros(bound + 1, np.int64)
    for row in order:
        place[key[row] + 1] += 1
    place = np.cumsum(place)
    found = np.empty(len(order), np.int32)
    for row in order:
        found[place[key[row]]] = row
        place[key[row]] += 1
    return found
