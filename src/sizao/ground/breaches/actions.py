"""What is done in breach files: open, bring evidence, tell the party, answer, find, appeal, decide the appeal, withdraw."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.timezone import get_current_timezone

from sizao.ground.breaches import errors, events, queries, rules
from sizao.ground.breaches.models import Breach, Evidence, Step
from sizao.ground.breaches.types import (
    BreachFacts,
    Delivery,
    Finding,
    Measure,
    NewBreach,
    Outcome,
    Route,
    StepKind,
    Who,
)
from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox


def who(by: Actor) -> Who:
    """The actor as files name somebody."""
    return Who(by.name, by.user_id)


def look(*, breach_id: UUID, by: Actor, at: datetime) -> BreachFacts:
    """One file as the desk reads it; the look is in the access log.

    Raises:
        NoSuchBreach: when it is not in scope.
        OwnCause: when the reader is the party and was not told yet.
    """
    found = queries.breach(breach_id)
    rules.may_read(found, who(by), by.organisation).or_raise()
    note_look(found=found, by=by, at=at)
    return found


def note_look(*, found: BreachFacts, by: Actor, at: datetime) -> None:
    """Write into the access log that somebody looked at a file."""
    audit.record(
        by=by, at=at, action="breaches.read", purpose="quality_audit", fields="duty, evidence, answers",
        reason=found.number, area=found.area,
    )  # fmt: skip


@transaction.atomic
def open_breach(*, new: NewBreach, by: Actor, at: datetime) -> UUID:
    """Open a file on a duty of the matrix, with its first evidence.

    Raises:
        OutsideArea: the place is not in the actor's area.
        DutyNotThen, BasisDoesNotHold, OwnCause, NotYetHappened: see :func:`rules.may_open`.
        MeasureUnknown: there is no such measure.
        EvidenceMissing: there is nothing to rest on.
    """
    duty = registry.responsibility(new.responsibility_id)
    place = registry.place(duty.place_id)
    _inside(by, place.area)
    known = queries.terms()
    basis = known.basis(new.basis)
    rules.may_open(duty, new.happened_at, basis, who(by), by.organisation, at, get_current_timezone()).or_raise()
    measure = _measure(new.measure)
    if basis is None or measure is None:
        raise errors.MeasureUnknown(reason="")
    if not new.what.strip():
        raise errors.ReasonsMissing(reason="")
    row = Breach.objects.create(
        area=place.area, place_id=place.id, place_zh=place.words.zh, place_en=place.words.en, responsibility_id=duty.id,
        party=duty.party, duty=duty.duty, holder=duty.holder, organisation_id=duty.organisation_id,
        party_user=duty.user_id, happened_at=new.happened_at, what=new.what.strip(), basis=basis.key,
        basis_zh=basis.words.zh, basis_en=basis.words.en, basis_confidence=basis.confidence,
        terms_version=known.version, measure_zh=measure.words.zh, measure_en=measure.words.en,
        measure_rank=measure.rank, opened_at=at, by=by.name, by_user=by.user_id,
    )  # fmt: skip
    _note_evidence(row.id, new.evidence, new.reference, by, at)
    outbox.emit(events.BreachOpened(area=row.area, breach_id=row.id), by=by, at=at)
    return row.id


def _inside(by: Actor, area: int) -> None:
    if not contains(by.area, area):
        raise OutsideArea(area=printed(area))


def _measure(key: str) -> Measure | None:
    if not key:
        return None
    found = queries.terms().measure(key)
    if found is None:
        raise errors.MeasureUnknown(reason=key)
    return found


def _note_evidence(breach_id: UUID, text: str, reference: str, by: Actor, at: datetime) -> None:
    if not text.strip() or not reference.strip():
        raise errors.EvidenceMissing(reason="")
    Evidence.objects.create(
        breach_id=breach_id, text=text.strip(), reference=reference.strip(), at=at, by=by.name, by_user=by.user_id
    )


def _taken(breach_id: UUID, by: Actor | None = None) -> BreachFacts:
    """The file, held until the transaction ends; with ``by``, one of that actor's area."""
    found = queries.breach(breach_id)
    if by is not None:
        _inside(by, found.area)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"breach {breach_id}"])
    return queries.breach(breach_id)


