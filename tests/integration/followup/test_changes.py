"""Plans read by what changed: placement, release and a plan that is committed late."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from sizao.measures.followup import actions, queries
from sizao.measures.followup.models import Plan
from sizao.spine.scope import queries as scope
from tests.integration.cases.test_changes import BY, approve, held, incident_id, uncommitted

__all__ = ["incident_id"]
pytestmark = pytest.mark.django_db(transaction=True)


def begin(contact_id, at):
    with scope.acting(BY):
        return str(actions.begin_plan(contact_id=contact_id, by=BY, at=at))


@pytest.fixture
def consumer(signed_in, incident_id):
    browser = signed_in("epidemiologist")

    def ask(cursor=""):
        body = browser.get("/api/v1/plans", {"incident_id": incident_id, "changed_since": cursor}).json()
        return {row["id"]: (row["state"], row["placed_at"] is not None) for row in body["rows"]}, body["changed_since"]

    return ask


def test_plans_are_told_when_they_change_and_late_ones_too(consumer, at):
    first, second, third, *_ = held()
    approve([first, second, third], at)
    known = {begin(each, at): ("active", False) for each in (first, second)}
    rows, cursor = consumer()
    assert rows == known
    placed, broken = known
    with uncommitted(lambda: actions.begin_plan(contact_id=third, by=BY, at=at)):
        with scope.acting(BY):
            actions.record_placement(plan_ids=[placed], place_id=None, arrived_at=at, by=BY, at=at)
            actions.break_off_plans(plan_ids=[broken], reason="核实后排除接触", by=BY, at=at + timedelta(hours=1))
        rows, cursor = consumer(cursor)
        assert rows == {placed: ("active", True), broken: ("broken_off", False)}
    rows, cursor = consumer(cursor)
    with scope.acting(BY):
        [late] = Plan.objects.filter(contact_id=third)
    assert rows[str(late.pk)] == ("active", False)
    assert consumer(cursor)[0] == {}


def test_who_samples_reads_the_tests_of_a_day_page_by_page(consumer, signed_in, incident_id, at):
    first, second, *_ = held()
    approve([first, second], at)
    plans = {begin(each, at) for each in (first, second)}
    browser = signed_in("tracer")

    def ask(**question):
        answer = browser.get("/api/v1/followup/tests", {"incident_id": incident_id, **question})
        assert answer.status_code == 200, answer.content
        return answer.json()

    with scope.acting(BY):
        known = queries.tests(UUID(next(iter(plans))))
    day = f"{known[0].due_on}"
    assert {each["plan_id"] for each in ask(since=day, until=day)["rows"]} == plans
    page = ask(since=day, until=f"{known[-1].due_on}", limit=3)
    rows = page["rows"]
    while page["next"]:
        page = ask(since=day, until=f"{known[-1].due_on}", limit=3, after=page["next"])
        rows += page["rows"]
    assert len({each["id"] for each in rows}) == len(rows) == 2 * len(known)
    assert [each["due_on"] for each in rows] == sorted(each["due_on"] for each in rows)
    with scope.acting(BY):
        mine = queries.tests(UUID(next(iter(plans))))[0]
        actions.record_test(test_id=mine.id, result="negative", sampled_at=at, by=BY, at=at)
    owed = ask(since=day, until=f"{known[-1].due_on}", is_owed=True)["rows"]
    assert {each["id"] for each in rows} - {each["id"] for each in owed} == {str(mine.id)}
    assert ask() == {"rows": [], "next": None}, "nothing falls due today, long after"
    with scope.acting(BY):
        actions.break_off_plans(plan_ids=list(plans), reason="核实后排除接触", by=BY, at=at + timedelta(hours=1))
    assert ask(since=day, until=day)["rows"] == [], "of plans that are over nothing is due"
