"""What the analysis's API takes and gives: the same findings, figures and tables as on the page."""

from __future__ import annotations

import math
from datetime import date, datetime
from uuid import UUID

from ninja import Field, Schema
from pydantic import model_validator

from sizao.kernel.words import Words
from sizao.oversight.analysis.types import (
    Analysis,
    Basis,
    Cell,
    Figure,
    Finding,
    Grouping,
    Head,
    Links,
    Question,
    SerialSource,
    Table,
    Topic,
)
from sizao.spine.web.queries.fields import Strict


class QuestionIn(Strict):
    """How to look at the outbreak; what is left out is chosen from the data."""

    basis: Basis | None = None
    grouping: Grouping = Grouping.CLASSIFICATION
    links: Links = Links.ALL
    window_days: int = Field(7, ge=1, le=60)
    serial: SerialSource | None = None
    serial_mean: float | None = Field(None, gt=1, le=200, description="mean serial interval in days")
    serial_sd: float | None = Field(None, gt=0, le=200, description="its standard deviation in days")

    @model_validator(mode="after")
    def _entered_whole(self) -> QuestionIn:
        if self.serial is SerialSource.ENTERED and (self.serial_mean is None or self.serial_sd is None):
            raise ValueError("an entered serial interval needs its mean and its standard deviation")
        return self

    def question(self) -> Question:
        """The question."""
        typed = self.serial_mean is not None and self.serial_sd is not None
        serial = self.serial or (SerialSource.ENTERED if typed else None)
        return Question(
            basis=self.basis, grouping=self.grouping, links=self.links, window_days=self.window_days, serial=serial,
            serial_mean=self.serial_mean, serial_sd=self.serial_sd,
        )  # fmt: skip


class SaidOut(Schema):
    """A text in both languages."""

    zh: str
    en: str

    @classmethod
    def of(cls, words: Words) -> SaidOut:
        """The words."""
        return cls(zh=words.zh, en=words.en)


class FigureOut(Schema):
    """One estimate; an end of its interval that the data do not bound is null with ``is_unbounded`` set."""

    key: str
    name: SaidOut
    value: float | None
    lower: float | None
    upper: float | None
    is_unbounded: bool
    is_share: bool
    unit: SaidOut

    @classmethod
    def of(cls, figure: Figure) -> FigureOut:
        """The figure as JSON, which knows no infinity."""
        ends = (figure.value, figure.lower, figure.upper)
        value, lower, upper = (None if each is None or math.isinf(each) else each for each in ends)
        return cls(
            key=figure.key, name=SaidOut.of(figure.words), value=value, lower=lower, upper=upper,
            is_unbounded=any(each is not None and math.isinf(each) for each in ends), is_share=figure.is_share,
            unit=SaidOut.of(figure.unit),
        )  # fmt: skip


class HeadOut(Schema):
    """One column of a table."""

    key: str
    name: SaidOut
    is_share: bool

    @classmethod
    def of(cls, head: Head) -> HeadOut:
        """The column."""
        return cls(key=head.key, name=SaidOut.of(head.words), is_share=head.is_share)


class TableOut(Schema):
    """The numbers behind a chart, a list of cells for each row."""

    key: str
    name: SaidOut
    columns: list[HeadOut]
    rows: list[list[SaidOut | float | int | date | str | None]]

    @classmethod
    def of(cls, table: Table) -> TableOut:
        """The table as JSON."""
        return cls(
            key=table.key, name=SaidOut.of(table.words), columns=[HeadOut.of(each) for each in table.heads],
            rows=[[_cell(each) for each in row] for row in table.rows],
        )  # fmt: skip


def _cell(cell: Cell) -> SaidOut | float | int | date | str | None:
    if isinstance(cell, Words):
        return SaidOut.of(cell)
    return None if isinstance(cell, float) and not math.isfinite(cell) else cell


class LeftOutRow(Schema):
    """Records not used, and why."""

    number: int
    reason: SaidOut


class MethodOut(Schema):
    """How a finding was made."""

    name: SaidOut
    paper: str
    formula: str
    assumptions: list[SaidOut]
    limits: list[SaidOut]


class FindingOut(Schema):
    """One finding: its sentence, figures, tables, what was used and left out, cautions and method."""

    topic: Topic
    name: SaidOut
    is_empty: bool
    sentence: SaidOut
    used: int
    left_out: list[LeftOutRow]
    cautions: list[SaidOut]
    figures: list[FigureOut]
    tables: list[TableOut]
    method: MethodOut

    @classmethod
    def of(cls, finding: Finding) -> FindingOut:
        """The finding as JSON."""
        method = finding.method
        return cls(
            topic=finding.topic, name=SaidOut.of(finding.topic.words), is_empty=finding.is_empty,
            sentence=SaidOut.of(finding.sentence), used=finding.used,
            left_out=[LeftOutRow(number=each.number, reason=SaidOut.of(each.reason)) for each in finding.left_out],
            cautions=[SaidOut.of(each) for each in finding.cautions],
            figures=[FigureOut.of(each) for each in finding.figures],
            tables=[TableOut.of(each) for each in finding.tables],
            method=MethodOut(
                name=SaidOut.of(method.words), paper=method.paper, formula=method.formula,
                assumptions=[SaidOut.of(each) for each in method.assumptions],
                limits=[SaidOut.of(each) for each in method.limits],
            ),
        )  # fmt: skip


class AnalysisOut(Schema):
    """The analysis of an incident."""

    incident_id: UUID
    incident_number: str
    as_of: datetime
    cases: int
    basis: Basis
    headline: list[SaidOut]
    findings: list[FindingOut]

    @classmethod
    def of(cls, found: Analysis) -> AnalysisOut:
        """The analysis as JSON."""
        return cls(
            incident_id=found.incident_id, incident_number=found.incident_number, as_of=found.as_of, cases=found.cases,
            basis=found.basis, headline=[SaidOut.of(each) for each in found.headline],
            findings=[FindingOut.of(each) for each in found.findings],
        )  # fmt: skip
