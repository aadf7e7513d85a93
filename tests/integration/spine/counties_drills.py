"""The drills of a county: one that runs and has a score, one that is paused; and what is handed in at their doors."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.oversight.drills import actions
from sizao.oversight.drills.queries import running
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.oversight.drills.types import Course, DrillState, Milestone, NewDrill, Playing, Score

SCENARIO = "yixing-2021"
SCORE = Score(
    scenario=SCENARIO, edition="cn-covid-ed8", strategy="", seed=7, infections=40, infections_alone=100, cases=36, missed=4,
    contacts_true=50, contacts_found=60, contacts_right=40, recall=0.8, precision=0.5, known_before=0.4,
    isolation_days=900.0, averted=60, days_per_averted=15.0, hours_to_detection=30.0, hours_to_isolation=9.5,
    reports_late=1, refusals=(), course=Course(infections=(1, 2), infections_alone=(1, 4), found=(0, 2), isolated=(0, 9)),
    milestones=(
        Milestone(
            clock="golden_24_hours", key="report", words=Words("网络直报", "Report"), actual_at=None, is_late=True,
            planned_at=datetime(2021, 12, 11, 2, tzinfo=UTC),
        ),
    ),
    acts=120,
).to_json()  # fmt: skip
"""What a drill of these tests came to."""


def new(seed: int = 7) -> NewDrill:
    """What a drill of these tests is started with."""
    found = scenario(SCENARIO)
    players = tuple(found.player(role) for role in Playing)
    return NewDrill(scenario=SCENARIO, edition=found.editions[0], seed=seed, speed=60, players=players)


def build(county: Any, by: Actor, at: datetime, now: datetime) -> None:
    """Enter the objects of this module in ``county.ids``."""
    county.ids["drill_id"], county.ids["paused_drill_id"] = _running(by, at), _running(by, at)
    log = [
        {"at": at.isoformat(), "role": "lab", "what": f"{county.mark.zh}检测", "detail": "", "count": 1, "kind": "act"}
    ]
    actions.keep_score(drill_id=county.ids["drill_id"], score=SCORE, log=log, by=by, at=now)
    actions.pause(drill_id=county.ids["paused_drill_id"], by=by, at=now)


def _running(by: Actor, at: datetime) -> UUID:
    """Nobody serves drills here: the wish would stand as a drill that is being made."""
    made = actions.start(new=new(), by=by, at=at)
    transaction.on_commit(lambda: running.wish(made).unlink(missing_ok=True))
    actions.note_state(drill_id=made, state=DrillState.RUNNING, by=by, at=at)
    return made


FORM = {"edition": "cn-covid-ed8", "speed": "60", "seed": "7"} | {
    f"{name}_{role.value}": value
    for role in Playing
    for name, value in (("by", "people"), ("skill", "1"), ("delay", "0"))
}
INJECT = {"kind": "storm", "words_zh": "台风"}
BODIES: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/drills/scenarios/<slug:scenario_id>/start/"): FORM,
    ("POST", "/drills/<uuid:drill_id>/pause/"): {},
    ("POST", "/drills/<uuid:drill_id>/resume/"): {},
    ("POST", "/drills/<uuid:drill_id>/speed/"): {"speed": "240"},
    ("POST", "/drills/<uuid:drill_id>/injects/"): {"inject": "0"},
    ("POST", "/drills/<uuid:drill_id>/end/"): {},
    ("POST", "/api/v1/drills"): {"scenario": SCENARIO, "edition": "cn-covid-ed8", "seed": 7},
    ("POST", "/api/v1/drills/{drill_id}/pause"): {},
    ("POST", "/api/v1/drills/{drill_id}/resume"): {},
    ("POST", "/api/v1/drills/{drill_id}/speed"): {"speed": 240},
    ("POST", "/api/v1/drills/{drill_id}/injects"): INJECT,
    ("POST", "/api/v1/drills/{drill_id}/end"): {},
}
"""Right bodies by method and address."""
OUTSIDE_OF_DRILLS: dict[tuple[str, str], dict[str, Any]] = {
    ("POST", "/drills/inbox/confirm/"): {"key": "storm-1"},
    ("POST", "/api/v1/drill-messages/{key}/confirmation"): {},
}
"""Doors that open within a drill only: on the real platform there is nothing behind them."""
