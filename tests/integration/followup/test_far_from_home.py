"""People kept far from home: who runs the site works with them as with neighbours, though they live in another county."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.editions import ContactClass
from sizao.kernel.words import Words
from sizao.measures.followup import actions, queries
from sizao.measures.followup.types import CheckOutcome, TestState
from sizao.spine.audit.models import Access
from sizao.spine.outbox.models import EventRow
from sizao.spine.scope import queries as scope
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import ProposedContact
from tests.integration.cases.conftest import BINHU, WANSHI

YIXING = areas.parse("320282")

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan_id(approved, by, at):
    """The plan of somebody who lives in Yixing and was brought to a hotel in Binhu."""
    [found] = actions.begin_plans(contact_ids=approved(1), by=by, at=at - timedelta(hours=1)).plan_ids
    hotel = NewPlace(words=Words("某酒店", "A hotel"), kind=PlaceKind.QUARANTINE_SITE, area=BINHU)
    site = registry.add_place(place=hotel, by=by, at=at)
    actions.record_placement(plan_ids=[found], place_id=site, by=by, at=at - timedelta(minutes=30))
    return found


@pytest.fixture
def manager(signed_in):
    """Who runs the site, in a browser."""
    return signed_in("site_manager", "320211")


def test_whoever_runs_the_site_opens_the_plan_and_the_home_county_can_read_that(manager, plan_id, by):
    plan = f"/followup/plans/{plan_id}/"
    assert plan in manager.get("/followup/plans/").content.decode()
    assert manager.get(plan).status_code == 200
    with scope.acting(by):
        assert Access.objects.get(action="followup.read").area == WANSHI


def test_whoever_runs_the_site_records_the_check_and_the_test(manager, plan_id, by, at):
    check, test = queries.checks(plan_id)[0], queries.tests(plan_id)[0]
    given = {"outcome": "symptom", "symptoms": ["cough"], "temperature": "38.2"}
    assert manager.post(f"/followup/checks/{check.id}/", given).status_code == 302
    assert queries.check(check.id).outcome is CheckOutcome.SYMPTOM
    result = {"sampled_at": "2021-12-11T12:00", "result": "positive", "laboratory": "A"}
    assert manager.post(f"/followup/tests/{test.id}/", result).status_code == 302
    assert queries.tests(plan_id)[0].state is TestState.DONE
    with scope.acting(by):
        announced = EventRow.objects.filter(by_role="site_manager")
        assert {each.name.rpartition(".")[2] for each in announced} >= {"symptom-reported", "positive-tested"}
        assert {each.area for each in announced} == {YIXING}, "the flow goes on in the county of the incident"


def test_the_case_s_county_decides_on_a_contact_who_lives_elsewhere(case_id, incident_id, people, signed_in, by, at):
    guest = ProposedContact(
        person_id=people(1)[0], area=BINHU, last_exposure_at=at - timedelta(days=1), contact_class=ContactClass.CLOSE,
        source_case_id=case_id,
    )  # fmt: skip
    [contact] = cases.propose_contacts(incident_id=incident_id, proposals=[guest], by=by, at=at).contact_ids
    browser = signed_in("epidemiologist", "320282")
    assert browser.get(f"/cases/contacts/{contact}/").status_code == 200
    with scope.acting(by):
        assert Access.objects.get(action="contacts.read").area == BINHU
