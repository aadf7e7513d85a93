"""Put contacts on the call list, share it among callers, record tries, and hand over what the ladder could not reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sizao.ground.identity import queries as identity
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.calls import events, queries, rules
from sizao.measures.calls.errors import CallUnknown, NobodyCalls, TeamUnknown
from sizao.measures.calls.models import Call, Caller, CallStep, Team
from sizao.measures.calls.types import (
    NUMBER_DOORS,
    OPEN_CALLS,
    REACHED,
    UNANSWERED,
    CallFacts,
    CallOutcome,
    CallPurpose,
    CallState,
    CallStepKind,
    Night,
    NightGround,
    Wanted,
)
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactFacts

NO_ANSWERS: Mapping[str, str] = MappingProxyType({})
NOWHERE = Words("", "")


@transaction.atomic
def enter_caller(
    *, user_id: int, name: str, languages: Sequence[str], by: Actor, at: datetime, area: int | None = None,
    is_present: bool = True, team_id: UUID | None = None,
) -> None:  # fmt: skip
    """Enter somebody who calls, or change their languages, team and presence.

    Raises:
        TeamUnknown: when there is no such team in scope.
    """
    if team_id is not None and not Team.objects.filter(pk=team_id).exists():
        raise TeamUnknown
    given = {"team_id": team_id, "name": name, "languages": sorted(set(languages) or {"zh"}), "is_present": is_present}
    Caller.objects.update_or_create(user_number=user_id, area=by.area if area is None else area, defaults=given)


@transaction.atomic
def make_team(*, name: str, area: int, by: Actor, at: datetime) -> UUID:
    """Form a team of callers for an area; one of the same name there is kept."""
    row, _ = Team.objects.get_or_create(name=name.strip(), area=area, defaults={"made_at": at, "made_by": by.name})
    return row.id


@transaction.atomic
def plan(
    *, incident_id: UUID, purpose: CallPurpose, by: Actor, at: datetime, contact_ids: Sequence[UUID] | None = None
) -> int:
    """Put every contact under management of an incident on the list who is not on it, and share the calls; returns how many.

    Who waits for a stricter class or a later day is called as before. ``contact_ids`` narrows it to some of them.

    Raises:
        NobodyCalls: when no caller is present.
    """
    contacts = cases.held_contacts(incident_id)
    picked = None if contact_ids is None else set(contact_ids)
    wanted = [each for each in contacts if picked is None or each.id in picked]
    new = _once(wanted, queries.with_call(incident_id, purpose))
    version = queries.ladder().version
    rows = [
        Call(
            incident_id=incident_id, person_id=each.person_id, contact_id=each.id, purpose=purpose.value,
            area=each.area, version=version, made_at=at, next_at=at,
        )
        for each in new
    ]  # fmt: skip
    _spare_the_night(rows)
    Call.objects.bulk_create(rows)
    CallStep.objects.bulk_create(CallStep(call=row, kind=CallStepKind.MADE.value, at=at, by=by.name) for row in rows)
    share(by=by, at=at)
    if rows:
        outbox.emit(
            events.CallsPlanned(purpose=purpose, number=len(rows), incident_id=incident_id, area=by.area), by=by, at=at
        )
    return len(rows)


def _spare_the_night(rows: Sequence[Call]) -> None:
    """First tries that would fall into quiet hours wait for their end, except those that cannot."""
    asked = [row.facts() for row in rows]
    nights = queries.nights(asked)
    for row, found in zip(rows, asked, strict=True):
        row.next_at = rules.held_until(nights[row.id], found, row.next_at) or row.next_at


def _once(contacts: Sequence[ContactFacts], known: set[int]) -> list[ContactFacts]:
    """Those who have no call yet, under whichever of their numbers; a person with two merged numbers is called once."""
    one = identity.surviving({*known, *(each.person_id for each in contacts)})
    called, found = {one[each] for each in known}, []
    for each in contacts:
        if one[each.person_id] not in called:
            called.add(one[each.person_id])
            found.append(each)
    return found


@transaction.atomic
def share(*, by: Actor, at: datetime) -> int:
    """Give calls that nobody has, or whose caller has left, to those present; returns how many.

    A caller whom this actor cannot see, of the city say, keeps what they have in hand.

    Raises:
        NobodyCalls: when no caller is present.
    """
    callers = {each.user_id: each for each in queries.callers()}
    present = [user for user, each in callers.items() if each.is_present]
    if not present:
        raise NobodyCalls
    waiting = Call.objects.select_for_update().filter(state__in=[each.value for each in OPEN_CALLS])
    left = [user for user, each in callers.items() if not each.is_present]
    rows = {row.id: row for row in waiting.filter(caller_user__in=left).order_by("next_at", "id")}
    rows |= {row.id: row for row in waiting.filter(caller_user__isnull=True).order_by("next_at", "id")}
    before = queries.last_callers([row.person_id for row in rows.values()])
    wanted = [Wanted(row.id, row.language, before.get(row.person_id), row.area) for row in rows.values()]
    shared = rules.share(wanted, list(callers.values()))
    for call_id, user in shared.items():
        rows[call_id].caller_user, rows[call_id].caller = user, callers[user].name
    Call.objects.bulk_update([rows[each] for each in shared], ["caller_user", "caller"])
    CallStep.objects.bulk_create(
        CallStep(call=rows[each], kind=CallStepKind.ASSIGNED.value, note=callers[user].name, at=at, by=by.name)
        for each, user in shared.items()
    )
    return len(shared)


def _locked(call_id: UUID) -> Call:
    row = Call.objects.select_for_update().filter(pk=call_id).first()
    if row is None:
        raise CallUnknown
    return row


@transaction.atomic
def open_number(*, call_id: UUID, by: Actor, at: datetime, reason: str = "") -> str:
    """The number to dial, opened for the one who has the call in hand and written to the log.

    ``reason`` says why it cannot wait, within quiet hours.

    Raises:
        CallClosed, NotYourCall: see :func:`rules.may_call`.
        InQuietHours: see :func:`rules.may_disturb`.
    """
    row = _locked(call_id)
    rules.may_call(row.facts(), by.user_id).or_raise()
    why = _night_kept(queries.nights([row.facts()])[row.id], row.facts(), at, reason)
    number = NUMBER_DOORS[0](row.person_id, f"外呼 / call {row.id}", by, at)
    CallStep.objects.create(call=row, kind=CallStepKind.OPENED.value, at=at, by=by.name, **why)
    return number


def _night_kept(
    night: Night, found: CallFacts, at: datetime, reason: str, began: datetime | None = None
) -> dict[str, str]:
    """Why somebody is called within quiet hours, as it is kept with the step; nothing by day.

    Raises:
        InQuietHours: see :func:`rules.may_disturb`.
    """
    allowed = rules.may_disturb(night, found, at, reason, began).or_raise()
    ground = allowed.facts["ground"]
    if not isinstance(ground, NightGround):
        return {}
    return {"ground": ground.value, "reason": reason.strip()[:200] if ground is NightGround.WRITTEN else ""}


@transaction.atomic
def record(
    *, call_id: UUID, outcome: CallOutcome, by: Actor, at: datetime, note: str = "", again_at: datetime | None = None,
    language: str = "", answers: Mapping[str, str] = NO_ANSWERS, reason: str = "",
) -> CallFacts:  # fmt: skip
    """Record a try with what was answered: reached, to be tried again on the ladder, or handed over.

    ``reason`` says why it could not wait, within quiet hours; it is kept with the try.

    Raises:
        InQuietHours: see :func:`rules.may_disturb`.
        CallClosed, NotYourCall, TooEarly, WhenNeeded: see :func:`rules.may_record`.
        AnswerUnknown, AnswerContradicts: see :func:`rules.may_answer`.
    """
    row = _locked(call_id)
    night = queries.nights([row.facts()])[row.id]
    rules.may_call(row.facts(), by.user_id).or_raise()
    why = _night_kept(night, row.facts(), at, reason, queries.began_at(row.id, by.name))
    rules.may_record(row.facts(), by.user_id, outcome, at, again_at, night).or_raise()
    if answers:
        lines = queries.script(row.facts(), at, area=NOWHERE, name="").lines
        rules.may_answer(lines, answers, outcome).or_raise()
    row.attempts += rules.costs_a_step(outcome)
    row.outcome = outcome.value
    CallStep.objects.create(
        call=row, kind=CallStepKind.TRIED.value, outcome=outcome.value, note=note.strip()[:300], at=at, by=by.name,
        answers=dict(answers), **why,
    )  # fmt: skip
    following = rules.next_try(queries.ladder(), row.attempts, outcome, at, again_at)
    if following is not None:
        _again(row, outcome, rules.spared(night, row.facts(), outcome, following), language)
    else:
        _close(row, outcome, by, at)
    row.save()
    return row.facts()


def _again(row: Call, outcome: CallOutcome, following: datetime, language: str) -> None:
    """Another try; one that needs another language goes to whoever speaks it."""
    row.state, row.next_at = CallState.RETRY.value, following
    if outcome is CallOutcome.LANGUAGE:
        row.language, row.caller, row.caller_user = language or row.language, "", None


def _close(row: Call, outcome: CallOutcome, by: Actor, at: datetime) -> None:
    row.closed_at = at
    if outcome in REACHED:
        row.state = CallState.REACHED.value
        reached = events.CallReached(
            call_id=row.id, person_id=row.person_id, contact_id=row.contact_id, outcome=outcome,
            incident_id=row.incident_id, area=row.area,
        )  # fmt: skip
        outbox.emit(reached, by=by, at=at)
        return
    row.state = CallState.HANDED_OVER.value
    CallStep.objects.create(call=row, kind=CallStepKind.HANDED_OVER.value, at=at, by=by.name)
    handed = events.CallHandedOver(
        call_id=row.id, purpose=CallPurpose(row.purpose), outcome=outcome, attempts=row.attempts,
        incident_id=row.incident_id, area=row.area,
    )  # fmt: skip
    outbox.emit(handed, by=by, at=at)


@transaction.atomic
def close(
    *, reason: str, by: Actor, at: datetime, contact_ids: Sequence[UUID] = (), call_ids: Sequence[UUID] = ()
) -> int:
    """Take calls off the list that nobody needs any more, those handed to the grid too; returns how many.

    Closing what is closed already changes nothing, so that a fact told twice closes once.
    """
    wanted = Q(contact__in=list(contact_ids)) | Q(pk__in=list(call_ids))
    states = [each.value for each in UNANSWERED]
    rows = list(Call.objects.select_for_update().filter(wanted, state__in=states).order_by("id"))
    for row in rows:
        row.state, row.closed_at = CallState.CLOSED.value, at
    Call.objects.bulk_update(rows, ["state", "closed_at"])
    CallStep.objects.bulk_create(
        CallStep(call=row, kind=CallStepKind.CLOSED.value, note=reason[:300], at=at, by=by.name) for row in rows
    )
    for incident_id in sorted({row.incident_id for row in rows}):
        ids = tuple(row.id for row in rows if row.incident_id == incident_id)
        outbox.emit(events.CallsClosed(call_ids=ids, incident_id=incident_id, area=by.area), by=by, at=at)
    return len(rows)
