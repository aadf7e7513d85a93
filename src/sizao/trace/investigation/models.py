"""Tables of investigations: the form as it stands, its steps, who held it, and its kept versions."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from sizao.ground.command.types import GroupKind
from sizao.ground.identity.types import Sealed
from sizao.kernel.ids import pseudonym, uuid7
from sizao.trace.investigation.types import (
    About,
    Direction,
    Draft,
    HoldFacts,
    HoldKind,
    InvestigationFacts,
    LeadFacts,
    LeadOutcome,
    State,
    StepFacts,
    VersionFacts,
    VersionKind,
)


def investigation_number() -> str:
    """A new public number such as ``V-7K3M9QX2A``."""
    return pseudonym("V")


class Investigation(models.Model):
    """The interview of one case: the form exactly as it was typed so far, who holds it, and where it stands.

    ``state`` and ``version`` repeat the newest step and version, written only together with such a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=investigation_number)
    case = models.OneToOneField("cases.Case", on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField()
    edition_id = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices(), default=State.OPEN)
    begun_at = models.DateTimeField()
    begun_by = models.CharField(max_length=150)
    due_at = models.DateTimeField(null=True, blank=True)
    draft = models.JSONField(default=dict)
    serial = models.PositiveIntegerField(default=0)
    window = models.CharField(max_length=40, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.CharField(max_length=150, blank=True)
    version = models.PositiveIntegerField(default=0)
    case_revision = models.PositiveIntegerField()
    holder_id = models.BigIntegerField(null=True, blank=True)
    holder = models.CharField(max_length=150, blank=True)
    held_since = models.DateTimeField(null=True, blank=True)
    submitted_by_id = models.BigIntegerField(null=True, blank=True)
    submitted_by = models.CharField(max_length=150, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-begun_at", "-id"], name="investigation_newest"),
            models.Index(fields=["state", "due_at"], name="investigation_due"),
        ]
        constraints = [
            models.CheckConstraint(
                name="investigation_state_known", condition=Q(state__in=[each.value for each in State])
            ),
            models.CheckConstraint(
                name="investigation_hold_whole",
                condition=Q(holder="", held_since__isnull=True) | (~Q(holder="") & Q(held_since__isnull=False)),
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        case = "open"
        incident = "open"
        area = "quasi"
        edition_id = "open"
        state = "open"
        begun_at = "open"
        begun_by = "quasi"
        due_at = "open"
        draft = "identifying"
        serial = "open"
        window = "open"
        saved_at = "open"
        saved_by = "quasi"
        version = "open"
        case_revision = "open"
        holder_id = "quasi"
        holder = "quasi"
        held_since = "open"
        submitted_by_id = "quasi"
        submitted_by = "quasi"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> InvestigationFacts:
        """The row as rules and pages see it."""
        return InvestigationFacts(
            id=self.id, number=self.number, case_id=self.case_id, incident_id=self.incident_id, area=self.area,
            edition_id=self.edition_id, state=State(self.state), begun_at=self.begun_at, begun_by=self.begun_by,
            due_at=self.due_at, draft=read_draft(self.draft), serial=self.serial, saved_at=self.saved_at,
            saved_by=self.saved_by, version=self.version, case_revision=self.case_revision, holder_id=self.holder_id,
            holder=self.holder, held_since=self.held_since, submitted_by_id=self.submitted_by_id,
            submitted_by=self.submitted_by, window=self.window,
        )  # fmt: skip


def read_draft(column: dict[str, Any]) -> Draft:
    """The draft in a column."""
    return Draft(answers=dict(column.get("answers", {})), rows=tuple(column.get("rows", ())))


def stored_draft(draft: Draft) -> dict[str, Any]:
    """A draft as a JSON column."""
    return {"answers": dict(draft.answers), "rows": [dict(row) for row in draft.rows]}


class Step(models.Model):
    """One step of an investigation: begun, submitted, returned, approved, taken up again; written once."""

    id = models.BigAutoField(primary_key=True)
    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="steps")
    state = models.CharField(max_length=12, choices=State.choices())
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["investigation", "-id"], name="investigation_step_latest")]

    class Sensitivity:
        id = "open"
        investigation = "open"
        state = "open"
        version = "open"
        at = "open"
        by = "quasi"
        by_user = "quasi"
        reason = "quasi"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"

    def facts(self) -> StepFacts:
        """The row as pages show it."""
        return StepFacts(state=State(self.state), at=self.at, by=self.by, reason=self.reason, version=self.version)


