"""How the API refuses: by status, with a problem document in both languages, before anything else is looked at."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from sizao.kernel import areas
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts import rules
from sizao.spine.accounts.types import Right, Role
from tests.described import DOCUMENT
from tools.docs import endpoints

pytestmark = pytest.mark.django_db
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
WUXI = areas.parse("3202")


def known(path: str) -> str:
    """The address as the description writes it, without Django's converters."""
    return re.sub("{[^}:]+:", "{", path)


RIGHTS = {(each.method, known(each.path)): each.rights for each in endpoints() if each.method != "PAGE"}


def caller(method: str, path: str) -> Role:
    rights = [Right(each) for each in RIGHTS[method, path]]
    return next(role for role in Role if all(rules.may(role, right) for right in rights))


@pytest.fixture
def tokens(by) -> dict[Role, str]:
    """A client of every role."""
    now = datetime.now(UTC)
    return {role: accounts.create_client(name=f"refused-{role}", role=role, area=WUXI, by=by, at=now) for role in Role}


OPERATIONS = sorted(RIGHTS)


def address(path: str) -> str:
    return "/".join("00000000-0000-0000-0000-000000000000" if part[:1] == "{" else part for part in path.split("/"))


def is_problem(answer: Any, status: int) -> bool:
    body = answer.json()
    return (
        answer.status_code == body["status"] == status
        and answer["content-type"] == "application/problem+json"
        and bool(body["detail_zh"])
        and bool(body["detail_en"])
    )


def test_the_served_description_is_the_one_tested(db):
    assert Client().get("/api/v1/openapi.json").json() == DOCUMENT


def test_every_operation_is_described():
    described = {(method.upper(), path) for path, each in DOCUMENT["paths"].items() for method in each}
    assert described == set(OPERATIONS)


def test_a_method_that_is_not_described_is_turned_away(tokens):
    browser = Client(headers={"authorization": f"Bearer {tokens[Role.COMMANDER]}"})
    for path, each in DOCUMENT["paths"].items():
        described = {method.upper() for method in each}
        for method in set(METHODS) - described:
            answer = browser.generic(method, address(path), b"{}", content_type="application/json")
            assert answer.status_code == 405, (method, path)
            assert set(answer["allow"].split(", ")) == described, path


def test_without_a_token_every_operation_answers_401_as_a_problem(db):
    for method, path in OPERATIONS:
        answer = Client().generic(method, address(path), b"{}", content_type="application/json")
        assert is_problem(answer, 401), (method, path, answer.content)
        assert answer["www-authenticate"] == "Bearer"


def test_without_the_right_every_operation_answers_403_as_a_problem(tokens):
    browser = Client(headers={"authorization": f"Bearer {tokens[Role.AUDITOR]}"})
    for method, path in OPERATIONS:
        if all(rules.may(Role.AUDITOR, Right(right)) for right in RIGHTS[method, path]):
            continue
        answer = browser.generic(method, address(path), b"{}", content_type="application/json")
        assert is_problem(answer, 403), (method, path, answer.content)


def takes_json(operation: dict[str, Any]) -> bool:
    return "application/json" in operation.get("requestBody", {}).get("content", {})


BODIES = {path for path, each in DOCUMENT["paths"].items() if takes_json(each.get("post", {}))}


def test_a_body_that_is_not_wanted_is_refused_in_both_languages(tokens):
    for path in sorted(BODIES):
        browser = Client(headers={"authorization": f"Bearer {tokens[caller('POST', path)]}"})

        def post(body: bytes, browser: Client = browser, path: str = path) -> Any:
            return browser.post(address(path), body, content_type="application/json")

        assert is_problem(post(b"{"), 400), path
        assert is_problem(post(b'{"no_such_key": "\\u0000"}'), 422), path
        unwanted = post(b'{"no_such_key": 1}')
        assert is_problem(unwanted, 422), path
        found = unwanted.json()["errors"]
        assert any(each["where"].endswith("no_such_key") for each in found), path
        assert all(each["zh"] and each["en"] for each in found), path
