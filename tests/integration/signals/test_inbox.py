"""The inbox from arrival to what follows: known again, laid side by side, taken in time, closed with a verdict, joined."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import TaskKind
from sizao.ground.registry import actions as registry
from sizao.ground.registry.errors import PersonUnknown
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.oversight.board import queries as board
from sizao.sense.signals import actions, errors, queries
from sizao.sense.signals.models import Signal
from sizao.sense.signals.types import Level, NewSignal, SignalKind, State, StepKind, Verdict
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as traced
from sizao.trace.cases.types import Classification, NewCase

YIXING, WANSHI, BINHU = parse("320282"), parse("320282109"), parse("320211")
HOUR = timedelta(hours=1)


@pytest.fixture
def shop(by, at):
    place = NewPlace(Words("万石学校", "Wanshi school"), PlaceKind.SCHOOL, WANSHI, 119.9, 31.4)
    return registry.add_places(places=[place], by=by, at=at)[0]


@pytest.fixture
def new(shop, at):
    return NewSignal(
        channel="school", kind=SignalKind.FEVER, area=WANSHI, occurred_at=at - HOUR, source="万石学校", text="一班十二人发热",
        source_ref="WS-1", people=12, disease="covid-19", place_id=shop,
    )  # fmt: skip


def confirmed(new, by, at):
    found, _ = actions.receive(new=new, by=by, at=at)
    actions.close(signal_id=found, verdict=Verdict.CONFIRMED, reason="两人核酸阳性", by=by, at=at + HOUR)
    outbox.drain()
    return found


def test_the_same_number_of_the_same_source_is_the_same_signal(new, by, at):
    first, is_new = actions.receive(new=new, by=by, at=at)
    again, is_again = actions.receive(new=replace(new, text="改写"), by=by, at=at + HOUR)
    assert (first, is_new, is_again) == (again, True, False)
    assert queries.signal(first).text == "一班十二人发热"
    other, _ = actions.receive(new=replace(new, source_ref="WS-2"), by=by, at=at)
    assert other != first


def test_a_score_keeps_its_reasons_the_edition_and_the_time_by_which_somebody_takes_it(new, by, at):
    found = queries.signal(actions.receive(new=new, by=by, at=at)[0])
    assert found.points == sum(each.points for each in found.reasons) and found.level is Level.HIGH
    assert any("聚集性疫情" in each.words.zh for each in found.reasons)
    assert found.edition_id.startswith("cn-covid")
    assert found.due_at == at + queries.terms(at).take_within[Level.HIGH]
    assert found.is_unattended(found.due_at + HOUR) and not found.is_unattended(at)


def test_what_another_channel_tells_of_the_same_place_lies_beside_it_and_raises_both(new, by, at):
    first, _ = actions.receive(new=new, by=by, at=at)
    before = queries.signal(first)
    clinic = replace(new, channel="fever_clinic", source="镇卫生院", source_ref="")
    second, _ = actions.receive(new=clinic, by=by, at=at + HOUR)
    [twin] = queries.twins(first)
    assert twin.signal.id == second and {"同一场所", "同一区域"} <= {each.words.zh for each in twin.likeness.reasons}
    assert queries.signal(first).points > before.points
    assert any("另一渠道" in each.words.zh for each in queries.signal(second).reasons)
    assert StepKind.SCORED in [each.kind for each in queries.steps(first)]


def test_two_told_apart_stay_apart(new, by, at):
    first, _ = actions.receive(new=new, by=by, at=at)
    second, _ = actions.receive(new=replace(new, source_ref="WS-2"), by=by, at=at)
    actions.tell_apart(signal_id=second, other_id=first, by=by, at=at)
    assert queries.twins(first) == [] and queries.twins(second) == []
    with pytest.raises(errors.NoSuchSignal):
        actions.tell_apart(signal_id=first, other_id=second, by=by, at=at)
    third, _ = actions.receive(new=replace(new, source_ref="WS-3"), by=by, at=at)
    assert {each.signal.id for each in queries.twins(third)} == {first, second}


def test_taking_it_starts_the_editions_clock_and_only_its_owner_closes_it(new, by, at, staff):
    found, _ = actions.receive(new=new, by=by, at=at)
    officer = staff("epidemiologist")
    actions.assign(signal_id=found, owner_id=officer.pk, by=by, at=at)
    now = queries.signal(found)
    edition = queries.edition("covid-19", WANSHI, at)
    assert now.state is State.ASSIGNED and now.due_at == at + timedelta(hours=edition.case.verify_hours)
    with pytest.raises(errors.NotOwner):
        actions.close(signal_id=found, verdict=Verdict.RULED_OUT, reason="无", by=by, at=at)
    with pytest.raises(errors.NoSuchOwner):
        actions.assign(signal_id=found, owner_id=staff("sentinel").pk, by=by, at=at)
    with pytest.raises(errors.NoSuchOwner):
        actions.assign(signal_id=found, owner_id=staff("epidemiologist", "320211").pk, by=by, at=at)
    owner = Actor(officer.display_name, user_id=officer.pk)
    actions.begin_check(signal_id=found, by=owner, at=at)
    with pytest.raises(errors.NotOwner):
        actions.begin_check(signal_id=found, by=by, at=at)
    actions.close(signal_id=found, verdict=Verdict.RULED_OUT, reason="流感,核酸阴性", by=owner, at=at + HOUR)
    assert [each.kind for each in queries.steps(found)] == [
        StepKind.RECEIVED, StepKind.ASSIGNED, StepKind.CHECKING, StepKind.CLOSED,
    ]  # fmt: skip
    with pytest.raises(errors.SignalClosed):
        actions.assign(signal_id=found, by=by, at=at)


def test_a_duplicate_names_its_original_and_does_not_weigh_on_the_channels_precision(new, by, at):
    first, _ = actions.receive(new=new, by=by, at=at)
    second, _ = actions.receive(new=replace(new, source_ref="WS-2"), by=by, at=at)
    number = queries.signal(first).number
    actions.close(signal_id=second, verdict=Verdict.DUPLICATE, reason="同一班", duplicate_of=number, by=by, at=at)
    assert queries.signal(second).duplicate_of_id == first
    actions.close(signal_id=first, verdict=Verdict.CONFIRMED, reason="属实", by=by, at=at)
    school = next(each for each in queries.tallies(at + HOUR) if each.channel.key == "school")
    assert (school.received, school.closed, school.confirmed, school.precision) == (2, 2, 1, 100)
    silent = {each.channel.key for each in queries.tallies(at + timedelta(days=10)) if each.is_silent}
    assert "school" in silent and "school" not in {
        each.channel.key for each in queries.tallies(at + HOUR) if each.is_silent
    }


def test_two_signals_are_not_closed_as_each_others_duplicate(new, by, at):
    first, _ = actions.receive(new=new, by=by, at=at)
    second, _ = actions.receive(new=replace(new, source_ref="WS-2"), by=by, at=at)
    numbers = [queries.signal(each).number for each in (first, second)]
    closed = {"verdict": Verdict.DUPLICATE, "reason": "同一班", "by": by, "at": at}
    actions.close(signal_id=second, duplicate_of=numbers[0], **closed)
    with pytest.raises(errors.DuplicateOfDuplicate) as refused:
        actions.close(signal_id=first, duplicate_of=numbers[1], **closed)
    assert numbers[1] in refused.value.words.zh and numbers[1] in refused.value.words.en
    assert queries.signal(first).verdict is None


def test_a_confirmed_signal_asks_the_headquarters_and_opens_nothing_by_itself(new, by, at):
    command.ensure_headquarters(area=YIXING, by=by, at=at)
    found = confirmed(new, by, at)
    number = queries.signal(found).number
    [task] = [each for each in commanded.tasks() if number in each.title.zh]
    assert task.kind is TaskKind.APPROVE and task.area == WANSHI
    assert commanded.incidents() == []


def test_a_person_opens_an_incident_from_it_once(new, by, at):
    found = confirmed(new, by, at)
    actions.want_incident(
        signal_id=found, title=Words("万石疫情", "Wanshi"), disease="covid-19", by=by, at=at + 2 * HOUR
    )
    outbox.drain()
    [incident] = commanded.incidents()
    now = queries.signal(found)
    assert (now.incident_id, incident.detected_at, incident.reported_at) == (
        incident.id,
        now.occurred_at,
        now.received_at,
    )
    with pytest.raises(errors.JoinedAlready):
        actions.want_incident(signal_id=found, title=Words("再", "again"), disease="covid-19", by=by, at=at)
    assert [each.id for each in queries.of_incident(incident.id)] == [found]


def test_it_is_joined_to_an_open_incident_or_attached_to_a_case_only_when_confirmed(new, by, at):
    incident = command.open_incident(
        title=Words("疫情", "x"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
    )
    [person] = enrol([(None, NewPerson(area_residence=WANSHI))], by=by, at=at)
    case = NewCase(person_id=person, area=WANSHI, reported_at=at, classification=Classification.SUSPECTED)
    made = cases.report_case(incident_id=incident, case=case, by=by, at=at).case_id
    number = traced.case(made).number
    unproven, _ = actions.receive(new=replace(new, source_ref="WS-9"), by=by, at=at)
    with pytest.raises(errors.NotConfirmed):
        actions.join_incident(signal_id=unproven, incident_id=incident, by=by, at=at)
    first, second = confirmed(new, by, at), confirmed(replace(new, source_ref="WS-2"), by, at)
    actions.join_incident(signal_id=first, incident_id=incident, by=by, at=at)
    with pytest.raises(errors.NoSuchCase):
        actions.attach_case(signal_id=second, number="C-NONE", by=by, at=at)
    actions.attach_case(signal_id=second, number=number.lower(), by=by, at=at)
    now = queries.signal(second)
    assert (now.case_id, now.case_number, now.incident_id) == (made, number, incident)


def test_a_person_not_in_scope_cannot_be_named_and_a_neighbour_sees_nothing(new, by, at, acting):
    [person] = enrol([(None, NewPerson(area_residence=BINHU))], by=by, at=at)
    found, _ = actions.receive(new=new, by=by, at=at)
    acting(Actor.system("elsewhere", BINHU))
    with pytest.raises(errors.NoSuchSignal):
        queries.signal(found)
    acting(Actor.system("here", YIXING))
    with pytest.raises(PersonUnknown):
        actions.receive(new=replace(new, source_ref="x", person_id=person), by=Actor.system("here", YIXING), at=at)


@pytest.mark.parametrize(
    "changed",
    [
        {"verdict": "confirmed"}, {"state": "closed"}, {"kind": "magic"}, {"source": ""},
        {"state": "closed", "verdict": "duplicate"}, {"state": "lost"},
    ],
)  # fmt: skip
def test_the_database_refuses_a_signal_that_cannot_be(new, by, at, changed):
    found, _ = actions.receive(new=new, by=by, at=at)
    if changed.get("verdict") == "duplicate":
        changed = {**changed, "closed_at": at}
    with pytest.raises(IntegrityError), transaction.atomic():
        Signal.objects.filter(pk=found).update(**changed)


ROWS = """渠道,类别,区域代码,发生时间,来源,来源编号,内容,涉及人数
药店监测,药品销售异常,320282109,2021-12-10 18:00,药店甲,A-1,退热药三倍,
药店监测,药品销售异常,320282109,2021-12-10 18:00,药店甲,A-1,退热药三倍,
电台,其他异常,320282109,,某台,B-1,不明,
热线与众报,没有这类,320282109,,某,C-1,不明,
热线与群众报告,其他异常,320211,,某,D-1,邻区,3
"""


def test_a_list_enters_through_the_same_door_and_every_row_is_accounted_for(by, at):
    entered = actions.import_list(content=ROWS.encode(), filename="rows.csv", by=Actor.system("feed", YIXING), at=at)
    assert (len(entered.received), entered.known) == (1, 1)
    assert [each.line for each in entered.refused] == [4, 5, 6]
    assert "没有这类" in entered.refused[1].words.zh
    with pytest.raises(errors.NoRows):
        actions.import_list(content="姓名,电话\n甲,乙\n".encode(), filename="x.csv", by=by, at=at)


CELLS = f"""渠道,类别,区域代码,发生时间,来源,来源编号,内容,涉及人数,场所编号
药店监测,药品销售异常,320282109,,药店甲,A-1,退热药三倍,-5,
药店监测,药品销售异常,320282109,,药店甲,A-2,退热药三倍,10000001,
药店监测,药品销售异常,320282109,,{"药店" * 61},A-3,退热药三倍,,
药店监测,药品销售异常,320282109,,药店甲,{"A" * 81},退热药三倍,,
药店监测,药品销售异常,320282109,,药店甲,A-5,退热药三倍,几个,
药店监测,药品销售异常,阳羡,,药店甲,A-6,退热药三倍,,
药店监测,药品销售异常,320282109,昨天,药店甲,A-7,退热药三倍,,
药店监测,药品销售异常,320282109,,药店甲,A-8,退热药三倍,,没有这处
药店监测,,320282109,,药店甲,A-9,退热药三倍,,
药店监测,药品销售异常,320282109,,药店甲,A-10,退热药三倍,5,
"""


def test_a_cell_that_does_not_fit_puts_its_row_aside_in_both_languages_and_loses_no_other(by, at):
    entered = actions.import_list(content=CELLS.encode(), filename="cells.csv", by=Actor.system("feed", YIXING), at=at)
    assert len(entered.received) == 1
    assert [each.line for each in entered.refused] == list(range(2, 11))
    said = [each.words for each in entered.refused]
    assert "-5" in said[0].zh and "10000001" in said[1].en
    assert "120" in said[2].zh and "80" in said[3].en
    assert all(cell in each.zh for cell, each in zip(("几个", "阳羡", "昨天", "没有这处"), said[4:], strict=False))
    assert not [each.zh for each in said if re.search("[a-z]{3}", each.zh)], "no English in a Chinese refusal"


def test_the_home_page_shows_signals_that_wait_to_whoever_checks_them(new, by, at, staff):
    actions.receive(new=new, by=by, at=at)
    held = [each.key for each in board.my_work(Actor("x", role="epidemiologist", area=YIXING), at + timedelta(days=1))]
    assert "signals" in held
    assert "signals" not in [each.key for each in board.my_work(Actor("y", role="sentinel", area=YIXING), at)]


FORM = {
    "channel": "fever_clinic", "kind": "fever", "text": "三名学生发热", "source": "镇卫生院", "occurred_at": "2021-12-11T09:00",
    "area": "320282109", "people": "3", "disease": "covid-19", "source_ref": "ZX-1",
}  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [("en", "Received as"), ("zh-hans", "已收到,编号")])
def test_a_sentinel_reports_and_an_officer_closes_on_the_pages(signed_in, db, language, said):
    sentinel, officer = signed_in("sentinel", language=language), signed_in("epidemiologist", language=language)
    answer = sentinel.post("/signals/send/", FORM, follow=True)
    assert said in answer.content.decode()
    assert sentinel.get("/signals/").status_code == 403
    bad = sentinel.post("/signals/send/", {**FORM, "text": "找13812345678", "source_ref": ""})
    assert bad.status_code == 422
    with scope.acting(Actor.system("test")):
        [found] = queries.signals()
    page = f"/signals/{found.id}/"
    assert found.number in officer.get("/signals/?view=open").content.decode()
    assert "三名学生发热" in officer.get(page).content.decode()
    assert officer.post(f"{page}assign/", {"owner": ""}).status_code == 302
    assert officer.post(f"{page}check/").status_code == 302
    closed = {"verdict": "confirmed", "reason": "核酸阳性一例"}
    assert (
        '<option value="" selected>'
        in re.search(r'<select name="verdict".*?</select>', officer.get(page).content.decode(), re.S)[0]
    )
    assert officer.post(f"{page}close/", {**closed, "verdict": ""}).status_code == 422
    assert officer.post(f"{page}close/", closed).status_code == 302
    assert found.number not in officer.get("/signals/").content.decode()
    assert "100%" in officer.get("/signals/channels/").content.decode()
    opened = {"title_zh": "万石疫情", "title_en": "Wanshi", "disease": "covid-19"}
    assert officer.post(f"{page}open/", opened).status_code == 403
    coordinator = signed_in("coordinator", language=language)
    assert coordinator.post(f"{page}open/", opened).status_code == 302
    pasted = sentinel.post("/signals/send/list/", {"text": ROWS})
    assert pasted.status_code == 200 and "没有这类" in pasted.content.decode()


def test_the_api_is_safe_to_call_twice_and_logs_who_looked_at_a_person(signed_in, db, by, at):
    [person] = enrol([(None, NewPerson(area_residence=WANSHI))], by=by, at=at)
    feed, officer = signed_in("sentinel"), signed_in("epidemiologist")

    def post(browser, path, body):
        return browser.post(f"/api/v1/signals{path}", json.dumps(body), content_type="application/json")

    row = {
        "channel": "laboratory", "kind": "positive", "area": "320282109", "occurred_at": "2021-12-11T01:00:00Z",
        "source": "检测机构", "text": "一管阳性", "source_ref": "L-1", "person_id": person,
    }  # fmt: skip
    first, again = post(feed, "", row), post(feed, "", row)
    assert (first.status_code, again.status_code) == (201, 200)
    made = first.json()["id"]
    assert again.json() == {**first.json(), "is_new": False}
    many = post(
        feed, "/feed", {"signals": [row, {**row, "source_ref": "L-2"}, {**row, "channel": "x", "source_ref": "L-3"}]}
    ).json()
    assert (len(many["received"]), many["known"], [each["line"] for each in many["refused"]]) == (1, 1, [3])
    before = Access.objects.filter(action="signals.read").count()
    seen = officer.get(f"/api/v1/signals/{made}").json()
    assert seen["signal"]["person_id"] == person and Access.objects.filter(action="signals.read").count() == before + 1
    [twin] = seen["twins"]
    apart = post(officer, f"/{made}/apart", {"other_id": twin["signal_id"]}).json()
    assert apart["twins"] == []
    assert post(officer, f"/{made}/assign", {}).json()["signal"]["state"] == "assigned"
    assert post(officer, f"/{made}/check", {}).json()["signal"]["state"] == "checking"
    done = post(officer, f"/{made}/close", {"verdict": "confirmed", "reason": "复核阳性"}).json()["signal"]
    assert (done["state"], done["verdict"]) == ("closed", "confirmed")
    refused = post(officer, f"/{made}/close", {"verdict": "ruled_out", "reason": "x"})
    assert refused.status_code == 409 and refused.json()["code"] == "signals.closed"
    coordinator = signed_in("coordinator")
    opened = post(coordinator, f"/{made}/new-incident", {"title_zh": "疫", "title_en": "x", "disease": "covid-19"})
    assert opened.status_code == 202
    channels = {each["key"]: each for each in officer.get("/api/v1/signals/channels").json()}
    assert channels["laboratory"]["precision"] == 100
    assert len(officer.get("/api/v1/signals?open_only=true").json()) == 1
