"""Which traces must name a task, and which task is a ground."""

from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest

from sizao.ground.command.types import TaskFacts, TaskKind, TaskState
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.words import Words
from sizao.trace.tracing import errors, rules
from sizao.trace.tracing.types import PURPOSES, Purpose

TERMS = rules.binding()
INCIDENT, OTHER = uuid4(), uuid4()
OFFICER, FLOW = Actor("officer", ActorKind.PERSON, 7), Actor.system("flow.step3")


def task(incident: UUID | None = INCIDENT) -> TaskFacts:
    return TaskFacts(
        uuid4(), "T-1", TaskKind.INVESTIGATE, Words("流调", "x"), 0, TaskState.ASSIGNED, uuid4(), "investigation",
        datetime(2021, 12, 11, tzinfo=UTC), None, incident,
    )  # fmt: skip


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_run_without_a_task_is_refused_where_the_rule_asks_for_one_and_never_to_the_platform(purpose):
    refused = not rules.may_bind(purpose, None, [], INCIDENT, OFFICER, TERMS)
    assert refused == (purpose in TERMS.need_task)
    assert rules.may_bind(purpose, None, [], INCIDENT, FLOW, TERMS)


def test_looking_into_a_case_needs_a_task_and_the_refusal_says_by_which_clause():
    refused = rules.may_bind(Purpose.CASE_INVESTIGATION, None, [], INCIDENT, OFFICER, TERMS).refusal
    assert isinstance(refused, errors.TaskNeeded)
    assert TERMS.clause.zh in refused.words.zh and TERMS.clause.en in refused.words.en


def test_only_an_open_task_of_ones_own_in_the_same_incident_is_a_ground():
    own, elsewhere, free = task(), task(OTHER), task(None)
    held = [own, elsewhere, free]
    allowed = [
        bool(rules.may_bind(Purpose.CONTACT_MANAGEMENT, each.id, held, INCIDENT, OFFICER, TERMS)) for each in held
    ]
    assert allowed == [True, False, True]
    assert isinstance(
        rules.may_bind(Purpose.CONTACT_MANAGEMENT, uuid4(), held, INCIDENT, OFFICER, TERMS).refusal, errors.TaskNoGround
    )


def test_a_file_without_a_rule_for_every_purpose_is_refused(tmp_path):
    own = tmp_path / "binding.toml"
    own.write_text(
        'version="1"\nissued=2021-11-01\nzh="甲"\nen="a"\n[[purpose]]\npurpose="contact_management"\nneeds_task=false\n',
        "utf-8",
    )
    with pytest.raises(ValueError, match="one rule of its task"):
        rules.binding(own)
