"""Filed reports, written once."""

from django.db import models

from sizao.kernel.ids import uuid7
from sizao.oversight.reports.types import FilingFacts


class Filing(models.Model):
    """A day's report as it was filed: figures, cut-off, definitions and hash. A correction is another row."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField(max_length=80, unique=True)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT)
    area = models.BigIntegerField(db_index=True)
    on = models.DateField()
    revision = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300, blank=True)
    cutoff = models.DateTimeField()
    definition_version = models.CharField(max_length=20)
    figures = models.JSONField()
    content = models.JSONField(default=dict)
    """The picture and the clock as they were printed; empty for reports filed before they were kept."""
    is_nil = models.BooleanField()
    sha256 = models.CharField(max_length=64)
    seal = models.CharField(max_length=64, blank=True)
    """SHA-256 over the figures' hash and all of ``content``, picture bytes included; empty before pictures were kept."""
    filed_at = models.DateTimeField()
    filed_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["incident", "on", "revision"], name="filing_revision_once")]

    class Sensitivity:
        id = "open"
        number = "open"
        incident = "open"
        area = "open"
        on = "open"
        revision = "open"
        reason = "open"
        cutoff = "open"
        definition_version = "open"
        figures = "open"
        content = "open"
        is_nil = "open"
        sha256 = "open"
        seal = "open"
        filed_at = "open"
        filed_by = "quasi"

    def facts(self) -> FilingFacts:
        """The filing as plain facts."""
        return FilingFacts(
            self.id, self.number, self.incident_id, self.on, self.revision, self.reason, self.cutoff,
            self.definition_version, self.sha256, self.is_nil, self.filed_at, self.filed_by, self.figures,
            self.content, self.seal,
        )  # fmt: skip


class Pack(models.Model):
    """A meeting's print pack: figures, agenda and what is owed as they stood; printed again it is the same paper."""

    id = models.UUIDField(primary_key=True, default=uuid7)
    number = models.CharField(max_length=80, unique=True)
    meeting = models.ForeignKey("command.Meeting", on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField(db_index=True)
    figures = models.JSONField()
    body = models.JSONField()
    """Everything else that is printed: the report's frame, curve and clock, agenda, open decisions and tasks."""
    sha256 = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=150)

    class Sensitivity:
        id = "open"
        number = "open"
        meeting = "open"
        incident = "open"
        area = "open"
        figures = "open"
        body = "quasi"
        sha256 = "open"
        made_at = "open"
        made_by = "quasi"

    def __str__(self) -> str:
        return self.number
