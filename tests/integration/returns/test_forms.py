"""Return forms are defined in the browser: versions from a day on, figures of one's own, and what was filed stays as it was."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import DatabaseError, transaction

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.oversight.returns import actions, errors, queries
from sizao.oversight.returns.models import FormVersion
from sizao.oversight.returns.types import Measure, NewForm, NewReturn, NewUnit, OwnIndicator, UnitKind
from sizao.spine.scope import queries as scope

pytestmark = pytest.mark.django_db
DAY = date(2021, 12, 14)
MORNING = datetime(2021, 12, 15, 1, 0, tzinfo=UTC)
YIXING, BINHU = areas.parse("320282"), areas.parse("320211")
OWN = OwnIndicator(Words("转运车辆", "Vehicles moved"), Measure.VEHICLE, Words("当日出车", "Trips of the day"))


def officer(area: int = YIXING) -> Actor:
    return Actor("officer", role="coordinator", area=area)


def wanted(**more: object) -> NewForm:
    given: dict[str, object] = {
        "words": Words("转运日报", "Daily return of transfers"), "kinds": frozenset({UnitKind.GROUP}), "due": time(9, 30),
        "chase_hours": 3, "look_back_days": 5, "indicators": ("staff_on_duty",), "own": (OWN,), "since": DAY,
    }  # fmt: skip
    return NewForm(**{**given, **more})


@pytest.fixture
def form(by):
    with scope.acting(officer()):
        return actions.define_form(new=wanted(), by=officer(), at=MORNING)


@pytest.fixture
def unit(form, by):
    new = NewUnit(
        words=Words("隔离转运组", "Transfer group"), kind=UnitKind.GROUP, area=YIXING, form_id=form.id, since=DAY,
        until=None, owner="", phone="",
    )  # fmt: skip
    return actions.add_units(units=[new], by=by, at=MORNING)[0]


def test_a_form_of_ones_own_is_filed_chased_and_rolled_up_like_any(form, unit, by):
    assert (form.version, form.due, form.chase_hours) == (1, time(9, 30), 3)
    sheet = queries.sheet(unit, form.id, DAY, MORNING)
    assert [line.indicator.words.zh for line in sheet.asked()][-1] == "转运车辆"
    late = MORNING + timedelta(hours=2)
    assert {each.form.id for each in queries.missing(late)} == {form.id}, "missing after its own cut-off is an alarm"
    key = form.indicators[-1].key
    filed = actions.submit(new=NewReturn(unit, form.id, DAY, {"staff_on_duty": 4, key: 7}, False, ""), by=by, at=late)
    assert filed.figures[key] == 7
    totals = {each.indicator.key: each.total for each in queries.roll_up(DAY, late, YIXING).totals}
    assert totals[key] == 7


def test_a_new_version_holds_from_its_day_and_leaves_what_was_filed(form, unit, by):
    actions.submit(
        new=NewReturn(unit, form.id, DAY, {"staff_on_duty": 4, form.indicators[-1].key: 7}, False, ""),
        by=by,
        at=MORNING,
    )
    following = DAY + timedelta(days=1)
    changed = wanted(form_id=form.id, own=(), since=following, due=time(8), reason="取消转运车辆")
    with scope.acting(officer()):
        with pytest.raises(errors.FormDayPast):
            actions.define_form(
                new=wanted(form_id=form.id, own=(), since=DAY, reason="取消转运车辆"), by=officer(), at=MORNING
            )
        with pytest.raises(errors.FormReasonMissing):
            actions.define_form(new=wanted(form_id=form.id, own=(), since=following), by=officer(), at=MORNING)
        with pytest.raises(errors.FormUnchanged):
            actions.define_form(
                new=wanted(form_id=form.id, since=following, reason="没有变化的"), by=officer(), at=MORNING
            )
        second = actions.define_form(new=changed, by=officer(), at=MORNING)
    assert second.version == 2
    assert (queries.form(form.id, DAY).version, queries.form(form.id, following).version) == (1, 2)
    assert len(queries.sheet(unit, form.id, DAY, MORNING).lines) == 2
    assert len(queries.sheet(unit, form.id, following, MORNING + timedelta(days=1)).lines) == 1
    [kept] = queries.revisions(unit, form.id, DAY)
    assert kept.form == f"{form.id}-1"


def test_a_form_says_something_once_and_belongs_to_its_headquarters(form):
    with scope.acting(officer()):
        for wrong in (wanted(indicators=(), own=()), wanted(own=(OWN, OWN)), wanted(kinds=frozenset())):
            with pytest.raises(errors.FormEmpty):
                actions.define_form(new=wrong, by=officer(), at=MORNING)
        with pytest.raises(errors.LedgerFigure):
            actions.define_form(new=wanted(indicators=("nonsense",)), by=officer(), at=MORNING)
    with scope.acting(officer(BINHU)):
        assert form.id not in {each.id for each in queries.forms()}, "a sibling county's form"
    town = areas.parse("320282109")
    with scope.acting(officer(town)), pytest.raises(errors.FormOfAnother):
        actions.define_form(new=wanted(form_id=form.id, reason="镇里另行规定"), by=officer(town), at=MORNING)


def test_a_version_is_written_once(form):
    with pytest.raises(DatabaseError), transaction.atomic():
        FormVersion.objects.filter(form_id=form.id).update(name_zh="另一张")


def test_an_officer_defines_and_changes_a_form_in_the_browser(signed_in, by):
    browser = signed_in("coordinator", "320282")
    typed = {
        "name_zh": "保供日报", "name_en": "", "kinds": ["group"], "since": "2031-01-01", "due": "10:00", "chase_hours": "2",
        "look_back_days": "7", "indicators": ["staff_on_duty"], "own_zh_1": "送达户数", "own_measure_1": "household",
    }  # fmt: skip
    assert browser.post("/returns/forms/new/", typed).status_code == 302
    [made] = queries.form_versions()
    assert [each.words.zh for each in made.form.indicators][-1] == "送达户数"
    shown = browser.get(f"/returns/forms/{made.form.id}/")
    assert shown.context["form"].own()[0][0].value() == "送达户数"
    refused = browser.post(f"/returns/forms/{made.form.id}/", typed | {"reason": "没有变化的"})
    assert refused.status_code == 422 and "保供日报" in refused.content.decode()
    again = browser.post(f"/returns/forms/{made.form.id}/", typed | {"reason": "截止时间提前", "due": "09:00"})
    assert again.status_code == 302
    assert [each.form.version for each in queries.form_versions()] == [1, 2]
    assert signed_in("lab", "320282").post("/returns/forms/new/", typed).status_code == 403


def test_the_api_defines_a_form(signed_in):
    body = {
        "name_zh": "卡口日报", "kinds": ["sector"], "due": "10:00:00", "chase_hours": 2, "look_back_days": 7,
        "indicators": ["vehicles_checked"], "own": [{"name_zh": "劝返车辆", "measure": "vehicle"}], "since": "2031-01-01",
    }  # fmt: skip
    made = signed_in("commander", "320282").post(
        "/api/v1/return-forms", json.dumps(body), content_type="application/json"
    )
    assert made.status_code == 201
    assert [each["name_zh"] for each in made.json()["indicators"]][-1] == "劝返车辆"


def test_a_version_holds_where_its_headquarters_commands_and_nowhere_else(by):
    """Two counties change the form that ships: each counts its own units by its own; the city's word ends both."""
    town, other = areas.parse("320282109"), areas.parse("320211001")
    mine, theirs = (
        actions.add_units(
            units=[NewUnit(words=Words("单位", "Unit"), kind=UnitKind.GROUP, area=area, form_id="traffic-daily", since=DAY)],
            by=by, at=MORNING,
        )[0]
        for area in (town, other)
    )  # fmt: skip
    changed = wanted(form_id="traffic-daily", indicators=("vehicles_checked",), own=(), reason="本县提前截止")
    for area, due in ((YIXING, time(7)), (BINHU, time(8))):
        with scope.acting(officer(area)):
            actions.define_form(new=replace(changed, due=due), by=officer(area), at=MORNING)
    stood = {each.unit.id: each.form for each in queries.standings(DAY, MORNING)}
    assert (stood[mine].due, stood[theirs].due) == (time(7), time(8))
    assert queries.sheet(theirs, "traffic-daily", DAY, MORNING).form.due == time(8)
    city = areas.parse("320200")
    with scope.acting(officer(city)):
        above = actions.define_form(new=replace(changed, due=time(9)), by=officer(city), at=MORNING)
    assert above.version == 3
    assert {each.form.due for each in queries.standings(DAY, MORNING) if each.unit.id in {mine, theirs}} == {time(9)}
    with scope.acting(officer()), pytest.raises(errors.FormOfAnother):
        actions.define_form(new=replace(changed, due=time(6)), by=officer(), at=MORNING)


