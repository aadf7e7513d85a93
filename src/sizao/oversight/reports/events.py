"""Facts that the reports room announces."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class ReturnFiled(Event):
    """A day's report was filed; revision 1 is the first one of its day."""

    name: ClassVar[str] = "oversight.reports.return-filed"
    filing_id: UUID
    on: date
    revision: int
    is_nil: bool
