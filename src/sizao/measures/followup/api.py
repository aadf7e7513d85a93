"""The API of follow-up: the worklist, checks, tests, placement, extension, release, and the completeness meters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Annotated
from uuid import UUID

from django.http import HttpRequest
from django.utils.timezone import localdate
from ninja import Query, Router, Status

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.measures.followup import actions, queries
from sizao.measures.followup.errors import NothingInvited
from sizao.measures.followup.schemas import (
    AnswerIn,
    ArrivalIn,
    ArrivalOut,
    ArrivalRegimeOut,
    CheckOut,
    ChecksIn,
    DecisionOut,
    DueOut,
    EnvironmentIn,
    ExtensionIn,
    InvitationOut,
    InvitedOut,
    Made,
    MeterOut,
    PlacementIn,
    PlanIds,
    PlanOnlyOut,
    PlanOut,
    PlansOut,
    ReleasedOut,
    ResultsIn,
    SampledIn,
    TestDueOut,
    TestOut,
    TestsDueOut,
)
from sizao.measures.followup.types import OPEN_PLANS, CheckOutcome, PlanState
from sizao.measures.followup.types.arrivals import NewArrival
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.affected import AffectedOut
from sizao.spine.web.queries.changes import Since, alone, changes
from sizao.spine.web.queries.fields import EARLIEST, LATEST, Time
from sizao.spine.web.queries.keyset import Cursor, cursors, take

router = Router(tags=["followup"])
Day = Annotated[date, Query(ge=EARLIEST.date(), le=LATEST.date())]


def _log(request: HttpRequest, action: str, persons: Iterable[int]) -> None:
    audit.record(
        by=request.actor, at=request.at, action=action, purpose="isolation_care", persons=persons, fields="plan"  # type: ignore[attr-defined]
    )  # fmt: skip


@router.get("/plans", response=PlansOut)
@needs(Right.FOLLOWUP_READ)
def find_plans(
    request: HttpRequest,
    incident_id: UUID | None = None,
    state: PlanState | None = None,
    after: str = Query("", max_length=400),
    changed_since: str | None = Since,
    limit: int = Query(100, ge=1, le=1000),
) -> PlansOut:
    """Plans in scope by day of release, without phases; ``next`` is the following page's cursor. Or what changed of them."""
    rows = queries.plan_rows(incident_id)
    if changed_since is not None:
        alone(state=state, after=after)
        new = changes(
            rows, question=f"plans {incident_id}", by=request.actor, since=changed_since, limit=limit  # type: ignore[attr-defined]
        )  # fmt: skip
        _log(request, "followup.list", [row.person_id for row in new.rows])
        return PlansOut(rows=[PlanOut.of(row.facts()) for row in new.rows], next=new.next, changed_since=new.cursor)
    if state is not None:
        rows = rows.filter(state=state.value)
    found, _before, more = take(rows, "release_on", Cursor.from_text(after) if after else None, limit)
    _log(request, "followup.list", [row.person_id for row in found])
    following = cursors(found, "release_on")[1] if more else None
    return PlansOut(rows=[PlanOut.of(row.facts()) for row in found], next=following)


@router.get("/plans/{uuid:plan_id}", response=PlanOnlyOut)
@needs(Right.FOLLOWUP_READ)
def read_plan(request: HttpRequest, plan_id: UUID) -> PlanOnlyOut:
    """One plan with its phases, where the person stayed, and what the samples of the rooms said."""
    found = queries.plan(plan_id)
    _log(request, "followup.read", [found.person_id])
    return PlanOnlyOut.told(found, queries.placements(plan_id), queries.room_samples(plan_id))


@router.get("/plans/{uuid:plan_id}/checks", response=list[CheckOut])
@needs(Right.FOLLOWUP_READ)
def read_checks(request: HttpRequest, plan_id: UUID) -> list[CheckOut]:
    """Every check slot of a plan in order of time."""
    _log(request, "followup.read", [queries.plan(plan_id).person_id])
    return [CheckOut.of(each) for each in queries.checks(plan_id)]


