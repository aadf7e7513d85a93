"""Tables of merit records: merits with their decisions, objections with their answers; all written once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import pseudonym, uuid7
from sizao.oversight.merits.types import MeritKind


def merit_number() -> str:
    """A new short number of a merit, such as ``M-7K3M9QX2``."""
    return pseudonym("M", 8)


class Merit(models.Model):
    """What a chief did well, proposed with where it can be looked up."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=merit_number)
    chief = models.ForeignKey("registry.Chief", on_delete=models.PROTECT, related_name="+")
    chief_user = models.BigIntegerField(null=True, db_index=True)
    area = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=12, choices=MeritKind.choices())
    text = models.TextField()
    reference = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="merits_kind_known", condition=Q(kind__in=[each.value for each in MeritKind])),
            models.CheckConstraint(name="merits_says_what", condition=~Q(text="") & ~Q(reference="")),
            models.CheckConstraint(
                name="merits_not_for_oneself",
                condition=Q(chief_user__isnull=True) | Q(by_user__isnull=True) | ~Q(chief_user=F("by_user")),
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        chief = "open"
        chief_user = "quasi"
        area = "open"
        kind = "open"
        text = "quasi"
        reference = "open"
        at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return self.number


class MeritDecision(models.Model):
    """Whether a merit was approved, and why."""

    id = models.BigAutoField(primary_key=True)
    merit = models.OneToOneField(Merit, on_delete=models.PROTECT, related_name="decision")
    is_approved = models.BooleanField()
    reasons = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)

    class Sensitivity:
        id = "open"
        merit = "open"
        is_approved = "open"
        reasons = "quasi"
        at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return f"decision on {self.merit_id}"


class Objection(models.Model):
    """What a chief says against the own record."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    chief = models.ForeignKey("registry.Chief", on_delete=models.PROTECT, related_name="+")
    chief_user = models.BigIntegerField(null=True, db_index=True)
    area = models.BigIntegerField(db_index=True)
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="merits_objection_says_what", condition=~Q(text=""))]

    class Sensitivity:
        id = "open"
        chief = "open"
        chief_user = "quasi"
        area = "open"
        text = "quasi"
        at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return f"objection of {self.at}"


class ObjectionAnswer(models.Model):
    """The answer to an objection."""

    id = models.BigAutoField(primary_key=True)
    objection = models.OneToOneField(Objection, on_delete=models.PROTECT, related_name="answer")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)

    class Sensitivity:
        id = "open"
        objection = "open"
        text = "quasi"
        at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return f"answer to {self.objection_id}"
