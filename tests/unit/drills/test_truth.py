"""What a drill holds to be true: days as they were lived under its own orders, swabs that are draws of their own."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sizao.oversight.drills.queries.players.clinic import Laboratory, Waiting
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.oversight.drills.queries.scoring import Periods, _known_before
from sizao.oversight.drills.queries.stage import Picture
from sizao.oversight.drills.queries.truth import HOMES, Truth, city_of
from sizao.simulation.epidemic.orders import NEVER, Orders
from tests.unit.drills.table import stage

USUAL = scenario("yixing-2021")
SMALL = replace(USUAL, box=replace(USUAL.box, people=400), seeds=())
CITY = replace(city_of(SMALL, 3), compliance=np.ones(400, np.float32))
DAY, SHORT = 2, 900.0
NOON = (DAY + 0.5) * 86_400


def lived(orders=None):
    truth = Truth.of(SMALL, 3, CITY)
    truth.step(DAY, orders or none())
    return truth


def none():
    return Orders.none(CITY.people, CITY.places)


def met(truth, person):
    return set(truth.met(person, truth.moment(DAY), truth.moment(DAY + 1), SHORT))


def ends(truth, person):
    return [each.end for each in truth.met(person, truth.moment(DAY), truth.moment(DAY + 1), SHORT).values()]


@pytest.fixture(scope="module")
def free():
    return lived()


@pytest.fixture(scope="module")
def person(free):
    """Somebody who meets people outside the household, and some within it."""
    for each in range(CITY.people):
        own = {int(other) for other in np.flatnonzero(CITY.household == CITY.household[each])} - {each}
        if own & met(free, each) and len(met(free, each) - own) > 3:
            return each
    raise AssertionError("nobody works with others")


def household(person):
    return {int(each) for each in np.flatnonzero(CITY.household == CITY.household[person])} - {person}


def test_who_is_isolated_at_noon_meets_nobody_after_it(free, person):
    truth = lived(none().with_isolated([person], DAY + 0.5))
    assert max(ends(free, person)) > NOON
    assert max(ends(truth, person), default=0) <= NOON


def test_quarantine_at_home_ends_the_meetings_outside_and_none_within(person):
    truth = lived(none().with_quarantined([person], 0.0, NEVER))
    assert met(truth, person)
    assert met(truth, person) <= household(person)


def test_quarantine_at_a_site_ends_all_meetings(person):
    truth = lived(none().with_quarantined([person], 0.0, NEVER, on_site=True))
    assert not met(truth, person)


def test_where_nobody_may_move_nobody_meets_outside_the_home(person):
    truth = lived(replace(none(), movement=np.zeros(CITY.people, np.float32)))
    assert met(truth, person) <= household(person)
    assert set(CITY.place_kind[truth.days[DAY].place]) <= {int(each) for each in HOMES}


def test_a_closed_place_sees_nobody_and_is_on_no_record(free, person):
    place = next(m.place for m in free.met(person, free.moment(DAY), free.moment(DAY + 1), SHORT).values()
                 if m.person not in household(person))  # fmt: skip
    closed = np.zeros(CITY.places, np.bool_)
    closed[place] = True
    truth = lived(replace(none(), closed=closed))
    assert place in free.days[DAY].place
    assert place not in truth.days[DAY].place
    assert int(truth.days[DAY].recorded.sum()) <= int(free.days[DAY].recorded.sum())


def test_nobody_is_at_two_places_at_once_after_orders(person):
    chosen = np.arange(0, CITY.people, 3)
    truth = lived(replace(none().with_quarantined(chosen, DAY + 0.4), movement=np.full(CITY.people, 0.5, np.float32)))
    day = truth.days[DAY]
    for each in range(CITY.people):
        own = day.of(each)
        assert (own.start[1:] >= own.end[:-1]).all()


def test_two_swabs_of_a_person_are_two_draws():
    """One alone and one in a tube with others, taken in the same hour."""
    table, _ = stage(lambda *asked: {"ids": []})
    asked = []
    table.truth.is_positive = lambda person, at, turn=0: bool(asked.append((person, turn)))  # type: ignore[method-assign]
    laboratory = Laboratory(table)
    taken_at = table.ago(24)
    laboratory.queue = [Waiting(taken_at, 2), Waiting(taken_at, None, pool=(1, 2)), Waiting(taken_at, 3)]
    laboratory.look()
    while laboratory._agenda:
        laboratory.play()
        table.now = table.ago(-1)
    assert sorted(asked) == [(1, 0), (2, 0), (2, 1), (3, 0)]


def test_the_turn_of_a_swab_changes_its_draw():
    truth = Truth.of(SMALL, 3, CITY)
    truth.epidemic.seed_cases(range(200), 0.0)
    at = truth.moment(2.5)
    first, second = ([truth.is_positive(each, at, turn) for each in range(200)] for turn in (0, 1))
    assert first == [truth.is_positive(each, at) for each in range(200)]
    assert first != second


def test_known_before_asks_for_the_plan_in_force_when_the_case_was_sampled():
    """One was sampled in the first of two plans, one between them, one in the second: two of three."""
    table, _ = stage(lambda *asked: [])
    table.truth.seeds = ()
    cases = {1: "2021-12-12", 2: "2021-12-16", 3: "2021-12-19"}
    table.picture = Picture(
        cases={
            each: {"classification": "confirmed", "sampled_at": f"{on}T12:00:00+08:00"} for each, on in cases.items()
        }
    )
    kept = {
        f"{turn}-{person}": (person, *bounds)
        for person in cases
        for turn, bounds in enumerate([(2.0, 5.0), (9.0, NEVER)])
    }
    assert _known_before(table, Periods(kept, ())) == pytest.approx(2 / 3)
