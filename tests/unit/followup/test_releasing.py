"""Release and extension as truth tables, and checks that may be recorded."""

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from sizao.kernel.editions import ContactClass, library
from sizao.measures.followup import errors, rules
from sizao.measures.followup.queries.fever import fever_from
from sizao.measures.followup.types import (
    CheckFacts,
    CheckOutcome,
    LinkedTests,
    NewCheck,
    PlanFacts,
    PlanState,
    TestFacts,
    TestResult,
    TestState,
)

TZ = ZoneInfo("Asia/Shanghai")
END = date(2021, 12, 30)
DAY = datetime(2021, 12, 30, 9, tzinfo=TZ)
PLAN = PlanFacts(
    id=uuid4(), number="F-1", contact_id=uuid4(), incident_id=uuid4(), person_id=1, edition_id="cn-covid-ed8",
    contact_class=ContactClass.CLOSE, regime_key="close", regime_label="14+7", clause=None, anchor_at=DAY - timedelta(days=21),
    start_on=date(2021, 12, 9), end_on=END, release_on=END, area=0, area_site=None, state=PlanState.ACTIVE,
)  # fmt: skip
NEG, POS, UNCLEAR = TestResult.NEGATIVE, TestResult.POSITIVE, TestResult.UNCLEAR


def a_test(*results: TestResult, day: int = 1, **changes: object) -> TestFacts:
    found = TestFacts(
        id=uuid4(), plan_id=PLAN.id, day_index=day, due_on=date(2021, 12, 9) + timedelta(days=day), is_antigen=False,
        is_double=False, is_estimated=False, state=TestState.DONE if results else TestState.DUE, results=results,
        laboratories=("",) * len(results), sampled_at=DAY - timedelta(days=20 - day) if results else None,
    )  # fmt: skip
    return replace(found, **changes)


def a_check(outcome: CheckOutcome, **changes: object) -> CheckFacts:
    found = CheckFacts(
        id=uuid4(), plan_id=PLAN.id, due_on=END, slot=0, opens_at=DAY - timedelta(hours=9),
        due_at=DAY + timedelta(hours=3), outcome=outcome,
    )  # fmt: skip
    return replace(found, **changes)


ALL = (a_test(NEG, day=1), a_test(NEG, day=4), a_test(NEG, NEG, day=14, is_double=True, laboratories=("A", "B")))
ALONE = LinkedTests(None)


@pytest.mark.parametrize(
    ("plan", "tests", "check", "as_of", "refusal"),
    [
        ({}, ALL, None, DAY, None),
        ({}, ALL, CheckOutcome.WELL, DAY, None),
        ({}, ALL, CheckOutcome.SYMPTOM, DAY, errors.SymptomsOpen),
        ({}, ALL, None, DAY - timedelta(days=1), errors.TooEarly),
        ({}, (*ALL, a_test(day=20)), None, DAY, errors.TestsMissing),
        ({}, (*ALL, a_test(day=20, state=TestState.WAIVED)), None, DAY, None),
        ({}, (*ALL, a_test(day=20, is_antigen=True)), None, DAY, None),
        ({}, (*ALL, a_test(UNCLEAR, day=20)), None, DAY, errors.TestsMissing),
        ({}, (*ALL, a_test(UNCLEAR, NEG, day=20)), None, DAY, None),
        ({}, (*ALL, a_test(POS, NEG, day=20)), None, DAY, errors.PositiveFound),
        ({}, (a_test(NEG, day=14, is_double=True),), None, DAY, errors.SecondLaboratoryMissing),
        ({}, (a_test(NEG, NEG, day=14, is_double=True, laboratories=("A", "A")),), None, DAY, errors.SecondLaboratoryMissing),
        ({"state": PlanState.RELEASED}, ALL, None, DAY, errors.PlanNotOpen),
        ({"state": PlanState.EXTENDED}, ALL, None, DAY, None),
    ],
)  # fmt: skip
def test_release_from_the_eighth_edition(plan, tests, check, as_of, refusal):
    last = a_check(check) if check else None
    decision = rules.may_release(replace(PLAN, **plan), tests, last, ALONE, library().get("cn-covid-ed8"), as_of)
    assert type(decision.refusal) is (type(None) if refusal is None else refusal)
    if refusal is None:
        assert decision.clause.edition_id == "cn-covid-ed8"


