"""Orders, and what they change: the same seed decides alike wherever the orders are alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.orders import Orders
from sizao.simulation.epidemic.variant import variant
from tests.unit.simulation.town import day_visits, town

DAYS, RATE = 25, 0.02
PLACE = town(600)


def run(orders=None, seed=1, workers=1, days=DAYS, place=PLACE, **given):
    found = Epidemic(place, variant("delta"), seed, rate=RATE, workers=workers, **given)
    found.seed_cases(range(0, 40, 4), 0.0)
    steps = [
        found.step(day, day_visits(place, day), orders(day) if callable(orders) else orders) for day in range(days)
    ]
    return found, steps


def none():
    return Orders.none(len(PLACE.age), len(PLACE.place_kind))


def same(one, other):
    return all(
        np.array_equal(getattr(one.state, name), getattr(other.state, name), equal_nan=True) for name in vars(one.state)
    )


@pytest.fixture(scope="module")
def free():
    return run()


def test_it_spreads(free):
    assert len(free[0].infected) > 100


def test_the_same_seed_is_the_same_epidemic_and_another_is_not(free):
    assert same(free[0], run()[0])
    assert not same(free[0], run(seed=2)[0])


def test_workers_change_nothing(free):
    assert same(free[0], run(workers=3)[0])


def test_orders_that_order_nothing_change_nothing(free):
    assert same(free[0], run(none())[0])


def test_quarantine_and_masks_without_compliance_change_nothing(free):
    nobody = replace(PLACE, compliance=np.zeros(len(PLACE.age), np.float32))
    everybody = np.arange(len(PLACE.age))
    orders = replace(none().with_quarantined(everybody, 0.0), masked=np.ones(len(PLACE.age), bool))
    assert same(run(place=nobody)[0], run(orders, place=nobody)[0])
    assert same(free[0], run(place=nobody)[0])


def test_runs_that_part_later_are_one_until_then(free):
    """Common random numbers: isolating one person on day 12 changes nothing before, and afterwards only what follows."""
    who = int(free[0].infected[0])
    other, steps = run(lambda day: none().with_isolated(who, 12.0) if day >= 12 else none())
    for one, two in zip(free[1][:12], steps[:12], strict=True):
        assert np.array_equal(one.infected, two.infected)
        assert np.array_equal(one.at, two.at)
    changed = free[0].state.infector != other.state.infector
    assert changed.mean() < 0.5


def test_an_infection_that_both_runs_could_have_is_in_both(free):
    """Whom an untouched source infected without orders is infected with them too, then or before, by the same draw."""
    isolated = np.arange(0, 600, 7)
    other, _ = run(none().with_isolated(isolated, 5.0))
    one, two = free[0].state, other.state
    target = np.flatnonzero((one.infector >= 0) & ~np.isin(np.arange(600), isolated) & ~np.isin(one.infector, isolated))
    target = target[one.infected_at[one.infector[target]] == two.infected_at[one.infector[target]]]
    assert len(target) > 20
    assert (two.infected_at[target] <= one.infected_at[target]).all()
    by_same = two.infector[target] == one.infector[target]
    assert by_same.mean() > 0.8
    assert (two.infected_at[target] == one.infected_at[target])[by_same].all()


def test_isolating_everybody_stops_it_at_once():
    everybody = np.arange(len(PLACE.age))
    found, steps = run(lambda day: none().with_isolated(everybody, 10.5) if day >= 10 else none())
    assert all(len(each) == 0 for each in steps[11:])
    assert (found.state.infected_at[found.infected] <= 10.5).all()
    assert sum(len(each) for each in steps[:10]) > 0


def test_isolation_ends_when_it_ends():
    """From the middle of one day to the middle of another nobody is infected, before and after some are."""
    everybody = np.arange(len(PLACE.age))
    found, _ = run(lambda day: none().with_isolated(everybody, 8.5, 10.5), days=20)
    at = found.state.infected_at[found.infected]
    assert not ((at > 8.5) & (at < 10.5)).any()
    assert ((at > 0) & (at <= 8.5)).any()
    assert (at >= 10.5).any()


def test_quarantine_on_a_site_is_away_from_the_household_and_at_home_is_not():
    loyal = replace(PLACE, compliance=np.ones(len(PLACE.age), np.float32))
    cases = np.arange(0, 40, 4)

    def places(on_site):
        found, _ = run(none().with_quarantined(cases, 0.0, on_site=on_site), place=loyal)
        state = found.state
        return PLACE.place_kind[state.place_of_infection[np.isin(state.infector, cases)]]

    assert len(places(True)) == 0
    at_home = places(False)
    assert len(at_home) > 0
    assert (at_home == 0).all()


def test_nobody_is_infected_in_a_closed_place():
    closed = PLACE.place_kind != 0
    found, _ = run(replace(none(), closed=closed))
    infected = found.infected[found.state.infector[found.infected] >= 0]
    assert (PLACE.place_kind[found.state.place_of_infection[infected]] == 0).all()


def test_who_may_not_go_out_is_at_home_with_the_household():
    """Closing everything gives the household more hours with an infectious member than its evenings."""
    kept = replace(none(), movement=np.zeros(len(PLACE.age), np.float32))
    at_home = [run(orders)[0].state for orders in (none(), kept)]

    def household(state):
        mine = np.isin(state.infector, np.arange(0, 40, 4)) & (state.place_of_infection >= 0)
        return (PLACE.place_kind[state.place_of_infection[mine]] == 0).sum()

    assert household(at_home[1]) >= household(at_home[0])
    infected = at_home[1].place_of_infection >= 0
    assert (PLACE.place_kind[at_home[1].place_of_infection[infected]] == 0).all()


def test_a_mask_lowers_infections_outside_and_not_at_home():
    loyal = replace(PLACE, compliance=np.ones(len(PLACE.age), np.float32))
    bare = Epidemic(loyal, variant("delta"), 1, rate=RATE)
    bare.seed_cases(range(0, 200, 4), 0.0)
    for day in range(5):
        bare.step(day, day_visits(loyal, day))
    orders = replace(none(), masked=np.ones(len(PLACE.age), bool))
    plain, masked = (bare._people(5, each) for each in (none(), orders))
    assert (masked[4] < plain[4]).all()
    assert (masked[5] < plain[5]).all()
    assert not bare._settings[5][0]


def test_movement_by_area():
    areas = np.arange(600) // 300
    orders = none().with_movement(areas, {1: 0.25})
    assert set(orders.movement[:300]) == {1.0}
    assert set(orders.movement[300:]) == {0.25}


def test_season_and_vaccine():
    winter = Epidemic(PLACE, variant("delta"), 1, rate=RATE)
    assert winter.season(0) > 1 > winter.season(120)
    assert Epidemic(PLACE, variant("delta"), 1, rate=RATE, seasonal=False).season(120) == 1
    dose = np.full(len(PLACE.age), -30.0)
    dose[::2] = np.nan
    given = Epidemic(PLACE, variant("omicron"), 1, rate=RATE, vaccinated=dose)
    now, later = given.protection(0.0), given.protection(53.0)
    assert (now[::2] == 0).all()
    assert 0 < now[1] < 0.163
    assert later[1] == pytest.approx(now[1] / 2)


def test_the_vaccinated_are_infected_less_and_less_severely():
    dose = np.where(np.arange(len(PLACE.age)) % 2 == 0, -20.0, np.nan)
    found, _ = run(vaccinated=dose, days=60)
    infected = found.state.severity >= 0
    assert infected[::2].mean() < infected[1::2].mean()


def test_a_dose_spares_nobody_severe_illness_before_it_works():
    """The same people infected on one day: a dose of yesterday changes nobody's course, one of weeks ago that of some."""

    def severity(given_at):
        found = Epidemic(PLACE, variant("ancestral"), 1, vaccinated=np.full(len(PLACE.age), given_at))
        found.seed_cases(range(len(PLACE.age)), 0.0)
        return found.state.severity

    unprotected = severity(np.nan)
    assert (severity(-1.0) == unprotected).all()
    assert severity(-40.0).sum() < unprotected.sum()
