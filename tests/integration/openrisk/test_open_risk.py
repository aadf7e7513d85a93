"""Open risk: every number equals its list, every line says why and who must act."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sizao.flow.step0_intake import enrol
from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.measures.calls import actions as calls
from sizao.measures.calls import queries as calling
from sizao.measures.calls.types import CallOutcome, CallPurpose
from sizao.measures.followup import actions as followup
from sizao.measures.followup import queries as plans
from sizao.measures.screening import actions as screening
from sizao.measures.screening.types import NewSample, Purpose, SubjectKind
from sizao.oversight.openrisk import queries
from sizao.oversight.openrisk.types import OpenCount, Risk
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import NewCase, NewStay, ProposedContact
from tests.integration.cases.conftest import WANSHI, YIXING, incident_id

__all__ = ["incident_id"]

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def outbreak(incident_id, by, at):
    """Four contacts: one undecided, one lost, one whose call failed, one who is owed a test; a case in a restaurant."""
    new = [(NewIdentity(name="王安例", phone=synthetic_phone(8100 + n)), NewPerson(WANSHI)) for n in range(5)]
    patient, *people = enrol(new, by=by, at=at)
    case = cases.report_case(
        incident_id=incident_id, case=NewCase(person_id=patient, area=WANSHI, reported_at=at), by=by, at=at
    )
    place = registry.add_place(
        place=NewPlace(Words("饭店", "Diner"), PlaceKind.RESTAURANT, WANSHI, 119.9, 31.4), by=by, at=at
    )
    stay = NewStay(start=at - 30 * HOUR, until=at - 28 * HOUR, place_id=place)
    cases.record_stays(case_id=case.case_id, stays=[stay], by=by, at=at)
    proposals = [
        ProposedContact(person_id=each, area=WANSHI, last_exposure_at=at - 28 * HOUR, source_case_id=case.case_id)
        for each in people
    ]
    ids = cases.propose_contacts(incident_id=incident_id, proposals=proposals, by=by, at=at).contact_ids
    approved = cases.approve_contacts(contact_ids=ids[1:], by=by, at=at).done
    followup.begin_plans(contact_ids=approved, by=by, at=at)
    cases.mark_lost(contact_ids=[ids[1]], reason="电话和住址均查无此人", by=by, at=at)
    calls.enter_caller(user_id=71, name="外呼员甲", languages=["zh"], area=YIXING, by=by, at=at)
    calls.plan(incident_id=incident_id, purpose=CallPurpose.INTERVIEW, contact_ids=[ids[2]], by=by, at=at)
    return {"place": place, "ids": ids, "later": at + 50 * HOUR}


def by_risk(incident_id, at):
    return {each.risk: each.number for each in queries.counter(incident_id, at)}


def test_every_number_is_the_length_of_its_list_and_equals_the_meters(outbreak, incident_id):
    later = outbreak["later"]
    found = by_risk(incident_id, later)
    assert found == {risk: len(queries.items(incident_id, risk, later)) for risk in Risk}
    meters = {each.kind.value: each.missing for each in plans.meters(incident_id, later)}
    assert {risk.value: found[risk] for risk in (Risk.ISOLATED, Risk.TESTED, Risk.MANAGED)} == meters
    assert found[Risk.UNDECIDED] == 1 and found[Risk.UNTRACED] == 1 and found[Risk.PLACES] == 1
    assert min(meters.values()) > 0


def test_who_must_act_is_named(outbreak, incident_id, by, at):
    headquarters = command.ensure_headquarters(area=YIXING, name=Words("指挥部", "HQ"), by=by, at=at)
    assert headquarters
    [call] = calling.mine(71)
    caller = Actor("外呼员甲", ActorKind.PERSON, 71, "tracer", YIXING)
    calls.record(call_id=call.id, outcome=CallOutcome.NO_ANSWER, by=caller, at=at)
    [line] = queries.items(incident_id, Risk.UNREACHED, at)
    assert (line.seat.holder, line.reason) == ("外呼员甲", CallOutcome.NO_ANSWER.words)
    calls.record(call_id=call.id, outcome=CallOutcome.WRONG_NUMBER, by=caller, at=at + HOUR)
    [line] = queries.items(incident_id, Risk.UNREACHED, at + HOUR)
    assert line.seat.role.zh == "社区(网格)上门" and not line.seat.holder
    [undecided] = queries.items(incident_id, Risk.UNDECIDED, at)
    assert undecided.seat.role == GroupKind.INVESTIGATION.words


def test_a_place_is_visited_when_it_was_sampled_after_the_case(outbreak, incident_id, by, at):
    sample = NewSample(
        SubjectKind.ENVIRONMENT, WANSHI, at, Purpose.CASE, incident_id, place_id=outbreak["place"], spot="门把手"
    )
    screening.take_samples(samples=[sample], by=by, at=at)
    found = by_risk(incident_id, at + HOUR)
    assert found[Risk.PLACES] == 0 and found[Risk.RESULTS] == 1


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_pages_open_and_show_as_many_lines_as_they_say(outbreak, incident_id, signed_in, language):
    browser = signed_in("epidemiologist", language=language)
    text = browser.get(f"/openrisk/{incident_id}/").content.decode()
    assert "open in all" not in text and "共" not in text.split("<h1")[1][:600], (
        "one person stands in several lists: no sum"
    )
    for risk in Risk:
        assert f"/openrisk/{incident_id}/{risk.value}/" in text
        assert browser.get(f"/openrisk/{incident_id}/{risk.value}/").status_code == 200
    told = browser.get(f"/api/v1/incidents/{incident_id}/open-risk").json()
    for each in told:
        assert len(browser.get(f"/api/v1/incidents/{incident_id}/open-risk/{each['risk']}").json()) == each["number"]
    assert browser.get(f"/openrisk/{incident_id}/nothing/").status_code == 404


def test_large_numbers_are_written_as_everywhere(outbreak, incident_id, signed_in, monkeypatch):
    monkeypatch.setattr(queries, "counter", lambda *given: (OpenCount(Risk.PLACES, 3_788, 1_200),))
    text = signed_in("commander", language="en").get(f"/openrisk/{incident_id}/").content.decode()
    assert ">3,788<" in text and "with a named holder: 1,200" in text
