"""Leads in the hands of those near the address: routed by residence, seen by the own area alone, answered, taken over."""

import json

import pytest

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.ids import uuid7
from sizao.spine.audit.models import Access
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import ContactState
from sizao.trace.tracing import actions, errors, queries
from sizao.trace.tracing.models import Exposed, Lead
from sizao.trace.tracing.types import CheckOutcome, LeadOutcome
from tests.integration.tracing.test_tracing import WANSHI, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(by, at):
    world = World(by, at)
    world.record_stays()
    outbox.drain()
    world.run = queries.runs(world.case)[0].id
    return world


def test_a_trace_sends_each_lead_once_to_the_area_of_the_address(world, by, at):
    [lead] = queries.with_replies(list(queries.lead_rows()))
    assert (lead.person_id, lead.area, lead.place_id) == (world.scanner, WANSHI, world.table)
    actions.start_trace(case_id=world.case, by=by, at=at)
    outbox.drain()
    assert Lead.objects.count() == 1


def test_nobody_is_asked_about_a_meeting_that_could_make_no_contact_of_them(world, by, at):
    row = Exposed.objects.get(run=world.run, is_lead=True)
    for person, contact_class in ((world.early, ""), (world.case_person, "secondary")):
        row.pk, row.person, row.hop, row.contact_class = uuid7(), person, 2, contact_class
        row.save(force_insert=True)
    assert actions.route_leads(run_id=world.run, by=by, at=at) == 1
    assert set(Lead.objects.values_list("person", flat=True)) == {world.scanner, world.case_person}


def test_the_grid_sees_its_own_leads_and_nobody_else_does(world):
    with scope.acting(Actor("grid", role="grid_worker", area=WANSHI)):
        assert [each.person for each in queries.lead_rows()] == [world.scanner]
    with scope.acting(Actor("other grid", role="grid_worker", area=areas.parse("320282107"))):
        assert list(queries.lead_rows()) == []


def test_a_reply_from_the_grid_settles_the_lead_and_proposes_the_confirmed(world, signed_in):
    [lead] = queries.lead_rows()
    browser = signed_in("grid_worker", "320282104")
    assert browser.get("/tracing/asked/").context["listing"].total == 1
    page = browser.get(f"/tracing/asked/{lead.id}/")
    assert known.case(world.case).number not in page.content.decode(), "whoever asks does not learn who is ill"
    answer = browser.post(f"/tracing/asked/{lead.id}/", {"outcome": "confirmed", "note": "坐在邻桌"})
    assert answer.status_code == 302
    outbox.drain()
    assert {each.outcome for each in queries.exposed(world.run) if each.person_id == world.scanner} == {
        CheckOutcome.CONFIRMED
    }
    [contact] = known.contacts(world.incident, person_ids=[world.scanner])
    assert contact.status is ContactState.PROPOSED, "an officer still decides"
    assert Access.objects.filter(action="tracing.reply").latest("id").persons == [world.scanner]


def test_not_reaching_anybody_leaves_the_lead_open_and_a_later_reply_settles_it(world, by, at):
    [lead] = queries.lead_rows()
    with pytest.raises(errors.NotePlease):
        actions.reply_lead(lead_id=lead.id, outcome=LeadOutcome.RULED_OUT, note=" ", by=by, at=at)
    actions.reply_lead(lead_id=lead.id, outcome=LeadOutcome.UNREACHED, note="无人", by=by, at=at)
    outbox.drain()
    assert {each.outcome for each in queries.exposed(world.run) if each.suggestion.is_lead} == {None}
    actions.reply_lead(lead_id=lead.id, outcome=LeadOutcome.RULED_OUT, note="手机借出", by=by, at=at)
    outbox.drain()
    assert known.contacts(world.incident, person_ids=[world.scanner]) == []
    assert [each.outcome for each in queries.replies(lead.id)] == ["ruled_out", "unreached"]


def test_what_was_settled_once_is_not_asked_again_by_the_next_trace(world, by, at):
    [lead] = queries.lead_rows()
    actions.reply_lead(lead_id=lead.id, outcome=LeadOutcome.RULED_OUT, note="手机借出", by=by, at=at)
    again = actions.start_trace(case_id=world.case, by=by, at=at)
    outbox.drain()
    assert {each.outcome for each in queries.exposed(again) if each.suggestion.is_lead} == {CheckOutcome.RULED_OUT}


def test_the_api_lists_and_takes_replies_within_the_own_area(world, signed_in):
    [lead] = queries.lead_rows()
    near, far = signed_in("grid_worker", "320282104"), signed_in("grid_worker", "320211")
    assert [each["number"] for each in near.get("/api/v1/trace-leads").json()] == [lead.number]
    assert far.get("/api/v1/trace-leads").json() == []
    body = json.dumps({"outcome": "confirmed", "note": "坐在邻桌"})
    path = f"/api/v1/trace-leads/{lead.id}/replies"
    assert far.post(path, body, content_type="application/json").status_code == 404
    assert near.post(path, body, content_type="application/json").json()["outcome"] == "confirmed"
    assert signed_in("sampler").get("/api/v1/trace-leads").status_code == 403
