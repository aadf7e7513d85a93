"""The door that reveals, and the search before it: scope, purpose, task or reason, and the log, or nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.identity import queries
from sizao.ground.identity.actions import allowance, disclosing
from sizao.ground.identity.errors import KeyErased, NothingToFind, PersonUnknown
from sizao.ground.identity.queries import disclosures, tasks
from sizao.ground.identity.rules import access
from sizao.ground.identity.rules.disclosing import may_open
from sizao.ground.identity.types import Identity, LookKind, MaskedIdentity, Purpose, Sealed
from sizao.kernel import phones
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit

SHOWN = ",".join(each.value for each in Sealed)


def reveal(
    *,
    person_ids: Iterable[int],
    purpose: Purpose,
    by: Actor,
    at: datetime,
    task_id: UUID | None = None,
    reason: str = "",
) -> dict[int, Identity]:
    """Open the identities of persons in scope, after writing who looks and why; all of them or none.

    More than one person may see at once are opened when a second person signed the caller's request for these very
    people and this purpose; the request is used up by it, and its reason stands in the log. A refusal is written to the log too; it stays if the caller lets its transaction stand.

    Raises:
        PersonUnknown: when one of them is not in scope, whether or not there is such a person.
        ReasonNeeded, TaskNotYours, TooManyAtOnce, NotPermitted: see :func:`rules.access.may_reveal`.
        AllowanceSpent: when the hour's allowance is used up.
        KeyErased: when a person's key was destroyed.
    """
    wanted = sorted(set(person_ids))
    actor = replace(by, task_id=task_id or by.task_id)
    signed = disclosing.signed_for(wanted, purpose, by, at)
    decision = _decision(wanted, by, task_id, reason, is_signed=signed is not None)
    if not decision:
        _log(wanted, purpose, actor, at, reason, allowed=False)
        decision.or_raise()
    with transaction.atomic():
        if signed is None:
            allowance.spend(LookKind.REVEAL, len(wanted), by=by, at=at)
        else:
            reason = disclosing.use(signed, by=by, at=at)
        _log(wanted, purpose, actor, at, reason, allowed=True)
        opened = queries.open_records(wanted)
        for person in wanted:
            if person not in opened:
                raise KeyErased(person=person)
        return opened


def open_disclosure(*, request_id: UUID, by: Actor, at: datetime) -> dict[int, Identity]:
    """Open a list that a second person signed, once; the log names the request.

    Raises:
        DisclosureUnknown: when there is no such request in scope.
        NotYourRequest, DisclosureOver: see :func:`rules.disclosing.may_open`.
        PersonUnknown, KeyErased: when somebody left the scope or was erased since; the request stays unused.
    """
    found = disclosures.disclosure(request_id)
    wanted = disclosures.people(request_id)
    decision = may_open(found, by, as_of=at)
    if not decision:
        _log(wanted, found.purpose, by, at, f"{found.number}: {found.reason}", allowed=False)
        decision.or_raise()
    return reveal(person_ids=wanted, purpose=found.purpose, by=by, at=at, task_id=found.task_id, reason=found.reason)


def reveal_parts(
    *, person_id: int, parts: frozenset[Sealed], purpose: Purpose, by: Actor, at: datetime, reason: str
) -> dict[Sealed, str]:
    """Open some parts of one person's identity for an agency whose task needs them; the log names the parts.

    Raises:
        PersonUnknown, NotPermitted, ReasonNeeded, AllowanceSpent, KeyErased: as :func:`reveal`.
    """
    if person_id not in queries.visible([person_id]):
        raise PersonUnknown
    access.may_reveal(
        by=by, number=1, has_right=accounts.may(by, Right.AGENCY_WORK), task_given=False, task_is_open_and_own=False,
        reason=reason,
    ).or_raise()  # fmt: skip
    named = [each for each in Sealed if each in parts]
    with transaction.atomic():
        allowance.spend(LookKind.REVEAL, 1, by=by, at=at)
        audit.record(
            by=by, at=at, action="identity.reveal", purpose=purpose.value, persons=[person_id],
            fields=",".join(each.value for each in named), reason=reason.strip()[:400],
        )  # fmt: skip
        opened = queries.open_records([person_id]).get(person_id)
        if opened is None:
            raise KeyErased(person=person_id)
        return {each: _part(opened, each) for each in named}


def _part(opened: Identity, part: Sealed) -> str:
    if part is Sealed.PARTICULARS:
        return opened.birth_date.isoformat() if opened.birth_date else ""
    return {
        Sealed.NAME: opened.name, Sealed.DOCUMENT: opened.document_number, Sealed.ADDRESS: opened.address,
        Sealed.PHONE: phones.printed(opened.phone) if opened.phone else "",
    }[part]  # fmt: skip


def _decision(
    wanted: list[int], by: Actor, task_id: UUID | None, reason: str, *, is_signed: bool
) -> Decision:  # fmt: skip
    if len(queries.visible(wanted)) < len(wanted):
        return Decision.no(PersonUnknown())
    return access.may_reveal(
        by=by, number=len(wanted), has_right=accounts.may(by, Right.IDENTITY_REVEAL), task_given=task_id is not None,
        task_is_open_and_own=task_id is not None and tasks.holds(by, task_id), reason=reason, is_signed=is_signed,
    )  # fmt: skip


def _log(persons: list[int], purpose: Purpose, by: Actor, at: datetime, reason: str, *, allowed: bool) -> None:
    audit.record(
        by=by, at=at, action="identity.reveal", purpose=purpose.value, persons=persons,
        fields=SHOWN if allowed else "", reason=reason.strip()[:400], allowed=allowed,
    )  # fmt: skip


@transaction.atomic
def search(*, text: str, purpose: Purpose, by: Actor, at: datetime) -> dict[int, MaskedIdentity]:
    """Find persons in scope by one text and show them masked; the log notes who was shown.

    Raises:
        NothingToFind: when the text is empty.
        AllowanceSpent: when the hour's allowance is used up.
    """
    if not text.strip():
        raise NothingToFind
    allowance.spend(LookKind.SEARCH, 1, by=by, at=at)
    found = queries.find_text(text)
    audit.record(
        by=by, at=at, action="identity.search", purpose=purpose.value, persons=found, fields="masked"
    )  # fmt: skip
    shown = queries.masked(found)
    return {person: shown.get(person, MaskedIdentity()) for person in found}
