"""Reading decisions on contacts: one, one's own latest, whom they reached, and whether they may be undone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import Max, OuterRef, Subquery

from sizao.kernel.decisions import Decision
from sizao.kernel.sockets import Sockets
from sizao.kernel.words import Words
from sizao.trace.cases import errors, rules
from sizao.trace.cases.models import Contact, ContactDecision, ContactStatus
from sizao.trace.cases.queries.contacts import WAITS_NOT
from sizao.trace.cases.types import ContactDecisionFacts, ContactFacts, ContactState

AskAftermath = Callable[[Sequence[UUID], datetime], tuple[Words, int]]
learn_aftermath_from: Sockets[AskAftermath] = Sockets()
"""Functions that say what was done to contacts since a moment, and to how many; used as a decorator by the flow."""


def decision(decision_id: UUID) -> ContactDecisionFacts:
    """One decision.

    Raises:
        DecisionNotFound: when there is none in scope.
    """
    row = ContactDecision.objects.select_related("undone").filter(pk=decision_id).first()
    if row is None:
        raise errors.DecisionNotFound
    return row.facts()


def own_decisions(user_id: int | None, at: datetime, limit: int = 3) -> list[ContactDecisionFacts]:
    """What an officer decided a moment ago and has not taken back, the latest first."""
    mine = ContactDecision.objects.filter(by_user=user_id, undoes__isnull=True, undone__isnull=True)
    found = mine.filter(at__gt=at - rules.UNDO_WITHIN, at__lte=at).select_related("undone").order_by("-at")
    return [row.facts() for row in found[:limit]] if user_id is not None else []


def decided_contacts(decision_id: UUID) -> list[ContactFacts]:
    """Whom a decision reached, as they stand now."""
    reached = ContactStatus.objects.filter(decision=decision_id)
    return [row.facts() for row in Contact.objects.filter(pk__in=reached.values("contact")).order_by("id")]


def states_before(decision_id: UUID) -> dict[UUID, ContactState]:
    """Where each contact stood before a decision."""
    earlier = ContactStatus.objects.filter(contact=OuterRef("contact"), pk__lt=OuterRef("pk")).order_by("-pk")
    rows = ContactStatus.objects.filter(decision=decision_id).annotate(before=Subquery(earlier.values("state")[:1]))
    return {contact: ContactState(state) for contact, state in rows.values_list("contact_id", "before")}


def may_undo(decision_id: UUID, at: datetime) -> Decision:
    """Whether a decision may be undone now; asks the rooms above what was done because of it."""
    found = decision(decision_id)
    entered = dict(ContactStatus.objects.filter(decision=decision_id).order_by("pk").values_list("contact_id", "pk"))
    ids = list(entered)
    newest = ContactStatus.objects.filter(contact__in=ids).values("contact_id").annotate(last=Max("pk"))
    again = (
        Words("管理中的人员据此重新判定", "people under management were judged again by it"),
        _judged_again(decision_id),
    )
    return rules.may_undo(
        found, decided_since=sum(each["last"] > entered[each["contact_id"]] for each in newest),
        consequences=[again, *(ask(ids, found.at) for ask in learn_aftermath_from)], as_of=at,
    )  # fmt: skip


def _judged_again(decision_id: UUID) -> int:
    """Of how many contacts a decision settled what had been proposed again while they were under management.

    To note that somebody is not found, or was handed over, settles nothing: what waits goes on waiting.
    """
    earlier = ContactStatus.objects.filter(contact=OuterRef("contact"), pk__lt=OuterRef("pk")).order_by("-pk")
    settled = earlier.filter(WAITS_NOT)
    rows = ContactStatus.objects.filter(decision=decision_id).exclude(state__in=rules.ASIDE)
    two = rows.annotate(last=Subquery(earlier.values("state")[:1]), first=Subquery(settled.values("state")[:1]))
    return two.filter(last=ContactState.PROPOSED, first=ContactState.APPROVED).count()
