"""Cases: a person's illness in one incident, its append-only status, its versions, and where the person was."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sizao.kernel.ids import pseudonym, uuid7
from sizao.trace.cases.models.clauses import read
from sizao.trace.cases.types import (
    CaseFacts,
    Certainty,
    Classification,
    DiscoveryRoute,
    ImportKind,
    Mask,
    Outcome,
    RemovedStay,
    Severity,
    StatusFacts,
    StayFacts,
    Transport,
)


def case_number() -> str:
    """A new public case number such as ``C-7K3M9QX2A``; says nothing about the person or the order of entry."""
    return pseudonym("C")


class Case(models.Model):
    """One person's (suspected) illness in one incident.

    ``classification`` and ``is_closed`` repeat the newest status row so that lists of a million cases can be filtered;
    they are written only together with such a row.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=case_number)
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    disease = models.CharField(max_length=40)
    edition_id = models.CharField(max_length=200)
    area = models.BigIntegerField()
    classification = models.CharField(max_length=16, choices=Classification.choices())
    is_closed = models.BooleanField(default=False)
    onset_at = models.DateTimeField(null=True, blank=True)
    sampled_at = models.DateTimeField(null=True, blank=True)
    reported_at = models.DateTimeField()
    isolated_at = models.DateTimeField(null=True, blank=True)
    last_negative_at = models.DateTimeField(null=True, blank=True)
    import_kind = models.CharField(max_length=20, choices=ImportKind.choices(), default=ImportKind.UNKNOWN)
    discovery_route = models.CharField(max_length=24, choices=DiscoveryRoute.choices(), default=DiscoveryRoute.UNKNOWN)
    severity = models.CharField(max_length=12, choices=Severity.choices(), default=Severity.UNKNOWN)
    symptoms = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices(), default=Outcome.IN_CARE)
    outcome_at = models.DateTimeField(null=True, blank=True)
    vaccine_doses = models.PositiveSmallIntegerField(null=True, blank=True)
    external_id = models.CharField(max_length=80, blank=True)
    form = models.JSONField(default=dict, blank=True)
    revision = models.PositiveIntegerField(default=1)
    recorded_at = models.DateTimeField()
    changed_in = models.BigIntegerField(default=0, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["incident", "-reported_at", "-id"], name="cases_case_latest"),
            models.Index(fields=["-reported_at", "-id"], name="cases_case_all_latest"),
            models.Index(fields=["area", "-reported_at"], name="cases_case_area"),
            models.Index(fields=["onset_at", "id"], name="cases_case_onset"),
            models.Index(fields=["sampled_at", "id"], name="cases_case_sampled"),
            models.Index(fields=["external_id"], name="cases_case_external", condition=~Q(external_id="")),
            models.Index(fields=["changed_in", "id"], name="cases_case_changed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="cases_case_once_per_incident"),
            models.CheckConstraint(
                name="cases_case_classification_known",
                condition=Q(classification__in=[each.value for each in Classification]),
            ),
            models.CheckConstraint(
                name="cases_case_asymptomatic_has_sample",
                condition=~Q(classification=Classification.ASYMPTOMATIC.value) | Q(sampled_at__isnull=False),
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        person = "quasi"
        incident = "open"
        disease = "open"
        edition_id = "open"
        area = "quasi"
        classification = "quasi"
        is_closed = "open"
        onset_at = "quasi"
        sampled_at = "quasi"
        reported_at = "quasi"
        isolated_at = "quasi"
        last_negative_at = "quasi"
        import_kind = "quasi"
        discovery_route = "quasi"
        severity = "quasi"
        symptoms = "quasi"
        outcome = "quasi"
        outcome_at = "quasi"
        vaccine_doses = "quasi"
        external_id = "quasi"
        form = "identifying"
        revision = "open"
        recorded_at = "open"
        changed_in = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> CaseFacts:
        """The row as rules and other rooms see it."""
        return CaseFacts(
            id=self.id, number=self.number, person_id=self.person_id, incident_id=self.incident_id,
            disease=self.disease, edition_id=self.edition_id, area=self.area,
            classification=Classification(self.classification), reported_at=self.reported_at, onset_at=self.onset_at,
            sampled_at=self.sampled_at, isolated_at=self.isolated_at, last_negative_at=self.last_negative_at,
            import_kind=ImportKind(self.import_kind), discovery_route=DiscoveryRoute(self.discovery_route),
            severity=Severity(self.severity), symptoms=tuple(self.symptoms), outcome=Outcome(self.outcome),
            outcome_at=self.outcome_at, vaccine_doses=self.vaccine_doses, external_id=self.external_id,
            revision=self.revision, is_closed=self.is_closed,
        )  # fmt: skip


class CaseStatus(models.Model):
    """What a case was held to be from a moment on, by whom, and on which clause; written once."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="statuses")
    classification = models.CharField(max_length=16, choices=Classification.choices())
    is_closed = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    edition_id = models.CharField(max_length=200)
    clause = models.JSONField(default=dict, blank=True)
    reason = models.TextField(blank=True)
    joined_with = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-id"], name="cases_status_latest")]
        constraints = [
            models.CheckConstraint(
                name="cases_status_classification_known",
                condition=Q(classification__in=[each.value for each in Classification]),
            )
        ]

    class Sensitivity:
        id = "open"
        case = "open"
        classification = "quasi"
        is_closed = "open"
        at = "open"
        by = "quasi"
        edition_id = "open"
        clause = "open"
        reason = "quasi"
        joined_with = "quasi"

    def __str__(self) -> str:
        return f"{self.classification} at {self.at}"

    def facts(self) -> StatusFacts:
        """The row as pages show it."""
        return StatusFacts(
            value=self.classification, words=Classification(self.classification).words, at=self.at, by=self.by,
            reason=self.reason, clause=read(self.clause), tests=tuple(each.facts() for each in self.tests.all()),
        )  # fmt: skip


class CaseRevision(models.Model):
    """One saved version of the case form: which fields changed, from what to what, by whom and why; written once."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="revisions")
    revision = models.PositiveIntegerField()
    changes = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "revision"], name="cases_revision_once")]

    class Sensitivity:
        id = "open"
        case = "open"
        revision = "open"
        changes = "identifying"
        at = "open"
        by = "quasi"
        reason = "quasi"

    def __str__(self) -> str:
        return f"revision {self.revision}"


