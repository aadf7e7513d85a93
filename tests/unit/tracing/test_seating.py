"""Who sat where, how long together, and on which days: the drawing's own arithmetic."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sizao.trace.tracing.rules.days import stops_of
from sizao.trace.tracing.rules.seating import LETTERS, There, draw_plan, minutes_together
from sizao.trace.tracing.types import Finding
from sizao.traceback.visits import Visit

NOON = datetime(2022, 3, 5, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
TZ = ZoneInfo("Asia/Shanghai")


def _visit(begin, end, zone=None, place=1):
    return Visit(7, place, NOON + begin * MINUTE, NOON + end * MINUTE, zone)


def test_a_minute_that_two_records_tell_of_counts_once():
    told, scanned = _visit(0, 60), _visit(5, 50)
    assert minutes_together([_visit(10, 40)], [told, scanned], 0) == 30
    assert minutes_together([_visit(10, 40), _visit(20, 45)], [told], 0) == 35


@pytest.mark.parametrize(("linger", "minutes"), [(0, 10), (600, 20)])
def test_apart_times_add_up_and_the_air_lingers(linger, minutes):
    assert minutes_together([_visit(0, 5), _visit(55, 100)], [_visit(0, 60)], linger) == minutes


def test_another_zone_shares_nothing_when_zones_count():
    assert minutes_together([_visit(0, 5, "A")], [_visit(0, 5, "B")], 0, match_zones=True) == 0


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_of_a_wide_cabin_has_its_seat(letter):
    people = [There(1, f"31{letter}", NOON, NOON + MINUTE, next(iter(Finding))), There(2, "30A", NOON, NOON, None)]
    [room] = draw_plan(people).rooms
    assert room.is_seats
    assert {tick.caption for tick in room.ticks} >= {"31", letter}
    assert len({spot.y for spot in room.spots}) == (1 if letter == "A" else 2)
    assert max(spot.y for spot in room.spots) < room.height


@pytest.mark.parametrize(
    ("until", "days"),
    [
        (datetime(2022, 3, 6, tzinfo=TZ), [5]),
        (datetime(2022, 3, 6, 0, 0, 1, tzinfo=TZ), [5, 6]),
        (datetime(2022, 3, 7, 1, tzinfo=TZ), [5, 6, 7]),
    ],
)
def test_a_stay_that_ends_at_midnight_is_not_one_of_the_next_day(until, days):
    stay = Visit(7, 1, datetime(2022, 3, 5, 22, tzinfo=TZ), until)
    found = [day for day in range(4, 9) if stops_of([stay], {}, {1: object()}, date(2022, 3, day), TZ)]
    assert found == days
