"""Contacts and the exposures that made them contacts."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from sizao.kernel.editions.types import ContactClass
from sizao.kernel.ids import pseudonym, uuid7
from sizao.trace.cases.models.cases import Case
from sizao.trace.cases.models.clauses import read
from sizao.trace.cases.types import (
    MOST_METRES,
    Certainty,
    ContactDecisionFacts,
    ContactFacts,
    ContactStanding,
    ContactState,
    ExposureFacts,
    Managed,
    Mask,
)


def contact_number() -> str:
    """A new public contact number such as ``K-7K3M9QX2A``."""
    return pseudonym("K")


KEPT = (ContactState.PROPOSED, ContactState.LOST, ContactState.HANDED_OVER)
"""States in which what was approved before holds beside what is proposed; set aside for another record it is only kept."""


class Contact(models.Model):
    """A person held to be exposed in one incident: class, situation, last exposure, and the evidence for it.

    ``area`` is where the person is managed, ``area_source`` where the exposure was found; both see the row. ``status``
    repeats the newest status row so that long lists can be filtered; it is written only together with such a row.
    ``earlier`` is what was approved of the person while something stricter or later waits: it binds until that is decided.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=contact_number)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    contact_class = models.CharField(max_length=12, choices=ContactClass.choices())
    situation = models.CharField(max_length=40, blank=True)
    last_exposure_at = models.DateTimeField()
    area = models.BigIntegerField()
    area_source = models.BigIntegerField()
    edition_id = models.CharField(max_length=200)
    clause = models.JSONField(default=dict, blank=True)
    status = models.CharField(max_length=12, choices=ContactState.choices(), default=ContactState.PROPOSED)
    source_case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    linked_contact = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    basis = models.JSONField(default=list, blank=True)
    earlier = models.JSONField(default=dict, blank=True)
    proposed_at = models.DateTimeField()
    changed_in = models.BigIntegerField(default=0, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["incident", "status", "-last_exposure_at", "-id"], name="cases_contact_status"),
            models.Index(fields=["incident", "-last_exposure_at", "-id"], name="cases_contact_latest"),
            models.Index(fields=["-last_exposure_at", "-id"], name="cases_contact_all_latest"),
            models.Index(fields=["status", "-last_exposure_at", "-id"], name="cases_contact_state_latest"),
            models.Index(fields=["area", "status"], name="cases_contact_area"),
            models.Index(fields=["area_source"], name="cases_contact_area_source"),
            models.Index(fields=["changed_in", "id"], name="cases_contact_changed"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["incident", "person"], name="cases_contact_once_per_incident"),
            models.CheckConstraint(
                name="cases_contact_class_known", condition=Q(contact_class__in=[each.value for each in ContactClass])
            ),
            models.CheckConstraint(
                name="cases_contact_status_known", condition=Q(status__in=[each.value for each in ContactState])
            ),
            models.CheckConstraint(
                name="cases_contact_not_of_itself",
                condition=Q(linked_contact__isnull=True) | ~Q(linked_contact=F("id")),
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        incident = "open"
        person = "quasi"
        contact_class = "quasi"
        situation = "quasi"
        last_exposure_at = "quasi"
        area = "quasi"
        area_source = "quasi"
        edition_id = "open"
        clause = "open"
        status = "quasi"
        source_case = "quasi"
        linked_contact = "quasi"
        basis = "identifying"
        earlier = "quasi"
        proposed_at = "open"
        changed_in = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self) -> ContactFacts:
        """The row as rules and other rooms see it."""
        return ContactFacts(
            id=self.id, number=self.number, incident_id=self.incident_id, person_id=self.person_id,
            contact_class=ContactClass(self.contact_class), situation=self.situation,
            last_exposure_at=self.last_exposure_at, area=self.area, area_source=self.area_source,
            edition_id=self.edition_id, status=ContactState(self.status), clause=read(self.clause),
            source_case_id=self.source_case_id, linked_contact_id=self.linked_contact_id,
            basis=tuple(self.basis), proposed_at=self.proposed_at, held_as=self._held_as(),
        )  # fmt: skip

    def _held_as(self) -> Managed | None:
        if not self.earlier or self.status not in KEPT:
            return None
        last = datetime.fromisoformat(self.earlier["last_exposure_at"])
        return Managed(
            contact_class=ContactClass(self.earlier["contact_class"]), last_exposure_at=last,
            edition_id=self.earlier.get("edition_id", self.edition_id),
        )  # fmt: skip


