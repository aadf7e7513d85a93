"""The clock of a drill: it begins at a moment of its own, runs at its speed, stands still, and never goes back."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sizao.spine import clock
from sizao.spine.clock import DrillClock

REAL = datetime(2026, 11, 22, 8, tzinfo=UTC)
DRILL = datetime(2021, 12, 11, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_it_runs_at_its_speed() -> None:
    assert DrillClock(REAL, DRILL, 60).at(REAL + timedelta(minutes=1)) == DRILL + HOUR


def test_it_stands_still_while_paused_and_goes_on_where_it_stopped() -> None:
    paused = DrillClock(REAL, DRILL, 60).paused(REAL + timedelta(minutes=1))
    assert paused.at(REAL + 5 * HOUR) == DRILL + HOUR
    going = paused.resumed(REAL + 5 * HOUR)
    assert going.at(REAL + 5 * HOUR + timedelta(minutes=1)) == DRILL + 2 * HOUR


@pytest.mark.parametrize("is_paused", [False, True])
def test_a_change_of_speed_does_not_move_the_time(is_paused: bool) -> None:
    before = DrillClock(REAL, DRILL, 60)
    moment = REAL + timedelta(minutes=2)
    before = before.paused(moment) if is_paused else before
    after = before.at_speed(600, moment)
    assert after.at(moment) == before.at(moment) == DRILL + 2 * HOUR
    assert after.at(moment + timedelta(minutes=1)) == DRILL + (2 if is_paused else 12) * HOUR


def test_pausing_twice_and_resuming_what_runs_change_nothing() -> None:
    running = DrillClock(REAL, DRILL, 60)
    paused = running.paused(REAL)
    assert paused.paused(REAL + HOUR) == paused
    assert running.resumed(REAL + HOUR) == running


@pytest.mark.parametrize("paused_at", [None, REAL + HOUR])
def test_what_is_written_is_read_back(tmp_path: Path, paused_at: datetime | None) -> None:
    written = DrillClock(REAL, DRILL, 12.5, paused_at)
    written.write(tmp_path)
    assert clock.read(tmp_path) == written


def test_a_headless_drill_says_the_time_itself() -> None:
    clock.set_source(lambda: DRILL)
    try:
        assert clock.now() == DRILL
        assert clock.wall() > REAL - timedelta(days=9999)
        assert clock.is_drill()
    finally:
        clock.set_source()
    assert not clock.is_drill()
    assert abs(clock.now() - clock.wall()) < timedelta(seconds=5)
