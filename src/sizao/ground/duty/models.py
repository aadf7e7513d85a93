"""Tables of duty: shifts with who serves in them, hand-over sheets with their signatures."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from sizao.ground.duty.types import PhoneRoute, PostFacts, Role, Side, SignFacts
from sizao.kernel.ids import uuid7


class Shift(models.Model):
    """A span of time in which named people keep a desk of a headquarters: the duty office, or one work-group's."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    headquarters = models.ForeignKey("command.Headquarters", on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey("command.WorkGroup", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.BigIntegerField()
    start = models.DateTimeField()
    until = models.DateTimeField()
    entered_at = models.DateTimeField()
    entered_by = models.CharField(max_length=80)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["area", "until"], name="duty_shift_time")]
        constraints = [
            models.CheckConstraint(name="duty_shift_in_order", condition=Q(until__gt=F("start"))),
            models.UniqueConstraint(
                name="duty_shift_once", fields=["headquarters", "group", "start"],
                condition=Q(withdrawn_at__isnull=True), nulls_distinct=False,
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        headquarters = "open"
        group = "open"
        area = "open"
        start = "open"
        until = "open"
        entered_at = "open"
        entered_by = "quasi"
        withdrawn_at = "open"

    def __str__(self) -> str:
        return f"{self.start} – {self.until}"


class Post(models.Model):
    """Somebody's place in a shift; how to reach them is a route, never a number."""

    id = models.BigAutoField(primary_key=True)
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="posts")
    role = models.CharField(max_length=12, choices=Role.choices())
    name = models.CharField(max_length=80)
    user_id = models.BigIntegerField(null=True, blank=True)
    route = models.CharField(max_length=12, choices=PhoneRoute.choices())
    person = models.ForeignKey("registry.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    """The officer in the vault, when their number is kept there."""

    class Meta:
        constraints = [
            models.CheckConstraint(name="duty_role_known", condition=Q(role__in=[each.value for each in Role])),
            models.CheckConstraint(name="duty_route_known", condition=Q(route__in=[each.value for each in PhoneRoute])),
            models.CheckConstraint(
                name="duty_vault_route_names_person",
                condition=~Q(route=PhoneRoute.VAULT.value) | Q(person__isnull=False),
            ),
        ]

    class Sensitivity:
        id = "open"
        shift = "open"
        role = "open"
        name = "identifying"
        user_id = "quasi"
        route = "open"
        person = "quasi"

    def __str__(self) -> str:
        return f"{self.role} in {self.shift_id}"

    def facts(self, phone: str = "") -> PostFacts:
        """The row as pages see it, with what may stand in the open of the phone."""
        return PostFacts(
            Role(self.role), self.name, PhoneRoute(self.route), self.user_id, self.person_id, phone
        )  # fmt: skip


class HandOver(models.Model):
    """A hand-over sheet: what was open when it was drawn, frozen with its fingerprint; written once."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="hand_over")
    next_shift = models.ForeignKey(Shift, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    area = models.BigIntegerField(db_index=True)
    drawn_at = models.DateTimeField()
    drawn_by = models.CharField(max_length=80)
    note = models.TextField(blank=True)
    items: Any = models.JSONField()
    sha256 = models.CharField(max_length=64)

    class Sensitivity:
        id = "open"
        shift = "open"
        next_shift = "open"
        area = "open"
        drawn_at = "open"
        drawn_by = "quasi"
        note = "quasi"
        items = "quasi"
        sha256 = "open"

    def __str__(self) -> str:
        return f"hand-over of {self.shift_id}"


class Signature(models.Model):
    """One person's sign-off on a hand-over sheet."""

    id = models.BigAutoField(primary_key=True)
    hand_over = models.ForeignKey(HandOver, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=4, choices=Side.choices())
    name = models.CharField(max_length=80)
    user_id = models.BigIntegerField(null=True, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="duty_side_signs_once", fields=["hand_over", "side"]),
            models.UniqueConstraint(
                name="duty_two_persons_sign", fields=["hand_over", "user_id"], condition=Q(user_id__isnull=False)
            ),
            models.CheckConstraint(name="duty_side_known", condition=Q(side__in=[each.value for each in Side])),
        ]

    class Sensitivity:
        id = "open"
        hand_over = "open"
        side = "open"
        name = "quasi"
        user_id = "quasi"
        at = "open"

    def __str__(self) -> str:
        return f"{self.side} of {self.hand_over_id}"

    def facts(self) -> SignFacts:
        """The row as pages see it."""
        return SignFacts(Side(self.side), self.name, self.user_id, self.at)


class Missed(models.Model):
    """The alarm over a hand-over that was not signed in time, raised once for a shift."""

    id = models.BigAutoField(primary_key=True)
    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="missed")
    at = models.DateTimeField()

    class Sensitivity:
        id = "open"
        shift = "open"
        at = "open"

    def __str__(self) -> str:
        return f"missed: {self.shift_id}"