@pytest.mark.parametrize(
    ("linked", "refusal"),
    [
        (LinkedTests(None), errors.LinkedContactUnknown),
        (LinkedTests(uuid4(), 1), errors.LinkedTestsMissing),
        (LinkedTests(uuid4(), 2), None),
        (LinkedTests(uuid4(), 1, has_positive=True), errors.LinkedPositive),
    ],
)
def test_a_secondary_contact_of_the_ninth_edition_waits_for_the_close_one(linked, refusal):
    secondary = replace(
        PLAN, contact_class=ContactClass.SECONDARY, regime_key="secondary", edition_id="cn-covid-ed9"
    )  # fmt: skip
    tests = (a_test(NEG, day=1), a_test(NEG, day=4), a_test(NEG, day=7))
    decision = rules.may_release(secondary, tests, None, linked, library().get("cn-covid-ed9"), DAY)
    assert type(decision.refusal) is (type(None) if refusal is None else refusal)


def test_who_stays_at_a_site_under_the_ninth_edition_needs_a_clean_room():
    ed9 = library().get("cn-covid-ed9")
    at_site = replace(PLAN, edition_id="cn-covid-ed9", place_id=4)
    assert isinstance(rules.may_release(at_site, ALL, None, ALONE, ed9, DAY).refusal, errors.EnvironmentMissing)
    assert rules.may_release(replace(at_site, environment=NEG), ALL, None, ALONE, ed9, DAY)
    assert rules.may_release(replace(at_site, place_id=None), ALL, None, ALONE, ed9, DAY)


def test_the_first_negatives_in_a_row_of_the_close_contact_are_counted():
    assert rules.linked_tests(None, [a_test(NEG, day=1), a_test(NEG, day=2)]).negatives == 2
    assert rules.linked_tests(None, [a_test(day=1), a_test(NEG, day=2)]).negatives == 0
    assert rules.linked_tests(None, [a_test(NEG, day=1), a_test(POS, day=2)]).has_positive


@pytest.mark.parametrize("state", [TestState.WAIVED, TestState.MISSED])
def test_a_test_that_was_never_taken_keeps_nobody_in(state):
    """The close contact is an infant excused on day 1, or missed it and was negative on days 2 and 3."""
    tests = [a_test(day=1, state=state), a_test(NEG, day=2), a_test(NEG, day=3)]
    assert rules.linked_tests(None, tests).negatives == 2


def test_a_sample_without_its_result_is_waited_for():
    tests = [a_test(NEG, day=1), a_test(day=2, state=TestState.SAMPLED), a_test(NEG, day=3)]
    assert rules.linked_tests(None, tests).negatives == 1


def test_negatives_must_lie_apart_where_the_edition_says_so():
    from sizao.kernel.editions import ReleaseTerms
    from sizao.measures.followup.rules.releasing import _negatives

    terms = ReleaseTerms(negatives=2, spacing_hours=24)
    close = [a_test(NEG, sampled_at=DAY), a_test(NEG, sampled_at=DAY + timedelta(hours=23))]
    apart = [a_test(NEG, sampled_at=DAY), a_test(NEG, sampled_at=DAY + timedelta(hours=24))]
    assert isinstance(_negatives(close, terms), errors.NegativesMissing)
    assert _negatives(apart, terms) is None


