"""The report of a comparison: the paired figures as they are, both languages, marked, and what chance may have done said."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import pytest

from sizao.kernel.words import Words
from sizao.oversight.drills.queries import comparison
from tests.unit.drills.test_arithmetic import SCORE

TITLE = Words("情景甲", "Scenario A")
ORDERED = ((400.0, 200.0), (420.0, 190.0), (380.0, 210.0))
INFECTED = ((10, 11), (9, 8), (12, 12))
WAYS = [
    (words, [
        replace(SCORE, seed=seed, isolation_ordered=ORDERED[seed][way], infections=INFECTED[seed][way]).to_json()
        for seed in range(3)
    ])
    for way, words in enumerate((Words("第八版", "Edition 8"), Words("第九版", "Edition 9")))
]  # fmt: skip
LANGUAGES = pytest.mark.parametrize(("language", "band"), [("zh-hans", "演练 · 非真实疫情"), ("en", "EXERCISE")])


def row(shown: comparison.Shown, name: str) -> list[str]:
    return next(list(each[1:]) for each in shown.rows if each[0] == name)


def test_differences_are_signed_and_an_interval_that_holds_nought_says_so():
    shown = comparison.content(WAYS, "en", TITLE)
    ordered = row(shown, "Days of isolation ordered, also after the end")
    assert ordered[:3] == ["400", "200", "−200"] and not ordered[3].endswith("(holds 0)")
    assert row(shown, "Infections")[2:] == ["0", "−2.5 … +2.5 (holds 0)"]
    assert row(shown, "Recall of contacts")[:2] == ["40%", "40%"]
    assert [list(each) for each in shown.seeds][0] == ["0", "10 → 11", "1 → 1", "400 → 200"]


@LANGUAGES
def test_the_page_is_marked_and_of_one_language(language, band):
    page = comparison.as_page(WAYS, language, TITLE)
    assert band in page and page.count("<svg") == 3 and "<script" not in page
    body = re.sub(r"<style>.*?</style>|<[^>]*>", "", page)
    assert not re.search(r"[一-鿿]" if language == "en" else r"[A-Za-z]{2}", body)


@LANGUAGES
def test_word_and_pdf_are_made_and_marked(language, band):
    with zipfile.ZipFile(io.BytesIO(comparison.as_word(WAYS, language, TITLE))) as word:
        head = "".join(word.read(each).decode() for each in word.namelist() if re.search(r"header\d*\.xml$", each))
        assert band in head and sum(each.startswith("word/media/") for each in word.namelist()) == 3
    assert comparison.as_pdf(WAYS, language, TITLE).startswith(b"%PDF")


def test_a_way_is_called_by_its_title():
    assert comparison.way_words("fast", {"fast": Words("提速", "Faster")}).zh == "提速"
    assert "第九版" in comparison.way_words("cn-covid-ed9", {}).zh
