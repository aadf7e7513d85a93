"""Facts that the room of list rules announces."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from sizao.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class RuleProposed(Event):
    """Another rule for the lists of an area waits for a second signature."""

    name: ClassVar[str] = "measures.listrules.rule-proposed"

    version_id: UUID
    n: int


@dataclass(frozen=True, kw_only=True)
class RuleChanged(Event):
    """Lists of an area are made by another rule from now on."""

    name: ClassVar[str] = "measures.listrules.rule-changed"

    version_id: UUID
    n: int
