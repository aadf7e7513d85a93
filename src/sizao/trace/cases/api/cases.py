"""The API of cases: report, read, classify and amend cases; propose and decide on contacts; exposures, chain, curve, counts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.affected import AffectedOut
from sizao.spine.web.queries.changes import Since, alone, changes
from sizao.spine.web.queries.fields import Time
from sizao.spine.web.queries.keyset import Cursor, cursors, take
from sizao.trace.cases import actions, errors, queries, rules
from sizao.trace.cases.queries.chains import CurveDate
from sizao.trace.cases.schemas import (
    AmendedOut,
    AmendIn,
    CaseMade,
    CaseOfNewIn,
    CaseOut,
    CasesIn,
    CasesOut,
    ChainOut,
    ClassificationIn,
    ClosedOut,
    ClosingIn,
    ContactOut,
    ContactsIn,
    ContactsOut,
    ContactWithHistoryOut,
    CountsOut,
    CurveOut,
    DecisionIn,
    DecisionOut,
    ExposureOut,
    ExposuresIn,
    ExposuresMade,
    ProposalOut,
    RejudgedOut,
    RemovedStayOut,
    SeatedOut,
    SeatsIn,
    SeatsOut,
    StayOut,
    StaysIn,
    UndoIn,
    WindowOut,
)
from sizao.trace.cases.schemas.rejudging import DifferenceOut, RejudgeIn, RejudgementMade
from sizao.trace.cases.types import Classification, ContactState, Nearness, Subject

router = Router(tags=["cases"])
Limit = Query(100, ge=1, le=1000)
After = Query("", max_length=400)


def _area(code: str) -> int:
    try:
        return areas.parse(code)
    except ValueError as error:
        raise Invalid(reason=Words(f"不是区划代码:{code}", f"not an area code: {code}")) from error


def _log(request: HttpRequest, action: str, purpose: str, persons: Iterable[int]) -> None:
    audit.record(
        by=request.actor, at=request.at, action=action, purpose=purpose, persons=persons, fields="case"  # type: ignore[attr-defined]
    )  # fmt: skip


def _page(rows: QuerySet[Any], order: str, after: str, limit: int) -> tuple[list[Any], str | None]:
    found, _before, more = take(rows, order, Cursor.from_text(after) if after else None, limit)
    return found, cursors(found, order)[1] if more else None


@router.get("/cases", response=CasesOut)
@needs(Right.CASES_READ)
def find_cases(
    request: HttpRequest,
    incident_id: UUID | None = None,
    classification: Classification | None = None,
    after: str = After,
    changed_since: str | None = Since,
    limit: int = Limit,
) -> CasesOut:
    """Cases in scope, newest report first; ``next`` is the cursor of the following page. Or what changed of them."""
    rows = queries.case_rows(incident_id)
    if changed_since is not None:
        alone(classification=classification, after=after)
        new = changes(
            rows, question=f"cases {incident_id}", by=request.actor, since=changed_since, limit=limit  # type: ignore[attr-defined]
        )  # fmt: skip
        _log(request, "cases.list", "case_investigation", [row.person_id for row in new.rows])
        return CasesOut(rows=[CaseOut.of(row.facts()) for row in new.rows], next=new.next, changed_since=new.cursor)
    if classification is not None:
        rows = rows.filter(classification=classification.value)
    found, more = _page(rows, "-reported_at", after, limit)
    _log(request, "cases.list", "case_investigation", [row.person_id for row in found])
    return CasesOut(rows=[CaseOut.of(row.facts()) for row in found], next=more)


@router.post("/incidents/{incident_id}/cases", response={201: list[CaseMade]})
@needs(Right.CASES_WRITE)
def report_cases(request: HttpRequest, incident_id: UUID, given: CasesIn) -> Status[list[CaseMade]]:
    """Report cases of an incident, one or thousands; a person who is a case already is returned unchanged."""
    receipts = actions.report_cases(
        incident_id=incident_id, cases=[each.new_case(_area(each.area)) for each in given.cases],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, [CaseMade.of(each) for each in receipts])


@router.post("/incidents/{incident_id}/cases/of-new-person", response={201: CaseMade})
@needs(Right.CASES_WRITE, Right.IDENTITY_WRITE)
def report_case_of_new(request: HttpRequest, incident_id: UUID, given: CaseOfNewIn) -> Status[CaseMade]:
    """Report a case of somebody who is entered with it, in one step; whom the vault recognises keeps their number."""
    home = _area(given.person.area_residence) if given.person.area_residence else None
    receipt = actions.report_case_of(
        incident_id=incident_id, case=given.new_case(_area(given.area)),
        subject=Subject(newcomer=given.person.newcomer(home), area=home), by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, CaseMade.of(receipt))


@router.post("/cases/{case_id}/seats", response=SeatsOut)
@needs(Right.CONTACTS_PROPOSE, Right.IDENTITY_WRITE)
def judge_seats(request: HttpRequest, case_id: UUID, given: SeatsIn) -> SeatsOut:
    """Judge the manifest of a vehicle or venue by the edition's seat rules, and propose those near, if wanted."""
    case = queries.case(case_id)
    edition = queries.edition_of(case)
    rule = next((each for each in rules.seat_rules(edition) if each.key == given.rule), None)
    if rule is None or given.until <= given.start:
        raise Invalid(
            reason=Words("没有这一座位规则,或时间先后有误", "no such seat rule, or the times are not in order")
        )
    rows = rules.judge_seats(rule, given.seat, given.rows(), edition, queries.number_of(case.person_id))
    ride = actions.Ride(vehicle=given.vehicle, seat=given.seat, start=given.start, until=given.until, rule=given.rule)
    wanted = {"nobody": [], "near": [each for each in rows if each.nearness is Nearness.NEAR], "all": rows}[
        given.propose
    ]
    proposed = 0
    if wanted:
        receipt = actions.propose_seated(
            case_id=case_id, ride=ride, seated=wanted, by=request.actor, at=request.at  # type: ignore[attr-defined]
        )  # fmt: skip
        proposed = len(receipt.contact_ids)
    return SeatsOut(rows=[SeatedOut.of(each) for each in rows], proposed=proposed)


