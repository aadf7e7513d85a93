"""A breach file from the duty matrix to the decided appeal: told before found, answered by its party alone, every look logged."""

import io
import json
import re
from datetime import timedelta

import docx
import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError, ProgrammingError
from django.utils import timezone

from sizao.ground.breaches import actions, errors, queries
from sizao.ground.breaches.models import Breach, Step
from sizao.ground.breaches.types import Delivery, FileState, Finding, NewBreach, Outcome, Route
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, NewResponsibility, OrganisationKind, Party, PlaceKind
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import parse
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.types import Role
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope

YIXING, WANSHI = parse("320282"), parse("320282109")
DAY = timedelta(days=1)
BODY = "万石镇某工地项目部"


@pytest.fixture
def place(by, at):
    return registry.add_place(
        place=NewPlace(Words("工地", "Building site"), PlaceKind.WORKPLACE, WANSHI, 119.7, 31.4), by=by, at=at
    )


@pytest.fixture
def duty(place, by, at):
    member = accounts.create_user(username="unit-desk", display_name="项目部", password=None, by=by, at=at)
    accounts.give_role(user_id=member, role=Role.SITE_MANAGER, area=WANSHI, organisation=BODY, by=by, at=at)
    return a_duty(place, by, at)


def a_duty(place, by, at):
    body = registry.add_organisation(words=Words(BODY, BODY), kind=OrganisationKind.COMPANY, area=WANSHI, by=by, at=at)
    new = NewResponsibility(place, Party.UNIT, "每日消毒、人员台账", organisation_id=body)
    return registry.name_responsible(new=new, by=by, at=at - 20 * DAY)


def person(number, area=YIXING, organisation=""):
    return Actor(f"officer {number}", ActorKind.PERSON, 9_000_000 + number, "coordinator", area, organisation)


OPENER, DECIDER, THIRD, UNIT = person(1), person(2), person(3), person(4, organisation=BODY)


def a_breach(duty, at, **more):
    given = {"happened_at": at - DAY, "what": "连续两日无消毒记录", "basis": "emergency_51", "measure": "notify"}
    return NewBreach(duty, evidence="消毒台账照片", reference="W-7K3M9QX2", **{**given, **more})


@pytest.fixture
def opened(duty, at):
    return actions.open_breach(new=a_breach(duty, at), by=OPENER, at=at)


@pytest.fixture
def told(opened, at):
    actions.tell(breach_id=opened, text="请于期限内陈述申辩", by=OPENER, at=at)
    return opened


def test_a_file_keeps_the_duty_as_it_stood(opened, duty, by, at):
    registry.end_responsibility(responsibility_id=duty, by=by, at=at)
    found = queries.breach(opened)
    assert (found.holder, found.duty, found.party) == (BODY, "每日消毒、人员台账", Party.UNIT)
    assert found.state(at) is FileState.OPEN and found.number.startswith("B-")


def test_the_party_sees_a_file_only_once_it_was_told(opened, at):
    assert queries.addressed_to(UNIT) == []
    actions.tell(breach_id=opened, text="告知", by=OPENER, at=at)
    assert [each.id for each in queries.addressed_to(UNIT)] == [opened]
    assert queries.addressed_to(person(5, organisation="别的单位")) == []
    with pytest.raises(errors.NotYourDuty):
        actions.answer(breach_id=opened, text="与我无关", by=person(5), at=at)