@router.get("/plans/{uuid:plan_id}/tests", response=list[TestOut])
@needs(Right.FOLLOWUP_READ)
def read_tests(request: HttpRequest, plan_id: UUID) -> list[TestOut]:
    """Every scheduled test of a plan in order of day."""
    _log(request, "followup.read", [queries.plan(plan_id).person_id])
    return [TestOut.of(each) for each in queries.tests(plan_id)]


@router.get("/plans/{uuid:plan_id}/release", response=DecisionOut)
@needs(Right.FOLLOWUP_READ)
def read_release(request: HttpRequest, plan_id: UUID) -> DecisionOut:
    """Whether somebody may be released now, and on which clause."""
    return DecisionOut.of(queries.release_decision(plan_id, request.at))  # type: ignore[attr-defined]


@router.post("/plans/release", response=ReleasedOut)
@needs(Right.FOLLOWUP_RELEASE)
def release_plans(request: HttpRequest, given: PlanIds) -> ReleasedOut:
    """Release everybody who may be; the others are returned with the sentence."""
    receipt = actions.release_plans(
        plan_ids=given.plan_ids, reason=given.reason, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return ReleasedOut.of(receipt)


@router.post("/plans/release/preview", response=AffectedOut)
@needs(Right.FOLLOWUP_RELEASE)
def preview_release(request: HttpRequest, given: PlanIds) -> AffectedOut:
    """Whom a release would reach now, by area and class; those whose conditions do not hold are counted as refused."""
    decisions = queries.release_decisions(given.plan_ids, request.at)  # type: ignore[attr-defined]
    return _affected(given.plan_ids, [each for each, decision in decisions.items() if decision])


@router.post("/plans/break-off/preview", response=AffectedOut)
@needs(Right.FOLLOWUP_RELEASE)
def preview_break_off(request: HttpRequest, given: PlanIds) -> AffectedOut:
    """Whom it would reach to end plans before their time, by area and class; plans that are over are counted as refused."""
    return _affected(given.plan_ids, given.plan_ids)


@router.post("/plans/placement/preview", response=AffectedOut)
@needs(Right.FOLLOWUP_WRITE)
def preview_placement(request: HttpRequest, given: PlacementIn) -> AffectedOut:
    """Whom it would reach to note that people arrived, by area and class; plans that are over are counted as refused."""
    return _affected(given.plan_ids, given.plan_ids)


def _affected(wanted: list[UUID], allowed: list[UUID]) -> AffectedOut:
    found = queries.plans(ids=allowed, states=OPEN_PLANS) if allowed else []
    classes = Counter(each.contact_class for each in found if each.contact_class is not None)
    touched = registry.touched(each.person_id for each in found)
    return AffectedOut.of(touched, classes=classes, refused=len(set(wanted)) - len(found))


@router.post("/plans/break-off", response=Made)
@needs(Right.FOLLOWUP_RELEASE)
def break_off_plans(request: HttpRequest, given: PlanIds) -> Made:
    """End plans before their time, with a reason."""
    done = actions.break_off_plans(
        plan_ids=given.plan_ids, reason=given.reason, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return Made(done=done)


@router.post("/plans/placement", response=Made)
@needs(Right.FOLLOWUP_WRITE)
def place_people(request: HttpRequest, given: PlacementIn) -> Made:
    """Note that people arrived where they stay."""
    done = actions.record_placement(
        plan_ids=given.plan_ids, place_id=given.place, arrived_at=given.arrived_at, floor=given.floor, reason=given.reason, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return Made(done=done)


@router.post("/plans/environment", response=Made)
@needs(Right.FOLLOWUP_WRITE)
def record_environment(request: HttpRequest, given: EnvironmentIn) -> Made:
    """Note what the samples of rooms and goods said, where an edition asks for it before release."""
    done = actions.record_environment(
        plan_ids=given.plan_ids, result=given.result, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return Made(done=done)


@router.post("/plans/{uuid:plan_id}/extension", response=PlanOut)
@needs(Right.FOLLOWUP_RELEASE)
def extend_plan(request: HttpRequest, plan_id: UUID, given: ExtensionIn) -> PlanOut:
    """Make a plan longer, with a reason."""
    if any(not 1 <= day <= given.days for day in given.test_days):
        raise Invalid(reason=Words("检测日须在延长期内", "a test day lies outside the extension"))
    actions.extend_plan(
        plan_id=plan_id, days=given.days, reason=given.reason, test_days=sorted(set(given.test_days)),
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return PlanOut.of(queries.plan(plan_id))


@router.get("/plans/{uuid:plan_id}/invitation", response=InvitationOut)
@needs(Right.FOLLOWUP_READ)
def read_invitation(request: HttpRequest, plan_id: UUID) -> InvitationOut:
    """Where the newest code for reporting for oneself stands; the code itself is never told again."""
    queries.plan(plan_id)
    found = queries.invitation_of(plan_id, request.at)  # type: ignore[attr-defined]
    if found is None:
        raise NothingInvited
    return InvitationOut.of(found)


@router.post("/plans/{uuid:plan_id}/invitation", response=InvitedOut)
@needs(Right.FOLLOWUP_WRITE)
def invite_person(request: HttpRequest, plan_id: UUID) -> InvitedOut:
    """Give out a code for reporting for oneself, told once; an earlier one is worthless from now on."""
    return InvitedOut.of(actions.invite(plan_id=plan_id, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/plans/{uuid:plan_id}/invitation/end", response=Made)
@needs(Right.FOLLOWUP_WRITE)
def end_invitation(request: HttpRequest, plan_id: UUID) -> Made:
    """Make the code, and the phone it let in, worthless at once."""
    return Made(done=int(actions.end_invitation(plan_id=plan_id, by=request.actor, at=request.at)))  # type: ignore[attr-defined]


@router.post("/plans/{uuid:plan_id}/answer", response=Made)
@needs(Right.FOLLOWUP_WRITE)
def answer_review(request: HttpRequest, plan_id: UUID, given: AnswerIn) -> Made:
    """Answer the request of the person for a review."""
    actions.answer_review(plan_id=plan_id, answer=given.answer, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Made(done=1)


@router.get("/followup/worklist", response=list[DueOut])
@needs(Right.FOLLOWUP_READ)
def read_worklist(request: HttpRequest, limit: int = Query(100, ge=1, le=500)) -> list[DueOut]:
    """Checks that may be done now, those soonest over first."""
    found = queries.worklist(request.at, limit=limit)  # type: ignore[attr-defined]
    _log(request, "followup.worklist", [each.plan.person_id for each in found])
    return [DueOut.of(each) for each in found]


@router.get("/followup/tests", response=TestsDueOut)
@needs(Right.FOLLOWUP_READ)
def find_tests(
    request: HttpRequest,
    incident_id: UUID | None = None,
    since: Day | None = None,
    until: Day | None = None,
    is_owed: bool = False,
    after: str = Query("", max_length=400),
    limit: int = Query(100, ge=1, le=1000),
) -> TestsDueOut:
    """Tests of open plans that fall due from one day to another, both included, by day; today's when no day is given.

    With ``is_owed`` only those without a result: due, missed, or sampled and awaited.
    """
    today = localdate(request.at)  # type: ignore[attr-defined]
    rows = queries.due_tests(since or until or today, until or today, incident_id, is_owed=is_owed)
    found, _before, more = take(rows, "due_on", Cursor.from_text(after) if after else None, limit)
    _log(request, "followup.list", [row.plan.person_id for row in found])
    following = cursors(found, "due_on")[1] if more else None
    return TestsDueOut(rows=[TestDueOut.of(row.facts(), row.plan.facts()) for row in found], next=following)


@router.post("/followup/checks", response=list[CheckOutcome])
@needs(Right.FOLLOWUP_WRITE)
def record_checks(request: HttpRequest, given: ChecksIn) -> list[CheckOutcome]:
    """Record daily checks; the outcomes in the order given, a fever counts as symptoms where the edition says so."""
    if any(each.outcome not in RECORDABLE for each in given.checks):
        raise Invalid(
            reason=Words("随访结果只能是无异常、有症状或未联系上", "an outcome is well, symptom or unreachable")
        )
    checks = [each.new_check() for each in given.checks]
    return actions.record_checks(checks=checks, by=request.actor, at=request.at)  # type: ignore[attr-defined]


RECORDABLE = frozenset({CheckOutcome.WELL, CheckOutcome.SYMPTOM, CheckOutcome.UNREACHABLE})


@router.post("/followup/samplings", response=Made)
@needs(Right.FOLLOWUP_WRITE)
def record_samplings(request: HttpRequest, given: SampledIn) -> Made:
    """Note that scheduled tests were sampled: they are owed no longer, and their results are awaited."""
    done = actions.note_sampled(
        test_ids=given.test_ids,
        sampled_at=given.sampled_at,
        by=request.actor,  # type: ignore[attr-defined]
        at=request.at,  # type: ignore[attr-defined]
    )
    return Made(done=done)


@router.post("/followup/results", response=Made)
@needs(Right.FOLLOWUP_WRITE)
def record_results(request: HttpRequest, given: ResultsIn) -> Made:
    """Record results of scheduled tests."""
    results = [each.new_result() for each in given.results]
    return Made(done=actions.record_tests(results=results, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.get("/incidents/{uuid:incident_id}/meters", response=list[MeterOut])
@needs(Right.FOLLOWUP_READ)
def read_meters(request: HttpRequest, incident_id: UUID, as_of: Time | None = None) -> list[MeterOut]:
    """The three completeness meters of an incident, with the reason for every gap; now, or as they stood at a moment."""
    command.incident(incident_id)
    found = queries.meters(incident_id, as_of or request.at, is_present=as_of is None)  # type: ignore[attr-defined]
    return [MeterOut.of(each) for each in found]


@router.get("/arrivals", response=list[ArrivalOut])
@needs(Right.FOLLOWUP_READ)
def read_arrivals(
    request: HttpRequest, incident_id: UUID | None = None, offset: int = Query(0, ge=0, le=10_000_000),
    limit: int = Query(100, ge=1, le=1000),
) -> list[ArrivalOut]:  # fmt: skip
    """People who arrived and are managed without a case, newest first; of one incident when given."""
    rows = queries.arrival_rows(incident_id).order_by("-arrived_at", "-id")[offset : offset + limit]
    found = [row.facts() for row in rows]
    _log(request, "followup.read", [each.person_id for each in found])
    return [ArrivalOut.of(each) for each in found]


@router.get("/incidents/{incident_id}/arrival-regimes", response=list[ArrivalRegimeOut])
@needs(Right.FOLLOWUP_READ)
def read_arrival_regimes(
    request: HttpRequest, incident_id: UUID, area: Annotated[str, Query(min_length=2, max_length=19)], arrived_at: Time
) -> list[ArrivalRegimeOut]:
    """The regimes that the rules in force in an area on a day have for people who arrive there."""
    try:
        code = areas.parse(area)
    except ValueError as error:
        raise Invalid(reason=Words("区划代码有误", "the division code is not one")) from error
    edition = queries.arrival_edition(incident_id, code, arrived_at)
    return [
        ArrivalRegimeOut(
            key=each.key, label=each.label, zh=each.words.zh, en=each.words.en, days=each.total_days,
            edition_id=edition.id, clause=each.clause.text,
        )
        for each in queries.arrival_regimes(incident_id, code, arrived_at)
    ]  # fmt: skip


@router.post("/arrivals", response={201: PlanOut})
@needs(Right.FOLLOWUP_WRITE, Right.FOLLOWUP_READ)
def register_arrival(request: HttpRequest, given: ArrivalIn) -> Status[PlanOut]:
    """Register somebody who arrived, and begin the plan of the regime."""
    new = NewArrival(
        incident_id=given.incident_id, person_id=given.person_id, regime_key=given.regime, area=given.area,
        arrived_at=given.arrived_at, departed_at=given.departed_at, origin=given.origin, transport=given.transport,
    )  # fmt: skip
    made = actions.begin_arrival(new=new, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, PlanOut.of(queries.plan(made)))
