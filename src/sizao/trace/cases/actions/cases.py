"""Report, classify, amend and close cases; one case is a batch of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts, IncidentTerms
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.editions import Edition, library
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import errors, events, queries, rules
from sizao.trace.cases.actions.deciding import contacts_became_cases, contacts_no_longer_cases
from sizao.trace.cases.actions.people import settled
from sizao.trace.cases.actions.places import belonging
from sizao.trace.cases.actions.turns import take_turn
from sizao.trace.cases.models import Case, CaseRevision, CaseStatus, DischargeSample
from sizao.trace.cases.models.clauses import stored
from sizao.trace.cases.types import INFECTED, CaseFacts, CaseReceipt, Classification, NewCase, Rejudgement, Subject
from sizao.trace.cases.types.discharge import DischargeTest

BATCH = 2_000

AMENDABLE = frozenset(
    {
        "onset_at", "sampled_at", "isolated_at", "last_negative_at", "reported_at", "import_kind", "discovery_route",
        "severity", "symptoms", "outcome", "outcome_at", "vaccine_doses", "external_id", "area", "form",
    }
)  # fmt: skip
"""What a new version of a case may change; person, incident and classification have their own doors or none."""

WINDOW_DATES = frozenset({"onset_at", "sampled_at", "isolated_at", "last_negative_at"})
"""Dates that draw the contact window."""


@transaction.atomic
def report_case(*, incident_id: UUID, case: NewCase, by: Actor, at: datetime) -> CaseReceipt:
    """Enter one case; a person who already is a case of the incident is returned as such, unchanged."""
    return report_cases(incident_id=incident_id, cases=[case], by=by, at=at)[0]


@transaction.atomic
def report_case_of(*, incident_id: UUID, case: NewCase, subject: Subject, by: Actor, at: datetime) -> CaseReceipt:
    """Enter one case of a person who may have to be entered first; either both stand or neither.

    Raises:
        Invalid: when the vault does not take the identity.
    """
    person_id = settled(subject, by=by, at=at)
    return report_case(incident_id=incident_id, case=replace(case, person_id=person_id), by=by, at=at)


@transaction.atomic
def report_cases(*, incident_id: UUID, cases: Sequence[NewCase], by: Actor, at: datetime) -> list[CaseReceipt]:
    """Enter cases of one incident in bulk, in the order given.

    A single case announces itself, and its infection; a batch announces only that it came in (``CasesReported``), so that
    an old line list does not start a thousand trace runs.

    Raises:
        PersonUnknown: when a person is not in scope.
        DateInFuture, ClassUnknownToEdition, PositiveSampleMissing: for the first case that may not be entered.
    """
    incident = command.incident(incident_id)
    edition = library().get(incident.edition_id)
    for each in cases:
        rules.may_report(each, edition, at).or_raise()
    registry.require(persons=(each.person_id for each in cases))
    take_turn(incident_id)
    one_person = queries.as_recorded(incident_id, (each.person_id for each in cases))
    cases = [replace(each, person_id=one_person.get(each.person_id, each.person_id)) for each in cases]
    known = dict(
        Case.objects.filter(incident_id=incident_id, person_id__in=[each.person_id for each in cases]).values_list(
            "person_id", "id"
        )
    )
    new: dict[int, Case] = {}
    for each in cases:
        if each.person_id not in known and each.person_id not in new:
            new[each.person_id] = _row(each, incident, at)
    held = {each.person_id: min(each.held_since or at, at) for each in reversed(cases)}
    _store(list(new.values()), held, edition, by)
    _announce(list(new.values()), incident, by, at)
    _announce_again([each for each in cases if each.person_id in known], incident, by, at)
    return [_receipt(each.person_id, known, new) for each in cases]


def _announce_again(given: Sequence[NewCase], incident: IncidentFacts, by: Actor, at: datetime) -> None:
    """Say that somebody who had been ruled out is reported again: nobody's new positive ends in silence."""
    held = [each for each in given if each.classification is not Classification.NOT_A_CASE]
    rows = Case.objects.filter(
        incident_id=incident.id, person_id__in=[each.person_id for each in held],
        classification=Classification.NOT_A_CASE,
    )  # fmt: skip
    ruled_out = dict(rows.values_list("person_id", "id"))
    for each in held:
        if each.person_id in ruled_out:
            fact = events.CaseReportedAgain(
                **belonging(incident, by), case_id=ruled_out.pop(each.person_id), person_id=each.person_id,
                classification=each.classification, reported_at=each.reported_at,
            )  # fmt: skip
            outbox.emit(fact, by=by, at=at)


