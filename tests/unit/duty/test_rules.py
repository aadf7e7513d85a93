"""Rosters: how a pasted week is read, what is refused, and who may sign a hand-over."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import uuid4

import pytest

from sizao.ground.duty import rules
from sizao.ground.duty.types import (
    HandOverFacts,
    NewShift,
    PhoneRoute,
    PostFacts,
    ProblemKind,
    Role,
    ShiftFacts,
    Side,
    SignFacts,
)
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words

CHINA = timezone(timedelta(hours=8))
EIGHT = datetime(2021, 12, 13, 8, tzinfo=CHINA)
HALF = timedelta(hours=12)


def shift(start, hours=12, lead="甲", on_duty="乙", desk="", user_id=None):
    posts = [PostFacts(Role.LEAD, lead, PhoneRoute.DUTY_LINE)] if lead else []
    posts.append(PostFacts(Role.ON_DUTY, on_duty, PhoneRoute.DUTY_LINE, user_id))
    return NewShift(desk, start, start + timedelta(hours=hours), tuple(posts))


def kinds(shifts):
    return [each.kind for each in rules.problems(shifts)]


@pytest.mark.parametrize(
    "line",
    [
        "2021-12-13\t08:00-20:00\t\t张三\t李四、王五\t赵六",
        "2021/12/13|8:00 - 20:00||张三|李四;王五|赵六",
        "2021年12月13日,08:00~20:00,,张三,李四、王五,赵六",
    ],
)
def test_a_line_is_read_from_a_table_a_bar_or_commas(line):
    [read], faults = rules.read_week(line, CHINA)
    assert not faults
    assert (read.start, read.until) == (EIGHT, EIGHT + HALF)
    assert [(each.role, each.name) for each in read.posts] == [
        (Role.LEAD, "张三"), (Role.ON_DUTY, "李四"), (Role.ON_DUTY, "王五"), (Role.BACKUP, "赵六"),
    ]  # fmt: skip


def test_an_end_before_the_start_is_the_next_day_and_a_heading_is_skipped():
    [read], faults = rules.read_week("日期\t时段\n2021-12-13\t20:00-08:00\t流调溯源组\t张三", CHINA)
    assert not faults
    assert read.until - read.start == HALF
    assert read.desk == "流调溯源组"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("2021-02-30\t08:00-20:00\t\t张三", "the date"),
        ("2021-12-13\t25:00-20:00\t\t张三", "the hours"),
        ("2021-12-13\t08:00-20:00\t\t\t\t", "nobody"),
    ],
)
def test_what_cannot_be_read_is_named_by_line(line, said):
    shifts, [fault] = rules.read_week(f"\n{line}", CHINA)
    assert not shifts
    assert fault.line == 2
    assert said in fault.words.en


def test_a_sound_roster_passes():
    assert rules.may_save([shift(EIGHT), shift(EIGHT + HALF, lead="丙", on_duty="丁")], tz=CHINA)


def test_a_gap_an_overlap_and_a_missing_lead_are_found():
    assert kinds([shift(EIGHT), shift(EIGHT + 2 * HALF)]) == [ProblemKind.GAP]
    assert kinds([shift(EIGHT), shift(EIGHT + HALF / 2, lead="丙", on_duty="丁")]) == [ProblemKind.OVERLAP]
    assert kinds([shift(EIGHT, lead="")]) == [ProblemKind.NO_LEAD]


def test_nobody_serves_at_two_desks_at_once():
    found = rules.problems([shift(EIGHT), shift(EIGHT + HALF / 2, lead="丙", on_duty="乙", desk="流调溯源组")])
    assert [(each.kind, each.name) for each in found] == [(ProblemKind.DOUBLE, "乙")]


def test_a_refusal_names_what_is_wrong_in_local_time():
    refusal = rules.may_save([shift(EIGHT), shift(EIGHT + 2 * HALF)], tz=CHINA).refusal
    assert "空班" in refusal.words.zh
    assert "12-13 20:00" in refusal.words.en
    assert rules.may_save([shift(EIGHT), shift(EIGHT + 2 * HALF)], tz=CHINA, with_gaps=True)


def facts(user_id=None):
    posts = (PostFacts(Role.LEAD, "甲", PhoneRoute.ACCOUNT, user_id),)
    return ShiftFacts(uuid4(), uuid4(), 0, None, Words("值班室", "Duty office"), EIGHT, EIGHT + HALF, posts)


def sheet(*signs, first=None, second=None):
    return HandOverFacts(uuid4(), facts(first), facts(second), EIGHT, "甲", "", (), "", signs)


def test_two_different_persons_sign_and_each_side_once():
    one, other = Actor(name="one", user_id=1), Actor(name="other", user_id=2)
    signed = sheet(SignFacts(Side.OUT, "one", 1, EIGHT.astimezone(UTC)))
    assert rules.may_sign(signed, Side.OUT, other).refusal.code == "duty.already_signed"
    assert rules.may_sign(signed, Side.IN, one).refusal.code == "duty.two_persons_needed"
    assert rules.may_sign(signed, Side.IN, other)


def test_a_shift_whose_people_have_accounts_is_signed_by_one_of_them():
    assert rules.may_sign(sheet(first=7), Side.OUT, Actor(name="x", user_id=8)).refusal.code == "duty.not_in_shift"
    assert rules.may_sign(sheet(first=7), Side.OUT, Actor(name="x", user_id=7))
