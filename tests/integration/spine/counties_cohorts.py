"""The cohorts of a county: one in force with a member who owes something, and one that waits for a decision; a list rule that waits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.measures.cohorts import actions, queries
from sizao.measures.cohorts.types import NewRule, NewStay, NewUnplaced, Source
from sizao.measures.listrules import actions as listrules
from sizao.measures.listrules.types import Criteria


def build(county: Any, by: Actor, second: Actor, at: datetime) -> None:
    """Enter the objects of this module in ``county.ids``."""
    ids, mark = county.ids, county.mark
    rule = NewRule(place=parse("3201"), since=date(2021, 12, 6), test_days=(1,), basis=f"{mark.zh}通告第1号")
    made = actions.propose_cohort(
        area=county.area,
        title=county.said("旅居史人员", "cohort"),
        rule=rule,
        incident_id=ids["incident_id"],
        by=by,
        at=at,
    )
    actions.approve(version_id=queries.cohort(made).versions[0].id, by=second, at=at)
    stay = NewStay(person_id=ids["friend_id"], area=county.town_area, place=parse("3201"), last_on=date(2021, 12, 8))
    actions.register(stays=[stay], by=by, at=at)
    ids["cohort_id"] = made
    ids["duty_id"] = queries.members(made)[0].duties[0].id
    waiting = actions.propose_cohort(
        area=county.area, title=county.said("待批人群", "waiting cohort"), rule=rule, by=by, at=at
    )
    ids["version_id"] = queries.cohort(waiting).versions[0].id
    told = NewUnplaced(
        person_id=ids["friend_id"],
        area=county.town_area,
        said=f"{mark.zh}某地",
        last_on=date(2021, 12, 8),
        source=Source.FILE,
    )
    actions.note_unplaced(stays=[told], by=by, at=at)
    ids["unplaced_id"] = queries.unplaced_stays()[0].id
    ids["rule_id"] = listrules.propose(
        area=county.town_area, criteria=Criteria(min_minutes=20), reason=f"{mark.zh}减负", by=by, at=at
    )
