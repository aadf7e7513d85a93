"""What the rows of an outbreak become: what counts, what is left out, and what is said when there is nothing to say."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date, timedelta

import pytest

from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import Words
from sizao.oversight.analysis import rules
from sizao.oversight.analysis.rules.wording import number, per_cent
from sizao.oversight.analysis.types import (
    Basis,
    Grouping,
    Ill,
    Links,
    Outbreak,
    Published,
    Question,
    SerialSource,
    Topic,
)
from sizao.trace.cases.types import Classification, ContactState

DAY0 = date(2021, 12, 1)
LATER = DAY0 + timedelta(days=400)
PUBLISHED = Published(mean=4.7, sd=2.9, source="a paper", setting=Words("某地", "somewhere"))


def ill(key, onset=0, *sources, report=None, **given):
    on = None if onset is None else DAY0 + timedelta(days=onset)
    base = {"classification": Classification.CONFIRMED, "has_likely": bool(sources)} | given
    reported = DAY0 + timedelta(days=report if report is not None else (onset or 0) + 1)
    return Ill(key=key, onset_on=on, reported_on=reported, sources=sources, **base)


def found(outbreak, topic, question=None):
    return next(each for each in rules.analyse(outbreak, question or Question()) if each.topic is topic)


def value(finding, key):
    return finding.figure(key).value


def chain(length=12, every=3):
    """One case after the other, each infecting the next."""
    return tuple(ill(f"c{n}", n * every, *((f"c{n - 1}",) if n else ()), generation=n + 1) for n in range(length))


def test_an_incident_without_cases_says_so_everywhere():
    findings = rules.analyse(Outbreak(as_of=LATER), Question())
    assert [each.topic for each in findings] == list(Topic)
    assert all(each.is_empty and each.drawing is None and not each.tables for each in findings)
    assert all(each.sentence.zh and each.sentence.en for each in findings)
    assert len(rules.headline(findings)) == 1


def test_every_finding_names_its_method_in_both_languages():
    for each in rules.analyse(Outbreak(as_of=LATER), Question()):
        assert each.method.paper and each.method.formula
        for words in (each.method.words, *each.method.assumptions, *each.method.limits):
            assert words.zh and words.en


def test_the_curve_counts_by_group_and_fills_quiet_days():
    cases = (ill("a", 0), ill("b", 0, classification=Classification.SUSPECTED), ill("c", 3))
    curve = found(Outbreak(as_of=LATER, ill=cases), Topic.CURVE)
    assert [(row[0], row[1:4]) for row in curve.tables[0].rows] == [
        (DAY0, (1, 1, 2)), (DAY0 + timedelta(1), (0, 0, 0)), (DAY0 + timedelta(2), (0, 0, 0)),
        (DAY0 + timedelta(3), (0, 1, 1)),
    ]  # fmt: skip


def test_cases_without_the_date_are_left_out_with_the_reason():
    curve = found(Outbreak(as_of=LATER, ill=(ill("a", 0), ill("b", 1), ill("c", None)), ruled_out=2), Topic.CURVE)
    assert curve.used == 2
    assert [(each.number, each.reason.en) for each in curve.left_out] == [
        (1, "without a date of onset"),
        (2, "ruled out"),
    ]


def test_the_date_is_one_that_most_cases_have():
    cases = tuple(ill(f"c{n}", None, sampled_on=DAY0) for n in range(3))
    assert rules.chosen_basis(Outbreak(as_of=LATER, ill=cases), Question()) is Basis.SAMPLING
    assert rules.chosen_basis(Outbreak(as_of=LATER, ill=cases), Question(basis=Basis.REPORT)) is Basis.REPORT
    assert rules.chosen_basis(Outbreak(as_of=LATER, ill=(ill("c", None),)), Question()) is Basis.REPORT


def test_the_last_days_of_a_running_outbreak_are_marked_incomplete():
    """Half of the cases are reported after four days: of yesterday's onsets about half are known."""
    cases = [ill(f"c{n}", n // 4, report=n // 4 + (4 if n % 2 else 0)) for n in range(60)]
    as_of = DAY0 + timedelta(days=14)
    known = tuple(each for each in cases if each.reported_on <= as_of)
    curve = found(Outbreak(as_of=as_of, ill=known), Topic.CURVE)
    last = curve.tables[0].rows[-1]
    assert last[3] == pytest.approx(0.5, abs=0.1)
    assert last[4] == pytest.approx(last[2] / last[3])
    assert curve.cautions and any(each.kind == "shade" for each in curve.drawing.marks)


def test_a_long_tail_of_groups_is_folded():
    cases = tuple(ill(f"c{n}", 0, setting=f"s{n}") for n in range(9))
    curve = found(Outbreak(as_of=LATER, ill=cases), Topic.CURVE, Question(grouping=Grouping.SETTING))
    assert [each.words.en for each in curve.tables[0].heads][6] == "Other"
    assert curve.tables[0].rows[0][6] == 4


def test_suspected_cases_infect_nobody_in_the_offspring():
    cases = (ill("a", 0), ill("b", 4, "a"), ill("c", 5, "a", classification=Classification.SUSPECTED))
    offspring = found(Outbreak(as_of=LATER, ill=cases), Topic.OFFSPRING)
    assert (offspring.used, value(offspring, "r")) == (2, 0.5)
    assert offspring.left_out[0].number == 1


def test_a_second_possible_source_counts_unless_only_the_likely_one_is_asked_for():
    cases = (ill("a", 0), ill("b", 1), ill("c", 5, "a", "b"))
    both = found(Outbreak(as_of=LATER, ill=cases), Topic.OFFSPRING)
    one = found(Outbreak(as_of=LATER, ill=cases), Topic.OFFSPRING, Question(links=Links.LIKELY))
    assert (value(both, "infected"), value(one, "infected")) == (2, 1)
    assert any("several possible sources" in each.en for each in both.cautions)


def test_a_source_outside_the_list_is_no_link():
    cases = (ill("a", 0, "elsewhere"), ill("b", 3, "a"))
    assert value(found(Outbreak(as_of=LATER, ill=cases), Topic.OFFSPRING), "infected") == 1


def test_generations_need_links():
    single = found(Outbreak(as_of=LATER, ill=(ill("a", 0),)), Topic.GENERATIONS)
    assert single.is_empty and "single" in single.sentence.en
    trees = found(Outbreak(as_of=LATER, ill=(*chain(4), ill("x", 2))), Topic.GENERATIONS)
    assert (value(trees, "generations"), value(trees, "largest"), value(trees, "alone")) == (4, 4, 1)


def test_imported_cases_owe_no_source():
    cases = (ill("a", 0, is_imported=True), ill("b", 3), ill("c", 4, has_place=True), ill("d", 5, "b"))
    missing = found(Outbreak(as_of=LATER, ill=cases), Topic.MISSING)
    assert (missing.used, value(missing, "missing"), value(missing, "placed")) == (3, 2, 1)
    assert [row[4] for row in missing.tables[0].rows] == [1, 2, 2]


def test_serial_intervals_are_counted_and_fitted_and_odd_ones_named():
    cases = (*chain(8), ill("x", 0, "c7"), ill("y", None, "c1"))
    serial = found(Outbreak(as_of=LATER, ill=cases), Topic.SERIAL)
    assert serial.used == 8
    assert [each.number for each in serial.left_out] == [1, 1]


def test_too_few_intervals_are_counted_but_not_fitted():
    serial = found(Outbreak(as_of=LATER, ill=chain(4)), Topic.SERIAL)
    assert value(serial, "counted-mean") == 3
    assert serial.figure("mean") is None and serial.cautions


def test_incubation_ends_with_onset_and_runs_forward_only():
    def exposed(first, last):
        return (DAY0 + timedelta(days=first), DAY0 + timedelta(days=last))

    good = tuple(ill(f"g{n}", onset, exposed=exposed(4, 5)) for n, onset in enumerate((7, 9, 10, 11, 13, 17)))
    bad = (ill("late", 1, exposed=exposed(5, 6)), ill("unknown", 3))
    incubation = found(Outbreak(as_of=LATER, ill=(*good, *bad)), Topic.INCUBATION)
    assert incubation.used == 6
    assert [each.number for each in incubation.left_out] == [1, 1]
    assert 5 < value(incubation, "mean") < 8


def test_r_needs_two_cases_a_window_and_a_serial_interval():
    assert found(Outbreak(as_of=LATER, ill=chain(1)), Topic.REPRODUCTION).is_empty
    assert "serial interval" in found(Outbreak(as_of=LATER, ill=chain(3)), Topic.REPRODUCTION).sentence.en
    short = Outbreak(as_of=LATER, ill=chain(2), published=PUBLISHED)
    assert "window" in found(short, Topic.REPRODUCTION).sentence.en


def test_r_uses_the_published_interval_until_the_outbreak_has_its_own():
    young = found(Outbreak(as_of=LATER, ill=chain(5), published=PUBLISHED), Topic.REPRODUCTION)
    assert "a paper" in young.cautions[0].en
    days = (2, 3, 3, 4, 4, 5, 5, 6, 7, 8, 9, 4)
    grown = (ill("a", 0), *(ill(f"b{n}", day, "a") for n, day in enumerate(days)))
    own = found(Outbreak(as_of=LATER, ill=grown, published=PUBLISHED), Topic.REPRODUCTION)
    assert "of this outbreak" in own.cautions[0].en


@pytest.mark.parametrize("source", [SerialSource.ENTERED, SerialSource.EMPIRICAL, SerialSource.PUBLISHED])
def test_the_serial_interval_can_be_chosen(source):
    question = Question(serial=source, serial_mean=3.0, serial_sd=1.0)
    outbreak = Outbreak(as_of=LATER, ill=chain(6), published=PUBLISHED)
    finding = found(outbreak, Topic.REPRODUCTION, question)
    assert not finding.is_empty
    assert len(finding.tables[0].rows) == 16 - 7
    assert value(finding, "serial-mean") == (4.7 if source is SerialSource.PUBLISHED else 3)


def test_few_cases_in_the_last_window_are_said_to_be_few():
    finding = found(Outbreak(as_of=LATER, ill=chain(6), published=PUBLISHED), Topic.REPRODUCTION)
    assert any("the prior weighs heavily" in each.en for each in finding.cautions)


def contacts(**given):
    return {(ContactClass.CLOSE, "home", ContactState(state)): number for state, number in given.items()}


def test_attack_rates_count_those_who_are_or_were_watched():
    known = contacts(approved=10, became_case=5, released=5, rejected=7, lost=3)
    known[ContactClass.SECONDARY, "home", ContactState.APPROVED] = 40
    situations = {"home": Words("家庭", "Household")}
    outbreak = Outbreak(as_of=LATER, contacts=known, situations=situations, never_approved=2)
    attack = found(outbreak, Topic.ATTACK)
    assert (attack.used, value(attack, "rate")) == (20, 0.25)
    assert sorted(each.number for each in attack.left_out) == [2, 3, 7, 40]
    assert attack.tables[0].rows[0][:4] == (Words("家庭", "Household"), 20, 5, 10)
    assert any("still being watched" in each.en for each in attack.cautions)


def test_nobody_ill_among_contacts_has_an_upper_end():
    attack = found(Outbreak(as_of=LATER, contacts=contacts(released=63)), Topic.ATTACK)
    assert attack.figure("rate").upper == pytest.approx(0.0569, abs=1e-4)


def test_below_one_new_cases_die_out():
    cases = (ill("a", 0), ill("b", 3, "a"), *(ill(f"x{n}", n) for n in range(30)))
    outlook = found(Outbreak(as_of=LATER, ill=cases), Topic.OUTLOOK)
    assert [row[1] for row in outlook.tables[0].rows] == [0, 0, 0, 0]


def test_drawings_keep_to_their_sheet():
    outbreak = Outbreak(as_of=LATER, ill=chain(12), contacts=contacts(became_case=2, released=9), published=PUBLISHED)
    for finding in rules.analyse(outbreak, Question()):
        if finding.drawing is None:
            continue
        sheet = finding.drawing
        for mark in sheet.marks:
            assert mark.height >= 0 and mark.width >= 0
            assert 0 <= mark.x <= sheet.width and 0 <= mark.y <= sheet.height
            for point in mark.points.split():
                x, y = map(float, point.split(","))
                assert 0 <= x <= sheet.width and 0 <= y <= sheet.height


@pytest.mark.parametrize(
    ("given", "said"), [(0.0204, "0.0204"), (0.6049, "0.60"), (float("inf"), "∞"), (0.0, "0.00"), (1234.5, "1,234.50")]
)
def test_small_numbers_keep_their_digits(given, said):
    assert number(given) == said


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (0.0, "0%"),
        (1.0, "100%"),
        (0.0186, "1.9%"),
        (0.41, "41%"),
        (0.0001, "<0.1%"),
        (0.9999, ">99.9%"),
        (0.985, "98.5%"),
    ],
)
def test_shares_are_said_as_readers_expect(given, said):
    assert per_cent(given) == said


def test_ten_thousand_cases_are_analysed_within_two_seconds_of_work():
    """Work, not the clock: others use the machine as well. Libraries are imported by the first, small outbreak."""
    rules.analyse(Outbreak(as_of=LATER, ill=chain()), Question())
    ill_ = [
        ill(f"c{n}", n // 160, *((f"c{n - 480 - n % 481}",) if n > 961 else ()), report=n // 160 + n % 6, generation=1 + n // 700)
        for n in range(10_000)
    ]  # fmt: skip
    exposed = [
        replace(each, exposed=(each.onset_on - timedelta(days=2 + n % 9), each.onset_on)) for n, each in enumerate(ill_)
    ]
    began = time.process_time()
    findings = rules.analyse(Outbreak(as_of=DAY0 + timedelta(days=70), ill=tuple(exposed)), Question())
    assert time.process_time() - began < 2
    assert not any(each.is_empty for each in findings if each.topic is not Topic.ATTACK)
    assert next(each for each in findings if each.topic is Topic.SERIAL).used == 10_000 - 962
