"""What nobody owns or nobody has opened within its time, drawn from the ledgers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sizao.ground.command.models import Membership
from sizao.ground.command.queries.papers import unread_papers, unsplit_instructions
from sizao.ground.command.queries.plans import limits
from sizao.ground.command.queries.tasks import tasks
from sizao.ground.command.types import (
    Duty,
    GroupKind,
    Limit,
    TaskFacts,
    TaskState,
    Unattended,
    UnattendedKind,
    Wait,
    left_lying,
)
from sizao.kernel.areas import NATION, contains
from sizao.kernel.words import Words

Source = Callable[[datetime, "Limits"], Iterable[Unattended]]

TASK_WAITS = {
    TaskState.CREATED: (Wait.UNASSIGNED, UnattendedKind.TASK_UNASSIGNED),
    TaskState.RETURNED: (Wait.UNASSIGNED, UnattendedKind.TASK_UNASSIGNED),
    TaskState.ASSIGNED: (Wait.UNSIGNED, UnattendedKind.TASK_UNSIGNED),
}


class Limits:
    """The limits of many areas, each asked once."""

    def __init__(self, at: datetime) -> None:
        """Nothing is asked yet."""
        self.at = at
        self._known: dict[int, dict[Wait, Limit]] = {}

    def of(self, area: int, wait: Wait) -> Limit:
        """How long this may wait in the area."""
        if area not in self._known:
            self._known[area] = limits(area, self.at)
        return self._known[area][wait]


def unattended(at: datetime, *, area: int = NATION) -> list[Unattended]:
    """Everything unattended inside an area at a moment, the longest wait first."""
    asked = Limits(at)
    own = [each for source in SOURCES for each in source(at, asked)]
    above = [each for ask in left_lying for each in ask(at)]
    found = [each for each in (*own, *above) if contains(area, each.area)]
    return sorted((each for each in found if each.due_at < at), key=lambda each: each.due_at)


def waiting_tasks(at: datetime, asked: Limits) -> Iterator[Unattended]:
    """Tasks that nobody has taken, and tasks that were given but not signed for."""
    waiting = [each for each in tasks(open_only=True) if each.state in TASK_WAITS]
    leads = _leads(each.group_id for each in waiting)
    for each in waiting:
        wait, kind = TASK_WAITS[each.state]
        yield Unattended(
            kind, each.id, each.title, _blamed(each, leads), each.area, each.changed_at or each.created_at,
            asked.of(each.area, wait), "command:task", each.number, each.incident_id,
        )  # fmt: skip


def _leads(groups: Iterable[object]) -> dict[object, str]:
    found = Membership.objects.filter(group__in=set(groups), duty=Duty.LEAD.value, until__isnull=True)
    return dict(found.order_by("-since").values_list("group", "name"))


def _blamed(task: TaskFacts, leads: dict[object, str]) -> Words:
    """Who has it, else the lead of the group, else the group."""
    if task.state is TaskState.ASSIGNED and task.assignee:
        return task.assignee_words
    group = GroupKind(task.group_kind).words
    lead = leads.get(task.group_id)
    return Words(f"{group.zh} {lead}", f"{group.en}, {lead}") if lead else group


SOURCES: list[Source] = [waiting_tasks, unread_papers, unsplit_instructions]
"""Where unattended things are drawn from."""
