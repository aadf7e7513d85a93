"""The second signature: an officer asks headquarters with the count in hand, and somebody else there signs that very trace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.spine.outbox import actions as outbox
from sizao.trace.tracing import errors, events, queries, rules
from sizao.trace.tracing.actions.answering import Answered, answer_case, answer_cases, answer_place
from sizao.trace.tracing.actions.running import for_task, kept_signed, log, signs
from sizao.trace.tracing.models import SignatureRequest, SignatureStep, stored_counts
from sizao.trace.tracing.models.signatures import stored_terms
from sizao.trace.tracing.types import Door, LegalBasis, Purpose, SignatureFacts, SignatureState

Answer = Callable[[Mapping[str, Any], Purpose, datetime], Answered]


def _case(terms: Mapping[str, Any], purpose: Purpose, at: datetime) -> Answered:
    return answer_case(terms["case_id"], purpose, at, terms["same_zone"], terms["leave_out"], terms["admit"])


def _cases(terms: Mapping[str, Any], purpose: Purpose, at: datetime) -> Answered:
    return answer_cases(terms["case_ids"], purpose, at, terms["same_zone"], terms["leave_out"], terms["admit"])


def _place(terms: Mapping[str, Any], purpose: Purpose, at: datetime) -> Answered:
    return answer_place(
        terms["place_id"], terms["incident_id"], (terms["start"], terms["until"]), terms["zone"], terms["basis"], purpose,
        at, terms["same_zone"], terms["leave_out"], terms["admit"],
    )  # fmt: skip


ANSWERS: Mapping[Door, Answer] = {Door.CASE: _case, Door.CASES: _cases, Door.PLACE: _place}


@transaction.atomic
def ask_signature(
    *, door: Door, terms: Mapping[str, Any], purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime
) -> UUID:
    """Put a trace that touches many before headquarters, with its count; nobody is listed. Returns the request.

    Args:
        door: what is traced.
        terms: what the action of that door takes, but for purpose, legal basis, who and when.
        purpose: why.
        legal_basis: on what basis.
        by: who asks.
        at: when.

    Raises:
        NoSignatureNeeded: when it touches few.
        TaskNeeded, TaskNoGround: when it names no task that it could belong to.
        WindowNotDrawn, WindowNotOpen, NotACase, ContactsNotDetermined and the like: when it cannot be traced.
    """
    answered = ANSWERS[door](terms, purpose, at)
    rules.may_ask(answered.counts, rules.signing()).or_raise()
    log("tracing.count", answered, purpose, legal_basis, for_task(answered, purpose, terms.get("task_id"), by), at)
    about = answered.about
    row = SignatureRequest.objects.create(
        incident_id=about.incident_id, area=about.area if contains(by.area, about.area) else by.area, door=door,
        terms=stored_terms(terms), purpose=purpose, legal_basis=legal_basis, counts=stored_counts(answered.counts),
        touched=rules.touched(answered.counts), at=at, by=by.name, by_user=by.user_id,
    )  # fmt: skip
    fact = events.SignatureAsked(
        request_id=row.id, touched=row.touched, incident_id=row.incident_id, edition_id=about.edition_id, area=row.area
    )
    outbox.emit(fact, by=by, at=at)
    return row.id


@transaction.atomic
def sign(*, request_id: UUID, by: Actor, at: datetime) -> UUID:
    """Sign a trace that somebody else counted: it is run as it was asked, now. Returns the run.

    Raises:
        SignatureUnknown, SignatureDecided, HeadquartersSigns, OwnSignature, SignatureOver: see :func:`rules.may_sign`.
        SignatureOutgrown: when it would list many whom the count did not show.
    """
    found = _held(request_id, by, at)
    answered = ANSWERS[found.door](found.terms, found.purpose, at)
    rules.is_as_counted(found, answered.counts, rules.signing()).or_raise()
    signer = replace(by, task_id=found.terms.get("task_id"))
    run_id = kept_signed(answered, found.purpose, found.legal_basis, signer, at)
    _decide(found, SignatureState.SIGNED, by, at, run_id=run_id)
    return run_id


@transaction.atomic
def decline(*, request_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Leave a trace unsigned, for a reason that who asked reads.

    Raises:
        NotePlease: without a reason.
        SignatureUnknown, SignatureDecided, HeadquartersSigns, OwnSignature, SignatureOver: see :func:`rules.may_sign`.
    """
    found = _held(request_id, by, at)
    if not reason.strip():
        raise errors.NotePlease(reason="")
    _decide(found, SignatureState.DECLINED, by, at, note=reason.strip()[:500])


def _held(request_id: UUID, by: Actor, at: datetime) -> SignatureFacts:
    """The request, which nobody else decides on until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"tracing signature {request_id}"])
    found = queries.signature(request_id, at)
    rules.may_sign(found, by, is_headquarters=signs(by), as_of=at, terms=rules.signing()).or_raise()
    return found


def _decide(
    found: SignatureFacts, step: SignatureState, by: Actor, at: datetime, *, note: str = "", run_id: UUID | None = None
) -> None:
    SignatureStep.objects.create(
        request_id=found.id, step=step, note=note, run_id=run_id, at=at, by=by.name, by_user=by.user_id
    )
    fact = events.SignatureGiven(
        request_id=found.id, is_signed=step is SignatureState.SIGNED, incident_id=found.incident_id, area=found.area
    )
    outbox.emit(fact, by=by, at=at)
