"""Every regime lived through: begun, checked every day, tested on its days, released by its edition and not a day before."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry.types import NewPerson
from sizao.kernel.editions import ContactClass, library
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.measures.followup import actions, errors, queries, rules
from sizao.measures.followup.types import CheckOutcome, NewCheck, PlanState, TestResult, TestState
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import ProposedContact
from tests.integration.cases.conftest import WANSHI, YIXING

pytestmark = pytest.mark.django_db
CHINA = ZoneInfo("Asia/Shanghai")
LIVED = [
    ("covid-19", "2020-12-11", ContactClass.CLOSE, "14", 14),
    ("covid-19", "2021-12-11", ContactClass.CLOSE, "14+7", 21),
    ("covid-19", "2022-07-15", ContactClass.CLOSE, "7+3", 10),
    ("covid-19", "2022-11-20", ContactClass.CLOSE, "5+3", 8),
    ("covid-19", "2022-12-10", ContactClass.CLOSE, "5", 5),
    ("ebola", "2021-12-11", ContactClass.CLOSE, "21", 21),
    ("mpox", "2022-07-15", ContactClass.CLOSE, "21", 21),
    ("mers", "2021-12-11", ContactClass.CLOSE, "14", 14),
    ("h7n9", "2021-12-11", ContactClass.CLOSE, "7", 7),
]


def begin(disease, day, contact_class, by):
    """A contact of the disease, last exposed the evening before, approved in the morning."""
    at = datetime.fromisoformat(f"{day}T09:00").replace(tzinfo=CHINA)
    incident = command.open_incident(
        title=Words("疫情", "outbreak"), disease=disease, area=YIXING, reported_at=at - timedelta(hours=2), by=by, at=at
    )
    [person] = enrol([(NewIdentity(name="王安例", phone=synthetic_phone(9000)), NewPerson(WANSHI))], by=by, at=at)
    new = ProposedContact(
        person_id=person, area=WANSHI, last_exposure_at=at - timedelta(hours=12), contact_class=contact_class
    )
    ids = cases.propose_contacts(incident_id=incident, proposals=[new], by=by, at=at).contact_ids
    cases.approve_contacts(contact_ids=ids, by=by, at=at)
    plan_id = actions.begin_plan(contact_id=ids[0], by=by, at=at)
    assert plan_id is not None, "the edition asks follow-up of the class"
    return queries.plan(plan_id), at


def live(plan, until, by):
    """Every check that opens by a moment is well, every test of the days passed is negative in two laboratories."""
    for check in queries.checks(plan.id):
        if check.opens_at <= until and check.outcome is CheckOutcome.DUE:
            done = NewCheck(check_id=check.id, outcome=CheckOutcome.WELL, temperature=Decimal("36.5"))
            actions.record_check(check=done, by=by, at=max(check.opens_at, until - timedelta(days=40)))
    for test in queries.tests(plan.id):
        taken = datetime.combine(test.due_on, datetime.min.time(), CHINA) + timedelta(hours=10)
        if taken <= until and not test.results:
            for laboratory in ("甲", "乙"):
                actions.record_test(
                    test_id=test.id,
                    result=TestResult.NEGATIVE,
                    sampled_at=taken,
                    laboratory=laboratory,
                    by=by,
                    at=until,
                )


@pytest.mark.parametrize(("disease", "day", "contact_class", "label", "days"), LIVED)
def test_a_regime_from_its_first_day_to_its_release(by, disease, day, contact_class, label, days):
    plan, _at = begin(disease, day, contact_class, by)
    edition = library().get(plan.edition_id)
    assert plan.regime_label == label and plan.day_on(plan.end_on) == days
    eve = datetime.combine(plan.release_on, datetime.min.time(), CHINA) - timedelta(minutes=1)
    live(plan, eve, by)
    if plan.release_on > plan.end_on:
        early = queries.release_decision(plan.id, eve)
        assert isinstance(early.refusal, errors.TooEarly) and early.clause is not None
    then = eve + timedelta(hours=23)
    live(plan, then, by)
    decision = queries.release_decision(plan.id, then)
    assert decision.allowed, decision.refusal
    assert decision.clause is not None and decision.clause.edition_id
    said = rules.end_rule(plan, edition.regime(contact_class))
    assert str(days) in said[0].zh and plan.end_on.isoformat() in said[0].en
    actions.release_plan(plan_id=plan.id, by=by, at=then)
    assert queries.plan(plan.id).state is PlanState.RELEASED
    assert not any(
        each.outcome in {CheckOutcome.DUE, CheckOutcome.MISSED} and each.due_at <= then
        for each in queries.checks(plan.id)
    )


@pytest.mark.parametrize(("disease", "day", "contact_class", "label", "days"), LIVED)
def test_what_was_missed_shows_and_an_extension_needs_its_reason(
    by, signed_in, disease, day, contact_class, label, days
):
    plan, at = begin(disease, day, contact_class, by)
    later = at + timedelta(days=2)
    checks, tests = actions.mark_missed(by=by, at=later)
    assert checks > 0 and checks == sum(each.outcome is CheckOutcome.MISSED for each in queries.checks(plan.id))
    assert tests == sum(each.state is TestState.MISSED for each in queries.tests(plan.id))
    with pytest.raises(errors.ReasonMissing):
        actions.extend_plan(plan_id=plan.id, days=3, reason="短", by=by, at=later)
    actions.extend_plan(plan_id=plan.id, days=3, reason="同住人员转为病例,延长观察", by=by, at=later)
    longer = queries.plan(plan.id)
    assert longer.end_on == plan.end_on + timedelta(days=3) and longer.state is PlanState.EXTENDED
    text = signed_in("epidemiologist", language="zh-hans").get(f"/followup/plans/{plan.id}/").content.decode()
    assert "同时满足以下条件方可解除" in text and "漏访" in text and "同住人员转为病例" in text
    assert f"满 {days + 3} 天" in text


def test_each_regime_called_3_11_is_its_own_rule():
    """The name alone says nothing: three rules of one name differ in their days; each is found by its id."""
    found = {each.id: regime for each in library().all() for regime in each.regimes if regime.label == "3+11"}
    assert set(found) >= {"cn-wuxi-78-2022", "cn-wuxi-3-11-2022-04", "cn-suzhou-3-11-2022", "cn-shanghai-3-11-2020"}
    arrived = datetime(2022, 3, 20, 14, tzinfo=CHINA)
    drawn = {key: rules.draw_plan(regime, library().get(key), arrived, arrived) for key, regime in found.items()}
    days = {key: tuple((each.due_on - plan.start_on).days for each in plan.tests) for key, plan in drawn.items()}
    assert len(set(days.values())) == len(days), days
    for key, plan in drawn.items():
        assert [(each.end_on - each.start_on).days + 1 for each in plan.phases][1] == 11, key
        assert plan.checks and plan.release_on >= plan.end_on


def test_every_regime_of_every_edition_can_be_drawn():
    """Contacts, arrivals and other groups: phases follow each other, tests and checks lie inside them."""
    began = datetime(2022, 3, 20, 14, tzinfo=CHINA)
    drawn = 0
    for edition in library().all():
        for regime in edition.regimes:
            if not regime.phases:
                continue
            plan = rules.draw_plan(regime, edition, began, began)
            drawn += 1
            assert all(one.end_on < other.start_on for one, other in zip(plan.phases, plan.phases[1:], strict=False))
            assert all(plan.start_on <= each.due_on <= plan.release_on for each in plan.tests), (edition.id, regime.key)
            assert all(each.due_at > began for each in plan.checks) and plan.release_on >= plan.end_on
    assert drawn >= 40