def _step(breach_id: UUID, kind: StepKind, text: str, by: Actor, at: datetime, **more: Any) -> None:
    if not text.strip():
        raise errors.ReasonsMissing(reason="")
    Step.objects.create(
        breach_id=breach_id, kind=kind.value, text=text.strip(), at=at, by=by.name, by_user=by.user_id, **more
    )


def _said(measure: Measure | None) -> dict[str, Any]:
    if measure is None:
        return {}
    return {"measure_zh": measure.words.zh, "measure_en": measure.words.en, "measure_rank": measure.rank}


@transaction.atomic
def add_evidence(*, breach_id: UUID, text: str, reference: str, by: Actor, at: datetime) -> None:
    """Bring more evidence; a party that was told has to be told again.

    Raises:
        WrongState: when a finding has been made.
        OwnCause: when the actor is the party.
        EvidenceMissing: when it cannot be looked up.
    """
    found = _taken(breach_id, by)
    rules.may_add_evidence(found, who(by), by.organisation, at).or_raise()
    _note_evidence(breach_id, text, reference, by, at)


@transaction.atomic
def tell(
    *, breach_id: UUID, text: str, by: Actor, at: datetime, route: Route = Route.PLATFORM, until: datetime | None = None,
    delivery: Delivery | None = None,
) -> None:  # fmt: skip
    """Tell the party what it is about, and until when it may answer: the term from when it was told, or longer.

    Raises:
        WrongState: when it was told already and nothing is new.
        OwnCause: when the actor is the party.
        NobodyReads: when it is told on the platform and nobody of the party has an account.
        DeliveryMissing, DeliveredAhead: when it is told on paper and nobody could tell how; see :func:`rules.may_deliver`.
        TermTooShort: when the time given is shorter than the term.
    """
    found, known = _taken(breach_id, by), queries.terms()
    rules.may_tell(found, who(by), by.organisation, at).or_raise()
    rules.may_deliver(found, route, delivery, at).or_raise()
    handed = delivery if route is Route.PAPER else None
    told_at = handed.at if handed else at
    end = until or known.answer.after(told_at)
    rules.may_set_term(found, route, end, told_at, known, is_read=queries.has_reader(found, at)).or_raise()
    _step(breach_id, StepKind.TOLD, text, by, at, route=route.value, until=end, **_handed(handed))
    outbox.emit(events.PartyTold(area=found.area, breach_id=breach_id), by=by, at=at)


def _handed(delivery: Delivery | None) -> dict[str, Any]:
    if delivery is None:
        return {}
    return {
        "delivered_by": delivery.by.strip()[:80], "delivered_at": delivery.at, "delivered_to": delivery.to.strip()[:80],
        "reference": delivery.receipt.strip()[:200],
    }  # fmt: skip


@transaction.atomic
def answer(*, breach_id: UUID, text: str, by: Actor, at: datetime) -> None:
    """The party answers on the platform.

    Raises:
        NotYourDuty: when the notice is not addressed to the actor.
        WrongState: when a finding has been made.
    """
    queries.notice_to(by, breach_id)
    _answer(_taken(breach_id), text, Route.PLATFORM, by, at)


@transaction.atomic
def note_answer(*, breach_id: UUID, text: str, reference: str, by: Actor, at: datetime) -> None:
    """Write down an answer that came on paper, and where the paper is kept.

    Raises:
        PaperMissing: when nobody could look the paper up.
        WrongState: when a finding has been made.
    """
    _answer(_taken(breach_id, by), text, Route.PAPER, by, at, reference=_kept(reference))


def _kept(reference: str) -> str:
    if not reference.strip():
        raise errors.PaperMissing(reason="")
    return reference.strip()


