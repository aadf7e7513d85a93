"""What signals and cohorts leave lying shows with the headquarters' own; silent channels and merits reach who answers for them."""

from datetime import date, timedelta

import pytest

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import TaskKind, UnattendedKind
from sizao.ground.identity import actions as identity
from sizao.ground.identity.types import Purpose
from sizao.ground.registry import queries as registered
from sizao.ground.registry.models import Person
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.measures.cohorts import actions as cohorts
from sizao.measures.cohorts import errors
from sizao.measures.cohorts import queries as held
from sizao.measures.cohorts.models import Member
from sizao.measures.cohorts.types import NewRule, NewStay
from sizao.oversight.board.queries import my_work
from sizao.oversight.openrisk import queries as openrisk
from sizao.oversight.openrisk.types import Risk
from sizao.sense.signals import actions as signals
from sizao.sense.signals import queries as inbox
from sizao.sense.signals.types import NewSignal, SignalKind
from sizao.spine.accounts.types import Role
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope

YIXING, WANSHI, NANJING, BINHU = parse("320282"), parse("320282109"), parse("3201"), parse("320211002")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def signal(by, at):
    command.ensure_headquarters(area=YIXING, by=by, at=at)
    new = NewSignal(
        channel="school", kind=SignalKind.FEVER, area=WANSHI, occurred_at=at - HOUR, source="万石学校", text="发热",
        source_ref="WS-1", people=3, disease="covid-19",
    )  # fmt: skip
    return signals.receive(new=new, by=by, at=at)[0]


def cohort_of(by, at, incident_id=None):
    rule = NewRule(place=NANJING, since=date(2021, 12, 6), test_days=(1, 3), monitor_days=7, basis="宜防指〔演示〕1号")
    made = cohorts.propose_cohort(
        area=YIXING,
        title=Words("南京旅居史人员", "Stayed in Nanjing"),
        rule=rule,
        by=by,
        at=at,
        incident_id=incident_id,
    )
    cohorts.approve(version_id=held.cohort(made).proposed.id, by=Actor.system("another"), at=at)
    return made


def somebody_registered(by, at, area=WANSHI):
    person = enrol([(None, NewPerson(area_residence=area))], by=by, at=at)[0]
    stay = NewStay(person_id=person, area=area, place=NANJING, last_on=date(2021, 12, 8))
    cohorts.register(stays=[stay], by=by, at=at)
    return person


def lying(at, kind):
    return [each for each in commanded.unattended(at, area=YIXING) if each.kind is kind]


def test_a_signal_past_its_time_lies_unattended_until_it_is_closed(signal, at):
    due = inbox.signal(signal).due_at
    assert lying(due, UnattendedKind.SIGNAL_LATE) == []
    [found] = lying(due + HOUR, UnattendedKind.SIGNAL_LATE)
    assert (found.id, found.due_at, found.place) == (signal, due, "signals:signal")


