"""What the API of list rules takes and gives. Areas are printed division codes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import Field, StringConstraints

from sizao.ground.registry.types import PlaceKind
from sizao.kernel import areas
from sizao.measures.listrules import rules
from sizao.measures.listrules.types import Criteria, Spared, State, Tally, VersionFacts
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, WordsOut
from sizao.traceback.visits import EvidenceGrade

Why = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=NO_CONTROL)]


class CriteriaIn(Strict):
    """What somebody must meet to be put on an area's lists; what is empty asks nothing."""

    area: AreaCode
    min_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None
    max_days: Annotated[int, Field(ge=1, le=90)] | None = None
    place_kinds: Annotated[list[PlaceKind], Field(max_length=40)] = []
    grades: Annotated[list[EvidenceGrade], Field(max_length=10)] = []
    skip_cases: bool = True
    skip_managed: bool = True
    skip_asked: bool = True
    skip_tested: bool = True

    def criteria(self) -> Criteria:
        """The criteria as the room takes them."""
        return Criteria(
            min_minutes=self.min_minutes, max_days=self.max_days, place_kinds=tuple(self.place_kinds),
            grades=tuple(self.grades), skip_cases=self.skip_cases, skip_managed=self.skip_managed,
            skip_asked=self.skip_asked, skip_tested=self.skip_tested,
        )  # fmt: skip


class RuleIn(CriteriaIn):
    """A proposed rule with its reason."""

    reason: Why


class ReasonIn(Strict):
    """Why."""

    reason: Why


class TallyOut(Schema):
    """How a rule did or would have done; ``true_spared`` are true ones it would have lost."""

    produced: int
    spared: int
    checked: int
    true: int
    precision: int | None
    true_spared: int
    why: dict[Spared, int]

    @classmethod
    def of(cls, found: Tally) -> TallyOut:
        """The tally as JSON."""
        return cls(
            produced=found.produced, spared=found.spared, checked=found.checked, true=found.true,
            precision=found.precision, true_spared=found.true_spared, why=dict(found.why),
        )  # fmt: skip


class VersionOut(Schema):
    """A version of an area's rule and how it did."""

    id: UUID
    area: str
    n: int
    says: WordsOut
    reason: str
    at: datetime
    by: str
    state: State
    decided_by: str
    decided_at: datetime | None
    note: str
    tally: TallyOut

    @classmethod
    def of(cls, found: VersionFacts) -> VersionOut:
        """The version as JSON."""
        return cls(
            id=found.id, area=areas.printed(found.area), n=found.n, says=WordsOut.of(rules.said(found.criteria)),
            reason=found.reason, at=found.at, by=found.by, state=found.state, decided_by=found.decided_by,
            decided_at=found.decided_at, note=found.note, tally=TallyOut.of(found.tally),
        )  # fmt: skip
