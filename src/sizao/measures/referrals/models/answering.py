"""Answering a letter without an account: links with their codes as digests, tries at the door, and what was said."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q

from sizao.kernel.ids import pseudonym, uuid7
from sizao.kernel.words import Words
from sizao.measures.referrals.models.letters import ArrivedList, Letter
from sizao.measures.referrals.rules import answering as rules
from sizao.measures.referrals.types import Outcome
from sizao.measures.referrals.types.answering import (
    LONGEST_ANSWER,
    LinkFacts,
    ListPreview,
    SaidFacts,
    SaidState,
)
from sizao.spine.accounts.models import DoorKnock, OneTimeCode


def handle() -> str:
    """A new public handle such as ``A-7K3M9QX2A``: it opens nothing."""
    return pseudonym("A")


class AnswerLink(OneTimeCode):
    """Who received a letter may answer it without an account: one code, used once, and the device that used it.

    Only digests of the code and of the device's cookie are kept. ``handle`` is public: the address carries it.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    handle = models.CharField(max_length=20, unique=True, default=handle)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="links")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="referrals_link_one", fields=["letter"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(
                name="referrals_link_opened", condition=Q(session_digest__isnull=True) | Q(opened_at__isnull=False)
            ),
            models.CheckConstraint(
                name="referrals_link_end_signed", condition=Q(ended_at__isnull=True) | ~Q(ended_by="")
            ),
        ]  # fmt: skip

    class Sensitivity(OneTimeCode.Sensitivity):
        id = "open"
        handle = "open"
        letter = "open"

    def __str__(self) -> str:
        return self.handle

    def facts(self, at: datetime) -> LinkFacts:
        """The row as pages show it at a moment."""
        state = rules.state_of(
            issued_at=self.issued_at, opened_at=self.opened_at, ended_at=self.ended_at,
            paused_until=self.paused_until, at=at,
        )  # fmt: skip
        return LinkFacts(letter_id=self.letter_id, state=state, **self.told())


class AnswerKnock(DoorKnock):
    """A wrong try at the door of letters."""


class Said(models.Model):
    """What the party that received a letter said through its link; its list lies sealed on the disk until it is entered."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    letter = models.ForeignKey(Letter, on_delete=models.PROTECT, related_name="said")
    link = models.ForeignKey(AnswerLink, on_delete=models.PROTECT, related_name="said")
    at = models.DateTimeField()
    received_by = models.CharField(max_length=150)
    text = models.CharField(max_length=LONGEST_ANSWER, blank=True)
    lines = models.JSONField(default=list)
    """Results by line of the letter: line number and outcome, nobody by name."""
    filename = models.CharField(max_length=120, blank=True)
    counts = models.JSONField(default=list)
    """Of the list: people, and how many of them with a document, a phone, an address."""
    rejected = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=SaidState.choices(), default=SaidState.WAITING.value)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    arrived = models.ForeignKey(ArrivedList, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="referrals_said_once", fields=["link", "fingerprint"]),
            models.CheckConstraint(
                name="referrals_said_state", condition=Q(state__in=[each.value for each in SaidState])
            ),
            models.CheckConstraint(
                name="referrals_said_decided",
                condition=(Q(state="waiting") & Q(decided_at__isnull=True))
                | (~Q(state="waiting") & Q(decided_at__isnull=False) & ~Q(decided_by="")),
            ),
            models.CheckConstraint(name="referrals_aside_has_reason", condition=~Q(state="set_aside") | ~Q(reason="")),
        ]  # fmt: skip

    class Sensitivity:
        id = "open"
        letter = "open"
        link = "open"
        at = "open"
        received_by = "quasi"
        text = "identifying"
        lines = "open"
        filename = "quasi"
        counts = "open"
        rejected = "open"
        fingerprint = "open"
        state = "open"
        decided_at = "open"
        decided_by = "quasi"
        reason = "quasi"
        arrived = "open"

    def __str__(self) -> str:
        return f"said at {self.at}"

    def facts(self) -> SaidFacts:
        """The row as pages show it."""
        return SaidFacts(
            id=self.id, letter_id=self.letter_id, at=self.at, received_by=self.received_by, text=self.text,
            lines=tuple((line, Outcome(outcome)) for line, outcome in self.lines), preview=self._preview(),
            state=SaidState(self.state), decided_at=self.decided_at, decided_by=self.decided_by, reason=self.reason,
            list_id=self.arrived_id,
        )  # fmt: skip

    def _preview(self) -> ListPreview | None:
        if not self.counts:
            return None
        unread = tuple((line, Words(zh, en)) for line, zh, en in self.rejected)
        people, documents, phones, addresses = self.counts
        return ListPreview(self.filename, people, documents, phones, addresses, unread)
