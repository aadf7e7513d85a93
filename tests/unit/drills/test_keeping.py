"""What those do who bring, see and test contacts: one sheet for an hour, one list for a day, halves where one row is refused."""

from __future__ import annotations

from typing import Any

import pytest

from sizao.oversight.drills.queries.players.clinic import Clinic, Laboratory
from sizao.oversight.drills.queries.players.keeping import FollowUp, Transfer
from sizao.oversight.drills.queries.stage import Picture
from tests.unit.drills.table import later, stage

PLAN = {
    "state": "active",
    "placed_at": None,
    "contact_class": "close",
    "release_on": "2021-12-23",
    "end_on": "2021-12-23",
    "anchor_at": "2021-12-09T00:00:00Z",
}


def picture(number: int, **changed: Any) -> Picture:
    return Picture(plans={f"plan-{each}": (each, {**PLAN, **changed}) for each in range(number)})


def sent(asked: list[Any], path: str) -> list[Any]:
    return [content for _, where, content in asked if where == path]


def hours(table: Any, desk: Any, number: int) -> None:
    for _ in range(number):
        desk.play()
        later(table, 1)


def test_who_arrives_in_an_hour_stands_on_one_sheet():
    table, asked = stage(lambda *given: {}, people=5)
    table.picture = picture(5)
    hours(table, Transfer(table), 2)
    [sheet] = sent(asked, "/plans/placement")
    assert sheet["plan_ids"] == [f"plan-{each}" for each in range(5)] and sheet["place"] == table.site
    assert [each.detail for each in table.log] == [f"person {each}" for each in range(5)]


def test_one_who_is_refused_keeps_nobody_else_out():
    def told(method: str, path: str, content: Any) -> Any:
        return 409 if "plan-2" in content["plan_ids"] else {}

    table, asked = stage(told, people=4)
    table.picture = picture(4)
    hours(table, Transfer(table), 2)
    assert [len(each["plan_ids"]) for each in sent(asked, "/plans/placement")] == [4, 1, 1, 1, 1]
    assert [each.detail for each in table.log if each.what == "contact in place"] == [
        "person 0",
        "person 1",
        "person 3",
    ]


@pytest.mark.parametrize("refused", [(), (5,), (0, 7)])
def test_results_are_entered_together_and_what_is_refused_by_halves(refused):
    entered: list[int] = []

    def told(method: str, path: str, content: Any) -> Any:
        rows = [each["test_id"] for each in content["results"]]
        if set(rows) & set(refused):
            return 409
        entered.extend(rows)
        return {}

    table, _ = stage(told)
    laboratory = Laboratory(table)
    desk = FollowUp(table, laboratory, Clinic(table, laboratory))
    desk._known = [{"test_id": each, "result": "negative"} for each in range(8)]
    desk.enter()
    assert sorted(entered) == [each for each in range(8) if each not in refused]


def test_more_results_than_one_request_takes_go_in_several():
    table, asked = stage(lambda *given: {})
    laboratory = Laboratory(table)
    desk = FollowUp(table, laboratory, Clinic(table, laboratory))
    desk._known = [{"test_id": each, "result": "negative"} for each in range(1_100)]
    desk.enter()
    assert [len(each["results"]) for each in sent(asked, "/followup/results")] == [500, 500, 100]


def test_tests_of_a_day_are_asked_for_once_and_taken_once():
    test = {"id": "test-1", "plan_id": "plan-1", "due_on": "2021-12-09", "is_antigen": False, "is_double": True}
    own = {**test, "id": "test-2", "is_antigen": True}

    def told(method: str, path: str, content: Any) -> Any:
        return [test, own] if path == "/followup/tests" else []

    table, asked = stage(told)
    table.picture = picture(3, placed_at="2021-12-09T00:00:00Z")
    laboratory = Laboratory(table)
    desk = FollowUp(table, laboratory, Clinic(table, laboratory))
    hours(table, desk, 60)
    assert [(each.person, each.pool) for each in laboratory.queue] == [(1, ())] * 2, "two swabs"
    assert [each["test_ids"] for each in sent(asked, "/followup/samplings")] == [["test-1"]], (
        "the swab is known at once"
    )
    assert [f"{each['until']}" for each in sent(asked, "/followup/tests")] == ["2021-12-09", "2021-12-10", "2021-12-11"]


def test_a_round_goes_on_until_nobody_new_is_on_the_list():
    """The list shows 500 at a time; a line that stays on it is not asked again."""
    due = [{"person": each, "check": {"id": f"check-{each}", "due_at": "2021-12-10T09:00:00Z"}} for each in range(5)]
    done: set[str] = {"nobody"}

    def told(method: str, path: str, content: Any) -> Any:
        if path == "/followup/worklist":
            return [each for each in due if each["check"]["id"] not in done][:2]
        done.update(each["check_id"] for each in content["checks"] if each["check_id"] != "check-4")
        return {}

    table, asked = stage(told, people=5)
    table.persons = {each: each for each in range(5)}
    FollowUp(table, Laboratory(table), Clinic(table, Laboratory(table))).check()
    sheets = sent(asked, "/followup/checks")
    assert [[each["check_id"] for each in sheet["checks"]] for sheet in sheets] == [
        ["check-0", "check-1"],
        ["check-2", "check-3"],
        ["check-4"],
    ]
