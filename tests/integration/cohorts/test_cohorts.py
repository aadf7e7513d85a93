"""A cohort from proposal to counts: approved by another person, held against every registration, list and arrival."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry.errors import PersonUnknown
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.editions import NoSuchEdition
from sizao.kernel.words import Words
from sizao.measures.cohorts import actions, errors, queries
from sizao.measures.cohorts.models import Duty, VersionDecision
from sizao.measures.cohorts.types import DutyKind, NewRule, NewStay, Source, State
from sizao.measures.followup import actions as followup
from sizao.measures.followup.types.arrivals import NewArrival
from sizao.measures.referrals import actions as referrals
from sizao.measures.referrals.types import NewList, SourceKind
from sizao.oversight.notices import queries as notices
from sizao.oversight.notices.types import DraftKind
from sizao.oversight.notices.types import SourceKind as Said
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox

WUXI, YIXING, WANSHI, NANJING = parse("3202"), parse("320282"), parse("320282109"), parse("3201")
SINCE = date(2021, 12, 6)
RULE = NewRule(
    place=NANJING,
    since=SINCE,
    test_days=(1, 3),
    monitor_days=7,
    hand_over=True,
    basis="宜防指〔演示〕1号",
    edition_id="cn-covid-ed8",
)
AT = datetime(2021, 12, 11, tzinfo=UTC)
SECOND = Actor.system("another")


@pytest.fixture
def incident(by, at):
    return command.open_incident(
        title=Words("疫情", "x"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
    )


@pytest.fixture
def proposed(incident, by, at):
    return actions.propose_cohort(
        area=YIXING, title=Words("南京旅居史人员", "Stayed in Nanjing"), rule=RULE, incident_id=incident, by=by, at=at
    )


@pytest.fixture
def cohort(proposed, at):
    actions.approve(version_id=queries.cohort(proposed).proposed.id, by=SECOND, at=at)
    return proposed


def somebody(by, at, area=WANSHI):
    return enrol([(None, NewPerson(area_residence=area))], by=by, at=at)[0]


def stay(person, **changed):
    return replace(NewStay(person_id=person, area=WANSHI, place=NANJING, last_on=date(2021, 12, 8)), **changed)


def test_nobody_is_matched_before_another_person_approves(proposed, by, at):
    person = somebody(by, at)
    assert actions.register(stays=[stay(person)], by=by, at=at) == 0
    waiting = queries.cohort(proposed).proposed
    assert queries.touched(waiting.id, at).persons == 1
    with pytest.raises(errors.OwnProposal):
        actions.approve(version_id=waiting.id, by=by, at=at)
    assert actions.approve(version_id=waiting.id, by=SECOND, at=at) == 1
    [member] = queries.members(proposed)
    assert "12月6日以来有南京市旅居史" in member.because.zh and member.person_id == person
    with pytest.raises(errors.NotWaiting):
        actions.approve(version_id=waiting.id, by=SECOND, at=at)


def test_the_database_refuses_a_proposers_own_approval(proposed, by, at):
    waiting = queries.cohort(proposed).proposed
    for state in ("approved", "rejected"):
        with pytest.raises(IntegrityError, match="second_person|made it"), transaction.atomic():
            VersionDecision.objects.create(version_id=waiting.id, state=state, at=at, by=by.name, note="自批")
    assert queries.cohort(proposed).in_force is None
    VersionDecision.objects.create(version_id=waiting.id, state="approved", at=at, by=SECOND.name)
    assert queries.cohort(proposed).in_force.decided_by == SECOND.name


def test_a_registration_is_matched_once_with_what_is_asked_by_which_day(cohort, by, at):
    person = somebody(by, at)
    told = stay(person, source_ref="A-1")
    assert actions.register(stays=[told], by=by, at=at) == 1
    assert actions.register(stays=[told], by=by, at=at) == 0
    assert actions.register(stays=[replace(told, source_ref="A-2")], by=by, at=at) == 0
    [member] = queries.members(cohort)
    assert [(each.kind, each.due_on) for each in member.duties] == [
        (DutyKind.TEST, date(2021, 12, 9)), (DutyKind.TEST, date(2021, 12, 11)), (DutyKind.HAND_OVER, date(2021, 12, 11)),
        (DutyKind.MONITOR, date(2021, 12, 15)),
    ]  # fmt: skip
    other = somebody(by, at)
    assert (
        actions.register(stays=[stay(other, last_on=date(2021, 12, 5)), stay(other, place=WANSHI)], by=by, at=at) == 0
    )


def test_counts_say_who_is_done_open_and_late(cohort, by, at):
    first, second = somebody(by, at), somebody(by, at)
    actions.register(stays=[stay(first), stay(second)], by=by, at=at)
    [member] = [each for each in queries.members(cohort) if each.person_id == first]
    handing = next(each for each in member.duties if each.kind is DutyKind.HAND_OVER)
    with pytest.raises(errors.ReceiptNeeded):
        actions.do(duty_id=handing.id, by=by, at=at)
    monitoring = next(each for each in member.duties if each.kind is DutyKind.MONITOR)
    with pytest.raises(errors.TooEarly):
        actions.do(duty_id=monitoring.id, by=by, at=at)
    for each in member.duties:
        actions.do(duty_id=each.id, note="村委会值班员签收", by=by, at=at + timedelta(days=5))
    with pytest.raises(errors.DoneAlready):
        actions.do(duty_id=handing.id, note="x", by=by, at=at)
    found = queries.counts([cohort], queries.today(at))[cohort]
    assert (found.registered, found.done, found.open, found.late) == (2, 1, 1, 1)
    assert (found.towns, found.first, found.last) == (((WANSHI, 2),), date(2021, 12, 8), date(2021, 12, 8))
    assert [each.person_id for each in queries.members(cohort, open_only=True)] == [second]


def test_a_wider_version_takes_the_place_and_finds_those_registered_before(cohort, by, at):
    early = somebody(by, at)
    actions.register(stays=[stay(early, last_on=date(2021, 12, 4))], by=by, at=at)
    wider = actions.propose_version(cohort_id=cohort, rule=replace(RULE, since=date(2021, 12, 1)), by=by, at=at)
    with pytest.raises(errors.WaitingAlready):
        actions.propose_version(cohort_id=cohort, rule=RULE, by=by, at=at)
    assert actions.approve(version_id=wider, by=SECOND, at=at) == 1
    assert [(each.n, each.state) for each in queries.cohort(cohort).versions] == [
        (2, State.APPROVED),
        (1, State.REPLACED),
    ]
    assert [each.version_n for each in queries.members(cohort)] == [2]
    actions.end(cohort_id=cohort, reason="疫情结束", by=by, at=at)
    assert actions.register(stays=[stay(somebody(by, at))], by=by, at=at) == 0
    with pytest.raises(errors.NotInForce):
        actions.end(cohort_id=cohort, reason="再", by=by, at=at)


def test_a_rejected_version_is_never_held_against_anybody(proposed, by, at):
    actions.reject(version_id=queries.cohort(proposed).proposed.id, reason="范围过大", by=SECOND, at=at)
    assert queries.cohort(proposed).in_force is None
    assert actions.register(stays=[stay(somebody(by, at))], by=by, at=at) == 0


def test_an_unknown_edition_or_person_is_refused(incident, by, at):
    with pytest.raises(NoSuchEdition):
        actions.propose_cohort(area=YIXING, title=Words("甲", "a"), rule=replace(RULE, edition_id="none"), by=by, at=at)
    with pytest.raises(PersonUnknown):
        actions.register(stays=[stay(999_999)], by=by, at=at)


def test_people_of_an_arriving_list_are_held_against_the_rules_by_its_sender(cohort, incident, by, at):
    rows = "姓名,联系电话,现住址,末次接触日期\n甲某,13900000001,万石镇,2021-12-09\n乙某,13900000002,万石镇,2021-12-01\n"
    new = NewList(kind=SourceKind.CITY, sender="南京市疾控中心", received_at=at, incident_id=incident)
    referrals.receive(new=new, content=rows.encode(), filename="l.csv", by=by, at=at, area=YIXING)
    outbox.drain()
    [member] = queries.members(cohort)
    assert (member.source, member.last_on) == (Source.LIST, date(2021, 12, 9))


def test_people_who_arrive_are_held_against_the_rules_by_where_they_came_from(cohort, incident, by, at):
    for origin in ("南京", "境外"):
        new = NewArrival(
            incident_id=incident, person_id=somebody(by, at), regime_key="inbound", area=WANSHI, origin=origin, arrived_at=at,
        )  # fmt: skip
        followup.begin_arrival(new=new, by=by, at=at)
    outbox.drain()
    [member] = queries.members(cohort)
    assert member.source is Source.ARRIVAL


def test_a_county_sees_the_citys_rule_but_decides_nothing_on_it(by, at, acting):
    made = actions.propose_cohort(area=WUXI, title=Words("市规则", "City"), rule=RULE, by=by, at=at)
    actions.approve(version_id=queries.cohort(made).proposed.id, by=SECOND, at=at)
    person, elsewhere = somebody(by, at), somebody(by, at, parse("320211"))
    actions.register(stays=[stay(elsewhere, area=parse("320211"))], by=by, at=at)
    county = Actor.system("county", YIXING)
    acting(county)
    assert actions.register(stays=[stay(person)], by=county, at=at) == 1
    assert [each.person_id for each in queries.members(made)] == [person]
    with pytest.raises(OutsideArea):
        actions.propose_version(cohort_id=made, rule=RULE, by=county, at=at)
    acting(Actor.system("elsewhere", parse("320211")))
    assert [each.person_id for each in queries.members(made)] == [elsewhere]


def test_a_notice_drafted_from_cohorts_speaks_of_the_rule_and_its_people(cohort, incident, by, at):
    actions.register(stays=[stay(somebody(by, at)), stay(somebody(by, at))], by=by, at=at)
    made = notices.draft(DraftKind.COHORT, incident, [], at)
    text = made.body.zh
    assert "12月6日以来有南京市旅居史人员2人" in text and "离开当地后第1、3天核酸检测" in text
    assert {str(cohort)} == {each.source_id for each in made.sentences if each.kind is Said.RULE}


@pytest.mark.parametrize("changed", [{"kind": "magic"}, {"done_at": AT}])
def test_the_database_refuses_a_duty_that_cannot_be(cohort, by, at, changed):
    actions.register(stays=[stay(somebody(by, at))], by=by, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Duty.objects.update(**changed)


FORM = {
    "title_zh": "南京旅居史", "title_en": "Nanjing", "area": "320282", "place": "3201", "since": "2021-12-06",
    "test_days": "", "monitor_days": "", "hand_over": "on", "basis": "通告第3号",
}  # fmt: skip


@pytest.mark.parametrize(("language", "said"), [("en", "Stayed in"), ("zh-hans", "旅居史")])
def test_a_rule_is_proposed_approved_and_worked_through_on_the_pages(signed_in, db, language, said):
    today = datetime.now().date().isoformat()
    officer, commander = signed_in("epidemiologist", language=language), signed_in("commander", language=language)
    worker = signed_in("grid_worker", language=language)
    assert officer.post("/cohorts/new/", {**FORM, "basis": ""}).status_code == 422
    assert officer.post("/cohorts/new/", {**FORM, "place": "0"}).status_code == 422
    made = officer.post("/cohorts/new/", FORM).url
    assert said in officer.get(made).content.decode()
    approve = commander.get(made).context["cohort"].proposed.id
    seen = commander.get(f"/cohorts/versions/{approve}/approve/")
    assert seen.context["touched"].persons == 0
    unseen = commander.post(f"/cohorts/versions/{approve}/approve/")
    assert unseen.status_code == 200 and unseen.context["cohort"].in_force is None
    seen_then = {"seen": seen.context["stamp"]}
    assert commander.post(f"/cohorts/versions/{approve}/approve/", seen_then).status_code == 302
    who = {"place": "3201", "last_on": today, "area": "320282109", "name": "例某", "phone": "13900001234"}
    answer = worker.post("/cohorts/register/", who)
    assert answer.status_code == 200 and "南京市" in answer.context["held"][0][0].because.zh
    assert worker.post("/cohorts/register/", {**who, "last_on": "2199-01-01"}).status_code == 422
    [(member, *_rest)] = worker.get(made).context["members"]
    for each in member.duties:
        assert worker.post(f"/cohorts/duties/{each.id}/done/", {"note": "村委会"}).status_code == 302
    assert worker.get(made).context["members"] == []
    assert commander.post(f"{made}end/", {"reason": "结束"}).status_code == 302
    assert made in officer.get("/cohorts/").content.decode()


def test_the_api_of_cohorts(signed_in, db, by, at):
    person = somebody(by, at)
    officer, commander, worker = signed_in("epidemiologist"), signed_in("commander"), signed_in("grid_worker")

    def post(browser, path, body):
        return browser.post(f"/api/v1/{path}", json.dumps(body), content_type="application/json").json()

    rule = {"place": "3201", "since": "2021-12-06", "test_days": [1], "hand_over": True, "basis": "通告"}
    made = post(officer, "cohorts", {"area": "320282", "title_zh": "甲", "title_en": "A", "rule": rule})
    version = made["versions"][0]["id"]
    told = {"person_id": person, "area": "320282109", "place": "320111", "last_on": "2021-12-08", "source_ref": "F-1"}
    assert post(worker, "cohort-stays", {"stays": [told]}) == {"stays": 1, "matched": 0}
    preview = commander.get(f"/api/v1/cohort-versions/{version}/preview").json()
    assert preview["persons"] == 1 and preview["lighter"]
    assert post(commander, f"cohort-versions/{version}/approve", {}) == {"matched": 1}
    before = Access.objects.filter(action="cohorts.read").count()
    [member] = worker.get(f"/api/v1/cohorts/{made['id']}/members").json()
    assert Access.objects.filter(action="cohorts.read").count() == before + 1
    assert member["person_id"] == person and "南京" in member["because"]["zh"]
    done = post(worker, f"cohort-duties/{member['duties'][0]['id']}/done", {"note": "签收"})
    assert done["counts"]["open"] == 1
    second = post(officer, f"cohorts/{made['id']}/versions", {**rule, "test_days": [1, 7]})
    assert second["n"] == 2 and second["state"] == "proposed"
    assert post(commander, f"cohort-versions/{second['id']}/reject", {"reason": "不必"})["state"] == "rejected"
    ended = post(commander, f"cohorts/{made['id']}/end", {"reason": "结束"})
    assert [each["state"] for each in ended["versions"]] == ["rejected", "ended"]
    assert len(officer.get("/api/v1/cohorts").json()) == 1
