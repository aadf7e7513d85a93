"""Submit, return, approve and take up again: the second person is never the first."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.kernel.actors import Actor
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as cases
from sizao.trace.investigation import events, queries, rules
from sizao.trace.investigation.actions.placing import belonging
from sizao.trace.investigation.actions.typing import keep, release
from sizao.trace.investigation.models import Investigation, Step
from sizao.trace.investigation.types import State, VersionKind


@transaction.atomic
def submit(*, investigation_id: UUID, by: Actor, at: datetime, reason: str = "") -> int:
    """Submit the form for review and let go of it; returns the version.

    Raises:
        NotWhole: naming what is open.
        NotHeld, HeldByAnother, NotEditable: when it is not the actor's.
    """
    row = queries.for_update(investigation_id)
    found = row.facts()
    rules.may_submit(found, queries.reading(found, at), by).or_raise()
    version = keep(row, VersionKind.SUBMITTED, by, at, reason)
    row.submitted_by, row.submitted_by_id = by.name, by.user_id
    row.save(update_fields=["submitted_by", "submitted_by_id"])
    release(row, by, at)
    _step(row, State.SUBMITTED, by, at, reason)
    fact = events.InvestigationSubmitted(
        **belonging(found, by), investigation_id=row.id, case_id=found.case_id, version=version
    )
    outbox.emit(fact, by=by, at=at)
    return version


@transaction.atomic
def send_back(*, investigation_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Return a submitted form with what is missing; the case as it stands now is what the next approval rests on.

    Raises:
        OwnSubmission, NotSubmitted, ReasonMissing: when the actor may not.
    """
    row = queries.for_update(investigation_id)
    found = row.facts()
    rules.may_return(found, by, reason).or_raise()
    row.case_revision = cases.case(found.case_id).revision
    row.save(update_fields=["case_revision"])
    _step(row, State.RETURNED, by, at, reason)
    fact = events.InvestigationReturned(
        **belonging(found, by), investigation_id=row.id, case_id=found.case_id, version=row.version
    )
    outbox.emit(fact, by=by, at=at)


@transaction.atomic
def approve(*, investigation_id: UUID, by: Actor, at: datetime, reason: str = "") -> None:
    """Approve a submitted form; the flow takes its facts into the case.

    Raises:
        OwnSubmission, NotSubmitted: when the actor may not.
        CaseMovedOn: when somebody saved the case since the interview began.
    """
    row = queries.for_update(investigation_id)
    found = row.facts()
    rules.may_approve(found, cases.case(found.case_id).revision, by).or_raise()
    _step(row, State.APPROVED, by, at, reason)
    fact = events.InvestigationApproved(
        **belonging(found, by), investigation_id=row.id, case_id=found.case_id, version=row.version
    )
    outbox.emit(fact, by=by, at=at)


@transaction.atomic
def reopen(*, investigation_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Take an approved investigation up again: something new was learnt. The form is free to be held.

    Raises:
        NotEditable, ReasonMissing: when it is not approved, or nobody says why.
    """
    row = queries.for_update(investigation_id)
    found = row.facts()
    rules.may_reopen(found, reason).or_raise()
    row.case_revision = cases.case(found.case_id).revision
    row.save(update_fields=["case_revision"])
    _step(row, State.RETURNED, by, at, reason)


def _step(row: Investigation, state: State, by: Actor, at: datetime, reason: str) -> None:
    row.state = state
    row.save(update_fields=["state"])
    Step.objects.create(
        investigation=row, state=state, version=row.version, at=at, by=by.name, by_user=by.user_id,
        reason=reason.strip(),
    )  # fmt: skip
