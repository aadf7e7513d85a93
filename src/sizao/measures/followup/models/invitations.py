"""Reporting for oneself: invitations with their codes as digests, tries at the door, and requests for a review."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from sizao.kernel.areas import NATION
from sizao.kernel.ids import pseudonym, uuid7
from sizao.measures.followup import rules
from sizao.measures.followup.models.plans import Plan
from sizao.measures.followup.types import PlanState
from sizao.measures.followup.types.invitations import (
    LONGEST_REQUEST,
    UNUSED_CODE_LASTS,
    InvitationFacts,
    ReviewFacts,
)


def handle() -> str:
    """A new public handle such as ``H-7K3M9QX2A``: it opens nothing."""
    return pseudonym("H")


class Invitation(models.Model):
    """Somebody under follow-up may report for themselves: one code, used once, and the phone that used it.

    Only digests of the code and of the phone's cookie are kept. ``handle`` is public: a picture code carries it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handle = models.CharField(max_length=20, unique=True, default=handle)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="invitations")
    code_digest = models.CharField(max_length=64, unique=True)
    session_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(null=True, blank=True)
    proved_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="followup_invitation_one", fields=["plan"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="followup_invitation_opened",
                condition=Q(session_digest__isnull=True) | Q(opened_at__isnull=False),
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        handle = "quasi"
        plan = "quasi"
        code_digest = "open"
        session_digest = "open"
        issued_at = "open"
        issued_by = "quasi"
        opened_at = "open"
        proved_at = "open"
        seen_at = "open"
        failures = "open"
        paused_until = "open"
        ended_at = "open"
        ended_by = "quasi"

    def __str__(self) -> str:
        return self.handle

    def facts(self, at: datetime) -> InvitationFacts:
        """The row as pages show it at a moment."""
        state = rules.state_of(
            plan=PlanState(self.plan.state), issued_at=self.issued_at, opened_at=self.opened_at,
            ended_at=self.ended_at, paused_until=self.paused_until, at=at,
        )  # fmt: skip
        return InvitationFacts(
            id=self.id, plan_id=self.plan_id, handle=self.handle, state=state, issued_at=self.issued_at,
            issued_by=self.issued_by, lasts_until=self.issued_at + UNUSED_CODE_LASTS, failures=self.failures,
            opened_at=self.opened_at, seen_at=self.seen_at, ended_at=self.ended_at, ended_by=self.ended_by,
        )  # fmt: skip


class Knock(models.Model):
    """A wrong try at the public door: from which address (as a digest) and when; kept for a quarter of an hour.

    ``area`` is the nation: only the door itself, which belongs to no area, sees them.
    """

    id = models.BigAutoField(primary_key=True)
    client = models.CharField(max_length=64)
    at = models.DateTimeField()
    area = models.BigIntegerField(default=NATION)

    class Meta:
        indexes = [models.Index(fields=["client", "at"], name="followup_knock_client")]

    class Sensitivity:
        id = "open"
        client = "quasi"
        at = "open"
        area = "open"

    def __str__(self) -> str:
        return f"knock at {self.at}"


class ReviewRequest(models.Model):
    """Somebody under follow-up asks that what was decided about them be looked at again, and what they were answered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="reviews")
    text = models.CharField(max_length=LONGEST_REQUEST)
    asked_at = models.DateTimeField()
    answer = models.CharField(max_length=LONGEST_REQUEST, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.CharField(max_length=150, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="followup_review_one_open", fields=["plan"], condition=Q(answered_at__isnull=True)
            ),
            models.CheckConstraint(
                name="followup_review_answer_signed",
                condition=Q(answered_at__isnull=True) | (~Q(answer="") & ~Q(answered_by="")),
            ),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        plan = "quasi"
        text = "identifying"
        asked_at = "open"
        answer = "identifying"
        answered_at = "open"
        answered_by = "quasi"

    def __str__(self) -> str:
        return f"asked at {self.asked_at}"

    def facts(self) -> ReviewFacts:
        """The row as pages show it."""
        return ReviewFacts(
            self.id, self.plan_id, self.text, self.asked_at, self.answer, self.answered_at, self.answered_by
        )
