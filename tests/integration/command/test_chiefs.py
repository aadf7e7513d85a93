"""Tasks of chiefs by name: offered to the nearest of an address, accepted, handed on along the tree, finished and counted."""

import json
from datetime import timedelta

import pytest

from sizao.ground.command import actions, errors, queries
from sizao.ground.command.types import GroupKind, NewTask, TaskKind, TaskState
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as registered
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import Level, parse, printed
from sizao.kernel.words import Words
from sizao.oversight.merits import queries as merits
from sizao.oversight.merits.types import Span
from sizao.spine.scope import queries as scope

YIXING, WANSHI = parse("320282"), parse("320282109")
DAY = timedelta(days=1)


@pytest.fixture
def tree(staff, at):
    """A grid and its building, each with a chief who has an account; a second building whose chief has none."""
    by = Actor.system("test")
    users = staff("grid_worker"), staff("community")
    with scope.acting(by):
        village = registered.children(WANSHI)[0].code
        grid = registry.add_area(parent=village, level=Level.GRID, by=by, at=at - 40 * DAY)
        registry.appoint_chief(code=grid, username=users[0].username, by=by, at=at - 40 * DAY)
        building = registry.add_area(parent=grid, level=Level.BUILDING, by=by, at=at - 40 * DAY)
        registry.appoint_chief(code=building, username=users[1].username, by=by, at=at - 40 * DAY)
        other = registry.add_area(parent=grid, level=Level.BUILDING, by=by, at=at - 40 * DAY)
        registry.appoint_chief(code=other, post="楼栋志愿者岗", by=by, at=at - 40 * DAY)
        actions.ensure_headquarters(area=YIXING, name=Words("指挥部", "HQ"), by=by, at=at - 40 * DAY)
    return grid, building, other, users


def visit(area):
    return NewTask(TaskKind.OTHER, Words("入户走访", "Visit"), GroupKind.COMMUNITY, area)


def chief_of(area, at):
    return registered.chiefs([area], at)[area]


def test_the_nearest_chief_with_an_account_is_asked(tree, by, at):
    grid, building, other, (first, second) = tree
    unit = registry.add_area(parent=building, level=Level.UNIT, by=by, at=at)
    asked = {
        place: queries.task(actions.offer_task(new=visit(place), by=by, at=at)).assignee_id
        for place in (unit, building, other, grid)
    }
    assert asked == {unit: second.pk, building: second.pk, other: first.pk, grid: first.pk}
    with pytest.raises(errors.NoChiefHere):
        actions.offer_task(new=visit(WANSHI), by=by, at=at)
    assert actions.offer_once(new=visit(WANSHI), by=by, at=at) is None


def test_nobody_is_offered_the_same_twice_while_it_is_open(tree, by, at):
    grid, *_ = tree
    made = actions.offer_once(new=visit(grid), by=by, at=at)
    assert made and actions.offer_once(new=visit(grid), by=by, at=at) is None
    actions.complete_task(task_id=made, evidence="已走访", by=by, at=at)
    assert actions.offer_once(new=visit(grid), by=by, at=at)


def test_a_chief_accepts_hands_on_and_the_other_finishes_and_it_counts(tree, by, at):
    grid, building, _other, (first, second) = tree
    made = actions.offer_task(new=visit(building), by=by, at=at)
    up, down = chief_of(grid, at), chief_of(building, at)
    worker = Actor(second.username, ActorKind.PERSON, second.pk, "community", WANSHI)
    stranger = Actor("别人", ActorKind.PERSON, 9_000_001, "tracer", YIXING)
    actions.receive_task(task_id=made, by=worker, at=at)

    def hand_on(chief, who, **more):
        actions.hand_on(task_id=made, chief_id=chief.id, reason="外出", may_offer=False, by=who, at=at, **more)

    with pytest.raises(errors.NotYourTask):
        hand_on(up, stranger)
    with pytest.raises(errors.HeldByThem):
        hand_on(down, worker)
    hand_on(up, worker)
    found = queries.task(made)
    assert (found.assignee_id, found.state) == (first.pk, TaskState.ASSIGNED)
    assert queries.history(made)[-1].note == "外出"
    actions.complete_task(task_id=made, evidence="已走访", by=by, at=at + timedelta(hours=1))
    [row] = [each for each in queries.chiefs_with_tasks(YIXING, at + DAY) if each.chief.id == up.id]
    assert (row.offered, row.taken, row.done) == (0, 0, 1)
    span = Span(at - DAY, at + DAY)
    assert merits.record(by, up.id, span).work.tasks_done == 1


@pytest.mark.parametrize(
    ("language", "accept"), [("en", "Accept"), ("zh-hans", "接受")]
)  # fmt: skip
def test_the_pages_of_chiefs_tasks(signed_in, tree, by, at, language, accept):
    grid, *_ = tree
    home = registry.add_household(area=grid, label="甲101", by=by, at=at)
    desk, worker = signed_in("coordinator", language=language), signed_in("grid_worker", language=language)
    assert f"/command/chiefs/?household={home}" in desk.get(f"/registry/households/{home}/").content.decode()
    page = desk.get(f"/command/chiefs/?household={home}")
    chief = chief_of(grid, at)
    assert "甲101" in page.content.decode() and page.context["form"].initial["chief"] == str(chief.id)
    given = {"chief": str(chief.id), "title": "走访甲101", "kind": "other"}
    made = desk.post("/command/chiefs/", given)
    assert made.status_code == 302
    mine = worker.get("/command/tasks/mine/").content.decode()
    assert "走访甲101" in mine and accept in mine
    assert worker.post(f"{made.url}receive/").status_code == 302
    assert accept not in worker.get("/command/tasks/mine/").content.decode()
    assert worker.post(f"{made.url}complete/", {"evidence": "无异常"}).status_code == 302
    assert "走访甲101" in worker.get("/command/tasks/mine/").content.decode(), "among what is finished"
    assert signed_in("tracer").get("/command/chiefs/").status_code == 403


def test_the_api_of_chiefs_tasks(signed_in, tree, at):
    grid, building, other, (first, second) = tree
    desk, worker = signed_in("coordinator"), signed_in("grid_worker")

    def post(browser, path, body):
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    made = post(desk, "chief-tasks", {"area": printed(building), "title_zh": "走访"})
    assert made.status_code == 201 and made.json()["state"] == "assigned"
    with scope.acting(Actor.system("test")):
        up = chief_of(grid, at)
    path = f"tasks/{made.json()['id']}/hand-on"
    handed = post(desk, path, {"chief_id": str(up.id), "reason": "外出"})
    assert handed.json()["assignee"] == up.holder
    assert [each["offered"] for each in desk.get("/api/v1/chief-tasks").json()] == [1, 0]
    assert [each["id"] for each in worker.get("/api/v1/tasks?mine=true").json()] == [made.json()["id"]]
    assert (
        post(desk, "chief-tasks", {"area": "320282109", "title_zh": "走访"}).json()["code"] == "command.no_chief_here"
    )
