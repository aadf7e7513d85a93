"""One edition as rules receive it: its terms by section, and every figure with the clause that says so."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from sizao.kernel.decisions import Clause
from sizao.kernel.editions import building
from sizao.kernel.editions.citations import Citation
from sizao.kernel.editions.errors import NoSuchFigure
from sizao.kernel.editions.parsing import Node
from sizao.kernel.editions.types import (
    CaseTerms,
    ContactClass,
    ContactTerms,
    Disease,
    EditionKind,
    EditionStatus,
    Figure,
    Incubation,
    Milestone,
    Regime,
    Statement,
    Terms,
    ZoneTerms,
)
from sizao.kernel.words import Words


@dataclass(frozen=True)
class Edition:
    """A national edition, an overlay on its own, or a composition such as ``cn-covid-ed8+wuxi-78-2022``.

    An overlay on its own holds only what its file says, so required terms may be ``None`` there; a resolved edition
    (from ``Library.in_force`` or ``Library.get`` of an edition or a composition) holds all of them.
    """

    id: str
    kind: EditionKind
    disease: Disease
    title: Words
    issuer: Words
    document: str
    status: EditionStatus
    tz: ZoneInfo
    effective_from: datetime | None
    effective_until: datetime | None
    effective_confidence: str
    parts: tuple[str, ...]
    """Ids of the files this is made of: the edition, then its overlays in order."""
    areas: tuple[int, ...]
    over: tuple[str, ...]
    replaces: str | None
    loosens: frozenset[str]
    by_decision: bool
    note: Words | None
    file: str
    tree: Node = field(repr=False, compare=False, hash=False)

    @cached_property
    def terms(self) -> Terms:
        """Everything the edition says, typed."""
        terms: Terms = building.build(Terms, self.tree)
        return terms

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every figure, flat, in reading order."""
        return building.figures(self.tree)

    @cached_property
    def _by_path(self) -> dict[str, Figure]:
        return {each.path: each for each in self.figures}

    def figure(self, path: str) -> Figure:
        """One figure by its path.

        Raises:
            NoSuchFigure: when the edition says nothing there.
        """
        if path not in self._by_path:
            raise NoSuchFigure(edition_id=self.id, path=path)
        return self._by_path[path]

    def says(self, path: str) -> bool:
        """Whether the edition gives this figure."""
        return path in self._by_path

    def clause(self, path: str = "") -> Clause:
        """The clause of one figure; without a path, the edition as a whole."""
        return self.figure(path).clause if path else Citation.of(self.id, self.title, self.issuer, "H")

    @property
    def contact(self) -> ContactTerms | None:
        """Who is a contact."""
        return self.terms.contact

    @property
    def classes(self) -> tuple[ContactClass, ...]:
        """The contact classes this edition knows."""
        return self.terms.classes

    @property
    def case(self) -> CaseTerms | None:
        """How cases are classified and reported."""
        return self.terms.case

    @property
    def incubation(self) -> Incubation | None:
        """The incubation period."""
        return self.terms.incubation

    @property
    def regimes(self) -> tuple[Regime, ...]:
        """Every follow-up regime: of contact classes, and of arrivals and other groups."""
        return self.terms.regimes

    def regime(self, key: str) -> Regime | None:
        """The regime of a contact class or other group; ``None`` when the edition gives none."""
        return next((each for each in self.terms.regimes if each.key == key), None)

    @property
    def zones(self) -> tuple[ZoneTerms, ...]:
        """The kinds of zone this edition knows."""
        return self.terms.zones

    def zone(self, kind: str) -> ZoneTerms | None:
        """The terms of one kind of zone; ``None`` when the edition does not know it."""
        return next((each for each in self.terms.zones if each.key == kind), None)

    @property
    def clock(self) -> tuple[Milestone, ...]:
        """The milestones of the golden 24 hours."""
        return self.terms.clock

    @property
    def seven_one_seven(self) -> tuple[Milestone, ...]:
        """The milestones of the 7-1-7 target."""
        return self.terms.seven_one_seven

    @property
    def statements(self) -> tuple[Statement, ...]:
        """Requirements without a number."""
        return self.terms.statements

    @property
    def effective_on(self) -> date | None:
        """The local day from which the edition is in force; ``None`` when it is not known."""
        return self.effective_from.astimezone(self.tz).date() if self.effective_from else None

    @property
    def is_composed(self) -> bool:
        """Whether overlays lie over a national edition here."""
        return len(self.parts) > 1

    def covers(self, at: datetime) -> bool:
        """Whether an event at this moment falls under the edition's dates; unknown dates do not bound it."""
        started = self.effective_from is None or self.effective_from <= at
        return started and (self.effective_until is None or at < self.effective_until)
