"""Let people report for themselves: invite, end, the public door with its tries, and the session of a phone."""

from __future__ import annotations

import secrets
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.identity.queries import proof
from sizao.kernel import codes
from sizao.kernel.actors import Actor
from sizao.measures.followup import errors, queries, rules
from sizao.measures.followup.actions.belonging import taken
from sizao.measures.followup.models import Invitation, Knock
from sizao.measures.followup.types import PlanState
from sizao.measures.followup.types.invitations import InvitationState, Invited
from sizao.spine.accounts import actions as accounts
from sizao.spine.audit import actions as audit

OPENS = frozenset({InvitationState.WAITING})
"""A code lets in once; whoever was let in is known by the cookie from then on."""


@transaction.atomic
def invite(*, plan_id: UUID, by: Actor, at: datetime) -> Invited:
    """Give out a code for somebody under follow-up; an earlier one, and the phone it let in, are worthless from now on.

    Raises:
        PlanNotFound: when it is not in scope.
        PlanNotOpen, NothingToAnswer: see :func:`rules.may_invite`.
    """
    [plan] = taken([plan_id])
    rules.may_invite(PlanState(plan.state), proof.can_prove(plan.person_id)).or_raise()
    _end(plan_id, by, at)
    code = codes.new_code()
    row = Invitation.objects.create(plan=plan, code_digest=queries.digest(code), issued_at=at, issued_by=by.name)
    audit.record(
        by=by, at=at, action="followup.invite", purpose="isolation_care", persons=[plan.person_id],
        fields="self-report code", area=plan.area,
    )  # fmt: skip
    return Invited(row.id, row.handle, codes.spoken(code), at + codes.UNUSED_CODE_LASTS)


@transaction.atomic
def end_invitation(*, plan_id: UUID, by: Actor, at: datetime) -> bool:
    """Make the code of a plan, and the phone it let in, worthless at once; whether there was one.

    Raises:
        PlanNotFound: when the plan is not in scope.
    """
    taken([plan_id])
    return _end(plan_id, by, at)


def _end(plan_id: UUID, by: Actor, at: datetime) -> bool:
    rows = Invitation.objects.filter(plan_id=plan_id, ended_at__isnull=True)
    return bool(rows.update(ended_at=at, ended_by=by.name))


@transaction.atomic
def enter(*, code: str, answer: str, handle: str, client: str, by: Actor, at: datetime) -> str | None:
    """The public door: a right code with a right answer beside it lets a phone in once; returns its cookie.

    ``None`` means that it stays shut, for whatever reason: a code that was never given out, one that is used, ended,
    paused or of a plan that is over, or a wrong answer all look the same, and cost the same two look-ups. Wrong tries are
    kept, so the caller must let its transaction stand.

    Raises:
        TooManyTries: when the address tried too often, whatever it typed.
    """
    if queries.wrong_tries(client, at) >= codes.CLIENT_TRIES:
        raise errors.TooManyTries(reason="")
    rows = Invitation.objects.select_for_update(of=("self",)).select_related("plan")
    row = rows.filter(code_digest=queries.digest(codes.normal_code(code))).first()
    knows = proof.proves(row.plan.person_id if row else 0, answer)
    fits = row is not None and (not handle or row.handle == handle)
    if row is None or not fits or not knows or row.facts(at).state not in OPENS:
        _note_wrong(row, client, by, at)
        return None
    return _let_in(row, by, at)


def _let_in(row: Invitation, by: Actor, at: datetime) -> str:
    token = secrets.token_urlsafe(32)
    row.proved_at = at
    row.let_in(queries.digest(token), at)
    _log("followup.self_entered", row, by, at)
    return token


def _log(action: str, row: Invitation, by: Actor, at: datetime, *, allowed: bool = True) -> None:
    audit.record(
        by=by, at=at, action=action, purpose="isolation_care", persons=[row.plan.person_id], fields="own plan",
        allowed=allowed, area=row.plan.area,
    )  # fmt: skip


def _note_wrong(row: Invitation | None, client: str, by: Actor, at: datetime) -> None:
    """Count a wrong try against the address, and against the code when there is one."""
    accounts.note_wrong_try(knocks=Knock, client=queries.digest(client), at=at)
    if row is None or row.ended_at is not None:
        return
    row.count_wrong(by, at)
    _log("followup.self_refused", row, by, at, allowed=False)


@transaction.atomic
def prove_again(*, invitation_id: UUID, answer: str, client: str, by: Actor, at: datetime) -> bool:
    """The second answer once more, on the phone that was let in; whether it was right.

    Raises:
        TooManyTries: when the address tried too often.
    """
    if queries.wrong_tries(client, at) >= codes.CLIENT_TRIES:
        raise errors.TooManyTries(reason="")
    row = Invitation.objects.select_for_update(of=("self",)).select_related("plan").get(pk=invitation_id)
    is_open = row.facts(at).state is InvitationState.IN_USE
    if not proof.proves(row.plan.person_id, answer) or not is_open:
        _note_wrong(row, client, by, at)
        return False
    row.proved_at, row.seen_at, row.failures = at, at, 0
    row.save()
    return True


@transaction.atomic
def leave(*, invitation_id: UUID) -> None:
    """Put the phone down: the second answer is asked for before it shows anything again."""
    Invitation.objects.filter(pk=invitation_id).update(proved_at=None)


@transaction.atomic
def note_seen(*, invitation_id: UUID, by: Actor, at: datetime) -> None:
    """Note that somebody looked at their own page."""
    row = Invitation.objects.select_related("plan").get(pk=invitation_id)
    Invitation.objects.filter(pk=invitation_id).update(seen_at=at)
    _log("followup.self_read", row, by, at)
