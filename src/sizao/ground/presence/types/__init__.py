"""The words of presence: visits and batches, the lake, and what is proposed and signed about keeping them."""

from sizao.ground.presence.types.keeping import (
    LOCAL,
    ActFacts,
    ActKind,
    ActStep,
    KeepingTerms,
    Limit,
    NewAct,
    Scene,
    SceneBasis,
    SceneIntake,
    Shelf,
    StepFacts,
)
from sizao.ground.presence.types.visits import (
    TURNED_AWAY,
    BatchFacts,
    CorrectionFacts,
    DestructionFacts,
    Engine,
    Found,
    HoldFacts,
    NewVisit,
    PlaceDay,
    QuarantinedFacts,
    QuarantineReason,
    RowShape,
    SealFacts,
    SealKind,
    SealStep,
    SegmentFacts,
    SourceCount,
    VisitFacts,
    VisitReceipt,
)
from sizao.traceback.visits import EvidenceGrade, VisitSource

__all__ = [
    "LOCAL", "TURNED_AWAY", "ActFacts", "ActKind", "ActStep", "BatchFacts", "CorrectionFacts", "DestructionFacts", "Engine",
    "EvidenceGrade", "Found", "HoldFacts", "KeepingTerms", "Limit", "NewAct", "NewVisit", "PlaceDay", "QuarantineReason",
    "QuarantinedFacts", "RowShape", "Scene", "SceneBasis", "SceneIntake", "SealFacts", "SealKind", "SealStep",
    "SegmentFacts", "Shelf", "SourceCount", "StepFacts", "VisitFacts", "VisitReceipt", "VisitSource",
]  # fmt: skip
