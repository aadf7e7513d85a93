"""Organisations: listed within the own area, entered on a page and over the API, offered where somebody answers."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.types import NewPlace, OrganisationKind, PlaceKind
from sizao.kernel import areas
from sizao.kernel.words import Words
from sizao.spine.outbox.models import EventRow
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db
YIXING, JIANGYIN, TOWN = (areas.parse(code) for code in ("320282", "320281", "320282109"))
CODE = "91350100M000100Y43"
"""The example of GB 32100-2015, annex."""
GIVEN = {"name_zh": "万石建材厂", "name_en": "", "kind": "company", "area": "320282104", "credit_code": CODE}


@pytest.mark.parametrize(
    "wrong", ["91350100M000100Y44", "91350100M000100Y4", "91350100m000100Y43", "9135O100M000100Y43"]
)
def test_a_credit_code_checks_itself(wrong):
    assert rules.may_have_credit_code(CODE) and rules.may_have_credit_code("")
    assert not rules.may_have_credit_code(wrong)


def test_it_is_entered_on_a_page_and_listed_and_offered(signed_in, by):
    officer = signed_in("data_officer", "3202")
    assert officer.post("/registry/organisations/add/", GIVEN).status_code == 302
    page = officer.get("/registry/organisations/").content.decode()
    assert "万石建材厂" in page and CODE in page
    assert "万石建材厂" not in officer.get("/registry/organisations/?kind=school").content.decode()
    assert "/registry/organisations/" in officer.get("/registry/places/").content.decode()
    assert "万石建材厂" in {each.words.zh for each in queries.organisations_near(YIXING)}


def test_a_wrong_credit_code_is_refused_with_its_sentence(signed_in):
    officer = signed_in("data_officer", "3202", "zh-hans")
    answer = officer.post("/registry/organisations/add/", {**GIVEN, "credit_code": "91350100M000100Y44"})
    assert answer.status_code == 422 and "统一社会信用代码" in answer.content.decode()


def test_over_the_api_and_never_outside_the_own_area(signed_in, by, at):
    actions.add_organisation(
        words=Words("江阴某校", "A school"), kind=OrganisationKind.SCHOOL, area=JIANGYIN, by=by, at=at
    )  # fmt: skip
    officer = signed_in("data_officer", "320282")
    made = officer.post("/api/v1/organisations", GIVEN, content_type="application/json")
    assert made.status_code == 201
    found = officer.get("/api/v1/organisations", {"q": CODE}).json()
    assert [(each["id"], each["area"]) for each in found] == [(made.json()["id"], "320282104000")]
    assert officer.get("/api/v1/organisations").json() == found
    outside = officer.post("/api/v1/organisations", {**GIVEN, "area": "320281"}, content_type="application/json")
    assert outside.status_code in {403, 404}
    assert signed_in("checkpoint", "320282").get("/registry/organisations/add/").status_code == 403


def test_an_officer_notes_who_runs_a_place(signed_in, by, at):
    market = actions.add_place(place=NewPlace(Words("西园市场", "Xiyuan"), PlaceKind.MARKET, TOWN), by=by, at=at)
    company = actions.add_organisation(
        words=Words("西园市场管理公司", "Xiyuan Market Ltd"), kind=OrganisationKind.COMPANY, area=TOWN, by=by, at=at
    )
    browser, page = signed_in("data_officer", "3202"), f"/registry/places/{market}/"
    assert "Change who runs it" in browser.get(page).content.decode()
    assert browser.post(f"{page}run-by/", {"organisation": str(company)}).status_code == 302
    shown = browser.get(page).content.decode()
    assert re.search(r"Run by</dt>\s*<dd[^>]*>\s*Xiyuan Market Ltd", shown), shown
    door = f"/api/v1/places/{market}/organisation"
    kept = browser.post(door, {"organisation_id": str(company)}, content_type="application/json")
    assert kept.json()["organisation_id"] == str(company)
    nobody = browser.post(door, {"organisation_id": str(UUID(int=0))}, content_type="application/json")
    assert (nobody.status_code, nobody.json()["code"]) == (422, "registry.organisation_unknown"), nobody.content
    gone = browser.post(door, {"organisation_id": None}, content_type="application/json")
    assert gone.json()["organisation_id"] is None
    with scope.acting(by):
        told = EventRow.objects.filter(name="ground.registry.place-run-by").order_by("id")
        assert [each.body["organisation_id"] for each in told] == [str(company), None]


def test_a_place_is_entered_with_who_runs_it(signed_in, by, at):
    company = actions.add_organisation(
        words=Words("站前公司", "Station Ltd"), kind=OrganisationKind.COMPANY, area=TOWN, by=by, at=at
    )
    browser = signed_in("data_officer", "3202")
    given = {"name_zh": "站前广场", "kind": "market", "area": "320282109", "crs": "wgs84", "organisation": str(company)}
    shown = browser.post("/registry/places/add/", given, follow=True).content.decode()
    assert "Station Ltd" in shown
    new = {"name_zh": "站前商场", "kind": "mall", "area": "320282109", "organisation_id": str(UUID(int=0))}
    refused = browser.post("/api/v1/places", new, content_type="application/json")
    assert refused.status_code == 422, refused.content
