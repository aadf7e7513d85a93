"""What people do when they are free: families go out together, everybody from twelve on runs errands, some travel."""

from __future__ import annotations

from math import cos, exp, log, pi, sqrt

import numpy as np
from numba import njit

from sizao.simulation.city.draws import Array, Number, draw
from sizao.simulation.city.sheet import ERRANDS, Sheet
from sizao.simulation.city.shifts import BY_NIGHT, FREE, HOUR, MINUTE, WORKER, home_by, shift_of
from sizao.simulation.city.types import PlaceKind
from sizao.simulation.city.venues import room_of, seconds_to, venue_of
from sizao.simulation.city.work import put

FAMILY, FAMILY_AT, FAMILY_KIND, FAMILY_LONG, JOINS, TRIP = range(330, 336)
"""Turns of draws."""
ERRAND, WHAT, WHEN, HOW_LONG = 340, 350, 360, 370
"""Turns of draws; the errand's number is added."""
FAMILY_KINDS = np.array(
    [int(each) for each in (PlaceKind.MALL, PlaceKind.RESTAURANT, PlaceKind.PARK, PlaceKind.MARKET)]
)
KINDS = np.array([int(each) for each in ERRANDS])
MALL, HOTEL = int(PlaceKind.MALL), int(PlaceKind.HOTEL)
JOINING = 0.85
"""Chance that a member who is free goes along."""
ALONE_FROM = 12
"""Younger children go out with the household only."""
LATEST = 22 * HOUR
SPREAD = 0.5
"""Standard deviation of the logarithm of a stay's minutes."""
MOST = 4
"""Errands of a free day."""


@njit(nogil=True)
def family_outing(
    sheet: Sheet,
    keys: Array,
    person: Number,
    day: Number,
    weekday: Number,
    free_from: Number,
    plan: Array,
    planned: Number,
) -> tuple[Number, Number]:
    """A household's common outing, when there is one and its head is free; gives stays planned and when one is back."""
    household = sheet.household[person]
    head = sheet.first_of[household]
    shift = shift_of(sheet, keys[0], head, day, weekday)
    chance = sheet.family_free if shift == FREE else sheet.family_work
    if sheet.home[person] >= sheet.first[1] or shift == BY_NIGHT or draw(keys[1], household, FAMILY) >= chance:
        return planned, free_from
    begin = _sets_out(keys[1], household, shift)
    kind = FAMILY_KINDS[int(draw(keys[1], household, FAMILY_KIND) * len(FAMILY_KINDS))]
    venue = venue_of(sheet, keys, household, kind, sheet.community[person], FAMILY)
    way = seconds_to(sheet, sheet.community[person], venue)
    ready = max(home_by(sheet, keys[0], keys[1], head, shift), _awake(sheet, keys, head, day, weekday))
    if max(ready, free_from) + way > begin or (person != head and draw(keys[1], person, JOINS) > JOINING):
        return planned, free_from
    seconds = int((40 + 80 * draw(keys[1], household, FAMILY_LONG)) * MINUTE)
    planned = put(plan, planned, venue, room_of(sheet, keys[1], household, venue, FAMILY), begin, seconds, way, way)
    return planned, begin + seconds + way


@njit(nogil=True)
def _sets_out(today: Number, household: Number, shift: Number) -> Number:
    """When a household is where it goes together: by day when it is free, else in the evening."""
    lot = draw(today, household, FAMILY_AT)
    return int((9.5 + 6.5 * lot) * HOUR) if shift == FREE else int((18.7 + lot) * HOUR)


@njit(nogil=True)
def _awake(sheet: Sheet, keys: Array, person: Number, day: Number, weekday: Number) -> Number:
    """From when a person is at home and up again: after a night's work not before the afternoon."""
    if shift_of(sheet, keys[0], person, day - 1, (weekday + 6) % 7) == BY_NIGHT:
        return 14 * HOUR
    return 7 * HOUR


@njit(nogil=True)
def errands(
    sheet: Sheet, keys: Array, person: Number, shift: Number, free_from: Number, plan: Array, planned: Number
) -> Number:
    """Errands of one's own until late in the evening; gives the number of stays planned."""
    if sheet.age[person] < ALONE_FROM or shift == BY_NIGHT:
        return planned
    chance = sheet.errand_free if shift == FREE else sheet.errand_work
    for turn in range(MOST):
        if draw(keys[1], person, ERRAND + turn) >= chance:
            return planned
        wait = int((0.3 + (2.5 if shift == FREE else 1.0) * draw(keys[1], person, WHEN + turn)) * HOUR)
        what = int(np.searchsorted(sheet.errands, draw(keys[1], person, WHAT + turn)))
        seconds = int(_minutes(sheet.minutes[what], keys[1], person, HOW_LONG + turn) * MINUTE)
        venue = venue_of(sheet, keys, person, KINDS[what], sheet.community[person], ERRAND + turn)
        way = seconds_to(sheet, sheet.community[person], venue)
        begin = max(free_from, 7 * HOUR) + max(wait, way)
        if begin + seconds > LATEST:
            return planned
        planned = put(
            plan, planned, venue, room_of(sheet, keys[1], person, venue, ERRAND + turn), begin, seconds, way, way
        )
        free_from = begin + seconds + way
    return planned


@njit(nogil=True)
def _minutes(median: Number, today: Number, person: Number, turn: Number) -> Number:
    """A lognormal stay between 3 minutes and 6 hours."""
    one, other = draw(today, person, turn), draw(today, person, turn + 1000)
    normal = sqrt(-2.0 * log(1.0 - one)) * cos(2.0 * pi * other)
    return min(max(median * exp(SPREAD * normal), 3.0), 360.0)


@njit(nogil=True)
def hotel_of(sheet: Sheet, keys: Array, day_key: Number, person: Number) -> Number:
    """Where a person sleeps after the day of a key: at home, or on a trip in a hotel."""
    if sheet.role[person] != WORKER or draw(day_key, person, TRIP) >= sheet.trip:
        return sheet.home[person]
    first, last = sheet.first[HOTEL], sheet.first[HOTEL + 1]
    return first + int(draw(day_key, person, TRIP + 2000) * (last - first))
