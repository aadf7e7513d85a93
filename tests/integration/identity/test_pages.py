"""The vault's pages and API: found in area only, nothing in addresses, looks logged, refusals logged too."""

import json

import pytest

from sizao.ground.identity import actions, queries
from sizao.ground.identity.types import NewIdentity
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.phones import synthetic_phone
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope

YIXING = areas.parse("320282")
NUMBER, PHONE = synthetic_document(1).number, synthetic_phone(1)[3:]
REASON = "电话核实密接的居住地址"
pytestmark = pytest.mark.django_db


@pytest.fixture
def someone(at, db):
    by = Actor.system("test")
    with scope.acting(by):
        given = NewIdentity("单甲乙", DocumentKind.CITIZEN_ID, NUMBER, PHONE, "解放东路 1 号")
        [handle] = actions.resolve(identities=[given], area=YIXING, by=by, at=at)
        registry.add_persons(persons=[NewPerson(area_residence=YIXING, id=handle.person_id)], by=by, at=at)
        return queries.registry.persons([handle.person_id])[handle.person_id]


def looks(person_id):
    with scope.acting(Actor.system("test")):
        return [
            (row.action, row.allowed)
            for row in Access.objects.filter(
                persons__contains=[person_id], action__in=["identity.search", "identity.reveal"]
            ).order_by("id")
        ]


@pytest.mark.parametrize("text", ["单甲乙", "sjy", NUMBER, PHONE])
def test_a_search_shows_the_person_masked(signed_in, someone, text):
    answer = signed_in("epidemiologist").post("/identity/", {"text": text, "purpose": "case_investigation"})
    shown = answer.content.decode()
    assert answer.status_code == 200 and "单*" in shown and someone.number in shown
    assert "解放东路" not in shown and shown.count(NUMBER) == (text == NUMBER)  # the box keeps what was typed
    assert looks(someone.id) == [("identity.search", True)]


def test_in_another_area_the_same_search_finds_nobody(signed_in, someone):
    found = signed_in("epidemiologist", "320281").post("/identity/", {"text": NUMBER, "purpose": "sampling"})
    unknown = signed_in("epidemiologist", "320281").post(
        "/identity/", {"text": synthetic_document(2).number, "purpose": "sampling"}
    )
    neutral = [
        answer.content.decode().replace(NUMBER, "").replace(synthetic_document(2).number, "")
        for answer in (found, unknown)
    ]
    assert "Nobody of your area was found" in neutral[0]
    assert len(neutral[0]) == len(neutral[1])


def test_a_search_needs_a_purpose(signed_in, someone):
    assert signed_in("epidemiologist").post("/identity/", {"text": NUMBER}).status_code == 422
    assert looks(someone.id) == []


def test_the_page_of_a_person_is_masked_until_a_reason_is_given(signed_in, someone):
    browser = signed_in("epidemiologist")
    masked = browser.post("/identity/person/", {"number": someone.number}).content.decode()
    assert "单*" in masked and NUMBER not in masked and PHONE not in masked and "解放东路" not in masked
    given = {"number": someone.number, "purpose": "contact_management", "reason": REASON}
    opened = browser.post("/identity/reveal/", given).content.decode()
    for value in ("单甲乙", NUMBER, PHONE, "解放东路 1 号"):
        assert value in opened, value
    assert looks(someone.id) == [("identity.reveal", True)]


def test_a_refused_look_shows_the_sentence_and_stays_in_the_log(signed_in, someone):
    given = {"number": someone.number, "purpose": "contact_management", "reason": "看看"}
    answer = signed_in("epidemiologist").post("/identity/reveal/", given)
    assert answer.status_code == 422 and "at least 10 characters" in answer.content.decode()
    assert NUMBER not in answer.content.decode()
    assert looks(someone.id) == [("identity.reveal", False)]


def test_a_person_of_another_area_is_not_found(signed_in, someone):
    stranger = signed_in("epidemiologist", "320281")
    given = {"number": someone.number, "purpose": "contact_management", "reason": REASON}
    for address in ("/identity/person/", "/identity/reveal/"):
        elsewhere, nowhere = stranger.post(address, given), stranger.post(address, given | {"number": "P-000000000"})
        assert elsewhere.status_code == nowhere.status_code == 404
        assert len(elsewhere.content) == len(nowhere.content)


def test_no_address_holds_a_number_and_an_opened_address_goes_back_to_the_search(signed_in, someone):
    assert signed_in("epidemiologist").get("/identity/person/").headers["location"] == "/identity/"
    refused = signed_in("epidemiologist").get("/identity/reveal/")
    assert (refused.status_code, refused["Allow"]) == (405, "POST")


def test_a_role_that_may_search_but_not_look_has_no_button(signed_in, someone):
    community = signed_in("community")
    shown = community.post("/identity/person/", {"number": someone.number}).content.decode()
    assert "单*" in shown and "/identity/reveal/" not in shown
    given = {"number": someone.number, "purpose": "supply", "reason": REASON}
    assert community.post("/identity/reveal/", given).status_code == 403


@pytest.mark.parametrize("role", ["commander", "lab", "auditor", "system_admin"])
def test_roles_without_identities_do_not_get_in(signed_in, role):
    assert signed_in(role).get("/identity/").status_code == 403


def test_the_pages_speak_chinese(signed_in, someone):
    browser = signed_in("epidemiologist", language="zh-hans")
    assert "查找人员" in browser.get("/identity/").content.decode()
    shown = browser.post("/identity/person/", {"number": someone.number}).content.decode()
    assert "谁看过" in shown and "居民身份证" in shown


def call(browser, address, body):
    return browser.post(address, json.dumps(body), content_type="application/json")


def test_the_api_searches_masked_and_reveals_with_a_reason(signed_in, someone):
    browser = signed_in("epidemiologist")
    found = call(browser, "/api/v1/identity/search", {"text": NUMBER, "purpose": "sampling"})
    assert found.json() == [
        {"number": someone.number, "name": "单*", "document_kind": "citizen_id",
         "document": NUMBER[:4] + "*" * 12 + NUMBER[-2:], "phone": PHONE[:3] + "****" + PHONE[-4:]}
    ]  # fmt: skip
    asked = {"numbers": [someone.number], "purpose": "sampling", "reason": REASON}
    [opened] = call(browser, "/api/v1/identity/reveal", asked).json()
    assert (opened["name"], opened["document_number"], opened["phone"]) == ("单甲乙", NUMBER, "+86" + PHONE)
    assert looks(someone.id) == [("identity.search", True), ("identity.reveal", True)]


def test_the_api_refuses_other_purposes_other_fields_and_weak_reasons(signed_in, someone):
    browser = signed_in("epidemiologist")
    asked = {"numbers": [someone.number], "purpose": "sampling", "reason": REASON}
    assert call(browser, "/api/v1/identity/reveal", asked | {"purpose": "criminal_investigation"}).status_code == 422
    assert call(browser, "/api/v1/identity/reveal", asked | {"area": "32"}).status_code == 422
    weak = call(browser, "/api/v1/identity/reveal", asked | {"reason": ""})
    assert weak.status_code == 422 and weak.json()["code"] == "identity.reason_needed"
    assert looks(someone.id) == [("identity.reveal", False)]
    unknown = call(browser, "/api/v1/identity/reveal", asked | {"numbers": ["P-000000000"]})
    assert unknown.status_code == 404
