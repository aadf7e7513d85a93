"""A city in numbers: people by age, sex, role and language, places by kind."""

from __future__ import annotations

from enum import IntEnum

import numpy as np

from sizao.simulation.city.figures import Array
from sizao.simulation.city.types import City, Language, PlaceKind, Role

AGES = (0, 3, 6, 12, 15, 18, 25, 35, 45, 60, 65, 75, 85)


def of(city: City) -> dict[str, dict[str, int]]:
    """Counts by heading and name."""
    return {
        "ages": _ages(city.age),
        "sexes": {"female": int((city.sex == 0).sum()), "male": int((city.sex == 1).sum())},
        "roles": _counted(city.role, Role),
        "languages": _counted(city.language, Language),
        "telephones": {"with": int(city.has_phone.sum()), "without": int((~city.has_phone).sum())},
        "households": _sizes(city),
        "place_kinds": _counted(city.place_kind, PlaceKind),
    }


def _counted(values: Array, words: type[IntEnum]) -> dict[str, int]:
    found = np.bincount(values, minlength=len(words))
    return {each.name.lower(): int(found[each]) for each in words}


def _ages(age: Array) -> dict[str, int]:
    found = np.bincount(np.searchsorted(AGES, age, side="right") - 1, minlength=len(AGES))
    upper = [f"-{each - 1}" for each in AGES[1:]] + ["+"]
    return {f"{first}{last}": int(number) for first, last, number in zip(AGES, upper, found, strict=True)}


def _sizes(city: City) -> dict[str, int]:
    """Family households by members, then collective ones."""
    size = np.bincount(city.household)
    family = city.place_kind[: city.households] == PlaceKind.HOME
    counted = {str(number): int((size[family] == number).sum()) for number in range(1, int(size[family].max()) + 1)}
    return {**counted, "collective": int((~family).sum())}
