"""Step 3: which tasks open an identity to the person who works on them: the open ones of their own."""

from __future__ import annotations

from sizao.ground.command import queries as command
from sizao.ground.identity.queries.tasks import learn_tasks_from
from sizao.ground.identity.types import OpenTask
from sizao.kernel.actors import Actor


@learn_tasks_from
def tasks_in_hand(actor: Actor) -> list[OpenTask]:
    """The actor's open tasks, as the vault knows them."""
    return [OpenTask(each.id, each.number, each.title) for each in command.my_tasks(actor)]
