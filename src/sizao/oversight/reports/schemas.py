"""What the reports' API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import ConfigDict

from sizao.oversight.reports import rules
from sizao.oversight.reports.types import DayReport, FilingFacts

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
"""A day that a report can be about."""


class LineOut(Schema):
    """One figure: the day's (null for levels) and the total at the cut-off, with its definition in both languages."""

    key: str
    chapter: str
    name_zh: str
    name_en: str
    counted_zh: str
    counted_en: str
    unit: str
    day: int | None
    total: int


class DayReportOut(Schema):
    """A day's report as it would be filed now."""

    incident_id: UUID
    incident_number: str
    on: date
    cutoff: datetime
    edition_id: str
    definition_version: str
    is_nil: bool
    is_exercise: bool
    sha256: str
    lines: list[LineOut]

    @classmethod
    def of(cls, report: DayReport) -> DayReportOut:
        """The report as JSON."""
        lines = [
            LineOut(
                key=line.definition.key, chapter=line.definition.chapter, name_zh=line.definition.words.zh,
                name_en=line.definition.words.en, counted_zh=line.definition.counted.zh,
                counted_en=line.definition.counted.en, unit=line.definition.unit, day=line.day, total=line.total,
            )
            for line in report.lines
        ]  # fmt: skip
        return cls(
            incident_id=report.incident_id, incident_number=report.incident_number, on=report.on,
            cutoff=report.cutoff, edition_id=report.edition_id, definition_version=report.definition_version,
            is_nil=report.is_nil, is_exercise=report.is_exercise, sha256=rules.digest(report), lines=lines,
        )  # fmt: skip


class FilingIn(Schema):
    """File a day's report; a correction of a filed one needs a reason."""

    model_config = ConfigDict(extra="forbid")

    incident_id: UUID
    on: Day
    reason: str = Field("", max_length=300)


class FilingOut(Schema):
    """A filed report."""

    number: str
    incident_id: UUID
    on: date
    revision: int
    reason: str
    cutoff: datetime
    definition_version: str
    is_nil: bool
    sha256: str
    filed_at: datetime
    filed_by: str
    figures: dict[str, dict[str, int | None]]

    @classmethod
    def of(cls, facts: FilingFacts) -> FilingOut:
        """The filing as JSON."""
        return cls(
            number=facts.number, incident_id=facts.incident_id, on=facts.on, revision=facts.revision,
            reason=facts.reason, cutoff=facts.cutoff, definition_version=facts.definition_version,
            is_nil=facts.is_nil, sha256=facts.sha256, filed_at=facts.filed_at, filed_by=facts.filed_by,
            figures={key: dict(value) for key, value in facts.figures.items()},
        )  # fmt: skip
