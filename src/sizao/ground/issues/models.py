"""Tables of issues: assignments of leaders and their visits, problems with each time they were met and what cured them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.issues.types import Body, Cure, CureKind, Occurrence, Source
from sizao.kernel.ids import pseudonym, uuid7


def issue_number() -> str:
    """A new short number of a problem, such as ``W-7K3M9QX2``."""
    return pseudonym("W", 8)


class Liaison(models.Model):
    """A leader assigned to one grassroots unit, who goes there and brings problems back."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.BigIntegerField(db_index=True)
    unit = models.CharField(max_length=120, blank=True)
    """The unit when it is not the area as a whole: a village, a school, a company."""
    leader = models.CharField(max_length=80)
    body = models.CharField(max_length=12, choices=Body.choices())
    every_days = models.PositiveSmallIntegerField(null=True, blank=True)
    """How many days may pass between visits, as the assignment says."""
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(name="issues_body_known", condition=Q(body__in=[each.value for each in Body])),
            models.UniqueConstraint(
                name="issues_assigned_once", fields=["area", "unit", "leader"], condition=Q(until__isnull=True)
            ),
        ]

    class Sensitivity:
        id = "open"
        area = "open"
        unit = "open"
        leader = "identifying"
        body = "open"
        every_days = "open"
        since = "open"
        until = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.body} for {self.area}"


class Visit(models.Model):
    """One visit of an assigned leader, with what was seen."""

    id = models.BigAutoField(primary_key=True)
    liaison = models.ForeignKey(Liaison, on_delete=models.PROTECT, related_name="visits")
    on = models.DateField()
    note = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(name="issues_visit_has_note", condition=~Q(note=""))]

    class Sensitivity:
        id = "open"
        liaison = "open"
        on = "open"
        note = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"visit on {self.on}"


class Issue(models.Model):
    """A problem that somebody has to cure for good, not only this time."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=issue_number)
    area = models.BigIntegerField(db_index=True)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=120)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=80)

    class Sensitivity:
        id = "open"
        number = "open"
        area = "open"
        title = "open"
        owner = "quasi"
        opened_at = "open"
        due_at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.number


class Met(models.Model):
    """One time that a problem was met: where, by whom, how it was found."""

    id = models.BigAutoField(primary_key=True)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="met")
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, null=True, blank=True, related_name="problems")
    area = models.BigIntegerField()
    source = models.CharField(max_length=12, choices=Source.choices())
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(name="issues_source_known", condition=Q(source__in=[each.value for each in Source]))
        ]

    class Sensitivity:
        id = "open"
        issue = "open"
        visit = "open"
        area = "open"
        source = "open"
        text = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"met at {self.at}"

    def facts(self) -> Occurrence:
        """The row as pages see it."""
        return Occurrence(self.at, self.area, Source(self.source), self.text, self.by)


class Remedy(models.Model):
    """What cured a problem: a finished task, a changed edition, or a local rule, each by its number."""

    id = models.BigAutoField(primary_key=True)
    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="remedies")
    kind = models.CharField(max_length=12, choices=CureKind.choices())
    task = models.ForeignKey("command.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reference = models.CharField(max_length=120)
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "remedies"
        constraints = [
            models.CheckConstraint(name="issues_cure_known", condition=Q(kind__in=[each.value for each in CureKind])),
            models.CheckConstraint(name="issues_cure_has_reference", condition=~Q(reference="")),
            models.CheckConstraint(
                name="issues_task_cure_names_task", condition=~Q(kind=CureKind.TASK.value) | Q(task__isnull=False)
            ),
        ]

    class Sensitivity:
        id = "open"
        issue = "open"
        kind = "open"
        task = "open"
        reference = "open"
        text = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"{self.kind} {self.reference}"

    def facts(self) -> Cure:
        """The row as pages see it."""
        return Cure(CureKind(self.kind), self.at, self.by, self.text, self.reference, self.task_id)
