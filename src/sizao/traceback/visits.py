"""What is known of people's presence: one visit, where the knowledge comes from and how far it can be trusted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sizao.kernel.periods import utc
from sizao.kernel.words import LabelledEnum


class VisitSource(LabelledEnum):
    """How a visit came to be known."""

    VENUE_SCAN = "venue_scan", "场所码扫码", "Venue code scan"
    CHECKPOINT = "checkpoint", "卡口查验", "Checkpoint passage"
    HOTEL = "hotel", "住宿登记", "Hotel registration"
    TRANSPORT_SEAT = "transport_seat", "交通工具座位", "Transport seat"
    INTERVIEW = "interview", "流调询问", "Interview"
    IMPORT = "import", "批量导入", "Imported list"
    GRID_INFERENCE = "grid_inference", "网格推算", "Grid inference"


class EvidenceGrade(LabelledEnum):
    """How far a visit can be trusted; the members stand in order, the strongest first."""

    VERIFIED = "verified", "核实", "Verified by an officer"
    RECORDED = "recorded", "实名记录", "Real-name record"
    STATED = "stated", "本人陈述", "Stated by the person"
    CLAIMED = "claimed", "扫码自报", "Claimed by a scan"
    INFERRED = "inferred", "推算", "Inferred from position"

    @property
    def rank(self) -> int:
        """Place in the order, 1 for the strongest."""
        return list(EvidenceGrade).index(self) + 1

    @property
    def is_lead_only(self) -> bool:
        """Whether evidence of this grade alone is a lead for a call and never a finding."""
        return self in LEADS


LEADS = frozenset({EvidenceGrade.CLAIMED, EvidenceGrade.INFERRED})
"""Grades that alone never make anybody a close contact: the scan can be forwarded, the position can drift."""

USUAL_GRADE: dict[VisitSource, EvidenceGrade] = {
    VisitSource.VENUE_SCAN: EvidenceGrade.CLAIMED,
    VisitSource.CHECKPOINT: EvidenceGrade.RECORDED,
    VisitSource.HOTEL: EvidenceGrade.RECORDED,
    VisitSource.TRANSPORT_SEAT: EvidenceGrade.RECORDED,
    VisitSource.INTERVIEW: EvidenceGrade.STATED,
    VisitSource.IMPORT: EvidenceGrade.STATED,
    VisitSource.GRID_INFERENCE: EvidenceGrade.INFERRED,
}
"""The grade a source earns when nobody has checked the single visit."""


@dataclass(frozen=True)
class Visit:
    """One person in one place for one half-open period ``[start, until)``, in whole seconds of UTC.

    A visit that does not last (``until <= start``) takes up no time: it exposes nobody and nobody is exposed by it.
    """

    person: int
    place: int
    start: datetime
    until: datetime
    zone: str | None = None
    """Part of the place: a seat row, floor or carriage; ``None`` when not known."""
    source: VisitSource = VisitSource.IMPORT
    grade: EvidenceGrade = EvidenceGrade.STATED

    def __post_init__(self) -> None:
        """Bring the times to whole seconds of UTC; fractions are cut off."""
        object.__setattr__(self, "start", whole_second(self.start))
        object.__setattr__(self, "until", whole_second(self.until))


def epoch_second(moment: datetime) -> int:
    """The moment's second of the Unix epoch."""
    return int(moment.timestamp())


def whole_second(moment: datetime) -> datetime:
    """The moment in UTC with its fraction of a second cut off; a naive moment is refused with ``ValueError``."""
    return utc(moment).replace(microsecond=0)
