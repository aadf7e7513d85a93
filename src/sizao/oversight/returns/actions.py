"""Enter units, file returns, raise the alarm for those missing, and chase them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, printed
from sizao.kernel.ids import pseudonym
from sizao.oversight.returns import events, queries, rules
from sizao.oversight.returns.errors import AlreadyIn, FormNotForUnit, FormOfAnother, OutsideArea, UnitExists
from sizao.oversight.returns.models import Chase, Duty, FormVersion, ReportingUnit, Return
from sizao.oversight.returns.types import (
    NewForm,
    NewReturn,
    NewUnit,
    Origin,
    OwnIndicator,
    ReturnFacts,
    ReturnForm,
    ReturnState,
    Sheet,
    Standing,
    UnitFacts,
)
from sizao.spine.outbox import actions as outbox


@transaction.atomic
def add_units(*, units: Sequence[NewUnit], by: Actor, at: datetime) -> list[UUID]:
    """Enter reporting units, each with the form it owes from a day on.

    Raises:
        OutsideArea: when a unit lies outside the actor's area.
        FormNotForUnit: when the form is not meant for its kind.
        UnitExists: when its code is taken.
    """
    return [_add(each, by) for each in units]


def _add(new: NewUnit, by: Actor) -> UUID:
    if not contains(by.area, new.area):
        raise OutsideArea(area=printed(new.area))
    form = queries.form(new.form_id, area=new.area)
    if new.kind not in form.kinds:
        raise FormNotForUnit(form=form.words)
    code = f"{printed(new.area)}-{new.code or new.kind.value}"
    if queries.has_code(code):
        raise UnitExists(code=code)
    row = ReportingUnit.objects.create(
        code=code, name_zh=new.words.zh, name_en=new.words.en, kind=new.kind.value, area=new.area, owner=new.owner,
        owner_user=new.owner_id, phone=new.phone,
    )  # fmt: skip
    Duty.objects.create(unit=row, form_id=form.id, since=new.since, until=new.until)
    return row.id


@transaction.atomic
def add_duty(*, unit_id: UUID, form_id: str, since: date, by: Actor, at: datetime, until: date | None = None) -> None:
    """Let a unit owe one more form."""
    unit = queries.unit(unit_id)
    if not contains(by.area, unit.area):
        raise OutsideArea(area=printed(unit.area))
    form = queries.form(form_id, area=unit.area)
    if unit.kind not in form.kinds:
        raise FormNotForUnit(form=form.words)
    Duty.objects.create(unit_id=unit_id, form_id=form.id, since=since, until=until)


@transaction.atomic
def name_owner(*, unit_id: UUID, owner: str, owner_id: int | None, by: Actor, at: datetime) -> None:
    """Say which officer answers for a unit's returns from now on."""
    unit = queries.unit(unit_id)
    if not contains(by.area, unit.area):
        raise OutsideArea(area=printed(unit.area))
    ReportingUnit.objects.filter(pk=unit_id).update(owner=owner, owner_user=owner_id)


@transaction.atomic
def submit(*, new: NewReturn, by: Actor, at: datetime) -> ReturnFacts:
    """File a unit's return of a day and lock it; a second filing is a correction with a reason, beside the first.

    Raises:
        NotOwed: when the unit owes no such return for that day.
        DayRunning: before 24:00 of the day.
        FigureMissing: when an asked figure is left empty.
        FigureUnexpected: when a figure is typed that the platform counts, or that is not in the form.
        NilNotSaid: when everything is 0 and the return does not say that it is nil.
        NilHasFigures: when a nil return holds a figure.
        AlreadyFiled: when a correction has no reason.
        NothingChanged: when a correction changes nothing.
    """
    return submit_many(on=new.on, returns=[new], by=by, at=at)[0]


@transaction.atomic
def submit_many(*, on: date, returns: Sequence[NewReturn], by: Actor, at: datetime) -> list[ReturnFacts]:
    """File the returns of several units for one day, all or none; each is judged as :func:`submit` judges one."""
    for new in sorted(returns, key=lambda each: (str(each.unit_id), each.form_id)):
        _lock(new)
    sheets = queries.sheets([(new.unit_id, new.form_id) for new in returns], on, at)
    duties = {(each.unit.id, each.form_id): each for each in queries.duties(on=on)}
    rows = []
    for new in returns:
        sheet = sheets[new.unit_id, new.form_id]
        rules.may_submit(sheet, duties.get((new.unit_id, new.form_id)), new, at).or_raise()
        rows.append(_file(sheet, new, by, at))
    return rows


def _file(sheet: Sheet, new: NewReturn, by: Actor, at: datetime) -> ReturnFacts:
    row = _write(sheet, new, by, at)
    event = events.ReturnSubmitted(
        unit_id=row.unit_id, form_id=row.form_id, on=row.on, number=row.number, revision=row.revision,
        is_nil=row.is_nil, is_late=at > sheet.due_at, area=row.area,
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)
    return row.facts()


def _lock(new: NewReturn) -> None:
    """Two officers who file the same return at once come one after the other."""
    with connection.cursor() as cursor:
        key = f"returns {new.unit_id} {new.form_id} {new.on}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])