def test_a_cohort_with_late_members_lies_unattended_and_counts_as_open_risk(by, at):
    incident = command.open_incident(
        title=Words("宜兴疫情", "Outbreak"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
    )
    made = cohort_of(by, at, incident)
    person = somebody_registered(by, at)
    later = at + 5 * DAY
    assert lying(at - 2 * DAY, UnattendedKind.COHORT_LATE) == []
    [found] = lying(later, UnattendedKind.COHORT_LATE)
    assert found.id == made and "1人" in found.words.zh
    [item] = openrisk.items(incident, Risk.COHORTS, later)
    assert (item.person_id, item.target) == (person, made)
    number = next(each.number for each in openrisk.counter(incident, later) if each.risk is Risk.COHORTS)
    assert number == 1
    for each in held.members(made)[0].duties:
        cohorts.do(duty_id=each.id, note="村委会", by=by, at=at + 10 * DAY)
    assert openrisk.items(incident, Risk.COHORTS, at + 20 * DAY) == []


def test_a_channel_that_goes_silent_makes_one_task_and_a_new_silence_another(signal, by, at):
    held_for = next(each.silent_after for each in inbox.channels(at) if each.key == "school")

    def tasks():
        return [each for each in commanded.tasks() if each.kind is TaskKind.VERIFY]

    assert signals.note_silences(by=by, at=at + held_for) == 0
    assert signals.note_silences(by=by, at=at + held_for + HOUR) == 1
    assert signals.note_silences(by=by, at=at + held_for + 2 * HOUR) == 0
    outbox.drain()
    [task] = tasks()
    assert task.group_kind == "monitoring" and task.area == YIXING
    again = at + held_for + 3 * HOUR
    new = NewSignal(
        channel="school", kind=SignalKind.FEVER, area=WANSHI, occurred_at=again, source="万石学校", text="发热",
        source_ref="WS-2",
    )  # fmt: skip
    signals.receive(new=new, by=by, at=again)
    assert signals.note_silences(by=by, at=again + held_for + HOUR) == 1
    assert signals.note_silences(by=by, at=at + timedelta(days=400)) == 0


def test_who_is_a_member_out_of_sight_is_refused_with_a_sentence(by, at):
    made = cohort_of(by, at)
    person = somebody_registered(by, at)
    Member.objects.filter(cohort=made, person=person).update(area=BINHU)
    stay = NewStay(person_id=person, area=WANSHI, place=NANJING, last_on=date(2021, 12, 9))
    near = Actor(name="near", area=YIXING)
    with scope.acting(near), pytest.raises(errors.MemberElsewhere):
        cohorts.register(stays=[stay], by=near, at=at)


def test_late_people_have_a_list_of_their_own(signed_in, at):
    by = Actor.system("test")
    with scope.acting(by):
        made = cohort_of(by, at - 30 * DAY)
        somebody_registered(by, at)
    browser = signed_in("community")
    page = browser.get("/cohorts/people/?view=late").content.decode()
    assert "1 row" in page and str(made) in page
    assert "1 row" in browser.get(f"/cohorts/people/?view=all&cohort={made}").content.decode()
    assert browser.get(f"/cohorts/{made}/late/").url == f"/cohorts/people/?view=late&cohort={made}"
    assert browser.get("/cohorts/people/?view=nonsense&cohort=x").status_code == 200
    assert str(made) not in signed_in("community", "320211").get("/cohorts/people/").content.decode()


def works(actor, at, key):
    with scope.acting(actor):
        return next((each for each in my_work(actor, at) if each.key == key), None)


def test_many_identities_wait_for_the_second_person_then_for_who_asked(by, at):
    people = enrol([(None, NewPerson(area_residence=WANSHI)) for _ in range(101)], by=by, at=at)
    one = Actor("asker", ActorKind.PERSON, 901, Role.EPIDEMIOLOGIST, YIXING, "疾控中心")
    two = Actor("signer", ActorKind.PERSON, 902, Role.COMMANDER, YIXING, "指挥部")
    assert works(two, at, "disclosures") is None
    with scope.acting(one):
        asked = identity.ask_disclosure(
            person_ids=people, purpose=Purpose.SUPPLY, reason="封控楼栋保供名单核对", by=one, at=at
        )  # fmt: skip
    assert works(one, at, "signed") is None
    assert works(two, at, "disclosures").number == 1
    with scope.acting(two):
        identity.sign_disclosure(request_id=asked, by=two, at=at)
    assert works(two, at, "disclosures") is None
    assert works(one, at, "signed").items[0].title.en == "101 people"
    assert works(one, at + DAY, "signed") is None


def test_an_emergency_look_is_on_the_auditors_desk_at_once_and_unattended_after_the_next_day(by, at):
    enrol([(None, NewPerson(area_residence=BINHU))], by=by, at=at)
    one = Actor("asker", ActorKind.PERSON, 901, Role.EPIDEMIOLOGIST, YIXING, "疾控中心")
    auditor = Actor("auditor", ActorKind.PERSON, 903, Role.AUDITOR, YIXING, "审计局")
    with scope.acting(Actor.system("test")):
        there = next(
            iter(registered.persons(Person.objects.filter(area_residence=BINHU).values_list("pk", flat=True)).values())
        )
    with scope.acting(one):
        identity.break_glass(
            number=there.number, purpose=Purpose.SUPPLY, reason="急救用药须立即核对家属联系方式", by=one, at=at
        )
    found = works(auditor, at, "glass")
    assert (found.number, found.is_urgent, found.items[0].is_late) == (1, True, False)
    assert lying(at + DAY, UnattendedKind.GLASS_LATE) == []
    [late] = lying(at + 2 * DAY, UnattendedKind.GLASS_LATE)
    assert late.due_at <= at + 2 * DAY and late.owner == Role.AUDITOR.words
