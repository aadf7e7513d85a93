"""Tables of papers: meetings, orders, circulars, their deliveries and readings, and reports back upwards."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from sizao.ground.command.types import (
    DeliveryRole,
    InstructionReportFacts,
    MeetingKind,
    NewAttendance,
    Presence,
    ReadingFacts,
)
from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words


def order_number() -> str:
    """A new short number of an order, such as ``D-7K3M9QX2``."""
    return pseudonym("D", 8)


def circular_number() -> str:
    """A new short number of a circular, such as ``C-7K3M9QX2``."""
    return pseudonym("C", 8)


class InstructionReport(models.Model):
    """A report back upwards on one instruction: what was done, frozen with its fingerprint."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    instruction = models.ForeignKey("command.Instruction", on_delete=models.PROTECT, related_name="reports")
    number = models.CharField(max_length=80, blank=True)
    to = models.CharField(max_length=160)
    summary = models.TextField()
    lines: Any = models.JSONField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(name="command_report_has_summary", condition=~Q(summary=""))]

    class Sensitivity:
        id = "open"
        instruction = "open"
        number = "open"
        to = "open"
        summary = "quasi"
        lines = "quasi"
        sha256 = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return f"report on {self.instruction_id}"

    def facts(self) -> InstructionReportFacts:
        """The row as pages see it."""
        return InstructionReportFacts(
            self.id, self.number, self.to, self.summary, self.at, self.by, self.sha256, tuple(self.lines)
        )


class Meeting(models.Model):
    """A meeting of a headquarters: what for, who led it, where."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    headquarters = models.ForeignKey("command.Headquarters", on_delete=models.PROTECT, related_name="meetings")
    incident = models.ForeignKey(
        "command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="meetings"
    )
    area = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=12, choices=MeetingKind.choices())
    title = models.CharField(max_length=200)
    held_at = models.DateTimeField()
    place = models.CharField(max_length=160, blank=True)
    chair = models.CharField(max_length=80, blank=True)
    agenda = models.TextField(blank=True)
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="command_meeting_kind_known", condition=Q(kind__in=[each.value for each in MeetingKind])
            )
        ]

    class Sensitivity:
        id = "open"
        headquarters = "open"
        incident = "open"
        area = "open"
        kind = "open"
        title = "open"
        held_at = "open"
        place = "open"
        chair = "quasi"
        agenda = "open"
        entered_at = "open"
        entered_by = "quasi"

    def __str__(self) -> str:
        return self.title


class Attendance(models.Model):
    """Somebody on a meeting's list, there or not."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="attendance")
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=120, blank=True)
    presence = models.CharField(max_length=12, choices=Presence.choices())

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="command_presence_known", condition=Q(presence__in=[each.value for each in Presence])
            )
        ]

    class Sensitivity:
        id = "open"
        meeting = "open"
        name = "identifying"
        unit = "open"
        presence = "open"

    def __str__(self) -> str:
        return f"{self.presence} at {self.meeting_id}"

    def facts(self) -> NewAttendance:
        """The row as pages see it."""
        return NewAttendance(self.name, self.unit, Presence(self.presence))


