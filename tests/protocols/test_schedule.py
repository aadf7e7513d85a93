"""Worked examples: what each regime and each zone means on the calendar."""

from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.editions import Edition, library
from sizao.kernel.editions.errors import AnchorMissing, NoQuietDays
from sizao.kernel.editions.schedule import Schedule, plan, zone_release
from sizao.kernel.editions.types import RegimeAnchor, ZoneAnchor

CHINA = ZoneInfo("Asia/Shanghai")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def planned(edition_id: str, key: str, anchor: str) -> Schedule:
    regime = library().get(edition_id).regime(key)
    assert regime is not None
    return plan(regime, at(anchor), CHINA)


def days(schedule: Schedule) -> list[str]:
    return [each.strftime("%m-%d") for each in schedule.test_dates]


@pytest.mark.parametrize(
    ("edition_id", "key", "label", "tests", "ends", "release"),
    [
        # 14+7 after an exposure on 9 December: d1, 4, 7, 14 at the site, then d2 and d7 at home
        ("cn-covid-ed8", "close", "14+7", ["12-10", "12-13", "12-16", "12-23", "12-25", "12-30"],
         ["2021-12-23", "2021-12-30"], "2021-12-30"),
        ("cn-covid-ed8", "secondary", "7", ["12-10", "12-13", "12-16"], ["2021-12-16"], "2021-12-16"),
        # 7+3: d1, 2, 3, 5, 7, then d3
        ("cn-covid-ed9", "close", "7+3", ["12-10", "12-11", "12-12", "12-14", "12-16", "12-19"],
         ["2021-12-16", "2021-12-19"], "2021-12-19"),
        ("cn-covid-ed9", "secondary", "7", ["12-10", "12-13", "12-16"], ["2021-12-16"], "2021-12-16"),
        # 5+3: d1, 2, 3, 5, then d1 and d3 at home
        ("cn-covid-20m", "close", "5+3", ["12-10", "12-11", "12-12", "12-14", "12-15", "12-17"],
         ["2021-12-14", "2021-12-17"], "2021-12-17"),
        ("cn-covid-10m", "close", "5", ["12-14"], ["2021-12-14"], "2021-12-14"),
        ("int-ebola", "close", "21", [], ["2021-12-30"], "2021-12-30"),
        ("int-mpox", "close", "21", [], ["2021-12-30"], "2021-12-30"),
        ("int-mers", "close", "14", [], ["2021-12-23"], "2021-12-23"),
        ("cn-h7n9", "close", "7", [], ["2021-12-16"], "2021-12-16"),
    ],
)  # fmt: skip
def test_a_last_exposure_on_9_december(
    edition_id: str, key: str, label: str, tests: list[str], ends: list[str], release: str
) -> None:
    regime = library().get(edition_id).regime(key)
    assert regime is not None and regime.label == label and regime.anchor is RegimeAnchor.LAST_EXPOSURE
    schedule = plan(regime, at("2021-12-09T22:00"), CHINA)
    assert days(schedule) == tests
    assert [each.end_on.isoformat() for each in schedule.phases] == ends
    assert schedule.release_on.isoformat() == release


@pytest.mark.parametrize(
    ("edition_id", "overall"),
    [
        ("cn-wuxi-78-2022", [1, 2, 3, 7, 14]),
        ("cn-wuxi-3-11-2022-04", [1, 2, 3, 4, 5, 7, 14]),
        ("cn-suzhou-3-11-2022", [1, 2, 3, 5, 7, 14]),
    ],
)
def test_one_name_3_11_and_three_rules(edition_id: str, overall: list[int]) -> None:
    schedule = planned(edition_id, "arrival_3_11", "2022-03-20T09:00")
    assert [each.day_index for each in schedule.tests] == overall
    assert [each.due_on.day - 19 for each in schedule.tests if each.due_on.month == 3] == [
        d for d in overall if d <= 12
    ]
    assert schedule.end_on == date(2022, 4, 2)  # arrival is day 1, so day 14 is 2 April


def test_3_4_7_and_suzhou_7_7() -> None:
    assert [t.day_index for t in planned("cn-wuxi-78-2022", "arrival_3_4_7", "2022-03-20").tests] == [
        1,
        2,
        3,
        5,
        7,
        10,
        14,
    ]
    assert [t.day_index for t in planned("cn-suzhou-3-11-2022", "arrival_7_7", "2022-03-24").tests] == [
        1,
        2,
        3,
        5,
        7,
        10,
        14,
    ]


