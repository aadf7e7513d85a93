"""Arrivals by every edition that has rules for them: "3+11" is one label of several rules, and each is known by its id."""

from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.areas import parse
from sizao.kernel.editions import library
from sizao.measures.followup import errors, rules
from sizao.measures.followup.types.arrivals import NewArrival

TZ = ZoneInfo("Asia/Shanghai")
NOBODY = UUID(int=0)
SUZHOU, WUXI, SHANGHAI = (parse(each) for each in ("320505", "320282", "310101"))


def arriving(key: str, at: datetime, **more: object) -> NewArrival:
    return NewArrival(incident_id=NOBODY, person_id=1, regime_key=key, area=SUZHOU, arrived_at=at, **more)


def plan(edition, key: str, at: datetime):
    facts = rules.may_arrive(arriving(key, at, departed_at=at), edition, at).or_raise().facts
    return rules.draw_plan(facts["regime"], edition, facts["anchor_at"], at)


@pytest.mark.parametrize(
    ("overlay", "area", "day", "key", "days", "tests"),
    [
        ("cn-suzhou-3-11-2022", SUZHOU, datetime(2022, 3, 25, 9, tzinfo=TZ), "arrival_3_11", 14, [1, 2, 3, 5, 7, 14]),
        (
            "cn-suzhou-3-11-2022",
            SUZHOU,
            datetime(2022, 3, 25, 9, tzinfo=TZ),
            "arrival_7_7",
            14,
            [1, 2, 3, 5, 7, 10, 14],
        ),
    ],
)
def test_each_3_11_is_lived_by_its_own_edition(overlay, area, day, key, days, tests):
    edition = library().in_force("covid-19", area, day)
    assert overlay in edition.parts
    drawn = plan(edition, key, day)
    first = drawn.start_on
    assert (drawn.end_on - first).days + 1 == days
    assert [(each.due_on - first).days + 1 for each in drawn.tests if not each.is_antigen] == tests


def editions_with_arrivals():
    """Every overlay that has rules of its own for people who arrive, on the day it came into force, where it holds."""
    found = []
    for overlay in library().overlays("covid-19"):
        own = {each.key for each in overlay.regimes} if hasattr(overlay, "regimes") else set()
        if own and overlay.effective_from is not None and overlay.areas and not overlay.by_decision:
            found.append(pytest.param(overlay, own, id=overlay.id))
    return found


@pytest.mark.parametrize(("overlay", "own"), editions_with_arrivals())
def test_every_rule_about_arrivals_can_be_lived_to_its_end(overlay, own):
    day = overlay.effective_from + timedelta(hours=12)
    edition = library().in_force("covid-19", overlay.areas[0], day)
    if overlay.id not in edition.parts:
        edition = library().compose(overlay.over[-1], overlay.id)
    regimes = [each for each in rules.arrival_regimes(edition) if each.key in own]
    for regime in regimes:
        drawn = plan(edition, regime.key, day)
        assert (drawn.end_on - drawn.start_on).days + regime.day_index_base == regime.total_days, regime.key
        assert sum(not each.is_antigen for each in drawn.tests) == regime.tests or any(
            each.is_estimated for each in drawn.tests
        ), regime.key
        assert {each.place for each in drawn.phases} <= {each.place for each in regime.phases}


def test_the_days_count_from_the_departure_where_the_edition_says_so():
    edition = library().in_force("covid-19", SUZHOU, datetime(2022, 3, 25, 9, tzinfo=TZ))
    at = datetime(2022, 3, 25, 9, tzinfo=TZ)
    with pytest.raises(errors.ArrivalRegimeUnknown):
        rules.may_arrive(arriving("close", at), edition, at).or_raise()
    with pytest.raises(errors.DepartedAfterArrival):
        rules.may_arrive(arriving("arrival_3_11", at, departed_at=at + timedelta(days=1)), edition, at).or_raise()
    with pytest.raises(errors.DepartedAfterArrival):
        rules.may_arrive(arriving("arrival_3_11", at + timedelta(days=1)), edition, at).or_raise()
