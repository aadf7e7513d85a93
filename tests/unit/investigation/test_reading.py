"""What an investigator types beside a call is understood, and what is not is said, never thrown away."""

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from sizao.ground.registry.types import PlaceFacts, PlaceKind
from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.trace.investigation import errors, rules
from sizao.trace.investigation.types import Draft, ReadRow, Window

NEAR = datetime(2021, 12, 9, 12, tzinfo=rules.LOCAL)
AS_OF = datetime(2021, 12, 11, 21, tzinfo=rules.LOCAL)
WHOLE = {"discovery_route": "fever_clinic", "reported_at": "12-11 1540", "conclusion": "…"}


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2021-12-09 08:30", "12-09 08:30"), ("2021-12-09T08:30:00", "12-09 08:30"), ("12-09 0830", "12-09 08:30"),
        ("12/9 8:30", "12-09 08:30"), ("12月9日8时30分", "12-09 08:30"), ("9日8时半", "12-09 08:30"),
        ("0830", "12-09 08:30"), ("8时", "12-09 08:00"), ("1209 0830", "12-09 08:30"), ("20211209 0830", "12-09 08:30"),
        ("10号 20:15", "12-10 20:15"), ("12-08", "12-08 00:00"), ("", None), ("abc", None), ("25:00", None),
        ("12-32 0800", None), ("12月9日上午8点", "12-09 08:00"), ("下午3时半", "12-09 15:30"), ("晚上8:15", "12-09 20:15"),
        ("中午12点", "12-09 12:00"), ("12-10 中午1点", "12-10 13:00"), ("凌晨12:30", "12-09 00:30"), ("晚上12点", None),
        ("上午15点", None), ("2021/12/9 8:30 PM", "12-09 20:30"), ("12:05 a.m.", "12-09 00:05"), ("下午15:30", "12-09 15:30"),
    ],
)  # fmt: skip
def test_times_are_understood_as_they_are_typed(text, meant):
    found = rules.read_moment(text, NEAR)
    assert (f"{found:%m-%d %H:%M}" if found else None) == meant


def test_the_year_is_the_nearest_one():
    assert rules.read_moment("01-02 0800", NEAR).year == 2022
    assert rules.read_moment("12-30 0800", NEAR.replace(year=2022, month=1)).year == 2021


def test_a_bare_clock_after_another_moment_is_the_same_day_or_the_next():
    evening = NEAR.replace(hour=18)
    assert rules.follow("2130", evening).day == 9
    assert rules.follow("0630", evening).day == 10
    assert rules.follow("12-09 0630", evening) < evening


def test_dates_have_no_clock():
    assert rules.read_date("2021-07-01", NEAR) == date(2021, 7, 1)
    assert rules.read_date("7-1 0800", NEAR) is None


def test_a_draft_is_read_with_a_note_beside_what_is_amiss():
    read = rules.read(
        Draft(answers={**WHOLE, "onset_at": "yesterday", "ct_n": "x", "severity": "轻型", "symptoms": ["fever"],
                       "sampled_at": "12-12 0800", "vaccine_doses": "2", "ct_orf": "31.5"}), NEAR, AS_OF,
    )  # fmt: skip
    assert set(read.notes) == {"onset_at", "ct_n", "sampled_at"} and not read.is_whole
    assert (read.values["vaccine_doses"], read.values["ct_orf"], read.values["symptoms"]) == (2, 31.5, ["fever"])
    assert read.values["severity"] == "mild"


def test_an_asymptomatic_case_has_no_onset_and_needs_a_sample():
    read = rules.read(Draft(answers={**WHOLE, "onset_at": "12-09"}), NEAR, AS_OF)
    assert set(rules.contradictions(read, True).notes) == {"onset_at", "sampled_at"}
    assert not rules.contradictions(read, False).notes


def test_rows_follow_each_other_through_the_night():
    rows = (
        {"start": "12-09 0700", "until": "1730", "place": "工地"},
        {"start": "1800", "until": "0630", "place": "L-ABC123456 宿舍", "companions": "工友", "note": "同住"},
        {"start": "0700", "until": "0815", "vehicle": "G590", "seat": "05车12A", "transport": "全封闭空调列车"},
        {"start": "0900", "until": "0800", "place": ""},
    )
    one, two, three, four = rules.read_rows(rows, NEAR, AS_OF)
    assert one.is_whole and (two.start.day, two.until.day) == (9, 10)
    assert (two.place_number, two.place_text, two.note) == ("L-ABC123456", "", "工友; 同住")
    assert (three.start.day, three.transport) == (10, "sealed_train") and three.is_whole
    assert len(four.faults) == 1 and four.until.day == 11


