"""The API keeps its own description: whatever is sent to any operation, no 5xx and no answer that is not declared.

Schemathesis makes the requests, good and bad, from the OpenAPI document, and sends them to the application in process.
``GENTEST_EXAMPLES`` sets how many it makes for each operation.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from django.test import TransactionTestCase
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import (
    content_type_conformance,
    not_a_server_error,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from sizao.ground.command import queries as command
from sizao.ground.registry import queries as registry
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.measures.followup import queries as followup
from sizao.measures.screening import queries as screening
from sizao.measures.zones import queries as zones
from sizao.project.wsgi import application
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts import rules
from sizao.spine.accounts.types import Right, Role
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases
from tests.described import DOCUMENT
from tests.integration.board import world as outbreak
from tools.docs import endpoints

EXAMPLES = int(os.environ.get("GENTEST_EXAMPLES", "6"))
CHECKS = [
    not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance,
    response_schema_conformance,
]  # fmt: skip
AT = datetime(2021, 12, 11, 8, 0, tzinfo=UTC)
WUXI = areas.parse("3202")
CALLERS = (
    Role.EPIDEMIOLOGIST, Role.DATA_OFFICER, Role.COMMANDER, Role.LAB, Role.SAMPLER, Role.CHECKPOINT, Role.COMMUNITY,
    Role.POLICE, Role.INSPECTOR, Role.COORDINATOR, Role.AUDITOR,
)  # fmt: skip
"""An operation is called by the first of these whose role may call it."""

schema = schemathesis.openapi.from_dict(DOCUMENT)
schema.app = application


def known(path: str) -> str:
    return re.sub("{[^}:]+:", "{", path)


RIGHTS = {(each.method, known(each.path)): each.rights for each in endpoints() if each.method != "PAGE"}


def caller(method: str, path: str) -> Role:
    rights = [Right(each) for each in RIGHTS[method, path]]
    return next(role for role in CALLERS if all(rules.may(role, right) for right in rights))


@dataclass(frozen=True)
class World:
    """A small outbreak, and who calls."""

    tokens: dict[Role, str]
    existing: dict[str, list[object]]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """Built and committed once for all operations; the database is thrown away afterwards."""
    by, now = Actor.system("test"), datetime.now(UTC)
    with django_db_blocker.unblock(), one_connection():
        with scope.acting(by):
            tokens = {role: token(role, by, now) for role in CALLERS}
            incident = outbreak.build(by, AT)
        with scope.acting(by):
            found = existing(incident)
        yield World(tokens, found)
        TransactionTestCase._fixture_teardown(None)


@contextmanager
def one_connection() -> Iterator[None]:
    """The application answers on the test's own connection, as it does for Django's test client."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def token(role: Role, by: Actor, now: datetime) -> str:
    return accounts.create_client(name=f"schema-{role}", role=role, area=WUXI, by=by, at=now)


def existing(incident: UUID) -> dict[str, list[object]]:
    """What the addresses and bodies of requests can point at, by the name they use for it."""
    return {
        "incident_id": [incident],
        "task_id": [each.id for each in command.tasks(incident_id=incident)][:3],
        "zone_id": [each.id for each in zones.zones(incident_id=incident)],
        "case_id": [each.id for each in cases.cases(incident)][:3],
        "contact_id": [each.id for each in cases.contacts(incident)][:3],
        "point_id": [each.id for each in screening.points(incident_id=incident)],
        "plan_id": [each.id for each in followup.plans(incident_id=incident)][:3],
        "place_id": [each.id for each in registry.search_places("万石")],
        "area": ["320282", "320282109", "320211", "110000"],
        "code": ["320282", "320282109"],
        "edition_id": ["cn-covid-ed8"],
    }


def aim(case: Any, existing: dict[str, list[object]]) -> None:
    """Point two of three requests at things that exist: made-up ids alone would only test the refusal."""
    for part in (case.path_parameters, case.query, case.body):
        for name in list(part) if isinstance(part, dict) else ():
            choice = sum(str(part[name]).encode()) % 3
            if choice and existing.get(name):
                found = existing[name][choice % len(existing[name])]
                part[name] = str(found) if isinstance(found, UUID) else found


@pytest.mark.parametrize(
    "operation", [each.ok() for each in schema.get_all_operations()], ids=lambda operation: operation.label
)
@settings(
    max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck), database=None,
    phases=[Phase.generate], derandomize=True,
)  # fmt: skip
@given(data=st.data())
def test_every_answer_is_declared(operation, world, data):
    """Each operation is a test of its own name: workers share tests out by their names."""
    case = data.draw(st.one_of([operation.as_strategy(generation_mode=mode) for mode in GenerationMode]))
    aim(case, world.existing)
    role = caller(case.method.upper(), operation.full_path)
    with transaction.atomic():
        # The in-process transport does not undo compression, so none is asked for.
        headers = {"Authorization": f"Bearer {world.tokens[role]}", "Accept-Encoding": "identity"}
        case.call_and_validate(headers=headers, checks=CHECKS)
        transaction.set_rollback(True)
