"""The returns' API."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.kernel.areas import parse
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.oversight.returns import actions, queries
from sizao.oversight.returns.schemas import (
    ChasedOut,
    ChaseIn,
    Day,
    FormIn,
    FormOut,
    ReconciliationOut,
    ReturnIn,
    ReturnOut,
    RollUpOut,
    SheetOut,
    UnitIn,
    UnitOut,
)
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["returns"])


def _area(request: HttpRequest, code: str) -> int:
    """The area asked for, the caller's own when none is named."""
    try:
        return parse(code) if code else request.actor.area  # type: ignore[attr-defined, no-any-return]
    except ValueError as error:
        raise Invalid(reason=Words("区划代码无效", "not a division code")) from error


@router.get("/return-forms", response=list[FormOut])
@needs(Right.RETURNS_READ)
def list_return_forms(request: HttpRequest) -> list[FormOut]:
    """Every return form with its indicators and their definitions."""
    return [FormOut.of(each) for each in queries.forms(area=request.actor.area)]  # type: ignore[attr-defined]


@router.post("/return-forms", response={201: FormOut})
@needs(Right.RETURNS_MANAGE)
def define_return_form(request: HttpRequest, given: FormIn) -> Status[FormOut]:
    """Define a return form, or the next version of one, in force from a day on."""
    made = actions.define_form(new=given.new(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, FormOut.of(made))


@router.get("/reporting-units", response=list[UnitOut])
@needs(Right.RETURNS_READ)
def list_reporting_units(request: HttpRequest) -> list[UnitOut]:
    """The reporting units in the caller's area."""
    return [UnitOut.of(each) for each in queries.units()]


@router.post("/reporting-units", response={201: UnitOut})
@needs(Right.RETURNS_MANAGE)
def add_reporting_unit(request: HttpRequest, unit: UnitIn) -> Status[UnitOut]:
    """Enter a reporting unit with the form it owes."""
    try:
        new = unit.new()
    except ValueError as error:
        raise Invalid(reason=Words("区划代码无效", "not a division code")) from error
    [made] = actions.add_units(units=[new], by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, UnitOut.of(queries.unit(made)))


@router.get("/returns/sheets/{unit_id}/{form_id}/{on}", response=SheetOut)
@needs(Right.RETURNS_READ)
def read_return_sheet(request: HttpRequest, unit_id: UUID, form_id: str, on: Day) -> SheetOut:
    """What a unit has to file for a day, with every figure the platform knows."""
    return SheetOut.of(queries.sheet(unit_id, form_id, on, request.at))  # type: ignore[attr-defined]


@router.get("/returns/days/{on}", response=RollUpOut)
@needs(Right.RETURNS_READ)
def read_returns_of_a_day(request: HttpRequest, on: Day, area: str = "", form_id: str = "") -> RollUpOut:
    """A day's returns rolled up: each unit once, missing and late ones named."""
    return RollUpOut.of(queries.roll_up(on, request.at, _area(request, area), form_id))  # type: ignore[attr-defined]


@router.get("/returns/days/{on}/reconciliation", response=list[ReconciliationOut])
@needs(Right.RETURNS_READ, Right.CASES_COUNT)
def reconcile_a_day(request: HttpRequest, on: Day, area: str = "") -> list[ReconciliationOut]:
    """The headline against the line list: every record by which they differ, with the reason."""
    found = queries.reconciliations(on, request.at, _area(request, area))  # type: ignore[attr-defined]
    return [ReconciliationOut.of(each) for each in found]


@router.get("/returns/numbers/{number}", response=ReturnOut)
@needs(Right.RETURNS_READ)
def read_return(request: HttpRequest, number: str) -> ReturnOut:
    """A filed return by its number."""
    return ReturnOut.of(queries.filing(number))


@router.post("/returns", response={201: ReturnOut})
@needs(Right.RETURNS_FILE)
def file_return(request: HttpRequest, given: ReturnIn) -> Status[ReturnOut]:
    """File a unit's return of a day, or a correction with its reason."""
    made = actions.submit(new=given.new(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, ReturnOut.of(made))


@router.post("/returns/chase", response=ChasedOut)
@needs(Right.RETURNS_MANAGE)
def chase_returns(request: HttpRequest, given: ChaseIn) -> ChasedOut:
    """Ask units for a return that is not in."""
    asked = actions.chase(
        unit_ids=given.unit_ids, form_id=given.form_id, on=given.on,
        by=request.actor, at=request.at,  # type: ignore[attr-defined]
    )  # fmt: skip
    return ChasedOut(asked=asked)