def test_from_the_notice_to_the_decided_appeal(told, at):
    end = queries.terms().answer.after(at)
    with pytest.raises(errors.AnswerPending):
        actions.find(breach_id=told, finding=Finding.UPHELD, reasons="属实", measure="notify", by=DECIDER, at=end - DAY)
    actions.answer(breach_id=told, text="台账在另一本,附照片", by=UNIT, at=at + DAY)
    with pytest.raises(errors.MakerDecides):
        actions.find(breach_id=told, finding=Finding.UPHELD, reasons="属实", measure="notify", by=OPENER, at=at + DAY)
    actions.find(
        breach_id=told, finding=Finding.LIGHTER, reasons="仅缺一日", measure="remind", by=DECIDER, at=at + 2 * DAY
    )
    actions.appeal(breach_id=told, text="请求撤销", by=UNIT, at=at + 3 * DAY)
    with pytest.raises(errors.DeciderReviews):
        actions.review(breach_id=told, outcome=Outcome.KEPT, reasons="维持", measure="", by=DECIDER, at=at + 4 * DAY)
    actions.review(breach_id=told, outcome=Outcome.REVOKED, reasons="台账补正", measure="", by=THIRD, at=at + 4 * DAY)
    found = queries.breach(told)
    assert found.state(at + 4 * DAY) is FileState.CLOSED and found.standing == (None, None)
    assert [each.kind.value for each in found.steps] == ["told", "answered", "found", "appealed", "reviewed"]


def test_the_database_refuses_a_finding_of_who_made_the_case(told, at):
    actions.answer(breach_id=told, text="附照片", by=UNIT, at=at + DAY)

    def step(kind, who, **more):
        with transaction.atomic():
            Step.objects.create(
                breach_id=told, kind=kind, text="属实", at=at + DAY, by=who.name, by_user=who.user_id, **more
            )

    for who in (OPENER, Actor("renamed", ActorKind.PERSON, OPENER.user_id)):
        with pytest.raises(IntegrityError, match="made it"):
            step("found", who, finding="upheld")
    step("found", DECIDER, finding="upheld")
    step("appealed", UNIT)
    for who in (OPENER, DECIDER):
        with pytest.raises(IntegrityError, match="made it"):
            step("reviewed", who, outcome="kept")
    step("reviewed", THIRD, outcome="kept")


def test_the_database_refuses_a_file_in_ones_own_cause(told):
    row = Breach.objects.get(pk=told)
    row.pk, row.number, row.party_user = uuid7(), "B-OWN", row.by_user
    with pytest.raises(IntegrityError, match="own_cause"), transaction.atomic():
        row.save(force_insert=True)


def test_an_organisation_without_any_account_is_told_on_paper_with_its_receipt(place, by, at):
    made = actions.open_breach(new=a_breach(a_duty(place, by, at), at), by=OPENER, at=at)
    with pytest.raises(errors.NobodyReads):
        actions.tell(breach_id=made, text="告知", by=OPENER, at=at + DAY)
    with pytest.raises(errors.DeliveryMissing):
        actions.tell(breach_id=made, text="告知", by=OPENER, at=at + DAY, route=Route.PAPER)
    handed = Delivery("督查组甲", at + DAY / 2, "值班员乙", "送达回证 7 号")
    actions.tell(breach_id=made, text="告知", by=OPENER, at=at + DAY, route=Route.PAPER, delivery=handed)
    told = queries.breach(made).told
    assert told.delivery == handed
    assert told.until == queries.terms().answer.after(handed.at), "the term runs from when it was handed over"
    text = "\n".join(each.text for each in docx.Document(io.BytesIO(
        queries.as_word(queries.breach(made), Words("宜兴市", "Yixing"), "zh-hans", at + DAY))).paragraphs)  # fmt: skip
    assert "送达回证 7 号" in text and "值班员乙" in text


def test_the_database_refuses_a_notice_on_paper_without_its_receipt(opened, at):
    given = {"kind": "told", "text": "告知", "route": "paper", "until": at, "at": at, "by": OPENER.name}
    handed = {"delivered_by": "甲", "delivered_at": at, "delivered_to": "乙"}
    with pytest.raises(IntegrityError, match="handed_over"), transaction.atomic():
        Step.objects.create(breach_id=opened, **given, **handed)
    Step.objects.create(breach_id=opened, **given, **handed, reference="送达回证 7 号")


def test_silence_until_the_end_of_the_term_opens_the_finding(told, at):
    end = queries.terms().answer.after(at)
    actions.find(breach_id=told, finding=Finding.UPHELD, reasons="逾期未答", measure="notify", by=DECIDER, at=end)
    assert queries.breach(told).state(end) is FileState.FOUND


