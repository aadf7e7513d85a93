"""What orders leave of a day's visits, and who is at home instead of where he would have been."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sizao.simulation.epidemic import loops
from sizao.simulation.epidemic.draws import Floats, Stream, root, uniform
from sizao.simulation.epidemic.orders import NEVER, Orders

Left = tuple[NDArray[np.int32], NDArray[np.int32]]
"""From and until, in seconds of the day; empty when until is not later."""


class Stays(Protocol):
    """What is asked of a day's visits, ordered by place and start: :class:`sizao.simulation.city.types.Visits`."""

    @property
    def person(self) -> NDArray[Any]:
        """int32"""

    @property
    def place(self) -> NDArray[Any]:
        """int32"""

    @property
    def zone(self) -> NDArray[Any]:
        """int16, -1 for the whole place"""

    @property
    def start(self) -> NDArray[Any]:
        """int32, seconds of the local day"""

    @property
    def seconds(self) -> NDArray[Any]:
        """int32"""


class Residents(Protocol):
    """What is asked of a city: :class:`sizao.simulation.city.types.City`, or one made for a test."""

    @property
    def spec(self) -> Any:
        """With a ``first_day``."""

    @property
    def age(self) -> NDArray[Any]:
        """years"""

    @property
    def home(self) -> NDArray[Any]:
        """a place"""

    @property
    def compliance(self) -> NDArray[Any]:
        """0 to 1"""

    @property
    def place_kind(self) -> NDArray[Any]:
        """see :class:`sizao.simulation.city.types.PlaceKind`"""

    @property
    def place_size(self) -> NDArray[Any]:
        """people who belong to it, 0 unknown"""


@dataclass(frozen=True)
class Ill:
    """Who stays at home without an order because he is ill, from when and until when (days)."""

    persons: NDArray[np.int64]
    since: Floats
    until: Floats


@dataclass(frozen=True)
class Moved:
    """Visits at homes, those spent there instead of elsewhere among them, ordered by place and start."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    zone: NDArray[np.int16]
    start: NDArray[np.int32]
    seconds: NDArray[np.int32]


@dataclass(frozen=True)
class Lived:
    """A day as it was: who was where from when until when, ordered by place and start."""

    person: NDArray[np.int32]
    place: NDArray[np.int32]
    zone: NDArray[np.int16]
    start: NDArray[np.int32]
    """seconds of the day"""
    end: NDArray[np.int32]
    visit: NDArray[np.int64]
    """which of the day's visits it is; -1 for a stay at home that was laid anew"""


def lived(visits: Stays, left: Left, moved: tuple[Stays, Left] | None) -> Lived:
    """What :func:`keep` left of a day and what it moved, as one; for this, all homes have to be laid anew."""
    parts = [(visits, left, np.arange(len(visits.person)))]
    if moved is not None:
        parts.append((*moved, np.full(len(moved[0].person), -1)))
    columns = [
        np.concatenate(each)
        for each in zip(
            *((day.person, day.place, day.zone, since, until, visit) for day, (since, until), visit in parts),
            strict=True,
        )
    ]
    kept = np.flatnonzero(columns[4] > columns[3])
    order = kept if moved is None else kept[np.lexsort((columns[3][kept], columns[1][kept]))]
    return Lived(*(column[order] for column in columns))


def untouched(visits: Stays) -> Left:
    """Nothing was ordered, and nobody stays in."""
    return visits.start, visits.start + visits.seconds


def keep(
    seed: int, day: int, city: Residents, visits: Stays, orders: Orders | None, ill: Ill, carries: Floats
) -> tuple[Left, tuple[Stays, Left] | None]:
    """What is left of each visit, and the homes in which people sit who would have been elsewhere.

    Only homes with somebody infectious are laid anew: to the others it makes no difference.

    Args:
        seed: of the epidemic.
        day: which day.
        city: where people live.
        visits: everybody's plans of the day.
        orders: what is in force; none without.
        ill: who stays at home without an order.
        carries: infectiousness of each person, 0 for none.
    """
    since, until = untouched(visits)
    people, places = len(city.age), len(city.place_kind)
    ordered = orders or Orders.none(people, places)
    away, kept, is_touched = _intervals(seed, day, city, ordered, ill)
    touched = is_touched[visits.person] | ordered.closed[visits.place] if orders else is_touched[visits.person]
    rows = np.flatnonzero(touched)
    if not len(rows):
        return (since, until), None
    since, fate = since.copy(), np.zeros(len(since), np.uint8)
    loops.stays(
        rows, visits.person, visits.place, visits.start, city.home, ordered.closed, away, kept,
        ordered.movement, root(seed, Stream.MOVEMENT), float(day), since, until, fate,
    )  # fmt: skip
    left = since, until
    moved = _at_home(city, visits, places, left, fate, carries)
    until[fate == 1] = since[fate == 1]
    return left, moved


def _intervals(
    seed: int, day: int, city: Residents, orders: Orders, ill: Ill
) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """When each person is away from everybody, when he stays at home today as far as he complies, and whom that touches."""
    people = len(orders.movement)
    away, kept = np.full((people, 4), NEVER), np.full((people, 4), NEVER)
    away[:, 0], away[:, 1] = orders.isolated_from, orders.isolated_until
    under = np.flatnonzero((orders.quarantined_from < day + 2) & (orders.quarantined_until > day))
    under = under[uniform(seed, Stream.QUARANTINE, under, np.full(1, day)) < city.compliance[under]]
    is_on_site = orders.on_site[under, None]
    bounds = np.stack([orders.quarantined_from[under], orders.quarantined_until[under]], axis=1)
    away[under, 2:] = np.where(is_on_site, bounds, NEVER)
    kept[under, :2] = np.where(is_on_site, NEVER, bounds)
    kept[ill.persons, 2], kept[ill.persons, 3] = ill.since, ill.until
    is_touched = (away[:, 0] < day + 2) | (away[:, 2] < day + 2) | (orders.movement < 1)
    is_touched |= (kept[:, 0] < day + 2) | (kept[:, 2] < day + 2)
    return away, kept, is_touched


def _at_home(
    city: Residents, visits: Stays, places: int, left: Left, fate: NDArray[np.uint8], carries: Floats
) -> tuple[Stays, Left] | None:
    """The homes with somebody infectious and somebody who stays in, as visits of their own; taken out of the day's."""
    moving, hot = np.flatnonzero(fate), np.zeros(places, np.bool_)
    hot[city.home[carries > 0]] = True
    moving = moving[hot[city.home[visits.person[moving]]]]
    if not len(moving):
        return None
    laid = np.zeros(places, np.bool_)
    laid[city.home[visits.person[moving]]] = True
    there = np.flatnonzero(laid[visits.place] & (fate == 0))
    room = np.full(len(city.home), -1, np.int16)
    room[visits.person[there]] = visits.zone[there]
    rows = np.concatenate([there, moving])
    place = np.concatenate([visits.place[there], city.home[visits.person[moving]]]).astype(np.int32)
    zone = np.concatenate([visits.zone[there], room[visits.person[moving]]]).astype(np.int16)
    order = np.lexsort((visits.person[rows], visits.start[rows], place))
    rows = rows[order]
    moved = Moved(visits.person[rows], place[order], zone[order], visits.start[rows], visits.seconds[rows])
    now = left[0][rows], left[1][rows]
    fate[there] = 1
    return moved, now
