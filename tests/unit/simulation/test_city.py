"""The city: who lives in it, who goes where, and that a seed says everything."""

import hashlib

import numpy as np
import pytest

from sizao.simulation.city import City, PlaceKind, Role, build_city, day_visits
from sizao.simulation.city.figures import all_figures, compositions, numbers, sources
from sizao.simulation.city.types import DAY
from tests.unit.simulation.conftest import spec


def fingerprint(*arrays):
    return hashlib.sha256(b"".join(np.ascontiguousarray(each).tobytes() for each in arrays)).hexdigest()


def of_city(city):
    return fingerprint(*(getattr(city, name) for name in City.arrays()))


def of_visits(visits):
    columns = ("person", "place", "zone", "start", "seconds", "source", "recorded")
    return fingerprint(*(getattr(visits, name) for name in columns))


def test_every_figure_has_a_source():
    assert all(each.source in sources() and each.words for each in all_figures())


def test_shares_that_make_a_whole_do():
    for path in ("people.ages", "people.languages", "collective.shares", "days.errands"):
        assert numbers(path).sum() == pytest.approx(1, abs=0.002), path
    assert sum(each.share for each in compositions()) == pytest.approx(1)


def test_the_same_spec_gives_the_same_city_and_another_seed_another(city):
    assert of_city(build_city(spec())) == of_city(city)
    assert of_city(build_city(spec(seed=8))) != of_city(city)


def test_threads_and_order_of_asking_change_nothing(city, monkeypatch):
    monkeypatch.setattr("sizao.simulation.city.days.CHUNK", 700)
    assert of_visits(day_visits(city, 3, workers=2)) == of_visits(day_visits(city, 3))
    monkeypatch.setattr("sizao.simulation.city.days.CHUNK", 1 << 16)
    day_visits(city, 5)
    assert of_visits(day_visits(city, 3)) == of_visits(day_visits(city, 3, workers=2))


def test_nobody_changes_a_city(city):
    with pytest.raises(ValueError, match="read-only"):
        city.age[0] = 1


@pytest.mark.parametrize(("people", "days"), [(99, 1), (1000, 0), (14_000_001, 1)])
def test_what_no_city_can_be_made_of_is_refused(people, days):
    with pytest.raises(ValueError, match="a city has"):
        spec(people=people, days=days)


def test_a_city_has_exactly_the_people_asked_for(city):
    assert city.people == 4_000
    assert city.place_size[: city.households].sum() >= city.people


def test_every_child_lives_with_an_adult(city):
    oldest = np.zeros(city.households, int)
    np.maximum.at(oldest, city.household, city.age)
    assert (oldest[city.household[city.age < 16]] >= 18).all()


def test_pupils_are_of_school_age_and_in_a_school_of_it(city):
    pupils = city.role == Role.PUPIL
    assert ((city.age[pupils] >= 3) & (city.age[pupils] < 18)).all()
    small = pupils & (city.age < 6)
    assert (city.place_kind[city.daily[small]] == PlaceKind.KINDERGARTEN).all()
    assert (city.place_kind[city.daily[pupils & ~small]] == PlaceKind.SCHOOL).all()
    assert (pupils | (city.age < 6) | (city.age >= 18)).all()


def test_a_class_is_of_one_age(city):
    pupils = np.flatnonzero(city.role == Role.PUPIL)
    keys = city.daily[pupils].astype(int) * 10_000 + city.room[pupils]
    for key in np.unique(keys):
        assert len(set(city.age[pupils[keys == key]])) == 1


def test_workers_are_of_age_and_have_a_place(city):
    works = (city.role >= Role.WORKER) & (city.role <= Role.TRANSPORT)
    assert (city.age[works] >= 18).all()
    assert (city.daily[works] >= 0).all()
    assert (city.daily[np.isin(city.role, [Role.RETIRED, Role.HOMEMAKER, Role.RESIDENT, Role.CHILD])] == -1).all()


@pytest.mark.parametrize("role", [Role.HEALTH_STAFF, Role.COLD_CHAIN, Role.PORT, Role.TRANSPORT, Role.TEACHER])
def test_key_posts_are_manned(city, role):
    assert (city.role == role).any()


def test_nobody_commutes_farther_than_the_figures_say(city):
    assert city.travel.max() <= 110
    assert (city.travel[city.daily >= 0] > 0).all()


def test_the_age_structure_is_the_census(city):
    shares = np.bincount(np.minimum(city.age // 5, 17), minlength=18) / city.people
    assert np.abs(shares - numbers("people.ages")).max() < 0.01


def test_the_sexes_are_the_census(city):
    assert city.sex.mean() == pytest.approx(0.5158, abs=0.02)


def test_stays_of_a_person_never_overlap_over_days_neither(week):
    person, start, until = (
        np.concatenate(columns)
        for columns in zip(
            *((v.person, v.start + DAY * v.day, v.start + DAY * v.day + v.seconds) for v in week), strict=True
        )
    )
    order = np.lexsort((start, person))
    person, start, until = person[order], start[order], until[order]
    same = person[1:] == person[:-1]
    assert (start[1:][same] >= until[:-1][same]).all()
    assert (until > start).all()


def test_stays_are_ordered_by_place_and_start(week):
    for visits in week:
        key = visits.place.astype(np.int64) * 2 * DAY + visits.start
        assert (np.diff(key) >= 0).all()
        assert visits.start.min() >= 0
        assert visits.start.max() < DAY


def test_everybody_is_somewhere_every_day(city, week):
    for visits in week:
        assert len(np.unique(visits.person)) == city.people


def test_schools_are_empty_on_sundays(city, week):
    sunday = next(v for v in week if city.spec.date_of(v.day).weekday() == 6)
    assert not np.isin(city.place_kind[sunday.place], [PlaceKind.SCHOOL, PlaceKind.KINDERGARTEN]).any()


def test_some_work_through_the_night_and_sleep_the_next_morning(week):
    late = week[0].start + week[0].seconds > DAY
    assert late.any()
    sleepers = week[0].person[late]
    mornings = week[1].start[np.isin(week[1].person, sleepers)]
    assert mornings.min() >= 8 * 3600


def test_nothing_tells_a_platform_who_is_at_home(city, week):
    for visits in week:
        assert not visits.recorded[city.place_kind[visits.place] <= PlaceKind.DORMITORY].any()
        assert visits.recorded.any()