class Minutes(models.Model):
    """One version of a meeting's minutes; the last one counts, the earlier ones stay."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="versions")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "minutes"
        constraints = [models.CheckConstraint(name="command_minutes_not_empty", condition=~Q(text=""))]

    class Sensitivity:
        id = "open"
        meeting = "open"
        text = "quasi"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.text[:60]


class Resolution(models.Model):
    """A decision of a meeting, and the task it became."""

    id = models.BigAutoField(primary_key=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="resolutions")
    task = models.OneToOneField(
        "command.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="resolution"
    )
    text = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Meta:
        constraints = [models.CheckConstraint(name="command_resolution_not_empty", condition=~Q(text=""))]

    class Sensitivity:
        id = "open"
        meeting = "open"
        task = "open"
        text = "open"
        at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.text[:60]


class DirectOrder(models.Model):
    """An order from a headquarters straight to the front, past the layers between, which get copies."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=order_number)
    area = models.BigIntegerField(db_index=True)
    area_to = models.BigIntegerField(db_index=True)
    incident = models.ForeignKey(
        "command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="orders"
    )
    task = models.OneToOneField("command.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="order")
    title = models.CharField(max_length=200)
    text = models.TextField()
    is_urgent = models.BooleanField(default=False)
    due_at = models.DateTimeField(null=True, blank=True)
    issued_at = models.DateTimeField()
    by = models.CharField(max_length=80)

    class Sensitivity:
        id = "open"
        number = "open"
        area = "open"
        area_to = "open"
        incident = "open"
        task = "open"
        title = "open"
        text = "quasi"
        is_urgent = "open"
        due_at = "open"
        issued_at = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.number


class Circular(models.Model):
    """New rules made known: which edition came, which one it replaces, and what that means here."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    number = models.CharField(max_length=20, unique=True, default=circular_number)
    area = models.BigIntegerField(db_index=True)
    title_zh = models.CharField(max_length=200)
    title_en = models.CharField(max_length=240)
    text = models.TextField()
    edition_id = models.CharField(max_length=120)
    previous_id = models.CharField(max_length=120, blank=True)
    issued_at = models.DateTimeField()
    read_by = models.DateTimeField(null=True, blank=True)
    by = models.CharField(max_length=80)

    class Sensitivity:
        id = "open"
        number = "open"
        area = "open"
        title_zh = "open"
        title_en = "open"
        text = "open"
        edition_id = "open"
        previous_id = "open"
        issued_at = "open"
        read_by = "open"
        by = "quasi"

    def __str__(self) -> str:
        return self.number

    @property
    def title(self) -> Words:
        """The title in both languages."""
        return Words(self.title_zh, self.title_en)


class Delivery(models.Model):
    """One unit that an order or a circular goes to: an area's people, or one group of a headquarters."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    order = models.ForeignKey(DirectOrder, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries")
    circular = models.ForeignKey(Circular, on_delete=models.PROTECT, null=True, blank=True, related_name="deliveries")
    group = models.ForeignKey("command.WorkGroup", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.BigIntegerField(db_index=True)
    unit_zh = models.CharField(max_length=160)
    unit_en = models.CharField(max_length=200)
    role = models.CharField(max_length=8, choices=DeliveryRole.choices())

    class Meta:
        verbose_name_plural = "deliveries"
        constraints = [
            models.CheckConstraint(
                name="command_delivery_of_one_paper",
                condition=Q(order__isnull=True, circular__isnull=False) | Q(order__isnull=False, circular__isnull=True),
            ),
            models.CheckConstraint(
                name="command_delivery_role_known", condition=Q(role__in=[each.value for each in DeliveryRole])
            ),
        ]

    class Sensitivity:
        id = "open"
        order = "open"
        circular = "open"
        group = "open"
        area = "open"
        unit_zh = "open"
        unit_en = "open"
        role = "open"

    def __str__(self) -> str:
        return f"{self.role} {self.unit_en}"

    @property
    def unit(self) -> Words:
        """The unit's name in both languages."""
        return Words(self.unit_zh, self.unit_en)


class Reading(models.Model):
    """Somebody's confirmation that their unit has read a paper; on behalf of it only with how that is known."""

    id = models.BigAutoField(primary_key=True)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="readings")
    user_id = models.BigIntegerField(null=True, blank=True)
    name = models.CharField(max_length=80)
    at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    on_behalf = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="command_reading_once", fields=["delivery", "user_id"]),
            models.CheckConstraint(
                name="command_reading_on_behalf_says_how", condition=Q(on_behalf=False) | ~Q(note="")
            ),
        ]

    class Sensitivity:
        id = "open"
        delivery = "open"
        user_id = "quasi"
        name = "quasi"
        at = "open"
        note = "quasi"
        on_behalf = "open"

    def __str__(self) -> str:
        return f"read by {self.name}"

    def facts(self) -> ReadingFacts:
        """The row as pages see it."""
        return ReadingFacts(self.name, self.at, self.note, self.on_behalf)
