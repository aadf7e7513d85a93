"""The words of zones: their life, the evidence for lifting one, and the check before it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.kernel.decisions import Clause, Decision
from sizao.kernel.editions import ZoneAnchor, ZoneKind
from sizao.kernel.words import LabelledEnum, Words

NO_WORDS = Words("", "")


class ZoneState(LabelledEnum):
    """The life of a zone; each step is one appended row."""

    PROPOSED = "proposed", "拟划定", "Proposed"
    DECLARED = "declared", "管控中", "In force"
    LIFTED = "lifted", "已解除", "Lifted"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class EvidenceKind(LabelledEnum):
    """What can be recorded for a zone: the times that quiet days count from, and the two negative findings."""

    LAST_EXPOSURE = "last_exposure", "末次社会面暴露", "Last community exposure"
    LAST_CONTACT_EXPOSURE = "last_contact_exposure", "末位密接的末次暴露", "Last exposure of the last close contact"
    REPORT = "report", "末例报告", "Report of the last infection"
    CASE_LEFT = "case_left", "感染者转运离开", "The infected person left"
    DISINFECTED = "disinfected", "终末消毒完成", "Terminal disinfection done"
    CONTACTS_NEGATIVE = "contacts_negative", "末位密接检测阴性", "The last close contacts tested negative"
    ROUND_NEGATIVE = "round_negative", "全员一轮检测均为阴性", "Everyone negative in one round"


ANCHORS: dict[EvidenceKind, ZoneAnchor] = {
    EvidenceKind.LAST_EXPOSURE: ZoneAnchor.LAST_EXPOSURE,
    EvidenceKind.LAST_CONTACT_EXPOSURE: ZoneAnchor.LAST_CONTACT_EXPOSURE,
    EvidenceKind.REPORT: ZoneAnchor.REPORT,
    EvidenceKind.CASE_LEFT: ZoneAnchor.CASE_LEFT,
    EvidenceKind.DISINFECTED: ZoneAnchor.DISINFECTED,
}
"""Which evidence gives which of the editions' anchor times."""

OUTERMOST = frozenset({ZoneKind.PRECAUTIONARY, ZoneKind.LOW})
"""Kinds that fall away once every stricter zone of the same incident is lifted."""


@dataclass(frozen=True)
class EvidenceFacts:
    """The last recorded evidence of one kind."""

    kind: EvidenceKind
    moment: datetime
    note: str
    by: str
    at: datetime


@dataclass(frozen=True)
class ZoneFacts:
    """One zone with its state and times."""

    id: UUID
    kind: ZoneKind
    words: Words
    area: int
    incident_id: UUID
    edition_id: str
    state: ZoneState
    proposed_at: datetime
    declared_at: datetime | None = None
    lifted_at: datetime | None = None
    measures: Words = NO_WORDS
    reason: str = ""
    has_boundary: bool = False
    is_schematic: bool = True
    exercise_id: UUID | None = None

    @property
    def is_in_force(self) -> bool:
        """Whether its measures hold now."""
        return self.state is ZoneState.DECLARED


@dataclass(frozen=True)
class NewZone:
    """What a zone is proposed from. ``boundary`` is a GeoJSON geometry in WGS-84."""

    kind: ZoneKind
    words: Words
    area: int
    incident_id: UUID
    reason: str = ""
    measures: Words = NO_WORDS
    boundary: dict[str, object] | None = None
    is_schematic: bool = True


@dataclass(frozen=True)
class Condition:
    """One condition of release: what it asks, whether it holds, on what evidence, and from which day it can hold."""

    key: str
    words: Words
    is_met: bool
    from_day: date | None
    evidence_at: datetime | None
    clause: Clause
    missing: Words | None = None
    """What is still to be recorded, when that is why it does not hold."""


@dataclass(frozen=True)
class ReleaseCheck:
    """Every condition of one zone's release at a moment, and the answer."""

    conditions: tuple[Condition, ...]
    first_day: date | None
    decision: Decision

    @property
    def met(self) -> int:
        """How many conditions hold."""
        return sum(each.is_met for each in self.conditions)
