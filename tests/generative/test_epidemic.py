"""Random orders on a small town: what must hold in every epidemic."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sizao.simulation.epidemic.model import Epidemic
from sizao.simulation.epidemic.orders import Orders
from sizao.simulation.epidemic.variant import names, variant
from tests.unit.simulation.town import day_visits, town

PEOPLE, DAYS = 120, 12
PLACE = town(PEOPLE)
VISITS = [day_visits(PLACE, day) for day in range(DAYS)]
VARIANTS = st.sampled_from(names())
SEEDS = st.integers(0, 2**63)
GROUPS = st.lists(st.integers(0, PEOPLE - 1), max_size=PEOPLE, unique=True)


@st.composite
def orders(draw):
    made = Orders.none(PEOPLE, len(PLACE.place_kind))
    since = draw(st.floats(0, DAYS))
    made = made.with_isolated(draw(GROUPS), since, since + draw(st.floats(0.1, 9)))
    since = draw(st.floats(0, DAYS))
    made = made.with_quarantined(draw(GROUPS), since, since + draw(st.floats(0.1, 9)), on_site=draw(st.booleans()))
    masked, closed = np.zeros(PEOPLE, bool), np.zeros(len(PLACE.place_kind), bool)
    masked[draw(GROUPS)] = True
    closed[draw(st.lists(st.integers(40, len(closed) - 1), max_size=4))] = True
    return replace(made, masked=masked, closed=closed, movement=np.full(PEOPLE, draw(st.floats(0, 1)), np.float32))


def run(name, seed, made, days=DAYS, rate=0.05, **changes):
    disease = variant(name).changed(**changes)
    found = Epidemic(PLACE, disease, seed, rate=rate)
    found.seed_cases(range(0, PEOPLE, 10), -disease.number("latent.mean_days"))
    return found, [found.step(day, VISITS[day], made) for day in range(days)]


@given(name=VARIANTS, seed=SEEDS, made=orders())
def test_nobody_is_infected_twice_and_only_by_the_infectious(name, seed, made):
    found, steps = run(name, seed, made)
    infected = np.concatenate([each.infected for each in steps])
    assert len(set(infected.tolist())) == len(infected)
    state = found.state
    for step in steps:
        linger = variant(name).number("air.linger_hours") / 24
        assert (step.at >= state.infectious_from[step.infector]).all()
        assert (step.at <= state.infectious_until[step.infector] + linger + 1e-9).all()
        assert (step.infector != step.infected).all()


@given(name=VARIANTS, seed=SEEDS)
def test_infector_and_infected_shared_the_place_and_the_time(name, seed):
    """By everybody's plans; nobody is ill at home instead, which no plan says."""
    _, steps = run(name, seed, None, illness__stays_home=0.0, severity__relative=0.0)
    linger = variant(name).number("air.linger_hours") * 3600
    for step, visits in zip(steps, VISITS, strict=True):
        for source, target, place, second in zip(step.infector, step.infected, step.place, step.second, strict=True):
            for who, after in ((source, linger), (target, 0)):
                mine = (visits.person == who) & (visits.place == place)
                start, end = visits.start[mine], visits.start[mine] + visits.seconds[mine] + after
                assert ((start - 1 <= second) & (second <= end + 1)).any()


@given(name=VARIANTS, seed=SEEDS, made=orders())
def test_nobody_isolated_infects_or_is_infected(name, seed, made):
    _, steps = run(name, seed, made)
    for step in steps:
        for who in (step.infector, step.infected):
            inside = (made.isolated_from[who] < step.at - 1e-5) & (step.at + 1e-5 < made.isolated_until[who])
            if variant(name).number("air.linger_hours") == 0 or who is step.infected:
                assert not inside.any()


@given(name=VARIANTS, seed=SEEDS, isolated=GROUPS, masked=st.booleans())
def test_away_or_masked_nobody_is_infected_on_a_day_who_would_not_be_without(name, seed, isolated, masked):
    """One step from the same state: isolation and masks only take away (staying at home may add, and does)."""
    free, _ = run(name, seed, None, days=4)
    held, _ = run(name, seed, None, days=4)
    made = Orders.none(PEOPLE, len(PLACE.place_kind)).with_isolated(isolated, 4.2)
    made = replace(made, masked=np.full(PEOPLE, masked))
    without, with_orders = free.step(4, VISITS[4]), held.step(4, VISITS[4], made)
    assert set(with_orders.infected.tolist()) <= set(without.infected.tolist())


@given(name=VARIANTS, seed=SEEDS, factor=st.floats(0.1, 1))
def test_a_weaker_pathogen_infects_a_part_of_the_same_people(name, seed, factor):
    strong, weak = (run(name, seed, None, days=1, rate=rate)[1][0] for rate in (0.05, 0.05 * factor))
    assert set(weak.infected.tolist()) <= set(strong.infected.tolist())


@given(name=VARIANTS, seed=SEEDS, made=orders())
def test_chains_are_trees_that_go_back_to_the_seed_cases(name, seed, made):
    found, _ = run(name, seed, made)
    state = found.state
    infected = found.infected
    later = infected[state.infector[infected] >= 0]
    assert (state.infected_at[later] > state.infected_at[state.infector[later]]).all()
    assert (state.place_of_infection[later] >= 0).all()
    assert np.isnan(state.infected_at[state.severity < 0]).all()
