"""A chief's record is counted from other rooms' rows; merits are approved by somebody else; chiefs object to their own."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError
from django.test.utils import CaptureQueriesContext

from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.duty import actions as duty
from sizao.ground.duty.types import NewShift, PhoneRoute, PostFacts
from sizao.ground.duty.types import Role as DutyRole
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as registered
from sizao.ground.registry.errors import ChiefUnknown
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import Level, parent, parse
from sizao.kernel.words import Words
from sizao.oversight.merits import actions, errors, queries
from sizao.oversight.merits.models import Merit, MeritDecision
from sizao.oversight.merits.types import MeritKind, Span
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope

YIXING, WANSHI = parse("320282"), parse("320282109")
DAY = timedelta(days=1)


@pytest.fixture
def grid(staff, at):
    """A grid whose chief is the grid worker's account, and a building with a post that has none."""
    by = Actor.system("test")
    user = staff("grid_worker")
    with scope.acting(by):
        village = registered.children(WANSHI)[0].code
        made = registry.add_area(parent=village, level=Level.GRID, by=by, at=at - 40 * DAY)
        registry.appoint_chief(code=made, username=user.username, by=by, at=at - 40 * DAY)
        building = registry.add_area(parent=made, level=Level.BUILDING, by=by, at=at - 40 * DAY)
        registry.appoint_chief(code=building, post="楼栋志愿者岗", by=by, at=at - 40 * DAY)
        registry.add_household(area=building, label="101", by=by, at=at - 30 * DAY)
        command.ensure_headquarters(area=YIXING, name=Words("指挥部", "HQ"), by=by, at=at - 40 * DAY)
    return made, user


def chief_of(area, at):
    return registered.chiefs([area], at)[area]


def a_task(user, by, at, *, is_done):
    new = NewTask(TaskKind.OTHER, Words("上门核实", "Visit"), GroupKind.COMMUNITY, WANSHI)
    made = command.create_task(new=new, by=by, at=at)
    command.assign_task(task_id=made, assignee=user.username, assignee_id=user.pk, by=by, at=at)
    if is_done:
        command.complete_task(task_id=made, evidence="已核实", by=by, at=at + timedelta(hours=1))
    return made


def test_work_hours_and_load_are_counted_from_the_rooms(grid, by, at):
    area, user = grid
    span = Span(at - 10 * DAY, at + DAY)
    a_task(user, by, at, is_done=True)
    a_task(user, by, at, is_done=False)
    a_task(user, by, at - 20 * DAY, is_done=True)
    shift = NewShift("", at - DAY, at - DAY + timedelta(hours=12), (
        PostFacts(DutyRole.LEAD, "带班", PhoneRoute.DUTY_LINE),
        PostFacts(DutyRole.ON_DUTY, user.username, PhoneRoute.ACCOUNT, user.pk),
    ))  # fmt: skip
    duty.save_shifts(area=YIXING, shifts=[shift], by=by, at=at)
    found = queries.record(Actor.system("test"), chief_of(area, at).id, span)
    assert (found.work.tasks_given, found.work.tasks_done, found.work.hours) == (2, 1, 12.0)
    assert (found.load.days, found.load.households, found.done_of_given) == (11.0, 1, "1 / 2")


def test_only_work_within_the_post_is_a_chiefs(grid, staff, by, at):
    area, user = grid
    successor = staff("community")
    a_task(user, by, at - 2 * DAY, is_done=True)
    a_task(user, by, at + 2 * DAY, is_done=True)
    a_task(successor, by, at - 2 * DAY, is_done=True)
    registry.appoint_chief(code=area, username=successor.username, by=by, at=at)
    span = Span(at - 10 * DAY, at + 10 * DAY)
    found = queries.records(YIXING, span)
    done = {each.user_id: each.work.tasks_done for each in found if each.work and each.area == area}
    assert done == {user.pk: 1, successor.pk: 0}
    assert queries.street(found, span).finished == 1
    registry.appoint_chief(code=area, username=user.username, by=by, at=at + DAY)
    found = queries.records(YIXING, span)
    assert sum(each.work.tasks_done for each in found if each.user_id == user.pk) == 2
    assert queries.street(found, span).finished == 2, "two times in the post are both counted"


