"""Reading what people report for themselves: invitations, sessions, tries at the door, requests for a review."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.crypto import salted_hmac

from sizao.measures.followup import rules
from sizao.measures.followup.models import Invitation, Knock, ReviewRequest
from sizao.measures.followup.types import OPEN_PLANS, PlanState
from sizao.measures.followup.types.invitations import InvitationFacts, ReviewFacts, Session
from sizao.spine.accounts import queries as accounts


def digest(value: str) -> str:
    """What is kept of a code, of a cookie and of an address: nobody can turn it back without the platform's own key."""
    return salted_hmac("followup.self_report", value, algorithm="sha256").hexdigest()


def invitation_of(plan_id: UUID, at: datetime) -> InvitationFacts | None:
    """The newest invitation of a plan; ``None`` when there never was one."""
    row = Invitation.objects.select_related("plan").filter(plan_id=plan_id).order_by("-issued_at", "-id").first()
    return row.facts(at) if row else None


def session_of(token: str, at: datetime) -> Session | None:
    """The session behind a cookie, while the plan is open and nobody has ended it."""
    if not token:
        return None
    rows = Invitation.objects.select_related("plan").filter(session_digest=digest(token), ended_at__isnull=True)
    row = rows.first()
    if row is None or PlanState(row.plan.state) not in OPEN_PLANS:
        return None
    return Session(row.id, row.plan_id, row.plan.person_id, row.plan.area, rules.is_proved(row.proved_at, at))


def wrong_tries(client: str, at: datetime) -> int:
    """How many wrong tries came from an address lately."""
    return accounts.wrong_tries(Knock, digest(client), at)


def reviews(plan_id: UUID) -> list[ReviewFacts]:
    """The requests for a review of a plan, newest first."""
    return [row.facts() for row in ReviewRequest.objects.filter(plan_id=plan_id).order_by("-asked_at", "-id")]
