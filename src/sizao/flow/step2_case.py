"""Step 2: a reported case gets its investigation, a positive test of somebody under follow-up becomes a reported case.

Nothing is classified by the flow itself: a person decides, the flow sees that somebody is asked and by when.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.measures.followup import events as followup
from sizao.measures.followup import queries as plans
from sizao.spine.outbox.types import on
from sizao.trace.cases import actions as cases
from sizao.trace.cases import events as facts
from sizao.trace.cases import queries
from sizao.trace.cases.types import Classification, DiscoveryRoute, NewCase


@on(facts.CaseReported)
def ask_for_the_investigation(event: facts.CaseReported, *, by: Actor, at: datetime) -> None:
    """Ask the investigators for the case form within the hours the edition gives, and for a classification."""
    found = queries.case(event.case_id)
    terms = library().get(event.edition_id).case
    hours = terms.form_hours if terms else None
    task = NewTask(
        TaskKind.INVESTIGATE,
        Words(
            f"完成病例 {found.number} 的个案流调并判定分类",
            f"Investigate case {found.number} and settle its classification",
        ),
        GroupKind.INVESTIGATION,
        found.area,
        event.reported_at + timedelta(hours=hours) if hours else None,
        case_id=event.case_id,
    )
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@on(facts.CaseReportedAgain)
def ask_whether_it_is_a_case_after_all(event: facts.CaseReportedAgain, *, by: Actor, at: datetime) -> None:
    """Ask the investigators at once to judge somebody anew who had been ruled out and is reported, or positive, again."""
    found = queries.case(event.case_id)
    title = Words(
        f"病例 {found.number} 已排除后再次报告或检出阳性,立即复核分类",
        f"Case {found.number} was ruled out and is reported or positive again: classify it anew at once",
    )
    task = NewTask(TaskKind.INVESTIGATE, title, GroupKind.INVESTIGATION, found.area, at, case_id=event.case_id)
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@on(followup.PositiveTested)
def report_the_positive(event: followup.PositiveTested, *, by: Actor, at: datetime) -> None:
    """Report somebody whose scheduled test is positive as a suspected case; who is a case already stays as they are, and who
    was ruled out is judged anew."""
    plan = plans.plan(event.plan_id)
    case = NewCase(
        person_id=event.person_id, area=plan.area, reported_at=at, sampled_at=event.sampled_at,
        classification=Classification.SUSPECTED, discovery_route=DiscoveryRoute.QUARANTINE,
    )  # fmt: skip
    if event.incident_id is not None:
        cases.report_case(incident_id=event.incident_id, case=case, by=by, at=at)


@on(facts.CaseDatesChanged)
def ask_for_a_review_of_dates(event: facts.CaseDatesChanged, *, by: Actor, at: datetime) -> None:
    """Ask for a review when contacts fell out of the window, or others came into it; nobody is moved by the flow."""
    if not (event.entering or event.leaving):
        return
    _ask_for_review(
        event,
        Words(
            f"复核接触者:因日期变化,{event.entering} 人进入、{event.leaving} 人移出判定时段",
            f"Review contacts: the dates changed, {event.entering} came into the window and {event.leaving} fell out",
        ),
        by,
        at,
    )


@on(facts.CaseRuledOut)
def ask_for_a_review_of_contacts(event: facts.CaseRuledOut, *, by: Actor, at: datetime) -> None:
    """Ask for a review of the contacts of a case that is none."""
    if queries.open_contacts(event.case_id):
        words = Words("复核接触者:病例已排除", "Review contacts: the case was ruled out")
        _ask_for_review(event, words, by, at)


def _ask_for_review(event: facts.CaseDatesChanged | facts.CaseRuledOut, words: Words, by: Actor, at: datetime) -> None:
    found = queries.case(event.case_id)
    task = NewTask(TaskKind.APPROVE, words, GroupKind.INVESTIGATION, found.area, case_id=event.case_id)
    command.create_task(new=task, incident_id=event.incident_id, by=by, at=at)


@on(facts.EditionMigrated)
def run_the_incident_under_it(event: facts.EditionMigrated, *, by: Actor, at: datetime) -> None:
    """Run the incident under the edition that its cases and contacts went over to."""
    if event.incident_id is not None:
        command.adopt_edition(incident_id=event.incident_id, edition_id=event.edition_id, by=by, at=at)