def test_figures_of_ones_own_are_never_added_to_another_forms(form, unit, by):
    with scope.acting(officer()):
        trucks = OwnIndicator(Words("出动车辆", "Vehicles out"), Measure.VEHICLE, Words("", ""))
        other = actions.define_form(new=wanted(words=Words("车辆日报", ""), own=(trucks,)), by=officer(), at=MORNING)
        again = actions.define_form(
            new=wanted(form_id=form.id, own=(trucks, OWN), since=DAY + timedelta(days=1), reason="增列一项"),
            by=officer(), at=MORNING,
        )  # fmt: skip
    assert form.indicators[-1].key not in {each.key for each in other.indicators}
    assert again.indicators[-1].key == form.indicators[-1].key, "a figure that stays keeps its place in the series"
    actions.add_duty(unit_id=unit, form_id=other.id, since=DAY, by=by, at=MORNING)
    for one in (form, other):
        typed = {
            each.key: 5 for each in queries.sheet(unit, one.id, DAY, MORNING).form.indicators if each.key[:4] == "own_"
        }
        asked = {line.indicator.key for line in queries.sheet(unit, one.id, DAY, MORNING).asked()} - set(typed)
        actions.submit(new=NewReturn(unit, one.id, DAY, typed | dict.fromkeys(asked, 1)), by=by, at=MORNING)
    own = [each for each in queries.roll_up(DAY, MORNING, YIXING).totals if each.indicator.key.startswith("own_")]
    assert sorted((each.indicator.words.zh, each.total) for each in own) == [("出动车辆", 5), ("转运车辆", 5)]
