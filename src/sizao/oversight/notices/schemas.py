"""What the notices' API gives."""

from __future__ import annotations

from base64 import b64encode
from datetime import datetime
from uuid import UUID

from ninja import Field, Schema

from sizao.kernel import areas
from sizao.oversight.notices.types import Draft, DraftKind, NoticeFacts, Sentence
from sizao.spine.web.queries.fields import Strict


class SentenceOut(Schema):
    """One sentence and the object its facts come from."""

    zh: str
    en: str
    kind: str
    source_zh: str
    source_en: str
    source_id: str
    clause: str

    @classmethod
    def of(cls, each: Sentence) -> SentenceOut:
        """The sentence as JSON."""
        return cls(**each.row())


class DraftIn(Strict):
    """What a notice is drafted from: an incident, and some of its zones (all fitting ones when none is named)."""

    incident_id: UUID
    kind: DraftKind
    zone_ids: list[UUID] = Field([], max_length=200)


class DraftOut(Schema):
    """A drafted notice."""

    kind: str
    title_zh: str
    title_en: str
    body: str
    body_en: str
    supersedes_id: UUID | None
    sentences: list[SentenceOut]

    @classmethod
    def of(cls, draft: Draft) -> DraftOut:
        """The draft as JSON."""
        return cls(
            kind=draft.kind.value, title_zh=draft.title.zh, title_en=draft.title.en, body=draft.body.zh,
            body_en=draft.body.en, supersedes_id=draft.supersedes_id,
            sentences=[SentenceOut.of(each) for each in draft.sentences],
        )  # fmt: skip


class NoticeIn(Strict):
    """Issue a notice of the caller's own headquarters, drafted from objects; the text may have been mended."""

    draft: DraftIn
    scope: str = Field(max_length=19)
    title_zh: str = Field(min_length=1, max_length=200)
    title_en: str = Field("", max_length=240)
    body: str = Field(min_length=1, max_length=20_000)
    body_en: str = Field("", max_length=20_000)
    number: int | None = Field(None, ge=1, le=100_000)
    supersedes_id: UUID | None = None


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
    sentences: list[SentenceOut]

    @classmethod
    def of(cls, facts: NoticeFacts) -> NoticeOut:
        """The notice as JSON."""
        return cls(
            id=facts.id, area=areas.printed(facts.area), scope=areas.printed(facts.scope), year=facts.year,
            number=facts.number, title_zh=facts.title.zh, title_en=facts.title.en, body=facts.body,
            body_en=facts.body_en, issued_at=facts.issued_at, supersedes_id=facts.supersedes_id,
            superseded_by_id=facts.superseded_by_id, source=facts.source,
            sentences=[SentenceOut.of(each) for each in facts.sentences],
        )  # fmt: skip


class NoticePaperOut(Schema):
    """A notice on paper: the file's name, media type and bytes (base64)."""

    name: str
    media_type: str
    content: str

    @classmethod
    def of(cls, body: bytes, media_type: str, name: str) -> NoticePaperOut:
        """The paper as JSON."""
        return cls(name=name, media_type=media_type, content=b64encode(body).decode())
