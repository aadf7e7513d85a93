"""The notices' API."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.registry import queries as registry
from sizao.kernel.areas import parse
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.oversight.notices import actions, queries, rules
from sizao.oversight.notices.schemas import DraftIn, DraftOut, NoticeIn, NoticeOut, NoticePaperOut
from sizao.oversight.notices.types import Draft, NewNotice
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs
from sizao.spine.web.queries.affected import AffectedOut

router = Router(tags=["notices"])


@router.get("/notices", response=list[NoticeOut])
@needs(Right.NOTICES_READ)
def read_notices(request: HttpRequest, incident_id: UUID | None = None) -> list[NoticeOut]:
    """Public notices of the caller's area and those above it, newest first."""
    return [NoticeOut.of(each) for each in queries.notices(incident_id=incident_id)]


@router.post("/notices/preview", response=AffectedOut)
@needs(Right.NOTICES_ISSUE)
def preview_notice(request: HttpRequest, given: NoticeIn) -> AffectedOut:
    """Whom a notice would reach: who lives where it would hold, and in the zones it speaks of alone; nothing is written."""
    made, new = _new(request, given)
    queries.may_issue(new, rules.year_of(request.at)).or_raise()  # type: ignore[attr-defined]
    return AffectedOut.of(registry.touched_in(new.scope), lighter=queries.narrower(made, new.scope))


@router.get("/notices/{notice_id}", response=NoticeOut)
@needs(Right.NOTICES_READ)
def read_notice(request: HttpRequest, notice_id: UUID) -> NoticeOut:
    """One notice."""
    return NoticeOut.of(queries.notice(notice_id))


@router.get("/notices/{notice_id}/paper", response=NoticePaperOut)
@needs(Right.NOTICES_READ)
def read_notice_paper(
    request: HttpRequest, notice_id: UUID, form: Literal["docx", "pdf"] = "pdf", language: Literal["zh", "en"] = "zh"
) -> NoticePaperOut:
    """One notice as Word or PDF in the layout of official papers."""
    return NoticePaperOut.of(*queries.paper(queries.notice(notice_id), language, form))


@router.post("/notice-drafts", response=DraftOut)
@needs(Right.NOTICES_ISSUE)
def draft_notice(request: HttpRequest, given: DraftIn) -> DraftOut:
    """Draft a notice from an incident, its zones and its ledgers; nothing is stored."""
    made = queries.draft(given.kind, given.incident_id, given.zone_ids, request.at)  # type: ignore[attr-defined]
    return DraftOut.of(made)


@router.post("/notices", response={201: NoticeOut})
@needs(Right.NOTICES_ISSUE)
def issue_notice(request: HttpRequest, given: NoticeIn) -> Status[NoticeOut]:
    """Issue a drafted notice once, under the number given or the next one of the year."""
    _made, new = _new(request, given)
    notice_id = actions.issue(new=new, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, NoticeOut.of(queries.notice(notice_id)))


def _new(request: HttpRequest, given: NoticeIn) -> tuple[Draft, NewNotice]:
    """The draft as it would be written now, and the notice that is wanted from it."""
    asked = given.draft
    made = queries.draft(asked.kind, asked.incident_id, asked.zone_ids, request.at)  # type: ignore[attr-defined]
    try:
        scope = parse(given.scope)
    except ValueError as error:
        raise Invalid(reason=Words("区划代码无效", "not a division code")) from error
    new = NewNotice(
        area=request.actor.area, scope=scope, title=Words(given.title_zh, given.title_en), body=given.body,  # type: ignore[attr-defined]
        body_en=given.body_en, number=given.number, incident_id=made.incident_id,
        supersedes_id=given.supersedes_id, sentences=made.sentences,
    )  # fmt: skip
    return made, new