def _receipt(person_id: int, known: Mapping[int, UUID], new: dict[int, Case]) -> CaseReceipt:
    if person_id in known:
        return CaseReceipt(known[person_id], False)
    return CaseReceipt(new[person_id].id, True)


def _row(given: NewCase, incident: IncidentFacts, at: datetime) -> Case:
    return Case(
        person_id=given.person_id, incident_id=incident.id, disease=incident.disease, edition_id=incident.edition_id,
        area=given.area, classification=given.classification, onset_at=given.onset_at, sampled_at=given.sampled_at,
        reported_at=given.reported_at, isolated_at=given.isolated_at, last_negative_at=given.last_negative_at,
        import_kind=given.import_kind, discovery_route=given.discovery_route, severity=given.severity,
        symptoms=list(given.symptoms), outcome=given.outcome, outcome_at=given.outcome_at,
        vaccine_doses=given.vaccine_doses, external_id=given.external_id, form=dict(given.form), recorded_at=at,
    )  # fmt: skip


def _store(rows: list[Case], held: Mapping[int, datetime], edition: Edition, by: Actor) -> None:
    """Write the cases, what they were reported as and since when; no clause is cited before somebody decides."""
    Case.objects.bulk_create(rows, batch_size=BATCH)
    statuses = [
        CaseStatus(
            case=row, classification=row.classification, at=held[row.person_id], by=by.name, edition_id=edition.id
        )
        for row in rows
    ]
    CaseStatus.objects.bulk_create(statuses, batch_size=BATCH)


def _announce(rows: list[Case], incident: IncidentFacts, by: Actor, at: datetime) -> None:
    if not rows:
        return
    infected = {row.person_id: row.id for row in rows if row.classification in INFECTED}
    contacts_became_cases(incident=incident, case_of=infected, by=by, at=at)
    place = belonging(incident, by)
    if len(rows) > 1:
        moments = [row.reported_at for row in rows]
        ids = tuple(row.id for row in rows)
        batch = events.CasesReported(
            **place, case_ids=ids, first_reported_at=min(moments), last_reported_at=max(moments)
        )
        outbox.emit(batch, by=by, at=at)
        return
    row = rows[0]
    classification = Classification(row.classification)
    reported = events.CaseReported(
        **place, case_id=row.id, person_id=row.person_id, classification=classification, reported_at=row.reported_at
    )
    outbox.emit(reported, by=by, at=at)
    if classification in INFECTED:
        _announce_infection(row.id, row.person_id, classification, incident, by, at)


def _announce_infection(
    case_id: UUID, person_id: int, now: Classification, incident: IncidentFacts | IncidentTerms, by: Actor, at: datetime
) -> None:
    event = events.CaseConfirmed(**belonging(incident, by), case_id=case_id, person_id=person_id, classification=now)
    outbox.emit(event, by=by, at=at)


@transaction.atomic
def classify_case(
    *, case_id: UUID, to: Classification, by: Actor, at: datetime, reason: str = "", seen: Classification | None = None
) -> None:
    """Give a case a classification under the edition of its incident.

    Args:
        case_id: the case.
        to: the classification.
        by: who decides.
        at: when.
        reason: why, where the rules ask for it.
        seen: the classification that the decision was made on, when it is known.

    Raises:
        ClassifiedMeanwhile: when somebody gave it another one than was seen.
        Refused: with the clause, when the edition or the case's own dates do not allow it.
    """
    row = queries.case_for_update(case_id)
    was = row.facts()
    if seen is not None and was.classification is not seen:
        raise _classified_meanwhile(was)
    incident = command.terms(row.incident_id)
    edition = library().get(incident.edition_id)
    decision = rules.may_classify(was, to, edition, reason).or_raise()
    row.classification = to
    row.save(update_fields=["classification"])
    CaseStatus.objects.create(
        case=row, classification=to, at=at, by=by.name, edition_id=edition.id, clause=stored(decision.clause),
        reason=reason.strip(),
    )  # fmt: skip
    place = belonging(incident, by)
    outbox.emit(
        events.CaseClassified(**place, case_id=row.id, person_id=row.person_id, was=was.classification, now=to),
        by=by,
        at=at,
    )
    _tell_consequence(was, to, incident, by, at)


