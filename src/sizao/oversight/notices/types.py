"""The facts of a public notice."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.words import Words


@dataclass(frozen=True)
class NewNotice:
    """What a notice is issued from; ``area`` is the issuing headquarters' area, ``scope`` where it holds."""

    area: int
    scope: int
    title: Words
    body: str
    body_en: str = ""
    number: int | None = None
    incident_id: UUID | None = None
    supersedes_id: UUID | None = None
    source: str = ""


@dataclass(frozen=True)
class NoticeFacts:
    """One issued notice."""

    id: UUID
    area: int
    scope: int
    year: int
    number: int
    title: Words
    body: str
    body_en: str
    issued_at: datetime
    issued_by: str
    incident_id: UUID | None
    supersedes_id: UUID | None
    superseded_by_id: UUID | None
    source: str

    @property
    def is_valid(self) -> bool:
        """Whether no later notice has taken its place."""
        return self.superseded_by_id is None