def _write(sheet: Sheet, new: NewReturn, by: Actor, at: datetime) -> Return:
    revision = sheet.filed.revision + 1 if sheet.filed else 1
    number = f"{sheet.unit.code}-{sheet.form.id}-{new.on:%Y%m%d}-{revision}"
    cutoff = rules.day_bounds(new.on)[1]
    figures = rules.figures_of(sheet, new)
    return Return.objects.create(
        number=number, unit_id=sheet.unit.id, area=sheet.unit.area, form_id=sheet.form.id,
        form_version=sheet.form.version, definitions=sheet.form.definitions, on=new.on, revision=revision,
        figures=figures, origins=_origins(sheet), lists=_lists(sheet), is_nil=new.is_nil, reason=new.reason.strip(),
        channel=new.channel.value, cutoff=cutoff, sha256=rules.digest(number, sheet.form, cutoff, figures, new.is_nil),
        filed_at=at, filed_by=by.name,
    )  # fmt: skip


def _origins(sheet: Sheet) -> Mapping[str, str]:
    return {line.indicator.key: line.origin.value for line in sheet.lines}


def _lists(sheet: Sheet) -> Mapping[str, list[str]]:
    return {
        line.indicator.key: list(line.listed)
        for line in sheet.lines
        if line.indicator.is_listed and line.origin is Origin.COUNTED
    }


@transaction.atomic
def raise_alarms(*, by: Actor, at: datetime) -> int:
    """Raise the alarm once for every return that passed its cut-off unfiled; returns how many."""
    found = queries.missing(at)
    for each in found:
        Chase.objects.create(unit_id=each.unit.id, form_id=each.form.id, on=each.on, is_alarm=True, at=at, by=by.name)
        event = events.ReturnMissed(**_what(each.unit, each.form, each.on, at))
        outbox.emit(event, by=by, at=at)
    return len(found)


@transaction.atomic
def chase(*, unit_ids: Sequence[UUID], form_id: str, on: date, by: Actor, at: datetime) -> int:
    """Ask units for a return that is not in; returns how many were asked.

    Raises:
        AlreadyIn: when the only unit named has filed.
    """
    stood = {each.unit.id: each for each in queries.standings(on, at, form_id=form_id)}
    named = [stood[each] for each in unit_ids if each in stood]
    owing = [each for each in named if each.state in {ReturnState.MISSING, ReturnState.WAITING}]
    if len(named) == 1 and not owing and named[0].filed is not None:
        raise AlreadyIn(number=named[0].filed.number)
    for each in owing:
        _chase(each, by, at)
    return len(owing)


def _chase(found: Standing, by: Actor, at: datetime) -> None:
    Chase.objects.create(unit_id=found.unit.id, form_id=found.form.id, on=found.on, is_alarm=False, at=at, by=by.name)
    event = events.ReturnChased(**_what(found.unit, found.form, found.on, at), times=found.chased + 1)
    outbox.emit(event, by=by, at=at)


def _what(unit: UnitFacts, form: ReturnForm, on: date, at: datetime) -> dict[str, Any]:
    answer_by = at + timedelta(hours=form.chase_hours)
    return {"unit_id": unit.id, "form_id": form.id, "on": on, "answer_by": answer_by, "area": unit.area}


@transaction.atomic
def define_form(*, new: NewForm, by: Actor, at: datetime) -> ReturnForm:
    """Define a return form, or the next version of one; what was filed keeps the version it was filed under.

    Raises:
        FormOfAnother: when the form's own headquarters is another than the actor's.
        LedgerFigure, FormEmpty, FormDayPast, FormReasonMissing, FormUnchanged: see :func:`rules.may_define`.
    """
    made = queries.form_versions(new.form_id) if new.form_id else []
    holding = [each for each in made if contains(each.area, by.area)]
    if holding and max(holding, key=lambda each: each.form.version).area != by.area:
        raise FormOfAnother
    before = queries.form(new.form_id, area=by.area) if new.form_id else None
    last = queries.last_filed(new.form_id) if new.form_id else None
    rules.may_define(new, before, last, queries.indicators()).or_raise()
    newest = max((each.form.version for each in made), default=before.version if before else 0)
    row = FormVersion.objects.create(
        form_id=new.form_id or pseudonym("R", 7).lower(), version=newest + 1, area=by.area,
        name_zh=new.words.zh.strip(), name_en=new.words.en.strip(), kinds=sorted(each.value for each in new.kinds),
        due=new.due, chase_hours=new.chase_hours, look_back_days=new.look_back_days, indicators=list(new.indicators),
        own=[_own(each) for each in new.own], since=new.since, reason=new.reason.strip(), made_at=at, made_by=by.name,
    )  # fmt: skip
    return queries.form(row.form_id, area=by.area)


def _own(each: OwnIndicator) -> dict[str, str]:
    return {
        "zh": each.words.zh.strip(), "en": each.words.en.strip() or each.words.zh.strip(), "measure": each.measure.value,
        "counted_zh": each.counted.zh.strip(), "counted_en": each.counted.en.strip() or each.counted.zh.strip(),
    }  # fmt: skip
