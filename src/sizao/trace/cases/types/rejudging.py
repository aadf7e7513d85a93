"""What judging contacts again would change: per contact how it stands, how it would stand, why, and on which clause."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.types import ContactClass
from sizao.kernel.words import LabelledEnum, Words
from sizao.trace.cases.types.facts import ContactFacts
from sizao.trace.cases.types.words import ContactState


class ChangeKind(LabelledEnum):
    """What becomes of a contact when it is judged again."""

    LEAVES = "leaves", "移出判定时段", "Falls out of the window"
    NO_GROUND = "no_ground", "依据的场所已从轨迹中删除", "The place it rests on was taken out"
    NO_CLASS = "no_class", "方案不设此类接触者", "The edition knows no such class"
    ENTERS = "enters", "重新落入判定时段", "Comes into the window again"
    CLASS = "class", "类别改变", "The class changes"
    DAYS = "days", "观察期改变", "The days of observation change"
    SAME = "same", "不变", "Stays as it is"


WITHDRAWN = frozenset({ChangeKind.LEAVES, ChangeKind.NO_GROUND, ChangeKind.NO_CLASS})
"""Kinds whose contacts are withdrawn, and whose plans end."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How a contact stands: its state, its class, and the last day of observation that the edition asks."""

    state: ContactState
    contact_class: ContactClass | None
    ends_on: date | None


@dataclass(frozen=True, kw_only=True)
class ChangeRow:
    """One line of the difference."""

    contact: ContactFacts
    kind: ChangeKind
    before: Standing
    after: Standing
    why: Words
    clause: Clause | None
    last_exposure_at: datetime
    """The last exposure as the windows and places are now: day 0 of the plan."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """All lines of judging contacts again, and a stamp by which an approval says which difference it saw."""

    incident_id: UUID
    case_id: UUID | None
    edition_id: str
    is_migration: bool
    rows: tuple[ChangeRow, ...]
    """Lines that change something."""
    same: tuple[UUID, ...]
    """Contacts that stay as they are."""
    stamp: str

    def of(self, *kinds: ChangeKind) -> tuple[ChangeRow, ...]:
        """The lines of some kinds."""
        return tuple(each for each in self.rows if each.kind in kinds)


@dataclass(frozen=True, kw_only=True)
class DecisionFacts:
    """One decision on a difference, as it was approved."""

    id: UUID
    at: datetime
    by: str
    reason: str
    edition_id: str
    case_id: UUID | None
    changed: int
    carried: int