def test_an_answer_on_paper_is_written_down_by_the_desk(told, at):
    with pytest.raises(errors.PaperMissing):
        actions.note_answer(breach_id=told, text="来函说明", reference=" ", by=OPENER, at=at + DAY)
    actions.note_answer(breach_id=told, text="来函说明", reference="信访档 3 号", by=OPENER, at=at + DAY)
    [answer] = queries.breach(told).answers
    assert (answer.route, answer.text, answer.reference) == (Route.PAPER, "来函说明", "信访档 3 号")
    with pytest.raises(Exception, match="area"):
        actions.note_answer(breach_id=told, text="x", reference="y", by=person(9, parse("320211")), at=at)


def test_an_appeal_on_paper_says_where_the_paper_is_kept(told, at):
    end = queries.terms().answer.after(at)
    actions.find(breach_id=told, finding=Finding.UPHELD, reasons="逾期未答", measure="notify", by=DECIDER, at=end)
    with pytest.raises(errors.PaperMissing):
        actions.note_appeal(breach_id=told, text="不服", reference="", by=OPENER, at=end)
    actions.note_appeal(breach_id=told, text="不服", reference="信访档 4 号", by=OPENER, at=end)
    assert queries.breach(told).steps[-1].reference == "信访档 4 号"
    text = "\n".join(each.text for each in docx.Document(io.BytesIO(
        queries.as_word(queries.breach(told), Words("宜兴市", "Yixing"), "zh-hans", end))).paragraphs)  # fmt: skip
    assert "信访档 4 号" in text


def test_an_officer_who_is_the_party_finds_no_file_before_the_notice_and_ends_none(signed_in, matrix, at):
    _place, duty = matrix("commander")
    with scope.acting(OPENER):
        made = actions.open_breach(new=a_breach(duty, at), by=OPENER, at=at)
        number = queries.breach(made).number
    chief, other = signed_in("commander", language="en"), signed_in("inspector", language="en")
    for path in (f"/breaches/{made}/", f"/breaches/{made}/paper/", f"/api/v1/breaches/{made}"):
        assert (chief.get(path).status_code, other.get(path).status_code) == (409, 200), path
    for path in ("/breaches/", "/api/v1/breaches"):
        assert number in other.get(path).content.decode() and number not in chief.get(path).content.decode()
    with scope.acting(OPENER):
        actions.tell(breach_id=made, text="告知", by=OPENER, at=at, until=at + 3650 * DAY)
    assert chief.get(f"/breaches/{made}/").status_code == 200
    party = Actor("x", ActorKind.PERSON, _account_of(made), "commander", YIXING)
    with scope.acting(party), pytest.raises(errors.OwnCause):
        actions.withdraw(breach_id=made, reasons="不妥", by=party, at=at)
    with scope.acting(party), pytest.raises(errors.OwnCause):
        actions.add_evidence(breach_id=made, text="反证", reference="x", by=party, at=at)


def _account_of(breach_id):
    with scope.acting(OPENER):
        return queries.breach(breach_id).user_id


def test_the_account_that_is_responsible_reads_and_answers_wherever_it_works(place, staff, by, at):
    user = staff("grid_worker", "32028210920001")
    new = NewResponsibility(place, Party.INDIVIDUAL, "如实报告", username=user.username)
    duty = registry.name_responsible(new=new, by=by, at=at - 20 * DAY)
    made = actions.open_breach(new=a_breach(duty, at), by=OPENER, at=at)
    actions.tell(breach_id=made, text="告知", by=OPENER, at=at)
    worker = Actor("网格员", ActorKind.PERSON, user.pk, "grid_worker", parse("32028210920001"))
    with scope.acting(worker):
        assert [each.id for each in queries.addressed_to(worker)] == [made]
        actions.answer(breach_id=made, text="已如实报告", by=worker, at=at + DAY)
    with scope.acting(Actor("旁人", ActorKind.PERSON, user.pk + 1, "grid_worker", parse("32028210920001"))):
        assert queries.breaches() == []
    assert queries.breach(made).is_answered


