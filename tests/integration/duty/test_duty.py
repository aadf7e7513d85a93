"""Duty as officers meet it: a pasted week, who is on duty now, the frozen hand-over sheet, and the alarm over a missing one."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import ProgrammingError, transaction
from django.db.utils import DatabaseError

from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.duty import actions, queries
from sizao.ground.duty.errors import NoSuchDesk, RosterRefused, ShiftHandedOver, ShiftNotBegun
from sizao.ground.duty.models import HandOver
from sizao.ground.duty.types import ItemKind, NewShift, PhoneRoute, PostFacts, Role, Side
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope

YIXING = parse("320282")
CHINA = ZoneInfo("Asia/Shanghai")
EIGHT = datetime(2021, 12, 11, 8, tzinfo=CHINA).astimezone(UTC)
HALF = timedelta(hours=12)


def people(lead, on_duty):
    return (PostFacts(Role.LEAD, lead, PhoneRoute.DUTY_LINE), PostFacts(Role.ON_DUTY, on_duty, PhoneRoute.DUTY_LINE))


def week(start=EIGHT, halves=4):
    return [
        NewShift("", start + HALF * n, start + HALF * (n + 1), people(f"带班{n % 2}", f"值班{n % 2}"))
        for n in range(halves)
    ]


@pytest.fixture
def office(by, at):
    command.ensure_headquarters(area=YIXING, by=by, at=at, duty_phone="0510-0000-0002")
    actions.save_shifts(area=YIXING, shifts=week(), by=by, at=at)
    return by


@pytest.fixture
def served(db, at):
    """The same roster, entered by committed work, for pages."""
    by = Actor.system("test")
    with scope.acting(by):
        command.ensure_headquarters(area=YIXING, by=by, at=at)
        now = datetime.now(UTC)
        actions.save_shifts(area=YIXING, shifts=week(now - timedelta(hours=13)), by=by, at=at)
    return by


def test_who_is_on_duty_now_with_the_duty_line_and_no_other_number(office):
    [now] = queries.on_duty(YIXING, EIGHT + timedelta(hours=1))
    assert (now.lead, now.on_duty) == ("带班0", "值班0")
    assert {each.phone for each in now.posts} == {"0510-0000-0002"}


def test_a_town_without_its_own_headquarters_sees_the_county_on_duty(office):
    commanding, found = queries.on_duty_for(parse("320282109"), EIGHT)
    assert commanding.area == YIXING
    assert len(found) == 1


def test_what_stands_already_is_looked_at_too(office, at):
    with pytest.raises(RosterRefused, match="Shifts overlap"):
        actions.save_shifts(area=YIXING, shifts=week(EIGHT + HALF / 2, 1), by=office, at=at)
    with pytest.raises(NoSuchDesk):
        new = NewShift("没有的组", EIGHT, EIGHT + HALF, people("甲", "乙"))
        actions.save_shifts(area=YIXING, shifts=[new], by=office, at=at)


def test_a_shift_is_withdrawn_unless_it_was_handed_over(office, at):
    first, *_, last = queries.shifts(YIXING, EIGHT, EIGHT + HALF * 4)
    actions.withdraw_shift(shift_id=last.id, by=office, at=at)
    assert len(queries.shifts(YIXING, EIGHT, EIGHT + HALF * 4)) == 3
    actions.draw_hand_over(shift_id=first.id, by=office, at=EIGHT + HALF)
    with pytest.raises(ShiftHandedOver):
        actions.withdraw_shift(shift_id=first.id, by=office, at=at)


def test_the_sheet_lists_what_is_open_and_stays_as_it_was(office, at):
    title = Words("核对名单", "Check the list")
    new = NewTask(TaskKind.VERIFY, title, GroupKind.VERIFICATION, YIXING, EIGHT + timedelta(hours=2))
    task = command.create_task(new=new, by=office, at=EIGHT)
    first = queries.shifts(YIXING, EIGHT, EIGHT + HALF)[0]
    with pytest.raises(ShiftNotBegun):
        actions.draw_hand_over(shift_id=first.id, by=office, at=EIGHT - HALF)
    made = actions.draw_hand_over(shift_id=first.id, note="留意名单", by=office, at=EIGHT + HALF)
    command.cancel_task(task_id=task, reason="—", by=office, at=EIGHT + HALF)
    found = queries.hand_over(made)
    assert {(each.kind, each.number != "") for each in found.items} == {
        (ItemKind.TASK, True),
        (ItemKind.UNATTENDED, True),
    }
    assert found.next_shift.lead == "带班1"
    assert actions.draw_hand_over(shift_id=first.id, by=office, at=EIGHT + HALF) == made
    with pytest.raises((ProgrammingError, DatabaseError)), transaction.atomic():
        HandOver.objects.filter(pk=made).update(note="changed")


def test_an_unsigned_hand_over_is_an_alarm_once_until_both_have_signed(office, at):
    later = EIGHT + HALF + timedelta(hours=1)
    first = queries.shifts(YIXING, EIGHT, EIGHT + HALF)[0]
    assert queries.late_hand_overs(EIGHT + HALF + timedelta(minutes=5)) == []
    assert [each.shift.id for each in queries.late_hand_overs(later)] == [first.id]
    assert actions.raise_alarms(by=office, at=later) == 1
    assert actions.raise_alarms(by=office, at=later) == 0
    made = actions.draw_hand_over(shift_id=first.id, by=office, at=later)
    for side, name in ((Side.OUT, "带班0"), (Side.IN, "带班1")):
        actions.sign_hand_over(hand_over_id=made, side=side, name=name, by=Actor(name=name, area=YIXING), at=later)
    assert queries.late_hand_overs(later) == []
    assert queries.hand_over(made).is_signed


def test_a_neighbour_sees_no_roster(office, acting):
    acting(Actor.system("elsewhere", parse("320211")))
    assert queries.shifts(YIXING, EIGHT, EIGHT + HALF) == []


@pytest.mark.parametrize(("language", "said"), [("en", "On duty now"), ("zh-hans", "当前值班")])
def test_the_roster_says_who_is_there_now_and_the_headquarters_page_too(signed_in, served, language, said):
    browser = signed_in("commander", language=language)
    shown = browser.get("/duty/rosters/320282/").content.decode()
    assert said in shown
    assert "带班1" in shown
    assert said in browser.get("/command/headquarters/320282/").content.decode()
    assert said in browser.get("/").content.decode() or said in browser.get("/board/").content.decode()


def test_a_week_is_pasted_read_refused_and_saved(signed_in, served):
    browser = signed_in("commander")
    gap = "2031-12-13\t08:00-20:00\t\t张三\t李四\n2031-12-14\t08:00-20:00\t\t张三\t李四"
    refused = browser.post("/duty/rosters/320282/week/", {"week": gap, "step": "save"})
    assert refused.status_code == 422
    assert "Gap" in refused.content.decode()
    whole = gap + "\n2031-12-13\t20:00-08:00\t\t王五\t赵六"
    read = browser.post("/duty/rosters/320282/week/", {"week": whole, "step": "read"})
    assert "Save 3 shifts" in read.content.decode()
    assert browser.post("/duty/rosters/320282/week/", {"week": whole, "step": "save"}).status_code == 302
    assert "张三" in browser.get("/duty/rosters/320282/?week=2031-12-13").content.decode()


def test_the_sheet_is_drawn_and_signed_by_two_officers_from_the_page(signed_in, served):
    one, other = signed_in("commander"), signed_in("coordinator")
    with scope.acting(Actor.system("test")):
        ended = queries.late_hand_overs(datetime.now(UTC))[0].shift
    assert "No hand-over sheet was drawn" in one.get("/duty/hand-overs/").content.decode()
    drawn = one.post(f"/duty/shifts/{ended.id}/hand-over/", {"note": "平稳"})
    assert one.post(f"{drawn.url}sign/out/").status_code == 302
    assert one.post(f"{drawn.url}sign/in/").status_code == 409
    assert other.post(f"{drawn.url}sign/in/").status_code == 302
    assert "signed by both" in one.get("/duty/hand-overs/").content.decode()


def test_the_api_refuses_a_roster_with_a_double_booking_and_gives_who_is_on_duty(signed_in, served):
    browser = signed_in("commander")
    shift = {"start": "2031-12-13T08:00:00+08:00", "until": "2031-12-13T20:00:00+08:00",
             "posts": [{"role": "lead", "name": "甲"}]}  # fmt: skip
    body = {"area": "320282", "shifts": [shift, {**shift, "desk": "investigation"}]}
    refused = browser.post("/api/v1/rosters", json.dumps(body), content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (409, "duty.roster_refused")
    body["shifts"] = [shift]
    assert browser.post("/api/v1/rosters", json.dumps(body), content_type="application/json").status_code == 201
    assert len(browser.get("/api/v1/headquarters/320282/on-duty").json()) == 1
    assert browser.get("/api/v1/hand-overs/late").json()
