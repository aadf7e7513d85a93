"""Until when somebody is kept, by the editions' own phases, and what of it a score counts."""

from __future__ import annotations

from datetime import date

import pytest

from sizao.kernel.editions import PhasePlace, library
from sizao.oversight.drills.queries.scoring import Periods, confined
from sizao.oversight.drills.queries.stage import Picture
from sizao.oversight.drills.rules.confinement import last_day
from sizao.oversight.drills.rules.scoring import days_within
from tests.unit.drills.table import stage

END = date(2021, 12, 30)
KEPT = {each for each in PhasePlace if each.is_restricted}


@pytest.mark.parametrize(
    ("edition", "contact_class", "at_site", "kept"),
    [
        ("cn-covid-ed8", "close", date(2021, 12, 23), date(2021, 12, 23)),
        ("cn-covid-ed9", "close", date(2021, 12, 27), date(2021, 12, 27)),
        ("cn-covid-ed9", "secondary", None, END),
    ],
)
def test_the_last_day_is_the_end_less_the_phases_after(edition, contact_class, at_site, kept):
    phases = library().get(edition).regime(contact_class).phases
    assert last_day(phases, END, {PhasePlace.C}) == at_site
    assert last_day(phases, END, KEPT) == kept
    assert last_day((), END, KEPT) is None


def test_monitoring_and_what_comes_after_the_drill_are_counted_as_said():
    """From 12-14 on under edition 8 (14 + 7 days, to 12-30): ten days are kept, six of them within a drill that ends on 12-20."""
    table, _ = stage(lambda *asked: [])
    first = table.scenario.box.first_day
    row = {"contact_class": "close", "end_on": "2021-12-30"}
    table.picture = Picture(plans={"open": (3, row), "over": (4, row)})
    since = float((date(2021, 12, 14) - first).days)
    held = confined(table, Periods({"open": (3, since, float("inf")), "over": (4, since, since + 2)}, ()))
    assert days_within(held) == 10 + 2
    assert days_within(held, since + 6) == 6 + 2
