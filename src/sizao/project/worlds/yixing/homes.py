"""The neighbourhood around the lodging: grids, buildings and units with their chiefs, households, special needs, duties.

Nothing of this is published: areas below the village, households, needs and posts are all synthetic.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from uuid import UUID

from sizao.ground.registry import actions, queries
from sizao.ground.registry.types import (
    HelpKind,
    HelpPlan,
    NewResponsibility,
    OrganisationKind,
    Party,
    SpecialNeed,
)
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level
from sizao.kernel.words import Words
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.spine.accounts import queries as accounts

TEAM = "万石镇社区服务保障组"
VILLAGE = "320282109200"
GRIDS = (
    (Words("万石村第一网格", "Wanshi Village grid 1"), 2, 2), (Words("万石村第二网格", "Wanshi Village grid 2"), 2, 1),
    (Words("务工人员宿舍网格", "Workers' lodging grid"), 1, 2),
)  # fmt: skip
"""Name of each grid, its buildings, the units of each building; the last grid's second unit waits for a chief."""
DOORS = ("101", "102", "201", "202")


@dataclass(frozen=True)
class Wish:
    """One special need of the demonstration: which, what is planned, when it is due from now in hours, whether it is met."""

    kind: SpecialNeed
    birth_year: int
    help: HelpKind | None = None
    by: str = ""
    due: int = 0
    met: bool = False


WISHES = (
    Wish(SpecialNeed.DIALYSIS, 1956, HelpKind.ESCORT, "镇转运组", 20), Wish(SpecialNeed.LIVING_ALONE, 1938),
    Wish(SpecialNeed.PREGNANT, 1993, HelpKind.ESCORT, "宜兴市妇幼保健所对接员", 68),
    Wish(SpecialNeed.CHRONIC, 1951, HelpKind.MEDICINE, "村卫生室", -5), Wish(SpecialNeed.INFANT, 2020),
    Wish(SpecialNeed.LIVING_ALONE, 1941, HelpKind.VISIT, "第二网格网格长", -2, met=True),
    Wish(SpecialNeed.DISABLED, 1968, HelpKind.SUPPLIES, "志愿服务队", 6), Wish(SpecialNeed.MENTAL, 1987),
    Wish(SpecialNeed.CANCER, 1960, HelpKind.ESCORT, "镇转运组", -30, met=True),
    Wish(SpecialNeed.NO_PHONE, 1946, HelpKind.CALL, "第一网格网格长", 3),
)  # fmt: skip


def neighbourhood(run: Run) -> None:
    """Grids, buildings and units below the village, each with somebody who looks after it."""
    begun = run.entered_at - timedelta(days=30)
    with acting(TEAM) as by:
        for name, buildings, units in GRIDS:
            grid = actions.add_area(parent=data.area(VILLAGE), level=Level.GRID, words=name, by=by, at=begun)
            _appoint(grid, f"{name.zh}网格长", "grid-worker", by, run)
            for _ in range(buildings):
                building = actions.add_area(parent=grid, level=Level.BUILDING, by=by, at=begun)
                _appoint(building, "楼栋志愿者岗", "", by, run)
                for _ in range(units):
                    actions.add_area(parent=building, level=Level.UNIT, by=by, at=begun)


def _appoint(code: int, post: str, username: str, by: Actor, run: Run) -> None:
    """The account where there is one, the first time; else the post."""
    is_free = not queries.chiefs(_small(Level.GRID), run.entered_at)
    user = accounts.user_named(username) if username and is_free else None
    given = {"username": username} if user else {"post": post}
    actions.appoint_chief(code=code, by=by, at=run.entered_at - timedelta(days=29), **given)


def _small(level: Level) -> list[int]:
    return [each.code for each in queries.areas_at(level, data.area(VILLAGE))]


def households(run: Run) -> None:
    """Households behind the doors of every unit, with invented people, and what some of them need."""
    chance = Random(run.people.terms["seed"])  # noqa: S311 - people are invented from a seed, nothing is kept secret
    with acting(TEAM) as by:
        wishes = iter(WISHES)
        for unit in _small(Level.UNIT):
            for door in DOORS:
                home = actions.add_household(area=unit, label=door, by=by, at=run.entered_at)
                wish = next(wishes, None) if chance.random() < 0.6 else None
                _move_in(run, home, unit, chance.randint(1, 3), wish, by)


def _move_in(run: Run, home: UUID, unit: int, others: int, wish: Wish | None, by: Actor) -> None:
    code = areas.printed(unit)
    people = run.people.enter(others, [code], by=by, at=run.entered_at)
    if wish is not None:
        people += run.people.enter(1, [code], by=by, at=run.entered_at, birth_year=wish.birth_year)
    for each in queries.persons(people).values():
        actions.join_household(household_id=home, number=each.number, by=by, at=run.entered_at)
    if wish is not None:
        _wish(wish, people[-1], by, run)


def _wish(wish: Wish, person: int, by: Actor, run: Run) -> None:
    now = run.entered_at
    begun = now - timedelta(days=5)
    need = actions.note_need(person_id=person, kind=wish.kind, by=by, at=begun)
    if wish.help is not None:
        plan = HelpPlan(wish.help, wish.by, now + timedelta(hours=wish.due))
        actions.plan_help(need_id=need, plan=plan, by=by, at=begun + timedelta(hours=1))
        if wish.met:
            actions.mark_met(need_id=need, by=by, at=now + timedelta(hours=wish.due - 1), note="已办理(演示)")


def duties(run: Run) -> None:
    """Who answers for what at the building site and the lodging; at the lodging one party is still missing."""
    town = data.area("320282109")
    with acting(TEAM) as by:
        at = run.entered_at - timedelta(days=20)
        bodies = [
            actions.add_organisation(words=words, kind=OrganisationKind.GOVERNMENT, area=area, by=by, at=at)
            for words, area in (
                (Words("万石镇人民政府", "Wanshi Town government"), town),
                (Words("宜兴市住房和城乡建设局", "Housing and construction bureau, Yixing"), data.area("320282")),
            )
        ]
        for place, new in _named(run, bodies):
            if place:
                actions.name_responsible(new=new, by=by, at=at)


def _named(run: Run, bodies: list[UUID]) -> Iterator[tuple[int, NewResponsibility]]:
    government, bureau = bodies
    site, lodging = run.places.get("site", 0), run.places.get("lodging", 0)
    yield site, NewResponsibility(site, Party.TERRITORY, "属地巡查,封控期间服务保障", organisation_id=government)
    yield site, NewResponsibility(site, Party.DEPARTMENT, "工地防疫检查,停复工管理", organisation_id=bureau)
    yield site, NewResponsibility(site, Party.UNIT, "进场查验、每日消毒、人员台账", post="项目部防疫专员")
    yield site, NewResponsibility(site, Party.INDIVIDUAL, "佩戴口罩、如实报告行程", post="进场务工人员")
    if accounts.user_named("grid-worker"):
        yield site, NewResponsibility(site, Party.INDIVIDUAL, "每日巡查工地并登记", username="grid-worker")
    yield lodging, NewResponsibility(lodging, Party.TERRITORY, "属地巡查", organisation_id=government)
    yield lodging, NewResponsibility(lodging, Party.UNIT, "宿舍管理、通风消毒", post="宿舍管理员")
