"""Running a trace: one question, one answer, one row in the access log, one fact announced; and settling leads."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import contains
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.outbox import actions as outbox
from sizao.trace.tracing import events, queries, rules
from sizao.trace.tracing.actions.answering import NOBODY, Answered, answer_case, answer_cases, answer_place, tried
from sizao.trace.tracing.actions.placing import placed
from sizao.trace.tracing.actions.storing import store
from sizao.trace.tracing.models import TracedCase, TraceRun, stored_counts
from sizao.trace.tracing.types import (
    EVERYTHING,
    Admitted,
    Exclusion,
    Finding,
    LegalBasis,
    PlaceBasis,
    Purpose,
    TraceCounts,
    Trial,
    TrialCounts,
)


@transaction.atomic
def count_trace(
    *, case_id: UUID, by: Actor, at: datetime, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis | None = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
    leave_out: Collection[Exclusion] = NOBODY, task_id: UUID | None = None, admit: Admitted = EVERYTHING,
) -> TraceCounts:  # fmt: skip
    """A dry run: how many persons a trace would touch and where. Nothing is kept but the row in the access log;
    without a legal basis it says that none has been chosen yet.

    Raises:
        WindowNotDrawn, WindowNotOpen, NotACase, PurposeNotForTracing: when the case cannot be traced.
    """
    answered = answer_case(case_id, purpose, at, same_zone, leave_out, admit)
    log("tracing.count", answered, purpose, legal_basis, for_task(answered, purpose, task_id, by, is_run=False), at)
    return answered.counts


@transaction.atomic
def start_trace(
    *, case_id: UUID, by: Actor, at: datetime, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
    leave_out: Collection[Exclusion] = NOBODY, task_id: UUID | None = None, admit: Admitted = EVERYTHING,
) -> UUID:  # fmt: skip
    """Trace a case within the window of its edition and keep what was found; returns the run.

    Raises:
        TaskNeeded, TaskNoGround: when the run names no task that it could belong to.
        SignatureNeeded: when it touches so many that headquarters signs, see :func:`rules.may_keep`.
        WindowNotDrawn, WindowNotOpen, NotACase, PurposeNotForTracing: when the case cannot be traced.
    """
    answered = answer_case(case_id, purpose, at, same_zone, leave_out, admit)
    return _kept(answered, purpose, legal_basis, for_task(answered, purpose, task_id, by), at)


@transaction.atomic
def count_cases(
    *, case_ids: Collection[UUID], by: Actor, at: datetime, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis | None = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
    leave_out: Collection[Exclusion] = NOBODY, task_id: UUID | None = None, admit: Admitted = EVERYTHING,
) -> TraceCounts:  # fmt: skip
    """A dry run of several cases at once: how many persons it would touch, where, and how many met more than one case.

    Raises:
        NoCases, TooManyCases, CasesOfSeveralIncidents, EditionsDiffer: when these cases are not traced together.
        WindowNotDrawn, WindowNotOpen, NotACase, PurposeNotForTracing: when one of them cannot be traced; it is named.
    """
    answered = answer_cases(case_ids, purpose, at, same_zone, leave_out, admit)
    log("tracing.count", answered, purpose, legal_basis, for_task(answered, purpose, task_id, by, is_run=False), at)
    return answered.counts


@transaction.atomic
def start_cases(
    *, case_ids: Collection[UUID], by: Actor, at: datetime, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
    leave_out: Collection[Exclusion] = NOBODY, task_id: UUID | None = None, admit: Admitted = EVERYTHING,
) -> UUID:  # fmt: skip
    """Trace several cases of an incident at once, each within the window of its edition; returns the run.

    Everybody found stands on the list once, with the strictest class that their meetings with any of the cases suggest.

    Raises:
        TaskNeeded, TaskNoGround: when the run names no task that it could belong to.
        SignatureNeeded: when it touches so many that headquarters signs, see :func:`rules.may_keep`.
        NoCases, TooManyCases, CasesOfSeveralIncidents, EditionsDiffer: when these cases are not traced together.
        WindowNotDrawn, WindowNotOpen, NotACase, PurposeNotForTracing: when one of them cannot be traced; it is named.
    """
    answered = answer_cases(case_ids, purpose, at, same_zone, leave_out, admit)
    return _kept(answered, purpose, legal_basis, for_task(answered, purpose, task_id, by), at)


@transaction.atomic
def count_place(
    *, place_id: int, incident_id: UUID, start: datetime, until: datetime, by: Actor, at: datetime, zone: str = "",
    basis: PlaceBasis = PlaceBasis.ENVIRONMENT, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
    leave_out: Collection[Exclusion] = NOBODY, task_id: UUID | None = None, admit: Admitted = EVERYTHING,
) -> TraceCounts:  # fmt: skip
    """A dry run from a place: how many persons it would touch. Nothing is kept but the row in the access log.

    Raises:
        WindowOfPlaceEmpty, ContactsNotDetermined, PurposeNotForTracing: when the place cannot be traced.
    """
    answered = answer_place(
        place_id, incident_id, (start, until), zone, basis, purpose, at, same_zone, leave_out, admit
    )
    log("tracing.count", answered, purpose, legal_basis, for_task(answered, purpose, task_id, by, is_run=False), at)
    return answered.counts


@transaction.atomic
def start_place_trace(
    *, place_id: int, incident_id: UUID, start: datetime, until: datetime, by: Actor, at: datetime, zone: str = "",
    basis: PlaceBasis = PlaceBasis.ENVIRONMENT, purpose: Purpose = Purpose.CONTACT_MANAGEMENT,
    legal_basis: LegalBasis = LegalBasis.INFECTIOUS_DISEASES, same_zone: bool = False,
    leave_out: Collection[Exclusion] = NOBODY, task_id: UUID | None = None, admit: Admitted = EVERYTHING,
) -> UUID:  # fmt: skip
    """Trace from a place in a period, under the edition of an incident; returns the run.

    Raises:
        TaskNeeded, TaskNoGround: when the run names no task that it could belong to.
        SignatureNeeded: when it touches so many that headquarters signs, see :func:`rules.may_keep`.
        WindowOfPlaceEmpty, ContactsNotDetermined, PurposeNotForTracing: when the place cannot be traced.
    """
    answered = answer_place(
        place_id, incident_id, (start, until), zone, basis, purpose, at, same_zone, leave_out, admit
    )
    return _kept(answered, purpose, legal_basis, for_task(answered, purpose, task_id, by), at)


def for_task(answered: Answered, purpose: Purpose, task_id: UUID | None, by: Actor, *, is_run: bool = True) -> Actor:
    """Who runs it, with the task it belongs to: the access log and the run name it. A count needs none.

    Raises:
        TaskNeeded, TaskNoGround: when the run names no task that it could belong to.
    """
    held = command.my_tasks(by) if task_id is not None else []
    if is_run or task_id is not None:
        rules.may_bind(purpose, task_id, held, answered.about.incident_id, by, rules.binding()).or_raise()
    return replace(by, task_id=task_id) if task_id is not None else by


def _kept(answered: Answered, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime) -> UUID:
    _sign(answered, by, at)
    return kept_signed(answered, purpose, legal_basis, by, at)


def kept_signed(answered: Answered, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime) -> UUID:
    """Keep what was found, by somebody whose signature was looked at; returns the run."""
    run = _save(placed(answered, at), purpose, legal_basis, by, at)
    log("tracing.run", answered, purpose, legal_basis, by, at)
    about = answered.about
    incident = command.incident(about.incident_id)
    fact = events.TraceCompleted(
        run_id=run.id, case_id=about.case_id, persons=answered.counts.persons,
        leads=answered.counts.by_finding.get(Finding.LEAD, 0), incident_id=incident.id,
        edition_id=about.edition_id, exercise_id=incident.exercise_id, area=run.area,
    )  # fmt: skip
    outbox.emit(fact, by=by, at=at)
    return run.id


def _sign(answered: Answered, by: Actor, at: datetime) -> None:
    """Nobody of many is listed by one person's word: somebody else counted them before, and a person of headquarters runs it."""
    terms = rules.signing()
    since, least = at - terms.counted_within, rules.least_seen(answered.counts, terms)
    rules.may_keep(
        answered.counts,
        is_headquarters=signs(by),
        counted_by_another=queries.counted_by_another(answered.about.mark, by, since, least), terms=terms,
    ).or_raise()  # fmt: skip


