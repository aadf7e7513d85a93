"""The standing plan in force, and the limits of an area's headquarters."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.utils.timezone import localdate

from sizao.ground.command import rules
from sizao.ground.command.models import AttentionLimit
from sizao.ground.command.queries.organisation import headquarters_for
from sizao.ground.command.types import Limit, Plan, Wait

FOLDER = Path(__file__).resolve().parents[1] / "data"


@cache
def plans() -> tuple[Plan, ...]:
    """Every version of the standing plan, read once."""
    return tuple(rules.read_plan(tomllib.loads(path.read_text("utf-8"))) for path in sorted(FOLDER.glob("*.toml")))


def plan(at: datetime) -> Plan:
    """The version in force at a moment."""
    return rules.in_force(plans(), localdate(at))


def limits(area: int, at: datetime) -> dict[Wait, Limit]:
    """How long each kind of thing may wait here: what the commanding headquarters has set, else the plan."""
    found = {each.wait: each for each in plan(at).limits}
    commanding = headquarters_for(area)
    if commanding is None:
        return found
    for row in AttentionLimit.objects.filter(headquarters=commanding.id, at__lte=at).order_by("id"):
        wait = Wait(row.wait)
        given = found[wait]
        found[wait] = Limit(wait, timedelta(minutes=row.minutes), given.words, given.clause, row.number)
    return found