def _classified_meanwhile(found: CaseFacts) -> errors.ClassifiedMeanwhile:
    last = queries.statuses(found.id)[0]
    local = last.at.astimezone(queries.edition_of(found).tz)
    return errors.ClassifiedMeanwhile(by=last.by, now=found.classification.words, time=f"{local:%m-%d %H:%M}")


def _tell_consequence(
    was: CaseFacts, to: Classification, incident: IncidentFacts | IncidentTerms, by: Actor, at: datetime
) -> None:
    if to in INFECTED and was.classification not in INFECTED:
        contacts_became_cases(incident=incident, case_of={was.person_id: was.id}, by=by, at=at)
        _announce_infection(was.id, was.person_id, to, incident, by, at)
    elif to is Classification.NOT_A_CASE:
        ruled_out = events.CaseRuledOut(**belonging(incident, by), case_id=was.id, person_id=was.person_id)
        outbox.emit(ruled_out, by=by, at=at)
        contacts_no_longer_cases(incident=incident, person_ids=[was.person_id], by=by, at=at)


@transaction.atomic
def amend_case(
    *, case_id: UUID, changes: Mapping[str, object], revision: int, by: Actor, at: datetime, reason: str = ""
) -> Rejudgement | None:
    """Save a new version of a case; when a date that draws the contact window moved, tell what that does to its contacts.

    Args:
        case_id: the case.
        changes: new values by field; fields that are equal already are left out of the version.
        revision: the version the changes were made on.
        by: who saves.
        at: when.
        reason: why, when it is not plain.

    Raises:
        CaseChanged: when somebody saved in between.
    """
    row = queries.case_for_update(case_id)
    if row.revision != revision:
        changed = ", ".join(each.name for each in queries.changed_since(case_id, revision))
        raise errors.CaseChanged(now=row.revision, yours=revision, changed=changed)
    before = row.facts()
    moved = {name: value for name, value in changes.items() if name in AMENDABLE and getattr(row, name) != value}
    if not moved:
        return None
    _save_version(row, moved, by, at, reason)
    if not WINDOW_DATES & moved.keys():
        return None
    return _rejudge(before, row.facts(), by, at)


def _save_version(row: Case, moved: Mapping[str, object], by: Actor, at: datetime, reason: str) -> None:
    changes = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in moved.items()}
    for name, value in moved.items():
        setattr(row, name, value)
    rules.may_amend(row.facts(), at).or_raise()
    row.revision += 1
    row.save(update_fields=[*moved, "revision"])
    CaseRevision.objects.create(
        case=row, revision=row.revision, changes=changes, at=at, by=by.name, reason=reason.strip()
    )


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _rejudge(before: CaseFacts, after: CaseFacts, by: Actor, at: datetime) -> Rejudgement:
    found = queries.rejudgement(before, after)
    incident = command.terms(after.incident_id)
    event = events.CaseDatesChanged(
        **belonging(incident, by),
        case_id=after.id,
        window_start=found.after.start if found.after else None,
        window_until=found.after.until if found.after else None,
        entering=len(found.entering),
        leaving=len(found.leaving),
    )
    outbox.emit(event, by=by, at=at)
    return found


@transaction.atomic
def close_case(
    *, case_id: UUID, by: Actor, at: datetime, reason: str = "", tests: Sequence[DischargeTest] = ()
) -> None:
    """Close a case that is over; the tests that let somebody go home stay with it.

    Raises:
        ContactsOpen, OutcomeMissing, CaseIsClosed: when it is not.
        DischargeNotMet: when the edition asks tests that are not there, and nobody wrote why.
    """
    row = queries.case_for_update(case_id)
    incident = command.terms(row.incident_id)
    edition = library().get(incident.edition_id)
    decision = rules.may_close(row.facts(), queries.open_contacts(case_id), edition).or_raise()
    asked = rules.may_discharge(row.facts(), tests, reason, edition, at).or_raise()
    row.is_closed = True
    row.save(update_fields=["is_closed"])
    status = CaseStatus.objects.create(
        case=row, classification=row.classification, is_closed=True, at=at, by=by.name, edition_id=edition.id,
        clause=stored(asked.clause or decision.clause), reason=reason.strip(),
    )  # fmt: skip
    DischargeSample.objects.bulk_create(
        [DischargeSample(status=status, sampled_at=each.sampled_at, ct=each.ct) for each in tests]
    )
    outbox.emit(events.CaseClosed(**belonging(incident, by), case_id=row.id), by=by, at=at)
