"""A working day in stays: the ride, the place of work or the class, lunch, and the ride back."""

from __future__ import annotations

from numba import njit

from sizao.simulation.city.draws import Array, Number, draw
from sizao.simulation.city.sheet import VEHICLE, Sheet
from sizao.simulation.city.shifts import BY_DAY, HOUR, MINUTE, NIGHT_ENDS, PUPIL, STUDENT, hours_of
from sizao.simulation.city.types import PlaceKind
from sizao.simulation.city.venues import near_by, room_of

LUNCH, LUNCH_AT, LUNCH_LONG, LUNCH_VENUE, BUS, BUS_BACK = range(320, 326)
"""Turns of draws."""
WAIT = 3 * MINUTE
"""On foot to the stop and from it."""
SHORTEST_RIDE = 4 * MINUTE
SLOT = 10 * MINUTE
RESTAURANT = int(PlaceKind.RESTAURANT)
LUNCH_BREAK = 11 * HOUR + 40 * MINUTE


@njit(nogil=True)
def at_work(sheet: Sheet, keys: Array, person: Number, shift: Number, plan: Array, planned: Number) -> Number:
    """Plan a shift or a school day; gives the number of stays planned."""
    begin, end = hours_of(sheet, keys[0], keys[1], person, shift)
    way = sheet.travel[person] * MINUTE
    rides = rides_there(sheet, person)
    gap = WAIT if rides else way
    if rides:
        planned = _ride(sheet, keys[1], person, begin - way + WAIT, way - 2 * WAIT, WAIT, 0, BUS, plan, planned)
    planned = _posted(sheet, keys, person, shift, begin, end, gap, plan, planned)
    if rides and shift == BY_DAY:
        planned = _ride(sheet, keys[1], person, end + WAIT, way - 2 * WAIT, WAIT, WAIT, BUS_BACK, plan, planned)
    return planned


@njit(nogil=True)
def ride_home(sheet: Sheet, keys: Array, person: Number, plan: Array, planned: Number) -> Number:
    """The ride home from a night's work, which belongs to the morning's day."""
    if not rides_there(sheet, person):
        return planned
    seconds = sheet.travel[person] * MINUTE - 2 * WAIT
    return _ride(sheet, keys[1], person, NIGHT_ENDS + WAIT, seconds, WAIT, WAIT, BUS_BACK, plan, planned)


@njit(nogil=True)
def rides_there(sheet: Sheet, person: Number) -> Number:
    """Whether a person's way to work is a ride worth noting."""
    return sheet.ride[person] >= 0 and sheet.travel[person] * MINUTE - 2 * WAIT >= SHORTEST_RIDE


@njit(nogil=True)
def _posted(
    sheet: Sheet,
    keys: Array,
    person: Number,
    shift: Number,
    begin: Number,
    end: Number,
    gap: Number,
    plan: Array,
    planned: Number,
) -> Number:
    place, room = sheet.daily[person], sheet.room[person]
    back = 0 if gap == WAIT and sheet.ride[person] >= 0 else gap
    if shift == BY_DAY and _eats_out(sheet, keys[1], person, begin, end):
        leave = LUNCH_BREAK + int(draw(keys[1], person, LUNCH_AT) * 40 * MINUTE)
        stay = 20 * MINUTE + int(draw(keys[1], person, LUNCH_LONG) * 25 * MINUTE)
        venue = near_by(sheet, keys, person, RESTAURANT, sheet.at[place], LUNCH_VENUE)
        planned = put(plan, planned, place, room, begin, leave - begin, gap, 0)
        planned = put(
            plan,
            planned,
            venue,
            room_of(sheet, keys[1], person, venue, LUNCH_VENUE),
            leave + 5 * MINUTE,
            stay,
            5 * MINUTE,
            0,
        )
        again = leave + stay + 10 * MINUTE
        return put(plan, planned, place, room, again, end - again, 5 * MINUTE, back)
    return put(plan, planned, place, room, begin, end - begin, gap, back)


@njit(nogil=True)
def _eats_out(sheet: Sheet, today: Number, person: Number, begin: Number, end: Number) -> Number:
    role = sheet.role[person]
    if role in (PUPIL, STUDENT) or begin > LUNCH_BREAK - HOUR or end < 14 * HOUR:
        return False
    return draw(today, person, LUNCH) < sheet.lunch


@njit(nogil=True)
def _ride(
    sheet: Sheet,
    today: Number,
    person: Number,
    start: Number,
    seconds: Number,
    before: Number,
    after: Number,
    turn: Number,
    plan: Array,
    planned: Number,
) -> Number:
    """A ride in one of the vehicles that leave in these ten minutes."""
    line = sheet.ride[person]
    vehicles = sheet.rooms[line]
    zone = VEHICLE + start // SLOT * vehicles + int(draw(today, person, turn) * vehicles)
    return put(plan, planned, line, zone, start, seconds, before, after)


@njit(nogil=True)
def put(
    plan: Array,
    planned: Number,
    place: Number,
    zone: Number,
    start: Number,
    seconds: Number,
    before: Number,
    after: Number,
) -> Number:
    """One more planned stay."""
    plan[planned, 0], plan[planned, 1], plan[planned, 2] = place, zone, start
    plan[planned, 3], plan[planned, 4], plan[planned, 5] = seconds, before, after
    return planned + 1
