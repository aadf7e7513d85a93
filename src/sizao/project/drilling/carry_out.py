"""Do one thing to one drill, and tell the real platform's rows: ``make``, ``up`` (it answers now) or ``end``.

``python -m sizao.project.drilling.carry_out make <id>``, run by the keeper: a process of its own, so that the keeper
needs no Django and a drill that cannot be made takes nothing else down.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

from sizao.kernel.areas import parse, printed
from sizao.kernel.errors import SizaoError
from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.drilling import ending, instances, posts
from sizao.project.drilling.instances import Order
from sizao.spine import clock, drill

TRIES = 3
"""How often it is tried to write a score that the players did not leave, before the drill is deleted without."""


def make(drill_id: UUID) -> None:
    """Make the drill that its wish describes; what goes wrong is told to who asked."""
    from sizao.oversight.drills.types import DrillState

    wish = _wish(drill_id)
    where = instances.place()
    instances.end(drill_id, where)
    try:
        instances.create(order(json.loads(wish.read_text("utf-8"))), where)
    except (SizaoError, OSError, LookupError, ValueError, psycopg.Error) as error:
        _note(drill_id, DrillState.FAILED, str(error))
        raise
    finally:
        wish.unlink(missing_ok=True)


def order(wanted: dict[str, Any]) -> Order:
    """The order of a wish; everybody who commands or works in the drill's county gets an account."""
    area = parse(wanted["area"])
    return Order(
        id=UUID(wanted["id"]), scenario=wanted["scenario"], title=Words(**wanted["title"]),
        began=datetime.fromisoformat(wanted["began"]), area=area, speed=float(wanted["speed"]),
        edition=wanted["edition"], seed=int(wanted["seed"]), posts=posts.of(printed(area)), players=wanted["players"],
    )  # fmt: skip


def up(drill_id: UUID) -> None:
    """The drill's front door answers: its time begins, or goes on after the platform was stopped."""
    from sizao.oversight.drills.types import DrillState

    found = instances.find(drill_id)
    was_running = found.folder / "was-running"
    if _note(drill_id, DrillState.RUNNING) or was_running.exists():
        clock.read(found.folder).resumed(clock.wall()).write(found.folder)
    was_running.unlink(missing_ok=True)


def end(drill_id: UUID) -> None:
    """Keep the score, then delete the drill whole. Each step may be done again: an end that was cut off is asked for anew."""
    from sizao.oversight.drills.types import DrillState

    try:
        why_none = _keep_score(drill_id)
        ending.delete(drill_id, instances.place())
    except (SizaoError, OSError, LookupError, ValueError, psycopg.Error) as error:
        _note(drill_id, DrillState.STUCK, str(error))
        raise
    finally:
        _wish(drill_id).unlink(missing_ok=True)
    _note(drill_id, DrillState.DELETED, why_none)


def _keep_score(drill_id: UUID) -> str:
    """Keep the score that was written, once; returns why there is none after it was tried often enough, or nothing."""
    from sizao.kernel.actors import Actor
    from sizao.oversight.drills import actions
    from sizao.oversight.drills.queries import running
    from sizao.oversight.drills.types import DrillState
    from sizao.spine.scope import queries as scope

    by = Actor.system("drills.keeper")
    with scope.acting(by):
        is_kept, tries = drill_id in running.scored(), running.tries(drill_id)
    if is_kept or not (instances.home() / str(drill_id) / drill.FILE).exists():
        return ""
    try:
        kept = ending.score(instances.find(drill_id))
    except ending.NotScored as error:
        if tries < TRIES:
            raise
        return str(error)
    if kept is not None:
        with scope.acting(by):
            actions.keep_score(drill_id=drill_id, score=kept["score"], log=kept.get("log", []), by=by, at=clock.now())
        _note(drill_id, DrillState.SCORED)
    return ""


def _note(drill_id: UUID, state: Any, reason: str = "") -> bool:
    from sizao.kernel.actors import Actor
    from sizao.oversight.drills import actions
    from sizao.spine.scope import queries as scope

    by = Actor.system("drills.keeper")
    with scope.acting(by):
        return actions.note_state(drill_id=drill_id, state=state, by=by, at=clock.now(), note=reason)


def _wish(drill_id: UUID) -> Path:
    return instances.home() / f"{drill_id}.doing"


DEEDS: dict[str, Callable[[UUID], None]] = {"make": make, "up": up, "end": end}


def main(asked: list[str]) -> int:
    """Do it."""
    installation.set_up_django()
    DEEDS[asked[0]](UUID(asked[1]))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
