"""Erasing takes two people: the request of one, the answer of another, and what was counted when it was done."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.identity.types import ErasureGround, ErasureOutcome
from sizao.kernel.ids import uuid7


class ErasureRequest(models.Model):
    """Somebody asks that a person's identity be erased, on a legal ground and with a reason."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    person = models.BigIntegerField(db_index=True)
    ground = models.CharField(max_length=20, choices=ErasureGround.choices())
    reason = models.CharField(max_length=400)
    requested_at = models.DateTimeField()
    requested_by = models.CharField(max_length=150)
    requester_id = models.BigIntegerField(null=True)
    organisation = models.CharField(max_length=120, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ground__in=[each.value for each in ErasureGround]), name="identity_erasure_ground_known"
            ),
        ]

    class Sensitivity:
        id = "open"
        person = "quasi"
        ground = "open"
        reason = "quasi"
        requested_at = "open"
        requested_by = "quasi"
        requester_id = "quasi"
        organisation = "open"


class Erasure(models.Model):
    """How a request ended; when it was carried out, how many keys, index entries and versions that closed for good."""

    request = models.OneToOneField(ErasureRequest, primary_key=True, on_delete=models.PROTECT)
    person = models.BigIntegerField(db_index=True)
    outcome = models.CharField(max_length=10, choices=ErasureOutcome.choices())
    reason = models.CharField(max_length=400, blank=True)
    decided_at = models.DateTimeField()
    decided_by = models.CharField(max_length=150)
    organisation = models.CharField(max_length=120, blank=True)
    epoch = models.PositiveIntegerField(null=True)
    entries = models.PositiveIntegerField(default=0)
    versions = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome__in=[each.value for each in ErasureOutcome]), name="identity_erasure_outcome_known"
            ),
        ]

    class Sensitivity:
        request = "open"
        person = "quasi"
        outcome = "open"
        reason = "quasi"
        decided_at = "open"
        decided_by = "quasi"
        organisation = "open"
        epoch = "open"
        entries = "open"
        versions = "open"
