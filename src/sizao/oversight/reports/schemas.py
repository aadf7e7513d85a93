"""What the reports' API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema

from sizao.kernel.areas import printed
from sizao.oversight.reports import rules
from sizao.oversight.reports.types import Assessment, DayReport, FilingFacts, Owed, PackFacts, Target
from sizao.spine.web.queries.fields import Strict, WordsOut

Day = Annotated[date, Field(ge=date(1900, 1, 1), le=date(2199, 12, 31))]
"""A day that a report can be about."""


class LineOut(Schema):
    """One figure: what the day added (null for levels) and took back, and the total at the cut-off, with its definition in both languages."""

    key: str
    chapter: str
    name_zh: str
    name_en: str
    counted_zh: str
    counted_en: str
    unit: str
    day: int | None
    withdrawn: int
    came: dict[str, int]
    """Come from other figures by reclassification, by their key."""
    went: dict[str, int]
    """Gone to other figures by reclassification, by their key."""
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
    is_part: bool
    area: str
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
                withdrawn=line.withdrawn, came=dict(line.came), went=dict(line.went),
            )
            for line in report.lines
        ]  # fmt: skip
        return cls(
            incident_id=report.incident_id, incident_number=report.incident_number, on=report.on,
            cutoff=report.cutoff, edition_id=report.edition_id, definition_version=report.definition_version,
            is_nil=report.is_nil, is_exercise=report.is_exercise,
            is_part=report.is_part, area=printed(report.area), sha256=rules.digest(report), lines=lines,
        )  # fmt: skip


class FilingIn(Strict):
    """File a day's report; a correction of a filed one needs a reason."""

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


class TargetOut(Schema):
    """One target: when it began and was done, how many days it took of how many, whether it was met, and the bottleneck."""

    interval: str | None
    name_zh: str
    name_en: str
    owner_zh: str
    owner_en: str
    start_at: datetime | None
    done_at: datetime | None
    days: float | None
    target_days: float
    met: bool | None
    bottleneck_zh: str
    bottleneck_en: str
    clause: str

    @classmethod
    def of(cls, each: Target) -> TargetOut:
        """The target as JSON."""
        return cls(
            interval=each.interval.value if each.interval else None, name_zh=each.words.zh, name_en=each.words.en,
            owner_zh=each.owner.zh, owner_en=each.owner.en, start_at=each.start_at, done_at=each.done_at,
            days=None if each.days is None else round(each.days, 2), target_days=round(each.limit_days, 4),
            met=each.is_met, bottleneck_zh=each.bottleneck.zh, bottleneck_en=each.bottleneck.en,
            clause=each.clause.text if each.clause else "",
        )  # fmt: skip


class AssessmentOut(Schema):
    """A 7-1-7 assessment as the assessment tool has it."""

    incident_number: str
    disease: str
    edition_id: str
    as_of: datetime
    date_of_emergence: datetime | None
    date_of_detection: datetime | None
    date_of_notification: datetime
    intervals: list[TargetOut]
    early_response_actions: list[TargetOut]
    late_steps_of_the_local_clock: list[TargetOut]

    @classmethod
    def of(cls, found: Assessment) -> AssessmentOut:
        """The assessment as JSON."""
        return cls(
            incident_number=found.incident_number, disease=found.disease, edition_id=found.edition_id,
            as_of=found.as_of, date_of_emergence=found.emergence_at, date_of_detection=found.detected_at,
            date_of_notification=found.notified_at, intervals=[TargetOut.of(each) for each in found.intervals],
            early_response_actions=[TargetOut.of(each) for each in found.actions],
            late_steps_of_the_local_clock=[TargetOut.of(each) for each in found.late_steps],
        )  # fmt: skip


class OwedOut(Schema):
    """Something that was open when the pack was made."""

    number: str
    words: WordsOut
    owner: WordsOut
    due_at: datetime | None
    state: WordsOut

    @classmethod
    def of(cls, found: Owed) -> OwedOut:
        """The matter as JSON."""
        return cls(
            number=found.number, words=WordsOut.of(found.words), owner=WordsOut.of(found.owner), due_at=found.due_at,
            state=WordsOut.of(found.state),
        )  # fmt: skip


class PackOut(Schema):
    """A meeting's print pack."""

    id: UUID
    number: str
    meeting_id: UUID
    data_time: datetime
    definition_version: str
    figures: dict[str, dict[str, int | None]]
    agenda: list[str]
    decisions: list[OwedOut]
    tasks: list[OwedOut]
    made_at: datetime
    sha256: str

    @classmethod
    def of(cls, found: PackFacts) -> PackOut:
        """The pack as JSON."""
        return cls(
            id=found.id, number=found.number, meeting_id=found.meeting_id, data_time=found.report.cutoff,
            definition_version=found.report.definition_version, figures=found.report.figures(),
            agenda=list(found.agenda), decisions=[OwedOut.of(each) for each in found.decisions],
            tasks=[OwedOut.of(each) for each in found.tasks], made_at=found.made_at, sha256=found.sha256,
        )  # fmt: skip
