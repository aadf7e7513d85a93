"""When a drill may be started, paused, changed, hit by an inject, ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from sizao.kernel.decisions import Decision
from sizao.oversight.drills.errors import EditionNotOffered, FiredAlready, NotNow, SpeedUnfit, TooManyDrills
from sizao.oversight.drills.types import DrillState, NewDrill, Note, Scenario

SLOWEST, FASTEST = 1.0, 3600.0
"""Drill seconds in one real second: from real time to a day in 24 seconds."""
SPEEDS = (1.0, 10.0, 60.0, 240.0, 720.0)
"""Those offered on the page."""
LONGEST_WAIT = timedelta(hours=1)
MOMENT = timedelta(minutes=1)
"""Within it the same inject is two people's one wish."""

NEXT: dict[DrillState, frozenset[DrillState]] = {
    DrillState.PREPARING: frozenset({DrillState.RUNNING, DrillState.FAILED, DrillState.ENDED}),
    DrillState.RUNNING: frozenset({DrillState.PAUSED, DrillState.ENDED, DrillState.FAILED}),
    DrillState.PAUSED: frozenset({DrillState.RUNNING, DrillState.ENDED, DrillState.FAILED}),
    DrillState.FAILED: frozenset({DrillState.DELETED}),
    DrillState.ENDED: frozenset({DrillState.SCORED, DrillState.STUCK, DrillState.DELETED}),
    DrillState.SCORED: frozenset({DrillState.STUCK, DrillState.DELETED}),
    DrillState.STUCK: frozenset({DrillState.SCORED, DrillState.STUCK, DrillState.DELETED}),
    DrillState.DELETED: frozenset(),
}
"""Which state may follow which."""


def may_start(new: NewDrill, scenario: Scenario, standing: int, most: int) -> Decision:
    """A drill is started under an edition of the scenario, at a speed that can be followed, while there is room for it.

    ``most`` drills may stand beside the real platform on this machine: each has a web server and a worker.
    """
    if new.edition not in scenario.editions:
        return Decision.no(EditionNotOffered(edition=new.edition))
    if standing >= most:
        return Decision.no(TooManyDrills(most=most))
    return may_run_at(new.speed)


def may_run_at(speed: float) -> Decision:
    """A speed between real time and a day in 24 seconds."""
    return Decision.yes() if SLOWEST <= speed <= FASTEST else Decision.no(SpeedUnfit(most=f"{FASTEST:g}"))


def may_enter(state: DrillState, wanted: DrillState) -> Decision:
    """Whether a drill may go from a state into another one."""
    return Decision.yes() if wanted in NEXT[state] else Decision.no(NotNow(state=state.words))


def next_try(tries: int) -> timedelta:
    """How long after an end that failed so many times it is asked for again: sooner first, each hour later."""
    return min(timedelta(minutes=2**tries), LONGEST_WAIT) if tries < 10 else LONGEST_WAIT


def may_fire(last: Note | None, hours: float, now: datetime, drill_now: datetime) -> Decision:
    """The same inject is released once: not again within a moment, nor while it lasts.

    Args:
        last: when it was released last, if it was.
        hours: how long it lasts, in the drill's time.
        now: and drill_now: the real time, and the drill's.
    """
    if last is None:
        return Decision.yes()
    if now - last.at < MOMENT or drill_now < last.drill_at + timedelta(hours=hours):
        return Decision.no(FiredAlready(by=last.by))
    return Decision.yes()


def may_change(state: DrillState) -> Decision:
    """Speed and injects need a drill that runs or is paused."""
    if state in {DrillState.RUNNING, DrillState.PAUSED}:
        return Decision.yes()
    return Decision.no(NotNow(state=state.words))
