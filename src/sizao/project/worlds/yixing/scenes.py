"""Data scenes of the demonstration, what came in under them, what really expired, and the hold that keeps the rest. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pyarrow as pa

from sizao.flow.step0_intake import enrol
from sizao.ground.presence import actions, queries
from sizao.ground.presence.types import LOCAL, ActKind, NewAct, RowShape
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.spine.scope import queries as scope

DATA_TEAM = "宜兴市数据专班(演示)"
COMMANDER = "宜兴市指挥部指挥长(演示)"
COUNTY = "320282"
SCAN, HUB = "crowded-venue-scan", "transport-hub-passages"
SWITCHED_ON = datetime(2021, 11, 25, 1, tzinfo=UTC)
LAST_DAY = date(2021, 12, 31)
VISITORS = 24
"""Invented people without a name who scanned at the noodle shop or drove through the checkpoint."""
SCANNED, PASSED = datetime(2021, 11, 27, 4, tzinfo=UTC), datetime(2021, 12, 4, 6, tzinfo=UTC)
EXPIRED = datetime(2021, 12, 12, 18, 41, tzinfo=UTC)
"""The night in which the scans of November had lain for longer than the scene keeps them."""


def _signed(new: NewAct, at: datetime) -> None:
    """Proposed by one and approved by another, an hour later."""
    with acting(DATA_TEAM) as by:
        act = actions.propose_act(new=new, by=by, at=at)
    with acting(COMMANDER) as by:
        actions.approve_act(act_id=act, by=by, at=at + timedelta(hours=1))


def _scene(scene: str, until: date, paper: str) -> NewAct:
    reason = "密集场所回溯(演示)" if scene == SCAN else "交通卡口回溯(演示)"
    return NewAct(kind=ActKind.SCENE, area=data.area(COUNTY), scene=scene, reason=reason, basis=paper, until=until)


def before_the_outbreak(run: Run) -> None:
    """Both scenes are on since November; a batch of each, with rows that no scene may take."""
    for scene, number in ((SCAN, 17), (HUB, 18)):
        _signed(_scene(scene, LAST_DAY, f"宜防指〔演示〕{number}号"), SWITCHED_ON)
    county = Actor.system(DATA_TEAM, data.area(COUNTY))
    with scope.acting(county):
        persons = enrol(
            [(None, NewPerson(area_residence=data.area("320282109")))] * VISITORS, by=county, at=run.entered_at
        )
        for shape, scene, rows, at in (
            (RowShape.VISITS, SCAN, _scans(run, persons), SCANNED), (RowShape.CHECKPOINT, HUB, _passages(run, persons), PASSED),
        ):  # fmt: skip
            actions.receive_batch(
                rows=rows, shape=shape, by=county, at=at + timedelta(hours=6), scene=scene, filename=f"{scene}-demo.csv"
            )


def _scans(run: Run, persons: list[int]) -> pa.Table:
    """Lunch at the noodle shop, two weeks before the case; three rows name the school, which the scene does not cover."""
    places = [run.places["canteen"]] * (len(persons) - 3) + [run.places["school"]] * 3
    starts = [SCANNED + timedelta(minutes=5 * n) for n in range(len(persons))]
    return _table(
        person=persons, place=places, start=(each.isoformat() for each in starts),
        until=((each + timedelta(minutes=35)).isoformat() for each in starts),
    )  # fmt: skip


def _passages(run: Run, persons: list[int]) -> pa.Table:
    """Cars at the checkpoint on the road to Wanshi, a week before the case."""
    times = ((PASSED + timedelta(minutes=2 * n)).isoformat() for n in range(len(persons)))
    lanes = (f"{n % 3 + 1}号道" for n in range(len(persons)))
    return _table(person=persons, place=[run.places["checkpoint"]] * len(persons), passed_at=times, lane=lanes)


def _table(**columns: Iterator[object] | list[int]) -> pa.Table:
    return pa.table({name: pa.array([str(each) for each in values], pa.string()) for name, values in columns.items()})


def expire(run: Run) -> None:
    """The night's deletion really happens: the scans of November are gone for good, and the page says how many."""
    actions.expire(at=EXPIRED)


def keep(run: Run) -> None:
    """The demonstration's own visits are of 2021: two people hold their deletion back, for as long as anybody may."""
    at = run.entered_at - timedelta(hours=2)
    until = at.astimezone(LOCAL).date() + timedelta(days=queries.keeping_terms().hold.days)
    reason = "演示数据取自 2021 年,保留供查看,到期照常销毁(演示)"
    new = NewAct(kind=ActKind.HOLD, area=data.area(COUNTY), reason=reason, basis="宜防指〔演示〕42号", until=until)
    _signed(new, at)


def these_days(run: Run) -> None:
    """One scene is on these days, the other waits for its second person."""
    until = run.entered_at.astimezone(LOCAL).date() + timedelta(days=30)
    _signed(_scene(SCAN, until, "宜防指〔演示〕43号"), run.entered_at - timedelta(hours=3))
    with acting(DATA_TEAM) as by:
        new = _scene(HUB, until, "宜防指〔演示〕44号")
        actions.propose_act(new=new, by=by, at=run.entered_at - timedelta(minutes=40))


STEPS = (keep, these_days)
"""What stands open in these days."""
