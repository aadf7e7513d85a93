"""Ask to see many identities, sign or decline that as the second person, open once what was signed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from sizao.ground.identity import events, queries
from sizao.ground.identity.errors import NumbersUnknown, PersonUnknown
from sizao.ground.identity.models import Disclosed, Disclosure, DisclosureStep
from sizao.ground.identity.queries import disclosures, tasks
from sizao.ground.identity.rules import disclosing
from sizao.ground.identity.rules.access import MOST_AT_ONCE
from sizao.ground.identity.types import DisclosureFacts, DisclosureState, LookAction, Purpose
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import Stale
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox

LONGEST_REASON = 400
NAMED = 5
"""Unknown numbers that a refusal names."""


def people_of(numbers: Iterable[str]) -> list[int]:
    """Whom public numbers mean.

    Raises:
        NumbersUnknown: when some are nobody's in scope, naming the first.
    """
    wanted = list(dict.fromkeys(each.strip().upper() for each in numbers))
    known = registry.persons_by_number(wanted)
    missing = [each for each in wanted if each not in known]
    if missing:
        raise NumbersUnknown(count=len(missing), numbers=", ".join(each[:14] for each in missing[:NAMED]))
    return [known[each].id for each in wanted]


def ask_disclosure(
    *, person_ids: Iterable[int], purpose: Purpose, reason: str, by: Actor, at: datetime, task_id: UUID | None = None
) -> UUID:
    """Ask to see the identities of more people than one may see alone; nobody is seen yet. Returns the request's id.

    The attempt is logged, refused or not.

    Raises:
        NotPermitted, PersonUnknown, NoSecondNeeded, TooManyForARequest, TaskNotYours, ReasonNeeded: see
            :func:`rules.disclosing.may_ask`.
    """
    wanted = sorted(set(person_ids))
    decision = disclosing.may_ask(
        number=len(wanted), has_right=accounts.may(by, Right.IDENTITY_REVEAL), has_organisation=bool(by.organisation),
        all_visible=len(queries.visible(wanted)) == len(wanted), task_given=task_id is not None,
        task_is_open_and_own=task_id is not None and tasks.holds(by, task_id), reason=reason,
    )  # fmt: skip
    _log(LookAction.ASK_DISCLOSURE, wanted, purpose, decision, reason, by, at)
    decision.or_raise()
    with transaction.atomic():
        row = Disclosure.objects.create(
            area=by.area, purpose=purpose, reason=reason.strip()[:LONGEST_REASON], task_id=task_id,
            persons=len(wanted), digest=disclosing.digest(wanted), at=at, by=by.name, by_user=by.user_id,
            organisation=by.organisation,
        )  # fmt: skip
        Disclosed.objects.bulk_create([Disclosed(request=row, person=each) for each in wanted], batch_size=2_000)
        fact = events.DisclosureAsked(request_id=row.id, number=row.number, persons=row.persons, area=row.area)
        outbox.emit(fact, by=by, at=at)
    return row.id


def sign_disclosure(*, request_id: UUID, by: Actor, at: datetime) -> None:
    """Sign a request as the second person; who asked may open the list once.

    Raises:
        DisclosureUnknown, NotPermitted, DisclosureOver, OtherSignerNeeded: see :func:`rules.disclosing.may_sign`.
        PersonUnknown: when the signer does not see everybody who was asked for.
    """
    found = disclosures.disclosure(request_id)
    wanted = disclosures.people(request_id)
    decision = may_sign(found, by, at)
    if decision and len(queries.visible(wanted)) < len(wanted):
        decision = Decision.no(PersonUnknown())
    _log(LookAction.DECIDE_DISCLOSURE, wanted, found.purpose, decision, found.reason, by, at)
    decision.or_raise()
    _step(found, DisclosureState.GRANTED, by, at)


def decline_disclosure(*, request_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """Leave a request unsigned, for a reason that who asked reads.

    Raises:
        DisclosureUnknown, NotPermitted, DisclosureOver, OtherSignerNeeded, DeclineReasonNeeded: see
            :func:`rules.disclosing.may_decline`.
    """
    found = disclosures.disclosure(request_id)
    decision = disclosing.may_decline(
        found, by, has_right=accounts.may(by, Right.IDENTITY_COUNTERSIGN), reason=reason, as_of=at
    )
    _log(LookAction.DECIDE_DISCLOSURE, disclosures.people(request_id), found.purpose, decision, reason, by, at)
    decision.or_raise()
    _step(found, DisclosureState.DECLINED, by, at, note=reason.strip()[:LONGEST_REASON])


def may_sign(found: DisclosureFacts, by: Actor, at: datetime) -> Decision:
    """Whether an actor may be the second person of a request."""
    return disclosing.may_sign(found, by, has_right=accounts.may(by, Right.IDENTITY_COUNTERSIGN), as_of=at)


def signed_for(person_ids: list[int], purpose: Purpose, by: Actor, at: datetime) -> DisclosureFacts | None:
    """The caller's request that opens these very people for this purpose; none where no second person is needed."""
    if by.user_id is None or len(person_ids) <= MOST_AT_ONCE:
        return None
    return disclosures.signed(disclosing.digest(person_ids), purpose, by.user_id, at)


def use(found: DisclosureFacts, *, by: Actor, at: datetime) -> str:
    """Use a signed request up; returns the reason for the log, with the request's number and who signed.

    Raises:
        Stale: when it was opened meanwhile.
    """
    disclosing.may_open(found, by, as_of=at).or_raise()
    _step(found, DisclosureState.USED, by, at)
    return f"{found.number}: {found.reason}"[:LONGEST_REASON]


def _step(found: DisclosureFacts, step: DisclosureState, by: Actor, at: datetime, *, note: str = "") -> None:
    """Write what became of a request, exactly once."""
    try:
        with transaction.atomic():
            DisclosureStep.objects.create(
                request_id=found.id, step=step, note=note, at=at, by=by.name, by_user=by.user_id,
                organisation=by.organisation,
            )  # fmt: skip
            fact = events.DisclosureMoved(request_id=found.id, number=found.number, state=step, area=found.area)
            outbox.emit(fact, by=by, at=at)
    except IntegrityError as clash:
        raise Stale from clash


def _log(
    action: LookAction, persons: list[int], purpose: Purpose, decision: Decision, reason: str, by: Actor, at: datetime
) -> None:  # fmt: skip
    audit.record(
        by=by, at=at, action=action.value, purpose=purpose.value, persons=persons,
        reason=reason.strip()[:LONGEST_REASON], allowed=bool(decision),
    )  # fmt: skip