def test_more_chiefs_ask_no_more_of_the_database(grid, staff, by, at):
    area, user = grid
    span = Span(at - 10 * DAY, at + DAY)
    a_task(user, by, at, is_done=True)

    def statements():
        with CaptureQueriesContext(connection) as asked:
            found = queries.records(YIXING, span)
            queries.street(found, span)
        return len(found), len(asked)

    before, few = statements()
    for _ in range(4):
        made = registry.add_area(parent=parent(area), level=Level.GRID, by=by, at=at - 9 * DAY)
        registry.appoint_chief(code=made, username=staff("community").username, by=by, at=at - 9 * DAY)
    after, many = statements()
    assert (after, many) == (before + 4, few)


def test_a_task_that_went_to_somebody_else_is_not_counted_as_done(grid, staff, by, at):
    area, user = grid
    made = a_task(user, by, at, is_done=False)
    command.assign_task(task_id=made, assignee="别人", assignee_id=staff("community").pk, by=by, at=at)
    command.complete_task(task_id=made, evidence="已办", by=by, at=at)
    work = queries.work_done(user.pk, Span(at - DAY, at + DAY))
    assert (work.tasks_given, work.tasks_done) == (1, 0)


def test_a_merit_is_proposed_by_one_and_approved_by_another(grid, by, at):
    area, user = grid
    chief = chief_of(area, at)
    proposer = Actor("社区", ActorKind.PERSON, 9_000_001, "community", YIXING)
    made = actions.propose(chief_id=chief.id, kind=MeritKind.REST, text="连续值守", reference="T-1", by=proposer, at=at)
    with pytest.raises(errors.ProposerDecides):
        actions.decide(merit_id=made, is_approved=True, reasons="属实", by=proposer, at=at)
    own = Actor(user.username, ActorKind.PERSON, user.pk, "commander", YIXING)
    with pytest.raises(errors.OwnMerit):
        actions.decide(merit_id=made, is_approved=True, reasons="属实", by=own, at=at)
    other = Actor("指挥长", ActorKind.PERSON, 9_000_002, "commander", YIXING)
    actions.decide(merit_id=made, is_approved=True, reasons="属实", by=other, at=at)
    with pytest.raises(errors.AlreadyDecided):
        actions.decide(merit_id=made, is_approved=False, reasons="改主意", by=other, at=at)
    assert queries.record(by, chief.id, Span(at - DAY, at + DAY)).approved == 1


def test_the_database_refuses_a_merit_decided_by_its_proposer_or_the_chief(grid, by, at):
    area, user = grid
    chief = chief_of(area, at)
    proposer = Actor("社区", ActorKind.PERSON, 9_000_001, "community", YIXING)
    made = actions.propose(chief_id=chief.id, kind=MeritKind.REST, text="连续值守", reference="T-1", by=proposer, at=at)
    for name, number in (("改名", proposer.user_id), (user.username, user.pk)):
        with pytest.raises(IntegrityError, match="made it"), transaction.atomic():
            MeritDecision.objects.create(
                merit_id=made, is_approved=True, reasons="属实", at=at, by=name, by_user=number
            )
    with pytest.raises(IntegrityError, match="for_oneself"), transaction.atomic():
        Merit.objects.create(
            chief_id=chief.id, chief_user=user.pk, area=area, kind="rest", text="值守", reference="T-2", at=at,
            by=user.username, by_user=user.pk,
        )  # fmt: skip
    MeritDecision.objects.create(merit_id=made, is_approved=True, reasons="属实", at=at, by="指挥长", by_user=9_000_002)
    assert queries.merit(made).decided.is_approved


