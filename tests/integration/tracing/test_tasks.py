"""A trace belongs to a task of the officer who runs it: the run, its page and the access log name it."""

import json

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.kernel.words import Words
from sizao.spine.accounts.models import User
from sizao.spine.audit.models import Access
from sizao.trace.tracing import queries
from tests.integration.tracing.test_tracing import World, world

__all__ = ["World", "world"]
pytestmark = pytest.mark.django_db
FORM = {"purpose": "case_investigation", "legal_basis": "infectious_diseases_law", "step": "run"}


@pytest.fixture
def officer(signed_in):
    return signed_in("epidemiologist")


@pytest.fixture
def task(world, officer, by, at):
    """An open task of the officer's own in the incident of the case."""
    world.record_stays()
    user = User.objects.get(pk=officer.session["_auth_user_id"])
    incident = world.incident
    area = commanded.incident(incident).area
    new = NewTask(TaskKind.INVESTIGATE, Words("追踪病例", "Trace the case"), GroupKind.INVESTIGATION, area, None, "")
    made = command.create_task(new=new, incident_id=incident, by=by, at=at)
    command.assign_task(task_id=made, assignee=user.display_name, assignee_id=user.pk, by=by, at=at)
    return made


def test_looking_into_a_case_needs_a_task_and_is_logged_with_it(world, officer, task):
    page = f"/tracing/start/{world.case}/"
    assert str(task) in officer.get(page).content.decode()
    refused = officer.post(page, FORM)
    assert (refused.status_code, queries.runs(world.case)) == (422, [])
    assert "task" in refused.context["form"].errors
    assert officer.post(page, {**FORM, "task": str(task)}).status_code == 302
    [run] = queries.runs(world.case)
    logged = Access.objects.get(action="tracing.run")
    assert (run.task_id, logged.task_id) == (task, task)
    assert f"persons {run.counts.persons};" in logged.reason
    assert commanded.task(task).number in officer.get(f"/tracing/{run.id}/").content.decode()
    assert officer.get(f"/api/v1/traces/{run.id}").json()["task"] == str(task)


def test_a_task_of_somebody_else_is_no_ground(world, officer, task, signed_in):
    other = signed_in("commander")
    body = {"case_id": str(world.case), "purpose": "contact_management", "legal_basis": "infectious_diseases_law"}
    named = json.dumps({**body, "task_id": str(task)})
    assert other.post("/api/v1/traces", named, content_type="application/json").status_code == 403
    assert queries.runs(world.case) == []
    assert other.post("/api/v1/traces", json.dumps(body), content_type="application/json").status_code == 201
    assert officer.post("/api/v1/traces", named, content_type="application/json").json()["task"] == str(task)