class StayRemoval(models.Model):
    """A place-time row that was taken out of a case's trajectory: what it said, who took it out and why; written once."""

    id = models.BigAutoField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="removed_stays")
    stay = models.UUIDField()
    content = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["case", "-at"], name="cases_stayremoval_latest")]

    class Sensitivity:
        id = "open"
        case = "open"
        stay = "open"
        content = "identifying"
        at = "open"
        by = "quasi"
        reason = "quasi"

    def __str__(self) -> str:
        return f"taken out at {self.at}"

    def facts(self) -> RemovedStay:
        """The row as pages show it."""
        was = {**self.content, "start": datetime.fromisoformat(self.content["start"])}
        was["until"] = datetime.fromisoformat(self.content["until"])
        for name, kind in (("transport", Transport), ("mask", Mask), ("certainty", Certainty)):
            was[name] = kind(was[name])
        return RemovedStay(StayFacts(id=self.stay, case_id=self.case_id, **was), self.at, self.by, self.reason)


class Stay(models.Model):
    """One place-time row of a case's activity trajectory: where, from when until when, how, and how sure we are."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="stays")
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    place_text = models.CharField(max_length=200, blank=True)
    start = models.DateTimeField()
    until = models.DateTimeField()
    transport = models.CharField(max_length=20, choices=Transport.choices(), default=Transport.NONE)
    vehicle = models.CharField(max_length=40, blank=True)
    seat = models.CharField(max_length=20, blank=True)
    mask = models.CharField(max_length=10, choices=Mask.choices(), default=Mask.UNKNOWN)
    certainty = models.CharField(max_length=10, choices=Certainty.choices(), default=Certainty.PROBABLE)
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["case", "start"], name="cases_stay_timeline"),
            models.Index(fields=["vehicle", "start"], name="cases_stay_vehicle", condition=~Q(vehicle="")),
        ]
        constraints = [
            models.CheckConstraint(name="cases_stay_in_order", condition=Q(until__gt=F("start"))),
            models.CheckConstraint(
                name="cases_stay_somewhere", condition=Q(place__isnull=False) | ~Q(place_text="") | ~Q(vehicle="")
            ),
        ]

    class Sensitivity:
        id = "open"
        case = "open"
        place = "quasi"
        place_text = "identifying"
        start = "quasi"
        until = "quasi"
        transport = "quasi"
        vehicle = "quasi"
        seat = "identifying"
        mask = "quasi"
        certainty = "open"
        note = "identifying"

    def __str__(self) -> str:
        return f"{self.start} to {self.until}"

    def facts(self) -> StayFacts:
        """The row as rules and other rooms see it."""
        return StayFacts(
            id=self.id, case_id=self.case_id, start=self.start, until=self.until, place_id=self.place_id,
            place_text=self.place_text, transport=Transport(self.transport), vehicle=self.vehicle, seat=self.seat,
            mask=Mask(self.mask), certainty=Certainty(self.certainty), note=self.note,
        )  # fmt: skip
