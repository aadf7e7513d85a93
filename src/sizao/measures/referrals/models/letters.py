"""Lists, the request for each person of them, and the steps of each request."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.measures.referrals import rules
from sizao.measures.referrals.types import (
    Confidence,
    Drop,
    LetterFacts,
    ListFacts,
    NamedFacts,
    Outcome,
    PaperLanguage,
    Priority,
    ReplyFacts,
    ReplyLine,
    RequestFacts,
    SourceKind,
    State,
    StepFacts,
    StepKind,
)


class ArrivedList(models.Model):
    """A list of people that somebody sent to be checked: who sent it, when, how urgent, and the account of its lines."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=40, unique=True)
    kind = models.CharField(max_length=12, choices=SourceKind.choices())
    sender = models.CharField(max_length=120)
    letter = models.CharField(max_length=80, blank=True)
    asked = models.CharField(max_length=400, blank=True)
    priority = models.CharField(max_length=8, choices=Priority.choices())
    received_at = models.DateTimeField(db_index=True)
    reply_by = models.DateTimeField()
    incident = models.ForeignKey("command.Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField(db_index=True)
    by = models.CharField(max_length=150)
    sha256 = models.CharField(max_length=64)
    physical = models.PositiveIntegerField()
    rejected = models.JSONField(default=list)
    """Lines that could not be read: line number and the reason in both languages, never a value."""

    class Meta:
        constraints = [
            models.UniqueConstraint(name="referrals_list_once", fields=["area", "sha256", "sender"]),
            models.CheckConstraint(
                name="referrals_list_kind_known", condition=Q(kind__in=[each.value for each in SourceKind])
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        kind = "open"
        sender = "open"
        letter = "open"
        asked = "open"
        priority = "open"
        received_at = "open"
        reply_by = "open"
        incident = "open"
        area = "open"
        by = "quasi"
        sha256 = "open"
        physical = "open"
        rejected = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> ListFacts:
        """The list as plain facts."""
        return ListFacts(
            id=self.id, number=self.number, kind=SourceKind(self.kind), sender=self.sender, letter=self.letter,
            asked=self.asked, priority=Priority(self.priority), received_at=self.received_at, reply_by=self.reply_by,
            incident_id=self.incident_id, area=self.area, by=self.by, physical=self.physical,
            rejected=tuple((line, Words(zh, en)) for line, zh, en in self.rejected),
        )  # fmt: skip


class Request(models.Model):
    """One person of a list: where the address points, who has it in hand, what was found. Steps are its history."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    arrived = models.ForeignKey(ArrivedList, on_delete=models.PROTECT, related_name="requests")
    line = models.PositiveIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=State.choices())
    confidence = models.CharField(max_length=8, choices=Confidence.choices())
    matched = models.CharField(max_length=80, blank=True)
    since = models.DateField(null=True, blank=True)
    drop = models.CharField(max_length=10, choices=Drop.choices(), blank=True)
    drop_note = models.CharField(max_length=80, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices(), blank=True)
    worker = models.CharField(max_length=150, blank=True)
    worker_user = models.BigIntegerField(null=True, blank=True)
    received_at = models.DateTimeField()
    claimed_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["area", "state"], name="referrals_by_area"),
            models.Index(fields=["person"], name="referrals_by_person"),
            models.Index(fields=["answered_at"], name="referrals_by_answer"),
        ]
        constraints = [
            models.UniqueConstraint(name="referrals_line_once", fields=["arrived", "line"]),
            models.CheckConstraint(
                name="referrals_state_known", condition=Q(state__in=[each.value for each in State])
            ),
            models.CheckConstraint(
                name="referrals_drop_has_reason", condition=(Q(state="dropped") & ~Q(drop="")) | ~Q(state="dropped")
            ),
            models.CheckConstraint(
                name="referrals_answer_has_outcome",
                condition=(Q(state="answered") & ~Q(outcome="") & Q(answered_at__isnull=False)) | ~Q(state="answered"),
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        arrived = "open"
        line = "open"
        person = "quasi"
        area = "quasi"
        state = "open"
        confidence = "open"
        matched = "quasi"
        since = "quasi"
        drop = "quasi"
        drop_note = "quasi"
        outcome = "quasi"
        worker = "quasi"
        worker_user = "quasi"
        received_at = "open"
        claimed_at = "open"
        answered_at = "open"

    def __str__(self) -> str:
        return f"{self.arrived_id} {self.line}"

    def facts(self) -> RequestFacts:
        """The request as plain facts."""
        return RequestFacts(
            id=self.id, list_id=self.arrived_id, line=self.line, person_id=self.person_id, area=self.area,
            state=State(self.state), confidence=Confidence(self.confidence), matched=self.matched, since=self.since,
            drop=Drop(self.drop) if self.drop else None, drop_note=self.drop_note,
            outcome=Outcome(self.outcome) if self.outcome else None, worker=self.worker, worker_id=self.worker_user,
            received_at=self.received_at, claimed_at=self.claimed_at, answered_at=self.answered_at,
        )  # fmt: skip


class Step(models.Model):
    """One step of a request: received, sifted out, routed, claimed, sent back, answered, or carried over with its reason."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices())
    area = models.BigIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices(), blank=True)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(db_index=True)
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [models.Index(fields=["request", "at"], name="referrals_step_of")]
        constraints = [
            models.CheckConstraint(
                name="referrals_step_known", condition=Q(kind__in=[each.value for each in StepKind])
            ),
            models.CheckConstraint(name="referrals_carry_has_reason", condition=~Q(kind="carried") | ~Q(note="")),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        request = "open"
        kind = "open"
        area = "quasi"
        outcome = "quasi"
        note = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.request_id} {self.kind}"

    def facts(self) -> StepFacts:
        """The step as plain facts."""
        outcome = Outcome(self.outcome) if self.outcome else None
        return StepFacts(StepKind(self.kind), self.at, self.by, self.area, outcome, self.note)


class Reply(models.Model):
    """The reply to an arriving list, numbered and frozen: what was found by then stands in it for good."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    arrived = models.ForeignKey(ArrivedList, on_delete=models.PROTECT, related_name="replies")
    area = models.BigIntegerField()
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    is_final = models.BooleanField()
    lines = models.JSONField()
    language = models.CharField(
        max_length=2, choices=PaperLanguage.choices(), default=PaperLanguage.CHINESE.value, db_default="zh"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="referrals_reply_number", fields=["area", "year", "serial"]),
            models.CheckConstraint(name="referrals_reply_language", condition=Q(language__in=["zh", "en"])),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        arrived = "open"
        area = "open"
        year = "open"
        serial = "open"
        at = "open"
        by = "quasi"
        is_final = "open"
        lines = "identifying"
        language = "open"

    def __str__(self) -> str:
        return f"{self.year} {self.serial}"

    def facts(self) -> ReplyFacts:
        """The reply as plain facts."""
        lines = tuple(
            ReplyLine(
                line, name, Outcome(outcome) if outcome else None, Drop(drop) if drop else None,
                datetime.fromisoformat(at) if at else None,
            )
            for line, name, outcome, drop, at in self.lines
        )  # fmt: skip
        return ReplyFacts(
            id=self.id, list_id=self.arrived_id, number=rules.reply_number(self.year, self.serial), at=self.at,
            by=self.by, is_final=self.is_final, lines=lines, language=PaperLanguage(self.language),
        )  # fmt: skip


class Letter(models.Model):
    """A letter to the place where people of ours are: what is asked, when it was received there."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField(db_index=True)
    year = models.PositiveSmallIntegerField()
    serial = models.PositiveIntegerField()
    destination = models.CharField(max_length=120)
    destination_area = models.BigIntegerField(null=True, blank=True)
    asked = models.CharField(max_length=400)
    sent_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reply_by = models.DateTimeField()
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.CharField(max_length=150, blank=True)
    language = models.CharField(
        max_length=2, choices=PaperLanguage.choices(), default=PaperLanguage.CHINESE.value, db_default="zh"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(name="referrals_letter_number", fields=["area", "year", "serial"]),
            models.CheckConstraint(
                name="referrals_receipt_signed", condition=Q(received_at__isnull=True) | ~Q(received_by="")
            ),
            models.CheckConstraint(name="referrals_letter_language", condition=Q(language__in=["zh", "en"])),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        incident = "open"
        area = "open"
        year = "open"
        serial = "open"
        destination = "open"
        destination_area = "open"
        asked = "open"
        sent_at = "open"
        by = "quasi"
        reply_by = "open"
        received_at = "open"
        received_by = "quasi"
        language = "open"

    def __str__(self) -> str:
        return f"{self.year} {self.serial}"

    def facts(self, people: int, answered: int) -> LetterFacts:
        """The letter as plain facts, with how many people it names and how many were answered for."""
        return LetterFacts(
            id=self.id, number=rules.letter_number(self.year, self.serial), incident_id=self.incident_id, area=self.area,
            destination=self.destination, destination_area=self.destination_area, asked=self.asked,
            sent_at=self.sent_at, by=self.by, reply_by=self.reply_by, received_at=self.received_at,
            received_by=self.received_by, people=people, answered=answered, language=PaperLanguage(self.language),
        )  # fmt: skip


class Named(models.Model):
    """One person of a letter that went out, and what the other place answered."""

    id = models.BigAutoField(primary_key=True)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="named")
    line = models.PositiveIntegerField()
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey("cases.Contact", on_delete=models.PROTECT, related_name="+")
    since = models.DateTimeField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices(), blank=True)
    note = models.CharField(max_length=300, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    entered_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="referrals_named_line", fields=["letter", "line"]),
            models.UniqueConstraint(name="referrals_named_once", fields=["letter", "contact"]),
            models.CheckConstraint(
                name="referrals_named_answer", condition=Q(answered_at__isnull=True) | ~Q(outcome="")
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        letter = "open"
        line = "open"
        person = "quasi"
        contact = "quasi"
        since = "quasi"
        outcome = "quasi"
        note = "quasi"
        answered_at = "open"
        entered_by = "quasi"

    def __str__(self) -> str:
        return f"{self.letter_id} {self.line}"

    def facts(self) -> NamedFacts:
        """The line as plain facts."""
        return NamedFacts(
            line=self.line, person_id=self.person_id, contact_id=self.contact_id, since=self.since,
            outcome=Outcome(self.outcome) if self.outcome else None, note=self.note, answered_at=self.answered_at,
        )  # fmt: skip
