"""What somebody added or recorded stays when a plan is counted anew, swept, or met by another plan of the person."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.editions import ContactClass
from sizao.measures.followup import actions, queries
from sizao.measures.followup.actions import checking
from sizao.measures.followup.models import Check, ScheduledTest
from sizao.measures.followup.types import CheckOutcome, PlanState, TestResult, TestState
from sizao.trace.cases import actions as cases
from sizao.trace.cases.models import Contact
from sizao.trace.cases.types import ProposedContact
from tests.integration.cases.conftest import WANSHI
from tests.integration.followup.test_regimes import begin

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)


@pytest.fixture
def extended(approved, by, at):
    """A plan made three days longer, with a test on the second of them."""
    plan_id = actions.begin_plan(contact_id=approved(1)[0], by=by, at=at)
    actions.extend_plan(plan_id=plan_id, days=3, reason="a case on the same floor", test_days=[2], by=by, at=at)
    return queries.plan(plan_id)


@pytest.mark.parametrize("later", [1, -1])
def test_days_added_for_a_reason_stay_when_a_plan_is_counted_anew(extended, incident_id, case_id, by, at, later):
    contact = Contact.objects.get(pk=extended.contact_id)
    contact.last_exposure_at += later * DAY
    contact.save()
    actions.move_contacts(contact_ids=[extended.contact_id], reason="exposed again", by=by, at=at)
    moved = queries.plan(extended.id)
    assert moved.state is PlanState.EXTENDED and moved.phases[-1].is_extension
    assert moved.end_on == extended.end_on + max(later, 0) * DAY
    assert moved.phases[-1].end_on == moved.end_on
    assert [a.end_on + DAY == b.start_on for a, b in zip(moved.phases, moved.phases[1:], strict=False)] == [True] * 2
    assert queries.tests(extended.id)[-1].due_on == moved.phases[-1].start_on + DAY
    assert Check.objects.filter(plan_id=extended.id, due_on=moved.end_on).exists()


def test_an_extension_follows_the_last_day_and_numbers_its_tests_like_the_edition(by):
    plan, at = begin("measles", "2021-12-11", ContactClass.CLOSE, by)
    assert plan.release_on == plan.end_on + DAY, "the edition releases on the day after"
    actions.extend_plan(plan_id=plan.id, days=3, reason="a case in the household", test_days=[1], by=by, at=at)
    longer = queries.plan(plan.id)
    assert longer.phases[-1].start_on == plan.end_on + DAY
    assert (longer.end_on, longer.release_on) == (plan.end_on + 3 * DAY, plan.release_on + 3 * DAY)
    test = queries.tests(plan.id)[-1]
    assert test.day_index == longer.day_on(test.due_on)


def test_a_sweep_leaves_what_is_recorded_while_it_looks(approved, by, at, monkeypatch):
    plan_id = actions.begin_plan(contact_id=approved(1)[0], by=by, at=at)
    mine, look = {"plan_id": plan_id}, checking._tests_over

    def meanwhile(edition_id, moment):
        found = look(edition_id, moment)
        Check.objects.filter(**mine).update(outcome=CheckOutcome.WELL, done_at=at, by="officer")
        ScheduledTest.objects.filter(**mine).update(state=TestState.SAMPLED, sampled_at=at)
        return found

    monkeypatch.setattr(checking, "_tests_over", meanwhile)
    actions.mark_missed(by=by, at=at + 2 * DAY)
    assert {each.outcome for each in queries.checks(plan_id)} == {CheckOutcome.WELL}
    assert {each.state for each in queries.tests(plan_id)} == {TestState.SAMPLED}


def test_a_result_answers_the_test_in_each_plan_of_the_person(approved, incident_id, by, at):
    first = queries.plan(actions.begin_plan(contact_id=approved(1)[0], by=by, at=at))
    other, _at = begin("covid-19", "2021-12-11", ContactClass.CLOSE, by)
    again = ProposedContact(
        person_id=first.person_id, area=WANSHI, last_exposure_at=at - DAY, contact_class=ContactClass.CLOSE
    )
    ids = cases.propose_contacts(incident_id=other.incident_id, proposals=[again], by=by, at=at).contact_ids
    cases.approve_contacts(contact_ids=ids, by=by, at=at)
    second = actions.begin_plan(contact_id=ids[0], by=by, at=at)
    given = {"person_id": first.person_id, "result": TestResult.NEGATIVE, "sampled_at": at}
    assert actions.record_result_of_person(**given, by=by, at=at)
    assert [queries.tests(each)[0].state for each in (first.id, second)] == [TestState.DONE] * 2


def test_a_check_that_is_over_counts_as_missed_before_the_sweep(approved, incident_id, by, at):
    actions.begin_plan(contact_id=approved(1)[0], by=by, at=at)
    later = at + 2 * DAY
    before = queries.standing(incident_id, later).checks_missed
    checks, _tests = actions.mark_missed(by=by, at=later)
    assert before == queries.standing(incident_id, later).checks_missed == checks > 0
