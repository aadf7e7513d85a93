"""How one infection goes: latent, infectious, ill; how strongly it sheds, how severe it gets. Drawn once for each person.

The draws are a person's own, whoever infects him and whenever: two runs on one seed differ only in who is infected.
"""

from __future__ import annotations

import enum
import math
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from sizao.simulation.epidemic.draws import Floats, Stream, gamma, lognormal, uniform
from sizao.simulation.epidemic.variant import Variant

People = NDArray[np.integer]


class Severity(enum.IntEnum):
    """The worst that the disease becomes; ``NOT_INFECTED`` for the others."""

    NOT_INFECTED = -1
    ASYMPTOMATIC = 0
    MILD = 1
    SEVERE = 2
    """needs a hospital bed"""
    CRITICAL = 3
    """needs intensive care"""
    FATAL = 4


@dataclass(frozen=True)
class Course:
    """Durations in days from infection, one row for each person."""

    infectious_from: Floats
    peak: Floats
    """when symptoms begin, or would begin: the viral load is highest"""
    infectious_until: Floats
    recovered: Floats
    """end of illness, or death"""
    severity: NDArray[np.int8]
    strength: Floats
    """individual infectiousness; mean 1 over those with symptoms, times the factor of those without"""


def course(
    variant: Variant, seed: int, persons: People, ages: NDArray[np.generic], spared: Floats | None = None
) -> Course:
    """The course of some persons' infection.

    Args:
        variant: whose figures.
        seed: of the epidemic.
        persons: numbers of the persons.
        ages: their ages in years.
        spared: for each, the chance that the vaccine averts severe disease once infected; none without.
    """

    def duration(stream: Stream, name: str) -> Floats:
        mean, sd = variant.number(f"{name}.mean_days"), variant.number(f"{name}.sd_days")
        return lognormal(uniform(seed, stream, persons), mean, sd)

    latent = duration(Stream.LATENT, "latent")
    peak = latent + duration(Stream.PRESYMPTOMATIC, "presymptomatic")
    until = latent + duration(Stream.INFECTIOUS, "infectious")
    severity = _severity(variant, seed, persons, ages, np.zeros(len(persons)) if spared is None else spared)
    strength = gamma(uniform(seed, Stream.STRENGTH, persons), 1.0, variant.number("strength.dispersion"))
    is_silent = severity == Severity.ASYMPTOMATIC
    strength = np.where(is_silent, strength * variant.number("asymptomatic.infectiousness"), strength)
    ill = lognormal(uniform(seed, Stream.ILLNESS, persons), 1.0, variant.number("illness.spread"))
    recovered = np.where(is_silent, until, np.maximum(until, peak + ill * _illness(variant)[severity]))
    return Course(latent, peak, until, recovered, severity, strength)


def _illness(variant: Variant) -> Floats:
    """Mean days from onset to recovery or death, by severity."""
    mild, severe, fatal = (variant.number(f"illness.{name}_days") for name in ("mild", "severe", "fatal"))
    return np.array([0.0, mild, severe, severe, fatal])


def _severity(
    variant: Variant, seed: int, persons: People, ages: NDArray[np.generic], spared: Floats
) -> NDArray[np.int8]:
    """One draw decides between the degrees, so that whoever is fatally ill under a mild variant is so under a worse one."""
    silent = variant.by_age("asymptomatic.by_age", ages)
    has_symptoms = uniform(seed, Stream.SYMPTOMS, persons) >= silent
    drawn = uniform(seed, Stream.SEVERITY, persons) * np.maximum(1 - silent, 1e-12)
    found = np.where(has_symptoms, Severity.MILD, Severity.ASYMPTOMATIC).astype(np.int8)
    odds = variant.number("severity.relative")
    for degree, name in ((2, "severe"), (3, "critical"), (4, "fatal")):
        share = variant.by_age(f"severity.{name}_by_age", ages)
        share = share * odds / (1 - share + share * odds) * (1 - spared)
        found[has_symptoms & (drawn < share)] = degree
    return found


@dataclass
class State:
    """Everybody's epidemic, in days since the beginning of the city's first day; ``nan`` where it never happens."""

    infected_at: Floats
    infectious_from: Floats
    infectious_until: Floats
    peak_at: Floats
    """when the viral load is highest; onset, for those who have one"""
    onset_at: Floats
    recovered_at: Floats
    strength: Floats
    severity: NDArray[np.int8]
    infector: NDArray[np.int32]
    """-1 for a seed case and for those not infected"""
    place_of_infection: NDArray[np.int32]

    @classmethod
    def healthy(cls, people: int) -> State:
        """Nobody is infected."""
        never = {each.name: np.full(people, math.nan) for each in fields(cls)[:7]}
        nobody = np.full(people, -1, np.int32)
        return cls(**never, severity=np.full(people, -1, np.int8), infector=nobody, place_of_infection=nobody.copy())

    def infect(
        self, persons: People, at: Floats, given: Course, infector: NDArray[np.integer] | int, place: People | int
    ) -> None:
        """Write down new infections."""
        self.infected_at[persons] = at
        self.infectious_from[persons] = at + given.infectious_from
        self.infectious_until[persons] = at + given.infectious_until
        self.peak_at[persons] = at + given.peak
        self.onset_at[persons] = np.where(given.severity > Severity.ASYMPTOMATIC, at + given.peak, math.nan)
        self.recovered_at[persons] = at + given.recovered
        self.strength[persons] = given.strength
        self.severity[persons] = given.severity
        self.infector[persons] = infector
        self.place_of_infection[persons] = place
