"""Which reported visits are believed, how their times are read, and when two reports are the same visit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from sizao.ground.presence import rules
from sizao.ground.presence.types import EvidenceGrade, NewVisit, QuarantineReason, VisitSource

AS_OF = datetime(2021, 12, 11, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2021-12-10T09:30:00+08:00", datetime(2021, 12, 10, 1, 30, tzinfo=UTC)),
        ("2021-12-10 09:30", datetime(2021, 12, 10, 1, 30, tzinfo=UTC)),
        ("2021-12-10T01:30:00Z", datetime(2021, 12, 10, 1, 30, tzinfo=UTC)),
        ("2021-12-10 24:00", datetime(2021, 12, 10, 16, tzinfo=UTC)),
        ("2021-12-31T24:00:00", datetime(2021, 12, 31, 16, tzinfo=UTC)),
        ("2021-12-10 01:30:00.999+00:00", datetime(2021, 12, 10, 1, 30, tzinfo=UTC)),
        ("2021-12-10 25:00", None),
        ("yesterday", None),
        ("", None),
        ("9999-12-31 24:00", None),
    ],
)
def test_times_are_read_as_they_were_meant_or_not_at_all(text, expected):
    assert rules.moment(text) == expected


def test_a_moment_without_an_offset_is_civil_time_of_china():
    assert rules.moment(datetime(2021, 12, 10, 9, 30)) == datetime(2021, 12, 10, 1, 30, tzinfo=UTC)  # noqa: DTZ001


def visit(**more):
    given = {
        "person_id": 7, "place_id": 10, "start": "2021-12-10 09:00", "until": "2021-12-10 10:00",
        "source": VisitSource.HOTEL,
    }  # fmt: skip
    return NewVisit(**{**given, **more})


@pytest.mark.parametrize(
    ("change", "place_is_known", "expected"),
    [
        ({}, True, None),
        ({}, False, QuarantineReason.PLACE_UNKNOWN),
        ({"person_id": 0}, True, QuarantineReason.PERSON_UNKNOWN),
        ({"start": "noon"}, True, QuarantineReason.BAD_TIME),
        ({"until": "2021-12-10 08:00"}, True, QuarantineReason.ENDS_FIRST),
        ({"until": "2021-12-10 09:00"}, True, QuarantineReason.NO_LENGTH),
        ({"until": "2022-12-10 09:00"}, True, QuarantineReason.TOO_LONG),
        ({"start": "1921-12-10 09:00"}, True, QuarantineReason.TOO_OLD),
        ({"start": "2021-12-13 09:00", "until": "2021-12-13 10:00"}, True, QuarantineReason.FUTURE),
        ({"start": "2021-12-12 09:00", "until": "2021-12-12 10:00"}, True, None),
    ],
)
def test_a_row_that_cannot_be_right_has_a_reason(change, place_is_known, expected):
    given = visit(**change)
    start, until = rules.moment(given.start), rules.moment(given.until)
    assert rules.flaw(given, start, until, place_is_known=place_is_known, as_of=AS_OF) is expected


def test_a_visit_gets_the_usual_grade_of_its_source_unless_it_has_its_own():
    start, until = AS_OF - timedelta(hours=2), AS_OF - timedelta(hours=1)
    assert rules.visit_of(visit(source=VisitSource.VENUE_SCAN), start, until).grade is EvidenceGrade.CLAIMED
    verified = visit(source=VisitSource.VENUE_SCAN, grade=EvidenceGrade.VERIFIED)
    assert rules.visit_of(verified, start, until).grade is EvidenceGrade.VERIFIED


def test_the_same_content_is_the_same_visit_and_other_content_is_not():
    start, until = AS_OF - timedelta(hours=2), AS_OF - timedelta(hours=1)
    one = rules.visit_id(rules.visit_of(visit(), start, until))
    assert one == rules.visit_id(rules.visit_of(visit(grade=EvidenceGrade.VERIFIED), start, until))
    for change in ({"zone": "12A"}, {"person_id": 8}, {"place_id": 11}, {"source": VisitSource.IMPORT}):
        assert one != rules.visit_id(rules.visit_of(visit(**change), start, until))
    assert one.version == 8
