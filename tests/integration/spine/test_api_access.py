"""Clients of the API: tokens, scope, and writes that happen once."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from sizao.ground.registry import queries
from sizao.kernel import areas
from sizao.spine.accounts import actions
from sizao.spine.accounts.types import Role

pytestmark = pytest.mark.django_db
BODY = {"name_zh": "西园新村", "kind": "home", "area": "320282104"}


@pytest.fixture
def token(by) -> str:
    now = datetime.now(UTC)
    return actions.create_client(name="feed", role=Role.GRID_WORKER, area=areas.parse("320282"), by=by, at=now)


def post(token, body, **headers):
    headers = {"authorization": f"Bearer {token}", **headers}
    return Client(headers=headers).post("/api/v1/places", json.dumps(body), content_type="application/json")


def test_a_client_writes_inside_its_area(token, by):
    assert post(token, BODY).status_code == 201
    assert len(queries.search_places("西园新村")) == 1


def test_a_client_cannot_write_outside_its_area(token):
    answer = post(token, {**BODY, "area": "320281104"})
    assert answer.status_code == 404
    assert answer["content-type"] == "application/problem+json"


@pytest.mark.parametrize("wrong", ["", "x" * 43])
def test_an_unknown_token_is_turned_away(wrong):
    assert post(wrong, BODY).status_code == 401


def test_an_expired_token_is_turned_away(by):
    then = datetime.now(UTC) - timedelta(days=2)
    old = actions.create_client(
        name="old", role=Role.GRID_WORKER, area=0, by=by, at=then, until=then + timedelta(days=1)
    )
    assert post(old, BODY).status_code == 401


def test_the_same_key_and_body_write_once_and_get_the_same_answer(token, by):
    first = post(token, BODY, **{"idempotency-key": "k1"})
    second = post(token, BODY, **{"idempotency-key": "k1"})
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert second["Idempotent-Replayed"] == "true"
    assert len(queries.search_places("西园新村")) == 1


def test_the_same_key_with_another_body_is_refused(token, by):
    post(token, BODY, **{"idempotency-key": "k1"})
    other = post(token, {**BODY, "name_zh": "东园新村"}, **{"idempotency-key": "k1"})
    assert other.status_code == 409
    assert other.json()["code"] == "accounts.key_reused"
    assert queries.search_places("东园新村") == []


def test_a_refused_write_leaves_its_key_free(token, by):
    assert post(token, {**BODY, "kind": "moon"}, **{"idempotency-key": "k2"}).status_code == 422
    assert post(token, BODY, **{"idempotency-key": "k2"}).status_code == 201
