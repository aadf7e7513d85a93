"""What the zones' API takes and gives."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from sizao.kernel import areas
from sizao.kernel.editions import ZoneKind
from sizao.measures.zones.types import EvidenceKind, ReleaseCheck, ZoneFacts, ZoneState
from sizao.spine.web.queries.fields import NO_CONTROL, AreaCode, Strict, Time

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=160, pattern=NO_CONTROL)]
OptionalLine = Annotated[str, StringConstraints(strip_whitespace=True, max_length=160, pattern=NO_CONTROL)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, max_length=2000, pattern=NO_CONTROL)]


class ZoneOut(Schema):
    """A zone with its state."""

    id: UUID
    kind: ZoneKind
    name_zh: str
    name_en: str
    area: str
    incident_id: UUID
    edition_id: str
    state: ZoneState
    proposed_at: datetime
    declared_at: datetime | None
    lifted_at: datetime | None
    reason: str
    schematic: bool

    @classmethod
    def of(cls, facts: ZoneFacts) -> ZoneOut:
        """The zone as JSON."""
        return cls(
            id=facts.id, kind=facts.kind, name_zh=facts.words.zh, name_en=facts.words.en,
            area=areas.printed(facts.area), incident_id=facts.incident_id, edition_id=facts.edition_id,
            state=facts.state, proposed_at=facts.proposed_at, declared_at=facts.declared_at,
            lifted_at=facts.lifted_at, reason=facts.reason, schematic=facts.is_schematic,
        )  # fmt: skip


class ZoneIn(Strict):
    """A zone to propose."""

    incident_id: UUID
    kind: ZoneKind
    name_zh: Line
    name_en: OptionalLine = ""
    area: AreaCode
    reason: Paragraph
    measures_zh: Paragraph = ""
    measures_en: Paragraph = ""


class ZoneMade(Schema):
    """The answer to a new zone."""

    id: UUID


class ReleaseEvidenceIn(Strict):
    """One moment that the release counts from, or a negative finding."""

    kind: EvidenceKind
    moment: Time
    note: Paragraph = ""


class PaperIn(Strict):
    """The notice or decision that makes a step public."""

    document: OptionalLine = ""
    note: Paragraph = ""


class ConditionOut(Schema):
    """One condition of release."""

    key: str
    words_zh: str
    words_en: str
    is_met: bool
    from_day: date | None
    evidence_at: datetime | None
    missing_zh: str
    missing_en: str
    clause: str


class ReleaseOut(Schema):
    """The conditions of a zone's release at a moment."""

    as_of: datetime
    allowed: bool
    first_day: date | None
    detail_zh: str
    detail_en: str
    conditions: list[ConditionOut]

    @classmethod
    def of(cls, check: ReleaseCheck, as_of: datetime) -> ReleaseOut:
        """The check as JSON."""
        refusal = check.decision.refusal
        return cls(
            as_of=as_of, allowed=check.decision.allowed, first_day=check.first_day,
            detail_zh=refusal.words.zh if refusal else "", detail_en=refusal.words.en if refusal else "",
            conditions=[
                ConditionOut(
                    key=each.key, words_zh=each.words.zh, words_en=each.words.en, is_met=each.is_met,
                    from_day=each.from_day, evidence_at=each.evidence_at,
                    missing_zh=each.missing.zh if each.missing else "",
                    missing_en=each.missing.en if each.missing else "", clause=str(each.clause),
                )
                for each in check.conditions
            ],
        )  # fmt: skip


class FeatureCollectionOut(Schema):
    """A GeoJSON feature collection in WGS-84."""

    type: str = Field("FeatureCollection")
    features: list[dict[str, Any]]
