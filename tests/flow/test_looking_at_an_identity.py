"""A task opens an identity to the person who holds it, as long as it is open, and to nobody else."""

import pytest

from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.identity import actions as identity
from sizao.ground.identity.errors import TaskNotYours
from sizao.ground.identity.types import NewIdentity, Purpose
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.phones import synthetic_phone
from sizao.kernel.words import Words
from sizao.spine.audit.models import Access

YIXING = areas.parse("320282")
pytestmark = pytest.mark.django_db


def officer(user):
    return Actor(name=user.username, kind=ActorKind.PERSON, user_id=user.pk, role="tracer", area=YIXING)


@pytest.fixture
def person(by, at):
    given = NewIdentity(name="单甲乙", phone=synthetic_phone(1))
    [handle] = identity.resolve(identities=[given], area=YIXING, by=by, at=at)
    registry.add_persons(persons=[NewPerson(area_residence=YIXING, id=handle.person_id)], by=by, at=at)
    return handle.person_id


@pytest.fixture
def task_of(by, at):
    command.open_incident(
        title=Words("宜兴一例", "One case"), disease="covid-19", area=YIXING, reported_at=at, by=by, at=at
    )

    def give(actor):
        new = NewTask(
            kind=TaskKind.FOLLOW_UP, title=Words("电话核实密接", "Call the contact"), group=GroupKind.INVESTIGATION,
            area=YIXING, assignee_id=actor.user_id, assignee=actor.name,
        )  # fmt: skip
        return command.create_task(new=new, by=by, at=at)

    return give


def test_the_holder_looks_without_a_reason_and_the_log_names_the_task(person, task_of, staff, acting, at):
    caller = officer(staff("tracer"))
    task = task_of(caller)
    acting(caller)
    opened = identity.reveal(person_ids=[person], purpose=Purpose.CONTACT_MANAGEMENT, by=caller, at=at, task_id=task)
    assert opened[person].name == "单甲乙"
    assert Access.objects.filter(action="identity.reveal").latest("id").task_id == task


def test_nobody_else_looks_with_it_and_not_after_it_is_done(person, task_of, staff, acting, by, at):
    caller, colleague = officer(staff("tracer")), officer(staff("tracer", name="tracer-two"))
    task = task_of(caller)
    ask = {"person_ids": [person], "purpose": Purpose.CONTACT_MANAGEMENT, "at": at, "task_id": task}
    with pytest.raises(TaskNotYours):
        identity.reveal(**ask, by=colleague)
    command.complete_task(task_id=task, evidence="已电话核实", by=by, at=at)
    with pytest.raises(TaskNotYours):
        identity.reveal(**ask, by=caller)


def test_the_page_offers_the_holders_tasks(person, task_of, staff, signed_in):
    task = task_of(officer(staff("tracer")))
    from sizao.ground.registry import queries

    number = queries.persons([person])[person].number
    browser = signed_in("tracer")
    assert str(task) in browser.post("/identity/person/", {"number": number}).content.decode()
    given = {"number": number, "purpose": "contact_management", "task": str(task), "reason": ""}
    assert "单甲乙" in browser.post("/identity/reveal/", given).content.decode()
