"""The visitors of a place in a window, the way back from a positive tube, and companions on their way to being named."""

import io

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
    [(_number, start, until)] = queries.cases_at(world.table)
    assert (start, until) == (world.noon, world.noon + 2 * HOUR)
    assert queries.cases_at(world.workshop) == []


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
