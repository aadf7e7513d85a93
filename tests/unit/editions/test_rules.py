"""How figures are said, and how an edition is cut into sections."""

import pytest

from sizao.ground.editions import rules
from sizao.kernel.editions import PhasePlace, Unit, diff, library
from sizao.kernel.words import Words


@pytest.mark.parametrize(
    ("value", "unit", "zh", "en"),
    [
        (14.0, Unit.DAYS, "14 天", "14 days"),
        (1, Unit.DAYS, "1 天", "1 day"),
        (0.1, Unit.PERCENT, "0.1%", "0.1%"),
        ((1, 4, 7), Unit.DAY, "第1、4、7天", "days 1, 4, 7"),
        ((5,), Unit.DAY, "第5天", "day 5"),
        (True, Unit.NONE, "是", "yes"),
        (False, Unit.NONE, "否", "no"),
        (PhasePlace.C, Unit.NONE, "集中隔离医学观察", "Centralised quarantine"),
        (("suspected", "confirmed"), Unit.NONE, "疑似、确诊", "suspected, confirmed"),
        ("report", Unit.NONE, "接报", "report"),
        ("7+3", Unit.NONE, "7+3", "7+3"),
        (-70, Unit.DEGREES, "-70 ℃", "-70 °C"),
    ],
)
def test_a_value_is_said_with_its_unit(value, unit, zh, en):
    assert rules.said(value, unit) == Words(zh, en)


@pytest.mark.parametrize(
    ("edition_id", "key", "english"),
    [
        ("cn-covid-ed9", "close", "7 days: Centralised quarantine (PCR on days 1, 2, 3, 5, 7)"
         " + 3 days: Home health monitoring (PCR on day 3, that is day 10 of the whole)"),
        ("cn-wuxi-78-2022", "arrival_3_11", "3 days: Home health monitoring (PCR on days 1, 2, 3)"
         " + 11 days: Routine health monitoring (PCR on days 4, 11, that is days 7, 14 of the whole)"),
        ("int-measles", "close", "from day 5, 17 days: Kept away from school or work"),
        ("cn-covid-ed7", "close", "14 days: Centralised quarantine (3 PCR tests)"),
    ],
)  # fmt: skip
def test_a_regime_is_one_sentence(edition_id, key, english):
    assert rules.regime_summary(library().get(edition_id).regime(key)).en == english


def test_the_sections_hold_every_figure_once():
    for edition in library().all():
        shown = [line.path for section in rules.sections(edition) for group in section.groups for line in group.lines]
        assert shown == [figure.path for figure in edition.figures]


def test_only_the_weak_ones_are_shown_when_asked():
    edition = library().get("cn-covid-ed8")
    lines = [line for s in rules.sections(edition, only_weak=True) for g in s.groups for line in g.lines]
    assert lines
    assert all(line.clause.is_weak for line in lines)
    assert len(lines) == sum(figure.clause.is_weak for figure in edition.figures)


def test_every_section_and_every_coded_value_has_words_in_both_languages():
    for edition in library().all():
        for section in rules.sections(edition):
            assert section.words != Words(section.key, section.key), section.key
            for group in section.groups:
                assert group.words is None or group.words.zh != group.key, (edition.id, group.key)
                for line in group.lines:
                    assert "_" not in line.value.en, (edition.id, line.path, line.value)


def test_an_overlay_that_changes_an_entry_borrows_its_name():
    names = {g.words for s in rules.sections(library().get("cn-antigen-2022")) for g in s.groups if g.words}
    assert Words("密切接触者", "Close contact") in names
    assert Words("封控区", "Lockdown area") in names


def test_a_comparison_is_cut_into_sections_without_losing_a_row():
    rows = diff(library().get("cn-covid-ed8"), library().get("cn-covid-ed9"))
    cut = rules.compared(rows)
    assert [row.path for section in cut for row in section.rows] == [row.path for row in rows]
    assert len({section.key for section in cut}) == len(cut)
