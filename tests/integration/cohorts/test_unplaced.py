"""Travel files are held against the rules in force; a place that names no area is kept, counted, and placed by somebody."""

import json
from datetime import date

import pytest

from sizao.flow.step0_intake import apply_batch
from sizao.ground.intake import actions as intake
from sizao.ground.intake.types import Kind, Order
from sizao.kernel.actors import Actor
from sizao.measures.cohorts import actions, errors, queries
from sizao.measures.cohorts.types import NewUnplaced, Source
from sizao.measures.referrals import actions as referrals
from sizao.measures.referrals.types import NewList, SourceKind
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope
from tests.integration.cohorts.test_cohorts import (  # noqa: F401
    NANJING,
    WANSHI,
    YIXING,
    cohort,
    incident,
    proposed,
    somebody,
)

FILE = """姓名,手机号码,旅居地,离开日期,入境日期
甲某,13900000001,江苏省南京市,2021-12-09,
乙某,13900000002,日本东京,2021-12-08,2021-12-09
丙某,13900000003,南京,2021-12-01,
丁某,13900000004,,2021-12-09,
"""


def travelled(by, at, content=FILE):
    order = Order(Kind.TRAVEL, YIXING, None)
    facts = intake.stage(content=content.encode(), filename="travel.csv", order=order, by=by, at=at)
    intake.commit(batch_id=facts.id, by=by, at=at)
    done = apply_batch(batch_id=facts.id, by=by, at=at)
    outbox.drain()
    return done


def test_a_travel_file_is_held_against_the_rules_with_the_reason(cohort, by, at):  # noqa: F811
    facts = travelled(by, at)
    assert facts.receipt.accepted == 4
    [member] = queries.members(cohort)
    assert (member.source, member.last_on) == (Source.FILE, date(2021, 12, 9))
    assert "12月9日在南京市停留" in member.because.zh
    assert [(each.said, each.last_on, each.source_ref) for each in queries.unplaced_stays()] == [
        ("日本东京", date(2021, 12, 8), facts.number)
    ]


def test_people_of_a_list_whose_sender_names_no_area_wait_to_be_placed(cohort, incident, by, at):  # noqa: F811
    rows = "姓名,联系电话,现住址,末次接触日期\n甲某,13900000001,万石镇,2021-12-09\n"
    new = NewList(kind=SourceKind.CITY, sender="某地疾控中心", received_at=at, incident_id=incident)
    referrals.receive(new=new, content=rows.encode(), filename="l.csv", by=by, at=at, area=YIXING)
    outbox.drain()
    assert queries.members(cohort) == []
    [waits] = queries.unplaced_stays()
    assert (waits.said, waits.source) == ("某地疾控中心", Source.LIST)


@pytest.fixture
def waiting(cohort, by, at):  # noqa: F811
    """Somebody who was in a place nobody knows, told twice."""
    told = NewUnplaced(
        person_id=somebody(by, at), area=WANSHI, said="宁城某地", last_on=date(2021, 12, 9), source=Source.FILE
    )
    assert actions.note_unplaced(stays=[told, told], by=by, at=at) == 1
    return queries.unplaced_stays()[0].id


def test_placing_a_stay_holds_it_against_the_rules_once(cohort, waiting, by, at):  # noqa: F811
    assert actions.place(unplaced_id=waiting, place=NANJING, by=by, at=at) == 1
    assert queries.unplaced_stays() == [] and len(queries.members(cohort)) == 1
    with pytest.raises(errors.PlacedAlready):
        actions.place(unplaced_id=waiting, place=NANJING, by=by, at=at)


@pytest.mark.parametrize(("language", "said"), [("en", "could not be placed"), ("zh-hans", "未能定位的旅居地")])
def test_what_is_not_placed_is_counted_and_placed_on_a_page(signed_in, waiting, language, said):
    desk = signed_in("community", language=language)
    page = desk.get("/cohorts/")
    assert page.context["unplaced"] == 1
    assert "/cohorts/unplaced/" in page.content.decode() and said in page.content.decode()
    assert "宁城某地" in desk.get("/cohorts/unplaced/").content.decode()
    assert desk.post(f"/cohorts/unplaced/{waiting}/", {"place": "x"}).status_code == 422
    assert desk.post(f"/cohorts/unplaced/{waiting}/", {"place": "3201"}).url == "/cohorts/unplaced/"
    assert "/cohorts/unplaced/" not in desk.get("/cohorts/").content.decode()
    assert "宁城某地" not in signed_in("community", "320211").get("/cohorts/unplaced/").content.decode()


def test_the_api_of_what_is_not_placed(signed_in, waiting):
    desk = signed_in("community")
    assert [each["said"] for each in desk.get("/api/v1/cohort-unplaced").json()] == ["宁城某地"]
    body = json.dumps({"place": "3201"})
    placed = desk.post(f"/api/v1/cohort-unplaced/{waiting}/place", body, content_type="application/json")
    assert placed.json() == {"matched": 1}
    with scope.acting(Actor.system("test")):
        assert queries.unplaced_stays() == []