def _answer(found: BreachFacts, text: str, route: Route, by: Actor, at: datetime, reference: str = "") -> None:
    rules.may_answer(found, at).or_raise()
    _step(found.id, StepKind.ANSWERED, text, by, at, route=route.value, reference=reference)


@transaction.atomic
def find(*, breach_id: UUID, finding: Finding, reasons: str, measure: str, by: Actor, at: datetime) -> None:
    """Find that a breach is upheld, with a measure or a lighter one, or not upheld.

    Raises:
        AnswerPending: before the party has answered or its time is over.
        MakerDecides, OwnCause: see :func:`rules.may_find`.
        MeasureMissing, Heavier, NotLighter: see :func:`rules.may_impose`.
    """
    found, known, chosen = _taken(breach_id, by), queries.terms(), _measure(measure)
    rules.may_find(found, who(by), by.organisation, at, get_current_timezone()).or_raise()
    rules.may_impose(found, finding, chosen, known).or_raise()
    until = None if finding is Finding.NOT_UPHELD else known.appeal.after(at)
    _step(breach_id, StepKind.FOUND, reasons, by, at, finding=finding.value, until=until, **_said(chosen))
    outbox.emit(events.BreachFound(area=found.area, breach_id=breach_id), by=by, at=at)


@transaction.atomic
def appeal(*, breach_id: UUID, text: str, by: Actor, at: datetime) -> None:
    """The party appeals on the platform.

    Raises:
        NotYourDuty: when the notice is not addressed to the actor.
        AppealTooLate, NothingToAppeal, WrongState: see :func:`rules.may_appeal`.
    """
    queries.notice_to(by, breach_id)
    _appeal(_taken(breach_id), text, Route.PLATFORM, by, at)


@transaction.atomic
def note_appeal(*, breach_id: UUID, text: str, reference: str, by: Actor, at: datetime) -> None:
    """Write down an appeal that came on paper, and where the paper is kept.

    Raises:
        PaperMissing: when nobody could look the paper up.
        AppealTooLate, NothingToAppeal, WrongState: see :func:`rules.may_appeal`.
    """
    _appeal(_taken(breach_id, by), text, Route.PAPER, by, at, reference=_kept(reference))


def _appeal(found: BreachFacts, text: str, route: Route, by: Actor, at: datetime, reference: str = "") -> None:
    rules.may_appeal(found, at, get_current_timezone()).or_raise()
    until = queries.terms().review.after(at)
    _step(found.id, StepKind.APPEALED, text, by, at, route=route.value, reference=reference, until=until)


@transaction.atomic
def review(*, breach_id: UUID, outcome: Outcome, reasons: str, measure: str, by: Actor, at: datetime) -> None:
    """Decide an appeal: keep the finding, make its measure lighter, or revoke it.

    Raises:
        DeciderReviews, OwnCause, WrongState: see :func:`rules.may_review`.
        MeasureMissing, NotLighter: see :func:`rules.may_end_appeal`.
    """
    found, chosen = _taken(breach_id, by), _measure(measure)
    rules.may_review(found, who(by), by.organisation, at).or_raise()
    rules.may_end_appeal(found, outcome, chosen).or_raise()
    _step(breach_id, StepKind.REVIEWED, reasons, by, at, outcome=outcome.value, **_said(chosen))
    outbox.emit(events.BreachFound(area=found.area, breach_id=breach_id), by=by, at=at)


@transaction.atomic
def withdraw(*, breach_id: UUID, reasons: str, by: Actor, at: datetime) -> None:
    """Withdraw a file before its finding; it stays in the record.

    Raises:
        WrongState: when a finding has been made.
        OwnCause: when the actor is the party.
    """
    found = _taken(breach_id, by)
    rules.may_withdraw(found, who(by), by.organisation, at).or_raise()
    _step(breach_id, StepKind.WITHDRAWN, reasons, by, at)
