"""Until when those whom a close contact met are sought, by edition, and what the file may not say."""

from datetime import UTC, datetime, timedelta

import pytest

from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.trace.tracing import rules
from sizao.traceback.answer import Exposed
from sizao.traceback.query import IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade

NOON = datetime(2021, 12, 9, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = NOON + 30 * DAY
MET = Exposed(2, 1, (1,), (10,), NOON, NOON + HOUR, 3600, 1, EvidenceGrade.RECORDED)


@pytest.mark.parametrize(("edition", "days", "until_managed"), [
    ("cn-covid-ed8", 14, True),  # its text ends with management; no infection is younger than the longest incubation
    ("cn-covid-ed7", 14, True),
    ("cn-covid-ed8+window-4d", 14, True),  # "follows the 4 days": the first meeting lies in the case's window already
    ("cn-covid-ed9", 2, False),  # says nothing: the days of its contact window
])  # fmt: skip
def test_the_window_of_an_edition(edition, days, until_managed):
    window = rules.second_window(library().get(edition))
    assert (window.within_s, window.until_managed) == (days * 86_400, until_managed)
    assert window.clause and window.clause.text and window.words.zh and window.words.en


def test_every_edition_with_contacts_of_contacts_has_a_window_and_no_other():
    for edition in library().all():
        if edition.contact is None:
            assert rules.second_window(edition) is None
        else:
            knows = "secondary" in [each.value for each in edition.classes]
            assert bool(rules.second_window(edition)) is knows


@pytest.mark.parametrize(("within", "until_managed", "managed", "end"), [
    (None, False, None, NOW), (2 * 86_400, False, None, NOON + HOUR + 2 * DAY),
    (2 * 86_400, True, NOON + DAY, NOON + DAY), (2 * 86_400, False, NOON + DAY, NOON + HOUR + 2 * DAY),
    (None, True, NOON - DAY, NOW),  # who was under management before they met is no end of what came after
])  # fmt: skip
def test_the_end_of_a_contact_s_period(within, until_managed, managed, end):
    window = rules.SecondWindow(within, until_managed, None, Words("", ""))
    assert window.end(MET, managed, NOW) == end


def test_a_contact_whose_period_is_over_before_it_began_is_not_asked_about():
    question = TraceQuery(index=(IndexStay(1, NOON - DAY, NOON + DAY),), hops=2, second_hop_within_s=3600)
    assert rules.onward(question, [MET], {2}, lambda each: NOON) is None
    asked = rules.onward(question, [MET], {2}, lambda each: NOON + 2 * HOUR)
    assert asked.index == (IndexStay(2, NOON, NOON + 2 * HOUR),)
    assert "vehicle" not in asked.place_kinds and asked.exclude_persons == (1,)


def test_the_crowd_is_a_figure_with_a_source():
    said = rules.crowd()
    assert said.persons_a_day >= 1 and "条例" in said.words.zh and "Regulation" in said.words.en


def test_a_file_that_means_nothing_is_refused(tmp_path):
    file = tmp_path / "second-hop.toml"
    file.write_text(
        'window = []\n[otherwise]\nzh = ""\nen = ""\n[crowd]\npersons_a_day = 0\nzh = ""\nen = ""\n', "utf-8"
    )
    with pytest.raises(ValueError, match="crowd"):
        rules.crowd(file)
