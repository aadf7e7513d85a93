"""Operations on a person who stands twice in an incident since two numbers were merged."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest

from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.trace.cases import actions, errors, queries
from sizao.trace.cases.api.cases import router
from sizao.trace.cases.schemas.joining import JoinedOut
from sizao.trace.cases.types import CaseFacts, ContactFacts


@router.post("/cases/{case_id}/joining", response=JoinedOut)
@needs(Right.CASES_CLASSIFY)
def join_case(request: HttpRequest, case_id: UUID) -> JoinedOut:
    """Join the records of a case's person in its incident: one is kept, the others are set aside for it."""
    return _joined(request, queries.case(case_id))


@router.post("/contacts/{contact_id}/joining", response=JoinedOut)
@needs(Right.CONTACTS_APPROVE)
def join_contact(request: HttpRequest, contact_id: UUID) -> JoinedOut:
    """Join the contacts of one person in an incident; where one of the records is a case, it is done at the case."""
    contact = queries.contact(contact_id)
    for each in queries.doubled(contact.person_id):
        if each.incident_id == contact.incident_id and each.is_of_a_case:
            raise errors.JoinedAtTheCase(number=each.kept.number)
    return _joined(request, contact)


def _joined(request: HttpRequest, record: CaseFacts | ContactFacts) -> JoinedOut:
    found = actions.join_records(
        incident_id=record.incident_id, person_id=record.person_id, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return JoinedOut.of(found)
