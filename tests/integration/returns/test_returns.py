"""Daily returns end to end: filed once, locked, missing ones alarmed and chased, rolled up and reconciled by record."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import TaskState
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson
from sizao.kernel.areas import parse
from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.oversight.returns import actions, queries
from sizao.oversight.returns.errors import AlreadyFiled, FormNotForUnit, OutsideArea, UnitExists
from sizao.oversight.returns.models import Return
from sizao.oversight.returns.types import NewReturn, NewUnit, Origin, Reason, ReturnState, UnitKind
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import actions as cases
from sizao.trace.cases.types import Classification, NewCase

pytestmark = pytest.mark.django_db
TZ = ZoneInfo("Asia/Shanghai")
YIXING, WANSHI, HEQIAO, VILLAGE = (parse(each) for each in ("320282", "320282109", "320282107", "320282109200"))
ON = date(2021, 12, 11)
FOUND = datetime(2021, 12, 11, 16, 0, tzinfo=TZ)
EARLY = datetime(2021, 12, 12, 8, 0, tzinfo=TZ)
LATE = datetime(2021, 12, 12, 11, 0, tzinfo=TZ)
TYPED = {
    "arrivals": 3, "households_visited": 120, "households_served": 40, "requests_settled": 6, "places_disinfected": 9,
    "staff_on_duty": 85,
}  # fmt: skip


def new(zh: str, area: int, kind: UnitKind = UnitKind.STREET, form: str = "town-daily", **more) -> NewUnit:
    return NewUnit(Words(zh, zh), kind, area, form, ON, **more)


@pytest.fixture
def towns(by, at):
    units = [new("万石镇", WANSHI), new("和桥镇", HEQIAO), new("卡口", YIXING, UnitKind.SECTOR, "traffic-daily")]
    return actions.add_units(units=units, by=by, at=at)


@pytest.fixture
def headquarters(by):
    command.ensure_headquarters(area=YIXING, by=by, at=FOUND)


def infect(by, area=WANSHI, at=FOUND, disease="covid-19"):
    incident = commanded.open_incident_for(disease, YIXING)
    incident_id = incident.id if incident else command.open_incident(
        title=Words("疫情", "Outbreak"), disease=disease, area=YIXING, reported_at=FOUND, by=by, at=FOUND,
        number=f"RT-{disease}",
    )  # fmt: skip
    [person] = registry.add_persons(persons=[NewPerson(area_residence=area)], by=by, at=at)
    case = NewCase(person_id=person, area=area, reported_at=FOUND, sampled_at=FOUND,
                   classification=Classification.CONFIRMED)  # fmt: skip
    return cases.report_case(incident_id=incident_id, case=case, by=by, at=at).case_id


def file(unit_id, by, at=EARLY, form="town-daily", typed=None, **more):
    given = NewReturn(unit_id, form, ON, TYPED if typed is None else typed, **more)
    return actions.submit(new=given, by=by, at=at)


def test_a_counted_figure_is_filled_in_and_only_the_rest_is_asked(towns, by):
    infect(by)
    sheet = queries.sheet(towns[0], "town-daily", ON, EARLY)
    assert {line.indicator.key for line in sheet.asked()} == set(TYPED)
    assert {line.indicator.key: line.value for line in sheet.known()}["infections_new.covid-19"] == 1
    assert queries.sheet(towns[1], "town-daily", ON, EARLY).known()[0].value == 0


def test_a_filed_return_is_numbered_hashed_and_locked(towns, by):
    made = file(towns[0], by)
    assert made.number == "320282109000-street-town-daily-20211211-1"
    assert len(made.sha256) == 64
    for statement in ("UPDATE returns_return SET figures = '{}'", "DELETE FROM returns_return"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_a_correction_stands_beside_the_first_with_its_reason(towns, by):
    file(towns[0], by)
    more = {**TYPED, "households_visited": 121}
    with pytest.raises(AlreadyFiled):
        file(towns[0], by, typed=more)
    second = file(towns[0], by, typed=more, reason="漏报一户")
    ledger = queries.revisions(towns[0], "town-daily", ON)
    assert [each.revision for each in ledger] == [2, 1]
    assert (ledger[1].figures["households_visited"], second.figures["households_visited"]) == (120, 121)


@pytest.mark.parametrize(
    "change",
    [
        {"revision": 2, "reason": ""}, {"revision": 0}, {"channel": "pigeon"}, {"figures": {"arrivals": -1}},
        {"filed_at": FOUND},
    ],
    ids=["correction without a reason", "revision 0", "unknown channel", "negative figure", "before the day's end"],
)  # fmt: skip
def test_the_database_refuses_what_no_return_may_be(towns, by, change):
    made = Return.objects.get(pk=file(towns[0], by).id)
    values = {field.attname: getattr(made, field.attname) for field in Return._meta.concrete_fields}
    values.update(id=None, number="other", revision=3, reason="again")
    del values["id"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Return.objects.create(**{**values, **change})


def test_what_is_missing_at_the_cut_off_becomes_a_task_and_the_return_ends_it(towns, by, headquarters):
    file(towns[0], by)
    assert actions.raise_alarms(by=by, at=EARLY) == 0
    assert actions.raise_alarms(by=by, at=LATE) == 2
    assert actions.raise_alarms(by=by, at=LATE + timedelta(minutes=10)) == 0
    outbox.drain()
    asked = commanded.tasks(open_only=True)
    assert {each.area for each in asked} == {HEQIAO, YIXING}
    assert all("2021-12-11" in each.title.zh for each in asked)
    file(towns[1], by, at=LATE + timedelta(minutes=30), typed={"staff_on_duty": 3}, is_nil=True)
    outbox.drain()
    states = {each.area: each.state for each in commanded.tasks()}
    assert states[HEQIAO] is TaskState.DONE and states[YIXING] is TaskState.CREATED
    [late] = [each for each in queries.standings(ON, LATE + timedelta(hours=1)) if each.is_late]
    assert (late.unit.words.zh, late.state) == ("和桥镇", ReturnState.NIL)
    corrected = {"typed": {"staff_on_duty": 4}, "is_nil": True, "reason": "核对在岗人数"}
    file(towns[1], by, at=LATE + timedelta(hours=2), **corrected)
    [late] = [each for each in queries.standings(ON, LATE + timedelta(hours=3)) if each.is_late]
    assert late.filed.revision == 2, "a correction does not make a late return one in time"


def test_the_alarm_reaches_the_officer_who_answers_for_the_unit(by, at, headquarters, staff):
    officer = staff("community", "320282109")
    [unit] = actions.add_units(units=[new("万石镇", WANSHI, owner="值班员", owner_id=officer.pk)], by=by, at=at)
    actions.raise_alarms(by=by, at=LATE)
    outbox.drain()
    [task] = commanded.tasks(assignee_id=officer.pk, open_only=True)
    assert task.due_at == LATE + timedelta(hours=2)
    [owed] = queries.to_file(LATE, officer.pk, WANSHI)
    assert owed.unit.id == unit
    days = [each.on for each in queries.to_file(LATE + timedelta(days=2), officer.pk, WANSHI)]
    assert days == [ON + timedelta(days=n) for n in (2, 1, 0)], (
        "what is missing of the days before is still to be filed"
    )
    assert len(queries.to_file(LATE + timedelta(days=30), officer.pk, WANSHI)) == 7, "as far back as the form looks"


def test_chasing_counts_and_gives_the_task_once(towns, by, headquarters):
    for minutes in (0, 30):
        at = EARLY + timedelta(minutes=minutes)
        assert actions.chase(unit_ids=towns[:2], form_id="town-daily", on=ON, by=by, at=at) == 2
        outbox.drain()
    assert len(commanded.tasks(open_only=True)) == 2
    stood = queries.standings(ON, LATE, form_id="town-daily")
    assert {each.chased for each in stood} == {2}


def test_a_town_is_asked_nothing_its_villages_have_stated_and_counts_once(towns, by, at):
    [village] = actions.add_units(units=[new("万石村", VILLAGE, UnitKind.COMMUNITY)], by=by, at=at)
    file(village, by)
    sheet = queries.sheet(towns[0], "town-daily", ON, EARLY)
    assert {line.origin for line in sheet.known()} == {Origin.COUNTED, Origin.BELOW}
    assert sheet.asked() == []
    file(towns[0], by, typed={})
    found = queries.roll_up(ON, EARLY, YIXING, "town-daily")
    totals = {each.indicator.key: each for each in found.totals}
    assert totals["households_visited"].total == 120
    assert totals["households_visited"].covered == (village,)
    assert [each.unit.words.zh for each in found.in_state(ReturnState.WAITING)] == ["和桥镇"]


def test_a_figure_stated_in_one_form_is_not_asked_in_another(towns, by, at):
    actions.add_duty(unit_id=towns[2], form_id="sentinel-daily", since=ON, by=by, at=at)
    traffic = {"vehicles_checked": 900, "travellers_checked": 2100, "travellers_turned": 4, "staff_on_duty": 60}
    file(towns[2], by, form="traffic-daily", typed=traffic)
    sheet = queries.sheet(towns[2], "sentinel-daily", ON, EARLY)
    staff = next(line for line in sheet.lines if line.indicator.key == "staff_on_duty")
    assert (staff.origin, staff.value) == (Origin.KNOWN, 60)
    file(towns[2], by, form="sentinel-daily", typed={"fever_visits": 30, "drug_sales": 44})
    totals = {each.indicator.key: each.total for each in queries.roll_up(ON, EARLY).totals}
    assert totals["staff_on_duty"] == 60


def test_headline_and_line_list_differ_by_the_case_entered_later_and_by_the_one_no_unit_holds(towns, by):
    infect(by)
    for each in towns[:2]:
        file(each, by)
    agreed = {each.indicator.key: each for each in queries.reconciliations(ON, EARLY)}
    assert agreed["infections_total.covid-19"].agrees and agreed["infections_total.covid-19"].headline == 1
    later = infect(by, at=LATE)
    nowhere = infect(by, area=YIXING)
    found = {each.indicator.key: each for each in queries.reconciliations(ON, LATE)}["infections_total.covid-19"]
    assert {(each.record_id, each.reason) for each in found.differences} == {
        (str(later), Reason.ADDED), (str(nowhere), Reason.OUTSIDE),
    }  # fmt: skip
    assert (found.headline, found.listed) == (1, 3)


def test_two_diseases_are_never_added_up_in_return_sum_headline_or_line_list(towns, by):
    infect(by)
    infect(by)
    ill = infect(by, disease="h7n9")
    for each in towns[:2]:
        file(each, by)
    lines = {line.indicator.key: line for line in queries.sheet(towns[0], "town-daily", ON, EARLY).known()}
    assert (lines["infections_new.covid-19"].value, lines["infections_new.h7n9"].value) == (2, 1)
    assert lines["infections_new.h7n9"].indicator.words.zh == "新增感染者(人感染H7N9禽流感)"
    totals = {each.indicator.key: each for each in queries.roll_up(ON, EARLY).totals}
    assert "infections_new" not in totals
    assert [(totals[f"infections_total.{each}"].total, totals[f"infections_total.{each}"].counted)
            for each in ("covid-19", "h7n9")] == [(2, 2), (1, 1)]  # fmt: skip
    checked = {each.indicator.key: each for each in queries.reconciliations(ON, EARLY)}
    assert [checked[f"infections_total.{each}"].headline for each in ("covid-19", "h7n9")] == [2, 1]
    assert str(ill) not in lines["infections_total.covid-19"].listed and lines["infections_total.h7n9"].listed == (
        str(ill),
    )


def test_a_disease_found_after_the_returns_were_filed_is_added_by_name(towns, by):
    infect(by)
    for each in towns[:2]:
        file(each, by)
    later = infect(by, disease="h7n9", at=LATE)
    found = {each.indicator.key: each for each in queries.reconciliations(ON, LATE)}["infections_total.h7n9"]
    assert [(each.record_id, each.reason) for each in found.differences] == [(str(later), Reason.ADDED)]


def test_a_figure_of_before_that_held_all_diseases_together_stands_for_itself(towns, by):
    infect(by)
    made = file(towns[0], by)
    old = Return.objects.get(pk=made.id)
    old.pk, old.number, old.unit_id, old.lists = uuid7(), "before", towns[1], {}
    old.figures = {**TYPED, "infections_new": 5, "infections_total": 0}
    old.save(force_insert=True)
    totals = {each.indicator.key: each for each in queries.roll_up(ON, EARLY).totals}
    assert totals["infections_new.covid-19"].total == 1
    assert (totals["infections_new"].total, totals["infections_new"].indicator.words.zh) == (5, "新增感染者(未分病种)")
    assert len(totals["infections_total.covid-19"].by_unit) == 2


def test_a_unit_lies_in_the_actors_area_once_and_owes_a_form_of_its_kind(towns, by, at, acting):
    with pytest.raises(UnitExists):
        actions.add_units(units=[new("万石镇", WANSHI)], by=by, at=at)
    with pytest.raises(FormNotForUnit):
        actions.add_units(units=[new("卡口", WANSHI, UnitKind.SECTOR)], by=by, at=at)
    from sizao.kernel.actors import Actor

    abroad = Actor.system("other", parse("320281"))
    acting(abroad)
    with pytest.raises(OutsideArea):
        actions.add_units(units=[new("徐舍镇", parse("320282103"))], by=abroad, at=at)
    assert queries.units() == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_workbook_has_merged_heads_one_row_per_unit_and_no_formula(towns, by, language):
    from openpyxl import load_workbook

    file(towns[0], by)
    found = queries.roll_up(ON, LATE, YIXING)
    book = load_workbook(io.BytesIO(queries.as_workbook(found, Words("宜兴市", "Yixing"), language)))
    [sheet] = book.worksheets
    assert {"A3:A4", "A1:R1"} & {str(each) for each in sheet.merged_cells.ranges}
    names = [sheet.cell(row, 1).value for row in range(5, 8)]
    assert set(names) == {"万石镇", "和桥镇", "卡口"}
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_an_officer_files_on_the_page_and_it_is_locked(signed_in, towns):
    browser = signed_in("community", "320282109")
    address = f"/returns/{towns[0]}/town-daily/2021-12-11/"
    assert b"Nothing to report: nil" in browser.get(address).content
    refused = browser.post(address, {"arrivals": "3"})
    assert refused.status_code == 422 and b"Not filled in" in refused.content
    assert browser.post(address, {key: str(value) for key, value in TYPED.items()}).status_code == 302
    page = browser.get(address)
    assert b"Filed and locked" in page.content and b"320282109000-street-town-daily-20211211-1" in page.content


def test_one_tap_files_a_nil_return(signed_in, towns):
    browser = signed_in("community", "320282109", "zh-CN")
    address = f"/returns/{towns[0]}/town-daily/2021-12-11/"
    refused = browser.post(address, {"nil": "1"})
    assert refused.status_code == 422 and "在岗防控人员" in refused.content.decode(), "who was on duty is not nil"
    assert browser.post(address, {"nil": "1", "staff_on_duty": "3"}).status_code == 302
    assert "零报告" in browser.get(address).content.decode()


def test_another_towns_officer_sees_nothing_of_it(signed_in, towns):
    browser = signed_in("community", "320282107")
    assert browser.get(f"/returns/{towns[0]}/town-daily/2021-12-11/").status_code == 404
    assert "万石镇".encode() not in browser.get("/returns/?on=2021-12-11").content


def test_the_county_sees_who_is_missing_and_chases(signed_in, towns, by, headquarters):
    infect(by)
    file(towns[0], by)
    browser = signed_in("coordinator", "320282")
    page = browser.get("/returns/?on=2021-12-11").content.decode()
    assert "万石镇" in page and "missing" in page.lower()
    chased = browser.post("/returns/chase/", {"on": "2021-12-11", "town-daily": [str(towns[1])]}, follow=True)
    assert "1 unit was asked" in chased.content.decode()
    for part in ("sum/", "sum.xlsx", "check/"):
        assert browser.get(f"/returns/2021-12-11/{part}").status_code == 200
    assert browser.get("/returns/units/").status_code == 200
    form = {"name_zh": "周铁镇", "kind": "street", "area": "320282110", "form": "town-daily", "since": "2021-12-11"}
    assert browser.post("/returns/units/new/", form).status_code == 302
    assert len(queries.units(parse("320282110"))) == 1


def test_the_api_files_rolls_up_reconciles_and_chases(signed_in, towns, by, headquarters):
    infect(by)
    browser = signed_in("coordinator", "320282")

    def post(path, body):
        return browser.post(f"/api/v1/{path}", body, content_type="application/json")

    assert {each["id"] for each in browser.get("/api/v1/return-forms").json()} == {
        "town-daily", "traffic-daily", "sentinel-daily",
    }  # fmt: skip
    sheet = browser.get(f"/api/v1/returns/sheets/{towns[0]}/town-daily/2021-12-11").json()
    assert {each["key"] for each in sheet["lines"] if each["origin"] == "asked"} == set(TYPED)
    body = {"unit_id": str(towns[0]), "form_id": "town-daily", "on": "2021-12-11", "figures": TYPED}
    made = post("returns", body)
    assert made.status_code == 201
    assert post("returns", {**body, "reason": "again"}).json()["code"] == "returns.nothing_changed"
    assert browser.get(f"/api/v1/returns/numbers/{made.json()['number']}").json()["channel"] == "interface"
    day = browser.get("/api/v1/returns/days/2021-12-11").json()
    assert {each["key"]: each["total"] for each in day["totals"]}["households_visited"] == 120
    checked = browser.get("/api/v1/returns/days/2021-12-11/reconciliation").json()
    assert {each["key"]: each["headline"] for each in checked}["infections_total.covid-19"] == 1
    asked = post("returns/chase", {"unit_ids": [str(towns[1])], "form_id": "town-daily", "on": "2021-12-11"})
    assert asked.json() == {"asked": 1}
    unit = {"name_zh": "周铁镇", "kind": "street", "area": "320282110", "form_id": "town-daily", "since": "2021-12-11"}
    assert post("reporting-units", unit).status_code == 201
    assert len(browser.get("/api/v1/reporting-units").json()) == 4
