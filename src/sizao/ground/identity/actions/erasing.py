"""Erase an identity: one person asks, another of another organisation types the phrase, and the key is gone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from sizao.ground.identity import queries
from sizao.ground.identity.actions.keys import erase
from sizao.ground.identity.models import Entry, Erasure, ErasureRequest, PersonKey, Record
from sizao.ground.identity.queries import erasures
from sizao.ground.identity.queries.holds import holds
from sizao.ground.identity.rules import erasing
from sizao.ground.identity.types import ErasureFacts, ErasureGround, ErasureOutcome
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import Stale
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit

LONGEST_REASON = 400


def request_erasure(*, person_id: int, ground: ErasureGround, reason: str, by: Actor, at: datetime) -> UUID:
    """Ask that a person's identity be erased; returns the request's id. The attempt is logged, refused or not.

    Raises:
        NotPermitted, PersonUnknown, NothingLeft, AlreadyAsked, StillNeeded, ErasureReasonNeeded: see
            :func:`rules.erasing.may_request`.
    """
    decision = erasing.may_request(
        has_right=accounts.may(by, Right.IDENTITY_ERASE), is_visible=bool(queries.visible([person_id])),
        has_key=PersonKey.objects.filter(person=person_id).exists(), is_asked=erasures.is_asked(person_id, at),
        holds=holds(person_id), reason=reason,
    )  # fmt: skip
    _log("identity.request_erasure", person_id, decision, reason, by, at)
    decision.or_raise()
    row = ErasureRequest.objects.create(
        person=person_id, ground=ground, reason=reason.strip()[:LONGEST_REASON], requested_at=at,
        requested_by=by.name, requester_id=by.user_id, organisation=by.organisation,
    )  # fmt: skip
    return row.id


def refuse_erasure(*, request_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Turn a request down; the identity stays.

    Raises:
        ErasureUnknown, NotPermitted, ErasureOver, SecondPersonNeeded: see :func:`rules.erasing.may_decide`.
    """
    asked = erasures.erasure(request_id)
    decision = may_decide(asked, by, at)
    _log("identity.decide_erasure", asked.person_id, decision, reason, by, at)
    decision.or_raise()
    _close(asked, ErasureOutcome.REFUSED, by, at, reason=reason.strip()[:LONGEST_REASON])


def carry_out_erasure(*, request_id: UUID, typed: str, by: Actor, at: datetime) -> ErasureFacts:
    """Erase what was asked for: the key, every index entry, the note of twins. The sealed versions are noise from now on.

    Raises:
        ErasureUnknown, NotPermitted, ErasureOver, SecondPersonNeeded: see :func:`rules.erasing.may_decide`.
        StillNeeded, PhraseDiffers: see :func:`rules.erasing.may_carry_out`.
    """
    asked = erasures.erasure(request_id)
    number = registry.persons([asked.person_id])[asked.person_id].number
    decision = may_decide(asked, by, at)
    if decision:
        decision = erasing.may_carry_out(holds=holds(asked.person_id), typed=typed, number=number)
    _log("identity.decide_erasure", asked.person_id, decision, asked.reason, by, at)
    decision.or_raise()
    with transaction.atomic():
        _destroy(asked, by, at)
    return erasures.erasure(request_id)


def may_decide(asked: ErasureFacts, by: Actor, at: datetime) -> Decision:
    """Whether an actor may be the second person of a request."""
    return erasing.may_decide(
        asked=asked, by=by, has_right=accounts.may(by, Right.IDENTITY_DESTROY),
        is_requester=by.user_id is not None and erasures.requester_of(asked.id) == by.user_id, at=at,
    )  # fmt: skip


def _destroy(asked: ErasureFacts, by: Actor, at: datetime) -> None:
    person = asked.person_id
    key = PersonKey.objects.select_for_update().filter(person=person).first()
    _close(
        asked, ErasureOutcome.ERASED, by, at, epoch=key.epoch if key else None,
        entries=Entry.objects.filter(person=person).count(), versions=Record.objects.filter(person=person).count(),
    )  # fmt: skip
    erase(person_ids=[person], by=by, at=at, reason=asked.reason)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sec.identity_forget(%s)", [person])


def _close(asked: ErasureFacts, outcome: ErasureOutcome, by: Actor, at: datetime, **more: object) -> None:
    """Write how a request ended, exactly once."""
    _row, is_new = Erasure.objects.get_or_create(
        request_id=asked.id,
        defaults={"person": asked.person_id, "outcome": outcome, "decided_at": at, "decided_by": by.name,
                  "organisation": by.organisation, **more},
    )  # fmt: skip
    if not is_new:
        raise Stale


def _log(action: str, person_id: int, decision: Decision, reason: str, by: Actor, at: datetime) -> None:
    audit.record(
        by=by, at=at, action=action, persons=[person_id], reason=reason.strip()[:LONGEST_REASON],
        allowed=bool(decision),
    )  # fmt: skip
