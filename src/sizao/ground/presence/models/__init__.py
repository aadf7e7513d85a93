"""Tables of presence: visits that are believed, rows put aside, batches, and the generations of the lake."""

from sizao.ground.presence.models.acts import Act, ActState, ScenePlace
from sizao.ground.presence.models.batches import Batch, Destruction, Hold
from sizao.ground.presence.models.records import Correction, Record, Replacement
from sizao.ground.presence.models.seals import Forgotten, Seal, SealedPlace, SealState, Segment
from sizao.ground.presence.models.visits import QuarantinedVisit, Visit

__all__ = [
    "Act", "ActState", "Batch", "Correction", "Destruction", "Forgotten", "Hold", "QuarantinedVisit", "Record", "Replacement", "ScenePlace", "Seal", "SealState", "SealedPlace", "Segment", "Visit",
]  # fmt: skip
