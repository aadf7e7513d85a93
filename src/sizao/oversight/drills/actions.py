"""Start a drill, change its pace, throw something at it, end it; and keep what came of it.

Its rows are the real platform's. Its database, folder and processes are made and ended by whoever serves the platform,
who reads the wish that is written here after the commit.
"""

from __future__ import annotations

import fcntl
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.oversight.drills import events
from sizao.oversight.drills.errors import DrillUnknown, NoSuchMessage, WithinDrill
from sizao.oversight.drills.models import Drill, DrillNote, DrillScore, DrillStatus
from sizao.oversight.drills.queries import inbox
from sizao.oversight.drills.queries import running as queries
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.oversight.drills.rules import running as rules
from sizao.oversight.drills.types import DrillState, Inject, NewDrill, NoteKind, Receipt, Scenario
from sizao.spine import clock
from sizao.spine import drill as spine_drill
from sizao.spine.outbox import actions as outbox

CHINA = ZoneInfo("Asia/Shanghai")
FIRST_HOUR = time(8)
"""Local time of day at which a drill that people play begins."""


@transaction.atomic
def start(*, new: NewDrill, by: Actor, at: datetime) -> UUID:
    """Ask for a drill; returns its id, which is the exercise id of all that will happen in it.

    Raises:
        WithinDrill: when this platform is a drill itself.
        EditionNotOffered, SpeedUnfit, TooManyDrills: as the rules say.
    """
    if spine_drill.current():
        raise WithinDrill
    found = scenario(new.scenario)
    rules.may_start(new, found, queries.standing(), settings.SIZAO_DRILLS).or_raise()
    row = Drill.objects.create(
        area=by.area, scenario=found.id, title_zh=found.title.zh, title_en=found.title.en, edition_id=new.edition,
        seed=new.seed, speed=new.speed, began_drill=began(found), players=[asdict(each) for each in new.players],
        made_at=at, made_by=by.name,
    )  # fmt: skip
    _enter(row, DrillState.PREPARING, by, at)
    outbox.emit(events.DrillStarted(drill_id=row.id, scenario=found.id, area=row.area), by=by, at=at)
    _wish(row, {"wish": "make", "area": found.box.area})
    return row.id


def began(found: Scenario) -> datetime:
    """The first moment that is played: eight in the morning after the days of ordinary life."""
    day = found.box.first_day + timedelta(days=found.box.lead_days)
    return datetime.combine(day, FIRST_HOUR, CHINA).astimezone(UTC)


@transaction.atomic
def pause(*, drill_id: UUID, by: Actor, at: datetime) -> None:
    """Let a drill's time stand still."""
    row = _locked(drill_id)
    rules.may_enter(_state(row), DrillState.PAUSED).or_raise()
    _enter(row, DrillState.PAUSED, by, at)
    _set_clock(row, lambda known, real: known.paused(real))


@transaction.atomic
def resume(*, drill_id: UUID, by: Actor, at: datetime) -> None:
    """Let a drill's time go on where it stopped."""
    row = _locked(drill_id)
    rules.may_enter(_state(row), DrillState.RUNNING).or_raise()
    _enter(row, DrillState.RUNNING, by, at)
    _set_clock(row, lambda known, real: known.resumed(real))


@transaction.atomic
def change_speed(*, drill_id: UUID, speed: float, by: Actor, at: datetime) -> None:
    """Let a drill's time run faster or slower from now on."""
    row = _locked(drill_id)
    rules.may_change(_state(row)).or_raise()
    rules.may_run_at(speed).or_raise()
    _note(row, NoteKind.SPEED, Words(f"速度 {speed:g} 倍", f"Speed {speed:g} times"), by, at)
    _set_clock(row, lambda known, real: known.at_speed(speed, real))


@transaction.atomic
def fire(*, drill_id: UUID, inject: Inject, by: Actor, at: datetime) -> None:
    """Throw an inject at the players now: they read it on their pages, and the machine's players act under it."""
    row = _locked(drill_id)
    rules.may_change(_state(row)).or_raise()
    drill_at = queries.drill_time(row.pk) or row.began_drill
    rules.may_fire(queries.last_fired(row.pk, inject.words), inject.hours, at, drill_at).or_raise()
    _note(row, NoteKind.INJECT, inject.words, by, at)
    transaction.on_commit(lambda: _tell(row, inject))


@transaction.atomic
def end(*, drill_id: UUID, by: Actor, at: datetime) -> None:
    """End a drill: its processes stop, its report is kept, its database and its folder are deleted."""
    row = _locked(drill_id)
    rules.may_enter(_state(row), DrillState.ENDED).or_raise()
    _enter(row, DrillState.ENDED, by, at)
    outbox.emit(events.DrillEnded(drill_id=row.id, area=row.area), by=by, at=at)
    _wish(row, {"wish": "end"})


