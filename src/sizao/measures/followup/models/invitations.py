"""Reporting for oneself: invitations with their codes as digests, tries at the door, and requests for a review."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from sizao.kernel.ids import pseudonym, uuid7
from sizao.measures.followup import rules
from sizao.measures.followup.models.plans import Plan
from sizao.measures.followup.types import PlanState
from sizao.measures.followup.types.invitations import (
    LONGEST_REQUEST,
    InvitationFacts,
    ReviewFacts,
)
from sizao.spine.accounts.models import DoorKnock, OneTimeCode


def handle() -> str:
    """A new public handle such as ``H-7K3M9QX2A``: it opens nothing."""
    return pseudonym("H")


class Invitation(OneTimeCode):
    """Somebody under follow-up may report for themselves: one code, used once, and the phone that used it.

    Only digests of the code and of the phone's cookie are kept. ``handle`` is public: a picture code carries it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handle = models.CharField(max_length=20, unique=True, default=handle)
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="invitations")
    proved_at = models.DateTimeField(null=True, blank=True)

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

    class Sensitivity(OneTimeCode.Sensitivity):
        id = "open"
        handle = "quasi"
        plan = "quasi"
        proved_at = "open"

    def __str__(self) -> str:
        return self.handle

    def facts(self, at: datetime) -> InvitationFacts:
        """The row as pages show it at a moment."""
        state = rules.state_of(
            plan=PlanState(self.plan.state), issued_at=self.issued_at, opened_at=self.opened_at,
            ended_at=self.ended_at, paused_until=self.paused_until, at=at,
        )  # fmt: skip
        return InvitationFacts(plan_id=self.plan_id, state=state, **self.told())


class Knock(DoorKnock):
    """A wrong try at the door of people under follow-up."""


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
