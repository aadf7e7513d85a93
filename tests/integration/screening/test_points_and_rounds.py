"""Sampling points, rounds and samples through the API and the forms: the same rules at both doors."""

from __future__ import annotations

from typing import Any

import pytest

from sizao.ground.command import actions as command
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.measures.screening import queries
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db
YIXING, TOWN, ELSEWHERE = "320282", "320282109", "320211"
BY = Actor.system("test")
API = "/api/v1"
NEXT_DESK = "320200"
"""The laboratory of the city: its people are not those of the county's."""


@pytest.fixture
def incident(db: None, at: Any) -> str:
    with scope.acting(BY):
        title = Words("宜兴一例", "One case in Yixing")
        return str(
            command.open_incident(title=title, disease="covid-19", area=parse(YIXING), reported_at=at, by=BY, at=at)
        )


def sent(browser: Any, path: str, content: dict[str, Any]) -> Any:
    return browser.post(f"{API}{path}", content, content_type="application/json")


def point(area: str = TOWN) -> dict[str, Any]:
    return {"points": [{"name_zh": "万石采样点", "area": area, "tables": 2}]}


def test_a_point_is_opened_once_and_closed_once(signed_in: Any, incident: str) -> None:
    officer = signed_in("commander")
    made = sent(officer, "/sampling-points", {**point(), "incident_id": incident})
    assert made.status_code == 201, made.content
    path = f"/sampling-points/{made.json()['ids'][0]}/closing"
    assert sent(officer, path, {}).json()["closed_at"]
    assert sent(officer, path, {}).json()["code"] == "screening.point_closed"
    assert [each["tables"] for each in officer.get(f"{API}/sampling-points?incident_id={incident}").json()] == [2]


def test_a_county_opens_a_point_for_no_incident(signed_in: Any) -> None:
    assert sent(signed_in("coordinator", YIXING), "/sampling-points", point()).status_code == 201


def test_nobody_opens_a_point_elsewhere_or_without_the_right(signed_in: Any) -> None:
    assert sent(signed_in("coordinator", YIXING), "/sampling-points", point(ELSEWHERE)).status_code in (403, 404, 409)
    assert sent(signed_in("lab", YIXING), "/sampling-points", point()).status_code == 403


def test_a_round_is_negative_only_when_every_tube_says_so(signed_in: Any, incident: str) -> None:
    officer, laboratory, second = signed_in("commander"), signed_in("lab"), signed_in("lab", NEXT_DESK)
    begin = {"incident_id": incident, "area": TOWN, "name_zh": "首轮"}
    made = sent(officer, "/rounds", begin).json()
    assert (made["number"], made["state"]) == (1, "started")
    assert sent(officer, "/rounds", begin).json()["code"] == "screening.round_still_runs"
    tube = {
        "subject": "person", "purpose": "round", "area": TOWN, "taken_at": made["started_at"], "people": 10,
        "incident_id": incident, "round_id": made["id"],
    }  # fmt: skip
    [sample] = sent(signed_in("sampler"), "/samples", {"samples": [tube]}).json()["ids"]
    end = f"/rounds/{made['id']}/end"
    assert sent(officer, end, {"state": "cleared"}).json()["code"] == "screening.round_not_negative"
    waiting = laboratory.get(f"{API}/samples?awaiting=true&round_id={made['id']}").json()["rows"]
    assert [each["id"] for each in waiting] == [sample]
    answer = {"sample_id": sample, "value": "positive", "resulted_at": made["started_at"]}
    [result] = sent(laboratory, "/results", {"results": [answer]}).json()["ids"]
    assert laboratory.get(f"{API}/samples?awaiting=true").json()["rows"] == []
    assert sent(second, "/results/release", {"result_ids": [result]}).json() == {"count": 1}
    assert sent(officer, end, {"state": "cleared"}).json()["code"] == "screening.round_not_negative"
    ended = sent(officer, end, {"state": "positive", "note": "一管阳性"}).json()
    assert (ended["state"], ended["people"]) == ("positive", 10)
    assert sent(officer, "/rounds", begin).json()["number"] == 2
    assert [each["state"] for each in officer.get(f"{API}/rounds?incident_id={incident}").json()] == [
        "positive",
        "started",
    ]
    [positive] = laboratory.get(f"{API}/samples?value=positive&incident_id={incident}").json()["rows"]
    assert positive["id"] == sample


def test_the_forms_do_the_same(signed_in: Any, incident: str) -> None:
    officer = signed_in("commander")
    typed = {"incident": incident, "area": TOWN, "name_zh": "万石采样点", "tables": "1"}
    assert officer.post("/screening/open/", {**typed, "area": "x"}).status_code == 422
    assert officer.post("/screening/open/", typed).status_code == 302
    with scope.acting(BY):
        [opened] = queries.points()
    first = officer.post("/screening/rounds/new/", typed)
    assert first.status_code == 200, "nobody is called up before it is seen how many they are"
    with scope.acting(BY):
        assert queries.rounds() == [] and first.context["touched"].persons == registry.touched_in(parse(TOWN)).persons
    began = officer.post("/screening/rounds/new/", {**typed, "seen": first.context["stamp"]})
    assert began.status_code == 302
    sampler, laboratory = signed_in("sampler"), signed_in("lab")
    tube = {"incident": incident, "area": TOWN, "people": "10", "purpose": "round", "round": began.url.split("/")[-2]}
    assert sampler.post("/screening/samples/new/", tube).status_code == 302
    assert sampler.post("/screening/samples/new/", {**tube, "area": ""}).status_code == 422
    assert "X-0000" in sampler.post("/screening/samples/new/", {**tube, "person": "X-0000"}).content.decode()
    with scope.acting(BY):
        [awaiting] = queries.awaiting_rows()
    assert awaiting.code in laboratory.get("/screening/results/").content.decode()
    laboratory.post("/screening/results/all/", {"picked": [str(awaiting.pk)], "value": "negative"})
    with scope.acting(BY):
        assert not queries.awaiting_rows()
        assert [each.entered_by for each in queries.waiting_for_release()]
    refused = officer.post(f"{began.url}end/", {"state": "cleared"})
    assert refused.status_code == 409
    officer.post("/screening/close/all/", {"picked": [str(opened.id)]})
    with scope.acting(BY):
        assert queries.point(opened.id).closed_at is not None
