"""What the API of editions gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Schema

from sizao.ground.editions import rules
from sizao.ground.editions.types import Found, Shelved
from sizao.kernel import areas
from sizao.kernel.editions import Change, Difference, Disease, Edition, EditionKind, EditionStatus, Figure, Statement
from sizao.kernel.words import LabelledEnum
from sizao.spine.web.queries.fields import WordsOut


class FigureClauseOut(Schema):
    """Where a figure is written; ``confidence`` is H, M, L, BG-H, BG-M or BG-L, and ``is_weak`` all but H and BG-H."""

    edition_id: str
    text: WordsOut
    source: WordsOut
    confidence: str
    is_weak: bool


class FigureOut(Schema):
    """One figure: its path, its value (a number, truth value, text, or a list of them), its unit and its clause."""

    path: str
    value: Any
    unit: str
    words: WordsOut
    said: WordsOut
    clause: FigureClauseOut

    @classmethod
    def of(cls, figure: Figure) -> FigureOut:
        """The figure as JSON."""
        return cls(
            path=figure.path, value=_plain(figure.value), unit=figure.unit.value, words=WordsOut.of(figure.words),
            said=WordsOut.of(rules.said(figure.value, figure.unit)), clause=clause_out(figure),
        )  # fmt: skip


class AnswerOut(Schema):
    """One answer to a question: the figure as the edition writes it, its value in words, its clause and source."""

    edition_id: str
    section: WordsOut
    path: str
    words: WordsOut
    said: WordsOut
    clause: WordsOut
    source: WordsOut
    confidence: str

    @classmethod
    def of(cls, found: Found) -> AnswerOut:
        """The answer as JSON."""
        line = found.line
        return cls(
            edition_id=found.edition_id, section=WordsOut.of(found.section), path=line.path,
            words=WordsOut.of(line.words), said=WordsOut.of(line.value), clause=WordsOut.of(line.clause.words),
            source=WordsOut.of(line.clause.source_words), confidence=line.clause.confidence,
        )  # fmt: skip


class StatementOut(Schema):
    """A requirement without a number."""

    key: str
    words: WordsOut

    @classmethod
    def of(cls, statement: Statement) -> StatementOut:
        """The statement as JSON."""
        return cls(key=statement.key, words=WordsOut.of(statement.words))


class ShelvedOut(Schema):
    """One edition or overlay of the list; ``until_on`` is the first day on which it no longer holds."""

    id: str
    title: WordsOut
    kind: EditionKind
    disease: Disease
    status: EditionStatus
    effective_on: date | None
    until_on: date | None
    areas: list[str]
    by_decision: bool
    figures: int
    weak: int

    @classmethod
    def of(cls, row: Shelved) -> ShelvedOut:
        """The row as JSON."""
        return cls(
            id=row.id, title=WordsOut.of(row.title), kind=row.kind, disease=row.disease, status=row.status,
            effective_on=row.effective_on, until_on=row.until_on, areas=[areas.printed(each) for each in row.areas],
            by_decision=row.by_decision, figures=row.figures, weak=row.weak,
        )  # fmt: skip


class EditionOut(Schema):
    """One edition, overlay or composition with all its figures; ``parts`` are the files it is made of, in order."""

    id: str
    title: WordsOut
    issuer: WordsOut
    document: str
    kind: EditionKind
    disease: Disease
    status: EditionStatus
    effective_from: datetime | None
    effective_until: datetime | None
    effective_confidence: str
    parts: list[str]
    loosens: list[str]
    figures: list[FigureOut]
    statements: list[StatementOut]

    @classmethod
    def of(cls, edition: Edition) -> EditionOut:
        """The edition as JSON."""
        return cls(
            id=edition.id, title=WordsOut.of(edition.title), issuer=WordsOut.of(edition.issuer),
            document=edition.document, kind=edition.kind, disease=edition.disease, status=edition.status,
            effective_from=edition.effective_from, effective_until=edition.effective_until,
            effective_confidence=edition.effective_confidence, parts=list(edition.parts),
            loosens=sorted(edition.loosens), figures=[FigureOut.of(each) for each in edition.figures],
            statements=[StatementOut.of(each) for each in edition.statements],
        )  # fmt: skip


class DifferenceOut(Schema):
    """One figure in two editions; ``null`` on the side that says nothing."""

    path: str
    words: WordsOut
    change: Change
    before: FigureOut | None
    after: FigureOut | None

    @classmethod
    def of(cls, row: Difference) -> DifferenceOut:
        """The difference as JSON."""
        return cls(
            path=row.path, words=WordsOut.of(row.words), change=row.change,
            before=FigureOut.of(row.before) if row.before else None,
            after=FigureOut.of(row.after) if row.after else None,
        )  # fmt: skip


def clause_out(figure: Figure) -> FigureClauseOut:
    """A figure's clause as JSON."""
    clause = rules.citation(figure)
    return FigureClauseOut(
        edition_id=clause.edition_id, text=WordsOut.of(clause.words), source=WordsOut.of(clause.source_words),
        confidence=clause.confidence, is_weak=clause.is_weak,
    )  # fmt: skip


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return value.value if isinstance(value, LabelledEnum) else value
