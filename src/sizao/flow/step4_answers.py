"""Step 4, beside the lists: an answer that came through a letter's link is somebody's task until it is dealt with."""

from __future__ import annotations

from datetime import datetime

from sizao.ground.command import actions as command
from sizao.ground.command import queries as tasks
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.referrals import events as referrals
from sizao.measures.referrals.queries import letters
from sizao.spine.outbox.types import on


@on(referrals.AnswerCame)
def have_it_accepted(event: referrals.AnswerCame, *, by: Actor, at: datetime) -> None:
    """Ask the investigators, who write the letters, to accept the answer or to set it aside."""
    number = letters.number_words(letters.letter(event.letter_id))
    title = Words(f"确认 {number.zh} 的答复", f"Accept or set aside the answer to {number.en.partition(' (')[0]}")
    task = NewTask(TaskKind.APPROVE, title, GroupKind.INVESTIGATION, event.area, detail=f"answer {event.said_id}")
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@on(referrals.AnswerSettled)
def end_the_task_of_it(event: referrals.AnswerSettled, *, by: Actor, at: datetime) -> None:
    """What was decided of the answer is the evidence that ends the task."""
    for each in tasks.tasks(incident_id=event.incident_id, open_only=True):
        if each.detail == f"answer {event.said_id}":
            command.complete_task(task_id=each.id, evidence="已处理 / dealt with", by=by, at=at)
