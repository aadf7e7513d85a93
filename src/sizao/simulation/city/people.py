"""Who lives in the city: households made of generations, and ages that keep to the census to the last person.

Each member gets an age that fits the household (a child about 28 years younger than the head, and so on). These wished
ages only have the right order: everybody is then ranked and given the census's age of that rank. The age structure is
exact and a household keeps its generations.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sizao.simulation.city.draws import chosen, normal, uniform
from sizao.simulation.city.figures import Array, compositions, figure, number, numbers
from sizao.simulation.city.ground import Ground
from sizao.simulation.city.types import FEMALE, MALE, PlaceKind

COMPOSITION, HEAD, MEMBER, SEX, ROOM_SEX, PLACED, WHERE = range(20, 27)
"""Streams of draws."""
STUDENTS, WORKERS, CARE = 0, 1, 2
ROOM_LETTERS = "TDE"
ROOM_KINDS = (PlaceKind.DORMITORY, PlaceKind.DORMITORY, PlaceKind.CARE_HOME)
GROUP = 5
"""Years of an age group."""
OLDEST = 100
HEAD_FROM = 20
PARENT_AT_LEAST = 18
OLD = 75


@dataclass(frozen=True)
class Homes:
    """The households, in order of kind and community; a household's number is its home's place number."""

    composition: Array
    """row in the table of members; collective ones come after the families"""
    size: Array
    kind: Array
    community: Array

    def __len__(self) -> int:
        return len(self.size)

    @property
    def first(self) -> Array:
        """Number of each household's first member."""
        return np.concatenate([[0], np.cumsum(self.size)[:-1]]).astype(np.int64)

    def of_people(self, per_household: Array) -> Array:
        """What is known of households, for each person."""
        return np.asarray(np.repeat(per_household, self.size))


@dataclass(frozen=True)
class People:
    """Everybody, household by household."""

    homes: Homes
    letter: Array
    """bytes, one letter a member, as in ``figures.toml``"""
    age: Array
    sex: Array

    def __len__(self) -> int:
        return len(self.age)


def people_of(count: int, seed: int, ground: Ground) -> People:
    """So many people in households."""
    homes = _homes(count, seed, ground)
    slot = np.arange(count) - homes.of_people(homes.first)
    letter = _letters()[homes.of_people(homes.composition), np.minimum(slot, 7)]
    wished = _wished(homes, letter, slot, seed)
    age = _reconciled(homes, letter, _census_ages(wished))
    return People(homes, letter, age, _sexes(homes, letter, slot, age, seed))


def _homes(count: int, seed: int, ground: Ground) -> Homes:
    rooms = numbers("collective.sizes").astype(np.int64)
    held = numbers("collective.shares") * number("people.collective_share") * count
    collective = (held / rooms).astype(np.int64)
    family = _families(count - int((collective * rooms).sum()), seed)
    kinds = len(compositions())
    composition = np.concatenate([family, kinds + np.repeat(np.arange(3), collective)])
    size = np.concatenate([_family_sizes()[family], np.repeat(rooms, collective)])
    kind = np.concatenate([np.zeros(len(family), np.int64), np.repeat([int(each) for each in ROOM_KINDS], collective)])
    community = np.concatenate([_spread(len(family), ground), _rooms_where(collective, count, seed, ground)])
    order = np.lexsort((community, kind))
    return Homes(composition[order], size[order], kind[order].astype(np.uint8), community[order].astype(np.int32))


def _families(people: int, seed: int) -> Array:
    """Kinds of family households until everybody has one; the last few live alone."""
    shares = np.array([each.share for each in compositions()])
    mean = float((shares * _family_sizes()).sum() / shares.sum())
    drawn = chosen(shares, uniform(seed, COMPOSITION, int(people / mean * 1.1) + 200))
    filled = np.cumsum(_family_sizes()[drawn])
    whole = int(np.searchsorted(filled, people, side="right"))
    left = people - (int(filled[whole - 1]) if whole else 0)
    return np.concatenate([drawn[:whole], np.zeros(left, np.int64)])


def _family_sizes() -> Array:
    return np.array([len(each.members) for each in compositions()], np.int64)


def _letters() -> Array:
    """One row a kind of household, one column a member; the last letter goes on."""
    rows = [each.members for each in compositions()] + list(ROOM_LETTERS)
    return np.array([[ord(row[min(at, len(row) - 1)]) for at in range(8)] for row in rows], np.uint8)


def _spread(households: int, ground: Ground) -> Array:
    """Households to communities by quota, not by lot."""
    return ground.drawn((np.arange(households) + 0.5) / max(households, 1))


