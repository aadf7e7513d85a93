"""Facts that the returns room announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReturnSubmitted(Event):
    """A unit's return of a day was filed or corrected."""

    name: ClassVar[str] = "oversight.returns.return-submitted"

    unit_id: UUID
    form_id: str
    on: date
    number: str
    revision: int
    is_nil: bool
    is_late: bool


@dataclass(frozen=True, kw_only=True)
class ReturnMissed(Event):
    """A unit's return was not there at the cut-off."""

    name: ClassVar[str] = "oversight.returns.return-missed"

    unit_id: UUID
    form_id: str
    on: date
    answer_by: datetime


@dataclass(frozen=True, kw_only=True)
class ReturnChased(Event):
    """Somebody asked a unit for its return."""

    name: ClassVar[str] = "oversight.returns.return-chased"

    unit_id: UUID
    form_id: str
    on: date
    answer_by: datetime
    times: int
