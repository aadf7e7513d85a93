"""Tables of signals: the signal, each step of it, and pairs that may be the same."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words
from sizao.sense.signals.types import (
    Level,
    Likeness,
    Reason,
    SignalFacts,
    SignalKind,
    State,
    StepFacts,
    StepKind,
    Verdict,
)


def signal_number() -> str:
    """A new short number of a signal, such as ``S-7K3M9QX2``."""
    return pseudonym("S", 8)


def reasons_of(rows: list[list[object]]) -> tuple[Reason, ...]:
    """Reasons as they are kept."""
    return tuple(Reason(int(str(points)), Words(str(zh), str(en))) for points, zh, en in rows)


class Signal(models.Model):
    """What one source told through one channel: that somebody should look, before anything is a case."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=signal_number)
    channel = models.CharField(max_length=24)
    kind = models.CharField(max_length=12, choices=SignalKind.choices())
    area = models.BigIntegerField(db_index=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=120)
    source_ref = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    people = models.PositiveIntegerField(null=True, blank=True)
    disease = models.CharField(max_length=24, blank=True)
    place = models.ForeignKey("registry.Place", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True, blank=True, db_index=True)
    points = models.SmallIntegerField()
    level = models.CharField(max_length=8, choices=Level.choices())
    reasons = models.JSONField()
    version = models.CharField(max_length=40)
    edition_id = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices(), default=State.RECEIVED.value)
    owner = models.CharField(max_length=150, blank=True)
    owner_user = models.BigIntegerField(null=True, blank=True)
    due_at = models.DateTimeField()
    verdict = models.CharField(max_length=12, choices=Verdict.choices(), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("command.Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    case_id = models.UUIDField(null=True, blank=True)
    case_number = models.CharField(max_length=20, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="signals_newest"),
            models.Index(fields=["-points", "-id"], name="signals_urgent"),
            models.Index(fields=["occurred_at"], name="signals_told_of"),
        ]
        constraints = [
            models.UniqueConstraint(
                name="signals_told_once", fields=["area", "channel", "source", "source_ref"], condition=~Q(source_ref="")
            ),
            models.CheckConstraint(name="signals_kind_known", condition=Q(kind__in=[each.value for each in SignalKind])),
            models.CheckConstraint(name="signals_state_known", condition=Q(state__in=[each.value for each in State])),
            models.CheckConstraint(name="signals_says_something", condition=~Q(text="") & ~Q(source="")),
            models.CheckConstraint(name="signals_told_after", condition=Q(occurred_at__lte=F("received_at"))),
            models.CheckConstraint(
                name="signals_closed_with_verdict",
                condition=Q(state="closed", closed_at__isnull=False) & ~Q(verdict="")
                | ~Q(state="closed") & Q(verdict="", closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="signals_duplicate_of_one", condition=~Q(verdict="duplicate") | Q(duplicate_of__isnull=False)
            ),
            models.CheckConstraint(
                name="signals_joins_when_confirmed", condition=Q(incident__isnull=True) | Q(verdict="confirmed")
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        number = "open"
        channel = "open"
        kind = "open"
        area = "open"
        occurred_at = "open"
        received_at = "open"
        source = "open"
        source_ref = "open"
        text = "quasi"
        people = "open"
        disease = "open"
        place = "open"
        person = "quasi"
        by = "quasi"
        by_user = "quasi"
        points = "open"
        level = "open"
        reasons = "open"
        version = "open"
        edition_id = "open"
        state = "open"
        owner = "quasi"
        owner_user = "quasi"
        due_at = "open"
        verdict = "open"
        closed_at = "open"
        duplicate_of = "open"
        incident = "open"
        case_id = "quasi"
        case_number = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> SignalFacts:
        """The row as pages and neighbours see it."""
        return SignalFacts(
            id=self.id, number=self.number, channel=self.channel, kind=SignalKind(self.kind), area=self.area,
            occurred_at=self.occurred_at, received_at=self.received_at, source=self.source,
            source_ref=self.source_ref, text=self.text, people=self.people, disease=self.disease,
            place_id=self.place_id, person_id=self.person_id, by=self.by, points=self.points, level=Level(self.level),
            reasons=reasons_of(self.reasons), version=self.version, edition_id=self.edition_id,
            state=State(self.state), owner=self.owner, owner_id=self.owner_user, due_at=self.due_at,
            verdict=Verdict(self.verdict) if self.verdict else None, closed_at=self.closed_at,
            duplicate_of_id=self.duplicate_of_id, incident_id=self.incident_id, case_id=self.case_id,
            case_number=self.case_number,
        )  # fmt: skip


class Step(models.Model):
    """What was done with a signal, by whom, when, and why."""

    id = models.BigAutoField(primary_key=True)
    signal = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    verdict = models.CharField(max_length=12, choices=Verdict.choices(), blank=True)
    note = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="signals_step_known", condition=Q(kind__in=[each.value for each in StepKind])),
            models.CheckConstraint(name="signals_verdict_reasoned", condition=Q(verdict="") | ~Q(note="")),
        ]

    class Sensitivity:
        id = "open"
        signal = "open"
        kind = "open"
        at = "open"
        by = "quasi"
        verdict = "open"
        note = "quasi"

    def __str__(self) -> str:
        return f"{self.kind} at {self.at}"

    def facts(self) -> StepFacts:
        """The row as pages see it."""
        verdict = Verdict(self.verdict) if self.verdict else None
        return StepFacts(StepKind(self.kind), self.at, self.by, self.note, verdict)


class Pair(models.Model):
    """Two signals that may be the same thing, with the reasons; once told apart they stay apart."""

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="later_twins")
    second = models.ForeignKey(Signal, on_delete=models.PROTECT, related_name="earlier_twins")
    points = models.SmallIntegerField()
    reasons = models.JSONField()
    found_at = models.DateTimeField()
    apart_at = models.DateTimeField(null=True, blank=True)
    apart_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="signals_paired_once", fields=["first", "second"]),
            models.CheckConstraint(name="signals_two_in_a_pair", condition=~Q(first=F("second"))),
            models.CheckConstraint(
                name="signals_apart_by_somebody", condition=Q(apart_at__isnull=True) | ~Q(apart_by="")
            ),
        ]

    class Sensitivity:
        id = "open"
        first = "open"
        second = "open"
        points = "open"
        reasons = "open"
        found_at = "open"
        apart_at = "open"
        apart_by = "quasi"

    def __str__(self) -> str:
        return f"{self.first_id} {self.second_id}"

    def likeness(self) -> Likeness:
        """How alike the two are."""
        return Likeness(self.points, reasons_of(self.reasons))


class Silence(models.Model):
    """That a channel fell silent in a county after its last signal, so that it is told once; written once."""

    id = models.BigAutoField(primary_key=True)
    area = models.BigIntegerField()
    channel = models.CharField(max_length=40)
    last_at = models.DateTimeField()
    noted_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="signals_silence_once", fields=["area", "channel", "last_at"])]

    class Sensitivity:
        id = "open"
        area = "open"
        channel = "open"
        last_at = "open"
        noted_at = "open"

    def __str__(self) -> str:
        return f"{self.channel} in {self.area}"