def test_pilot_10_7_has_pcr_antigen_and_double_days() -> None:
    schedule = planned("cn-covid-ed8+pilot-10-7", "inbound", "2022-04-12")
    assert [t.day_index for t in schedule.tests if not t.is_antigen] == [1, 4, 7, 10]
    assert [t.day_index for t in schedule.tests if t.is_antigen] == [2, 3, 5, 9]
    assert [t.day_index for t in schedule.tests if t.is_double] == [7, 10]


def test_measles_contacts_are_out_from_day_5_to_day_21_and_back_on_day_22() -> None:
    schedule = planned("int-measles", "close", "2024-05-01")
    assert (schedule.start_on, schedule.end_on, schedule.release_on) == (
        date(2024, 5, 6),
        date(2024, 5, 22),
        date(2024, 5, 23),
    )
    assert schedule.phase_on(date(2024, 5, 5)) is None
    assert schedule.phase_on(date(2024, 5, 6)) is schedule.phases[0]


def test_the_day_index_base_moves_every_day_by_one() -> None:
    regime = library().get("cn-covid-ed9").regime("close")
    assert regime is not None
    zero = plan(replace(regime, day_index_base=0), at("2022-07-01"), CHINA)
    one = plan(replace(regime, day_index_base=1), at("2022-07-01"), CHINA)
    assert zero.start_on == one.start_on == date(2022, 7, 1)
    assert (zero.end_on - one.end_on).days == 1
    assert [(a - b).days for a, b in zip(zero.test_dates, one.test_dates, strict=True)] == [1] * 6
    assert one.test_dates[0] == date(2022, 7, 1)


def test_days_are_local_calendar_days() -> None:
    regime = library().get("cn-covid-ed9").regime("close")
    assert regime is not None
    late = datetime(2022, 7, 1, 17, 0, tzinfo=ZoneInfo("UTC"))  # 01:00 on the 2nd in China
    assert plan(regime, late, CHINA).anchor_on == date(2022, 7, 2)
    assert plan(regime, late, ZoneInfo("UTC")).anchor_on == date(2022, 7, 1)


def test_naive_times_are_refused() -> None:
    regime = library().get("cn-covid-ed9").regime("close")
    assert regime is not None
    with pytest.raises(ValueError, match="naive"):
        plan(regime, datetime(2022, 7, 1), CHINA)  # noqa: DTZ001 - the point of the test


YIXING = {
    ZoneAnchor.LAST_EXPOSURE: at("2021-12-09T18:00"),
    ZoneAnchor.REPORT: at("2021-12-11T21:40"),
}


def three_zones() -> Edition:
    return library().get("cn-covid-ed8+3zone")


@pytest.mark.parametrize("kind", ["lockdown", "controlled"])
def test_yixing_is_lifted_on_24_december_when_counted_from_the_last_exposure(kind: str) -> None:
    terms = three_zones().zone(kind)
    assert terms is not None and terms.anchor is ZoneAnchor.LAST_EXPOSURE
    assert zone_release(terms, YIXING, CHINA) == date(2021, 12, 24)


def test_yixing_would_be_lifted_on_25_december_when_counted_from_the_report() -> None:
    terms = three_zones().zone("lockdown")
    assert terms is not None
    assert zone_release(replace(terms, anchor=ZoneAnchor.REPORT), YIXING, CHINA) == date(2021, 12, 25)


def test_a_later_contact_holds_the_zone() -> None:
    terms = three_zones().zone("lockdown")
    assert terms is not None
    anchors = {**YIXING, ZoneAnchor.LAST_CONTACT_EXPOSURE: at("2021-12-11T08:00")}
    assert zone_release(terms, anchors, CHINA) == date(2021, 12, 26)


def test_ninth_edition_and_twenty_measures_count_seven_and_five_days() -> None:
    anchors = {ZoneAnchor.REPORT: at("2022-07-10T10:00")}
    high, short = library().get("cn-covid-ed9").zone("high"), library().get("cn-covid-20m").zone("high")
    assert high is not None and short is not None
    assert zone_release(high, anchors, CHINA) == date(2022, 7, 17)
    assert zone_release(short, anchors, CHINA) == date(2022, 7, 15)


def test_an_unknown_anchor_and_a_zone_without_quiet_days_are_said_plainly() -> None:
    lockdown, rest = three_zones().zone("lockdown"), three_zones().zone("precautionary")
    assert lockdown is not None and rest is not None
    with pytest.raises(AnchorMissing, match="Last community exposure"):
        zone_release(lockdown, {ZoneAnchor.REPORT: YIXING[ZoneAnchor.REPORT]}, CHINA)
    with pytest.raises(NoQuietDays, match="lifted when all lockdown"):
        zone_release(rest, YIXING, CHINA)
