"""People who arrived from elsewhere: from where, when, and under which regime of which edition they are managed."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import pseudonym, uuid7
from sizao.measures.followup.types.arrivals import ArrivalFacts


def arrival_number() -> str:
    """A new public number such as ``E-7K3M9QX2A``."""
    return pseudonym("E")


class Arrival(models.Model):
    """Somebody who arrived from a risk area: managed without a case, by a regime the edition has for arrivals."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=arrival_number)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    area = models.BigIntegerField()
    origin = models.CharField(max_length=120, blank=True)
    transport = models.CharField(max_length=60, blank=True)
    arrived_at = models.DateTimeField()
    departed_at = models.DateTimeField(null=True, blank=True)
    regime_key = models.CharField(max_length=60)
    edition_id = models.CharField(max_length=200)
    registered_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["-arrived_at", "-id"], name="followup_arrival_newest"),
            models.Index(fields=["incident", "-arrived_at"], name="followup_arrival_incident"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "arrived_at"], name="followup_arrival_once"),
            models.CheckConstraint(
                name="followup_arrival_in_order",
                condition=Q(departed_at__isnull=True) | Q(departed_at__lte=F("arrived_at")),
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        incident = "open"
        person = "quasi"
        area = "quasi"
        origin = "quasi"
        transport = "quasi"
        arrived_at = "quasi"
        departed_at = "quasi"
        regime_key = "quasi"
        edition_id = "open"
        registered_at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> ArrivalFacts:
        """The row as rules and pages see it."""
        return ArrivalFacts(
            id=self.id, number=self.number, incident_id=self.incident_id, person_id=self.person_id, area=self.area,
            origin=self.origin, transport=self.transport, arrived_at=self.arrived_at, departed_at=self.departed_at,
            regime_key=self.regime_key, edition_id=self.edition_id, registered_at=self.registered_at, by=self.by,
        )  # fmt: skip
