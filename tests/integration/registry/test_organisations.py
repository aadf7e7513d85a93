"""Organisations: listed within the own area, entered on a page and over the API, offered where somebody answers."""

from __future__ import annotations

import pytest

from sizao.ground.registry import actions, queries, rules
from sizao.ground.registry.types import OrganisationKind
from sizao.kernel import areas
from sizao.kernel.words import Words

pytestmark = pytest.mark.django_db
YIXING, JIANGYIN = areas.parse("320282"), areas.parse("320281")
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
