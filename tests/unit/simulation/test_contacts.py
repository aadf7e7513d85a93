"""Contacts among those present, and whether their shape is that of measured ones."""

import numpy as np
import pytest

from bench import shape
from sizao.simulation.city import PlaceKind
from sizao.simulation.city.contacts import day_contacts

MEASURED = pytest.mark.skipif(not shape.is_there(), reason="the measured contact data are not at hand (SIZAO_DATA)")


@pytest.fixture(scope="module")
def contacts(city, week):
    return day_contacts(city, week[0])


def test_contacts_were_in_one_place_at_one_time(city, week, contacts):
    visits = week[0]
    stays = {}
    for row in range(len(visits)):
        stays.setdefault((visits.person[row], visits.place[row]), []).append(
            (visits.start[row], visits.start[row] + visits.seconds[row])
        )
    for one, other, place, seconds in zip(contacts.one, contacts.other, contacts.place, contacts.seconds, strict=True):
        shared = [
            min(a[1], b[1]) - max(a[0], b[0]) for a in stays[(one, place)] for b in stays[(other, place)]
        ]  # fmt: skip
        assert one < other
        assert seconds in shared


def test_the_same_day_has_the_same_contacts_and_another_day_others(city, week, contacts):
    assert np.array_equal(day_contacts(city, week[0]).pairs(), contacts.pairs())
    assert not np.array_equal(day_contacts(city, week[1]).pairs(), contacts.pairs())


def test_contacts_of_some_places_are_those_of_all_at_them(city, week, contacts):
    homes = city.place_kind == PlaceKind.HOME
    only = day_contacts(city, week[0], homes)
    assert np.array_equal(only.pairs(), np.unique(contacts.one.astype(np.int64) << 32 | contacts.other)[
        np.isin(contacts.pairs(), only.pairs())
    ])  # fmt: skip
    assert len(only) == int(homes[contacts.place].sum())


def test_people_who_know_each_other_meet_again(city, week, contacts):
    """Chance alone would repeat far fewer: some pairs are close on every day."""
    again = np.isin(contacts.pairs(), day_contacts(city, week[1]).pairs()).mean()
    assert 0.15 < again < 0.8


@pytest.fixture(scope="module")
def large():
    return shape.city_of(people=30_000)


@MEASURED
@pytest.mark.worlds
@pytest.mark.slow
def test_offices_have_the_measured_shape(large):
    real, made = shape.office(), shape.city_offices(*large)
    assert made.mean == pytest.approx(real.mean, rel=0.25)
    assert made.spread == pytest.approx(real.spread, rel=0.25)
    assert made.repeat == pytest.approx(real.repeat, abs=0.1)
    assert made.inside == pytest.approx(real.inside, abs=0.1)


@MEASURED
@pytest.mark.worlds
@pytest.mark.slow
def test_households_have_the_measured_shape(large):
    real, made = shape.households(), shape.city_households(*large)
    often = np.ones((5, 5), bool)
    often[2, 2] = False  # two of 15 to 19 in one household of five: too few pairs in 30,000 people
    assert made.by_age[often] == pytest.approx(real.by_age[often], abs=0.08)
    assert made.repeat == pytest.approx(real.repeat, abs=0.12)
    # Small children among themselves meet most, adults among themselves least, as measured.
    for table in (real.by_age, made.by_age):
        assert table[0, 0] > table[1, 3] > table[3, 3]


@MEASURED
def test_the_measured_side_is_read_as_its_readme_says():
    """The data set's own reference: SFHH has 403 people, its mean degree over both days together is larger than a day's."""
    assert shape.conference().mean < 47.47
    assert len(shape.office().degrees) > 600


@MEASURED
def test_halls_are_as_dense_as_a_conference_and_left_sooner(large):
    """As many people met an hour; said in the paper that there are fewer hours, so that nobody takes it for a conference."""
    real, made = shape.conference(), shape.city_halls(*large)
    assert made.mean / made.hours == pytest.approx(real.mean / real.hours, rel=0.25)
    assert made.mean < 0.6 * real.mean
