"""Daily returns in plain Python: nil is said, each unit counts once, and every difference has its record and reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.oversight.returns import rules
from sizao.oversight.returns.errors import (
    AlreadyFiled,
    DayRunning,
    FigureMissing,
    FigureUnexpected,
    NilHasFigures,
    NilNotSaid,
    NothingChanged,
    NotOwed,
)
from sizao.oversight.returns.types import (
    Channel,
    DutyFacts,
    Indicator,
    Measure,
    NewReturn,
    Origin,
    Reason,
    Record,
    ReturnFacts,
    ReturnForm,
    ReturnState,
    Sheet,
    SheetLine,
    UnitFacts,
    UnitKind,
)

ON = date(2021, 12, 12)
AFTER = datetime(2021, 12, 13, 8, 0, tzinfo=rules.TZ)
WORDS = Words("例", "x")
INFECTIONS = Indicator("infections", Words("感染者", "Infections"), Measure.CASE, WORDS, "infections", is_listed=True)
VISITS = Indicator("visits", Words("走访", "Visits"), Measure.HOUSEHOLD, WORDS)
STAFF = Indicator("staff", Words("在岗", "Staff"), Measure.PERSON, WORDS, is_level=True)
FORM = ReturnForm("town", 1, WORDS, frozenset({UnitKind.STREET}), time(10), 2, 7, (INFECTIONS, VISITS, STAFF), "test")


def unit(area: str, kind: UnitKind = UnitKind.STREET) -> UnitFacts:
    return UnitFacts(uuid4(), f"{area}-{kind}", Words(area, area), kind, parse(area))


WANSHI, HEQIAO = unit("320282109"), unit("320282107")
VILLAGE = unit("320282109200", UnitKind.COMMUNITY)
TRAFFIC = unit("320282", UnitKind.SECTOR)


def filed(who: UnitFacts, figures: dict[str, int], *, nil: bool = False, listed: tuple[str, ...] = ()) -> ReturnFacts:
    return ReturnFacts(
        uuid4(), "N-1", who.id, "town-1", "town", ON, 1, figures, {}, {"infections": list(listed)}, nil, "",
        Channel.PLATFORM, AFTER, "", AFTER, "",
    )  # fmt: skip


def sheet(infections: int = 0, before: ReturnFacts | None = None) -> Sheet:
    lines = (
        SheetLine(INFECTIONS, Origin.COUNTED, infections), SheetLine(VISITS, Origin.ASKED),
        SheetLine(STAFF, Origin.ASKED),
    )  # fmt: skip
    return Sheet(WANSHI, FORM, ON, lines, rules.due_at(FORM, ON), before)


def decide(of: Sheet, typed: dict[str, int], *, nil: bool = False, reason: str = "", at: datetime = AFTER):
    duty = DutyFacts(WANSHI, "town", ON)
    return rules.may_submit(of, duty, NewReturn(WANSHI.id, "town", ON, typed, nil, reason), at)


@pytest.mark.parametrize(
    ("typed", "nil", "infections", "refusal"),
    [
        ({"visits": 12, "staff": 4}, False, 0, None),
        ({}, True, 0, FigureMissing),
        ({"staff": 4}, True, 0, None),
        ({"staff": 4, "visits": 0}, True, 0, None),
        ({"visits": 0, "staff": 4}, False, 1, None),
        ({"visits": 0, "staff": 4}, False, 0, NilNotSaid),
        ({"visits": 3, "staff": 4}, True, 0, NilHasFigures),
        ({"staff": 4}, True, 1, NilHasFigures),
        ({"staff": 4}, False, 0, FigureMissing),
        ({"visits": 1, "staff": 4, "infections": 0}, False, 0, FigureUnexpected),
    ],
)
def test_a_return_is_complete_and_nil_is_said_and_true(typed, nil, infections, refusal):
    found = decide(sheet(infections), typed, nil=nil)
    assert (type(found.refusal) if found.refusal else None) is refusal


def test_a_running_day_and_one_not_owed_are_refused():
    assert isinstance(decide(sheet(), {}, nil=True, at=AFTER - timedelta(hours=9)).refusal, DayRunning)
    never = rules.may_submit(sheet(), None, NewReturn(WANSHI.id, "town", ON, {}, True), AFTER)
    assert isinstance(never.refusal, NotOwed)


def test_filed_figures_are_locked_unless_a_reason_corrects_them():
    held = sheet(before=filed(WANSHI, {"infections": 0, "visits": 12, "staff": 4}))
    assert isinstance(decide(held, {"visits": 12, "staff": 4}).refusal, NothingChanged)
    assert isinstance(decide(held, {"visits": 13, "staff": 4}).refusal, AlreadyFiled)
    assert decide(held, {"visits": 13, "staff": 4}, reason="漏报一户").allowed


def test_a_sum_from_below_is_as_it_stands_now_and_not_as_it_was_frozen():
    """A town that files while one of its villages is missing has that village in the headline once it files."""
    second = unit("320282109201", UnitKind.COMMUNITY)
    town = replace(filed(WANSHI, {"visits": 5}), origins={"visits": "below"})
    early = {WANSHI.id: [town], VILLAGE.id: [filed(VILLAGE, {"visits": 5})]}
    units = [WANSHI, VILLAGE, second]
    before = rules.rolled_up(VISITS, units, early, None)
    assert (before.total, before.behind) == (5, {})
    after = rules.rolled_up(VISITS, units, {**early, second.id: [filed(second, {"visits": 3})]}, None)
    assert (after.total, after.behind) == (8, {WANSHI.id: 5})
    typed = {**early, WANSHI.id: [filed(WANSHI, {"visits": 9})], second.id: [filed(second, {"visits": 3})]}
    assert rules.rolled_up(VISITS, units, typed, None).total == 9, "what the town typed itself covers its villages"


def test_missing_is_never_nil():
    due = rules.due_at(FORM, ON)
    assert due == datetime(2021, 12, 13, 10, 0, tzinfo=rules.TZ)
    assert rules.state_of(None, due, due) is ReturnState.MISSING
    assert rules.state_of(None, due, due - timedelta(seconds=1)) is ReturnState.WAITING
    assert rules.state_of(filed(WANSHI, {}, nil=True), due, due) is ReturnState.NIL


def test_a_village_inside_a_town_that_filed_is_not_added_again_and_stands_in_while_the_town_is_missing():
    units = [WANSHI, VILLAGE, HEQIAO]
    returns = {each.id: [filed(each, {"visits": 10})] for each in units}
    both = rules.rolled_up(VISITS, units, returns, None)
    assert (both.total, both.covered) == (20, (VILLAGE.id,))
    del returns[WANSHI.id]
    assert rules.rolled_up(VISITS, units, returns, None).total == 20


def test_a_unit_that_reports_a_figure_in_two_returns_counts_once():
    twice = {TRAFFIC.id: [filed(TRAFFIC, {"staff": 7}), filed(TRAFFIC, {"staff": 9})]}
    assert rules.rolled_up(STAFF, [TRAFFIC], twice, None).total == 7


def test_a_sector_of_the_county_does_not_cover_its_towns():
    returns = {each.id: [filed(each, {"staff": 5})] for each in (TRAFFIC, WANSHI)}
    assert rules.rolled_up(STAFF, [TRAFFIC, WANSHI], returns, None).total == 10


CODES = ["320282", "320282107", "320282109", "320282109200", "320282109200", "320282107001", "320282109001"]


@given(st.lists(st.tuples(st.sampled_from(CODES), st.integers(0, 50), st.booleans()), max_size=9))
def test_no_figure_is_counted_twice_whoever_has_filed(rows):
    units = [unit(code) for code, _value, _in in rows]
    returns = {
        each.id: [filed(each, {"visits": value})] for each, (_c, value, is_in) in zip(units, rows, strict=True) if is_in
    }
    found = rules.rolled_up(VISITS, units, returns, None)
    counted = [each for each in units if each.id in found.by_unit]
    assert found.total == sum(found.by_unit.values())
    assert not [1 for each in counted for other in counted if other in rules.above(each, counted)]
    assert {each.id for each in units if each.id in returns} == set(found.by_unit) | set(found.covered)


def record(number: str, area: str, *, now: bool = True) -> Record:
    return Record(number, number, 1, parse(area), now)


def test_every_difference_is_named_with_its_reason():
    records = {
        each.id: each
        for each in (
            record("same", "320282109"), record("late", "320282109001"), record("gone", "320282109", now=False),
            record("nowhere", "320282"), record("unfiled", "320282107"), record("twice", "320282109"),
        )
    }  # fmt: skip
    returns = {
        WANSHI.id: [filed(WANSHI, {"infections": 3}, listed=("same", "gone", "twice"))],
        TRAFFIC.id: [filed(TRAFFIC, {"infections": 1}, listed=("twice",))],
    }
    found = rules.reconciled(INFECTIONS, [WANSHI, HEQIAO, TRAFFIC], returns, records)
    assert {(each.record_id, each.reason) for each in found.differences} == {
        ("late", Reason.ADDED), ("gone", Reason.WITHDRAWN), ("nowhere", Reason.OUTSIDE),
        ("unfiled", Reason.UNIT_MISSING), ("twice", Reason.TWICE),
    }  # fmt: skip
    assert (found.headline, found.listed, found.agrees) == (4, 5, False)


@given(st.sets(st.integers(0, 12)), st.sets(st.integers(0, 12)))
def test_headline_and_line_list_are_reconciled_to_the_last_record(headline, now):
    records = {str(each): record(str(each), "320282109", now=each in now) for each in headline | now}
    returns = {WANSHI.id: [filed(WANSHI, {"infections": len(headline)}, listed=tuple(map(str, headline)))]}
    found = rules.reconciled(INFECTIONS, [WANSHI], returns, records)
    more = sum(each.reason is Reason.ADDED for each in found.differences)
    fewer = sum(each.reason is Reason.WITHDRAWN for each in found.differences)
    assert found.headline - fewer + more == found.listed
    assert found.agrees == (headline == now)


def test_the_hash_covers_every_figure():
    one = rules.digest("N", FORM, AFTER, {"visits": 1}, False)
    assert one == rules.digest("N", FORM, AFTER, {"visits": 1}, False)
    assert one != rules.digest("N", FORM, AFTER, {"visits": 2}, False)
