"""Presence with PostgreSQL: batches recorded once, bad rows put aside, scope, Arrow, pages and API."""

import io
import json
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from sizao.ground.presence import actions, queries
from sizao.ground.presence.types import NewVisit, QuarantineReason, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as registered
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope
from sizao.traceback import tables
from sizao.traceback.visits import EvidenceGrade

YIXING, JIANGYIN = areas.parse("320282"), areas.parse("320281")
NINE = datetime(2021, 12, 10, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def market(by, at):
    place = NewPlace(words=Words("万石农贸市场", "Wanshi market"), kind=PlaceKind.MARKET, area=areas.parse("320282104"))
    return registry.add_place(place=place, by=by, at=at)


@pytest.fixture
def people(by, at):
    return registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * 3, by=by, at=at)


def visit(person, place, start=NINE, until=NINE + HOUR, **more):
    given = {"person_id": person, "place_id": place, "start": start, "until": until, "source": VisitSource.VENUE_SCAN}
    return NewVisit(**{**given, **more})


def test_a_batch_is_recorded_once_however_often_it_is_sent(by, at, market, people):
    batch = [visit(person, market) for person in people] + [visit(people[0], market)]
    first = actions.record_visits(visits=batch, by=by, at=at)
    assert (first.declared, first.recorded, first.known) == (4, 3, 1)
    again = actions.record_visits(visits=batch, by=by, at=at)
    assert (again.recorded, again.known) == (0, 4)
    assert first.is_whole and again.is_whole
    assert queries.visit_rows(market).count() == 3


def test_bad_rows_are_put_aside_with_their_reason_and_stop_nobody_else(by, at, market, people):
    batch = [
        visit(people[0], market),
        visit(people[1], market, until=NINE - HOUR),
        visit(people[1], market, until=NINE),
        visit(people[1], 999_999_999),
        visit(people[1], market, start="2021-12-10 24:61"),
    ]
    receipt = actions.record_visits(visits=batch, by=by, at=at)
    assert receipt.recorded == 1
    assert receipt.quarantined == {
        QuarantineReason.ENDS_FIRST: 1,
        QuarantineReason.NO_LENGTH: 1,
        QuarantineReason.PLACE_UNKNOWN: 1,
        QuarantineReason.BAD_TIME: 1,
    }
    kept = {row.facts().reason: row.facts() for row in queries.quarantined_rows()}
    assert kept[QuarantineReason.BAD_TIME].start == "2021-12-10 24:61"
    assert queries.quarantined() == 4


def test_a_place_of_another_county_is_not_known_here(at, by, people):
    elsewhere = registry.add_place(
        place=NewPlace(words=Words("江阴", "Jiangyin"), kind=PlaceKind.MARKET, area=JIANGYIN), by=by, at=at
    )
    officer = Actor("officer", role="checkpoint", area=YIXING)
    with scope.acting(officer):
        receipt = actions.record_visits(visits=[visit(people[0], elsewhere)], by=officer, at=at)
    assert receipt.quarantined == {QuarantineReason.PLACE_UNKNOWN: 1}


def test_visits_belong_to_the_area_of_their_place(by, at, market, people):
    actions.record_visits(visits=[visit(people[0], market)], by=by, at=at)
    with scope.acting(Actor("officer", role="epidemiologist", area=JIANGYIN)):
        assert queries.visit_rows().count() == 0
    with scope.acting(Actor("officer", role="epidemiologist", area=YIXING)):
        assert queries.visit_rows().count() == 1


def test_a_person_of_another_county_can_have_been_here(by, at, market):
    [visitor] = registry.add_persons(persons=[NewPerson(area_residence=JIANGYIN)], by=by, at=at)
    officer = Actor("officer", role="checkpoint", area=YIXING)
    with scope.acting(officer):
        assert actions.record_visits(visits=[visit(visitor, market)], by=officer, at=at).recorded == 1


def test_tracing_gets_arrow_of_the_engines_schema(by, at, market, people):
    actions.record_visits(visits=[visit(people[0], market, zone="A"), visit(people[1], market)], by=by, at=at)
    table = queries.visits_at([market], NINE, NINE + HOUR)
    assert table.schema == tables.VISITS
    assert {(each.person, each.zone) for each in tables.visits_of(table)} == {(people[0], "A"), (people[1], None)}
    assert queries.visits_of([people[0]], NINE + HOUR, NINE + 2 * HOUR).num_rows == 0
    assert queries.visits_of([people[0]], NINE - HOUR, NINE + timedelta(seconds=1)).num_rows == 1


def test_sources_are_counted(by, at, market, people):
    actions.record_visits(visits=[visit(person, market) for person in people], by=by, at=at)
    [count] = queries.by_source(market)
    assert (count.source, count.visits, count.first, count.last) == (VisitSource.VENUE_SCAN, 3, NINE, NINE + HOUR)
    assert queries.persons_at(market) == 3


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_open(signed_in, by, at, market, people, language):
    actions.record_visits(visits=[visit(people[0], market), visit(people[1], 1)], by=by, at=at)
    browser = signed_in("epidemiologist", language=language)
    for path in ("", f"places/{market}/", "quarantine/", "?source=venue_scan"):
        answer = browser.get(f"/presence/{path}")
        assert answer.status_code == 200, path
    assert "万石农贸市场" in browser.get("/presence/").content.decode() or language == "en"


