"""Tables of cohorts: the rule with its versions and their decisions, stays as registered, and whom the rule matched."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.measures.cohorts.types import DutyFacts, DutyKind, NewRule, Source, State, UnplacedFacts, VersionFacts


class Cohort(models.Model):
    """A group of people who were somewhere at some time, run by one headquarters under rules that change by versions."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.BigIntegerField(db_index=True)
    incident = models.ForeignKey("command.Incident", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    title_zh = models.CharField(max_length=120)
    title_en = models.CharField(max_length=120)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(name="cohorts_titled_once", fields=["area", "title_zh"])]

    class Sensitivity:
        id = "open"
        area = "open"
        incident = "open"
        title_zh = "open"
        title_en = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.title_zh


class Version(models.Model):
    """One version of a cohort's rule; what was proposed is never changed, a change is a new version."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="versions")
    area = models.BigIntegerField()
    """The cohort's own area: a county reads the city's rule and decides nothing on it."""
    n = models.PositiveSmallIntegerField()
    place = models.BigIntegerField()
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    test_days = models.JSONField(default=list)
    monitor_days = models.PositiveSmallIntegerField(null=True, blank=True)
    hand_over = models.BooleanField(default=False)
    basis = models.CharField(max_length=300)
    edition_id = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="cohorts_version_numbered", fields=["cohort", "n"]),
            models.CheckConstraint(name="cohorts_has_basis", condition=~Q(basis="")),
            models.CheckConstraint(
                name="cohorts_days_in_order", condition=Q(until__isnull=True) | Q(until__gte=F("since"))
            ),
        ]

    class Sensitivity:
        id = "open"
        cohort = "open"
        area = "open"
        n = "open"
        place = "open"
        since = "open"
        until = "open"
        test_days = "open"
        monitor_days = "open"
        hand_over = "open"
        basis = "open"
        edition_id = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"version {self.n}"

    def rule(self) -> NewRule:
        """What the version says."""
        return NewRule(
            place=self.place, since=self.since, until=self.until, test_days=tuple(self.test_days),
            monitor_days=self.monitor_days, hand_over=self.hand_over, basis=self.basis, edition_id=self.edition_id,
        )  # fmt: skip

    def facts(self) -> VersionFacts:
        """The version with its newest decision; prefetch ``decisions`` for many."""
        last = max(self.decisions.all(), key=lambda each: each.pk)
        is_proposal = last.state == State.PROPOSED
        return VersionFacts(
            id=self.id, cohort_id=self.cohort_id, n=self.n, rule=self.rule(), state=State(last.state), by=self.by,
            at=self.at, decided_by="" if is_proposal else last.by, decided_at=None if is_proposal else last.at,
            note=last.note,
        )  # fmt: skip


class VersionDecision(models.Model):
    """Where a version came to stand: proposed, approved, rejected, replaced, ended; by whom and why."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="decisions")
    state = models.CharField(max_length=10, choices=State.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="cohorts_decided_once", fields=["version", "state"]),
            models.CheckConstraint(name="cohorts_state_known", condition=Q(state__in=[each.value for each in State])),
        ]

    class Sensitivity:
        id = "open"
        version = "open"
        state = "open"
        at = "open"
        by = "quasi"
        note = "open"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"


