"""The order of events: each step acts at its own time in a transaction of its own, and the flow answers before the next.

``load`` is safe to call twice: the incident's number tells that the world is there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from sizao.ground.command import queries as command
from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.people import People
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope

NUMBER = "YX-2021-01"


@dataclass
class Run:
    """What the steps hand on: the files, the invented people, and the ids of what was made."""

    files: data.Files
    people: People
    entered_at: datetime
    incident_id: UUID = field(default=UUID(int=0))
    case_id: UUID = field(default=UUID(int=0))
    patient: int = 0
    places: dict[str, int] = field(default_factory=dict)
    zones: dict[str, UUID] = field(default_factory=dict)
    contacts: dict[str, list[UUID]] = field(default_factory=dict)
    persons: dict[str, list[int]] = field(default_factory=dict)
    """Persons of a group of contacts, by the group's key."""
    tubes: list[UUID] = field(default_factory=list)
    invited: set[UUID] = field(default_factory=set)
    """Plans of people who report for themselves."""

    def at(self, section: str, key: str) -> datetime:
        """A time of the world's file."""
        return data.moment(self.files.world[section][key])


def who(name: str) -> Actor:
    """Somebody of the replay, who acts everywhere."""
    return Actor.system(name, NATION)


Step = Callable[[Run], None]


@contextmanager
def acting(name: str) -> Iterator[Actor]:
    """A transaction in which somebody of the replay acts."""
    actor = who(name)
    with scope.acting(actor):
        yield actor


HEAVY_AFTER: set[Step] = set()
"""Steps after which the next one needs what a heavy handler does: the trace, and the plans of the approved."""


def steps() -> tuple[Step, ...]:
    """The story in the order in which it happened."""
    from sizao.project.worlds.yixing import (
        agencies,
        arrivals,
        cases,
        cohorts,
        homes,
        lists,
        measures,
        returns,
        scenes,
        setting,
        standing,
        twice,
        weeks,
    )

    HEAVY_AFTER.update((cases.trajectory, cases.judged, cases.approve))
    return (
        setting.places, setting.open_the_incident, cohorts.list_rule, scenes.before_the_outbreak, cases.report, setting.give_tasks, setting.enter_emergency,
        cases.trajectory, cases.judged, cases.interview, agencies.ask, cases.propose, cases.look_back, measures.environment, measures.risk_people,
        measures.propose_zones, cases.approve, lists.arrive, lists.check, lists.call, lists.write,
        cases.place, setting.instruction, measures.declare_zones,
        measures.open_points, measures.risk_results, cases.move_to_sites, measures.notice, measures.rounds,
        scenes.expire, setting.finish_tasks, arrivals.arrive, weeks.follow_up, setting.leave_emergency, setting.staff,
        homes.neighbourhood, homes.households, homes.duties, standing.meeting, standing.breaches, standing.chiefs, twice.entered_twice, returns.units, returns.days,
    )  # fmt: skip


def answered(run: Run, step: Step | None = None) -> None:
    """Let the flow answer before the story goes on.

    Light handlers have answered when the step's transaction ended; heavy ones are left to a worker, which a replay
    cannot wait for. Inside somebody else's transaction nothing has been answered yet.
    """
    is_waiting = connection.in_atomic_block or not settings.SIZAO_DELIVER_INLINE
    if is_waiting or step in HEAVY_AFTER:
        outbox.drain()


def load(by: Actor, at: datetime) -> dict[str, int]:
    """Load the world unless it is there; returns how many contacts of each class were made.

    Args:
        by: who loads it; the people of the replay act under their own names.
        at: when it is loaded: the time under which invented persons are entered.
    """
    with scope.acting(by):
        if any(each.number == NUMBER for each in command.incidents()):
            return {}
    files = data.read()
    run = Run(files, People(files.world["people"]), at)
    for step in steps():
        step(run)
        answered(run, step)
    outbox.drain()
    return {key: len(ids) for key, ids in run.contacts.items()}


def open_desks(at: datetime) -> None:
    """Open the duty desks of these days with the papers on them, unless that was done.

    Args:
        at: now: a roster of December 2021 would show nobody on duty.
    """
    from sizao.project.worlds.yixing import cohorts, desks, papers, returns, scenes, signals

    with acting("值班室"):
        found = command.incident_by_number(NUMBER)
        if desks.are_open(at):
            return
    files = data.read()
    run = Run(files, People(files.world["people"]), at, incident_id=found.id)
    for step in (*papers.STEPS, *desks.STEPS, *signals.STEPS, *cohorts.STEPS, *scenes.STEPS, returns.owed_now):
        step(run)
        answered(run, step)
    outbox.drain()
