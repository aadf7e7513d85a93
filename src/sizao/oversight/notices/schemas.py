"""What the notices' API gives."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from ninja import Schema

from sizao.kernel import areas
from sizao.oversight.notices.types import NoticeFacts


class NoticeOut(Schema):
    """A public notice."""

    id: UUID
    area: str
    scope: str
    year: int
    number: int
    title_zh: str
    title_en: str
    body: str
    body_en: str
    issued_at: datetime
    supersedes_id: UUID | None
    superseded_by_id: UUID | None
    source: str

    @classmethod
    def of(cls, facts: NoticeFacts) -> NoticeOut:
        """The notice as JSON."""
        return cls(
            id=facts.id, area=areas.printed(facts.area), scope=areas.printed(facts.scope), year=facts.year,
            number=facts.number, title_zh=facts.title.zh, title_en=facts.title.en, body=facts.body,
            body_en=facts.body_en, issued_at=facts.issued_at, supersedes_id=facts.supersedes_id,
            superseded_by_id=facts.superseded_by_id, source=facts.source,
        )  # fmt: skip
