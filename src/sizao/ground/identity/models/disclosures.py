"""Many identities at once take two people; somebody of another area takes an alarm and a review. All rows are written once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.identity.types import DisclosureState, Purpose
from sizao.kernel.ids import pseudonym, uuid7

DECIDING = [DisclosureState.GRANTED.value, DisclosureState.DECLINED.value]
STEPS = [*DECIDING, DisclosureState.USED.value]
PURPOSES = [each.value for each in Purpose]


def disclosure_number() -> str:
    """A new public number of a request to see many identities."""
    return pseudonym("D", 7)


def glass_number() -> str:
    """A new public number of an emergency look."""
    return pseudonym("E", 7)


class Disclosure(models.Model):
    """Somebody asks to see many identities at once: for what, why, and a digest of whose."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField(max_length=12, unique=True, default=disclosure_number)
    area = models.BigIntegerField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices())
    reason = models.CharField(max_length=400, blank=True)
    task_id = models.UUIDField(null=True)
    persons = models.PositiveIntegerField()
    digest = models.BinaryField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)
    organisation = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="identity_disclosure_purpose_known"),
            models.CheckConstraint(
                condition=~Q(reason="") | Q(task_id__isnull=False), name="identity_disclosure_with_ground"
            ),
        ]
        indexes = [models.Index(fields=["by_user", "-at"], name="identity_disclosure_mine")]

    class Sensitivity:
        id = "open"
        number = "open"
        area = "open"
        purpose = "open"
        reason = "quasi"
        task_id = "open"
        persons = "open"
        digest = "quasi"
        at = "open"
        by = "quasi"
        by_user = "quasi"
        organisation = "open"


class Disclosed(models.Model):
    """One of the people of a request."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="people")
    person = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["request", "person"], name="identity_disclosed_once"),
        ]

    class Sensitivity:
        id = "open"
        request = "open"
        person = "quasi"


class DisclosureStep(models.Model):
    """What became of a request: another person signed or declined it, once; who asked opened it, once."""

    id = models.BigAutoField(primary_key=True)
    request = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=8, choices=DisclosureState.choices())
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)
    organisation = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(step__in=STEPS), name="identity_disclosurestep_known"),
            models.UniqueConstraint(
                fields=["request"], condition=Q(step__in=DECIDING), name="identity_disclosure_decided_once"
            ),
            models.UniqueConstraint(
                fields=["request"], condition=Q(step=DisclosureState.USED.value), name="identity_disclosure_used_once"
            ),
        ]

    class Sensitivity:
        id = "open"
        request = "open"
        step = "open"
        note = "quasi"
        at = "open"
        by = "quasi"
        by_user = "quasi"
        organisation = "open"


class Glass(models.Model):
    """Somebody looked, in an emergency, at a person of another area: whom, why, until when."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField(max_length=12, unique=True, default=glass_number)
    person = models.BigIntegerField()
    area = models.BigIntegerField()
    breaker_area = models.BigIntegerField()
    purpose = models.CharField(max_length=20, choices=Purpose.choices())
    reason = models.CharField(max_length=400)
    at = models.DateTimeField()
    until = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField()
    organisation = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(purpose__in=PURPOSES), name="identity_glass_purpose_known"),
            models.CheckConstraint(condition=~Q(reason=""), name="identity_glass_with_reason"),
            models.CheckConstraint(condition=Q(until__gt=models.F("at")), name="identity_glass_ends"),
        ]
        indexes = [models.Index(fields=["by_user", "-at"], name="identity_glass_mine")]

    class Sensitivity:
        id = "open"
        number = "open"
        person = "quasi"
        area = "quasi"
        breaker_area = "open"
        purpose = "open"
        reason = "quasi"
        at = "open"
        until = "open"
        by = "quasi"
        by_user = "quasi"
        organisation = "open"


class GlassReview(models.Model):
    """What another person found of an emergency look, once."""

    glass = models.OneToOneField(Glass, primary_key=True, on_delete=models.PROTECT, related_name="review")
    is_justified = models.BooleanField()
    note = models.CharField(max_length=400, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)
    organisation = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_justified=True) | ~Q(note=""), name="identity_glass_unjustified_with_note"
            ),
        ]

    class Sensitivity:
        glass = "open"
        is_justified = "open"
        note = "quasi"
        at = "open"
        by = "quasi"
        by_user = "quasi"
        organisation = "open"