def test_a_place_shows_counts_by_day_and_nobody(signed_in, by, at, market, people):
    actions.record_visits(visits=[visit(person, market) for person in people], by=by, at=at)
    actions.record_visits(visits=[visit(people[0], market, start=NINE + HOUR, until=NINE + 2 * HOUR)], by=by, at=at)
    [day] = queries.place_days(market)
    assert (day.day, day.source, day.visits, day.persons) == (NINE.date(), VisitSource.VENUE_SCAN, 4, 3)
    browser = signed_in("epidemiologist")
    shown = browser.get(f"/presence/places/{market}/").content.decode()
    book = openpyxl.load_workbook(io.BytesIO(browser.get(f"/presence/places/{market}/?export=xlsx").content))
    cells = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)
    assert "P-" not in cells
    assert not [each for each in registered.persons(people).values() if each.number in shown]
    [row] = browser.get(f"/api/v1/places/{market}/visits").json()
    assert row == {
        "day": f"{NINE:%Y-%m-%d}",
        "source": "venue_scan",
        "grade": day.grade.value,
        "visits": 4,
        "persons": 3,
    }


def test_days_of_a_place_are_counted_in_the_lake_as_in_the_tail(by, at, market, people):
    actions.record_visits(visits=[visit(person, market) for person in people], by=by, at=at)
    before = queries.place_days(market)
    actions.seal_days(at=at + timedelta(days=5))
    assert queries.standing().rows == 3
    assert queries.place_days(market) == before


def test_the_api_takes_a_batch_and_says_what_came_of_it(signed_in, by, market, people):
    body = {
        "visits": [
            {"person": people[0], "place": market, "start": "2021-12-10 09:00", "until": "2021-12-10 24:00", "source": "hotel"},
            {"person": people[0], "place": market, "start": "never", "until": "2021-12-10 10:00", "source": "hotel"},
        ]
    }  # fmt: skip
    answer = signed_in("data_officer").post("/api/v1/visits", json.dumps(body), content_type="application/json")
    assert answer.status_code == 201, answer.content
    assert answer.json() == {"declared": 2, "recorded": 1, "known": 0, "quarantined": {"bad_time": 1}}
    [row] = queries.visit_rows(market)
    assert (row.facts().grade, row.facts().until.isoformat()) == (EvidenceGrade.RECORDED, "2021-12-10T16:00:00+00:00")
    [told] = signed_in("epidemiologist").get(f"/api/v1/places/{market}/visits").json()
    assert (told["day"], told["grade"]) == ("2021-12-10", "recorded")


def test_who_may_not_read_presence_is_refused(signed_in, market):
    assert signed_in("grid_worker").get(f"/presence/places/{market}/").status_code == 403
    assert signed_in("checkpoint").get(f"/api/v1/places/{market}/visits").status_code == 403


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_lake_its_batches_and_its_retention_are_shown(signed_in, by, at, market, people, language):
    officer = signed_in("data_officer", language=language)
    actions.record_visits(visits=[visit(person, market) for person in people], by=by, at=at)
    actions.seal_days(at=at + timedelta(days=5))
    actions.forget_persons(person_ids=[people[0]], at=at)
    actions.set_hold(is_on=True, reason="待审计", by=by, at=at)
    content = f"person,place,passed_at\n{people[0]},{market},2021-12-10 09:00\n{people[0]},{market + 10**9},2021-12-10 09:00\n"
    sent = SimpleUploadedFile("passages.csv", content.encode())
    answer = officer.post("/presence/batches/send/", {"shape": "checkpoint", "file": sent}, follow=True)
    assert answer.status_code == 200
    assert ("There is no such place" if language == "en" else "辖区内无此场所") in answer.content.decode()
    for path in ("", "batches/", "batches/send/", "lake/", "retention/"):
        answer = officer.get(f"/presence/{path}")
        assert answer.status_code == 200, path
    assert "待审计" in officer.get("/presence/retention/").content.decode()


def test_a_file_without_its_columns_is_told_so_at_the_form(signed_in, by):
    sent = SimpleUploadedFile("wrong.csv", b"a,b\n1,2\n")
    answer = signed_in("checkpoint").post("/presence/batches/send/", {"shape": "hotel", "file": sent})
    assert (answer.status_code, "no column person" in answer.content.decode()) == (422, True)


def test_sealing_can_be_asked_for_by_who_keeps_the_data(signed_in, by):
    assert signed_in("data_officer").post("/presence/lake/seal/").status_code == 302
    assert signed_in("data_officer").post("/presence/lake/seal/").status_code == 302
    assert signed_in("epidemiologist").post("/presence/lake/seal/").status_code == 403


def test_the_api_takes_batches_and_tells_of_lake_and_retention(signed_in, by, market, people):
    officer = signed_in("data_officer")
    body = {"shape": "hotel", "rows": [
        {"guest": people[0], "hotel": market, "check_in": "2021-12-09 18:00", "check_out": "2021-12-10 24:00"},
        {"guest": people[1], "hotel": market, "check_in": "2021-12-10 18:00", "check_out": "2021-12-10 09:00"},
    ]}  # fmt: skip
    answer = officer.post("/api/v1/presence/batches", json.dumps(body), content_type="application/json")
    assert answer.status_code == 201, answer.content
    receipt = answer.json()
    assert (receipt["accepted"], receipt["midnights"]) == (1, 1)
    assert receipt["rows"] == [{"line": 2, "reason": "ends_first"}]
    assert officer.get(f"/api/v1/presence/batches/{receipt['id']}").json() == receipt
    content = f"person,place,start,until\n{people[2]},{market},2021-12-10 09:00,2021-12-10 10:00\n".encode()
    sent = officer.post(
        "/api/v1/presence/batches/file?shape=visits&filename=v.csv", content, content_type="application/octet-stream"
    )
    assert sent.json()["accepted"] == 1
    assert officer.get("/api/v1/presence/lake").json()["tail"] == 2
    assert {each["source"]: each["days"] for each in officer.get("/api/v1/presence/retention").json()["terms"]}[
        "hotel"
    ] == 28
