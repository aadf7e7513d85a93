"""Tasks with their status rows, evidence and escalations, and the instructions they come from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.command.types import TaskKind, TaskState
from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words


def task_number() -> str:
    """A new short number that can be read over the telephone, such as ``T-7K3M9QX2``."""
    return pseudonym("T", 8)


class Instruction(models.Model):
    """A requirement from above or advice from experts, split into tasks and tracked to closure."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey(
        "command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="instructions"
    )
    area = models.BigIntegerField(db_index=True)
    number = models.CharField(max_length=80, blank=True)
    """The number of the paper that it came with, as its issuer wrote it."""
    source = models.CharField(max_length=160)
    """Who issued it."""
    text = models.TextField()
    issued_on = models.DateField(null=True, blank=True)
    received_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    """When the issuer wants the report back."""
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(name="command_instruction_has_text", condition=~Q(text=""))]

    class Sensitivity:
        id = "open"
        incident = "open"
        area = "open"
        number = "open"
        source = "open"
        text = "open"
        issued_on = "open"
        received_at = "open"
        due_at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.text[:60]


class Task(models.Model):
    """One thing somebody owes: what, whose group, where, until when; its state is in the status rows."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=task_number)
    incident = models.ForeignKey(
        "command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="tasks"
    )
    group = models.ForeignKey("command.WorkGroup", on_delete=models.PROTECT, related_name="tasks")
    instruction = models.ForeignKey(Instruction, on_delete=models.PROTECT, null=True, blank=True, related_name="tasks")
    area = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20, choices=TaskKind.choices())
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240)
    detail = models.TextField(blank=True)
    milestone = models.CharField(max_length=60, blank=True)
    case_id = models.UUIDField(null=True, blank=True)
    """The case it is about; no foreign key, since cases live on a storey above."""
    due_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    exercise_id = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at", "id"], name="command_task_due"),
            models.Index(fields=["incident", "milestone"], name="command_task_milestone"),
        ]
        constraints = [
            models.CheckConstraint(
                name="command_task_kind_known", condition=Q(kind__in=[each.value for each in TaskKind])
            )
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        incident = "open"
        group = "open"
        instruction = "open"
        area = "open"
        kind = "open"
        title_zh = "open"
        title_en = "open"
        detail = "quasi"
        milestone = "open"
        case_id = "quasi"
        due_at = "open"
        created_at = "open"
        created_by = "quasi"
        exercise_id = "open"

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> Words:
        """The title in both languages."""
        return Words(self.title_zh, self.title_en)


class TaskStatus(models.Model):
    """One step in a task's life, with who had it then; written once, the last row is the state now."""

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=12, choices=TaskState.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    assignee_id = models.BigIntegerField(null=True, blank=True)
    assignee = models.CharField(max_length=80, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["task", "-id"], name="command_taskstatus_latest"),
            models.Index(fields=["assignee_id"], name="command_taskstatus_assignee"),
        ]
        constraints = [
            models.CheckConstraint(
                name="command_task_state_known", condition=Q(state__in=[each.value for each in TaskState])
            )
        ]

    class Sensitivity:
        id = "open"
        task = "open"
        state = "open"
        at = "open"
        by = "quasi"
        assignee_id = "quasi"
        assignee = "quasi"
        note = "quasi"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"


class Evidence(models.Model):
    """What shows that a task was done: words, and the name and fingerprint of a document when there is one."""

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="evidence")
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    text = models.TextField()
    document = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name_plural = "evidence"
        constraints = [models.CheckConstraint(name="command_evidence_has_text", condition=~Q(text=""))]

    class Sensitivity:
        id = "open"
        task = "open"
        at = "open"
        by = "quasi"
        text = "quasi"
        document = "open"
        sha256 = "open"

    def __str__(self) -> str:
        return self.text[:60]


class Escalation(models.Model):
    """An overdue task was brought to the next level."""

    id = models.BigAutoField(primary_key=True)
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="escalations")
    level = models.PositiveSmallIntegerField()
    to_group = models.ForeignKey("command.WorkGroup", on_delete=models.PROTECT, null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="command_escalation_once", fields=["task", "level"])]

    class Sensitivity:
        id = "open"
        task = "open"
        level = "open"
        to_group = "open"
        at = "open"

    def __str__(self) -> str:
        return f"level {self.level} at {self.at}"
