"""The arithmetic of scores, against examples done by hand; chance by name; what injects do."""

from dataclasses import replace
from datetime import datetime
from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sizao.kernel.words import Words
from sizao.oversight.drills.errors import NothingToPair
from sizao.oversight.drills.rules import scoring
from sizao.oversight.drills.rules.draws import delay, uniform
from sizao.oversight.drills.rules.injects import Effects, beginning, effects, still_planned
from sizao.oversight.drills.rules.meetings import FAR, ROOM, WHOLE, Stays, latest, meetings
from sizao.oversight.drills.types import Course, Inject, InjectKind, Measure, Playing, Score

SCORE = Score(
    scenario="one", edition="ed", strategy="", seed=1, infections=10, infections_alone=30, cases=9, missed=1,
    contacts_true=20, contacts_found=10, contacts_right=8, recall=0.4, precision=0.8, known_before=0.5,
    isolation_days=100.0, averted=20, days_per_averted=5.0, hours_to_detection=50.0, hours_to_isolation=12.0,
    reports_late=1, milestones=(), refusals=(),
    course=Course(infections=(1,), infections_alone=(2,), found=(1,), isolated=(3,)), acts=7,
)  # fmt: skip


def test_shares():
    assert scoring.recall({1, 2, 3}, {2, 3, 4, 5}) == 0.5
    assert scoring.precision({1, 2, 3}, {2, 3, 4, 5}) == pytest.approx(2 / 3)
    assert scoring.recall({1}, set()) is None and scoring.precision(set(), {1}) is None


def test_days_of_isolation_end_with_the_drill():
    """One of 2 days, one still kept (from day 4 to the end at 10), one who comes after the end."""
    periods = [(1.0, 3.0), (4.0, float("inf")), (12.0, 14.0)]
    assert scoring.days_within(periods, 10.0) == 8.0
    assert scoring.per_averted(8.0, 4) == 2.0
    assert scoring.per_averted(8.0, 0) is None and scoring.per_averted(8.0, -2) is None


def test_days_that_two_plans_of_one_person_share_are_counted_once():
    """A secondary contact who becomes a close one, and somebody else in the same days."""
    periods = [(7, 3.0, 10.0), (7, 1.0, 5.0), (7, 12.0, 13.0), (8, 2.0, 4.0)]
    assert scoring.joined(periods) == [(1.0, 10.0), (12.0, 13.0), (2.0, 4.0)]
    assert scoring.days_within(scoring.joined(periods)) == 12.0


def test_days_for_each_infection_averted_are_of_all_seeds_together():
    """Sums 600/30 and 300/20; one seed averted nobody and counts all the same. The interval is that of scipy and numpy."""
    spent, spared = ((200.0, 100.0), (300.0, 150.0), (100.0, 50.0)), ((20, 10), (10, 8), (0, 2))
    ways = [
        [replace(SCORE, seed=seed, isolation_days=spent[seed][way], averted=spared[seed][way]) for seed in range(3)]
        for way in (0, 1)
    ]
    [row] = [each for each in scoring.compare(*ways, ("a", "b")).rows if each.measure is Measure.DAYS_PER_AVERTED]
    assert (row.first, row.second, row.difference, row.pairs) == (20.0, 15.0, -5.0, 3)
    days, averted = np.array(spent), np.array(spared)
    left = [np.subtract(*(np.delete(days, at, 0).sum(0) / np.delete(averted, at, 0).sum(0))[::-1]) for at in range(3)]
    half = stats.t.ppf(0.975, 2) * np.sqrt(2 / 3 * np.sum((left - np.mean(left)) ** 2))
    assert (row.low, row.high) == (pytest.approx(-5 - half), pytest.approx(-5 + half))
    nobody = [replace(each, averted=0) for each in ways[1]]
    [none] = [each for each in scoring.compare(ways[0], nobody, ("a", "b")).rows if each.measure is row.measure]
    assert (none.second, none.difference, none.low) == (None, None, None)


