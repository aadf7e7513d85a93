"""Left out of a run: counted there, passing nothing on, and back on the list as soon as they were exposed again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import KeyGroup, NewPerson, NewPlace, PlaceKind
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import NewStay
from sizao.trace.tracing import actions, queries
from sizao.trace.tracing.types import Exclusion
from tests.integration.tracing.test_tracing import WANSHI, World

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def world(by, at):
    """The case's noon at table; the guest is approved as a close contact."""
    made = World(by, at)
    made.record_stays()
    outbox.drain()
    [contact] = known.contacts(made.incident, person_ids=[made.guest])
    assert cases.approve_contacts(contact_ids=[contact.id], by=by, at=at).done
    return made


def found(world, by, at, *leave_out):
    run = queries.run(actions.start_trace(case_id=world.case, leave_out=leave_out, by=by, at=at))
    return run, {each.person_id: each for each in queries.exposed(run.id)}


def test_the_managed_are_counted_and_pass_nothing_on(world, by, at):
    before, everybody = found(world, by, at)
    assert {world.guest, world.colleague} <= everybody.keys() and before.counts.excluded == {}
    run, left = found(world, by, at, Exclusion.MANAGED)
    assert everybody.keys() - left.keys() == {world.guest, world.colleague}
    assert run.counts.excluded == {Exclusion.MANAGED: 1}, "the colleague was met through the guest alone"
    assert run.counts.persons == len(left) and run.query.exclude_persons == (world.guest,)


def test_who_was_exposed_again_stays_on_the_list(world, by, at):
    later = NewStay(start=world.noon + 6 * HOUR, until=world.noon + 8 * HOUR, place_id=world.workshop)
    cases.record_stays(case_id=world.case, stays=[later], by=by, at=at)
    run, left = found(world, by, at, Exclusion.MANAGED)
    assert world.guest in left and run.counts.excluded == {}


def test_staff_at_a_fever_clinic(world, by, at, signed_in):
    clinic = registry.add_place(
        place=NewPlace(words=Words("发热门诊", "Fever clinic"), kind=PlaceKind.FEVER_CLINIC, area=WANSHI), by=by, at=at
    )
    nurse, patient = registry.add_persons(
        persons=[NewPerson(area_residence=WANSHI, key_group=KeyGroup.HEALTH_STAFF), NewPerson(area_residence=WANSHI)],
        by=by, at=at,
    )  # fmt: skip
    people = (world.case_person, nurse, patient)
    presence.record_visits(
        visits=[world.visit(each, clinic, 9, 10, VisitSource.CHECKPOINT) for each in people], by=by, at=at
    )
    run, left = found(world, by, at, Exclusion.ON_DUTY)
    assert patient in left and nurse not in left and run.counts.excluded == {Exclusion.ON_DUTY: 1}
    browser = signed_in("epidemiologist", language="zh-hans")
    assert "在岗防护人员" in browser.get(f"/tracing/{run.id}/").content.decode()
    body = {
        "case_id": str(world.case), "purpose": "contact_management", "legal_basis": "infectious_diseases_law",
        "leave_out": ["managed", "on_duty"],
    }  # fmt: skip
    made = browser.post("/api/v1/traces", body, content_type="application/json").json()
    assert made["counts"]["excluded"] == {"managed": 1, "on_duty": 1}
    assert made["query"]["exclude_persons"] == [], "nobody's number without a look at the list"
    counted = browser.post(
        f"/tracing/start/{world.case}/", {**body, "leave_out": ["on_duty"], "step": "count"}
    ).content.decode()
    assert "在岗防护人员" in counted
