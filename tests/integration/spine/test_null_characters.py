"""PostgreSQL keeps no null character: text with one is refused with a sentence before it gets there, on every door."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client

from sizao.kernel import areas
from sizao.spine.accounts import actions
from sizao.spine.accounts.types import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address", ["/registry/places/?q=a%00b", "/cases/contacts/?q=%00", "/identity/?q=%00", "/registry/areas/?x%00=1"]
)
def test_in_an_address_it_is_refused_as_a_page(signed_in, address):
    answer = signed_in("epidemiologist").get(address)
    assert answer.status_code == 422
    assert "null character" in answer.content.decode()


def test_in_a_form_it_is_refused(signed_in):
    browser = signed_in("epidemiologist", language="zh-hans")
    answer = browser.post("/identity/", {"text": "王\0", "purpose": "case_investigation"})
    assert answer.status_code == 422
    assert "空字符" in answer.content.decode()


def test_at_the_sign_in_page_it_is_refused():
    assert Client().post("/access/sign-in/", {"username": "a\0b", "password": "x"}).status_code == 422


@pytest.fixture
def browser(by) -> Client:
    now = datetime.now(UTC)
    token = actions.create_client(name="feed", role=Role.EPIDEMIOLOGIST, area=areas.parse("320282"), by=by, at=now)
    return Client(headers={"authorization": f"Bearer {token}", "accept-language": "zh-hans"})


def test_in_the_api_it_is_a_problem_document(browser):
    body = {"name_zh": "西园\0新村", "kind": "home", "area": "320282104"}
    for answer in (
        browser.post("/api/v1/places", json.dumps(body), content_type="application/json"),
        browser.get("/api/v1/places?q=%00"),
        browser.get("/api/v1/editions/a%00b"),
    ):
        assert (answer.status_code, answer["content-type"]) == (422, "application/problem+json")
        assert answer.json()["code"] == "web.null_character"


def test_a_written_backslash_is_not_taken_for_one(browser):
    body = {"name_zh": r"西园\u0000", "kind": "home", "area": "320282104"}
    assert browser.post("/api/v1/places", json.dumps(body), content_type="application/json").status_code == 201


@pytest.mark.parametrize("address", ["/api/v1/nothing", "/nothing/"])
def test_an_address_that_does_not_exist_is_said_in_the_callers_language(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 404
    assert "没有这条记录" in json.loads(answer.content)["detail"] if "api" in address else answer.content.decode()