def test_nothing_in_a_file_is_changed_or_taken_away(told):
    for table in ("breaches_breach", "breaches_evidence", "breaches_step"):
        for statement in (f"UPDATE {table} SET by = 'x'", f"DELETE FROM {table}"):  # noqa: S608 - fixed names
            with pytest.raises((ProgrammingError, DatabaseError)), connection.cursor() as cursor:
                cursor.execute("SAVEPOINT before")
                try:
                    cursor.execute(statement)
                finally:
                    cursor.execute("ROLLBACK TO SAVEPOINT before")


def test_a_neighbour_county_sees_no_file(told, acting):
    acting(Actor.system("elsewhere", parse("320211")))
    assert queries.breaches() == []


def test_a_headquarters_may_bring_its_own_terms(settings, tmp_path):
    settings.SIZAO_HOME = tmp_path
    text = (queries.files.rules.SHIPPED).read_text("utf-8").replace("days = 7", "days = 15")
    (tmp_path / "breaches.toml").write_text(text, "utf-8")
    assert queries.terms().answer.days == 15


@pytest.fixture
def matrix(staff, at):
    """A duty of the matrix for browsers, of a post or of somebody's account: ``matrix("site_manager") -> place, duty``."""

    def make(role=""):
        holder = {"username": staff(role).username} if role else {"post": "宿舍管理员"}
        by = Actor.system("test")
        with scope.acting(by):
            place = registry.add_place(
                place=NewPlace(Words("工地", "Building site"), PlaceKind.WORKPLACE, WANSHI, 119.7, 31.4), by=by, at=at
            )
            new = NewResponsibility(place, Party.UNIT, "每日消毒", **holder)
            return place, registry.name_responsible(new=new, by=by, at=at - 20 * DAY)

    return make


@pytest.mark.parametrize(
    ("language", "heading", "waiting"),
    [("en", "Open a breach file", "Waiting for the answer"), ("zh-hans", "责任立案", "待陈述申辩")],
)
def test_the_pages_from_the_matrix_to_the_paper(signed_in, matrix, at, language, heading, waiting):
    place, duty = matrix()
    desk = signed_in("inspector", language=language)
    assert f"/breaches/new/{duty}/" in desk.get(f"/registry/places/{place}/").content.decode()
    assert heading in desk.get(f"/breaches/new/{duty}/").content.decode()
    given = {
        "happened_at": f"{at - DAY:%Y-%m-%dT%H:%M}", "what": "无消毒记录", "basis": "emergency_51",
        "measure": "notify", "evidence": "照片", "reference": "W-1",
    }  # fmt: skip
    made = desk.post(f"/breaches/new/{duty}/", given).url
    unread = {"text": "请陈述申辩", "route": "platform", "until": f"{at + 3650 * DAY:%Y-%m-%dT%H:%M}"}
    assert desk.post(f"{made}tell/", unread).status_code == 409, "a post without an account reads no notice here"
    assert 'value="platform"' not in desk.get(made).content.decode()
    told = {"text": "请陈述申辩", "route": "paper", "until": f"{at + 3650 * DAY:%Y-%m-%dT%H:%M}"}
    assert desk.post(f"{made}tell/", told).status_code == 422, "a paper without a receipt"
    handed = {
        "delivered_by": "督查组甲", "delivered_at": f"{timezone.localtime():%Y-%m-%dT%H:%M}", "delivered_to": "值班员乙",
        "receipt": "送达回证 7 号",
    }  # fmt: skip
    assert desk.post(f"{made}tell/", {**told, **handed}).status_code == 302
    assert "送达回证 7 号" in desk.get(made).content.decode()
    shown = desk.get(made).content.decode()
    assert waiting in shown and "无消毒记录" in shown
    chief = signed_in("commander", language=language)
    early = chief.post(f"{made}find/", {"finding": "upheld", "measure": "notify", "reasons": "属实"})
    assert early.status_code == 409
    unsaid = chief.post(f"{made}find/", {"finding": "", "measure": "notify", "reasons": "属实"})
    assert unsaid.status_code == 422, "no finding is chosen beforehand"
    assert desk.post(f"{made}note-answer/", {"text": "来函", "reference": "信访档 3 号"}).status_code == 302
    found = chief.post(f"{made}find/", {"finding": "upheld", "measure": "notify", "reasons": "属实"})
    assert found.status_code == 302
    paper = docx.Document(io.BytesIO(chief.get(f"{made}paper/").content))
    text = "\n".join(each.text for each in paper.paragraphs)
    assert ("责任认定书" if language != "en" else "Finding on a breach") in text and "来函" in text
    if language != "en":
        assert not re.search(r"[\u4e00-\u9fff][,;:()?!]", text), "a Chinese paper has full-width punctuation"
    with scope.acting(Actor.system("test")):
        looks = Access.objects.filter(action="breaches.read")
        assert looks.count() >= 2 and all(each.reason.startswith("B-") for each in looks)


