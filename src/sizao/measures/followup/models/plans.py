"""Follow-up plans: the regime of one contact on the calendar, its phases, and its append-only status."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.db.models import F, Q

from sizao.kernel.editions.types import ContactClass, PhasePlace
from sizao.kernel.ids import pseudonym, uuid7
from sizao.measures.followup.models.arrivals import Arrival
from sizao.measures.followup.models.clauses import read
from sizao.measures.followup.types import OPEN_PLANS, PhaseFacts, PlanFacts, PlanState, StatusFacts, TestResult


def plan_number() -> str:
    """A new public plan number such as ``F-7K3M9QX2A``."""
    return pseudonym("F")


class Plan(models.Model):
    """The follow-up of one contact or one arrival: from which moment it is counted, when it ends, where the person stays.

    ``area`` is where the person is managed, ``area_source`` where the exposure was found, ``area_site`` where the person
    is observed; all three see the row. ``state`` repeats the newest status row so that long lists can be filtered.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=plan_number)
    contact = models.ForeignKey("cases.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    arrival = models.OneToOneField(Arrival, on_delete=models.PROTECT, null=True, blank=True, related_name="plan")
    incident = models.ForeignKey("command.Incident", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, related_name="+")
    edition_id = models.CharField(max_length=200)
    contact_class = models.CharField(max_length=12, choices=ContactClass.choices(), blank=True)
    regime_key = models.CharField(max_length=60, blank=True)
    day_base = models.PositiveSmallIntegerField(default=0)
    regime_label = models.CharField(max_length=40)
    clause = models.JSONField(default=dict, blank=True)
    anchor_at = models.DateTimeField()
    start_on = models.DateField()
    end_on = models.DateField()
    release_on = models.DateField()
    area = models.BigIntegerField()
    area_source = models.BigIntegerField()
    area_site = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=12, choices=PlanState.choices(), default=PlanState.ACTIVE)
    placed_at = models.DateTimeField(null=True, blank=True)
    place = models.ForeignKey("registry.Place", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    floor = models.SmallIntegerField(null=True, blank=True)
    environment = models.CharField(max_length=10, choices=TestResult.choices(), blank=True)
    linked_contact = models.ForeignKey(
        "cases.Contact", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    began_at = models.DateTimeField()
    changed_in = models.BigIntegerField(default=0, editable=False)

    class Meta:
        indexes = [
            models.Index(fields=["incident", "state", "release_on"], name="followup_plan_incident"),
            models.Index(fields=["state", "release_on", "id"], name="followup_plan_release"),
            models.Index(fields=["release_on", "id"], name="followup_plan_all_release"),
            models.Index(fields=["area", "state"], name="followup_plan_area"),
            models.Index(fields=["changed_in", "id"], name="followup_plan_changed"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(state__in=sorted(each.value for each in OPEN_PLANS)),
                name="followup_plan_open_once",
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | Q(place__isnull=False), name="followup_plan_floor_of_a_site"
            ),
            models.CheckConstraint(
                name="followup_plan_state_known", condition=Q(state__in=[each.value for each in PlanState])
            ),
            models.CheckConstraint(
                name="followup_plan_of_one",
                condition=(Q(contact__isnull=False) & Q(arrival__isnull=True) & ~Q(contact_class=""))
                | (Q(contact__isnull=True) & Q(arrival__isnull=False) & ~Q(regime_key="")),
            ),
            models.CheckConstraint(
                name="followup_plan_in_order",
                condition=Q(end_on__gte=F("start_on")) & Q(release_on__gte=F("end_on")),
            ),
            models.CheckConstraint(
                name="followup_plan_at_site_has_place",
                condition=Q(area_site__isnull=True) | Q(placed_at__isnull=False),
            ),
        ]

    class Sensitivity:
        id = "open"
        number = "open"
        contact = "quasi"
        arrival = "quasi"
        incident = "open"
        person = "quasi"
        edition_id = "open"
        contact_class = "quasi"
        regime_key = "quasi"
        day_base = "open"
        regime_label = "open"
        clause = "open"
        anchor_at = "quasi"
        start_on = "quasi"
        end_on = "quasi"
        release_on = "quasi"
        area = "quasi"
        area_source = "quasi"
        area_site = "quasi"
        state = "quasi"
        placed_at = "quasi"
        floor = "quasi"
        place = "quasi"
        environment = "quasi"
        linked_contact = "quasi"
        began_at = "open"
        changed_in = "open"

    def __str__(self) -> str:
        return self.number

    def facts(self, phases: Iterable[PhaseFacts] = ()) -> PlanFacts:
        """The row as rules and other rooms see it, with its phases when they are given."""
        return PlanFacts(
            id=self.id, number=self.number, contact_id=self.contact_id, incident_id=self.incident_id,
            person_id=self.person_id, edition_id=self.edition_id, contact_class=ContactClass(self.contact_class) if self.contact_class else None,
            regime_key=self.regime_key or self.contact_class, arrival_id=self.arrival_id, day_base=self.day_base,
            regime_label=self.regime_label, clause=read(self.clause), anchor_at=self.anchor_at,
            start_on=self.start_on, end_on=self.end_on, release_on=self.release_on, area=self.area,
            area_site=self.area_site, state=PlanState(self.state), placed_at=self.placed_at, place_id=self.place_id,
            floor=self.floor,
            environment=TestResult(self.environment) if self.environment else None,
            linked_contact_id=self.linked_contact_id, phases=tuple(phases),
        )  # fmt: skip


class PlanStatus(models.Model):
    """Where a plan stood from a moment on: by whom, why, on which clause; written once."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=12, choices=PlanState.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField(blank=True)
    clause = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["plan", "-id"], name="followup_status_latest")]
        constraints = [
            models.CheckConstraint(
                name="followup_status_known", condition=Q(state__in=[each.value for each in PlanState])
            )
        ]

    class Sensitivity:
        id = "open"
        plan = "open"
        state = "quasi"
        at = "open"
        by = "quasi"
        reason = "quasi"
        clause = "open"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"

    def facts(self) -> StatusFacts:
        """The row as pages show it."""
        return StatusFacts(PlanState(self.state), self.at, self.by, self.reason, read(self.clause))


class PlanMove(models.Model):
    """A plan was counted anew: what it was and what it became, by whom and why; written once."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="moves")
    before = models.JSONField()
    after = models.JSONField()
    at = models.DateTimeField()
    by = models.CharField(max_length=150)
    reason = models.TextField()

    class Sensitivity:
        id = "open"
        plan = "open"
        before = "quasi"
        after = "quasi"
        at = "open"
        by = "quasi"
        reason = "quasi"

    def __str__(self) -> str:
        return f"moved at {self.at}"


class Phase(models.Model):
    """One stretch of a plan in one kind of place; both dates are inclusive."""

    id = models.BigAutoField(primary_key=True)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="phases")
    number = models.PositiveSmallIntegerField()
    place = models.CharField(max_length=2, choices=PhasePlace.choices())
    start_on = models.DateField()
    end_on = models.DateField()
    checks_per_day = models.PositiveSmallIntegerField()
    clause = models.JSONField(default=dict, blank=True)
    is_extension = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="followup_phase_once"),
            models.CheckConstraint(name="followup_phase_in_order", condition=Q(end_on__gte=F("start_on"))),
        ]

    class Sensitivity:
        id = "open"
        plan = "open"
        number = "open"
        place = "quasi"
        start_on = "quasi"
        end_on = "quasi"
        checks_per_day = "open"
        clause = "open"
        is_extension = "open"

    def __str__(self) -> str:
        return f"{self.place} {self.start_on} to {self.end_on}"

    def facts(self) -> PhaseFacts:
        """The row as rules and other rooms see it."""
        return PhaseFacts(
            self.number, PhasePlace(self.place), self.start_on, self.end_on, self.checks_per_day, read(self.clause),
            self.is_extension,
        )  # fmt: skip
