"""Who works, where, and how one gets there: commuting by distance and by what each place needs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sizao.kernel.loops import kept
from sizao.simulation.city.draws import uniform
from sizao.simulation.city.figures import Array, figure, number, numbers
from sizao.simulation.city.ground import Ground
from sizao.simulation.city.people import People
from sizao.simulation.city.places import Stand
from sizao.simulation.city.types import MALE, NOWHERE, PlaceKind, Role

EMPLOYED, COMMUTE, TURN, SIZE, CENTRE = range(140, 145)
"""Streams of draws."""
EMPLOYMENT_AGES = (16, 25, 50, 55, 60, 65, 70)
WORKING_FROM = 18
ROUNDS = 12
"""Rounds of balancing; the gaps are below a thousandth after ten."""
JOBS_A_CENTRE = 500
"""A community has ordinary workplaces only if so many jobs could be there, so that small cities have firms too."""

ROLES = {
    PlaceKind.KINDERGARTEN: Role.TEACHER, PlaceKind.SCHOOL: Role.TEACHER, PlaceKind.UNIVERSITY: Role.TEACHER,
    PlaceKind.HOSPITAL: Role.HEALTH_STAFF, PlaceKind.FEVER_CLINIC: Role.HEALTH_STAFF,
    PlaceKind.CARE_HOME: Role.CARE_STAFF, PlaceKind.COLD_STORE: Role.COLD_CHAIN, PlaceKind.PORT: Role.PORT,
    PlaceKind.TRANSIT: Role.TRANSPORT, PlaceKind.COACH: Role.TRANSPORT, PlaceKind.WORKPLACE: Role.WORKER,
}  # fmt: skip
"""What one is who works in a place of a kind; everywhere else it is service."""


@dataclass(frozen=True)
class Posts:
    """Each worker's place, and the workplaces that came of it."""

    stand: Array
    """int8[n], the kind of one's place of work; -1 for none"""
    number: Array
    """int32[n], its number within the kind"""
    room: Array
    """int16[n], department"""
    workplaces: Stand


def workers_of(people: People, studies: Array, seed: int) -> Array:
    """Who works: by sex and age, and nobody who studies or lives in care."""
    rates = numbers("people.employment").reshape(2, len(EMPLOYMENT_AGES))
    group = np.searchsorted(EMPLOYMENT_AGES, people.age, side="right") - 1
    rate = np.where(group >= 0, rates[np.where(people.sex == MALE, 0, 1), np.maximum(group, 0)], 0.0)
    rate = np.where(people.letter == ord("D"), 0.98, rate)
    free = ~studies & (people.letter != ord("E")) & (people.age >= WORKING_FROM)
    return np.asarray(free & (uniform(seed, EMPLOYED, len(people)) < rate))


def posts_of(people: People, works: Array, stands: list[Stand], seed: int, ground: Ground) -> Posts:
    """Every worker to a community that has work within reach, and there first to the posts that must be manned."""
    workers = np.flatnonzero(works)
    home = people.homes.of_people(people.homes.community)[workers]
    needed = np.zeros(len(ground))
    for stand in stands:
        np.add.at(needed, stand.community, stand.staff)
    there = _commuted(home, needed, seed, ground)
    turn = np.lexsort((uniform(seed, TURN, len(works))[workers], there))
    arrivals = np.bincount(there, minlength=len(ground))
    queue, manned = _open_posts(stands, arrivals, needed)
    return _filled(len(works), workers[turn], there[turn], arrivals, queue, manned, seed)


def _commuted(home: Array, needed: Array, seed: int, ground: Ground) -> Array:
    """The community each worker works in, from a gravity model balanced at both ends."""
    live = np.bincount(home, minlength=len(ground)).astype(np.float64)
    spare = max(float(len(home) - needed.sum()), 0.05 * len(home))
    wanted = needed + spare * _centres(len(home), seed, ground)
    flows = _balanced(live, wanted * len(home) / wanted.sum(), ground)
    return _sent(np.cumsum(flows, axis=1), home, uniform(seed, COMMUTE, len(home)))


