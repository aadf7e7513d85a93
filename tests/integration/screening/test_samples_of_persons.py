"""A sample of a named person: the person must be in scope, and a released positive becomes a suspected case."""

import json
from datetime import UTC, datetime

import pytest

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import DiscoveryRoute

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2021, 12, 11, 8, tzinfo=UTC)
YIXING, JIANGYIN = areas.parse("320282"), areas.parse("320281")
BY = Actor.system("test")


def person(area):
    with scope.acting(BY):
        return registry.add_persons(persons=[NewPerson(area_residence=area)], by=BY, at=AT)[0]


def send(browser, path, body):
    return browser.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")


def sample(person_id, **more):
    given = {"subject": "person", "purpose": "risk_people", "area": "320282", "taken_at": AT.isoformat()}
    return {"samples": [{**given, "person_id": person_id, **more}]}


@pytest.mark.parametrize(
    ("purpose", "found_by"),
    [
        ("risk_people", DiscoveryRoute.SCREENING),
        ("routine", DiscoveryRoute.ROUTINE),
        ("contact", DiscoveryRoute.CONTACT),
        ("case", DiscoveryRoute.HOSPITAL),
    ],
)
def test_a_positive_person_becomes_a_suspected_case_found_as_the_sample_says(signed_in, purpose, found_by):
    with scope.acting(BY):
        incident = command.open_incident(
            title=Words("疫情", "Outbreak"), disease="covid-19", area=YIXING, reported_at=AT, by=BY, at=AT
        )
    someone = person(YIXING)
    taken = send(signed_in("sampler"), "/samples", sample(someone, incident_id=str(incident), purpose=purpose))
    assert taken.status_code == 201, taken.content
    result = {"sample_id": taken.json()["ids"][0], "value": "positive", "resulted_at": AT.isoformat()}
    entered = send(signed_in("lab"), "/results", {"results": [result]}).json()["ids"]
    other = signed_in("lab", "3202")
    assert send(other, "/results/release", {"result_ids": entered}).json() == {"count": 1}
    outbox.drain()
    with scope.acting(BY):
        [case] = cases.cases(incident)
    assert (case.person_id, case.discovery_route, case.sampled_at) == (someone, found_by, AT)


def test_a_person_of_another_county_cannot_be_named(signed_in):
    refused = send(signed_in("sampler"), "/samples", sample(person(JIANGYIN)))
    assert refused.status_code == 404


def test_results_without_an_incident_can_be_released(signed_in):
    taken = send(signed_in("sampler"), "/samples", sample(person(YIXING))).json()["ids"]
    result = {"sample_id": taken[0], "value": "negative", "resulted_at": AT.isoformat()}
    entered = send(signed_in("lab"), "/results", {"results": [result]}).json()["ids"]
    assert send(signed_in("lab", "3202"), "/results/release", {"result_ids": entered}).json() == {"count": 1}
    again = send(signed_in("sampler"), "/samples", sample(person(YIXING))).json()["ids"]
    second = send(signed_in("lab"), "/results", {"results": [{**result, "sample_id": again[0]}]}).json()["ids"]
    staff_of_the_county = signed_in("lab", "320282", "zh")
    refused = send(staff_of_the_county, "/results/release", {"result_ids": second})
    assert refused.status_code == 409, "whoever entered a result does not release it"
