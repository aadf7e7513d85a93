"""Members whose rule changes, who go there again, who are looked for elsewhere, and rules and lists that name nowhere."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.measures.cohorts import actions, errors, queries
from sizao.measures.cohorts.models import Stay
from sizao.measures.cohorts.types import DutyKind, NewRule, NewStay
from sizao.measures.listrules import actions as listrules
from sizao.measures.listrules import errors as list_errors
from sizao.measures.listrules.types import Criteria
from sizao.measures.referrals import actions as referrals
from sizao.measures.referrals import queries as lists
from sizao.measures.referrals.types import NewList, SourceKind
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewResult, NewSample, Purpose, SubjectKind, Value
from sizao.oversight.board import queries as board
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope

YIXING, WANSHI, DINGSHU, NANJING = parse("320282"), parse("320282109"), parse("320282104"), parse("3201")
RULE = NewRule(place=NANJING, since=date(2021, 12, 6), test_days=(1, 3), monitor_days=7, basis="宜防指〔演示〕1号")
TITLE = Words("南京旅居史人员", "Stayed in Nanjing")
SECOND = Actor.system("another")
LEFT = date(2021, 12, 8)
TEST, MONITOR = DutyKind.TEST, DutyKind.MONITOR


@pytest.fixture
def cohort(by, at):
    made = actions.propose_cohort(area=YIXING, title=TITLE, rule=RULE, by=by, at=at)
    actions.approve(version_id=queries.cohort(made).proposed.id, by=SECOND, at=at)
    return made


def somebody(by, at, area=WANSHI):
    return enrol([(None, NewPerson(area_residence=area))], by=by, at=at)[0]


def stay(person, last_on=LEFT, **changed):
    return NewStay(person_id=person, area=WANSHI, place=NANJING, last_on=last_on, **changed)


def asked(cohort_id, person):
    [member] = [each for each in queries.members(cohort_id) if each.person_id == person]
    return [(each.kind, each.due_on.day, each.done_at is not None) for each in member.duties]


def test_a_new_version_asks_more_of_members_who_owe_something_and_its_preview_counts_them(cohort, by, at):
    owing, done = somebody(by, at), somebody(by, at)
    actions.register(stays=[stay(owing), stay(done, date(2021, 12, 6))], by=by, at=at)
    [member] = [each for each in queries.members(cohort) if each.person_id == done]
    for each in member.duties:
        actions.do(duty_id=each.id, by=by, at=at + timedelta(days=7))
    wider = actions.propose_version(cohort_id=cohort, rule=replace(RULE, test_days=(1, 3, 7)), by=by, at=at)
    assert queries.would_touch(wider, at) == {owing}
    assert actions.approve(version_id=wider, by=SECOND, at=at) == 1
    before = [(TEST, 9, False), (TEST, 11, False)]
    assert asked(cohort, owing) == [*before, (MONITOR, 15, False), (TEST, 15, False)]
    assert len(asked(cohort, done)) == len(member.duties)
    lighter = actions.propose_version(cohort_id=cohort, rule=replace(RULE, test_days=()), by=by, at=at)
    assert queries.would_touch(lighter, at) == set()
    assert actions.approve(version_id=lighter, by=SECOND, at=at) == 0
    assert len(asked(cohort, owing)) == 4


def test_a_member_who_goes_there_again_owes_what_counts_from_the_later_day(cohort, by, at):
    person = somebody(by, at)
    assert actions.register(stays=[stay(person)], by=by, at=at) == 1
    again, later = date(2021, 12, 10), [(TEST, 9, False), (TEST, 11, False), (TEST, 13, False), (MONITOR, 17, False)]
    assert actions.register(stays=[stay(person, again)], by=by, at=at) == 0
    assert asked(cohort, person) == later
    [member] = queries.members(cohort)
    assert member.last_on == again and "12月10日" in member.because.zh
    actions.register(stays=[stay(person, date(2021, 12, 7))], by=by, at=at)
    assert asked(cohort, person) == later and queries.members(cohort)[0].last_on == again


def test_a_title_is_given_once_and_nothing_holds_in_or_on_the_whole_country(cohort, by, at):
    with pytest.raises(errors.TitleTaken):
        actions.propose_cohort(area=YIXING, title=TITLE, rule=replace(RULE, test_days=(5,)), by=by, at=at)
    assert len(queries.cohort(cohort).versions) == 1
    for area, rule in ((0, RULE), (YIXING, replace(RULE, place=0))):
        with pytest.raises(errors.NationMeant):
            actions.propose_cohort(area=area, title=Words("甲", "a"), rule=rule, by=by, at=at)
    with pytest.raises(errors.NationMeant):
        actions.register(stays=[replace(stay(somebody(by, at)), place=0)], by=by, at=at)
    with pytest.raises(list_errors.NationMeant):
        listrules.propose(area=0, criteria=Criteria(min_minutes=15), reason="减负", by=SECOND, at=at)


ROWS = "姓名,联系电话,现住址,末次接触日期\n甲某,13900000001,万石镇,2021-12-09\n乙某,13900000002,万石镇,\n"


def received(kind, by, at):
    incident = command.open_incident(
        title=Words("疫情", "x"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
    )
    new = NewList(kind=kind, sender="南京市疾控中心", received_at=at, incident_id=incident)
    made = referrals.receive(new=new, content=ROWS.encode(), filename="l.csv", by=by, at=at, area=YIXING)
    outbox.drain()
    return made.id


@pytest.mark.parametrize(("kind", "days"), [(SourceKind.CITY, [9]), (SourceKind.UPPER, [9]), (SourceKind.HOTEL, [])])
def test_only_the_dated_people_of_a_citys_list_were_where_its_sender_is(cohort, by, at, kind, days):
    received(kind, by, at)
    assert [each.last_on.day for each in queries.members(cohort)] == days


def test_the_village_that_looks_for_somebody_now_sees_what_is_asked_of_them(cohort, by, at, acting):
    made = received(SourceKind.CITY, by, at)
    [member] = queries.members(cohort)
    request = next(each for each in lists.requests_of(made) if each.person_id == member.person_id)
    referrals.route(request_id=request.id, area=DINGSHU, by=by, at=at)
    outbox.drain()
    assert {each.area for each in Stay.objects.filter(person=member.person_id)} == {DINGSHU}
    acting(Actor.system("there", DINGSHU))
    assert [each.id for each in queries.members(cohort)] == [member.id]
    acting(Actor.system("before", WANSHI))
    assert queries.members(cohort) == []


def test_names_of_areas_are_read_once_for_all_texts(by, at, django_assert_num_queries):
    with django_assert_num_queries(len(queries.NAMED)):
        found = queries.areas_named(["南京市鼓楼区", "无锡", "境外", "南京"])
    assert found == {"南京市鼓楼区": parse("320106"), "无锡": parse("3202"), "南京": NANJING}


@pytest.mark.parametrize("is_first", [True, False], ids=["the result first", "the rule first"])
def test_a_released_result_closes_the_test_of_its_day(cohort, by, at, is_first):
    person = somebody(by, at)
    stays = [stay(person)]
    if not is_first:
        actions.register(stays=stays, by=by, at=at)
    taken = at - timedelta(days=2)
    sample = NewSample(SubjectKind.PERSON, WANSHI, taken, Purpose.RISK_PEOPLE, person_id=person)
    [made] = screening.take_samples(samples=[sample], by=by, at=at)
    [result] = screening.enter_results(results=[NewResult(made, Value.NEGATIVE, at)], by=by, at=at)
    outbox.drain()
    screening.release_results(result_ids=[result], by=SECOND, at=at)
    outbox.drain()
    if is_first:
        actions.register(stays=stays, by=by, at=at)
        outbox.drain()
    assert asked(cohort, person) == [(TEST, 9, True), (TEST, 11, False), (MONITOR, 15, False)]


def work_of(role, when, name="x"):
    return {each.key: each for each in board.my_work(Actor(name, role=role, area=YIXING, user_id=1), when)}


def test_my_work_names_rules_to_decide_and_people_who_are_late(cohort, by, at):
    actions.register(stays=[stay(somebody(by, at)), stay(somebody(by, at))], by=by, at=at - timedelta(days=2))
    before, later = at - timedelta(days=2), at + timedelta(days=9)
    assert "cohorts_late" not in work_of("grid_worker", before)
    assert work_of("grid_worker", later)["cohorts_late"].number == 2
    assert "cohort_rules" not in work_of("commander", at)
    waiting = actions.propose_version(cohort_id=cohort, rule=replace(RULE, test_days=(1,)), by=by, at=at)
    found = work_of("commander", at)["cohort_rules"]
    assert found.number == 1 and found.items[0].place == ("cohorts:approve", (str(waiting),))
    assert "cohort_rules" not in work_of("commander", at, by.name)


AT = datetime(2021, 12, 11, 4, tzinfo=UTC)


@pytest.mark.django_db(transaction=True)
def test_a_registration_waits_for_another_one_of_the_same_person():
    """The second registration of a person ends only after the first one let go, and enters nobody twice."""
    with scope.acting(SECOND):
        made = actions.propose_cohort(area=YIXING, title=TITLE, rule=RULE, by=Actor.system("first"), at=AT)
        actions.approve(version_id=queries.cohort(made).proposed.id, by=SECOND, at=AT)
        person = somebody(SECOND, AT)
    matched = []

    def register():
        try:
            with scope.acting(SECOND):
                matched.append(actions.register(stays=[stay(person, source_ref="B")], by=SECOND, at=AT))
        finally:
            connection.close()

    other = threading.Thread(target=register)
    with scope.acting(SECOND):
        assert actions.register(stays=[stay(person, source_ref="A")], by=SECOND, at=AT) == 1
        other.start()
        other.join(1)
        assert other.is_alive()
    other.join()
    assert matched == [0]
    with scope.acting(SECOND):
        assert len(queries.members(made)) == 1 and registry.persons([person])
