"""How the board's figures are put together, checked by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from sizao.kernel import areas
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.measures.screening.types import Counts
from sizao.oversight.board import rules
from sizao.oversight.board.types import Curve, CurveBar
from sizao.trace.cases.types import (
    CaseCounts,
    CaseTally,
    Classification,
    ContactState,
)

NOON = datetime(2021, 12, 11, 4, tzinfo=UTC)
YIXING, WANSHI, BINHU = (areas.parse(code) for code in ("320282", "320282109", "320211"))
NOTHING = Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def ill(on: date, kind=Classification.CONFIRMED, number=1) -> CaseTally:
    return CaseTally(WANSHI, kind, on, number)


def counts(contacts=None, **kinds) -> CaseCounts:
    return CaseCounts(
        as_of=NOON,
        by_classification={Classification[name.upper()]: n for name, n in kinds.items()},
        contacts=contacts or {},
    )


def test_contacts_leave_out_the_rejected_and_keep_their_change():
    close = ContactClass.CLOSE
    now = counts(
        {(close, ContactState.APPROVED): 5, (close, ContactState.REJECTED): 2, (close, ContactState.PROPOSED): 1}
    )
    before = counts({(close, ContactState.PROPOSED): 4})
    found = {each.key: each for each in rules.figures(now, before, NOTHING, NOTHING)}
    assert (found["close"].value, found["close"].delta) == (6, 2)
    assert (found["proposed"].value, found["proposed"].delta) == (1, -3)


def test_the_funnel_is_a_partition():
    held = {(kind, state): n for n, (kind, state) in enumerate((k, s) for k in ContactClass for s in ContactState)}
    found, *stages = rules.funnel(counts(held))
    assert found.value == sum(held.values()) == sum(each.value for each in stages)
    assert {each.key for each in stages} == {each.value for each in ContactState}


def test_the_curve_adds_up_areas_and_fills_the_gaps():
    day = date(2021, 12, 9)
    known = [
        ill(day), ill(day, number=2), ill(day + timedelta(days=2), Classification.ASYMPTOMATIC),
        ill(day, Classification.NOT_A_CASE, 9),
    ]  # fmt: skip
    found = rules.curve(known, NOON)
    assert [(bar.on.day, sum(bar.counts)) for bar in found.days] == [(9, 3), (10, 0), (11, 1)]
    assert found.kinds == (Classification.CONFIRMED.words, Classification.ASYMPTOMATIC.words)
    assert (found.total, found.highest) == (4, 3)


def test_the_circles_of_the_map_are_the_infections_and_not_who_was_ruled_out():
    known = [
        ill(NOON.date(), number=2), ill(NOON.date(), Classification.ASYMPTOMATIC), ill(NOON.date(), Classification.SUSPECTED, 4),
        ill(NOON.date(), Classification.NOT_A_CASE, 9),
    ]  # fmt: skip
    assert rules.infected_by_area(known).total() == 3


def test_without_cases_there_is_no_curve():
    assert rules.curve([], NOON) == Curve()


@pytest.mark.parametrize(
    ("codes", "parts", "elsewhere"),
    [
        ([WANSHI, WANSHI + 10**7, BINHU], {WANSHI: 2}, 1),
        ([YIXING, areas.NATION], {}, 2),
        ([], {}, 0),
    ],
)
def test_nobody_is_lost_between_the_areas(codes, parts, elsewhere):
    rows, rest = rules.by_area(Counter(codes), {}, YIXING, {WANSHI: Words("万石镇", "Wanshi")})
    assert {each.code: each.cases for each in rows} == parts
    assert rest.cases == elsewhere
    assert sum(parts.values()) + elsewhere == len(codes)


@pytest.mark.parametrize(
    ("within", "level"),
    [(areas.NATION, "province"), (areas.parse("3202"), "county"), (YIXING, "town"), (WANSHI, "community")],
)
def test_a_map_shows_the_level_below(within, level):
    assert rules.inner_level(within) == level


def test_bars_are_as_high_as_their_numbers():
    curve = Curve(
        (Words("a", "a"), Words("b", "b")), (CurveBar(date(2021, 12, 1), (3, 2)), CurveBar(date(2021, 12, 2), (0, 1)))
    )
    found = rules.drawn(curve, 734, 232)
    unit = 200 / 5
    assert [round(bar.height / unit, 6) for bar in found.bars] == [3, 2, 1]
    first, second = found.bars[:2]
    assert second.y + second.height == pytest.approx(first.y)
    assert [value for _, value in found.grid] == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("highest", [0, 1, 5, 6, 23, 99, 1_234, 60_000])
def test_grid_lines_are_few_and_cover_the_curve(highest):
    found = rules.drawn(Curve((Words("a", "a"),), (CurveBar(date(2021, 12, 1), (highest,)),)))
    assert 2 <= len(found.grid) <= 7
    assert found.grid[-1][1] >= highest


def test_long_curves_label_few_days():
    days = tuple(CurveBar(date(2021, 1, 1) + timedelta(days=n), (1,)) for n in range(150))
    assert len(rules.drawn(Curve((Words("a", "a"),), days)).days) <= 8


def test_the_slider_spans_what_happened():
    last = NOON + timedelta(days=2)
    start, until = rules.moments([NOON, None, last], NOON + timedelta(days=900))
    assert (start, until) == (NOON - timedelta(hours=1), last + timedelta(days=1))
    assert rules.moments([NOON], NOON + timedelta(hours=5))[1] == NOON + timedelta(hours=5)
    assert rules.moments([], NOON)[1] >= NOON


def test_jumps_stay_on_the_slider():
    start, until = NOON - timedelta(hours=1), NOON + timedelta(hours=13)
    assert [(words.en, minute) for words, minute in rules.jumps(start, until, NOON)] == [
        ("2 h", 180),
        ("6 h", 420),
        ("12 h", 780),
    ]


def test_the_curve_ends_two_quiet_weeks_after_the_newest_case():
    found = rules.curve([ill(NOON.date())], NOON + timedelta(days=400))
    assert len(found.days) == 15


def test_an_imported_outbreak_counts_when_it_was_reported():
    known = {Classification.CONFIRMED: 2}
    assert rules.as_known(counts(), known).infections == 2
    assert rules.as_known(counts(confirmed=3), known).infections == 3