def test_a_chief_objects_and_nobody_else_does(grid, by, at):
    area, user = grid
    chief = chief_of(area, at)
    worker = Actor(user.username, ActorKind.PERSON, user.pk, "grid_worker", area)
    with scope.acting(worker):
        made = actions.object_to(chief_id=chief.id, text="漏计两次夜间值守", by=worker, at=at)
        assert [each.text for each in queries.own_records(worker, Span(at, at + DAY))[0].objections] == [
            "漏计两次夜间值守"
        ]
    with pytest.raises(errors.NotYourRecord):
        actions.object_to(chief_id=chief.id, text="x", by=Actor("旁人", ActorKind.PERSON, 9_000_003), at=at)
    with pytest.raises(errors.OwnMerit):
        actions.answer(objection_id=made, text="x", by=worker, at=at)
    actions.answer(objection_id=made, text="已补登班次", by=by, at=at)
    with pytest.raises(errors.AlreadyAnswered):
        actions.answer(objection_id=made, text="x", by=by, at=at)


def test_a_neighbour_county_learns_nothing(grid, by, at, acting):
    area, _user = grid
    chief = chief_of(area, at)
    actions.propose(chief_id=chief.id, kind=MeritKind.PRAISE, text="好", reference="T-1", by=by, at=at)
    elsewhere = Actor.system("elsewhere", parse("320211"))
    acting(elsewhere)
    assert queries.records(elsewhere.area, Span(at - DAY, at + DAY)) == []
    with pytest.raises(ChiefUnknown):
        queries.record(elsewhere, chief.id, Span(at - DAY, at + DAY))


def test_a_merit_is_written_once(grid, by, at):
    area, _user = grid
    actions.propose(
        chief_id=chief_of(area, at).id, kind=MeritKind.PRAISE, text="好", reference="T-1", by=by, at=at
    )  # fmt: skip
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE merits_merit SET text = 'x'")


@pytest.mark.parametrize(
    ("language", "unknown"), [("en", "That is not the same as nothing"), ("zh-hans", "这不等于没有工作")]
)
def test_the_pages_of_records(signed_in, grid, at, language, unknown):
    area, _user = grid
    with scope.acting(Actor.system("test")):
        chiefs = registered.chiefs_within(YIXING, at - DAY, at)
    with_account = next(each for each in chiefs if each.user_id)
    without = next(each for each in chiefs if not each.user_id)
    desk, chief = signed_in("community", language=language), signed_in("commander", language=language)
    assert with_account.holder in desk.get("/merits/?month=2021-12").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(desk.get("/merits/?month=2021-12&export=xlsx").content))
    assert any(with_account.holder in row for row in book.active.iter_rows(values_only=True))
    assert unknown in desk.get(f"/merits/chiefs/{without.id}/").content.decode()
    with scope.acting(Actor.system("test")):
        logged = Access.objects.filter(action__startswith="merits.").values_list("action", "reason")
        assert {("merits.list", "2021-12"), ("merits.export", "2021-12"), ("merits.read", str(without.id))} <= set(
            logged
        )
    page = f"/merits/chiefs/{with_account.id}/"
    given = {"kind": "rest", "text": "连续值守", "reference": "T-1"}
    assert desk.post(f"{page}propose/", given).status_code == 302
    with scope.acting(Actor.system("test")):
        [merit] = queries.record(Actor.system("test"), with_account.id, Span(at, at + DAY)).merits
    assert (
        chief.post(f"/merits/entries/{merit.id}/decide/", {"is_approved": "yes", "reasons": "属实"}).status_code == 302
    )
    worker = signed_in("grid_worker", language=language)
    assert "连续值守" in worker.get("/merits/mine/").content.decode()
    assert worker.post(f"/merits/mine/{with_account.id}/object/", {"text": "漏计"}).status_code == 302
    shown = chief.get(page).content.decode()
    assert "漏计" in shown
    with scope.acting(Actor.system("test")):
        [objection] = queries.record(Actor.system("test"), with_account.id, Span(at, at + DAY)).objections
        assert Access.objects.filter(action="merits.read", reason=str(with_account.id)).exists()
    assert chief.post(f"/merits/objections/{objection.id}/answer/", {"text": "已补"}).status_code == 302
    assert "已补" in worker.get("/merits/mine/").content.decode()
    assert desk.get("/merits/?month=2021-99").status_code == 422


