"""The compiled loops of a day: who stays away, into which groups a place falls, and whom an infectious visitor infects.

A draw is a hash, as in :mod:`sizao.simulation.epidemic.draws` (a test holds both together).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sizao.kernel.loops import kept

Array = NDArray[Any]

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)
_DAY = 86_400.0
HOURS = 48
"""A visit belongs to the day on which it starts, and ends before the end of the next."""


@kept
def folded(key: np.uint64, value: int) -> np.uint64:
    """A key with one more value folded in."""
    key = (key ^ np.uint64(value)) + _GOLDEN
    key = (key ^ (key >> np.uint64(30))) * _FIRST
    key = (key ^ (key >> np.uint64(27))) * _SECOND
    return key ^ (key >> np.uint64(31))


@kept
def chance(key: np.uint64) -> float:
    """The number between 0 and 1 that a key stands for."""
    return (float(key >> np.uint64(12)) + 0.5) * 2.0**-52


@kept
def draw(key: np.uint64, values: Array) -> float:
    """The draw of a key and some values; for the test that holds both implementations together."""
    for value in values:
        key = folded(key, value)
    return chance(key)


@kept
def places_of(place: Array, from_row: int, until_row: int, hot: Array) -> Array:
    """Rows at which the visits of a place with somebody infectious begin, and end: pairs of bounds, in order."""
    bounds = np.empty((until_row - from_row + 1, 2), np.int64)
    found, row = 0, from_row
    while row < until_row:
        here, first = place[row], row
        while row < until_row and place[row] == here:
            row += 1
        if hot[here]:
            bounds[found, 0], bounds[found, 1] = first, row
            found += 1
    return bounds[:found].copy()


@kept
def touched(person: Array, place: Array, carries: Array, hot: Array) -> None:
    """Mark the places that somebody infectious visits."""
    for row in range(len(person)):
        if carries[person[row]] > 0:
            hot[place[row]] = True


@kept
def stays(
    rows: Array,
    person: Array,
    place: Array,
    start: Array,
    home: Array,
    closed: Array,
    away: Array,
    kept_home: Array,
    movement: Array,
    key: np.uint64,
    midnight: float,
    since: Array,
    until: Array,
    fate: Array,
) -> None:
    """What is left of some visits: their bounds in seconds of the day, and whether one is spent at home instead.

    Args:
        rows: the visits that somebody's orders or illness touch.
        person: and place, start: all visits.
        home: place of residence of each person.
        closed: places that are closed; homes never are.
        away: two intervals in days for each person in which he meets nobody (isolation, quarantine on a site).
        kept_home: two intervals in days for each person in which he stays at home (quarantine, illness).
        movement: chance of each person to make a visit outside the home.
        key: root of the draws of movement.
        midnight: the day's beginning, in days.
        since: and until: the visits' bounds; what is left is written there, empty when until is not later than since.
        fate: 1 is written where a visit is spent at home instead.
    """
    for row in rows:
        who, where = person[row], place[row]
        if where != home[who]:
            at = midnight + start[row] / _DAY
            stays_in = closed[where] or kept_home[who, 0] <= at < kept_home[who, 1]
            stays_in = stays_in or kept_home[who, 2] <= at < kept_home[who, 3]
            if not stays_in and movement[who] < 1:
                stays_in = chance(folded(folded(key, who), start[row])) >= movement[who]
            fate[row] = 1 if stays_in else 0
        for each in range(2):
            first = (away[who, 2 * each] - midnight) * _DAY
            last = (away[who, 2 * each + 1] - midnight) * _DAY
            if first <= since[row]:
                since[row] = max(since[row], int(min(last, 1e9)))
            elif first < until[row]:
                until[row] = int(first)


@kept
def crowd(rows: Array, start: Array, seconds: Array) -> float:
    """How many visitors a visitor finds on average, himself included: occupancy of each hour, weighted by itself."""
    inside, total, squares = np.zeros(HOURS), 0.0, 0.0
    for row in rows:
        since, left = float(start[row]), float(seconds[row])
        hour = int(since // 3600)
        while left > 0 and hour < HOURS:
            part = min(left, (hour + 1) * 3600.0 - since)
            inside[hour] += part / 3600.0
            since, left, hour = since + part, left - part, hour + 1
    for each in inside:
        total, squares = total + each, squares + each * each
    return squares / total if total > 0 else 0.0


@kept
def groups(
    rows: Array, person: Array, where: int, number: int, lasts: bool, mixing: float, keys: Array, day: int
) -> Array:
    """The group of each row: the same every day where people have their desk or class, drawn anew elsewhere."""
    found = np.zeros(len(rows), np.int64)
    if number <= 1:
        return found
    lasting, daily = folded(keys[0], where), folded(folded(keys[0], where), day + 1)
    mixed = folded(folded(keys[1], where), day)
    for each in range(len(rows)):
        who = person[rows[each]]
        is_regular = lasts and chance(folded(mixed, who)) >= mixing
        key = folded(lasting if is_regular else daily, who)
        found[each] = int(key % np.uint64(number))
    return found


@kept
def shed(first: float, last: float, born: float, ends: float, share: float, ratio: float, cap: float) -> float:
    """Infectiousness between two moments (days), as days of mean infectiousness: higher early, lower late.

    The early phase is a share of the infectious period, at most ``cap`` days; the mean over the whole period is 1.
    """
    length = ends - born
    if length <= 0 or last <= first:
        return 0.0
    early = min(share * length, cap)
    late = length / (ratio * early + length - early)
    turn = born + early
    before = max(0.0, min(last, turn) - first)
    return late * (ratio * before + (last - first - before))


@kept
def _meetings(
    rows: Array, visits: tuple[Array, ...], people: tuple[Array, ...], place: tuple[Any, ...],
    numbers: tuple[float, ...], key: np.uint64, collecting: bool, found: Array, count: int,
) -> tuple[Array, int]:  # fmt: skip
    """All meetings of infectious with susceptible people of one group, added to a table; see :func:`sweep`."""
    person, start, since, until = visits
    carries, takes, born, ends, outward, inward = people
    where, weight, has_masks = place
    rate, share, ratio, cap, linger, midnight = numbers
    for source in rows:
        who = person[source]
        opens = max(midnight + since[source] / _DAY, born[who])
        shuts = min(midnight + until[source] / _DAY, ends[who])
        if carries[who] <= 0 or shuts <= opens:
            continue
        mine = folded(folded(key, who), start[source])
        strength = 24.0 * carries[who] * weight * (outward[who] if has_masks else 1.0)
        for target in rows:
            whom = person[target]
            first = max(opens, midnight + since[target] / _DAY)
            last = min(shuts + linger, midnight + until[target] / _DAY)
            if last <= first or takes[whom] <= 0 or whom == who:
                continue
            felt = shed(first, last, born[who], ends[who], share, ratio, cap)
            felt *= strength * takes[whom] * (inward[whom] if has_masks else 1.0)
            needed = -np.log(chance(folded(folded(mine, whom), start[target])))
            if collecting or needed < rate * felt:
                part = 0.0 if collecting else needed / (rate * felt)
                if count == len(found):
                    longer = np.empty((2 * count, 5))
                    longer[:count] = found
                    found = longer
                found[count, 0], found[count, 1], found[count, 2] = who, whom, where
                found[count, 3], found[count, 4] = first + (last - first) * part, felt
                count += 1
    return found, count


@kept
def _sorted(rows: Array, label: Array, labels: int, into: Array, bounds: Array) -> None:
    """Rows ordered by their label (0 to ``labels``), in their old order within one; and where each label begins."""
    bounds[: labels + 1] = 0
    for each in range(len(rows)):
        bounds[label[each] + 1] += 1
    for each in range(labels):
        bounds[each + 1] += bounds[each]
    at = bounds[:labels].copy()
    for each in range(len(rows)):
        into[at[label[each]]] = rows[each]
        at[label[each]] += 1


@kept
def _rooms(
    first: int, last: int, visits: tuple[Array, ...], settings: tuple[Array, ...], keys: Array, day: int
) -> tuple[Array, Array, int]:
    """The rows of one place ordered by the group in which people meet, where each group begins, and how many there are."""
    person, place, zone, start, seconds = visits
    setting, _, group_size, lasts, mixing, _, gathers, size = settings
    where, many = place[first], last - first
    kind = setting[where]
    rows, room, top = np.empty(many, np.int64), np.empty(many, np.int64), 0
    for each in range(many):
        rows[each], room[each] = first + each, zone[first + each] + 1
        top = max(top, room[each])
    by_room, rooms = np.empty(many, np.int64), np.empty(top + 2, np.int64)
    _sorted(rows, room, top + 1, by_room, rooms)
    order, starts, count = np.empty(many, np.int64), np.empty(many + 1, np.int64), 0
    for each in range(top + 1):
        begin, finish = rooms[each], rooms[each + 1]
        if begin == finish:
            continue
        inside = by_room[begin:finish]
        is_known = lasts[kind] and size[where] > 0 and each == 0
        crowded = float(size[where]) if is_known else crowd(inside, start, seconds)
        here = where * 65_536 + each
        number = max(1, int(crowded / group_size[kind] + 0.5))
        if gathers[kind] > 0 and chance(folded(folded(keys[3], here), day)) < gathers[kind]:
            number = 1
        group = groups(inside, person, here, number, lasts[kind], mixing[kind], keys, day)
        bounds = np.empty(number + 1, np.int64)
        _sorted(inside, group, number, order[begin:finish], bounds)
        for one in range(number):
            if bounds[one + 1] > bounds[one]:
                starts[count] = begin + bounds[one]
                count += 1
    starts[count] = many
    return order, starts, count


@kept
def sweep(
    bounds: Array, visits: tuple[Array, ...], left: tuple[Array, ...], people: tuple[Array, ...],
    settings: tuple[Array, ...], numbers: tuple[float, ...], keys: Array, day: int, collecting: bool,
) -> Array:  # fmt: skip
    """Infections (or, when collecting, all meetings) at places with somebody infectious.

    Args:
        bounds: pairs of rows, one for each place.
        visits: person, place, zone, start, seconds of everybody's plans; groups are laid by them, so that an order
            changes who is there and never who would have met.
        left: since and until, what orders leave of each visit, in seconds of the day.
        people: carries (infectiousness, 0 for none), takes (susceptibility, 0 for none), born and ends (infectious
            from and until, days), outward and inward (what a mask lets through, 1 without).
        settings: setting of each place; and by setting: weight of an hour, size of a group, whether groups last, share
            of people who sit elsewhere on a day, whether masks are worn, chance that everybody in a room is one group on
            a day; size of each place (0 unknown).
        numbers: rate per weighted hour, early share, early ratio, early cap, how long the air stays (days), the day's
            beginning (days).
        keys: roots of the draws of groups, of mixing, of meetings and of gatherings.
        day: number of the day.
        collecting: give all meetings with what is felt instead of the infections.

    Returns:
        Rows of infector, infectee, place, time (days) and what was felt (weighted hours).
    """
    person, place, _, start, _ = visits
    setting, weight, _, _, _, masks, _, _ = settings
    found, count = np.empty((64, 5)), bounds.shape[0] * 0
    key = folded(keys[2], day)
    for each in range(len(bounds)):
        order, starts, groups_here = _rooms(bounds[each, 0], bounds[each, 1], visits, settings, keys, day)
        where = int(place[order[0]])
        kind = setting[where]
        for group in range(groups_here):
            inside = order[starts[group] : starts[group + 1]]
            found, count = _meetings(
                inside, (person, start, left[0], left[1]), people, (where, weight[kind], masks[kind]), numbers,
                folded(key, where), collecting, found, count,
            )  # fmt: skip
    return found[:count].copy()