def test_middle():
    assert scoring.middle([]) is None
    assert scoring.middle([3.0, 1.0, 2.0, 10.0]) == 2.5


def test_a_paired_comparison_is_that_of_the_book():
    """Differences 2, 4, 6: mean 4, standard error 2/sqrt(3), t(0.975, 2) = 4.302653."""
    first = [replace(SCORE, seed=seed, infections=10) for seed in (1, 2, 3)]
    second = [replace(SCORE, seed=seed, infections=10 + 2 * seed) for seed in (3, 1, 2)]
    [row] = [each for each in scoring.compare(first, second, ("a", "b")).rows if each.measure is Measure.INFECTIONS]
    assert (row.pairs, row.first, row.second, row.difference) == (3, 10, 14, 4)
    assert row.low == pytest.approx(4 - 4.302653 * 2 / 3**0.5, abs=1e-5)
    assert row.high == pytest.approx(4 + 4.302653 * 2 / 3**0.5, abs=1e-5)


def test_seeds_that_were_not_played_both_ways_are_left_out():
    first = [replace(SCORE, seed=seed) for seed in (1, 2)]
    found = scoring.compare(first, [replace(SCORE, seed=2, recall=None), replace(SCORE, seed=9)], ("a", "b"))
    rows = {each.measure: each for each in found.rows}
    assert rows[Measure.INFECTIONS].pairs == 1 and rows[Measure.INFECTIONS].low is None
    assert rows[Measure.RECALL].pairs == 0 and rows[Measure.RECALL].difference is None
    with pytest.raises(NothingToPair):
        scoring.compare(first, [replace(SCORE, seed=9)], ("a", "b"))


def test_a_score_is_plain_json():
    written = SCORE.to_json()
    assert written["course"]["isolated"] == [3] and written["recall"] == 0.4


@given(st.integers(0, 2**63), st.integers(0, 10**6))
def test_chance_belongs_to_its_name(seed, person):
    drawn = uniform(seed, "report", person)
    assert 0 <= drawn < 1 and drawn == uniform(seed, "report", person)
    assert drawn != uniform(seed, "report", person + 1)
    assert drawn != uniform(seed + 1, "report", person)


def test_chance_is_even_and_delays_have_their_median():
    drawn = [uniform(7, "x", each) for each in range(4000)]
    assert abs(np.mean(drawn) - 0.5) < 0.02 and abs(np.var(drawn) - 1 / 12) < 0.005
    assert median(delay(6.0, 7, "x", each) for each in range(4000)) == pytest.approx(6.0, rel=0.06)


def inject(kind, at=10.0, hours=5.0, strength=0.5):
    return Inject(at_hours=at, kind=kind, words=Words("甲", "a"), hours=hours, strength=strength)


def test_an_inject_takes_what_its_kind_takes_while_it_lasts():
    script = [inject(kind) for kind in InjectKind]
    assert effects(script, 9.9) == effects(script, 15.0) == Effects()
    assert effects(script, 10.0) == Effects(lab=0.5, network=0.5, rumour=0.5, storm=0.5, call=True)
    assert [each.kind for each in beginning(script, 10.0, 11.0)] == list(InjectKind)
    assert beginning(script, 11.0, 12.0) == []


def test_a_notice_ends_the_rumour_that_went_before_it():
    script = [inject(InjectKind.RUMOUR)]
    assert effects(script, 12.0, quelled=11.0).rumour == 0.0
    assert effects(script, 12.0, quelled=9.0).rumour == 0.5, "a notice of before the rumour does not answer it"


def test_who_is_stopped_by_what():
    assert Effects(call=True).stops(Playing.COMMANDER, 0.99) and not Effects(call=True).stops(Playing.LAB, 0.0)
    storm = Effects(storm=0.5)
    assert storm.stops(Playing.TRACER, 0.4) and not storm.stops(Playing.TRACER, 0.6)
    assert not storm.stops(Playing.EPIDEMIOLOGIST, 0.0), "who telephones does not get wet"
    assert Effects(network=1.0).stops(Playing.EPIDEMIOLOGIST, 0.99)