@router.get("/cases/{case_id}", response=CaseOut)
@needs(Right.CASES_READ)
def read_case(request: HttpRequest, case_id: UUID) -> CaseOut:
    """One case."""
    found = queries.case(case_id)
    _log(request, "cases.read", "case_investigation", [found.person_id])
    return CaseOut.of(found)


@router.patch("/cases/{case_id}", response=AmendedOut)
@needs(Right.CASES_WRITE)
def amend_case(request: HttpRequest, case_id: UUID, given: AmendIn) -> AmendedOut:
    """Save new values as a version; tells who enters and leaves the contact window when a date moved it.

    A version that somebody saved meanwhile is not written over: the refusal names the fields that were changed.
    """
    moved = actions.amend_case(
        case_id=case_id, changes=given.changes(), revision=given.revision, reason=given.reason,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    rejudged = (
        RejudgedOut(entering=list(moved.entering), leaving=list(moved.leaving), staying=list(moved.staying))
        if moved
        else None
    )
    return AmendedOut(case=CaseOut.of(queries.case(case_id)), rejudged=rejudged)


@router.post("/cases/{case_id}/classification", response=CaseOut)
@needs(Right.CASES_CLASSIFY)
def classify_case(request: HttpRequest, case_id: UUID, given: ClassificationIn) -> CaseOut:
    """Give a case a classification."""
    actions.classify_case(
        case_id=case_id, to=given.to, reason=given.reason, seen=given.seen, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return CaseOut.of(queries.case(case_id))


@router.post("/cases/{case_id}/closing", response=ClosedOut)
@needs(Right.CASES_CLASSIFY)
def close_case(request: HttpRequest, case_id: UUID, given: ClosingIn) -> ClosedOut:
    """Close a case that is over; the tests that let somebody go home stay with it."""
    actions.close_case(
        case_id=case_id, reason=given.reason, tests=given.shown(), by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return ClosedOut.of(queries.case(case_id), queries.statuses(case_id)[0])


@router.get("/cases/{case_id}/window", response=WindowOut)
@needs(Right.CASES_READ)
def read_window(request: HttpRequest, case_id: UUID) -> WindowOut:
    """The period in which meeting the case makes a contact, and the clause that says so."""
    window = queries.window(case_id)
    if window is None:
        raise errors.DatesMissing
    return WindowOut.of(window)


@router.get("/cases/{case_id}/stays", response=list[StayOut])
@needs(Right.CASES_READ)
def read_stays(request: HttpRequest, case_id: UUID) -> list[StayOut]:
    """The trajectory of a case in order of time."""
    found = queries.case(case_id)
    _log(request, "cases.trajectory", "case_investigation", [found.person_id])
    return [StayOut.of(each) for each in queries.stays(case_id)]


@router.get("/cases/{case_id}/stays/removed", response=list[RemovedStayOut])
@needs(Right.CASES_READ)
def read_removed_stays(request: HttpRequest, case_id: UUID) -> list[RemovedStayOut]:
    """Rows that were taken out of a case's trajectory, the last one first: what they said, when, by whom and why."""
    found = queries.case(case_id)
    _log(request, "cases.trajectory", "case_investigation", [found.person_id])
    return [RemovedStayOut.of(each) for each in queries.removed_stays(case_id)]


@router.post("/cases/{case_id}/stays", response={201: list[UUID]})
@needs(Right.CASES_WRITE)
def add_stays(request: HttpRequest, case_id: UUID, given: StaysIn) -> Status[list[UUID]]:
    """Add place-time rows; returns their ids in the order given."""
    stays = [each.new_stay() for each in given.stays]
    return Status(201, actions.record_stays(case_id=case_id, stays=stays, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.get("/contacts", response=ContactsOut)
@needs(Right.CONTACTS_READ)
def find_contacts(
    request: HttpRequest,
    incident_id: UUID | None = None,
    status: ContactState | None = None,
    contact_class: ContactClass | None = None,
    after: str = After,
    changed_since: str | None = Since,
    limit: int = Limit,
) -> ContactsOut:
    """Contacts in scope, latest exposure first; ``next`` is the cursor of the following page. Or what changed of them."""
    rows = queries.contact_rows(incident_id)
    if changed_since is not None:
        alone(status=status, contact_class=contact_class, after=after)
        new = changes(
            rows, question=f"contacts {incident_id}", by=request.actor, since=changed_since, limit=limit  # type: ignore[attr-defined]
        )  # fmt: skip
        _log(request, "contacts.list", "contact_management", [row.person_id for row in new.rows])
        return ContactsOut(
            rows=[ContactOut.of(row.facts()) for row in new.rows], next=new.next, changed_since=new.cursor
        )
    if status is not None:
        rows = rows.filter(status=status.value)
    if contact_class is not None:
        rows = rows.filter(contact_class=contact_class.value)
    found, more = _page(rows, "-last_exposure_at", after, limit)
    _log(request, "contacts.list", "contact_management", [row.person_id for row in found])
    return ContactsOut(rows=[ContactOut.of(row.facts()) for row in found], next=more)


@router.get("/contacts/{contact_id}", response=ContactWithHistoryOut)
@needs(Right.CONTACTS_READ)
def read_contact(request: HttpRequest, contact_id: UUID) -> ContactWithHistoryOut:
    """One contact, and how it stood in time: its states, and its classes with edition and clause."""
    found = queries.contact(contact_id)
    _log(request, "contacts.read", "contact_management", [found.person_id])
    return ContactWithHistoryOut.with_history(found, queries.contact_statuses(contact_id))


@router.post("/incidents/{incident_id}/contacts", response={201: ProposalOut})
@needs(Right.CONTACTS_PROPOSE)
def propose_contacts(request: HttpRequest, incident_id: UUID, given: ContactsIn) -> Status[ProposalOut]:
    """Propose contacts of an incident; nothing is done to them until an authorised person approves."""
    receipt = actions.propose_contacts(
        incident_id=incident_id, proposals=[each.proposal(_area(each.area)) for each in given.contacts],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, ProposalOut.of(receipt))


STEPS: dict[str, Any] = {
    "approve": actions.approve_contacts,
    "reject": actions.reject_contacts,
    "lost": actions.mark_lost,
    "found": actions.mark_found,
    "hand_over": actions.hand_over_contacts,
}


@router.post("/contact-decisions", response=DecisionOut)
@needs(Right.CONTACTS_APPROVE)
def decide_contacts(request: HttpRequest, given: DecisionIn) -> DecisionOut:
    """One decision on many contacts; those the rules refuse are returned with the sentence."""
    act = STEPS[given.step]
    receipt = act(contact_ids=given.contact_ids, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return DecisionOut.of(receipt)


@router.post("/contact-decisions/preview", response=AffectedOut)
@needs(Right.CONTACTS_APPROVE)
def preview_contact_decision(request: HttpRequest, given: DecisionIn) -> AffectedOut:
    """Whom one decision on many contacts would touch, by area and class, and what would be lighter; nothing is written."""
    found = list(queries.contacts_by_id(given.contact_ids).values())
    allowed = [each for each, decision in queries.judged(found, given.step, request.at) if decision]  # type: ignore[attr-defined]
    touched = registry.touched(each.person_id for each in allowed)
    left = len(set(given.contact_ids)) - len(allowed)
    return AffectedOut.of(touched, queries.asked_of_contacts(allowed), refused=left)


@router.post("/contact-decisions/{decision_id}/undoing", response=DecisionOut)
@needs(Right.CONTACTS_APPROVE)
def undo_decision(request: HttpRequest, decision_id: UUID, given: UndoIn) -> DecisionOut:
    """Take a decision back as a whole, within minutes and while nothing was done because of it."""
    receipt = actions.undo_decision(
        decision_id=decision_id, reason=given.reason, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return DecisionOut.of(receipt)


@router.get("/incidents/{incident_id}/exposures", response=list[ExposureOut])
@needs(Right.CASES_READ, Right.CONTACTS_READ)
def read_exposures(
    request: HttpRequest, incident_id: UUID, offset: int = Query(0, ge=0, le=10_000_000), limit: int = Limit
) -> list[ExposureOut]:
    """Exposure edges of an incident in order of time."""
    command.incident(incident_id)
    found = queries.exposures(incident_id)[offset : offset + limit]
    _log(request, "cases.exposures", "case_investigation", {each.person_id for each in found})
    return [ExposureOut.of(each) for each in found]


@router.post("/incidents/{incident_id}/exposures", response={201: ExposuresMade})
@needs(Right.CONTACTS_PROPOSE)
def record_exposures(request: HttpRequest, incident_id: UUID, given: ExposuresIn) -> Status[ExposuresMade]:
    """Record exposure edges; an edge that is there already is counted as known."""
    receipt = actions.record_exposures(
        incident_id=incident_id, exposures=[each.exposure(_area(each.area)) for each in given.exposures],
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return Status(201, ExposuresMade(recorded=receipt.recorded, known=receipt.known))


@router.get("/incidents/{incident_id}/chain", response=ChainOut)
@needs(Right.CASES_READ)
def read_chain(request: HttpRequest, incident_id: UUID, contacts: bool = True) -> ChainOut:
    """The transmission chain, laid out as a time tree."""
    command.incident(incident_id)
    _log(request, "cases.chain", "case_investigation", [])
    return ChainOut.of(queries.chain(incident_id, with_contacts=contacts))


@router.get("/incidents/{incident_id}/curve", response=list[CurveOut])
@needs(Right.CASES_COUNT)
def read_curve(request: HttpRequest, incident_id: UUID, by: CurveDate = CurveDate.ONSET) -> list[CurveOut]:
    """The epidemic curve by onset, sampling or report."""
    command.incident(incident_id)
    return [CurveOut.of(each) for each in queries.curve(incident_id, by)]


@router.get("/incidents/{incident_id}/counts", response=CountsOut)
@needs(Right.CASES_COUNT)
def read_counts(request: HttpRequest, incident_id: UUID, as_of: Time | None = None) -> CountsOut:
    """Counts of cases and contacts, now or as they stood at a moment."""
    command.incident(incident_id)
    return CountsOut.of(queries.counts(incident_id, as_of))


@router.get("/incidents/{incident_id}/rejudgement", response=DifferenceOut)
@needs(Right.CONTACTS_READ, Right.CASES_READ)
def read_difference(
    request: HttpRequest, incident_id: UUID, case_id: UUID | None = None, edition_id: str = Query("", max_length=200)
) -> DifferenceOut:
    """What judging the contacts of an incident again would change, by their own edition or by another; nothing is written."""
    if case_id is not None and queries.case(case_id).incident_id != incident_id:
        raise errors.CaseNotFound
    found = queries.difference(incident_id, case_id=case_id, edition_id=edition_id)
    persons = [each.contact.person_id for each in found.rows]
    audit.record(
        by=request.actor, at=request.at, action="contacts.rejudge", purpose="contact_management", persons=persons,  # type: ignore[attr-defined]
        fields="contact, evidence", area=command.incident(incident_id).area,
    )  # fmt: skip
    affected = AffectedOut.of(registry.touched(persons), queries.asked_after(found))
    return DifferenceOut.of(found, affected)


@router.post("/incidents/{incident_id}/rejudgement", response=RejudgementMade)
@needs(Right.CONTACTS_APPROVE, Right.CASES_READ)
def apply_rejudgement(request: HttpRequest, incident_id: UUID, given: RejudgeIn) -> RejudgementMade:
    """Approve lines of a difference that was seen; all of them in one transaction."""
    if given.case_id is not None and queries.case(given.case_id).incident_id != incident_id:
        raise errors.CaseNotFound
    done = actions.apply_rejudgement(
        incident_id=incident_id, case_id=given.case_id, edition_id=given.edition_id, stamp=given.stamp,
        contact_ids=given.contact_ids, reason=given.reason, by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return RejudgementMade(changed=done)
