"""Drills that were started here: their state from the rows, their present from their folder."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery

from sizao.kernel.words import Words
from sizao.oversight.drills.errors import DrillUnknown, NoReport
from sizao.oversight.drills.models import Drill, DrillNote, DrillScore, DrillStatus
from sizao.oversight.drills.queries import inbox
from sizao.oversight.drills.rules import running as rules
from sizao.oversight.drills.types import DrillFacts, DrillState, Note, NoteKind, Served
from sizao.spine import clock

LAST_ACTS = 60
LOG_TAIL_BYTES = 40_000


def drills() -> list[DrillFacts]:
    """The drills of the scope, the newest first."""
    latest = DrillStatus.objects.filter(drill=OuterRef("pk")).order_by("-at", "-id")
    rows = list(Drill.objects.annotate(last=Subquery(latest.values("pk")[:1])).order_by("-made_at"))
    states = DrillStatus.objects.in_bulk([row.last for row in rows])
    return [row.facts(states[row.last]) for row in rows]


def drill(drill_id: UUID) -> DrillFacts:
    """One drill.

    Raises:
        DrillUnknown: when it is not in scope.
    """
    row = Drill.objects.filter(pk=drill_id).first()
    if row is None:
        raise DrillUnknown
    return row.facts(DrillStatus.objects.filter(drill=row).latest("at", "id"))


def notes(drill_id: UUID) -> list[Note]:
    """What the officer did, the newest first."""
    row = Drill.objects.filter(pk=drill_id).first()
    return [each.facts() for each in row.notes.order_by("-at", "-id")] if row else []


def last_fired(drill_id: UUID, words: Words) -> Note | None:
    """When an inject was released last, and by whom."""
    found = DrillNote.objects.filter(drill=drill_id, kind=NoteKind.INJECT.value, zh=words.zh[:400], en=words.en[:400])
    row = found.order_by("-at", "-id").first()
    return row.facts() if row else None


def tries(drill_id: UUID) -> int:
    """How often the end of a drill failed."""
    return DrillStatus.objects.filter(drill=drill_id, state=DrillState.STUCK.value).count()


def unfinished(at: datetime) -> list[UUID]:
    """Drills whose end is due again: not deleted though they were ended or never came to stand, and nobody is at it."""
    return [
        each.id
        for each in drills()
        if (each.is_ending or (each.state is DrillState.FAILED and folder(each.id).exists()))
        and at - each.state_at >= rules.next_try(tries(each.id))
        and not any(wish(each.id).with_suffix(suffix).exists() for suffix in (".wish", ".doing"))
    ]


def score(drill_id: UUID) -> dict[str, Any]:
    """The score and log of a drill, as they were kept.

    Raises:
        NoReport: when there is none in scope.
    """
    row = DrillScore.objects.filter(drill=drill_id).first()
    if row is None:
        raise NoReport
    return {"score": row.score, "log": row.log}


def scored() -> set[UUID]:
    """The drills of the scope that have a report."""
    return set(DrillScore.objects.values_list("drill_id", flat=True))


def scores_like(found: DrillFacts) -> list[dict[str, Any]]:
    """The scores of every drill of the scope that was played as one was: scenario, edition, players; a seed counts once, its newest."""
    alike = Drill.objects.filter(
        scenario=found.scenario, edition_id=found.edition, players=[asdict(each) for each in found.players]
    )
    rows = DrillScore.objects.filter(drill__in=alike).select_related("drill").order_by("drill__made_at")
    return list({row.drill.seed: row.score for row in rows}.values())


def standing() -> int:
    """How many drills stand on this machine or are being made, whoever started them."""
    drills_home = Path(settings.SIZAO_HOME) / "drills"
    return len({path.name.partition(".")[0] for path in drills_home.glob("????????-*")})


def folder(drill_id: UUID) -> Path:
    """Where a drill lives while it stands (decision 21)."""
    return Path(settings.SIZAO_HOME) / "drills" / str(drill_id)


def wish(drill_id: UUID) -> Path:
    """The file in which the platform asks for a drill, or for its end; whoever serves the platform carries it out."""
    return folder(drill_id).with_suffix(".wish")


def served(drill_id: UUID) -> Served | None:
    """The present of a drill that stands; nothing before it is made and after its end."""
    where = folder(drill_id)
    try:
        running = clock.read(where)
        state = _json(where / "state.json", {})
        return Served(
            now=running.at(clock.wall()), speed=running.speed, is_paused=running.paused_at is not None,
            port=state.get("port"), processes=state.get("processes", {}),
            log_ins=tuple(_json(where / "accounts.json", [])), acts=_acts(where / "log.jsonl"),
            told=tuple(inbox.told(where)), played_to=_played_to(where / "played.json"),
        )  # fmt: skip
    except FileNotFoundError:
        return None


def _played_to(path: Path) -> datetime | None:
    written: dict[str, str] = _json(path, {})
    return datetime.fromisoformat(written["to"]) if written else None


def fired(drill_id: UUID) -> list[dict[str, Any]]:
    """The injects that were fired by hand: key, kind, words, hours, strength, and the drill's time."""
    found: list[dict[str, Any]] = _json(folder(drill_id) / "injects.json", [])
    return found


def drill_time(drill_id: UUID) -> datetime | None:
    """What time it is in a drill that stands."""
    try:
        return clock.read(folder(drill_id)).at(clock.wall())
    except FileNotFoundError:
        return None


def _json(path: Path, otherwise: Any) -> Any:
    return json.loads(path.read_text("utf-8")) if path.exists() else otherwise


def _acts(path: Path) -> tuple[dict[str, Any], ...]:
    """The last lines of the players' log, the newest first; a line cut short at either end is left out."""
    if not path.exists():
        return ()
    with path.open("rb") as log:
        size = log.seek(0, os.SEEK_END)
        log.seek(max(0, size - LOG_TAIL_BYTES))
        lines: Sequence[bytes] = log.read().splitlines(keepends=True)
    whole = [line for line in lines[1 if size > LOG_TAIL_BYTES else 0 :] if line.endswith(b"\n")]
    return tuple(json.loads(line) for line in reversed(whole[-LAST_ACTS:]))
