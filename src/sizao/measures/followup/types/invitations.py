"""The words of reporting for oneself: an invitation with its one-time code, a session, and a request for a review."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sizao.kernel.sockets import Socket
from sizao.kernel.words import LabelledEnum, Words
from sizao.measures.followup.types import CheckOutcome, CheckSource, NewCheck
from sizao.spine.accounts.types import CodeFacts

PROOF_LASTS = timedelta(hours=24)
"""After that the second answer is asked for again on the same phone."""
LONGEST_REQUEST = 500


class InvitationState(LabelledEnum):
    """Where an invitation to report for oneself stands."""

    WAITING = "waiting", "待使用", "Not used yet"
    IN_USE = "in_use", "使用中", "In use"
    PAUSED = "paused", "多次答错,暂停使用", "Paused after wrong answers"
    ENDED = "ended", "已作废", "Ended"
    EXPIRED = "expired", "已过期", "Expired"


@dataclass(frozen=True, kw_only=True)
class InvitationFacts(CodeFacts):
    """One invitation of a plan."""

    plan_id: UUID
    state: InvitationState


@dataclass(frozen=True)
class OwnReport:
    """What somebody says of themselves; without a check of the calendar it is symptoms that they have now."""

    check_id: UUID | None
    outcome: CheckOutcome
    temperature: Decimal | None = None
    symptoms: tuple[str, ...] = ()
    source: CheckSource = CheckSource.SELF
    """How they said it: on their own phone's page, or to somebody who called."""

    @property
    def is_ill(self) -> bool:
        """Whether they say that they are ill, apart from what the thermometer shows."""
        return self.check_id is None or self.outcome is CheckOutcome.SYMPTOM or bool(self.symptoms)

    def for_check(self, check_id: UUID) -> NewCheck:
        """The report as the answer to a check."""
        outcome = CheckOutcome.SYMPTOM if self.is_ill else CheckOutcome.WELL
        return NewCheck(
            check_id=check_id, outcome=outcome, temperature=self.temperature, symptoms=self.symptoms,
            source=self.source,
        )  # fmt: skip


@dataclass(frozen=True)
class Invited:
    """A new invitation with its code, shown once."""

    id: UUID
    handle: str
    code: str
    lasts_until: datetime


@dataclass(frozen=True)
class Session:
    """A phone that was let in: whose plan it may see, and whether the second answer is fresh."""

    invitation_id: UUID
    plan_id: UUID
    person_id: int
    area: int
    is_proved: bool


@dataclass(frozen=True)
class ReviewFacts:
    """One request of a person for a review of what was decided about them, and what was answered."""

    id: UUID
    plan_id: UUID
    text: str
    asked_at: datetime
    answer: str
    answered_at: datetime | None
    answered_by: str


@dataclass(frozen=True)
class PublicNotice:
    """A public notice as the page of a contact shows it."""

    title: Words
    body: Words
    issued_at: datetime
    issued_by: str


notices_source: Socket[Callable[[UUID, datetime], list[PublicNotice]]] = Socket("which notices an incident has")
"""The flow says which notices are in force for an incident; the measures do not know who issues them."""
