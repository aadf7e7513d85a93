"""The notices' API."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from sizao.oversight.notices import queries
from sizao.oversight.notices.schemas import NoticeOut
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["notices"])


@router.get("/notices", response=list[NoticeOut])
@needs(Right.NOTICES_READ)
def read_notices(request: HttpRequest, incident_id: UUID | None = None) -> list[NoticeOut]:
    """Public notices of the caller's area and those above it, newest first."""
    return [NoticeOut.of(each) for each in queries.notices(incident_id=incident_id)]


@router.get("/notices/{notice_id}", response=NoticeOut)
@needs(Right.NOTICES_READ)
def read_notice(request: HttpRequest, notice_id: UUID) -> NoticeOut:
    """One notice."""
    return NoticeOut.of(queries.notice(notice_id))
