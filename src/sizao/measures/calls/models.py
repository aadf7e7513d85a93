"""Callers, calls, and the steps of each call."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.kernel.ids import uuid7
from sizao.measures.calls.types import (
    CallFacts,
    CallOutcome,
    CallPurpose,
    CallState,
    CallStepFacts,
    CallStepKind,
    NightGround,
)


class Team(models.Model):
    """A team of callers, and the area whose people it calls before any other."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=60)
    area = models.BigIntegerField(db_index=True)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(name="calls_team_once", fields=["name", "area"])]

    class Sensitivity:
        id = "open"
        name = "open"
        area = "open"
        made_at = "open"
        made_by = "quasi"

    def __str__(self) -> str:
        return self.name


class Caller(models.Model):
    """Somebody who calls contacts: the languages they speak, their team, and whether they are at their place now."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    user_number = models.BigIntegerField()
    name = models.CharField(max_length=150)
    area = models.BigIntegerField(db_index=True)
    languages = models.JSONField(default=list)
    is_present = models.BooleanField(default=True)
    team = models.ForeignKey(Team, null=True, blank=True, on_delete=models.PROTECT, related_name="callers")

    class Meta:
        constraints = [models.UniqueConstraint(name="calls_caller_once", fields=["user_number", "area"])]

    class Sensitivity:
        id = "open"
        user_number = "quasi"
        name = "quasi"
        area = "open"
        languages = "open"
        is_present = "open"
        team = "open"

    def __str__(self) -> str:
        return self.name


class Call(models.Model):
    """Somebody to be reached for one purpose: who calls, how often it was tried, when the next try is due."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("cases.Contact", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=CallPurpose.choices())
    area = models.BigIntegerField()
    language = models.CharField(max_length=12, default="zh")
    version = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=CallState.choices(), default=CallState.WAITING)
    caller = models.CharField(max_length=150, blank=True)
    caller_user = models.BigIntegerField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=14, choices=CallOutcome.choices(), blank=True)
    made_at = models.DateTimeField()
    next_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["caller_user", "state", "next_at"], name="calls_of_a_caller"),
            models.Index(fields=["incident", "state"], name="calls_by_incident"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="calls_one_open", fields=["person", "purpose"], condition=Q(state__in=["waiting", "retry"])
            ),
            models.CheckConstraint(
                name="calls_state_known", condition=Q(state__in=[each.value for each in CallState])
            ),
            models.CheckConstraint(
                name="calls_closed_has_outcome",
                condition=Q(state__in=["waiting", "retry"])
                | (Q(closed_at__isnull=False) & (~Q(outcome="") | Q(state="closed"))),
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        incident = "open"
        person = "quasi"
        contact = "quasi"
        purpose = "open"
        area = "quasi"
        language = "quasi"
        version = "open"
        state = "open"
        caller = "quasi"
        caller_user = "quasi"
        attempts = "open"
        outcome = "quasi"
        made_at = "open"
        next_at = "open"
        closed_at = "open"

    def __str__(self) -> str:
        return f"{self.purpose} {self.person_id}"

    def facts(self) -> CallFacts:
        """The call as plain facts."""
        return CallFacts(
            id=self.id, incident_id=self.incident_id, person_id=self.person_id, contact_id=self.contact_id,
            purpose=CallPurpose(self.purpose), area=self.area, language=self.language, version=self.version,
            state=CallState(self.state), caller=self.caller, caller_id=self.caller_user, attempts=self.attempts,
            outcome=CallOutcome(self.outcome) if self.outcome else None, made_at=self.made_at, next_at=self.next_at,
            closed_at=self.closed_at,
        )  # fmt: skip


class CallStep(models.Model):
    """One step of a call: put on the list, given to a caller, number opened, tried with its outcome, handed over."""

    id = models.BigAutoField(primary_key=True)
    call = models.ForeignKey(Call, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=CallStepKind.choices())
    outcome = models.CharField(max_length=14, choices=CallOutcome.choices(), blank=True)
    note = models.CharField(max_length=300, blank=True)
    answers = models.JSONField(default=dict, blank=True)
    ground = models.CharField(max_length=10, choices=NightGround.choices(), blank=True, default="")
    reason = models.CharField(max_length=200, blank=True, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["call", "at"], name="calls_step_of")]
        constraints = [
            models.CheckConstraint(
                name="calls_try_has_outcome", condition=~Q(kind="tried") | ~Q(outcome="")
            ),
            models.CheckConstraint(
                name="calls_ground_known", condition=Q(ground__in=["", *(each.value for each in NightGround)])
            ),
            models.CheckConstraint(
                name="calls_reason_is_written",
                condition=(Q(ground="written") & ~Q(reason="")) | (~Q(ground="written") & Q(reason="")),
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        call = "open"
        kind = "open"
        outcome = "quasi"
        note = "quasi"
        answers = "identifying"
        ground = "quasi"
        reason = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.call_id} {self.kind}"

    def facts(self) -> CallStepFacts:
        """The step as plain facts."""
        outcome = CallOutcome(self.outcome) if self.outcome else None
        ground = NightGround(self.ground) if self.ground else None
        return CallStepFacts(
            CallStepKind(self.kind), self.at, self.by, outcome, self.note, self.answers, ground, self.reason
        )
