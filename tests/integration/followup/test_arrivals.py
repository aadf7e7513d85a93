"""Somebody who arrives from a risk area lives through 3+11 without a case: registered, asked, tested, counted, released."""

import json
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction

from sizao.ground.command import actions as command
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.measures.followup import actions, errors, queries
from sizao.measures.followup.models import Plan
from sizao.measures.followup.types import (
    CheckOutcome,
    CheckSource,
    Gap,
    MeterKind,
    NewCheck,
    PlanState,
    TestResult,
)
from sizao.measures.followup.types.arrivals import NewArrival
from sizao.spine.outbox import actions as outbox
from sizao.spine.outbox.models import Failure
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases_write
from sizao.trace.cases import queries as cases_read
from sizao.trace.cases.types import Classification, ProposedContact
from tests.integration.cases.conftest import WANSHI, people

__all__ = ["people"]
pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
CAME = datetime(2022, 4, 10, 9, tzinfo=TZ)
KEY = "arrival_3_11"


@pytest.fixture
def incident(by):
    """The city's standing incident of that April."""
    for code in ("3202", "320282"):
        command.ensure_headquarters(area=areas.parse(code), by=by, at=CAME)
    return command.open_incident(
        title=Words("来返人员管理", "People who arrive"), disease="covid-19", area=areas.parse("320282"),
        number="WX-2022-04", reported_at=CAME, by=by, at=CAME,
    )  # fmt: skip


@pytest.fixture
def arrive(incident, people, by):
    """Register somebody: ``arrive()`` gives the plan."""

    def make(**more: object):
        new = NewArrival(
            **{"incident_id": incident, "person_id": people(1)[0], "regime_key": KEY, "area": WANSHI,
               "arrived_at": CAME, "origin": "上海市", **more}
        )  # fmt: skip
        return queries.plan(actions.begin_arrival(new=new, by=by, at=CAME + timedelta(hours=1)))

    return make


def test_one_person_with_two_plans_is_one_person_under_follow_up(arrive, incident, by):
    """Somebody who arrived and turns out a contact as well has two calendars, and is counted once."""
    plan = arrive()
    met = ProposedContact(person_id=plan.person_id, area=WANSHI, last_exposure_at=CAME, found_by="interview")
    ids = cases_write.propose_contacts(incident_id=incident, proposals=[met], by=by, at=CAME).contact_ids
    cases_write.approve_contacts(contact_ids=ids, by=by, at=CAME)
    actions.begin_plans(contact_ids=ids, by=by, at=CAME + timedelta(hours=2))
    assert Plan.objects.filter(person=plan.person_id, state=PlanState.ACTIVE).count() == 2
    later = CAME + timedelta(hours=3)
    assert queries.standing(incident, later).active == 1
    assert sum(queries.open_by_area([incident], later).values()) == 1


def test_the_plan_is_that_of_the_overlay_in_force(arrive):
    plan = arrive()
    assert plan.edition_id.endswith("wuxi-78-2022")
    assert (plan.regime_key, plan.regime_label, plan.contact_id, plan.contact_class) == (KEY, "3+11", None, None)
    assert plan.arrival_id is not None and plan.words.zh == "来返人员"
    last = plan.end_on
    assert plan.day_on(last) == 14, "3 and 11 days"
    assert plan.clause is not None and "78" in plan.clause.edition_id


def test_it_is_lived_to_the_release_by_its_own_tests(arrive, by):
    plan = arrive()
    early = queries.release_decision(plan.id, CAME + timedelta(days=5))
    assert not early
    for each in queries.checks(plan.id):
        given = NewCheck(check_id=each.id, outcome=CheckOutcome.WELL, source=CheckSource.OFFICER)
        actions.record_checks(checks=[given], by=by, at=each.opens_at + timedelta(minutes=5))
    for each in queries.tests(plan.id):
        taken = datetime.combine(each.due_on, CAME.timetz(), TZ)
        taken = taken.replace(tzinfo=TZ) + timedelta(hours=2)
        actions.record_test(
            test_id=each.id, result=TestResult.NEGATIVE, sampled_at=taken, by=by, at=taken + timedelta(hours=3)
        )
    done = datetime.combine(plan.release_on, CAME.time(), TZ) + timedelta(hours=8)
    actions.release_plan(plan_id=plan.id, by=by, at=done)
    outbox.drain()
    assert queries.plan(plan.id).state is PlanState.RELEASED
    assert not Failure.objects.exists(), "no handler takes an arrival for a contact"


def test_an_arrival_who_tests_positive_is_a_case_and_the_plan_ends(arrive, incident, by):
    plan = arrive()
    first = queries.tests(plan.id)[0]
    taken = CAME + timedelta(hours=6)
    actions.record_test(test_id=first.id, result=TestResult.POSITIVE, sampled_at=taken, by=by, at=taken)
    outbox.drain()
    [case] = cases_read.cases(incident)
    assert case.person_id == plan.person_id
    cases_write.classify_case(case_id=case.id, to=Classification.ASYMPTOMATIC, by=by, at=taken + timedelta(hours=1))
    outbox.drain()
    assert queries.plan(plan.id).state is PlanState.BROKEN_OFF


