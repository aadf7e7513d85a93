"""Words, times and counts are said in the reader's language."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from sizao.kernel.errors import NotFound
from sizao.kernel.words import LabelledEnum, Words
from sizao.spine.web.templatetags import words as tags
from sizao.spine.web.types import Tone

NIGHT = datetime(2021, 12, 11, 13, 40, tzinfo=UTC)


class Light(LabelledEnum):
    RED = "red", "红", "Red"


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (Words("密接", "close contact"), "密接", "close contact"),
        (Light.RED, "红", "Red"),
        (NotFound(), "在您的辖区内没有这条记录。", "There is no such record within your area."),
        ("plain", "plain", "plain"),
        (None, "", ""),
    ],
)
def test_words_follow_the_language(value, zh, en):
    with translation.override("zh-hans"):
        assert tags.words(value) == zh
    with translation.override("en"):
        assert tags.words(value) == en


@pytest.mark.parametrize(
    ("style", "zh", "en"),
    [
        ("full", "2021-12-11 周六 21:40", "Sat 11 Dec 2021 21:40"),
        ("short", "12-11 21:40", "11 Dec 21:40"),
        ("date", "2021-12-11 周六", "Sat 11 Dec 2021"),
        ("day", "12-11", "11 Dec"),
        ("clock", "21:40", "21:40"),
        ("seconds", "21:40:00", "21:40:00"),
    ],
)
def test_times_are_shanghai_times(style, zh, en):
    with translation.override("zh-hans"):
        assert tags.local_time(NIGHT, style) == zh
    with translation.override("en"):
        assert tags.local_time(NIGHT, style) == en


def test_a_date_keeps_its_day_and_nothing_says_nothing():
    with translation.override("zh-hans"):
        assert tags.local_time(date(2021, 12, 24)) == "2021-12-24 周五"
    assert tags.local_time(None) == ""


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (1, "case", "1 例", "1 case"),
        (1284, "person", "1,284 人", "1,284 people"),
        (0, "visit", "0 人次", "0 visits"),
        (None, "case", "—", "—"),
    ],
)
def test_counts_carry_their_measure_word(value, unit, zh, en):
    with translation.override("zh-hans"):
        assert tags.count(value, unit) == zh
    with translation.override("en"):
        assert tags.count(value, unit) == en


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (99_999, "99,999", "99,999"),
        (100_000, "10.0 万", "100.0k"),
        (6_207_000, "620.7 万", "6.2m"),
        (-250_000, "-25.0 万", "-250.0k"),
    ],
)
def test_big_numbers_are_brief_on_tiles(value, zh, en):
    with translation.override("zh-hans"):
        assert tags.brief(value) == zh
    with translation.override("en"):
        assert tags.brief(value) == en


@pytest.mark.parametrize(
    ("value", "zh", "en"),
    [
        (timedelta(hours=3, minutes=18), "3小时18分", "3 h 18 min"),
        (timedelta(days=2, hours=1, minutes=5), "2天1小时", "2 d 1 h"),
        (timedelta(minutes=-42), "42分", "42 min"),
        (0, "0分", "0 min"),
        (90, "1小时30分", "1 h 30 min"),
    ],
)
def test_lengths_of_time_show_their_two_largest_parts(value, zh, en):
    with translation.override("zh-hans"):
        assert tags.duration(value) == zh
    with translation.override("en"):
        assert tags.duration(value) == en


def test_an_icon_is_hidden_from_readers_unless_it_has_a_label():
    assert 'aria-hidden="true"' in tags.icon("late")
    assert 'aria-label="late &lt;b&gt;"' in tags.icon("late", "late <b>")


def test_every_icon_is_only_drawing():
    from sizao.spine.web.icons import ICONS

    for name, body in ICONS.items():
        assert "<script" not in body and "style" not in body and "href" not in body, name


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("地方处置时限 / Local response limits", "地方处置时限", "Local response limits"),
        ("a / b", "a / b", "a / b"),
        ("甲 / 乙", "甲 / 乙", "甲 / 乙"),
        ("甲", "甲", "甲"),
    ],
)
def test_a_text_in_both_languages_is_read_in_one(text, zh, en):
    with translation.override("zh-hans"):
        assert tags.either(text) == tags.clause_text(text) == zh
    with translation.override("en"):
        assert tags.either(text) == en


def test_an_edition_is_called_by_its_title():
    with translation.override("zh-hans"):
        assert tags.edition_title("cn-covid-ed9") == "新型冠状病毒肺炎防控方案(第九版)"
    with translation.override("en"):
        assert "9th edition" in tags.edition_title("cn-covid-ed9")
    assert tags.edition_title("nowhere-1") == "nowhere-1"


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("zh", "en", "Chinese"),
        ("zh", "zh-hans", "汉语"),
        ("en", "zh-hans", "英语"),
        ("ko", "en", "Korean"),
        ("wuu", "en", "wuu"),
    ],
)
def test_a_language_has_its_name_in_the_readers_own(code, language, name):
    with translation.override(language):
        assert tags.language_name(code) == name


@pytest.mark.parametrize(
    ("by", "zh", "en"),
    [
        ("flow.entering.batch_committed", "平台自动", "The platform"),
        ("tracing.expire", "平台自动", "The platform"),
        ("li.ming", "li.ming", "li.ming"),
        (Words("甲", "A"), "甲", "A"),
        ("", "", ""),
    ],
)
def test_the_platforms_own_handlers_are_the_platform_not_a_name_of_its_code(by, zh, en):
    with translation.override("zh-hans"):
        assert tags.acted(by) == zh
    with translation.override("en"):
        assert tags.acted(by) == en


@pytest.mark.parametrize(
    ("tone", "look"),
    [
        (None, "primary"),
        ("", "primary"),
        (Tone.RED, "primary"),
        ("red", "primary"),
        ("danger", "danger"),
        ("outline-primary", "outline-primary"),
    ],
)
def test_a_button_does_not_take_the_colour_of_a_tag(tone, look):
    decision = {"allowed": True, "clause": None}
    for component in ("web/_refusal.html", "web/_components/confirm.html"):
        text = render_to_string(component, {"decision": decision, "caption": "Close", "tone": tone, "action": "/"})
        assert set(re.findall(r"btn btn-([a-z-]+)", text)) - {"outline-secondary"} == {look}
