"""Which venue an errand goes to: a usual one or another, near by or anywhere in the city by popularity."""

from __future__ import annotations

from math import hypot

from numba import njit

from sizao.simulation.city.draws import Array, Number, draw
from sizao.simulation.city.sheet import Sheet

USUAL = 3
"""Usual venues of a person for each kind."""
HABIT, WHICH, LOCAL, PICK, ROOM = 10_000, 20_000, 30_000, 40_000, 50_000
"""Added to the turn of an errand's draws."""


@njit(nogil=True)
def venue_of(sheet: Sheet, keys: Array, subject: Number, kind: Number, community: Number, turn: Number) -> Number:
    """A venue of a kind for a person or a household that lives in a community."""
    key, at = keys[1], turn
    if draw(keys[1], subject, HABIT + turn) < sheet.habit:
        key, at = keys[0], kind * USUAL + int(draw(keys[1], subject, WHICH + turn) * USUAL)
    pick = draw(key, subject, PICK + at)
    if draw(key, subject, LOCAL + at) < sheet.local[kind]:
        return _near(sheet, community, kind, pick)
    count = sheet.first[kind + 1] - sheet.first[kind]
    return sheet.ranked[sheet.first[kind] + min(int(count**pick) - 1, count - 1)]


@njit(nogil=True)
def near_by(sheet: Sheet, keys: Array, subject: Number, kind: Number, community: Number, turn: Number) -> Number:
    """One of the nearest venues of a kind, a usual one or another."""
    key, at = keys[1], turn
    if draw(keys[1], subject, HABIT + turn) < sheet.habit:
        key, at = keys[0], kind * USUAL + int(draw(keys[1], subject, WHICH + turn) * USUAL)
    return _near(sheet, community, kind, draw(key, subject, PICK + at))


@njit(nogil=True)
def seconds_to(sheet: Sheet, community: Number, place: Number) -> Number:
    """How long it takes from a community to a place."""
    there = sheet.at[place]
    far = hypot(sheet.east[community] - sheet.east[there], sheet.north[community] - sheet.north[there])
    return int(min(sheet.way[0] + sheet.way[1] * far, sheet.way[2]) * 60.0)


@njit(nogil=True)
def _near(sheet: Sheet, community: Number, kind: Number, pick: Number) -> Number:
    at = 0
    while at < sheet.near.shape[2] - 1 and sheet.crowd[community, kind, at] <= pick:
        at += 1
    while sheet.near[community, kind, at] < 0:
        at -= 1
    return sheet.near[community, kind, at]


@njit(nogil=True)
def room_of(sheet: Sheet, today: Number, subject: Number, place: Number, turn: Number) -> Number:
    """The room of a place in which a visitor spends the visit."""
    return int(draw(today, subject, ROOM + turn) * sheet.rooms[place])
