"""How the board's figures are put together, checked by hand."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from sizao.kernel import areas
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.measures.screening.types import Counts
from sizao.oversight.board import rules
from sizao.oversight.board.types import Curve, CurveBar
from sizao.trace.cases.types import (
    CaseCounts,
    CaseFacts,
    Chain,
    ChainNode,
    Classification,
    ContactState,
    NodeKind,
)

NOON = datetime(2021, 12, 11, 4, tzinfo=UTC)
YIXING, WANSHI, BINHU = (areas.parse(code) for code in ("320282", "320282109", "320211"))
NOTHING = Counts(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def case(n: int, *, kind=Classification.CONFIRMED, onset=None, reported=NOON) -> CaseFacts:
    return CaseFacts(
        id=UUID(int=n), number=f"C{n}", person_id=n, incident_id=UUID(int=0), disease="covid-19", edition_id="e",
        area=WANSHI, classification=kind, reported_at=reported, onset_at=onset,
    )  # fmt: skip


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


def test_the_curve_counts_in_local_days_and_fills_the_gaps():
    late_evening = datetime(2021, 12, 8, 17, tzinfo=UTC)
    known = [
        case(1, onset=late_evening),
        case(2, kind=Classification.ASYMPTOMATIC),
        case(3, kind=Classification.NOT_A_CASE),
    ]
    found = rules.curve(known, NOON)
    assert [(day.on.day, sum(day.counts)) for day in found.days] == [(9, 1), (10, 0), (11, 1)]
    assert found.kinds == (Classification.CONFIRMED.words, Classification.ASYMPTOMATIC.words)
    assert (found.total, found.highest) == (2, 1)


def test_the_curve_leaves_out_what_was_not_yet_reported():
    assert rules.curve([case(1, reported=NOON + timedelta(minutes=1))], NOON) == Curve()


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


def test_the_chain_in_numbers():
    nodes = tuple(
        ChainNode(
            id=str(n),
            kind=NodeKind.CASE,
            label=f"C{n}",
            on=date(2021, 12, n + 1),
            generation=generation,
            offspring=offspring,
        )
        for n, (generation, offspring) in enumerate([(1, 2), (2, 0), (2, 1), (3, 0), (1, 0)])
    )
    place = ChainNode(id="p", kind=NodeKind.PLACE, label="p", on=date(2021, 12, 1))
    found = rules.summary(Chain(nodes=(*nodes, place), generations={1: 2, 2: 2, 3: 1}))
    assert (found.cases, found.without_source, found.most_offspring, found.most_label) == (5, 2, 2, "C0")
    assert rules.summary(Chain()).most_label == ""


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
    found = rules.curve([case(1)], NOON + timedelta(days=400))
    assert len(found.days) == 15


def test_an_imported_outbreak_counts_when_it_was_reported():
    assert rules.as_known(counts(), [case(1), case(2)]).infections == 2
    assert rules.as_known(counts(confirmed=3), [case(1)]).infections == 3
