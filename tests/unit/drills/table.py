"""A stage without a platform: doors that note what is asked and answer what they were told to."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from sizao.kernel.editions import library
from sizao.oversight.drills.queries.doors import Answer
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.oversight.drills.queries.stage import GROUPS, SECOND_LAB, Stage
from sizao.oversight.drills.types import Player, Playing

MIDNIGHT = datetime(2021, 12, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
AREA = {"name_zh": "万石村", "name_en": "Wanshi"}
Told = Callable[[str, str, Any], Any]


class Door:
    """One role's door: everything asked stands in ``asked``; ``told`` gives the content, or a status above 399 refuses."""

    def __init__(self, asked: list[tuple[str, str, Any]], told: Told) -> None:
        self.known, self.told = asked, told
        self.heard: Any = None
        self.asked = 0

    def ask(self, method: str, path: str, content: Any = None) -> Answer:
        self.known.append((method, path, content))
        found = AREA if path.startswith("/areas/") else self.told(method, path, content)
        return Answer(found, {}) if isinstance(found, int) else Answer(200, found)

    def get(self, path: str, **question: object) -> Answer:
        return self.ask("GET", path, question)

    def post(self, path: str, content: Any = None, **question: object) -> Answer:
        return self.ask("POST", path, content)

    def patch(self, path: str, content: Any = None) -> Answer:
        return self.ask("PATCH", path, content)

    def rows(self, path: str, **question: object) -> Any:
        return self.get(path, **question).content


def stage(told: Told, *, people: int = 6, players: tuple[Player, ...] = (), **city: Any) -> tuple[Stage, list[Any]]:
    """A stage of some people who are all well, and the list of what was asked."""
    asked: list[tuple[str, str, Any]] = []
    doors = {name: Door(asked, told) for name in {str(role) for _, role in GROUPS} | {SECOND_LAB}}
    arrays = {
        "people": people, "places": 2, "area": np.full(people, 3202821090010000000, np.int64),
        "household": np.arange(people), "compliance": np.ones(people), "role": np.zeros(people, np.uint8),
        "place_kind": np.zeros(2, np.uint8), "place_area": np.full(2, 3202821090010000000, np.int64),
        "sex": np.zeros(people, np.uint8), "age": np.full(people, 30, np.uint8), **city,
    }  # fmt: skip
    truth = SimpleNamespace(
        seed=1, midnight=MIDNIGHT, city=SimpleNamespace(**arrays), is_ill=lambda person, at: False,
        is_positive=lambda person, at, turn=0: False, infected=frozenset, area=lambda person: "320282109001",
        day_of=lambda moment: (moment - MIDNIGHT).total_seconds() / 86_400, onset=lambda person: None,
    )  # fmt: skip
    usual = scenario("yixing-2021")
    sure = {role: Player(role=role, skill=1.0, delay_hours=0.0) for role in Playing} | {
        each.role: each for each in players
    }
    made = Stage(
        scenario=usual, players=sure, edition=library().get("cn-covid-ed8"), truth=truth, doors=doors,  # type: ignore[arg-type]
        now=MIDNIGHT.astimezone(UTC), began=MIDNIGHT.astimezone(UTC), incident_id="incident",
    )  # fmt: skip
    for person in range(people):
        made.meet(person, 100 + person)
    return made, asked


def later(given: Stage, hours: float) -> None:
    """Let time pass."""
    given.now += timedelta(hours=hours)
