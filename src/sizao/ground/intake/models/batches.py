"""Batches, their states and rejected rows, saved mappings, and what a source calls a person."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.ground.intake.rules.headings import mapping_from
from sizao.ground.intake.types import (
    BatchFacts,
    BatchState,
    Format,
    Keep,
    Kind,
    Mapping,
    Order,
    Reason,
    Receipt,
    Rejection,
    Remark,
    Source,
)
from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words


def batch_number() -> str:
    """A new public number of a batch such as ``B-7K3M9QX``."""
    return pseudonym("B", 7)


class Batch(models.Model):
    """One outside file taken in for one area: what was asked, how it is read, and the account of its rows.

    The rows themselves are not here: the file is kept sealed outside the database until the batch is settled.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=12, unique=True, default=batch_number)
    kind = models.CharField(max_length=12, choices=Kind.choices())
    area = models.BigIntegerField()
    incident_id = models.UUIDField(null=True, blank=True)
    filename = models.CharField(max_length=200)
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    encoding = models.CharField(max_length=24, blank=True)
    sheet = models.CharField(max_length=120, blank=True)
    tz = models.CharField(max_length=40, default="Asia/Shanghai")
    dated = models.BooleanField(default=False)
    source = models.JSONField()
    widths = models.JSONField(default=dict)
    unexplained = models.JSONField(default=dict)
    mapping = models.JSONField()
    stated = models.PositiveIntegerField(null=True, blank=True)
    declared = models.PositiveIntegerField()
    physical = models.PositiveIntegerField()
    accepted = models.PositiveIntegerField()
    rejected = models.PositiveIntegerField()
    duplicates = models.PositiveIntegerField()
    remarks = models.JSONField(default=dict)
    kept = models.JSONField(default=dict)
    reasons = models.JSONField(default=dict)
    status = models.CharField(max_length=12, choices=BatchState.choices())
    note = models.TextField(blank=True)
    by = models.CharField(max_length=150)
    received_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["-received_at", "-id"], name="intake_batch_latest"),
            models.Index(fields=["sha256"], name="intake_batch_same_file"),
        ]
        constraints = [
            models.CheckConstraint(name="intake_batch_kind", condition=Q(kind__in=[each.value for each in Kind])),
            models.CheckConstraint(
                name="intake_batch_state", condition=Q(status__in=[each.value for each in BatchState])
            ),
            models.CheckConstraint(
                name="intake_batch_balances",
                condition=Q(physical=F("accepted") + F("rejected") + F("duplicates")),
            ),
            models.CheckConstraint(
                name="intake_batch_whole_or_not",
                condition=~Q(status__in=[BatchState.COMMITTED.value, BatchState.APPLIED.value])
                | Q(declared=F("physical")),
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        kind = "open"
        area = "open"
        incident_id = "open"
        filename = "quasi"
        size = "open"
        sha256 = "quasi"
        encoding = "open"
        sheet = "quasi"
        tz = "open"
        dated = "open"
        source = "quasi"
        widths = "open"
        unexplained = "quasi"
        mapping = "quasi"
        stated = "open"
        declared = "open"
        physical = "open"
        accepted = "open"
        rejected = "open"
        duplicates = "open"
        remarks = "open"
        kept = "open"
        reasons = "open"
        status = "open"
        note = "quasi"
        by = "quasi"
        received_at = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> BatchFacts:
        """The batch as neighbours see it."""
        return BatchFacts(
            id=self.id, number=self.number, order=self.order(), filename=self.filename, size=self.size,
            source=self._source(), mapping=self.saved_mapping(), receipt=self.receipt(),
            state=BatchState(self.status), remarks={Remark(name): count for name, count in self.remarks.items()},
            reasons={Reason(name): count for name, count in self.reasons.items()}, by=self.by, at=self.received_at,
            note=self.note, kept={Keep(name): count for name, count in self.kept.items()},
        )  # fmt: skip

    def order(self) -> Order:
        """What was asked for with the file."""
        return Order(
            Kind(self.kind), self.area, self.incident_id, self.stated, self.encoding, self.sheet, self.tz, self.dated
        )  # fmt: skip

    def saved_mapping(self) -> Mapping:
        """The mapping as it stands."""
        return mapping_from(self.mapping, Kind(self.kind))

    def receipt(self) -> Receipt:
        """The account as it stands."""
        return Receipt(
            self.declared, self.physical, self.accepted, self.rejected, self.duplicates, self.sha256, self.filename,
            self.id,
        )  # fmt: skip

    def _source(self) -> Source:
        told = self.source
        return Source(
            Format(told["format"]), told["encoding"], told["delimiter"], told["sheet"], tuple(told["headings"]),
            told["header_line"],
        )  # fmt: skip


class BatchStatus(models.Model):
    """Where a batch stood from a moment on, by whom and why; written once."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=12, choices=BatchState.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_batchstatus_state", condition=Q(state__in=[each.value for each in BatchState])
            )
        ]

    class Sensitivity:
        id = "open"
        batch = "open"
        state = "open"
        at = "open"
        by = "quasi"
        reason = "quasi"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"


class RejectedRow(models.Model):
    """One row that did not enter: its line in the file and why; the row's own content is not kept."""

    id = models.BigAutoField(primary_key=True)
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="rejections")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=24, choices=Reason.choices())
    column = models.CharField(max_length=200, blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["batch", "line", "id"], name="intake_rejected_order")]
        constraints = [
            models.CheckConstraint(
                name="intake_rejectedrow_reason", condition=Q(reason__in=[each.value for each in Reason])
            )
        ]

    class Sensitivity:
        id = "open"
        batch = "open"
        line = "open"
        reason = "open"
        column = "open"
        facts = "quasi"

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"

    def rejection(self) -> Rejection:
        """The row as rules know it."""
        facts = {name: Words(*value) if isinstance(value, list) else value for name, value in self.facts.items()}
        return Rejection(self.line, Reason(self.reason), self.column, facts)


class SavedMapping(models.Model):
    """A mapping that a person corrected and kept under a name, for the next file from the same sender."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices())
    area = models.BigIntegerField()
    content = models.JSONField()
    by = models.CharField(max_length=150)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "kind", "name"], name="intake_savedmapping_once"),
            models.CheckConstraint(
                name="intake_savedmapping_kind", condition=Q(kind__in=[each.value for each in Kind])
            ),
        ]

    class Sensitivity:
        id = "open"
        name = "open"
        kind = "open"
        area = "open"
        content = "quasi"
        by = "quasi"
        saved_at = "open"

    def __str__(self) -> str:
        return self.name

    def mapping(self) -> Mapping:
        """The mapping it keeps."""
        return mapping_from(self.content, Kind(self.kind))


class KnownAs(models.Model):
    """What a source calls a person: lets a later file's exposures and visits find the persons of an earlier one."""

    id = models.BigAutoField(primary_key=True)
    area = models.BigIntegerField()
    incident_id = models.UUIDField(null=True, blank=True)
    external_id = models.CharField(max_length=120)
    person_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["area", "incident_id", "external_id"], name="intake_knownas_once", nulls_distinct=False
            )
        ]

    class Sensitivity:
        id = "open"
        area = "quasi"
        incident_id = "open"
        external_id = "quasi"
        person_id = "quasi"

    def __str__(self) -> str:
        return self.external_id