@transaction.atomic
def end_again(*, by: Actor, at: datetime) -> list[UUID]:
    """Ask once more for the end of drills that were ended and are not deleted, unless it is under way; returns which."""
    found = []
    for each in queries.unfinished(at):
        row = _locked(each)
        _wish(row, {"wish": "end"})
        found.append(row.pk)
    return found


@transaction.atomic
def note_state(*, drill_id: UUID, state: DrillState, by: Actor, at: datetime, note: str = "") -> bool:
    """What became of a wish: it runs, could not be made, or is deleted; false when that changes nothing now."""
    row = _locked(drill_id)
    if not rules.may_enter(_state(row), state):
        return False
    _enter(row, state, by, at, note)
    return True


@transaction.atomic
def keep_score(*, drill_id: UUID, score: dict[str, Any], log: list[dict[str, Any]], by: Actor, at: datetime) -> None:
    """Keep what a drill came to; a second score of the same drill is not kept."""
    row = _locked(drill_id)
    _kept, is_new = DrillScore.objects.get_or_create(drill=row, defaults={"made_at": at, "score": score, "log": log})
    if is_new:
        outbox.emit(events.DrillScored(drill_id=row.id, area=row.area), by=by, at=at)


def confirm(*, key: str, by: Actor, at: datetime) -> None:
    """Somebody who plays in this process's drill has read what they were told; saying it twice changes nothing.

    Raises:
        NoSuchMessage: when nobody told it to their role, or this is no drill.
    """
    running = spine_drill.current()
    if running is None or all(each.key != key for each in inbox.messages(running.folder, by.role)):
        raise NoSuchMessage
    user = by.user_id or 0
    if any(each.key == key for each in inbox.unread(running.folder, by.role, user)):
        inbox.add_receipt(running.folder, Receipt(key=key, user=user, name=by.name, role=by.role, at=at))


def _locked(drill_id: UUID) -> Drill:
    """The drill, one change at a time; its row is written once, so the lock is on its id."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"drill {drill_id}"])
    row = Drill.objects.filter(pk=drill_id).first()
    if row is None:
        raise DrillUnknown
    return row


def _state(row: Drill) -> DrillState:
    return DrillState(row.statuses.latest("at", "id").state)


def _enter(row: Drill, state: DrillState, by: Actor, at: datetime, note: str = "") -> None:
    DrillStatus.objects.create(drill=row, state=state.value, at=at, by=by.name, note=note[:400])


def _note(row: Drill, kind: NoteKind, words: Words, by: Actor, at: datetime) -> None:
    drill_at = queries.drill_time(row.pk) or row.began_drill
    DrillNote.objects.create(
        drill=row, at=at, drill_at=drill_at, by=by.name, kind=kind.value, zh=words.zh[:400], en=words.en[:400]
    )


def _set_clock(row: Drill, change: Callable[[clock.DrillClock, datetime], clock.DrillClock]) -> None:
    """Change the drill's clock once the rows are safe."""

    def carry_out() -> None:
        folder = queries.folder(row.pk)
        with suppress(FileNotFoundError), _alone(folder):  # ended by hand on the server: there is no time to change
            change(clock.read(folder), clock.wall()).write(folder)

    transaction.on_commit(carry_out)


def _tell(row: Drill, inject: Inject) -> None:
    folder = queries.folder(row.pk)
    with suppress(FileNotFoundError), _alone(folder):
        known = queries.fired(row.pk)
        told_at = (queries.drill_time(row.pk) or row.began_drill).isoformat()
        line = {
            "key": f"{inject.kind.value}-{len(known) + 1}", "kind": inject.kind.value, "words": inject.words._asdict(),
            "hours": inject.hours, "strength": inject.strength, "at": told_at,
        }  # fmt: skip
        _write(folder / "injects.json", [*known, line])


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One change at a time to a drill's files: they are written after the commit, when its lock is gone."""
    with (folder / "officers.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _wish(row: Drill, wanted: dict[str, Any]) -> None:
    facts = {
        "id": str(row.pk), "scenario": row.scenario, "title": {"zh": row.title_zh, "en": row.title_en},
        "began": row.began_drill.isoformat(), "speed": row.speed, "edition": row.edition_id, "seed": row.seed,
        "players": row.players, **wanted,
    }  # fmt: skip
    path = queries.wish(row.pk)

    def ask() -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(path, facts)

    transaction.on_commit(ask)


def _write(path: Any, document: Any) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(document, ensure_ascii=False, indent=1), "utf-8")
    fresh.replace(path)