def _centres(workers: int, seed: int, ground: Ground) -> Array:
    """Shares of ordinary jobs: everywhere in a large city, in some communities of a small one."""
    kept = min(len(ground), max(3, workers // JOBS_A_CENTRE))
    jobs = np.zeros(len(ground))
    chosen = np.argsort(-np.log1p(-uniform(seed, CENTRE, len(ground))) / ground.jobs, kind="stable")[:kept]
    jobs[chosen] = ground.jobs[chosen]
    return np.asarray(jobs / jobs.sum())


def _balanced(live: Array, wanted: Array, ground: Ground) -> Array:
    every = np.arange(len(ground))
    far = ground.kilometres(every[:, None], every[None, :])
    interest = np.exp(-far / number("commute.kilometres")) * (wanted > 0)[None, :]
    within = (far <= number("commute.reach")) & (wanted > 0)[None, :]
    flows = np.where(within | (far == np.where(interest > 0, far, np.inf).min(1)[:, None]), interest, 0.0) + 1e-300
    for _round in range(ROUNDS):
        flows *= (wanted / np.maximum(flows.sum(0), 1e-300))[None, :]
        flows *= (np.maximum(live, 1e-9) / flows.sum(1))[:, None]
    return np.asarray(flows)


@kept
def _sent(summed: Array, home: Array, lot: Array) -> Array:
    found = np.empty(len(home), np.int64)
    for at in range(len(home)):
        row = summed[home[at]]
        found[at] = min(np.searchsorted(row, lot[at] * row[-1]), len(row) - 1)
    return found


def _open_posts(stands: list[Stand], arrivals: Array, needed: Array) -> tuple[Array, Array]:
    """One row a post (community, kind, number), as many of each community as people come; and how many those are."""
    rows = [
        np.stack([np.repeat(stand.community, stand.staff), np.full(stand.staff.sum(), int(stand.kind)),
                  np.repeat(np.arange(len(stand)), stand.staff)], axis=1)
        for stand in stands
    ]  # fmt: skip
    every = np.concatenate(rows)
    every = every[np.argsort(every[:, 0], kind="stable")]
    total = np.bincount(every[:, 0], minlength=len(arrivals))
    first = np.concatenate([[0], np.cumsum(total)[:-1]])
    place = np.arange(len(every)) - first[every[:, 0]]
    # Where fewer come than are needed, every place goes short by the same part and none is left empty.
    share = np.minimum(1.0, arrivals / np.maximum(total, 1))[every[:, 0]]
    taken = np.floor((place + 1) * share + 1e-9) > np.floor(place * share + 1e-9)
    kept = every[taken]
    return kept, np.bincount(kept[:, 0], minlength=len(arrivals))


def _filled(count: int, workers: Array, there: Array, arrivals: Array, queue: Array, manned: Array, seed: int) -> Posts:
    """Workers in turn: the first of each community man its posts, the others its workplaces."""
    first = np.concatenate([[0], np.cumsum(arrivals)[:-1]])
    place = np.arange(len(workers)) - first[there]
    at_post = place < manned[there]
    stand, number_of = np.full(count, NOWHERE, np.int8), np.full(count, NOWHERE, np.int32)
    stand[workers[at_post]], number_of[workers[at_post]] = queue[:, 1], queue[:, 2]
    others = workers[~at_post]
    firm, where, size = _firms(there[~at_post], seed)
    stand[others], number_of[others] = int(PlaceKind.WORKPLACE), firm
    workplaces = Stand(PlaceKind.WORKPLACE, where.astype(np.int32), size, np.ones(len(where)))
    return Posts(stand, number_of, _departments(stand, number_of), workplaces)


def _firms(there: Array, seed: int) -> tuple[Array, Array, Array]:
    """Workplaces of sizes with a long tail, opened one after another until a community's people all have one."""
    exponent, smallest, largest = numbers("places.firm")
    lots = uniform(seed, SIZE, len(there))
    rest = 1 - (smallest / largest) ** exponent
    wanted = (smallest / (1 - lots * rest) ** (1 / exponent)).astype(np.int64)
    firm = _opened(there, wanted)
    size = np.bincount(firm) if len(firm) else np.zeros(0, np.int64)
    where = there[np.searchsorted(firm, np.arange(len(size)))] if len(firm) else np.zeros(0, np.int64)
    return firm, where, size


@kept
def _opened(there: Array, wanted: Array) -> Array:
    firm = np.empty(len(there), np.int32)
    number_of, left, here = -1, 0, -1
    for at in range(len(there)):
        if there[at] != here or left == 0:
            here, number_of = there[at], number_of + 1
            left = wanted[number_of]
        firm[at], left = number_of, left - 1
    return firm


def _departments(stand: Array, number_of: Array) -> Array:
    """Colleagues of a place by their order into rooms of a department's size."""
    working = np.flatnonzero(stand != NOWHERE)
    order = working[np.lexsort((working, number_of[working], stand[working]))]
    starts = np.append(True, (np.diff(number_of[order]) != 0) | (np.diff(stand[order]) != 0))
    place = np.arange(len(order)) - np.maximum.accumulate(np.where(starts, np.arange(len(order)), 0))
    room = np.full(len(stand), NOWHERE, np.int16)
    room[order] = (place // int(figure("places.department"))).astype(np.int16)
    return room
