"""Testing's pages and API: lists, counts, and the release by a second person."""

import json

import pytest

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.measures.screening import actions, queries
from sizao.measures.screening.types import NewPoint, NewResult, NewSample, Purpose, SubjectKind, Value
from sizao.spine.scope import queries as scope

YIXING, WANSHI = parse("320282"), parse("320282109")
BY = Actor.system("test")


def ask(question):
    with scope.acting(BY):
        return question()


@pytest.fixture
def incident(db, at):
    def make():
        title = Words("宜兴一例", "One case in Yixing")
        found = command.open_incident(title=title, disease="covid-19", area=YIXING, reported_at=at, by=BY, at=at)
        point = NewPoint(Words("万石村采样点", "Wanshi Village point"), WANSHI, at)
        (point_id,) = actions.open_points(points=[point], incident_id=found, by=BY, at=at)
        place = registry.add_place(place=NewPlace(Words("宿舍", "Lodging"), PlaceKind.HOME, WANSHI), by=BY, at=at)
        new = [
            NewSample(
                SubjectKind.PERSON, WANSHI, at, Purpose.RISK_PEOPLE, incident_id=found, people=10, point_id=point_id
            ),
            NewSample(
                SubjectKind.ENVIRONMENT, WANSHI, at, Purpose.CASE, incident_id=found, place_id=place, spot="门把手"
            ),
        ]
        ids = actions.take_samples(samples=new, by=BY, at=at)
        actions.enter_results(results=[NewResult(ids[1], Value.POSITIVE, at)], by=BY, at=at)
        return found

    return ask(make)


def test_lists_and_figures_agree(signed_in, incident):
    browser = signed_in("commander")
    assert b"Wanshi Village point" in browser.get("/screening/").content
    assert b"Lodging" in browser.get("/screening/samples/?subject=environment").content
    assert browser.get("/screening/rounds/").status_code == 200
    shown = browser.get(f"/screening/incidents/{incident}/").content.decode()
    assert 'data-kpi="people"' in shown
    assert browser.get(f"/api/v1/incidents/{incident}/testing").json()["people"] == 10


def test_a_laboratory_releases_what_somebody_else_entered(signed_in, incident):
    browser = signed_in("lab")
    assert b"Entered by" in browser.get("/screening/release/").content
    (waiting,) = ask(queries.waiting_for_release)
    assert browser.post("/screening/release/all/", {"picked": [str(waiting.id)]}).status_code == 302
    assert ask(lambda: queries.counts(incident)).environment_positive == 1
    assert browser.post("/screening/release/all/", {"picked": ["x"]}).status_code == 422
    assert browser.post("/screening/release/all/", {"picked": [str(waiting.id)]}).status_code == 409


def test_who_entered_a_result_may_not_release_it(signed_in, incident):
    browser = signed_in("lab")

    def post(path, body):
        return browser.post(f"/api/v1{path}", json.dumps(body), content_type="application/json")

    sample = ask(lambda: str(queries.sample_rows().get(subject="person").pk))
    body = {"sample_id": sample, "value": "negative", "resulted_at": "2021-12-11T20:00:00+08:00"}
    entered = post("/results", {"results": [body]})
    assert entered.status_code == 201, entered.content
    refused = post("/results/release", {"result_ids": entered.json()["ids"]})
    assert (refused.status_code, refused.json()["code"]) == (409, "screening.second_person_needed")


def test_a_sampler_enters_tubes_over_the_api(signed_in, incident):
    browser = signed_in("sampler")

    def post(**changes):
        sample = {
            "subject": "person", "purpose": "round", "area": "320282109", "people": 5,
            "taken_at": "2021-12-12T08:00:00+08:00", "incident_id": str(incident), **changes,
        }  # fmt: skip
        return browser.post("/api/v1/samples", json.dumps({"samples": [sample]}), content_type="application/json")

    assert post().status_code == 201
    assert post(area="320211").status_code == 403
    assert post(people=0).status_code == 422
    assert post(point_id="00000000-0000-0000-0000-000000000001").status_code == 404
    assert post(place_id=999_999).status_code == 404
    assert len(browser.get("/api/v1/sampling-points").json()) == 1
    assert browser.get("/screening/release/").status_code == 403
