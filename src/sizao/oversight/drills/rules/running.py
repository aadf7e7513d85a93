"""When a drill may be started, paused, changed, hit by an inject, ended."""

from __future__ import annotations

from sizao.kernel.decisions import Decision
from sizao.oversight.drills.errors import EditionNotOffered, NotNow, SpeedUnfit, TooManyDrills
from sizao.oversight.drills.types import DrillState, NewDrill, Scenario

SLOWEST, FASTEST = 1.0, 3600.0
"""Drill seconds in one real second: from real time to a day in 24 seconds."""
SPEEDS = (1.0, 10.0, 60.0, 240.0, 720.0)
"""Those offered on the page."""

NEXT: dict[DrillState, frozenset[DrillState]] = {
    DrillState.PREPARING: frozenset({DrillState.RUNNING, DrillState.FAILED, DrillState.ENDED}),
    DrillState.RUNNING: frozenset({DrillState.PAUSED, DrillState.ENDED, DrillState.FAILED}),
    DrillState.PAUSED: frozenset({DrillState.RUNNING, DrillState.ENDED, DrillState.FAILED}),
    DrillState.FAILED: frozenset({DrillState.DELETED}),
    DrillState.ENDED: frozenset({DrillState.DELETED}),
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


def may_change(state: DrillState) -> Decision:
    """Speed and injects need a drill that runs or is paused."""
    if state in {DrillState.RUNNING, DrillState.PAUSED}:
        return Decision.yes()
    return Decision.no(NotNow(state=state.words))