@pytest.mark.parametrize(
    ("state", "days", "reason", "refusal"),
    [
        (PlanState.ACTIVE, 7, "positive on the same floor", None),
        (PlanState.ACTIVE, 0, "positive on the same floor", errors.ExtensionEmpty),
        (PlanState.EXTENDED, 1, "no", errors.ReasonMissing),
        (PlanState.BROKEN_OFF, 1, "positive on the same floor", errors.PlanNotOpen),
    ],
)
def test_an_extension_needs_days_and_a_reason(state, days, reason, refusal):
    decision = rules.may_extend(replace(PLAN, state=state), days, reason)
    assert type(decision.refusal) is (type(None) if refusal is None else refusal)


@pytest.mark.parametrize(
    ("check", "found", "state", "refusal"),
    [
        ({}, {}, PlanState.ACTIVE, None),
        ({"outcome": CheckOutcome.MISSED}, {}, PlanState.ACTIVE, None),
        ({"outcome": CheckOutcome.UNREACHABLE, "done_at": DAY}, {}, PlanState.ACTIVE, None),
        ({"outcome": CheckOutcome.WELL, "done_at": DAY, "by": "W"}, {}, PlanState.ACTIVE, errors.CheckAlreadyDone),
        ({"opens_at": DAY + timedelta(hours=1)}, {}, PlanState.ACTIVE, errors.CheckTooEarly),
        ({}, {"temperature": Decimal("3.9")}, PlanState.ACTIVE, errors.TemperatureImplausible),
        ({}, {}, PlanState.RELEASED, errors.PlanNotOpen),
    ],
)
def test_which_checks_may_be_recorded(check, found, state, refusal):
    new = NewCheck(check_id=uuid4(), outcome=CheckOutcome.WELL, **found)
    decision = rules.may_record(replace(a_check(CheckOutcome.DUE), **check), state, new, DAY, TZ)
    assert type(decision.refusal) is (type(None) if refusal is None else refusal)


@pytest.mark.parametrize(
    ("symptoms", "temperature", "fever", "ill"),
    [
        ((), None, None, False),
        (("cough",), None, None, True),
        ((), Decimal("38.0"), None, False),
        ((), Decimal("38.0"), Decimal("37.3"), True),
        ((), Decimal("37.2"), Decimal("37.3"), False),
    ],
)
def test_what_counts_as_symptoms(symptoms, temperature, fever, ill):
    assert rules.has_symptoms(symptoms, temperature, fever) is ill


@pytest.mark.parametrize(
    ("edition", "fever"), [("cn-covid-ed8", Decimal("37.3")), ("int-ebola", Decimal("38.0")), ("int-measles", None)]
)
def test_what_counts_as_a_fever_under_an_edition(edition, fever):
    assert fever_from(library().get(edition)) == fever


def test_nobody_leaves_a_released_plan():
    assert rules.PLAN_TRANSITIONS[PlanState.RELEASED] == frozenset()
    assert set(rules.PLAN_TRANSITIONS) == set(PlanState)


def test_meters_name_each_gap_once():
    from sizao.measures.followup.types import Gap

    people = [
        rules.Held(must_stay=True, is_placed=True),
        rules.Held(must_stay=True),
        rules.Held(has_plan=False),
        rules.Held(is_found=False),
        rules.Held(missed_check=True),
        rules.Held(unreachable=True),
    ]
    isolated, managed = rules.isolated(Counter(people)), rules.managed(Counter(people))
    assert (isolated.should, isolated.done) == (4, 1)
    assert isolated.gaps == {Gap.NOT_PLACED: 1, Gap.NO_PLAN: 1, Gap.NOT_FOUND: 1}
    assert (managed.should, managed.done, managed.missing) == (6, 2, 4)
    assert sum(managed.gaps.values()) == managed.missing
    tests = rules.tested(Counter([rules.Owed(True, True), rules.Owed(False, True), rules.Owed(False, False)]))
    assert tests.gaps == {Gap.TEST_DUE: 1, Gap.TEST_MISSED: 1} and tests.percent == 33
    assert rules.tested(Counter()).percent == 100
    crowd = rules.managed(Counter(people * 1000))
    assert (crowd.should, crowd.gaps) == (6000, dict.fromkeys(managed.gaps, 1000))
