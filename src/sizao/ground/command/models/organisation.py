"""Headquarters, their groups and members, and the state each headquarters is in."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from sizao.ground.command.types import Duty, GroupFacts, GroupKind, HqState, MemberFacts, StateFacts
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words


class Headquarters(models.Model):
    """The one body that commands epidemic control in an area: a city's, a county's, a town's headquarters."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.BigIntegerField(unique=True)
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    duty_phone = models.CharField(max_length=40, blank=True)
    """The duty office's public line, never a person's own."""
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "headquarters"

    class Sensitivity:
        id = "open"
        area = "open"
        name_zh = "open"
        name_en = "open"
        duty_phone = "open"
        created_at = "open"

    def __str__(self) -> str:
        return f"{self.name_en} ({self.area})"

    @property
    def words(self) -> Words:
        """The name in both languages."""
        return Words(self.name_zh, self.name_en)


class StateChange(models.Model):
    """One signed step between routine and emergency; the last row is the state now."""

    id = models.BigAutoField(primary_key=True)
    headquarters = models.ForeignKey(Headquarters, on_delete=models.PROTECT, related_name="state_changes")
    state = models.CharField(max_length=12, choices=HqState.choices())
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    signed_by = models.CharField(max_length=80, blank=True)
    number = models.CharField(max_length=80, blank=True)
    text = models.TextField(blank=True)

    class Meta:
        indexes = [models.Index(fields=["headquarters", "-id"], name="command_state_latest")]
        constraints = [
            models.CheckConstraint(name="command_state_known", condition=Q(state__in=[each.value for each in HqState])),
            models.CheckConstraint(
                name="command_leaving_is_signed",
                condition=Q(state=HqState.EMERGENCY.value) | ~(Q(signed_by="") | Q(number="") | Q(text="")),
            ),
        ]

    class Sensitivity:
        id = "open"
        headquarters = "open"
        state = "open"
        at = "open"
        by = "quasi"
        signed_by = "quasi"
        number = "open"
        text = "open"

    def __str__(self) -> str:
        return f"{self.state} at {self.at}"

    def facts(self) -> StateFacts:
        """The row as other rooms see it."""
        return StateFacts(HqState(self.state), self.at, self.by, self.signed_by, self.number, self.text)


class WorkGroup(models.Model):
    """A standing work-group of a headquarters, or a task force stood up for one incident."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    headquarters = models.ForeignKey(Headquarters, on_delete=models.PROTECT, related_name="groups")
    area = models.BigIntegerField(db_index=True)
    kind = models.CharField(max_length=20, choices=GroupKind.choices())
    name_zh = models.CharField(max_length=120)
    name_en = models.CharField(max_length=160)
    mission = models.TextField(blank=True)
    is_task_force = models.BooleanField(default=False)
    incident = models.ForeignKey(
        "command.Incident", on_delete=models.PROTECT, null=True, blank=True, related_name="task_forces"
    )
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="command_one_standing_group_per_kind",
                fields=["headquarters", "kind"],
                condition=Q(is_task_force=False),
            ),
            models.CheckConstraint(
                name="command_group_known", condition=Q(kind__in=[each.value for each in GroupKind])
            ),
            models.CheckConstraint(
                name="command_standing_group_has_no_incident",
                condition=Q(is_task_force=True) | Q(incident__isnull=True),
            ),
        ]

    class Sensitivity:
        id = "open"
        headquarters = "open"
        area = "open"
        kind = "open"
        name_zh = "open"
        name_en = "open"
        mission = "open"
        is_task_force = "open"
        incident = "open"
        created_at = "open"
        ended_at = "open"

    def __str__(self) -> str:
        return self.name_en

    @property
    def words(self) -> Words:
        """The name in both languages."""
        return Words(self.name_zh, self.name_en)

    def facts(self, members: tuple[MemberFacts, ...] = ()) -> GroupFacts:
        """The row as other rooms see it."""
        return GroupFacts(
            self.id, GroupKind(self.kind), self.words, self.area, self.mission, self.is_task_force,
            self.incident_id, members,
        )  # fmt: skip


class Membership(models.Model):
    """An officer's place in a group, from a day until another."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    group = models.ForeignKey(WorkGroup, on_delete=models.PROTECT, related_name="memberships")
    user_id = models.BigIntegerField(null=True, blank=True)
    """The officer's account, when there is one; no foreign key, so that leavers stay in the record."""
    name = models.CharField(max_length=80)
    duty = models.CharField(max_length=12, choices=Duty.choices())
    organisation = models.CharField(max_length=120, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["user_id"], name="command_membership_user")]
        constraints = [
            models.UniqueConstraint(
                name="command_member_once", fields=["group", "user_id"], condition=Q(until__isnull=True)
            ),
            models.CheckConstraint(name="command_duty_known", condition=Q(duty__in=[each.value for each in Duty])),
            models.CheckConstraint(
                name="command_membership_in_order", condition=Q(until__isnull=True) | Q(until__gte=models.F("since"))
            ),
        ]

    class Sensitivity:
        id = "open"
        group = "open"
        user_id = "quasi"
        name = "identifying"
        duty = "open"
        organisation = "open"
        phone = "identifying"
        since = "open"
        until = "open"

    def __str__(self) -> str:
        return f"{self.duty} in {self.group_id}"

    def facts(self) -> MemberFacts:
        """The row as other rooms see it."""
        return MemberFacts(self.name, Duty(self.duty), self.organisation, self.user_id, self.phone)