class Hold(models.Model):
    """One change of who holds the form, with the reason when it was taken from somebody; written once."""

    id = models.BigAutoField(primary_key=True)
    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="holds")
    kind = models.CharField(max_length=12, choices=HoldKind.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    whom = models.CharField(max_length=150, blank=True)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["investigation", "-id"], name="investigation_hold_latest")]

    class Sensitivity:
        id = "open"
        investigation = "open"
        kind = "open"
        at = "open"
        by = "quasi"
        whom = "quasi"
        reason = "quasi"

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"

    def facts(self) -> HoldFacts:
        """The row as pages show it."""
        return HoldFacts(kind=HoldKind(self.kind), at=self.at, by=self.by, whom=self.whom, reason=self.reason)


class Version(models.Model):
    """One kept version of the form, as it was typed; written once."""

    id = models.BigAutoField(primary_key=True)
    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=VersionKind.choices())
    draft = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["investigation", "version"], name="investigation_version_once")]

    class Sensitivity:
        id = "open"
        investigation = "open"
        version = "open"
        kind = "open"
        draft = "identifying"
        at = "open"
        by = "quasi"
        reason = "quasi"

    def __str__(self) -> str:
        return f"version {self.version}"

    def facts(self) -> VersionFacts:
        """The row as pages show it."""
        return VersionFacts(
            version=self.version, kind=VersionKind(self.kind), at=self.at, by=self.by, reason=self.reason,
            draft=read_draft(self.draft),
        )  # fmt: skip


def lead_number() -> str:
    """A new public number of a lead."""
    return pseudonym("Q", 7)


class Lead(models.Model):
    """Something a work-group is asked to find out about a case, back to its source or forward to contacts; written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=lead_number)
    investigation = models.ForeignKey(Investigation, on_delete=models.PROTECT, related_name="leads")
    direction = models.CharField(max_length=8, choices=Direction.choices())
    what = models.TextField()
    area = models.BigIntegerField()
    group = models.CharField(max_length=20, choices=GroupKind.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    person = models.ForeignKey("registry.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    parts = models.JSONField(default=list, blank=True)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    follows = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    place = models.UUIDField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["investigation", "-at"], name="investigation_lead_newest")]
        constraints = [
            models.CheckConstraint(name="investigation_lead_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="investigation_parts_of_somebody", condition=Q(person__isnull=False) | Q(parts=[])
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        investigation = "open"
        direction = "open"
        what = "identifying"
        area = "quasi"
        group = "open"
        at = "open"
        by = "quasi"
        person = "quasi"
        parts = "open"
        since = "quasi"
        until = "quasi"
        due_at = "open"
        follows = "open"
        place = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self, answer: LeadAnswer | None = None) -> LeadFacts:
        """The row as pages show it, with its newest answer."""
        return LeadFacts(
            id=self.id, number=self.number, investigation_id=self.investigation_id,
            direction=Direction(self.direction), what=self.what, area=self.area, group=GroupKind(self.group),
            at=self.at, by=self.by, outcome=LeadOutcome(answer.outcome) if answer else None,
            answer=answer.note if answer else "", answered_at=answer.at if answer else None,
            answered_by=answer.by if answer else "", place=(answer.place if answer else None) or self.place,
            follows=self.follows_id,
            about=About(
                person_id=self.person_id, parts=frozenset(Sealed(each) for each in self.parts), since=self.since,
                until=self.until, due_at=self.due_at,
            ),
        )  # fmt: skip


class LeadAnswer(models.Model):
    """What came of a lead; the newest row counts; written once."""

    id = models.BigAutoField(primary_key=True)
    lead = models.ForeignKey(Lead, on_delete=models.PROTECT, related_name="answers")
    outcome = models.CharField(max_length=12, choices=LeadOutcome.choices())
    note = models.TextField()
    place = models.UUIDField(null=True, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["lead", "-id"], name="investigation_answer_newest")]

    class Sensitivity:
        id = "open"
        lead = "open"
        outcome = "quasi"
        note = "identifying"
        place = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.outcome
