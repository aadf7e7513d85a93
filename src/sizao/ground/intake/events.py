"""What intake announces: counts and ids, never a value of a row."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sizao.ground.intake.types import Kind
from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class BatchStaged(Event):
    """A file was read and stands ready to be looked over."""

    name = "ground.intake.batch-staged"

    batch_id: UUID
    kind: Kind
    physical: int


@dataclass(frozen=True, kw_only=True)
class BatchQuarantined(Event):
    """A file does not hold what its sender declared; nothing of it enters."""

    name = "ground.intake.batch-quarantined"

    batch_id: UUID
    kind: Kind
    declared: int
    physical: int


@dataclass(frozen=True, kw_only=True)
class BatchCommitted(Event):
    """A person looked a batch over and let it enter."""

    name = "ground.intake.batch-committed"

    batch_id: UUID
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class BatchApplied(Event):
    """The rows of a batch were entered; every row is accounted for."""

    name = "ground.intake.batch-applied"

    batch_id: UUID
    kind: Kind
    accepted: int
    rejected: int
    duplicates: int