def test_nothing_is_stored_that_the_form_does_not_have():
    for bad in ({"password": "x"}, {"care": "x" * 5000}, {"onset_at": ["x"]}, {"care": 3}):
        with pytest.raises(errors.UnknownField):
            rules.tidy(bad)
    for bad in ([{"evil": "x"}], [{"place": "x" * 400}], [{"place": "x"}] * 401):
        with pytest.raises(errors.UnknownField):
            rules.tidy_rows(bad)
    assert rules.tidy_rows([{"place": " "}, {"transport": "car"}, {"place": "x"}]) == [{"place": "x"}]


def test_pasted_tables_are_read_with_headings_and_without():
    plain = rules.read_pasted("12-09 0800\t0900\t面馆\n0930\t1000\t超市\t步行")
    assert [each["place"] for each in plain] == ["面馆", "超市"]
    headed = rules.read_pasted("地点\t到达时间\t离开时间\t人数\n面馆\t0800\t0900\t3")
    assert headed == [{"place": "面馆", "start": "0800", "until": "0900"}]
    assert rules.read_pasted(" \n") == []


def test_a_pasted_cell_with_line_breaks_stays_one_cell():
    pasted = rules.read_pasted('0800\t0900\t"面馆\n二楼 ""大厅"""\t步行\r\n0930\t1000\t超市\r\n')
    assert [(each["start"], each["place"]) for each in pasted] == [("0800", '面馆 二楼 "大厅"'), ("0930", "超市")]
    assert [each["place"] for each in rules.read_pasted('0800\t0900\t"面馆\n0930\t1000\t超市')] == ['"面馆', "超市"]


def test_differences_name_fields_and_rows_and_say_choices_in_words():
    before = Draft(answers={"care": "a", "symptoms": ["fever"]}, rows=({"place": "x", "mask": "worn"},))
    after = Draft(answers={"care": "b", "symptoms": ["fever", "cough"]}, rows=({"place": "x", "mask": "none"},))
    said = [(each.words.en, each.before, each.after) for each in rules.differences(before, after)]
    assert said == [
        ("Symptoms", Words("发热", "Fever"), Words("发热、咳嗽", "Fever, Cough")),
        ("Course of illness and visits to care", Words("a", "a"), Words("b", "b")),
        ("Place-time row 1", Words("x · 全程佩戴口罩", "x · Worn throughout"), Words("x · 未佩戴", "x · Not worn")),
    ]
    assert rules.differences(before, before) == []


def test_a_row_put_in_between_or_taken_out_moves_no_other():
    three = Draft(answers={}, rows=({"place": "x"}, {"place": "y"}, {"place": "z"}))
    two = Draft(answers={}, rows=({"place": "x"}, {"place": "z"}))
    nothing, y = Words("", ""), Words("y", "y")
    [added] = rules.differences(two, three)
    assert (added.words.en, added.before, added.after) == ("Place-time row 2", nothing, y)
    [taken] = rules.differences(three, two)
    assert (taken.words.en, taken.before, taken.after) == ("Place-time row 2", y, nothing)


def test_the_texts_of_places_side_by_side_stay_on_the_map_and_apart():
    names = [f"L-{number}" for number in range(1, 10)]
    places = {
        name: PlaceFacts(
            id=number, number=name, words=Words(name, name), kind=PlaceKind.WORKPLACE, area=0,
            longitude=119.9, latitude=31.3 if number == 9 else 31.5, organisation_id=None, capacity=None,
        )
        for number, name in enumerate(names, 1)
    }  # fmt: skip
    drawn = rules.draw_map([ReadRow(number=each.id, place_number=each.number) for each in places.values()], places, {})
    heights = sorted(stop.text_y for stop in drawn.stops)
    assert all(later - earlier >= 16 for earlier, later in pairwise(heights))
    assert heights[0] > 13 and heights[-1] < drawn.height


def test_the_source_window_is_counted_back_by_the_incubation_of_the_edition():
    edition = library().get("cn-covid-ed8")
    onset = datetime(2021, 12, 9, 8, tzinfo=rules.LOCAL)
    window = rules.source_window(onset, edition)
    assert window.start == datetime.combine(
        (onset - timedelta(days=edition.incubation.max_days)).date(), datetime.min.time(), rules.LOCAL
    )
    assert window.until <= onset and window.clause is edition.incubation.clause
    assert rules.source_window(None, edition) is None


def test_a_stay_over_midnight_is_drawn_on_both_days_with_the_windows_behind():
    [row] = rules.read_rows(({"start": "12-09 1800", "until": "12-10 0600", "place": "x"},), NEAR, AS_OF)
    shade = Window(start=NEAR, until=None, words=None, clause=None)
    drawn = rules.lay_out([row], None, shade, AS_OF)
    assert [[(bar.x, bar.width) for bar in day.bars] for day in drawn.days] == [[(720, 240)], [(0, 240)]]
    assert drawn.days[0].infectious.x == 480 and drawn.days[0].source is None
    assert rules.lay_out([], None, shade, AS_OF).days == ()
