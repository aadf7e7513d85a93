"""The two transition tables, and what each step of a case needs."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from sizao.kernel.editions import library
from sizao.trace.cases import errors, rules
from sizao.trace.cases.types import CaseFacts, Classification, ContactState, NewCase

AT = datetime(2021, 12, 11, 8, tzinfo=UTC)
C = Classification
S = ContactState
ED8 = library().get("cn-covid-ed8")


def a_case(**changes: object) -> CaseFacts:
    found = CaseFacts(
        id=uuid4(), number="C-1", person_id=1, incident_id=uuid4(), disease="covid-19", edition_id=ED8.id, area=0,
        classification=C.SUSPECTED, reported_at=AT, onset_at=AT - timedelta(days=1), sampled_at=AT,
    )  # fmt: skip
    return replace(found, **changes)


@pytest.mark.parametrize(
    ("now", "to", "changes", "reason", "refusal"),
    [
        (C.SUSPECTED, C.CONFIRMED, {}, "", None),
        (C.SUSPECTED, C.SUSPECTED, {}, "", errors.SameClassification),
        (C.SUSPECTED, C.PROBABLE, {}, "", errors.ClassUnknownToEdition),
        (C.SUSPECTED, C.ASYMPTOMATIC, {"onset_at": None}, "", None),
        (C.SUSPECTED, C.ASYMPTOMATIC, {}, "", errors.HasSymptoms),
        (C.SUSPECTED, C.ASYMPTOMATIC, {"onset_at": None, "sampled_at": None}, "", errors.PositiveSampleMissing),
        (C.SUSPECTED, C.CONFIRMED, {"onset_at": None, "sampled_at": None}, "", errors.OnsetMissing),
        (C.SUSPECTED, C.NOT_A_CASE, {}, "", errors.ReasonMissing),
        (C.SUSPECTED, C.NOT_A_CASE, {}, "two negative re-tests", None),
        (C.ASYMPTOMATIC, C.CONFIRMED, {}, "", None),
        (C.CONFIRMED, C.SUSPECTED, {}, "wrong patient", errors.StepNotAllowed),
        (C.CONFIRMED, C.NOT_A_CASE, {}, "", errors.ReasonMissing),
        (C.CONFIRMED, C.NOT_A_CASE, {}, "sample mixed up", None),
        (C.NOT_A_CASE, C.CONFIRMED, {}, "positive now", errors.StepNotAllowed),
        (C.NOT_A_CASE, C.SUSPECTED, {}, "positive now", None),
        (C.SUSPECTED, C.CONFIRMED, {"is_closed": True}, "", errors.CaseIsClosed),
    ],
)
def test_a_case_is_classified_as_the_edition_and_its_dates_allow(now, to, changes, reason, refusal):
    decision = rules.may_classify(a_case(classification=now, **changes), to, ED8, reason)
    assert type(decision.refusal) is (type(None) if refusal is None else refusal)
    assert decision.clause is not None and decision.clause.edition_id == "cn-covid-ed8"


def test_an_edition_that_knows_probable_cases_allows_them():
    mers = library().get("int-mers")
    assert rules.may_classify(a_case(), C.PROBABLE, mers)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, None),
        ({"onset_at": AT + timedelta(minutes=1)}, errors.DateInFuture),
        ({"reported_at": AT + timedelta(days=1)}, errors.DateInFuture),
        ({"classification": C.ASYMPTOMATIC}, errors.PositiveSampleMissing),
        ({"classification": C.ASYMPTOMATIC, "sampled_at": AT}, None),
        ({"classification": C.PROBABLE}, errors.ClassUnknownToEdition),
        ({"classification": C.NOT_A_CASE}, None),
    ],
)
def test_what_may_be_entered(changes, refusal):
    new = replace(NewCase(person_id=1, area=0, reported_at=AT), **changes)
    assert type(rules.may_report(new, ED8, AT).refusal) is (type(None) if refusal is None else refusal)


def test_a_new_version_must_not_lie_in_the_future_nor_undo_what_the_class_rests_on():
    assert rules.may_amend(a_case(), AT)
    assert isinstance(rules.may_amend(a_case(onset_at=AT + timedelta(days=1)), AT).refusal, errors.DateInFuture)
    silent = a_case(classification=C.ASYMPTOMATIC, onset_at=None)
    assert rules.may_amend(silent, AT)
    without = rules.may_amend(replace(silent, sampled_at=None), AT)
    assert isinstance(without.refusal, errors.PositiveSampleMissing)
    assert isinstance(rules.may_amend(replace(silent, onset_at=AT), AT).refusal, errors.HasSymptoms)
    assert isinstance(rules.may_amend(a_case(is_closed=True), AT).refusal, errors.CaseIsClosed)


def test_every_state_is_in_its_table_and_none_leads_to_itself():
    assert set(rules.CASE_TRANSITIONS) == set(C)
    assert set(rules.CONTACT_TRANSITIONS) == set(S)
    for table in (rules.CASE_TRANSITIONS, rules.CONTACT_TRANSITIONS):
        assert all(state not in following for state, following in table.items())


def test_nobody_is_put_under_a_measure_again_without_a_new_proposal():
    for state in (S.REJECTED, S.RELEASED):
        assert S.APPROVED not in rules.CONTACT_TRANSITIONS[state]
        refusal = rules.may_step(state, S.APPROVED).refusal
        assert isinstance(refusal, errors.ContactStepNotAllowed)
        assert state.words.zh in refusal.words.zh and state.words.en in refusal.words.en


@pytest.mark.parametrize(
    ("state", "may"), [(S.LOST, True), (S.HANDED_OVER, True), (S.PROPOSED, False), (S.APPROVED, False)]
)
def test_only_who_was_not_found_can_be_found(state, may):
    from tests.unit.cases.test_contacts import CONTACT

    assert bool(rules.may_find(replace(CONTACT, status=state))) is may
