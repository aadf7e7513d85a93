"""The weeks of follow-up: checks and tests of every day, the lifting of the zones on its day, and the releases."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from sizao.measures.followup import actions, queries
from sizao.measures.followup.types import (
    OPEN_PLANS,
    CheckFacts,
    CheckOutcome,
    CheckSource,
    NewCheck,
    NewResult,
    PlanFacts,
    TestFacts,
    TestResult,
)
from sizao.project.worlds.yixing import data, measures
from sizao.project.worlds.yixing.replay import Run, acting, answered

LABORATORIES = ("无锡市核酸检测机构", "宜兴市核酸检测机构")
"""The two laboratories of double sampling."""

SETTLED = timedelta(minutes=90)
"""The first check is made when people have arrived."""

MOST = 5_000
"""More checks than any moment of this world has."""


def follow_up(run: Run) -> None:
    """Day after day until the last plan is released; the zones are lifted in between, on their day."""
    lifted_on = run.at("zones", "lifted_at").astimezone(data.CHINA).date()
    day = run.at("contacts", "approved_at").astimezone(data.CHINA).date()
    lifted = False
    invite(run)
    while found := _open(run):
        last = max(each.release_on for each in found)
        if day > last + timedelta(days=1):
            break
        _day(run, found, day)
        if day == lifted_on:
            measures.lift_zones(run)
            lifted = True
        answered(run)
        day += timedelta(days=1)
    if not lifted:
        measures.lift_zones(run)


def _open(run: Run) -> list[PlanFacts]:
    with acting("隔离管控组"):
        wanted = {each for ids in run.contacts.values() for each in ids}
        return [
            each
            for each in queries.plans(run.incident_id, states=OPEN_PLANS)
            if each.contact_id in wanted or each.arrival_id
        ]


def _day(run: Run, found: Sequence[PlanFacts], day: date) -> None:
    ids = [each.id for each in found]
    with acting("隔离点医务组") as by:
        done_at = data.on_day(day, run.files.world["contacts"]["test_at"])
        results = _results(queries.tests_of(ids).values(), day, done_at)
        if results and done_at > run.at("contacts", "approved_at"):
            actions.record_tests(results=results, by=by, at=done_at + timedelta(hours=6))
    _check(run, set(ids), day)
    _release(run, found, day)


def _check(run: Run, plans: set[UUID], day: date) -> None:
    """Morning and evening, everybody who is due is asked, and is well."""
    for text in run.files.world["contacts"]["check_at"]:
        moment = max(data.on_day(day, text), run.at("contacts", "approved_at") + SETTLED)
        with acting("隔离点医务组") as by:
            due = [each.check for each in queries.worklist(moment, limit=MOST) if each.plan.id in plans]
            if due:
                actions.record_checks(checks=[_well(each, run) for each in due], by=by, at=moment)


def _well(check: CheckFacts, run: Run) -> NewCheck:
    """Everybody is asked by the staff; those who have a code report for themselves."""
    warmth = Decimal(run.people.random.randint(361, 369)) / 10
    source = CheckSource.SELF if check.plan_id in run.invited else CheckSource.OFFICER
    return NewCheck(check_id=check.id, outcome=CheckOutcome.WELL, temperature=warmth, source=source)


INVITED = 12
"""People under follow-up who report for themselves."""
ASKED = "末次接触日期似应为前一日,请予复核(演示)"
ANSWERED = "经与流调记录核对,末次接触日期无误,管理期限不变(演示)"


def invite(run: Run) -> None:
    """Some people are given a code on the first evening; one of them asks for a review and is answered."""
    at = run.at("contacts", "approved_at") + SETTLED
    with acting("隔离点医务组") as by:
        found = queries.plans(run.incident_id, states=OPEN_PLANS, limit=INVITED)
        for each in found:
            actions.invite(plan_id=each.id, by=by, at=at)
        run.invited = {each.id for each in found}
        actions.ask_review(plan_id=found[0].id, text=ASKED, by=by, at=at)
        answered(run)
        actions.answer_review(plan_id=found[0].id, answer=ANSWERED, by=by, at=at + timedelta(hours=2))


def _results(tests: Iterable[Sequence[TestFacts]], day: date, sampled_at: datetime) -> list[NewResult]:
    """Negative results of every test that is due by the day and has none; double sampling gives two."""
    owed = [each for plan in tests for each in plan if each.due_on <= day and not each.results and not each.is_antigen]
    return [
        NewResult(test_id=each.id, result=TestResult.NEGATIVE, sampled_at=sampled_at, laboratory=laboratory)
        for each in owed
        for laboratory in (LABORATORIES if each.is_double else LABORATORIES[:1])
    ]


def _release(run: Run, found: Sequence[PlanFacts], day: date) -> None:
    ready: list[UUID] = [each.id for each in found if each.release_on <= day]
    if not ready:
        return
    at = data.on_day(day, "18:00")
    with acting(str(run.files.world["contacts"]["released_by"])) as by:
        at_sites = [each.id for each in found if each.id in ready and each.place_id is not None]
        if at_sites:
            actions.record_environment(plan_ids=at_sites, result=TestResult.NEGATIVE, by=by, at=at)
        allowed = [plan for plan, decision in queries.release_decisions(ready, at).items() if decision]
        if allowed:
            actions.release_plans(plan_ids=allowed, by=by, at=at)
