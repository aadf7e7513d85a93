"""Zones' pages and API as people and machines meet them."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sizao.ground.command import actions as command
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, Sex
from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.editions import ZoneKind
from sizao.kernel.words import Words
from sizao.measures.zones import actions, queries
from sizao.measures.zones.types import EvidenceKind, NewZone, ZoneState
from sizao.spine.scope import queries as scope

YIXING, WANSHI = parse("320282"), parse("320282109")
BY = Actor.system("test")


def local(day, hour=12):
    return datetime(2021, 12, day, hour, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)


def ask(question):
    with scope.acting(BY):
        return question()


@pytest.fixture
def incident(db, at):
    title = Words("宜兴一例", "One case in Yixing")
    return ask(
        lambda: command.open_incident(title=title, disease="covid-19", area=YIXING, reported_at=at, by=BY, at=at)
    )


@pytest.fixture
def zone(incident, at):
    new = NewZone(ZoneKind.LOCKDOWN, Words("宿舍区", "Dormitory"), WANSHI, incident, "感染者住处")
    return ask(lambda: actions.propose(new=new, by=BY, at=at))


@pytest.mark.parametrize(("language", "said"), [("en", "Before you declare"), ("zh-hans", "宣布之前")])
def test_a_declaration_shows_whom_it_touches_and_what_is_lighter(signed_in, zone, at, language, said):
    home = parse("320282109201")
    new = [
        NewPerson(home, Sex.FEMALE, 1980),
        NewPerson(home, Sex.MALE, 1982),
        NewPerson(parse("320282108201"), Sex.MALE, 1990),
    ]
    ask(lambda: registry.add_persons(persons=new, by=BY, at=at))
    shown = signed_in("commander", language=language).get(f"/zones/{zone}/").content.decode()
    assert said in shown
    assert "2 people · 2 households" in shown or "2 人 · 2 户" in shown
    assert "Controlled area" in shown or "管控区" in shown
    assert said not in signed_in("epidemiologist", language=language).get(f"/zones/{zone}/").content.decode()


def test_a_commander_declares_and_is_refused_the_lifting_with_its_reasons(signed_in, zone):
    browser = signed_in("commander")
    assert b"Dormitory" in browser.get("/zones/").content
    assert b"Declare the zone" in browser.get(f"/zones/{zone}/").content
    assert browser.post(f"/zones/{zone}/declare/", {"document": "53"}).status_code == 302
    shown = browser.get(f"/zones/{zone}/").content.decode()
    assert "0 / 3" in shown
    assert "is not recorded" in shown
    assert "The zone cannot be lifted yet" in shown
    assert browser.post(f"/zones/{zone}/lift/").status_code == 409


def test_the_page_shows_the_conditions_side_by_side(signed_in, zone, at):
    ask(lambda: actions.declare(zone_id=zone, by=BY, at=at))
    browser = signed_in("commander")
    given = {"kind": "last_exposure", "moment": "2021-12-09T12:00", "note": "流调"}
    assert browser.post(f"/zones/{zone}/evidence/", given).status_code == 302
    shown = browser.get(f"/zones/{zone}/").content.decode()
    assert "1 / 3" in shown
    assert "Fri 24 Dec 2021" in shown
    assert browser.post(f"/zones/{zone}/evidence/", {"kind": "x"}).status_code == 422


def test_a_lifted_zone_keeps_its_check(signed_in, zone, at):
    ask(lambda: actions.declare(zone_id=zone, by=BY, at=at))
    for kind, moment in (
        (EvidenceKind.LAST_EXPOSURE, local(9)),
        (EvidenceKind.CONTACTS_NEGATIVE, local(23)),
        (EvidenceKind.ROUND_NEGATIVE, local(23)),
    ):
        ask(lambda k=kind, m=moment: actions.record_evidence(zone_ids=[zone], kind=k, moment=m, by=BY, at=local(24)))
    ask(lambda: actions.lift(zone_id=zone, by=BY, at=local(24, 18)))
    shown = signed_in("commander", language="zh-hans").get(f"/zones/{zone}/").content.decode()
    assert "3 / 3" in shown
    assert "已解除" in shown
    assert "自“末次社会面暴露”起 14 天无新增感染者" in shown


def test_an_epidemiologist_proposes_and_does_not_declare(signed_in, incident):
    browser = signed_in("epidemiologist")
    given = {
        "incident": str(incident), "kind": "controlled", "name_zh": "小区", "area": "320282109001", "reason": "毗邻",
        "boundary": '{"type": "Polygon", "coordinates": [[[119.9, 31.4], [119.91, 31.4], [119.9, 31.41], [119.9, 31.4]]]}',
    }  # fmt: skip
    answer = browser.post("/zones/propose/", given)
    assert answer.status_code == 302
    assert browser.post("/zones/propose/", {**given, "boundary": "a circle"}).status_code == 422
    assert browser.post("/zones/propose/", {**given, "area": "320211"}).status_code == 403
    assert browser.post(f"{answer.url}declare/").status_code == 403
    (found,) = ask(queries.zones)
    assert found.has_boundary
    assert browser.post(f"{answer.url}withdraw/", {"note": "重叠"}).status_code == 302
    assert ask(queries.zones)[0].state is ZoneState.WITHDRAWN


def test_the_api_checks_a_release_as_of_a_moment(signed_in, zone, at):
    browser = signed_in("commander")

    def post(path, body):
        return browser.post(f"/api/v1/zones{path}", json.dumps(body), content_type="application/json")

    assert post(f"/{zone}/declaration", {"document": "53"}).json()["state"] == "declared"
    body = {"kind": "last_exposure", "moment": "2021-12-09T12:00:00+08:00"}
    assert post(f"/{zone}/evidence", body).status_code == 204
    release = browser.get(f"/api/v1/zones/{zone}/release").json()
    assert (release["allowed"], release["first_day"], len(release["conditions"])) == (False, "2021-12-24", 3)
    assert post(f"/{zone}/lifting", {}).json()["code"] == "zones.conditions_unmet"
    assert browser.get("/api/v1/zones", {"state": "declared"}).json()[0]["name_en"] == "Dormitory"
    assert browser.get("/api/v1/zones.geojson").json()["features"] == []
    assert browser.get(f"/api/v1/zones/{zone}").json()["area"] == "320282109000"


def test_the_api_proposes_a_zone(signed_in, incident):
    browser = signed_in("commander")
    body = {"incident_id": str(incident), "kind": "lockdown", "name_zh": "楼", "area": "320282109", "reason": "阳性"}
    made = browser.post("/api/v1/zones", json.dumps(body), content_type="application/json")
    assert made.status_code == 201
    body["kind"] = "medium"
    body["reason"] = ""
    assert browser.post("/api/v1/zones", json.dumps(body), content_type="application/json").status_code == 422