def test_the_party_answers_and_appeals_on_its_own_page(signed_in, matrix, at):
    _place, duty = matrix("site_manager")
    with scope.acting(OPENER):
        made = actions.open_breach(new=a_breach(duty, at), by=OPENER, at=at)
        actions.tell(breach_id=made, text="告知", by=OPENER, at=at, until=at + 3650 * DAY)
    unit = signed_in("site_manager", language="zh-hans")
    assert "每日消毒" in unit.get("/breaches/mine/").content.decode()
    own = f"/breaches/mine/{made}/"
    assert "连续两日无消毒记录" in unit.get(own).content.decode()
    assert unit.post(f"{own}answer/", {"text": "已补记"}).status_code == 302
    with scope.acting(DECIDER):
        actions.find(
            breach_id=made, finding=Finding.LIGHTER, reasons="已改", measure="correct", by=DECIDER, at=at + 2 * DAY
        )
    late = unit.post(f"{own}appeal/", {"text": "不服"})
    assert late.status_code == 409, "the term of 2021 is over today"
    assert unit.get(f"{own}paper/").status_code == 200
    assert unit.get(f"/breaches/{made}/").status_code == 403


def test_the_api_of_breach_files(signed_in, matrix, at):
    _place, duty = matrix("commander")
    desk, chief = signed_in("coordinator"), signed_in("commander")

    def post(browser, path, body):
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json")

    assert desk.get("/api/v1/breaches/terms").json()["answer"]["days"] == queries.terms().answer.days
    body = {
        "responsibility_id": str(duty), "happened_at": (at - DAY).isoformat(), "what": "无记录", "basis": "emergency_51",
        "measure": "correct", "evidence": "照片", "reference": "W-1",
    }  # fmt: skip
    made = post(desk, "breaches", body).json()
    assert made["state"] == "open"
    path = f"breaches/{made['id']}"
    assert post(desk, f"{path}/evidence", {"text": "台账", "reference": "W-2"}).json()["state"] == "open"
    assert post(desk, f"{path}/notice", {"text": "告知", "until": at.isoformat()}).status_code == 409
    assert post(desk, f"{path}/notice", {"text": "告知"}).json()["state"] == "told"
    assert [each["number"] for each in chief.get("/api/v1/own-breaches").json()] == [made["number"]]
    assert post(desk, f"{path}/answers", {"text": "来函", "reference": "信访档 3 号"}).json()["state"] == "ready"
    refused = post(chief, f"{path}/finding", {"finding": "not_upheld", "reasons": "x"})
    assert (refused.status_code, refused.json()["code"]) == (409, "breaches.own_cause")
    assert desk.get(f"/api/v1/{path}").json()["steps"][-1]["reference"] == "信访档 3 号"
    assert post(desk, f"{path}/withdrawal", {"text": "重复立案"}).json()["state"] == "withdrawn"
    assert [each["state"] for each in desk.get("/api/v1/breaches").json()] == ["withdrawn"]
