"""Draws and the course of an infection: what is drawn follows the figures, and depends on nothing but its own key."""

from __future__ import annotations

import numpy as np
import pytest

from sizao.simulation.epidemic import loops
from sizao.simulation.epidemic.course import Severity, course
from sizao.simulation.epidemic.draws import Stream, folded, gamma, lognormal, root, uniform
from sizao.simulation.epidemic.variant import names, variant

MANY = np.arange(40_000)


def test_compiled_and_plain_draws_are_one():
    key = root(7, Stream.MEETING)
    values = np.array([[3, 1_000_000, 86_399], [0, 0, 0], [32_767, 5, 2**31 - 1]])
    plain = [(folded(np.array([key]), *(np.array([each]) for each in row)) >> np.uint64(12))[0] for row in values]
    assert [loops.draw(key, row) for row in values] == [(float(each) + 0.5) * 2.0**-52 for each in plain]


def test_draws_are_even_and_streams_unrelated():
    one, other = uniform(1, Stream.LATENT, MANY), uniform(1, Stream.SYMPTOMS, MANY)
    assert np.histogram(one, 20, (0, 1))[0] == pytest.approx(2_000, abs=200)
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.02
    assert abs(np.corrcoef(one[1:], one[:-1])[0, 1]) < 0.02
    assert (uniform(2, Stream.LATENT, MANY) != one).all()


def test_a_draw_does_not_depend_on_who_else_draws():
    assert uniform(3, Stream.STRENGTH, MANY[5:9]) == pytest.approx(uniform(3, Stream.STRENGTH, MANY)[5:9], abs=0)


def test_quantiles_have_the_mean_and_spread_asked_for():
    chance = uniform(5, Stream.LATENT, MANY)
    drawn = lognormal(chance, 4.5, 1.5)
    assert (drawn.mean(), drawn.std()) == pytest.approx((4.5, 1.5), rel=0.02)
    drawn = gamma(chance, 1.0, 0.45)
    assert (drawn.mean(), drawn.std()) == pytest.approx((1.0, 0.45**-0.5), rel=0.03)
    assert (lognormal(chance, 3.0, 0.0) == 3).all()
    assert (gamma(chance, 1.0, np.inf) == 1).all()


@pytest.mark.parametrize("name", names())
def test_a_course_is_in_order_and_as_long_as_published(name):
    given = variant(name)
    found = course(given, 1, MANY, MANY % 90)
    assert (found.infectious_from > 0).all()
    assert (found.peak > found.infectious_from).all()
    assert (found.infectious_until > found.infectious_from).all()
    assert (found.recovered >= found.infectious_until).all()
    latent, before = given.number("latent.mean_days"), given.number("presymptomatic.mean_days")
    assert found.infectious_from.mean() == pytest.approx(latent, rel=0.02)
    assert found.peak.mean() == pytest.approx(latent + before, rel=0.02)


@pytest.mark.parametrize("name", names())
def test_severity_by_age_is_as_published(name):
    given = variant(name)
    for age in (5, 45, 85):
        found = course(given, 2, MANY, np.full(len(MANY), age)).severity
        odds, share = given.number("severity.relative"), given.by_age("severity.severe_by_age", np.array([age]))[0]
        expected = share * odds / (1 - share + share * odds)
        assert (found >= Severity.SEVERE).mean() == pytest.approx(expected, abs=0.01)
        silent = given.by_age("asymptomatic.by_age", np.array([age]))[0]
        assert (found == Severity.ASYMPTOMATIC).mean() == pytest.approx(silent, abs=0.01)


def test_a_spared_person_is_ill_all_the_same():
    given, ages = variant("delta"), np.full(len(MANY), 75)
    without, with_dose = course(given, 1, MANY, ages), course(given, 1, MANY, ages, np.full(len(MANY), 0.9))
    assert (with_dose.severity <= without.severity).all()
    assert (with_dose.severity >= 2).sum() == pytest.approx(0.1 * (without.severity >= 2).sum(), rel=0.2)
    assert (with_dose.infectious_from == without.infectious_from).all()


@pytest.mark.parametrize("ratio", [1.0, 2.0, 10.0])
def test_shedding_has_mean_one_over_the_infectious_period(ratio):
    whole = loops.shed(3.0, 11.0, 3.0, 11.0, 0.3, ratio, 4.0)
    parts = loops.shed(3.0, 4.1, 3.0, 11.0, 0.3, ratio, 4.0) + loops.shed(4.1, 11.0, 3.0, 11.0, 0.3, ratio, 4.0)
    assert (whole, parts) == pytest.approx((8.0, 8.0))
    early, late = loops.shed(3.0, 4.0, 3.0, 11.0, 0.3, ratio, 4.0), loops.shed(9.0, 10.0, 3.0, 11.0, 0.3, ratio, 4.0)
    assert early / late == pytest.approx(ratio)
