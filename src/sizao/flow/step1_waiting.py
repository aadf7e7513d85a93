"""Step 1, while something waits: what signals, cohorts and the vault know to lie unattended, and what waits for whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from uuid import UUID

from sizao.ground.command.types import GroupKind, Unattended, UnattendedKind, left_lying
from sizao.ground.identity.queries import disclosures as vault
from sizao.ground.identity.rules import disclosing
from sizao.ground.identity.types import GlassState
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.cohorts import queries as cohorts
from sizao.oversight.board.types import Work, WorkItem, more_work
from sizao.oversight.merits import queries as merits
from sizao.oversight.merits.types import Who
from sizao.sense.signals import queries as signals
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right, Role
from sizao.trace.tracing import queries as tracing

TO_SETTLE = Words("待审批的激励和待答复的异议", "Merits to decide and objections to answer")
TO_SIGN = Words("待签发的追踪", "Traces to be signed")
OBJECTION = Words("对履职记录的异议", "Objection to a record")
MANY_TO_SIGN = Words("待签署的批量查看", "Many identities to be signed")
MANY_TO_OPEN = Words("已签署、待取用的名单", "Signed lists to be opened")
TO_REVIEW = Words("待复核的紧急查看", "Emergency looks to review")
PEOPLE = Words("{number}人", "{number} people")
SHOWN = 5
"""Lines shown; the list behind has them all."""


@left_lying
def signals_nobody_looked_into(at: datetime) -> Iterator[Unattended]:
    """Open signals past the time by which somebody had to take or check them."""
    _, late = signals.late(at)
    for each in late:
        owner = GroupKind.called(each.owner) if each.owner else GroupKind.MONITORING.words
        yield Unattended(
            UnattendedKind.SIGNAL_LATE, each.id, each.kind.words, owner, each.area, each.received_at, None,
            "signals:signal", each.number, each.incident_id, until=each.due_at,
        )  # fmt: skip


@left_lying
def cohorts_with_late_members(at: datetime) -> Iterator[Unattended]:
    """Each cohort of whose members somebody owes something past its day, since the first of those days."""
    held = {each.id: each for each in cohorts.cohorts()}
    tz = cohorts.local(at).tzinfo
    for cohort_id, (number, first) in cohorts.late_by_cohort(cohorts.today(at)).items():
        found = held.get(cohort_id)
        if found is None:
            continue
        due = datetime.combine(first + timedelta(days=1), time(), tz)
        people = "person" if number == 1 else "people"
        words = Words(f"{found.title.zh}:{number}人", f"{found.title.en}: {number} {people}")
        yield Unattended(
            UnattendedKind.COHORT_LATE, cohort_id, words, GroupKind.COMMUNITY.words, found.area, due, None,
            "cohorts:late", incident_id=found.incident_id, until=due,
        )  # fmt: skip


@more_work
def merits_to_settle(actor: Actor, at: datetime) -> Work | None:
    """Merits of chiefs to decide and their objections to answer, those that the actor may settle."""
    if not accounts.may(actor, Right.MERITS_DECIDE):
        return None
    proposed, objections = merits.waiting(Who(actor.name, actor.user_id))
    items = [_settled(each.chief_id, each.kind.words, each.number, each.at) for each in proposed]
    items += [_settled(each.chief_id, OBJECTION, "", each.at) for each in objections]
    return Work("merits", TO_SETTLE, len(items), "item", tuple(items[:SHOWN]), False, "merits:waiting", {})


@more_work
def traces_to_sign(actor: Actor, at: datetime) -> Work | None:
    """Traces that touch very many and wait for the signature of a headquarters."""
    if not accounts.may(actor, Right.COMMAND_APPROVE) or not accounts.may(actor, Right.TRACING_READ):
        return None
    found = tracing.to_sign(actor, at)
    items = [
        WorkItem(each.door.words, each.number, ("tracing:signature", (str(each.id),)), each.at)
        for each in found[:SHOWN]
    ]
    return Work("signatures", TO_SIGN, len(found), "item", tuple(items), False, "tracing:signatures", {})


@more_work
def many_identities_to_sign(actor: Actor, at: datetime) -> Work | None:
    """Requests to see many identities that wait for the actor as their second person."""
    if not accounts.may(actor, Right.IDENTITY_COUNTERSIGN):
        return None
    found = [each for each in vault.disclosures() if disclosing.may_sign(each, actor, has_right=True, as_of=at)]
    items = [
        WorkItem(PEOPLE.filled(number=each.persons), each.number, ("identity:to_sign", ()), each.at)
        for each in found[:SHOWN]
    ]
    return Work("disclosures", MANY_TO_SIGN, len(found), "item", tuple(items), False, "identity:to_sign", {})


@more_work
def lists_to_open(actor: Actor, at: datetime) -> Work | None:
    """What a second person signed for the actor and nobody has opened yet."""
    if not accounts.may(actor, Right.IDENTITY_REVEAL):
        return None
    found = [each for each in vault.own_disclosures(actor.user_id) if disclosing.may_open(each, actor, as_of=at)]
    items = [
        WorkItem(PEOPLE.filled(number=each.persons), each.number, ("identity:disclosures", ()), each.decided_at)
        for each in found[:SHOWN]
    ]
    return Work("signed", MANY_TO_OPEN, len(found), "item", tuple(items), False, "identity:disclosures", {})


@more_work
def emergency_looks_to_review(actor: Actor, at: datetime) -> Work | None:
    """Emergency looks by and at the actor's area that another person has to review; the alarm of each."""
    if not accounts.may(actor, Right.IDENTITY_REVIEW):
        return None
    found = vault.to_review(at, actor.user_id)
    late = GlassState.LATE
    items = [
        WorkItem(each.purpose.words, each.number, ("identity:emergencies", ()), each.at, is_late=state is late)
        for each, state in found[:SHOWN]
    ]
    return Work("glass", TO_REVIEW, len(found), "item", tuple(items), bool(found), "identity:emergencies", {})


@left_lying
def emergency_looks_nobody_reviewed(at: datetime) -> Iterator[Unattended]:
    """Emergency looks past the end of the next day, by which somebody had to review them."""
    for each, state in vault.to_review(at):
        if state is GlassState.LATE:
            yield Unattended(
                UnattendedKind.GLASS_LATE, each.id, each.purpose.words, Role.AUDITOR.words, each.breaker_area, each.at, None,
                "", each.number, until=each.review_due,
            )  # fmt: skip


def _settled(chief_id: UUID, words: Words, note: str, since: datetime) -> WorkItem:
    return WorkItem(words, note, ("merits:record", (str(chief_id),)), since)
