"""Whom a list's criteria spare and why, and what they would have made of the lists of the past: pure rules."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from sizao.ground.command.errors import OutsideArea
from sizao.ground.registry.types import PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.measures.listrules import errors, rules
from sizao.measures.listrules.types import Criteria, Known, Spared, Tally
from sizao.trace.tracing.types import Candidate, LeadOutcome
from sizao.traceback.visits import EvidenceGrade

AT = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
YIXING = parse("320282")
MET = Candidate(
    exposed_id=UUID(int=1), run_id=UUID(int=9), run_at=AT, incident_id=UUID(int=5), area=YIXING, person_id=1, place_id=7, minutes=20,
    grade=EvidenceGrade.CLAIMED, last=AT - timedelta(days=3),
)  # fmt: skip
NONE = Criteria(skip_cases=False, skip_managed=False, skip_asked=False, skip_tested=False)


@pytest.mark.parametrize(
    ("criteria", "why"),
    [
        ({}, None),
        ({"min_minutes": 20}, None),
        ({"min_minutes": 21}, Spared.SHORT),
        ({"max_days": 3}, None),
        ({"max_days": 2}, Spared.OLD),
        ({"place_kinds": (PlaceKind.RESTAURANT,)}, None),
        ({"place_kinds": (PlaceKind.MALL,)}, Spared.PLACE),
        ({"grades": (EvidenceGrade.CLAIMED,)}, None),
        ({"grades": (EvidenceGrade.INFERRED,)}, Spared.GRADE),
        ({"min_minutes": 30, "max_days": 1}, Spared.SHORT),
    ],
)
def test_the_first_criterion_that_is_not_met_is_the_reason(criteria, why):
    assert rules.spared(MET, PlaceKind.RESTAURANT, replace(NONE, **criteria)) is why


def test_a_place_that_nobody_knows_meets_no_kind():
    assert rules.spared(MET, None, replace(NONE, place_kinds=(PlaceKind.MALL,))) is Spared.PLACE
    assert rules.spared(MET, None, NONE) is None


@pytest.mark.parametrize(
    ("known", "why"),
    [
        (Known(is_case=True), Spared.IS_CASE),
        (Known(is_managed=True), Spared.MANAGED),
        (Known(is_asked=True), Spared.ASKED),
        (Known(is_tested=True), Spared.TESTED),
        (Known(), None),
    ],
)
def test_who_is_known_already_is_sifted_out_as_from_a_list_that_arrives(known, why):
    assert rules.sifted(known, Criteria()) is why
    assert rules.sifted(known, NONE) is None


def test_a_tighter_rule_shows_what_it_spares_and_what_it_would_lose():
    past = [
        replace(MET, person_id=n, minutes=minutes, outcome=outcome)
        for n, (minutes, outcome) in enumerate(
            [(40, LeadOutcome.CONFIRMED), (35, LeadOutcome.RULED_OUT), (5, LeadOutcome.RULED_OUT), (4, LeadOutcome.CONFIRMED),
             (3, LeadOutcome.UNREACHED), (2, None)]
        )
    ]  # fmt: skip
    loose, tight = (rules.evaluated(past, {}, replace(NONE, min_minutes=each)) for each in (None, 30))
    assert (loose.produced, loose.spared, loose.checked, loose.true, loose.precision) == (6, 0, 4, 2, 50)
    assert (tight.produced, tight.spared, tight.checked, tight.true, tight.true_spared) == (2, 4, 2, 1, 1)
    assert tight.why == {Spared.SHORT: 4}
    assert Tally(3, 0, 0, 0).precision is None


def test_a_rule_is_changed_at_home_with_a_reason_into_another_one():
    by = Actor("x", area=YIXING)
    assert rules.may_propose(YIXING, NONE, "减负", Criteria(), by)
    assert isinstance(rules.may_propose(parse("320211"), NONE, "减负", None, by).refusal, OutsideArea)
    assert isinstance(rules.may_propose(YIXING, NONE, " ", None, by).refusal, errors.ReasonNeeded)
    assert isinstance(rules.may_propose(YIXING, NONE, "减负", NONE, by).refusal, errors.SameRule)


def test_criteria_are_said_in_words():
    whole = replace(
        NONE,
        min_minutes=15,
        max_days=7,
        place_kinds=(PlaceKind.MALL,),
        grades=(EvidenceGrade.CLAIMED,),
        skip_cases=True,
    )
    assert rules.said(whole).zh == "同时停留不少于 15 分钟;暴露后 7 天内;场所:商场超市;证据:扫码自报;剔除:已是病例"
    assert "together for 15 minutes or more" in rules.said(whole).en
    assert rules.said(NONE).zh == "不设条件"
