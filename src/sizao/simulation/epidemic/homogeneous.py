"""A city without structure, in which mathematics knows the outcome: everybody of one hall, sorted into new groups each day.

It has the arrays of a city that the epidemic asks for, and no others.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sizao.simulation.city.types import PlaceKind, Visits
from sizao.simulation.epidemic.draws import Stream, uniform
from sizao.simulation.epidemic.variant import Variant

HOURS = 24.0


@dataclass(frozen=True)
class HomogeneousSpec:
    """What a homogeneous city is made of."""

    people: int
    contacts: int
    seed: int
    first_day: date = date(2022, 3, 1)


@dataclass(frozen=True)
class Homogeneous:
    """People of one age without homes; each day everybody spends a day in a new group."""

    spec: HomogeneousSpec
    age: NDArray[np.uint8]
    home: NDArray[np.int32]
    compliance: NDArray[np.float32]
    place_kind: NDArray[np.uint8]
    place_size: NDArray[np.int32]


def homogeneous(people: int, contacts: int = 20, seed: int = 1) -> Homogeneous:
    """A city of people who each meet so many others a day, drawn anew each day; groups are places of kind ``HOME``."""
    groups = max(1, people // (contacts + 1))
    return Homogeneous(
        HomogeneousSpec(people, contacts, seed), np.full(people, 30, np.uint8), np.full(people, groups, np.int32),
        np.ones(people, np.float32), np.full(groups + 1, PlaceKind.HOME, np.uint8), np.zeros(groups + 1, np.int32),
    )  # fmt: skip


def visits(city: Homogeneous, day: int) -> Visits:
    """A day: everybody in a group of equal size (one more or less), ordered as a city's visits are."""
    people, groups = city.spec.people, len(city.place_kind) - 1
    drawn = uniform(city.spec.seed, Stream.GROUP, np.arange(people), np.full(1, day))
    place = np.empty(people, np.int32)
    place[np.argsort(drawn, kind="stable")] = np.arange(people) % groups
    person = np.lexsort((np.arange(people), place)).astype(np.int32)
    return Visits(
        day=day, person=person, place=place[person], zone=np.full(people, -1, np.int16),
        start=np.zeros(people, np.int32), seconds=np.full(people, int(HOURS * 3600), np.int32),
        source=np.zeros(people, np.uint8), recorded=np.zeros(people, np.bool_),
    )  # fmt: skip


def plain(variant: Variant, latent: float, infectious: float, sd: float = 0.0, **changes: Any) -> Variant:
    """A variant stripped of all that mathematics does not know: constant infectiousness, no asymptomatic, no ages, nobody in bed.

    ``sd`` is the standard deviation of both periods; further figures can be changed by name.
    """
    figures: dict[str, Any] = {
        "latent__mean_days": latent, "latent__sd_days": sd,
        "infectious__mean_days": infectious, "infectious__sd_days": sd,
        "profile__early_ratio": 1.0, "strength__dispersion": np.inf, "asymptomatic__by_age": (0.0,),
        "susceptibility__by_age": (1.0,), "elsewhere__weight": 1.0, "air__linger_hours": 0.0,
        "illness__stays_home": 0.0, "severity__relative": 0.0,
    }  # fmt: skip
    return variant.changed(**(figures | changes))


def rate_for(r0: float, contacts: int, infectious: float) -> float:
    """The rate that gives a plain variant this R0 among so many contacts a day."""
    return r0 / (contacts * HOURS * infectious)