def test_the_api_of_records(signed_in, grid, at):
    area, _user = grid
    desk, chief, worker = signed_in("coordinator"), signed_in("commander"), signed_in("grid_worker")

    def post(browser, path, body):
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    rows = desk.get("/api/v1/chief-records?month=2021-12").json()
    with scope.acting(Actor.system("test")):
        assert Access.objects.filter(action="merits.list", reason="2021-12").count() == 1
    assert [each["work"] is None for each in rows] == [False, True]
    one = rows[0]["chief_id"]
    made = post(desk, f"chief-records/{one}/merits", {"kind": "praise", "text": "好", "reference": "T-1"}).json()
    assert post(desk, f"merits/{made['id']}/decision", {"is_approved": True, "reasons": "x"}).status_code == 403
    decided = post(chief, f"merits/{made['id']}/decision", {"is_approved": False, "reasons": "证据不足"}).json()
    assert (decided["state"], decided["reasons"]) == ("refused", "证据不足")
    objection = post(worker, f"own-chief-records/{one}/objections", {"text": "请复核"}).json()
    assert post(desk, f"own-chief-records/{one}/objections", {"text": "x"}).status_code == 404
    assert post(chief, f"merit-objections/{objection['id']}/answer", {"text": "已复核"}).json()["answer"] == "已复核"
    assert worker.get("/api/v1/own-chief-records").json()[0]["objections"][0]["answer"] == "已复核"
    assert desk.get(f"/api/v1/chief-records/{one}?month=2021-12").json()["days"] > 0


@pytest.mark.parametrize(
    ("language", "nothing"), [("en", "No merit waits for you."), ("zh-hans", "没有待您审批的激励")]
)
def test_what_waits_is_a_list_on_which_it_is_settled(signed_in, grid, at, language, nothing):
    area, user = grid
    desk, chief = signed_in("community", language=language), signed_in("commander", language=language)
    with scope.acting(Actor.system("test")):
        post = chief_of(area, at)
        worker = Actor(user.username, ActorKind.PERSON, user.pk, "grid_worker", area)
    with scope.acting(worker):
        objection = actions.object_to(chief_id=post.id, text="漏计夜班", by=worker, at=at)
    given = {"kind": "rest", "text": "连续值守", "reference": "T-1"}
    desk.post(f"/merits/chiefs/{post.id}/propose/", given)
    assert 'href="/merits/waiting/"' in chief.get("/board/").content.decode()
    page = chief.get("/merits/waiting/")
    [(merit, holder, _form)] = page.context["merits"]
    assert (merit.text, holder.holder) == ("连续值守", post.holder) and "漏计夜班" in page.content.decode()
    assert desk.get("/merits/waiting/").status_code == 403
    with scope.acting(Actor.system("test")):
        assert Access.objects.filter(action="merits.waiting").exists()
    decided = {"is_approved": "no", "reasons": "证据不足", "from": "waiting"}
    assert chief.post(f"/merits/entries/{merit.id}/decide/", decided).url == "/merits/waiting/"
    answered = {"text": "已补", "from": "waiting"}
    assert chief.post(f"/merits/objections/{objection}/answer/", answered).url == "/merits/waiting/"
    assert nothing in chief.get("/merits/waiting/").content.decode()
    assert chief.get("/api/v1/waiting-merits").json() == {"merits": [], "objections": []}
