"""What people do without an order: some of the ill stay at home, some evenings everybody of a room is one company."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sizao.kernel.epidemics import offspring
from sizao.simulation.city.types import PlaceKind
from sizao.simulation.epidemic import contact
from sizao.simulation.epidemic.course import Severity
from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.orders import Orders
from sizao.simulation.epidemic.variant import variant
from tests.unit.simulation.town import day_visits, town

PLACE, DAYS, CASES = town(600), 18, np.arange(0, 600, 20)


def first_generation(given, place=PLACE, visits=None, cases=CASES, rate=0.06, days=DAYS, orders=None):
    """An epidemic in which only the seed cases infect."""
    found = Epidemic(place, given, 1, rate=rate, seasonal=False)
    found.seed_cases(cases, 0.0)
    for day in range(days):
        met = found.step(day, visits[day % 7] if visits else day_visits(place, day), orders)
        found.state.strength[met.infected] = 0
    return found


def by_the_ill(found):
    """Kinds of places in which somebody was infected after his infector's onset; a visit begun before it is not broken off."""
    state = found.state
    infected = np.flatnonzero(state.infector >= 0)
    infected = infected[state.infected_at[infected] > state.onset_at[state.infector[infected]] + 0.4]
    return PLACE.place_kind[state.place_of_infection[infected]]


def test_who_stays_home_ill_infects_at_home_only():
    ill = variant("delta").changed(asymptomatic__by_age=(0.0,), illness__stays_home=1.0)
    at_home = by_the_ill(first_generation(ill, cases=np.arange(0, 600, 3), rate=0.02))
    assert len(at_home) > 5
    assert (at_home == PlaceKind.HOME).all()
    anywhere = by_the_ill(first_generation(ill.changed(illness__stays_home=0.0, severity__relative=1e-9)))
    assert (anywhere != PlaceKind.HOME).sum() > 5


def test_before_onset_and_without_symptoms_nobody_stays_home():
    silent = variant("delta").changed(asymptomatic__by_age=(1.0,))
    one = first_generation(silent.changed(illness__stays_home=1.0)).state
    other = first_generation(silent.changed(illness__stays_home=0.0)).state
    assert np.array_equal(one.infected_at, other.infected_at, equal_nan=True)
    assert (one.severity[CASES] == Severity.ASYMPTOMATIC).all()


def test_staying_home_changes_only_whom_it_touches():
    """Common random numbers: what happens before anybody's onset is the same, whoever stays home afterwards."""
    given = variant("delta")
    runs = [first_generation(given.changed(illness__stays_home=share)).state for share in (0.0, 1.0)]
    until = np.nanmin(runs[0].onset_at)
    early = [state.infected_at[(state.infected_at > 0) & (state.infected_at < until)] for state in runs]
    assert np.array_equal(*early)
    assert not np.array_equal(runs[0].infected_at, runs[1].infected_at, equal_nan=True)


def test_who_needs_a_bed_does_not_go_out():
    given = variant("delta").changed(
        asymptomatic__by_age=(0.0,), severity__severe_by_age=(1.0,), illness__stays_home=0.0
    )
    assert (by_the_ill(first_generation(given)) == PlaceKind.HOME).all()


def test_an_order_and_an_illness_both_hold():
    """In quarantine on a site and ill: away from everybody, not at home."""
    loyal = replace(PLACE, compliance=np.ones(len(PLACE.age), np.float32))
    orders = Orders.none(len(PLACE.age), len(PLACE.place_kind)).with_quarantined(CASES, 0.0, on_site=True)
    found = first_generation(variant("delta").changed(illness__stays_home=1.0), place=loyal, orders=orders)
    assert (found.state.infector < 0).all()


def test_a_gathering_is_everybody_of_a_room():
    """The market as one company: a case meets as many as are there, on the days on which there is one."""
    given = variant("delta").changed(strength__dispersion=np.inf)
    usual = contact.settings(given)
    public = usual.names.index("public")
    met = {}
    for share in (0.0, 0.4, 1.0):
        found = Epidemic(PLACE, given, 1, rate=1.0, seasonal=False)
        gathers = np.where(np.arange(len(usual.names)) == public, share, 0.0)
        found._settings = replace(usual, gathers=gathers).arrays(PLACE.place_kind, PLACE.place_size)
        found.seed_cases([0, 1, 2, 3, 4, 5], 0.0)
        met[share] = [len(found.meetings(day, day_visits(PLACE, day))[1]) for day in range(4, 14)]
    assert sum(met[0.0]) < sum(met[0.4]) < sum(met[1.0])
    assert any(some == none != all_ for none, some, all_ in zip(*met.values(), strict=True))
    assert any(some == all_ != none for none, some, all_ in zip(*met.values(), strict=True))


@pytest.fixture(scope="module")
def spread(city, week):
    """Whom one case in twelve of a small town of Wuxi infects, by the shipped rate."""
    cases = np.arange(0, len(city.age), 12)
    return first_generation(variant("ancestral"), city, week, cases, rate=None, days=25), cases


def test_of_a_household_as_many_are_infected_as_published(city, spread):
    """Madewell 2022: 18.9 % (16.2-22.0) of household contacts; wide enough for a town of 4,000 and its few households."""
    found, cases = spread
    size = np.bincount(city.household)
    small = cases[size[city.household[cases]] <= 8]
    infected = np.flatnonzero(np.isin(found.state.infector, small))
    at_home = city.household[infected] == city.household[found.state.infector[infected]]
    assert 0.13 < at_home.sum() / (size[city.household[small]] - 1).sum() < 0.31


def test_few_cases_infect_most(spread):
    """Sun 2021: 80 % of infections by 15 % of cases in Hunan; Du 2022: 19 % (7-34) over 17 studies."""
    found, cases = spread
    infector = found.state.infector
    counts = [int(each) for each in np.bincount(infector[infector >= 0], minlength=len(infector))[cases]]
    assert 0.05 < offspring.observed_share(counts, 0.8) / len(counts) < 0.25
    assert offspring.fit(counts).dispersion.value < 0.45


def test_mpox_is_rare_in_households_and_comes_from_elsewhere(city, week):
    """Packer 2024: 4 % of household contacts; Beer 2019: about 10 % of the unvaccinated. A small town, few households: at most 17 %."""
    cases = np.arange(0, len(city.age), 8)
    found = first_generation(variant("mpox"), city, week, cases, rate=None, days=40)
    size = np.bincount(city.household)
    small = cases[size[city.household[cases]] <= 8]
    infected = np.flatnonzero(np.isin(found.state.infector, small))
    at_home = city.household[infected] == city.household[found.state.infector[infected]]
    assert 0.02 < at_home.sum() / (size[city.household[small]] - 1).sum() < 0.17
    assert at_home.mean() < 0.25
