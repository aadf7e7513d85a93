"""Tables of the second signature: the question that would touch many, as one officer counted it, and what headquarters said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Q

from sizao.ground.registry.types import PlaceKind
from sizao.kernel.ids import pseudonym, uuid7
from sizao.trace.tracing.models.runs import read_counts
from sizao.trace.tracing.types import (
    Admitted,
    Door,
    Exclusion,
    LegalBasis,
    PlaceBasis,
    Purpose,
    SignatureFacts,
    SignatureState,
)
from sizao.traceback.visits import EvidenceGrade, VisitSource


def signature_number() -> str:
    """A new public number of a trace that waits for a signature."""
    return pseudonym("G", 7)


class SignatureRequest(models.Model):
    """A trace that touches so many that headquarters signs it: the very question, why, and what it counted; written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True, default=signature_number)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField()
    door = models.CharField(max_length=8, choices=Door.choices())
    terms = models.JSONField()
    purpose = models.CharField(max_length=24, choices=Purpose.choices())
    legal_basis = models.CharField(max_length=32, choices=LegalBasis.choices())
    counts = models.JSONField()
    touched = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["-at", "-id"], name="tracing_signature_newest")]
        constraints = [
            models.CheckConstraint(
                name="tracing_signature_door_known", condition=Q(door__in=[each.value for each in Door])
            ),
            models.CheckConstraint(name="tracing_signature_of_many", condition=Q(touched__gt=0)),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        incident = "open"
        area = "open"
        door = "open"
        terms = "quasi"
        purpose = "open"
        legal_basis = "open"
        counts = "open"
        touched = "open"
        at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> SignatureFacts:
        """The request with what came of it."""
        last = getattr(self, "step", None)
        return SignatureFacts(
            id=self.id, number=self.number, incident_id=self.incident_id, area=self.area, door=Door(self.door),
            terms=read_terms(self.terms), purpose=Purpose(self.purpose), legal_basis=LegalBasis(self.legal_basis),
            counts=read_counts(self.counts), touched=self.touched, at=self.at, by=self.by, by_user=self.by_user,
            state=SignatureState(last.step) if last else SignatureState.ASKED, note=last.note if last else "",
            decided_at=last.at if last else None, decided_by=last.by if last else "", run_id=last.run_id if last else None,
        )  # fmt: skip


class SignatureStep(models.Model):
    """What somebody else at headquarters said, once: signed, with the run that it made, or declined, with the reason."""

    id = models.BigAutoField(primary_key=True)
    request = models.OneToOneField(SignatureRequest, on_delete=models.PROTECT, related_name="step")
    step = models.CharField(max_length=8, choices=SignatureState.choices())
    note = models.CharField(max_length=500, blank=True)
    run = models.ForeignKey("tracing.TraceRun", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="tracing_signed_or_declined",
                condition=Q(step="signed", run__isnull=False) | (Q(step="declined", run__isnull=True) & ~Q(note="")),
            ),
        ]

    class Sensitivity:
        id = "open"
        request = "open"
        step = "open"
        note = "quasi"
        run = "open"
        at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return self.step


def stored_terms(terms: Mapping[str, Any]) -> dict[str, Any]:
    """What an action of tracing takes, as JSON."""
    admit: Admitted = terms["admit"]
    plain = {name: str(terms[name]) for name in ("case_id", "incident_id", "task_id") if terms.get(name)}
    times = {name: terms[name].isoformat() for name in ("start", "until") if name in terms}
    return {
        **plain, **times, **{name: terms[name] for name in ("place_id", "zone", "same_zone") if name in terms},
        **({"case_ids": sorted(str(each) for each in terms["case_ids"])} if "case_ids" in terms else {}),
        **({"basis": terms["basis"].value} if "basis" in terms else {}),
        "leave_out": sorted(each.value for each in terms["leave_out"]),
        "sources": [each.value for each in admit.sources], "grades": [each.value for each in admit.grades],
        "kinds": [each.value for each in admit.kinds],
    }  # fmt: skip


def read_terms(body: Mapping[str, Any]) -> dict[str, Any]:
    """What an action of tracing takes, but for purpose, legal basis, who and when."""
    admit = Admitted(
        sources=tuple(map(VisitSource, body["sources"])), grades=tuple(map(EvidenceGrade, body["grades"])),
        kinds=tuple(map(PlaceKind, body["kinds"])),
    )  # fmt: skip
    return {
        **{name: UUID(body[name]) for name in ("case_id", "incident_id", "task_id") if name in body},
        **{name: datetime.fromisoformat(body[name]) for name in ("start", "until") if name in body},
        **{name: body[name] for name in ("place_id", "zone", "same_zone") if name in body},
        **({"case_ids": [UUID(each) for each in body["case_ids"]]} if "case_ids" in body else {}),
        **({"basis": PlaceBasis(body["basis"])} if "basis" in body else {}),
        "leave_out": frozenset(map(Exclusion, body["leave_out"])), "admit": admit,
    }  # fmt: skip
