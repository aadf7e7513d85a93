"""Reporting units and what they owe."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import Q

from sizao.kernel import areas
from sizao.oversight.returns.errors import UnitUnknown
from sizao.oversight.returns.models import Duty, ReportingUnit
from sizao.oversight.returns.types import DutyFacts, UnitFacts


def units(within: int = areas.NATION) -> list[UnitFacts]:
    """The reporting units of an area in scope, in order of area and name."""
    span = areas.subtree(within)
    rows = ReportingUnit.objects.filter(area__gte=span.lower, area__lt=span.upper).order_by("area", "kind", "code")
    return [row.facts() for row in rows]


def unit(unit_id: UUID) -> UnitFacts:
    """One reporting unit.

    Raises:
        UnitUnknown: when there is none in scope.
    """
    row = ReportingUnit.objects.filter(pk=unit_id).first()
    if row is None:
        raise UnitUnknown
    return row.facts()


def has_code(code: str) -> bool:
    """Whether a unit of a code is known in scope."""
    return ReportingUnit.objects.filter(code=code).exists()


def duties(
    *, on: date | None = None, within: int = areas.NATION, unit_id: UUID | None = None, form_id: str = ""
) -> list[DutyFacts]:
    """Who owes what (on a day), in order of area and unit."""
    span = areas.subtree(within)
    rows = Duty.objects.select_related("unit").filter(unit__area__gte=span.lower, unit__area__lt=span.upper)
    if on is not None:
        rows = rows.filter(since__lte=on).filter(Q(until__isnull=True) | Q(until__gte=on))
    given = {"unit_id": unit_id, "form_id": form_id or None}
    rows = rows.filter(**{key: value for key, value in given.items() if value is not None})
    return [row.facts() for row in rows.order_by("unit__area", "unit__kind", "unit__code", "form_id", "since")]


def duty(unit_id: UUID, form_id: str, on: date) -> DutyFacts | None:
    """The duty under which a unit owes a form for a day."""
    return next(iter(duties(on=on, unit_id=unit_id, form_id=form_id)), None)
