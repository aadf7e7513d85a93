"""The API of cases: report, read by cursor, classify, amend, propose, decide, exposures, chain, counts."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from sizao.trace.cases import queries
from tests.integration.cases.conftest import WANSHI

pytestmark = pytest.mark.django_db
AREA = "320282104"


def post(browser, address, body, method="post"):
    return getattr(browser, method)(f"/api/v1{address}", json.dumps(body, default=str), content_type="application/json")


@pytest.fixture
def browser(signed_in):
    return signed_in("epidemiologist")


@pytest.fixture
def reported(browser, incident_id, people, at):
    """Three cases reported over the API; their ids."""
    cases = [
        {"person": person, "area": AREA, "reported_at": at - timedelta(hours=n), "sampled_at": at - timedelta(hours=9)}
        for n, person in enumerate(people(3))
    ]
    answer = post(browser, f"/incidents/{incident_id}/cases", {"cases": cases})
    assert answer.status_code == 201, answer.content
    return [each["id"] for each in answer.json()]


def test_cases_are_read_page_by_page(browser, reported, incident_id):
    first = browser.get(f"/api/v1/cases?incident_id={incident_id}&limit=2").json()
    assert [each["id"] for each in first["rows"]] == reported[:2]
    second = browser.get(f"/api/v1/cases?incident_id={incident_id}&limit=2&after={first['next']}").json()
    assert [each["id"] for each in second["rows"]] == reported[2:] and second["next"] is None
    assert browser.get("/api/v1/cases?after=nonsense").status_code == 422


def test_a_case_is_classified_and_amended(browser, reported, at):
    made = post(browser, f"/cases/{reported[0]}/classification", {"to": "asymptomatic"})
    assert made.json()["classification"] == "asymptomatic"
    refused = post(browser, f"/cases/{reported[0]}/classification", {"to": "probable"})
    assert refused.status_code == 409 and refused.json()["code"] == "cases.classification_unknown"
    assert refused.json()["clause"]["edition_id"].startswith("cn-covid-ed8")
    body = {"revision": 1, "sampled_at": at - timedelta(days=2)}
    amended = post(browser, f"/cases/{reported[0]}", body, "patch").json()
    assert amended["case"]["revision"] == 2 and amended["rejudged"] == {"entering": [], "leaving": [], "staying": []}
    assert post(browser, f"/cases/{reported[0]}", body, "patch").status_code == 409
    window = browser.get(f"/api/v1/cases/{reported[0]}/window").json()
    assert window["anchor"] == "sampling" and window["clause"]


def test_contacts_are_proposed_and_decided_on(browser, reported, incident_id, people, at):
    contacts = [
        {"person": person, "area": AREA, "last_exposure_at": at - timedelta(days=days), "source_case_id": reported[0]}
        for person, days in zip(people(3), (0.2, 0.3, 9), strict=True)
    ]
    made = post(browser, f"/incidents/{incident_id}/contacts", {"contacts": contacts}).json()
    assert made["created"] == 3
    decided = post(browser, "/contact-decisions", {"contact_ids": made["contact_ids"], "step": "approve"}).json()
    assert len(decided["done"]) == 2 and decided["refused"][0]["code"] == "cases.exposure_outside_window"
    page = browser.get(f"/api/v1/contacts?incident_id={incident_id}&status=approved").json()
    assert {each["id"] for each in page["rows"]} == set(decided["done"])
    assert browser.get(f"/api/v1/contacts/{made['contact_ids'][0]}").json()["contact_class"] == "close"
    counts = browser.get(f"/api/v1/incidents/{incident_id}/counts").json()
    assert {(each["state"], each["number"]) for each in counts["contacts"]} == {("approved", 2), ("proposed", 1)}


def test_exposures_make_a_chain(browser, reported, incident_id, at):
    rows = [
        {"person": queries.case(reported[1]).person_id, "area": AREA, "source_case_id": reported[0]},
        {"person": queries.case(reported[2]).person_id, "area": AREA, "source_case_id": reported[1]},
    ]
    made = post(browser, f"/incidents/{incident_id}/exposures", {"exposures": rows})
    assert made.json() == {"recorded": 2, "known": 0}
    chain = browser.get(f"/api/v1/incidents/{incident_id}/chain").json()
    assert chain["generations"] == {"1": 1, "2": 1, "3": 1}
    assert len(browser.get(f"/api/v1/incidents/{incident_id}/exposures").json()) == 2
    assert browser.get(f"/api/v1/incidents/{incident_id}/curve?by=sampling").json()[0]["total"] == 3


def test_a_trajectory_is_added_and_read(browser, reported, at):
    stay = {"start": at - timedelta(hours=3), "until": at - timedelta(hours=2), "place_text": "market"}
    assert post(browser, f"/cases/{reported[0]}/stays", {"stays": [stay]}).status_code == 201
    assert browser.get(f"/api/v1/cases/{reported[0]}/stays").json()[0]["place_text"] == "market"


@pytest.mark.parametrize("what", ["chain", "curve", "counts", "exposures"])
def test_an_incident_of_another_area_does_not_exist(signed_in, incident_id, what):
    assert signed_in("epidemiologist", "320211").get(f"/api/v1/incidents/{incident_id}/{what}").status_code == 404


def test_unknown_fields_and_areas_are_refused(browser, incident_id, people, at):
    case = {"person": people(1)[0], "area": AREA, "reported_at": at}
    assert post(browser, f"/incidents/{incident_id}/cases", {"cases": [{**case, "name": "x"}]}).status_code == 422
    assert post(browser, f"/incidents/{incident_id}/cases", {"cases": [{**case, "area": "321"}]}).status_code == 422
    naive = {**case, "reported_at": "2021-12-11T08:00:00"}
    assert post(browser, f"/incidents/{incident_id}/cases", {"cases": [naive]}).status_code == 422
    assert WANSHI