class Stay(models.Model):
    """That somebody was in an area, as one door told it; kept whether or not a rule matches, for the next rule."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField(db_index=True)
    place = models.BigIntegerField(db_index=True)
    first_on = models.DateField(null=True, blank=True)
    last_on = models.DateField()
    source = models.CharField(max_length=10, choices=Source.choices())
    source_ref = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="cohorts_stay_told_once", fields=["person", "source", "source_ref", "place", "last_on"]),
            models.CheckConstraint(name="cohorts_source_known", condition=Q(source__in=[each.value for each in Source])),
            models.CheckConstraint(
                name="cohorts_stay_in_order", condition=Q(first_on__isnull=True) | Q(first_on__lte=F("last_on"))
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        person = "quasi"
        area = "open"
        place = "quasi"
        first_on = "quasi"
        last_on = "quasi"
        source = "open"
        source_ref = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.source} {self.last_on}"


class Unplaced(models.Model):
    """A stay whose place names no area known here; kept and counted until somebody says which it is."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField(db_index=True)
    said = models.CharField(max_length=200)
    last_on = models.DateField()
    source = models.CharField(max_length=10, choices=Source.choices())
    source_ref = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    placed_at = models.DateTimeField(null=True, blank=True)
    placed_by = models.CharField(max_length=150, blank=True)
    place = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "unplaced"
        constraints = [
            models.UniqueConstraint(
                name="cohorts_unplaced_told_once", fields=["person", "source", "source_ref", "said", "last_on"]
            ),
            models.CheckConstraint(name="cohorts_unplaced_said", condition=~Q(said="")),
            models.CheckConstraint(
                name="cohorts_placed_somewhere",
                condition=Q(placed_at__isnull=True, place__isnull=True)
                | Q(placed_at__isnull=False, place__isnull=False) & ~Q(placed_by=""),
            ),
        ]

    class Sensitivity:
        id = "open"
        person = "quasi"
        area = "open"
        said = "quasi"
        last_on = "quasi"
        source = "open"
        source_ref = "open"
        at = "open"
        by = "quasi"
        placed_at = "open"
        placed_by = "quasi"
        place = "quasi"

    def __str__(self) -> str:
        return f"{self.source} {self.last_on}"

    def facts(self) -> UnplacedFacts:
        """The row as other rooms see it."""
        return UnplacedFacts(
            id=self.id, person_id=self.person_id, area=self.area, said=self.said, last_on=self.last_on,
            source=Source(self.source), source_ref=self.source_ref, at=self.at, placed_at=self.placed_at,
        )  # fmt: skip


class Member(models.Model):
    """One person whom a rule matched, under which version and why; a person is in a cohort once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.PROTECT, related_name="members")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="members")
    stay = models.ForeignKey(Stay, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField(db_index=True)
    because_zh = models.CharField(max_length=300)
    because_en = models.CharField(max_length=300)
    matched_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(name="cohorts_member_once", fields=["cohort", "person"])]

    class Sensitivity:
        id = "open"
        cohort = "quasi"
        version = "open"
        stay = "quasi"
        person = "quasi"
        area = "open"
        because_zh = "quasi"
        because_en = "quasi"
        matched_at = "open"

    def __str__(self) -> str:
        return f"member of {self.cohort_id}"

    @property
    def because(self) -> Words:
        """Why the rule matched."""
        return Words(self.because_zh, self.because_en)


class Duty(models.Model):
    """One thing that a rule asks of a member by a day, and when it was done."""

    id = models.BigAutoField(primary_key=True)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="duties")
    kind = models.CharField(max_length=10, choices=DutyKind.choices())
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.CharField(max_length=150, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "duties"
        constraints = [
            models.UniqueConstraint(name="cohorts_duty_once", fields=["member", "kind", "due_on"]),
            models.CheckConstraint(name="cohorts_duty_known", condition=Q(kind__in=[each.value for each in DutyKind])),
            models.CheckConstraint(name="cohorts_done_by_somebody", condition=Q(done_at__isnull=True) | ~Q(done_by="")),
            models.CheckConstraint(
                name="cohorts_handed_over_with_receipt",
                condition=Q(done_at__isnull=True) | ~Q(kind="hand_over") | ~Q(note=""),
            ),
        ]

    class Sensitivity:
        id = "open"
        member = "open"
        kind = "open"
        due_on = "open"
        done_at = "open"
        done_by = "quasi"
        note = "quasi"

    def __str__(self) -> str:
        return f"{self.kind} by {self.due_on}"

    def facts(self) -> DutyFacts:
        """The row as pages see it."""
        return DutyFacts(
            id=self.pk, kind=DutyKind(self.kind), due_on=self.due_on, done_at=self.done_at, done_by=self.done_by,
            note=self.note,
        )  # fmt: skip
