"""Batches, their states and rejected rows, saved mappings, what a source calls a person, and what it told."""

from sizao.ground.intake.models.batches import (
    Batch,
    BatchStatus,
    KnownAs,
    RejectedRow,
    SavedMapping,
    batch_number,
)
from sizao.ground.intake.models.told import Told

__all__ = ["Batch", "BatchStatus", "KnownAs", "RejectedRow", "SavedMapping", "Told", "batch_number"]
