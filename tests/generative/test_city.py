"""Any city of any seed: children have adults, pupils schools, workers work within reach, and nobody is in two places."""

from datetime import date, timedelta

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sizao.simulation.city import CitySpec, Community, PlaceKind, Role, build_city, day_visits
from sizao.simulation.city.types import DAY


@st.composite
def specs(draw):
    """Cities of one to a handful of communities in several towns, some far apart, some nearly empty."""
    codes = draw(st.lists(st.integers(0, 39), min_size=1, max_size=6, unique=True))
    communities = tuple(
        Community(
            (320282 * 1000 + 100 + code // 8) * 10**10 + (code % 8 + 1) * 10**7,
            119.5 + draw(st.floats(0, 0.6)), 31.2 + draw(st.floats(0, 0.4)), draw(st.floats(0.05, 20)),
        )
        for code in sorted(codes)
    )  # fmt: skip
    first = date(2021, 1, 1) + timedelta(days=draw(st.integers(0, 1000)))
    return CitySpec(draw(st.integers(100, 1_500)), 2, first, draw(st.integers(0, 2**31)), communities)


@given(specs())
def test_whoever_lives_there(spec):
    city = build_city(spec)
    assert city.people == spec.people
    oldest = np.zeros(city.households, int)
    np.maximum.at(oldest, city.household, city.age)
    assert (oldest[city.household[city.age < 16]] >= 18).all()
    works = (city.role >= Role.WORKER) & (city.role <= Role.TRANSPORT)
    assert (city.age[works] >= 18).all()
    pupils = city.role == Role.PUPIL
    assert np.isin(city.place_kind[city.daily[pupils]], [PlaceKind.SCHOOL, PlaceKind.KINDERGARTEN]).all()
    assert ((city.daily >= 0) == (works | pupils | (city.role == Role.STUDENT))).all()
    assert np.isin(city.place_area, [each.code for each in spec.communities]).all()
    assert city.travel.max() <= 110


@given(specs(), st.integers(0, 400))
def test_whatever_they_do(spec, day):
    city = build_city(spec)
    person, start, until = [], [], []
    for visits in (day_visits(city, day), day_visits(city, day + 1)):
        person.append(visits.person)
        start.append(visits.start + DAY * visits.day)
        until.append(visits.start + DAY * visits.day + visits.seconds)
        assert visits.start.min() >= 0
        assert visits.start.max() < DAY
        assert visits.seconds.min() > 0
        assert len(np.unique(visits.person)) == city.people
    person, start, until = (np.concatenate(each) for each in (person, start, until))
    order = np.lexsort((start, person))
    same = np.diff(person[order]) == 0
    assert (start[order][1:][same] >= until[order][:-1][same]).all()


@given(specs(), st.integers(1, 700), st.integers(1, 3))
def test_however_the_work_is_divided(spec, chunk, workers):
    from unittest.mock import patch

    from sizao.simulation.city import days

    city = build_city(spec)
    whole = day_visits(city, 1)
    with patch.object(days, "CHUNK", chunk):
        parts = day_visits(city, 1, workers=workers)
    for name in ("person", "place", "zone", "start", "seconds", "source", "recorded"):
        assert np.array_equal(getattr(parts, name), getattr(whole, name)), name
