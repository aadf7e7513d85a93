"""The visitors of a place in a window, the way back from a positive tube, and companions on their way to being named."""

import io
import json

import openpyxl
import pytest

from sizao.ground.presence import actions as presence
from sizao.ground.presence.types import NewVisit
from sizao.spine.audit.models import Access
from sizao.trace.tracing import queries
from sizao.traceback.visits import EvidenceGrade, VisitSource
from tests.integration.tracing.test_tracing import HOUR, World

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(by, at):
    world = World(by, at)
    world.record_stays()
    return world


WHY = {"purpose": "case_investigation", "legal_basis": "emergency_response_law"}


def _query(world, start, until):
    from django.utils import timezone

    typed = [f"{timezone.localtime(world.noon + hours * HOUR):%Y-%m-%dT%H:%M}" for hours in (start, until)]
    return {"start": typed[0], "until": typed[1], **WHY}


def test_a_window_holds_everybody_who_touches_it_with_their_minutes_inside(world):
    found = {each.person: each for each in queries.visitors(world.table, world.noon, world.noon + HOUR)}
    assert set(found) == {world.guest, world.scanner, world.visitor}
    assert (found[world.guest].minutes, found[world.guest].last) == (60, world.noon + 2 * HOUR)
    assert queries.visitors(world.table, world.noon + 5 * HOUR, world.noon + 6 * HOUR) == []


def test_records_of_one_stay_are_one_visitor_whose_minutes_count_once(world, by, at):
    def visit(hours, zone, grade):
        return NewVisit(
            person_id=world.guest, place_id=world.table, start=world.noon + hours * HOUR,
            until=world.noon + (hours + 1) * HOUR, source=VisitSource.INTERVIEW, grade=grade, zone=zone,
        )  # fmt: skip

    own = [visit(0.5, "6", EvidenceGrade.CLAIMED), visit(0.75, "8", EvidenceGrade.VERIFIED)]
    presence.record_visits(visits=own, by=by, at=at)
    found = {each.person: each for each in queries.visitors(world.table, world.noon + HOUR, world.noon + 4 * HOUR)}
    guest = found[world.guest]
    assert (guest.first, guest.last) == (world.noon, world.noon + 2 * HOUR)
    assert (guest.minutes, guest.visits, guest.grade) == (60, 3, EvidenceGrade.VERIFIED)
    assert guest.zone.endswith("6, 8")


def test_the_windows_of_cases_at_the_place_are_offered(world):
    [there] = queries.cases_at(world.table)
    assert (there.start, there.until) == (world.noon, world.noon + 2 * HOUR)
    assert queries.cases_at(world.workshop) == []


def test_a_day_without_an_open_case_is_nobodys_business(world, signed_in, by, at):
    browser = signed_in("epidemiologist", language="zh-hans")
    path, api = f"/tracing/visitors/{world.table}/", f"/api/v1/places/{world.table}/visitors"
    evening = {"start": (world.noon - 40 * HOUR).isoformat(), "until": (world.noon - 36 * HOUR).isoformat(), **WHY}
    refused = browser.get(path, _query(world, -40, 2))
    assert refused.status_code == 403
    assert "没有未结案的病例到过该场所" in refused.content.decode()
    assert refused.context.get("listing") is None
    assert browser.get(path, {**_query(world, -40, 2), "export": "xlsx"}).status_code == 403
    assert browser.get(api, evening).json()["code"] == "tracing.no_case_on_day"
    assert browser.get(f"/api/v1/places/{world.workshop}/visitors", evening).json()["code"] == "tracing.no_case_there"
    noted = Access.objects.filter(action="tracing.refused")
    assert [(each.allowed, each.persons) for each in noted] == [(False, [])] * 4
    assert not Access.objects.filter(action="tracing.visitors").exists()


def test_a_closed_case_opens_no_list(world, signed_in):
    from sizao.trace.cases.models import Case

    asked = {"start": world.noon.isoformat(), "until": (world.noon + HOUR).isoformat(), **WHY}
    path = f"/api/v1/places/{world.table}/visitors"
    assert signed_in("epidemiologist").get(path, asked).status_code == 200
    Case.objects.filter(pk=world.case).update(is_closed=True)
    assert signed_in("epidemiologist").get(path, asked).json()["code"] == "tracing.no_case_there"


def test_a_record_of_the_case_itself_opens_its_day(world, by, at):
    scan = NewVisit(
        person_id=world.case_person, place_id=world.workshop, start=world.noon - HOUR, until=world.noon,
        source=VisitSource.VENUE_SCAN,
    )  # fmt: skip
    assert not queries.may_list_visitors(world.workshop, world.noon, world.noon + HOUR)
    presence.record_visits(visits=[scan], by=by, at=at)
    assert queries.may_list_visitors(world.workshop, world.noon, world.noon + HOUR)


