"""A small city for every test: 4,000 people in twelve communities of three towns of Yixing."""

from datetime import date

import pytest

from sizao.kernel import areas
from sizao.simulation.city import City, CitySpec, build_city, communities_of, day_visits

TOWNS = {"320282104": (119.72, 31.22), "320282001": (119.82, 31.36), "320282400": (119.80, 31.30)}


def spec(people: int = 4_000, seed: int = 7, days: int = 7) -> CitySpec:
    rows = [(areas.parse(code), *point) for code, point in TOWNS.items()]
    rows += [(areas.parse(f"{town}{number:03d}"), None, None) for town in TOWNS for number in range(1, 5)]
    return CitySpec(people, days, date(2022, 3, 1), seed, communities_of(rows))


@pytest.fixture(scope="session")
def city() -> City:
    return build_city(spec())


@pytest.fixture(scope="session")
def week(city):
    return [day_visits(city, day) for day in range(8)]
