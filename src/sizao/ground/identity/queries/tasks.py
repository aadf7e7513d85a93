"""Which open tasks an actor holds. The vault does not know who gives tasks: the flow says where to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from sizao.ground.identity.types import OpenTask
from sizao.kernel.actors import Actor

AskTasks = Callable[[Actor], Iterable[OpenTask]]
_sources: list[AskTasks] = []


def learn_tasks_from(source: AskTasks) -> AskTasks:
    """Ask this function for the open tasks that an actor holds; used as a decorator by the flow."""
    if source not in _sources:
        _sources.append(source)
    return source


def open_tasks(actor: Actor) -> list[OpenTask]:
    """The open tasks of the actor's own, of all sources."""
    return [task for source in _sources for task in source(actor)]


def holds(actor: Actor, task_id: UUID) -> bool:
    """Whether a task is an open one of the actor's own; a machine holds none."""
    return actor.user_id is not None and any(task.id == task_id for task in open_tasks(actor))