@pytest.mark.parametrize("door", ["visitors", "count", "compare"])
def test_no_other_purpose_is_served_and_the_request_is_noted(world, signed_in, door):
    browser, why = signed_in("epidemiologist"), {**WHY, "purpose": "criminal investigation"}
    if door == "visitors":
        asked = {"start": world.noon.isoformat(), "until": (world.noon + HOUR).isoformat(), **why}
        answer = browser.get(f"/api/v1/places/{world.table}/visitors", asked)
    else:
        trials = {"trials": [{"edition_id": "cn-covid-ed8"}]} if door == "compare" else {}
        body = json.dumps({"case_id": str(world.case), **why, **trials})
        answer = browser.post(f"/api/v1/traces/{door}", body, content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (403, "tracing.purpose_refused")
    noted = Access.objects.get(action="tracing.refused")
    assert (noted.allowed, "purpose criminal investigation" in noted.reason) == (False, True)
    offered = browser.get(f"/tracing/visitors/{world.table}/").context["form"].fields["purpose"].choices
    assert [value for value, _ in offered] == ["contact_management", "case_investigation"]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_list_is_by_number_logged_and_goes_out_as_excel(world, signed_in, language):
    browser = signed_in("epidemiologist", language=language)
    path = f"/tracing/visitors/{world.table}/"
    bare = browser.get(path, {key: value for key, value in _query(world, 0, 2).items() if key not in WHY})
    assert (bare.status_code, bare.context.get("listing"), bare.context["form"].errors) == (200, None, {})
    shown = browser.get(path, _query(world, 0, 2))
    assert shown.context["listing"].total == 3
    logged = Access.objects.filter(action="tracing.visitors").latest("id")
    assert set(logged.persons) == {world.guest, world.scanner, world.visitor}
    assert (logged.purpose, logged.reason.split(";")[0]) == ("case_investigation", "emergency_response_law")
    book = openpyxl.load_workbook(io.BytesIO(browser.get(path, {**_query(world, 0, 2), "export": "xlsx"}).content))
    cells = [str(cell.value) for row in book.active.iter_rows() for cell in row]
    assert any(cell.startswith("P-") for cell in cells)
    assert Access.objects.filter(action="visitors.export").latest("id").purpose == "contact_management"
    assert browser.get(path, _query(world, 2, 0)).context["form"].errors


def test_a_long_list_is_logged_whole_in_rows_of_bounded_size(world, signed_in, monkeypatch):
    monkeypatch.setattr("sizao.trace.tracing.actions.deciding.LOGGED_AT_ONCE", 2)
    signed_in("epidemiologist").get(f"/tracing/visitors/{world.table}/", _query(world, 0, 2))
    rows = Access.objects.filter(action="tracing.visitors")
    assert [each.number_of_persons for each in rows.order_by("-number_of_persons")] == [2, 1]
    assert {person for each in rows for person in each.persons} == {world.guest, world.scanner, world.visitor}


def test_the_api_gives_the_visitors_of_a_window(world, signed_in):
    browser = signed_in("epidemiologist")
    window = {"start": world.noon.isoformat(), "until": (world.noon + HOUR).isoformat()}
    assert browser.get(f"/api/v1/places/{world.table}/visitors", window).status_code == 422
    asked = {**window, **WHY}
    found = browser.get(f"/api/v1/places/{world.table}/visitors", asked).json()
    assert {each["person"] for each in found} == {world.guest, world.scanner, world.visitor}
    assert signed_in("grid_worker").get(f"/api/v1/places/{world.table}/visitors", asked).status_code == 403


def test_a_positive_tube_leads_back_to_the_case_or_the_place(world, signed_in, by, at):
    from sizao.kernel.actors import Actor
    from sizao.measures.screening import actions as screening
    from sizao.measures.screening.types import NewResult, NewSample, Purpose, SubjectKind, Value

    new = [
        NewSample(SubjectKind.PERSON, world_area(world), at - HOUR, Purpose.CASE, world.incident, world.case_person),
        NewSample(
            SubjectKind.ENVIRONMENT, world_area(world), at - HOUR, Purpose.TERMINAL, world.incident, None, world.mall
        ),
        NewSample(
            SubjectKind.ENVIRONMENT, world_area(world), at - HOUR, Purpose.TERMINAL, world.incident, None, world.table
        ),
    ]
    ids = screening.take_samples(samples=new, by=by, at=at)
    values = (Value.POSITIVE, Value.POSITIVE, Value.NEGATIVE)
    results = screening.enter_results(
        results=[NewResult(sample, value, at) for sample, value in zip(ids, values, strict=True)], by=by, at=at
    )
    screening.release_results(result_ids=results, by=Actor.system("second", by.area), at=at)
    shown = signed_in("epidemiologist").get("/screening/samples/").content.decode()
    assert f"/tracing/start/{world.case}/" in shown
    assert f"/tracing/start/place/{world.mall}/?basis=environment" in shown
    assert f"/tracing/start/place/{world.table}/" not in shown


def world_area(world):
    from tests.integration.tracing.test_tracing import WANSHI

    return WANSHI