def signs(by: Actor) -> bool:
    """Whether somebody signs for a headquarters: a person with that right."""
    return by.kind is ActorKind.PERSON and accounts.may(by, Right.COMMAND_APPROVE)


def _save(answered: Answered, purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime) -> TraceRun:
    about = answered.about
    together = about.cases if len(about.cases) > 1 else ()
    run = TraceRun.objects.create(
        case_id=about.case_id, place_id=about.place_id, place_basis=about.basis or "", several=len(together),
        incident_id=about.incident_id, area=about.area if contains(by.area, about.area) else by.area,
        edition_id=about.edition_id, query=answered.question.to_json(), engine=answered.engine, purpose=purpose,
        legal_basis=legal_basis, at=at, seconds=answered.seconds, by=by.name, persons=answered.counts.persons,
        counts=stored_counts(answered.counts), task_id=by.task_id,
    )  # fmt: skip
    TracedCase.objects.bulk_create(TracedCase(run=run, case_id=each.id) for each in together)
    store(run.id, answered.found, answered.suggestions, answered.met)
    return run


def log(
    action: str, answered: Answered, purpose: Purpose, legal_basis: LegalBasis | None, by: Actor, at: datetime
) -> None:  # fmt: skip
    """Enter a count or a run in the access log: why, on what basis, about what, and how many."""
    counts, basis = answered.counts, legal_basis.value if legal_basis else "no legal basis chosen yet"
    audit.record(
        by=by, at=at, action=action, purpose=purpose, persons=answered.about.persons, fields="place, time",
        reason=f"{basis}; {answered.about.mark}; persons {counts.persons}; places {len(counts.by_place)}; visits {counts.visits}",
        area=answered.about.area,
    )  # fmt: skip


@transaction.atomic
def compare_trials(
    *, case_id: UUID, trials: Sequence[Trial], purpose: Purpose, legal_basis: LegalBasis, by: Actor, at: datetime,
) -> list[TrialCounts]:  # fmt: skip
    """A dry run of the same case under several editions or thresholds, side by side; each differs from the first.

    Nothing is kept but a row in the access log for each.
    """
    found: list[TrialCounts] = []
    first: dict[int, Finding] | None = None
    for trial in trials:
        decision, answered = tried(case_id, trial, purpose, at)
        if answered is None:
            refusal = decision.refusal.words if decision.refusal else None
            found.append(TrialCounts(trial=trial, query=None, counts=None, refusal=refusal))
            continue
        log("tracing.count", answered, purpose, legal_basis, by, at)
        findings = {person: each.finding for person, each in answered.suggestions.items()}
        change = None if first is None else rules.differences(first, findings)
        first = findings if first is None else first
        found.append(TrialCounts(trial=trial, query=answered.question, counts=answered.counts, change=change))
    return found
