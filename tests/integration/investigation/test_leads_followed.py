"""Leads where they are followed: a town's grid worker sees those of the own group and area, not the case, and answers."""

import json

import pytest

from sizao.ground.command import queries as command
from sizao.ground.command.types import GroupKind, TaskKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases
from sizao.trace.investigation import actions, errors, queries
from sizao.trace.investigation.types import Direction, LeadOutcome

pytestmark = pytest.mark.django_db
HEQIAO, WANSHI = areas.parse("320282107"), areas.parse("320282104")


@pytest.fixture
def leads(case_id, by, at):
    """One for the community group of another town than the case's, one for the investigators there."""
    interview = actions.begin(case_id=case_id, by=by, at=at)
    asked = {
        group: actions.ask_lead(
            investigation_id=interview, direction=Direction.FORWARD, what="核查同桌就餐人员", area=HEQIAO, group=group,
            by=by, at=at,
        )
        for group in (GroupKind.COMMUNITY, GroupKind.INVESTIGATION)
    }  # fmt: skip
    outbox.drain()
    return asked


def test_the_grid_follows_the_leads_of_its_group_and_area_without_seeing_the_investigation(leads, case_id):
    with scope.acting(Actor("grid", role="grid_worker", area=HEQIAO)):
        assert [row.id for row in queries.lead_rows("grid_worker")] == [leads[GroupKind.COMMUNITY]]
        with pytest.raises(errors.InvestigationNotFound):
            queries.investigation(queries.lead(leads[GroupKind.COMMUNITY]).investigation_id)
        with pytest.raises(errors.InvestigationNotFound):
            queries.lead_for(leads[GroupKind.INVESTIGATION], "grid_worker")
    with scope.acting(Actor("other grid", role="grid_worker", area=WANSHI)):
        assert len(queries.lead_rows("grid_worker")) == 1, "the town of the case sees its own investigation"


def test_an_answer_from_the_grid_finishes_the_task(leads, case_id, signed_in):
    lead = leads[GroupKind.COMMUNITY]
    browser = signed_in("grid_worker", "320282107")
    assert browser.get("/investigation/leads/").context["listing"].total == 1
    shown = browser.get(f"/investigation/leads/{lead}/").content.decode()
    assert cases.case(case_id).number not in shown
    done = browser.post(f"/investigation/leads/{lead}/", {"outcome": "confirmed", "note": "同桌三人,均已找到"})
    assert done.status_code == 302
    outbox.drain()
    assert queries.lead(lead).outcome is LeadOutcome.CONFIRMED
    number = queries.lead(lead).number
    open_tasks = command.tasks(incident_id=cases.case(case_id).incident_id, open_only=True)
    assert not [task for task in open_tasks if task.kind is TaskKind.TRACE and number in task.title.zh]


def test_the_api_answers_within_group_and_area_alone(leads, signed_in):
    near, far = signed_in("grid_worker", "320282107"), signed_in("grid_worker", "320211")
    assert len(near.get("/api/v1/investigation-leads").json()) == 1
    assert far.get("/api/v1/investigation-leads").json() == []
    body = json.dumps({"outcome": "unreached", "note": "上门无人应答"})
    for group, status in ((GroupKind.COMMUNITY, 201), (GroupKind.INVESTIGATION, 404)):
        path = f"/api/v1/investigation-leads/{leads[group]}/answers"
        assert near.post(path, body, content_type="application/json").status_code == status
        assert far.post(path, body, content_type="application/json").status_code == 404
    assert len(signed_in("epidemiologist").get("/api/v1/investigation-leads").json()) == 2
