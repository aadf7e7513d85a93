"""The pages and the API of follow-up: worklist on a phone, plans, what was missed, meters, release."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest

from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.words import Words
from sizao.measures.followup import actions, queries
from sizao.measures.followup.types import CheckOutcome, Gap, PlanState, TestResult
from sizao.spine.audit.models import Access
from sizao.spine.scope import queries as scope
from tests.integration.cases.conftest import WANSHI

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("moment")]


@pytest.fixture
def plan_ids(approved, by, at):
    return actions.begin_plans(contact_ids=approved(3), by=by, at=at).plan_ids


@pytest.fixture
def browser(signed_in):
    return signed_in("epidemiologist")


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize(
    "address",
    [
        "/followup/", "/followup/?incident={incident}", "/followup/missed/", "/followup/missed/?outcome=due",
        "/followup/tests/?state=due&incident={incident}", "/followup/plans/", "/followup/plans/?placed=no&state=active",
        "/followup/plans/{plan}/", "/followup/contacts/{contact}/", "/followup/incidents/{incident}/",
        "/followup/incidents/{incident}/isolated/", "/followup/incidents/{incident}/managed/",
    ],
)  # fmt: skip
def test_every_page_opens_in_both_languages(signed_in, plan_ids, incident_id, address, language):
    plan = queries.plan(plan_ids[0])
    at_ = address.format(incident=incident_id, plan=plan.id, contact=plan.contact_id)
    answer = signed_in("epidemiologist", language=language).get(at_, follow=True)
    assert answer.status_code == 200
    assert "style=" not in re.sub(r"<svg.*?</svg>", "", answer.content.decode(), flags=re.S)


def test_one_tap_on_a_phone_records_a_check(signed_in, plan_ids, by):
    worker = signed_in("grid_worker")
    text = worker.get("/followup/").content.decode()
    assert text.count("check-well") == 3 and "3 people" in text
    check = queries.checks(plan_ids[0])[0]
    piece = worker.post(f"/followup/checks/{check.id}/", {"outcome": "well"}, headers={"HX-Request": "true"})
    assert piece.content.decode().startswith("<li") and "Well" in piece.content.decode()
    assert 'hx-swap-oob="true"><b>2 people</b>' in piece.content.decode(), "the numbers above count on without a reload"
    assert queries.check(check.id).outcome is CheckOutcome.WELL
    other = queries.checks(plan_ids[1])[0]
    without_script = worker.post(
        f"/followup/checks/{other.id}/",
        {"outcome": "symptom", "symptoms": ["cough"], "temperature": "38.2", "back": "/followup/?incident="},
    )
    assert without_script.status_code == 302 and without_script["Location"].startswith("/followup/")
    assert queries.check(other.id).symptoms == ("cough",)
    assert worker.post(f"/followup/checks/{other.id}/", {"outcome": "missed"}).status_code == 422
    assert worker.post(f"/followup/checks/{other.id}/", {"outcome": "well"}).status_code == 409
    with scope.acting(by):
        assert Access.objects.filter(action="followup.worklist", number_of_persons=3).exists()


def test_a_temperature_that_the_edition_calls_a_fever_is_a_symptom_whatever_was_ticked(signed_in, plan_ids):
    first, second = (queries.checks(each)[0] for each in plan_ids[:2])
    worker = signed_in("grid_worker")
    for check, temperature in ((first, "37.2"), (second, "37.3")):
        worker.post(f"/followup/checks/{check.id}/", {"outcome": "well", "temperature": temperature})
    assert queries.check(first.id).outcome is CheckOutcome.WELL
    assert queries.check(second.id).outcome is CheckOutcome.SYMPTOM


def test_a_plan_is_extended_tested_and_broken_off_by_hand(browser, plan_ids, by, at):
    plan = f"/followup/plans/{plan_ids[0]}/"
    assert (
        browser.post(f"{plan}extend/", {"days": "3", "test_days": "4", "reason": "case next door"}).status_code == 422
    )
    assert (
        browser.post(f"{plan}extend/", {"days": "3", "test_days": "1, 3", "reason": "case next door"}).status_code
        == 302
    )
    assert queries.plan(plan_ids[0]).state is PlanState.EXTENDED
    test = queries.tests(plan_ids[0])[0]
    result = {"sampled_at": "2021-12-11T12:00", "result": "negative", "laboratory": "A"}
    recorded = browser.post(f"/followup/tests/{test.id}/", result, follow=True).content.decode()
    assert "is recorded: Negative." in recorded, "who presses the button reads that it was done"
    assert queries.tests(plan_ids[0])[0].is_negative
    other = queries.tests(plan_ids[0])[1]
    assert browser.post(f"/followup/tests/{other.id}/waive/", {"reason": "an infant"}).status_code == 302
    assert browser.post(f"{plan}environment/", {"result": "negative"}).status_code == 409, "at no site, in no room"
    assert "room and goods are sampled where" in browser.get(plan).content.decode()
    site = registry.add_place(
        place=NewPlace(words=Words("某酒店", "A hotel"), kind=PlaceKind.QUARANTINE_SITE, area=WANSHI), by=by, at=at
    )
    actions.record_placement(plan_ids=plan_ids[:1], place_id=site, by=by, at=at)
    assert browser.post(f"{plan}environment/", {"result": "negative"}).status_code == 302
    told = browser.get(f"/api/v1/plans/{plan_ids[0]}").json()
    assert [each["place"] for each in told["placements"]] == [each["place"] for each in told["room_samples"]] == [site]
    assert queries.plan(plan_ids[0]).environment is TestResult.NEGATIVE
    assert browser.post(f"{plan}break-off/", {"reason": "x"}).status_code == 409
    assert browser.post(f"{plan}break-off/", {"reason": "moved to hospital"}).status_code == 302
    text = browser.get(plan).content.decode()
    assert "Centralised quarantine for 14 days, then home health monitoring for 7 days" in text
    assert "Broken off" in text and "moved to hospital" in text


def test_no_result_is_chosen_before_somebody_chose_it(signed_in, plan_ids):
    browser = signed_in("epidemiologist")
    text = browser.get(f"/followup/plans/{plan_ids[0]}/").content.decode()
    choices = re.findall(r'<select[^>]*name="result" required>(<option value="">[^<]*</option>)?', text)
    assert choices and all(choices)
    test = queries.tests(plan_ids[0])[0]
    sent = browser.post(f"/followup/tests/{test.id}/", {"sampled_at": "2021-12-11T08:00", "result": ""})
    assert sent.status_code == 422 and not queries.tests(plan_ids[0])[0].results


def test_people_are_placed_at_a_site_together(browser, plan_ids, incident_id, by, at):
    site = registry.add_place(
        place=NewPlace(words=Words("某酒店", "A hotel"), kind=PlaceKind.QUARANTINE_SITE, area=WANSHI), by=by, at=at
    )
    given = {"picked": [str(each) for each in plan_ids], "step": "place"}
    assert "A hotel" not in browser.post("/followup/plans/confirm/", {**given, "step": "release"}).content.decode()
    shown = browser.post("/followup/plans/confirm/", given).content.decode()
    assert "at home" in shown and f'<option value="{site}" selected>' in shown, "their plans ask for a site"
    assert re.search(r'name="arrived_at" value="2021-12-1', shown), "they arrive now, unless somebody says else"
    second = NewPlace(words=Words("另一酒店", "Another hotel"), kind=PlaceKind.QUARANTINE_SITE, area=WANSHI)
    registry.add_place(place=second, by=by, at=at)
    shown = browser.post("/followup/plans/confirm/", given).content.decode()
    assert '<option value="unset" selected>' in shown, "of several sites none is chosen by itself"
    assert browser.post("/followup/plans/act/", {**given, "place": "unset"}).status_code == 422
    assert browser.post("/followup/plans/act/", {**given, "place": ""}).status_code == 302
    assert queries.meters(incident_id, at)[0].missing == 0
    assert actions.record_placement(plan_ids=plan_ids, place_id=site, by=by, at=at) == 3


def test_a_placement_that_is_refused_keeps_what_was_typed_and_says_who_is_left_out(browser, plan_ids, by, at):
    site = registry.add_place(
        place=NewPlace(words=Words("某酒店", "A hotel"), kind=PlaceKind.QUARANTINE_SITE, area=WANSHI), by=by, at=at
    )
    given = {"picked": [str(each) for each in plan_ids], "step": "place"}
    home = browser.post("/followup/plans/act/", {**given, "place": "", "floor": "3", "reason": "体弱,经批准"})
    text = home.content.decode()
    assert home.status_code == 422 and "A floor is noted for a quarantine site" in text and "体弱,经批准" in text
    assert browser.post("/followup/plans/act/", {**given, "place": str(site), "floor": "3"}).status_code == 302
    assert {queries.plan(each).floor for each in plan_ids} == {3}
    assert (
        "floor 3" in browser.get(f"/followup/plans/{plan_ids[0]}/").content.decode().split("Where the person stayed")[0]
    )
    early = browser.post("/followup/plans/act/", {**given, "place": "", "reason": ""})
    assert early.status_code == 409 and "In place" in early.content.decode()
    actions.break_off_plans(plan_ids=plan_ids[:1], reason="moved to hospital", by=by, at=at)
    shown = browser.post("/followup/plans/confirm/", given).content.decode()
    assert "Affects 2 people" in shown and "Left as they are: 1 person" in shown


def test_release_is_greyed_with_its_sentence_until_it_is_due(browser, plan_ids, moment, by, at):
    text = browser.get(f"/followup/plans/{plan_ids[0]}/").content.decode()
    assert "Release may be decided from 2021-12-31" in text
    later = at + timedelta(days=20)
    for test in queries.tests(plan_ids[0]):
        for laboratory in ("A", "B"):
            actions.record_test(
                test_id=test.id, result=TestResult.NEGATIVE, sampled_at=at, laboratory=laboratory, by=by, at=later
            )
    moment["at"] = later
    given = {"picked": [str(each) for each in plan_ids], "step": "release"}
    shown = browser.post("/followup/plans/confirm/", given).content.decode()
    assert "Affects 1 person" in shown and "Left as they are: 2 people" in shown
    assert "People affected</span>: 1 person · 1 household" in shown
    assert browser.post("/followup/plans/act/", given).status_code == 302
    assert queries.plan(plan_ids[0]).state is PlanState.RELEASED
    assert queries.plan(plan_ids[1]).state is PlanState.ACTIVE


def test_a_tracer_writes_but_does_not_release(signed_in, plan_ids):
    tracer = signed_in("tracer")
    given = {"picked": [str(plan_ids[0])], "step": "release"}
    assert tracer.post("/followup/plans/confirm/", given).status_code == 403
    assert tracer.post("/followup/plans/act/", given).status_code == 403
    assert tracer.post(f"/followup/plans/{plan_ids[0]}/extend/", {"days": "1"}).status_code == 403
    assert signed_in("tracer", "320211").get(f"/followup/plans/{plan_ids[0]}/").status_code == 404


def test_who_releases_by_the_api_releases_on_the_page(signed_in, plan_ids, moment, by, at):
    """A coordinator decides releases and records no checks; page and API ask for the same right."""
    for test in queries.tests(plan_ids[0]):
        for laboratory in ("A", "B"):
            actions.record_test(
                test_id=test.id, result=TestResult.NEGATIVE, sampled_at=at, laboratory=laboratory, by=by, at=at
            )
    moment["at"] = at + timedelta(days=20)
    coordinator = signed_in("coordinator")
    shown = coordinator.get(f"/followup/plans/{plan_ids[0]}/").content.decode()
    assert "Extend…" in shown and "Break off…" in shown and "Room and goods sampled…" not in shown
    given = {"picked": [str(plan_ids[0])], "step": "release"}
    shown = coordinator.post("/followup/plans/confirm/", given).content.decode()
    assert "Affects 1 person" in shown
    undone, _people = queries.left_undone([plan_ids[0]], moment["at"])
    assert f"Daily checks that nobody did: {undone} checks, of 1 person." in shown and undone > 20
    assert "Never noted as in place: 1 person." in shown
    assert coordinator.post("/followup/plans/act/", {**given, "step": "place"}).status_code == 403
    assert coordinator.post("/followup/plans/act/", given).status_code == 302
    assert queries.plan(plan_ids[0]).state is PlanState.RELEASED


def test_the_numbers_of_the_meters_equal_the_lists_behind_them(browser, plan_ids, incident_id, by, at):
    text = browser.get(f"/followup/incidents/{incident_id}/").content.decode()
    assert "0 / 3" in text
    behind = browser.get(f"/followup/incidents/{incident_id}/isolated/?gap=not_placed").content.decode()
    assert "3 rows" in behind
    tests = browser.get(f"/followup/tests/?incident={incident_id}&state=due").content.decode()
    assert "18 rows" in tests
    assert "state=owed" in browser.get(f"/followup/incidents/{incident_id}/tested/")["Location"]
    assert browser.get(f"/followup/incidents/{incident_id}/nothing/").status_code == 404


def test_the_tests_a_meter_misses_are_listed_whether_marked_or_not(browser, plan_ids, incident_id, moment, by, at):
    then = moment["at"] = at + timedelta(days=3)

    def listed(query):
        return browser.get(f"/followup/tests/?incident={incident_id}&{query}").context["listing"].total

    meter = queries.meters(incident_id, then, is_present=True)[1]
    assert meter.missing and listed("state=owed") == meter.missing
    assert {gap: listed(f"state=owed&gap={gap.value}") for gap in meter.gaps} == meter.gaps
    assert (listed("state=missed"), listed("state=owed&gap=nobody")) == (0, 0)
    actions.mark_missed(by=by, at=then)
    assert (listed("state=missed"), listed("state=owed")) == (meter.gaps[Gap.TEST_MISSED], meter.missing)


def test_the_api_reads_and_writes_the_same(browser, plan_ids, incident_id):
    def post(address, body):
        return browser.post(f"/api/v1{address}", json.dumps(body, default=str), content_type="application/json")

    page = browser.get(f"/api/v1/plans?incident_id={incident_id}&limit=2").json()
    assert len(page["rows"]) == 2 and page["next"]
    plan = browser.get(f"/api/v1/plans/{plan_ids[0]}").json()
    assert [each["place"] for each in plan["phases"]] == ["C", "M"]
    work = browser.get("/api/v1/followup/worklist").json()
    assert len(work) == 3
    done = post("/followup/checks", {"checks": [{"check_id": each["check"]["id"], "outcome": "well"} for each in work]})
    assert done.json() == ["well"] * 3
    assert (
        post("/followup/checks", {"checks": [{"check_id": work[0]["check"]["id"], "outcome": "due"}]}).status_code
        == 422
    )
    test = browser.get(f"/api/v1/plans/{plan_ids[0]}/tests").json()[0]
    result = {"test_id": test["id"], "result": "negative", "sampled_at": "2021-12-11T12:00:00+08:00"}
    swabs = {"test_ids": [test["id"]], "sampled_at": "2021-12-11T12:00:00+08:00"}
    assert [post("/followup/samplings", swabs).json() for _ in range(2)] == [{"done": 1}, {"done": 0}]
    assert browser.get(f"/api/v1/plans/{plan_ids[0]}/tests").json()[0]["state"] == "sampled"
    assert post("/followup/samplings", {**swabs, "test_ids": [plan_ids[0]]}).json()["code"] == "followup.test_not_found"
    assert post("/followup/results", {"results": [result]}).json() == {"done": 1}
    assert browser.get(f"/api/v1/plans/{plan_ids[0]}/release").json()["code"] == "followup.too_early"
    assert post("/plans/release", {"plan_ids": plan_ids}).status_code == 409
    assert post("/plans/placement", {"plan_ids": plan_ids}).json() == {"done": 3}
    longer = post(f"/plans/{plan_ids[0]}/extension", {"days": 2, "reason": "case next door", "test_days": [2]}).json()
    assert longer["phases"][-1]["is_extension"] and longer["state"] == "extended"
    assert (
        post(f"/plans/{plan_ids[0]}/extension", {"days": 2, "reason": "case next door", "test_days": [5]}).status_code
        == 422
    )
    meters = {each["kind"]: each for each in browser.get(f"/api/v1/incidents/{incident_id}/meters").json()}
    assert (meters["isolated"]["done"], meters["tested"]["gaps"]) == (3, {"test_due": 2})
    assert post("/plans/break-off", {"plan_ids": plan_ids[:1], "reason": "moved to hospital"}).json() == {"done": 1}
    assert len(browser.get(f"/api/v1/plans/{plan_ids[1]}/checks").json()) > 20
