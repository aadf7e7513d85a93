"""A town of a few hundred people for tests: homes of three, workplaces of forty, a market, a park."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from sizao.simulation.city.types import PlaceKind, Visits

HOUR = 3600


@dataclass(frozen=True)
class Spec:
    first_day: date = date(2022, 3, 1)


@dataclass(frozen=True)
class Town:
    spec: Spec
    age: np.ndarray
    home: np.ndarray
    daily: np.ndarray
    compliance: np.ndarray
    place_kind: np.ndarray
    place_size: np.ndarray
    seed: int


def town(people: int = 240, seed: int = 1) -> Town:
    homes, works = -(-people // 3), max(1, people // 40)
    rng = np.random.default_rng(seed)
    kinds = [PlaceKind.HOME] * homes + [PlaceKind.WORKPLACE] * works + [PlaceKind.MARKET, PlaceKind.PARK]
    daily = homes + rng.integers(0, works, people)
    size = np.bincount(np.concatenate([np.arange(people) // 3, daily]), minlength=len(kinds))
    return Town(
        Spec(), rng.integers(0, 95, people).astype(np.uint8), (np.arange(people) // 3).astype(np.int32),
        daily.astype(np.int32), rng.random(people).astype(np.float32), np.array(kinds, np.uint8),
        size.astype(np.int32), seed,
    )  # fmt: skip


def day_visits(place: Town, day: int) -> Visits:
    """At home until 8, at work until 17, half of them at market or park for an hour, at home until 8 next day."""
    people = len(place.age)
    rng = np.random.default_rng([place.seed, day])
    market = len(place.place_kind) - 2 + rng.integers(0, 2, people)
    goes = rng.random(people) < 0.5
    who = np.arange(people)
    back = np.where(goes, 18 * HOUR, 17 * HOUR)
    stays = [
        (who, place.daily, np.full(people, 8 * HOUR), np.full(people, 9 * HOUR)),
        (who[goes], market[goes], np.full(goes.sum(), 17 * HOUR), np.full(goes.sum(), HOUR)),
        (who, place.home, back, 32 * HOUR - back),
    ]
    person, where, start, seconds = (np.concatenate(each) for each in zip(*stays, strict=True))
    order = np.lexsort((person, start, where))
    rows = len(order)
    return Visits(
        day, person[order].astype(np.int32), where[order].astype(np.int32), np.full(rows, -1, np.int16),
        start[order].astype(np.int32), seconds[order].astype(np.int32), np.zeros(rows, np.uint8), np.ones(rows, bool),
    )  # fmt: skip
