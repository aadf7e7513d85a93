"""Who may be invited to report for themselves, and when a door stays shut."""

from __future__ import annotations

from datetime import datetime

from sizao.kernel.codes import UNUSED_CODE_LASTS
from sizao.kernel.decisions import Decision
from sizao.measures.followup import errors
from sizao.measures.followup.types import OPEN_PLANS, CheckFacts, CheckOutcome, PlanState
from sizao.measures.followup.types.invitations import PROOF_LASTS, InvitationState, OwnReport


def may_invite(state: PlanState, has_proof: bool) -> Decision:
    """Only somebody under follow-up, of whom something is known that they can answer beside the code."""
    if state not in OPEN_PLANS:
        return Decision.no(errors.PlanNotOpen(state=state.words))
    return Decision.yes() if has_proof else Decision.no(errors.NothingToAnswer())


def state_of(
    *, plan: PlanState, issued_at: datetime, opened_at: datetime | None, ended_at: datetime | None,
    paused_until: datetime | None, at: datetime,
) -> InvitationState:  # fmt: skip
    """Where an invitation stands: it ends with the plan, and unused after three days."""
    if ended_at is not None:
        return InvitationState.ENDED
    if plan not in OPEN_PLANS or (opened_at is None and at >= issued_at + UNUSED_CODE_LASTS):
        return InvitationState.EXPIRED
    if paused_until is not None and at < paused_until:
        return InvitationState.PAUSED
    return InvitationState.IN_USE if opened_at is not None else InvitationState.WAITING


def is_proved(proved_at: datetime | None, at: datetime) -> bool:
    """Whether the second answer was given lately enough."""
    return proved_at is not None and at < proved_at + PROOF_LASTS


def is_same_report(done: CheckFacts, told: OwnReport) -> bool:
    """Whether a report is the one that was received already: a phone on a bad network sends it twice."""
    return (
        done.source is told.source
        and done.temperature == told.temperature
        and set(done.symptoms) == set(told.symptoms)
        and (done.outcome is CheckOutcome.SYMPTOM or not told.is_ill)
    )
