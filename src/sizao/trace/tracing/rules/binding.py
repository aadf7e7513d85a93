"""To which task a trace belongs: an open one of the officer's own; left out only where the purpose's rule says so."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from uuid import UUID

from sizao.ground.command.types import TaskFacts
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.decisions import Decision
from sizao.kernel.words import Words
from sizao.trace.tracing import errors
from sizao.trace.tracing.types import PURPOSES, Purpose

SHIPPED = Path(__file__).resolve().parents[1] / "data" / "binding.toml"


@dataclass(frozen=True)
class Binding:
    """The purposes whose traces must name a task, and the clause."""

    version: str
    issued: date
    clause: Words
    need_task: frozenset[Purpose]


def binding(path: Path = SHIPPED) -> Binding:
    """Read which purposes must name a task.

    Raises:
        ValueError: a purpose for which a trace may be run has no rule, or two.
    """
    body = tomllib.loads(path.read_text("utf-8"))
    rules = [(Purpose(each["purpose"]), bool(each["needs_task"])) for each in body["purpose"]]
    if sorted(purpose for purpose, _ in rules) != sorted(PURPOSES):
        raise ValueError("every purpose of a trace has one rule of its task")
    needing = frozenset(purpose for purpose, needs in rules if needs)
    return Binding(str(body["version"]), body["issued"], Words(body["zh"], body["en"]), needing)


def may_bind(
    purpose: Purpose, task_id: UUID | None, held: Collection[TaskFacts], incident_id: UUID, by: Actor, terms: Binding
) -> Decision:
    """Whether a trace may be run for a task, or without one; the platform itself follows the case and needs none.

    Args:
        purpose: why it is run.
        task_id: the task that is named, if any.
        held: the open tasks of the officer's own.
        incident_id: the incident the trace belongs to; a task of another incident is no ground.
        by: who runs it.
        terms: the purposes that need a task.
    """
    if task_id is None:
        needs = purpose in terms.need_task and by.kind is not ActorKind.SYSTEM
        return Decision.no(errors.TaskNeeded(purpose=purpose.words, because=terms.clause)) if needs else Decision.yes()
    named = next((each for each in held if each.id == task_id), None)
    if named is None or named.incident_id not in (None, incident_id):
        return Decision.no(errors.TaskNoGround())
    return Decision.yes()
