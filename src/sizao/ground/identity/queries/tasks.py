"""Which open tasks an actor holds. The vault does not know who gives tasks: the flow says where to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from uuid import UUID

from sizao.ground.identity.types import OpenTask
from sizao.kernel.actors import Actor
from sizao.kernel.sockets import Sockets

AskTasks = Callable[[Actor], Iterable[OpenTask]]
learn_tasks_from: Sockets[AskTasks] = Sockets()
"""Functions that say which open tasks an actor holds; used as a decorator by the flow."""


def open_tasks(actor: Actor) -> list[OpenTask]:
    """The open tasks of the actor's own, of all sources."""
    return [task for source in learn_tasks_from for task in source(actor)]


def holds(actor: Actor, task_id: UUID) -> bool:
    """Whether a task is an open one of the actor's own; a machine holds none."""
    return actor.user_id is not None and any(task.id == task_id for task in open_tasks(actor))