class ContactDecision(models.Model):
    """One decision on contacts, one or thousands: what was decided, by whom and why; written once.

    An undoing is a decision of its own that names the one it takes back. ``joined_with`` is the number whose record was
    kept, when the contacts were set aside because two numbers are one person.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    state = models.CharField(max_length=12, choices=ContactState.choices())
    area = models.BigIntegerField()
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    by_user = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True)
    joined_with = models.BigIntegerField(null=True, blank=True)
    undoes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="undone")

    class Meta:
        indexes = [models.Index(fields=["by_user", "-at"], name="cases_decision_of")]
        constraints = [
            models.CheckConstraint(
                name="cases_decision_known", condition=Q(state__in=[each.value for each in ContactState])
            ),
            models.CheckConstraint(
                name="cases_decision_not_of_itself", condition=Q(undoes__isnull=True) | ~Q(undoes=F("id"))
            ),
        ]

    class Sensitivity:
        id = "open"
        state = "open"
        area = "open"
        number = "open"
        at = "open"
        by = "quasi"
        by_user = "quasi"
        reason = "quasi"
        joined_with = "quasi"
        undoes = "open"

    def __str__(self) -> str:
        return f"{self.state} for {self.number} at {self.at}"

    def facts(self) -> ContactDecisionFacts:
        """The row as rules and pages see it; whoever undid it, when the row was read with that."""
        undone = getattr(self, "undone", None)
        return ContactDecisionFacts(
            id=self.id, state=ContactState(self.state), number=self.number, at=self.at, by=self.by,
            by_user=self.by_user, reason=self.reason, is_undoing=self.undoes_id is not None,
            undone_by=undone.by if undone else "", undone_at=undone.at if undone else None,
        )  # fmt: skip


class ContactStatus(models.Model):
    """Where a contact stood from a moment on, of which class by which edition: by whom, why, on which clause; written once.

    A change of class alone is a row too, with the state that stays. An edition that is not known any more is empty.
    """

    id = models.BigAutoField(primary_key=True)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="statuses")
    decision = models.ForeignKey(
        ContactDecision, on_delete=models.PROTECT, null=True, blank=True, related_name="statuses"
    )
    state = models.CharField(max_length=12, choices=ContactState.choices())
    contact_class = models.CharField(max_length=12, choices=ContactClass.choices())
    edition_id = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)
    clause = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["contact", "-id"], name="cases_contactstatus_latest"),
            models.Index(fields=["at"], name="cases_contactstatus_at"),
        ]
        constraints = [
            models.CheckConstraint(
                name="cases_contactstatus_known", condition=Q(state__in=[each.value for each in ContactState])
            ),
            models.CheckConstraint(
                name="cases_contactstatus_class", condition=Q(contact_class__in=[each.value for each in ContactClass])
            ),
        ]

    class Sensitivity:
        id = "open"
        contact = "open"
        decision = "open"
        state = "quasi"
        contact_class = "quasi"
        edition_id = "open"
        at = "open"
        by = "quasi"
        reason = "quasi"
        clause = "open"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"

    def facts(self) -> ContactStanding:
        """The row as pages and rules see it."""
        return ContactStanding(
            state=ContactState(self.state), contact_class=ContactClass(self.contact_class), edition_id=self.edition_id,
            at=self.at, by=self.by, reason=self.reason, clause=read(self.clause),
        )  # fmt: skip


class Exposure(models.Model):
    """An edge of the contact graph: a person was exposed to a case, to a place, or through another contact.

    One exposed person may have many edges, from many sources; none is thrown away when a likelier one is found.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    source_case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source_contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    source_place = models.ForeignKey(
        "registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, null=True, blank=True, related_name="exposures")
    area = models.BigIntegerField()
    area_source = models.BigIntegerField()
    start = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    situation = models.CharField(max_length=40, blank=True)
    certainty = models.CharField(max_length=10, choices=Certainty.choices(), default=Certainty.PROBABLE)
    protection = models.CharField(max_length=10, choices=Mask.choices(), default=Mask.UNKNOWN)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    metres = models.FloatField(null=True, blank=True)
    """The nearest the two came to each other."""
    found_by = models.CharField(max_length=20, default="interview")
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=150)

    class Meta:
        indexes = [
            models.Index(fields=["source_case", "start"], name="cases_exposure_source"),
            models.Index(fields=["incident", "id"], name="cases_exposure_incident"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["incident", "person", "source_case", "source_contact", "source_place", "start", "until"],
                name="cases_exposure_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="cases_exposure_has_source",
                condition=Q(source_case__isnull=False)
                | Q(source_contact__isnull=False)
                | Q(source_place__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_exposure_in_order",
                condition=Q(start__isnull=True) | Q(until__isnull=True) | Q(until__gte=F("start")),
            ),
            models.CheckConstraint(
                name="cases_exposure_metres",
                condition=Q(metres__isnull=True) | Q(metres__gte=0, metres__lte=MOST_METRES),
            ),
        ]

    class Sensitivity:
        id = "open"
        incident = "open"
        person = "quasi"
        source_case = "quasi"
        source_contact = "quasi"
        source_place = "quasi"
        contact = "quasi"
        area = "quasi"
        area_source = "quasi"
        start = "quasi"
        until = "quasi"
        situation = "quasi"
        certainty = "open"
        protection = "quasi"
        minutes = "quasi"
        metres = "quasi"
        found_by = "open"
        note = "identifying"
        recorded_at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"exposure {self.id}"

    def facts(self) -> ExposureFacts:
        """The row as rules and other rooms see it."""
        return ExposureFacts(
            id=self.id, person_id=self.person_id, source_case_id=self.source_case_id,
            source_contact_id=self.source_contact_id, source_place_id=self.source_place_id,
            contact_id=self.contact_id, start=self.start, until=self.until, situation=self.situation,
            certainty=Certainty(self.certainty), protection=Mask(self.protection), minutes=self.minutes,
            metres=self.metres, found_by=self.found_by, note=self.note,
        )  # fmt: skip