def stays(*rows):
    columns = [np.array(each) for each in zip(*sorted(rows, key=lambda row: (row[1], row[3])), strict=True)]
    return Stays(*columns, np.ones(len(rows), bool), np.zeros(len(rows), int))


def test_meetings_are_told_by_place_zone_and_time():
    """The case is in class 1 of place 0 from 100 to 200, then at the market (2); columns person, place, zone, start, end."""
    day = stays(
        (0, 0, 1, 100, 200), (1, 0, 1, 150, 300), (2, 0, 2, 100, 200), (3, 0, 1, 195, 300), (4, 0, 1, 200, 300),
        (0, 2, -1, 400, 500), (5, 2, -1, 400, 500),
    )  # fmt: skip
    near = np.array([ROOM, ROOM, FAR])
    found = meetings(day, 0, 0, 1000, 10, near)
    assert [(each.person, each.start, each.end) for each in found] == [(1, 150, 200)]
    assert {each.person for each in meetings(day, 0, 0, 1000, 1, near)} == {1, 3}
    assert {each.person for each in meetings(day, 0, 0, 1000, 10, np.array([WHOLE, FAR, FAR]))} == {1, 2}
    assert meetings(day, 0, 0, 120, 10, near) == [] == meetings(day, 0, 201, 1000, 1, near)


def test_the_last_meeting_counts():
    day = stays((0, 0, -1, 0, 100), (1, 0, -1, 0, 50), (1, 0, -1, 60, 90))
    assert latest(meetings(day, 0, 0, 100, 1, np.array([WHOLE])))[1].end == 90


@pytest.mark.parametrize(
    ("day", "hour", "in_time"), [(8, 22, True), (9, 7, True), (9, 10, True), (9, 11, False), (10, 7, False)]
)
def test_a_days_report_is_due_in_the_morning_after(day, hour, in_time):
    assert scoring.is_in_time(datetime(2021, 12, day, hour), "2021-12-08", 10) is in_time


def test_only_runs_of_as_many_days_under_the_same_injects_are_pairs():
    longer = Course(infections=(1, 2), infections_alone=(2, 2), found=(1, 0), isolated=(3, 3))
    stormy = ("storm 6.0 h +4 h x1",)
    first = [replace(SCORE, seed=seed, injects=()) for seed in range(4)]
    second = [replace(SCORE, seed=0, injects=()), replace(SCORE, seed=1, injects=(), course=longer),
              replace(SCORE, seed=2, injects=stormy), replace(SCORE, seed=3)]  # fmt: skip
    found = scoring.compare(first, second, ("a", "b"))
    assert (found.seeds, found.unlike) == ((0, 3), (1, 2))
    assert max(row.pairs for row in found.rows) == 2
    with pytest.raises(NothingToPair):
        scoring.compare(first[1:3], second[1:3], ("a", "b"))
    assert Score.from_json(second[2].to_json()) == second[2]


def test_what_an_officer_threw_in_before_its_hour_comes_no_second_time():
    storm, rumour = (
        Inject(at_hours=hour, kind=kind, words=Words(kind.words.zh, kind.words.en), hours=2.0)
        for hour, kind in ((6.0, InjectKind.STORM), (9.0, InjectKind.RUMOUR))
    )
    early, late = replace(storm, at_hours=3.5), replace(storm, at_hours=8.0)
    assert still_planned([storm, rumour], [early]) == [rumour]
    assert still_planned([storm, rumour], [late]) == [storm, rumour], (
        "what was thrown in again had come in its own hour"
    )
    assert beginning(still_planned([storm, rumour], [early]), 6.0, 7.0) == []