def _rooms_where(collective: Array, people: int, seed: int, ground: Ground) -> Array:
    """Students live at their campus, workers where work is, care homes stand where people live."""
    lots = uniform(seed, WHERE, int(collective.sum()))
    students, workers, care = np.split(lots, np.cumsum(collective)[:2])
    grounds = campuses(people, seed, ground)
    at_campus = grounds[(students * len(grounds)).astype(np.int64)]
    return np.concatenate([at_campus, ground.drawn(workers, ground.jobs), ground.drawn(care)])


def campuses(people: int, seed: int, ground: Ground) -> Array:
    """The communities that have a university."""
    return ground.drawn(uniform(seed, PLACED, max(1, round(people / figure("places.per")["university"]))))


def _wished(homes: Homes, letter: Array, slot: Array, seed: int) -> Array:
    """An age that fits the household; negative ones are a matter of rank too."""
    count = len(letter)
    heads = np.array([each.head for each in compositions()] + [(30.0, 1.0)] * len(ROOM_LETTERS))
    of_head = heads[homes.composition]
    head = np.maximum(of_head[:, 0] + of_head[:, 1] * normal(seed, HEAD, len(homes)), HEAD_FROM)
    head = homes.of_people(head)
    spread, lot = normal(seed, MEMBER, count), uniform(seed, MEMBER, count, turn=7)
    second = np.where(slot >= 3, 4.0, 0.0)
    child = np.maximum(np.minimum(head - 28 - second - 4 * spread, head - HEAD_FROM), 14 * lot - second)
    rules = {
        "A": head, "S": head - 1.5 + 3 * spread, "C": child, "G": head + 27 + 3 * spread, "H": head + 26 + 3 * spread,
        "U": np.maximum(head + 4 * spread, 18.0), "T": 18 + 4.2 * lot, "D": 19 + 34 * lot**1.5, "E": 70 + 24 * lot,
    }  # fmt: skip
    found = np.zeros(count)
    for member, wished in rules.items():
        found = np.where(letter == ord(member), wished, found)
    return found


def _census_ages(wished: Array) -> Array:
    """The census's age of each one's rank; inside a group the years are alike, above 85 they thin out."""
    shares = numbers("people.ages")
    bounds = np.concatenate([[0.0], np.cumsum(shares / shares.sum())])
    rank = np.empty(len(wished))
    rank[np.argsort(wished, kind="stable")] = (np.arange(len(wished)) + 0.5) / len(wished)
    group = np.searchsorted(bounds, rank, side="right") - 1
    part = (rank - bounds[group]) / (bounds[group + 1] - bounds[group])
    oldest = group == len(shares) - 1
    years = np.where(oldest, -np.log1p(-part * 0.98) * 3.6, part * GROUP)
    return np.asarray(np.minimum(group * GROUP + years, OLDEST), np.int64)


def _reconciled(homes: Homes, letter: Array, age: Array) -> Array:
    """Heads are of age, and a child is younger than the head by a generation."""
    age = np.where((letter == ord("A")) & (age < HEAD_FROM), HEAD_FROM, age)
    head = np.repeat(age[homes.first], homes.size)
    age = np.where(letter == ord("C"), np.minimum(age, head - PARENT_AT_LEAST), age)
    age = np.where((letter == ord("G")) | (letter == ord("H")), np.maximum(age, head + PARENT_AT_LEAST), age)
    return np.asarray(np.minimum(age, OLDEST), np.uint8)


def _sexes(homes: Homes, letter: Array, slot: Array, age: Array, seed: int) -> Array:
    """Couples are of two sexes, rooms of one; the rest makes up the census's share."""
    count = len(letter)
    lot = uniform(seed, SEX, count)
    partner = (letter == ord("S")) | (letter == ord("H"))
    paired = partner | np.append(partner[1:], False)
    room = np.isin(letter, [ord("T"), ord("D")])
    lot = np.where(room, np.repeat(uniform(seed, ROOM_SEX, len(homes)), homes.size), lot)
    old = ~paired & (age >= OLD)
    male_if_old = 1 - number("people.old_female_share")
    rest = max(count - int(paired.sum()) - int(old.sum()), 1)
    wanted = number("people.male_share") * count - paired.sum() / 2 - old.sum() * male_if_old
    share = np.where(paired, 0.5, np.where(old, male_if_old, np.clip(wanted / rest, 0.05, 0.95)))
    male = lot < share
    male = np.where(partner, ~np.append([False], male[:-1]), male)
    return np.asarray(np.where(male, MALE, FEMALE), np.uint8)
