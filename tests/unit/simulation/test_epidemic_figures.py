"""The parameter files: every figure has a published source, and every variant says all that the model asks."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from sizao.simulation.city.types import PlaceKind
from sizao.simulation.epidemic import contact, rates
from sizao.simulation.epidemic.variant import BANDS, figures_of, names, variant

PUBLISHED = re.compile(r"\b(19|20)\d{2}\b.*(doi:10\.\d{4,}/\S+|J Infect Dis|MMWR Recomm Rep)")


def figures(of):
    return (contact.figures() if of == "contact" else variant(of).figures).values()


def test_the_variants_of_the_issue_are_there():
    assert set(names()) == {"ancestral", "delta", "omicron", "measles", "mpox"}


@pytest.mark.parametrize("of", [*names(), "contact"])
def test_every_figure_has_a_source_with_year_and_journal_or_doi(of):
    without = [each.name for each in figures(of) if not (PUBLISHED.search(each.source) and each.words)]
    assert without == []


@pytest.mark.parametrize("of", [*names(), "contact"])
def test_every_source_says_whether_it_was_seen(of):
    silent = {each.source for each in figures(of) if not re.search(r"\((seen(: [^)]+)?|unchecked)\)$", each.source)}
    assert silent == set()


@pytest.mark.parametrize("of", [*names(), "contact"])
def test_a_figure_lies_in_its_interval(of):
    for each in figures(of):
        assert (each.low is None) == (each.high is None), each.name
        if each.low is not None:
            assert (each.low <= np.atleast_1d(each.value)).all(), each.name
            assert (np.atleast_1d(each.value) <= each.high).all(), each.name


@pytest.mark.parametrize("name", names())
def test_a_variant_says_everything_that_the_fullest_says(name):
    assert set(variant(name).figures) == set(variant("ancestral").figures)


@pytest.mark.parametrize("name", names())
def test_shares_are_shares_and_lists_fit(name):
    given = variant(name)
    silent = given.curve("asymptomatic.by_age")
    for curve in (
        "asymptomatic.by_age",
        "susceptibility.by_age",
        *(f"severity.{each}_by_age" for each in ("severe", "critical", "fatal")),
    ):
        assert len(given.curve(curve)) in (1, BANDS)
    assert ((silent >= 0) & (silent <= 1)).all()
    assert len(given.curve("pcr.days")) == len(given.curve("pcr.sensitivity"))
    assert (np.diff(given.curve("pcr.days")) > 0).all()
    ages = np.arange(0, 100)
    severe, critical, fatal = (
        given.by_age(f"severity.{each}_by_age", ages) for each in ("severe", "critical", "fatal")
    )
    assert (severe >= critical).all()
    assert (critical >= fatal).all()


def test_a_source_that_is_not_described_is_refused():
    with pytest.raises(KeyError):
        figures_of({"sources": {}, "r0": {"value": 2, "source": "somebody", "words": "R0"}})


def test_every_kind_of_place_has_a_setting():
    found = contact.settings(variant("delta"))
    assert {found.names[found.of_kind[kind]] for kind in PlaceKind} == set(found.names)
    assert found.weight[found.names.index("home")] == 1
    assert found.weight[found.names.index("outdoors")] < found.weight[found.names.index("public")] / 10


def test_measles_reaches_further_than_its_neighbours_and_mpox_less():
    groups = [contact.settings(variant(name)).group[1:] for name in ("mpox", "delta", "measles")]
    assert (groups[0] < groups[1]).all()
    assert (groups[1] < groups[2]).all()


@pytest.mark.parametrize("name", names())
def test_the_shipped_rate_gave_the_published_r0(name):
    found = rates.shipped()[name]
    assert found.target == variant(name).number("r0")
    assert found.found == pytest.approx(found.target, rel=1e-3)
    assert 0 < found.error < 0.1 * found.target
    assert math.isfinite(found.rate)


def test_an_unknown_variant_is_named_in_the_refusal():
    with pytest.raises(KeyError, match="wild"):
        variant("wild")
