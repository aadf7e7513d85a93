"""One person with two records: what would be kept and what set aside for it, and joining them."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.pages.showing import now_of
from sizao.trace.cases.types import CaseFacts, ContactFacts, Doubled


def twice(record: CaseFacts | ContactFacts) -> Doubled | None:
    """What the person of a record has twice in its incident."""
    return next((each for each in queries.doubled(record.person_id) if each.incident_id == record.incident_id), None)


@needs(Right.CASES_CLASSIFY)
@require_POST
def join_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Join the records of a case's person."""
    return _joined(request, queries.case(case_id))


@needs(Right.CONTACTS_APPROVE)
@require_POST
def join_contact(request: HttpRequest, contact_id: UUID) -> HttpResponse:
    """Join the contacts of one person; when one of the records is a case, who classifies cases does it."""
    contact = queries.contact(contact_id)
    found = twice(contact)
    if found is not None and found.is_of_a_case:
        raise errors.JoinedAtTheCase(number=found.kept.number)
    return _joined(request, contact)


def _joined(request: HttpRequest, record: CaseFacts | ContactFacts) -> HttpResponse:
    found = actions.join_records(
        incident_id=record.incident_id, person_id=record.person_id, by=request.actor, at=now_of(request)  # type: ignore[attr-defined]
    )  # fmt: skip
    messages.success(request, gettext("Joined: the person counts once. It lasts as long as the numbers are merged."))
    return redirect("cases:case" if found.is_of_a_case else "cases:contact", found.kept.id)