def test_the_meters_count_arrivals_now_and_then_and_name_who_is_missing_with_the_reason(arrive, incident):
    plan = arrive()
    at = CAME + timedelta(days=2, hours=20)
    now = {each.kind: each for each in queries.meters(incident, at, is_present=True)}
    then = {each.kind: each for each in queries.meters(incident, at)}
    assert now == then
    assert now[MeterKind.MANAGED].should == 1 and now[MeterKind.MANAGED].missing == 1
    [gap] = queries.meter_people(incident, MeterKind.MANAGED, at)
    assert (gap.plan_id, gap.contact_id, gap.gap) == (plan.id, None, Gap.CHECK_MISSED)
    assert {each.number for each in queries.meter_people(incident, MeterKind.TESTED, at)} == {plan.number}


def test_who_is_managed_already_or_not_there_is_refused(arrive, incident, people, by):
    person = people(1)[0]
    arrive(person_id=person)
    with pytest.raises(errors.AlreadyManaged):
        arrive(person_id=person, arrived_at=CAME - timedelta(hours=3))
    with scope.acting(Actor("elsewhere", role="grid_worker", area=areas.parse("320211"))):
        assert not queries.arrival_rows().exists()


def test_a_plan_is_of_a_contact_or_of_an_arrival(arrive):
    plan = arrive()
    with pytest.raises(IntegrityError), transaction.atomic():
        Plan.objects.filter(pk=plan.id).update(arrival=None)


def test_an_officer_registers_a_newcomer_in_two_steps_and_follows_the_plan(incident, signed_in):
    browser = signed_in("epidemiologist", "320282")
    asked = {"incident": str(incident), "area": areas.printed(WANSHI), "arrived_at": "2022-04-10T09:00"}
    shown = browser.get("/followup/arrivals/new/", asked)
    assert KEY in {key for key, _ in shown.context["form"].fields["regime"].choices}
    address = "/followup/arrivals/new/?" + "&".join(f"{key}={value}" for key, value in asked.items())
    nobody = browser.post(address, {"regime": KEY, "origin": "上海市"})
    assert nobody.status_code == 422
    given = {"regime": KEY, "origin": "上海市", "name": "端木来", "phone": "13900001234", "transport": "G7011"}
    made = browser.post(address, given)
    assert made.status_code == 302
    plan = browser.get(made["Location"])
    assert plan.status_code == 200
    listed = browser.get("/followup/arrivals/")
    assert listed.context["listing"].total == 1
    assert browser.get("/followup/plans/?contact_class=arrival").context["listing"].total == 1


def test_the_api_registers_an_arrival(incident, people, signed_in):
    browser, person = signed_in("grid_worker", "320282"), people(1)[0]
    offered = browser.get(
        f"/api/v1/incidents/{incident}/arrival-regimes", {"area": "320282", "arrived_at": "2022-04-10T01:00:00Z"}
    ).json()
    assert {"arrival_3_11", "arrival_3_4_7"} <= {each["key"] for each in offered}
    body = {
        "incident_id": str(incident), "person_id": person, "regime": KEY, "area": "320282109",
        "arrived_at": "2022-04-10T01:00:00Z", "origin": "上海市",
    }  # fmt: skip
    made = browser.post("/api/v1/arrivals", json.dumps(body), content_type="application/json")
    assert made.status_code == 201
    assert (made.json()["contact_id"], made.json()["regime"]) == (None, "3+11")
    assert [each["regime"] for each in browser.get("/api/v1/arrivals").json()] == [KEY]
    wrong = browser.post("/api/v1/arrivals", json.dumps(body | {"regime": "close"}), content_type="application/json")
    assert wrong.status_code in {409, 422}


def test_the_lists_behind_the_meters_say_the_reason_and_who_must_act(arrive, incident, signed_in):
    plan = arrive()
    reader = signed_in("grid_worker", "320282", "zh-hans")
    gaps = reader.get(f"/followup/incidents/{incident}/managed/")
    assert gaps.context["listing"].total == 1
    shown = gaps.content.decode()
    assert plan.number in shown
    assert Gap.CHECK_MISSED.words.zh in shown and "社区管控组" in shown
    tests = reader.get(f"/followup/tests/?incident={incident}&state=owed").content.decode()
    assert Gap.TEST_MISSED.words.zh in tests and "核酸检测组" in tests


def test_open_risk_leads_to_the_plan_of_an_arrival(arrive, incident, signed_in):
    plan = arrive()
    commander = signed_in("commander", "320282")
    shown = commander.get(f"/openrisk/{incident}/managed/").content.decode()
    assert f"/followup/plans/{plan.id}/" in shown
