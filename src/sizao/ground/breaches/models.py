"""Tables of breach files: the file with the duty as it stood, its evidence, and its steps; all written once."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from sizao.ground.breaches.types import Delivery, EvidenceFacts, Finding, Outcome, Route, StepFacts, StepKind, Who
from sizao.ground.registry.types import Party
from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words


def breach_number() -> str:
    """A new short number of a file, such as ``B-7K3M9QX2``."""
    return pseudonym("B", 8)


class Breach(models.Model):
    """What is said to have happened against a duty; the duty is copied, so that later changes of the matrix change nothing."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=breach_number)
    area = models.BigIntegerField(db_index=True)
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, related_name="+")
    place_zh = models.CharField(max_length=120)
    place_en = models.CharField(max_length=160)
    responsibility = models.ForeignKey("registry.Responsibility", on_delete=models.PROTECT, related_name="+")
    party = models.CharField(max_length=12, choices=Party.choices())
    duty = models.CharField(max_length=200)
    holder = models.CharField(max_length=120)
    organisation = models.ForeignKey("registry.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    party_user = models.BigIntegerField(null=True, db_index=True)
    """The responsible account, when there is one; no foreign key, so that leavers stay in the record."""
    happened_at = models.DateTimeField()
    what = models.TextField()
    basis = models.CharField(max_length=40)
    basis_zh = models.CharField(max_length=300)
    basis_en = models.CharField(max_length=400)
    basis_confidence = models.CharField(max_length=8)
    terms_version = models.CharField(max_length=40)
    measure_zh = models.CharField(max_length=120)
    measure_en = models.CharField(max_length=160)
    measure_rank = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "breaches"
        constraints = [
            models.CheckConstraint(name="breaches_party_known", condition=Q(party__in=[each.value for each in Party])),
            models.CheckConstraint(name="breaches_says_what", condition=~Q(what="")),
            models.CheckConstraint(
                name="breaches_not_in_own_cause",
                condition=Q(party_user__isnull=True) | Q(by_user__isnull=True) | ~Q(party_user=F("by_user")),
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        area = "open"
        place = "open"
        place_zh = "open"
        place_en = "open"
        responsibility = "open"
        party = "open"
        duty = "open"
        holder = "quasi"
        organisation = "open"
        party_user = "quasi"
        happened_at = "open"
        what = "quasi"
        basis = "open"
        basis_zh = "open"
        basis_en = "open"
        basis_confidence = "open"
        terms_version = "open"
        measure_zh = "open"
        measure_en = "open"
        measure_rank = "open"
        opened_at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return self.number


class Evidence(models.Model):
    """What shows that it happened, and where it is kept."""

    id = models.BigAutoField(primary_key=True)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="evidence")
    text = models.TextField()
    reference = models.CharField(max_length=200)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="breaches_evidence_found", condition=~Q(text="") & ~Q(reference="")),
        ]

    class Sensitivity:
        id = "open"
        breach = "open"
        text = "quasi"
        reference = "open"
        at = "open"
        by = "quasi"
        by_user = "quasi"

    def __str__(self) -> str:
        return self.reference

    def facts(self) -> EvidenceFacts:
        """The row as pages see it."""
        return EvidenceFacts(self.text, self.reference, self.at, Who(self.by, self.by_user))


class Step(models.Model):
    """One step of a file: told, answered, found, appealed, decided on appeal, withdrawn."""

    id = models.BigAutoField(primary_key=True)
    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True)
    text = models.TextField()
    route = models.CharField(max_length=12, choices=Route.choices(), blank=True)
    reference = models.CharField(max_length=200, blank=True, default="")
    """Where the paper of an answer or an appeal is kept; nothing for what came before this was asked."""
    delivered_by = models.CharField(max_length=80, blank=True, default="")
    delivered_at = models.DateTimeField(null=True)
    delivered_to = models.CharField(max_length=80, blank=True, default="")
    """Of a notice on paper: who handed it over, when, and who took it; the receipt is kept where ``reference`` says."""
    until = models.DateTimeField(null=True)
    finding = models.CharField(max_length=12, choices=Finding.choices(), blank=True)
    outcome = models.CharField(max_length=12, choices=Outcome.choices(), blank=True)
    measure_zh = models.CharField(max_length=120, blank=True)
    measure_en = models.CharField(max_length=160, blank=True)
    measure_rank = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="breaches_step_known", condition=Q(kind__in=[each.value for each in StepKind])),
            models.CheckConstraint(name="breaches_step_says", condition=~Q(text="")),
            models.CheckConstraint(
                name="breaches_finding_said", condition=Q(finding="") ^ Q(kind=StepKind.FOUND.value)
            ),
            models.CheckConstraint(
                name="breaches_outcome_said", condition=Q(outcome="") ^ Q(kind=StepKind.REVIEWED.value)
            ),
            models.CheckConstraint(
                name="breaches_told_until", condition=~Q(kind=StepKind.TOLD.value) | Q(until__isnull=False)
            ),
            models.UniqueConstraint(
                name="breaches_decided_once", fields=["breach", "kind"],
                condition=Q(kind__in=["found", "appealed", "reviewed", "withdrawn"]),
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        breach = "open"
        kind = "open"
        at = "open"
        by = "quasi"
        by_user = "quasi"
        text = "quasi"
        route = "open"
        reference = "open"
        delivered_by = "quasi"
        delivered_at = "open"
        delivered_to = "quasi"
        until = "open"
        finding = "open"
        outcome = "open"
        measure_zh = "open"
        measure_en = "open"
        measure_rank = "open"

    def __str__(self) -> str:
        return f"{self.kind} of {self.breach_id}"

    def facts(self) -> StepFacts:
        """The row as pages see it."""
        when = self.delivered_at
        delivery = Delivery(self.delivered_by, when, self.delivered_to, self.reference) if when else None
        return StepFacts(
            StepKind(self.kind), self.at, Who(self.by, self.by_user), self.text,
            Route(self.route) if self.route else None, self.until, Finding(self.finding) if self.finding else None,
            Outcome(self.outcome) if self.outcome else None,
            Words(self.measure_zh, self.measure_en) if self.measure_zh else None, self.measure_rank,
            self.reference, delivery,
        )  # fmt: skip
