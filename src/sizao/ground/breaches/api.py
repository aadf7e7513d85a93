"""The API of breach files: open, tell, answer, find, appeal, decide the appeal; and the party's own notices."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router, Status

from sizao.ground.breaches import actions, queries
from sizao.ground.breaches.schemas import (
    BreachIn,
    BreachLine,
    BreachOut,
    EvidenceIn,
    FindingIn,
    NoticeIn,
    PaperIn,
    ReviewIn,
    TermsOut,
    WordsIn,
)
from sizao.spine.accounts.types import Right
from sizao.spine.web.queries import needs

router = Router(tags=["breaches"])


def _done(request: HttpRequest) -> dict[str, Any]:
    return {"by": request.actor, "at": request.at}  # type: ignore[attr-defined]


def _shown(request: HttpRequest, breach_id: UUID) -> BreachOut:
    """The file as it stands; that it was read is logged."""
    done = _done(request)
    found = actions.look(breach_id=breach_id, **done)
    return BreachOut.of(found, done["at"])


def _own(request: HttpRequest, breach_id: UUID) -> BreachOut:
    found, done = queries.notice_to(request.actor, breach_id), _done(request)  # type: ignore[attr-defined]
    actions.note_look(found=found, **done)
    return BreachOut.of(found, done["at"])


@router.get("/breaches", response=list[BreachLine])
@needs(Right.BREACHES_READ)
def read_breaches(request: HttpRequest) -> list[BreachLine]:
    """The breach files of the caller's area, the newest first."""
    found = queries.readable(request.actor)  # type: ignore[attr-defined]
    return [BreachLine.of(each, request.at) for each in found]  # type: ignore[attr-defined]


@router.get("/breaches/terms", response=TermsOut)
@needs(Right.BREACHES_READ)
def read_terms(request: HttpRequest) -> TermsOut:
    """How long a party has to answer and to appeal, and the bases and measures that a file may name."""
    return TermsOut.of(queries.terms())


@router.post("/breaches", response={201: BreachOut})
@needs(Right.BREACHES_OPEN)
def open_breach(request: HttpRequest, given: BreachIn) -> Status[BreachOut]:
    """Open a file on a duty that somebody had when it happened."""
    made = actions.open_breach(new=given.breach(), **_done(request))
    return Status(201, _shown(request, made))


@router.get("/breaches/{breach_id}", response=BreachOut)
@needs(Right.BREACHES_READ)
def read_breach(request: HttpRequest, breach_id: UUID) -> BreachOut:
    """One file with its evidence and steps; the look is logged."""
    return _shown(request, breach_id)


@router.post("/breaches/{breach_id}/evidence", response=BreachOut)
@needs(Right.BREACHES_OPEN)
def add_evidence(request: HttpRequest, breach_id: UUID, given: EvidenceIn) -> BreachOut:
    """Bring more evidence; a party that was told has to be told again."""
    actions.add_evidence(breach_id=breach_id, text=given.text, reference=given.reference, **_done(request))
    return _shown(request, breach_id)


@router.post("/breaches/{breach_id}/notice", response=BreachOut)
@needs(Right.BREACHES_OPEN)
def tell_party(request: HttpRequest, breach_id: UUID, given: NoticeIn) -> BreachOut:
    """Tell the party, which has the term or longer to answer."""
    handed = given.delivery.handed() if given.delivery else None
    actions.tell(
        breach_id=breach_id, text=given.text, route=given.route, until=given.until, delivery=handed, **_done(request)
    )
    return _shown(request, breach_id)


@router.post("/breaches/{breach_id}/answers", response=BreachOut)
@needs(Right.BREACHES_OPEN)
def note_answer(request: HttpRequest, breach_id: UUID, given: PaperIn) -> BreachOut:
    """Write down an answer that came on paper, and where the paper is kept."""
    actions.note_answer(breach_id=breach_id, text=given.text, reference=given.reference, **_done(request))
    return _shown(request, breach_id)


@router.post("/breaches/{breach_id}/finding", response=BreachOut)
@needs(Right.BREACHES_DECIDE)
def find(request: HttpRequest, breach_id: UUID, given: FindingIn) -> BreachOut:
    """Make the finding, once the party has answered or its time is over."""
    actions.find(
        breach_id=breach_id, finding=given.finding, reasons=given.reasons, measure=given.measure, **_done(request)
    )
    return _shown(request, breach_id)


@router.post("/breaches/{breach_id}/appeal", response=BreachOut)
@needs(Right.BREACHES_OPEN)
def note_appeal(request: HttpRequest, breach_id: UUID, given: PaperIn) -> BreachOut:
    """Write down an appeal that came on paper, and where the paper is kept."""
    actions.note_appeal(breach_id=breach_id, text=given.text, reference=given.reference, **_done(request))
    return _shown(request, breach_id)


@router.post("/breaches/{breach_id}/appeal-decision", response=BreachOut)
@needs(Right.BREACHES_DECIDE)
def review(request: HttpRequest, breach_id: UUID, given: ReviewIn) -> BreachOut:
    """Decide the appeal, by somebody who took no part in the file."""
    actions.review(
        breach_id=breach_id, outcome=given.outcome, reasons=given.reasons, measure=given.measure, **_done(request)
    )
    return _shown(request, breach_id)


@router.post("/breaches/{breach_id}/withdrawal", response=BreachOut)
@needs(Right.BREACHES_OPEN)
def withdraw(request: HttpRequest, breach_id: UUID, given: WordsIn) -> BreachOut:
    """Withdraw a file before its finding."""
    actions.withdraw(breach_id=breach_id, reasons=given.text, **_done(request))
    return _shown(request, breach_id)


@router.get("/own-breaches", response=list[BreachOut])
@needs(Right.SIGNED_IN)
def read_own(request: HttpRequest) -> list[BreachOut]:
    """The notices addressed to the caller or the caller's organisation."""
    found = queries.addressed_to(request.actor)  # type: ignore[attr-defined]
    return [BreachOut.of(each, request.at) for each in found]  # type: ignore[attr-defined]


@router.post("/own-breaches/{breach_id}/answers", response=BreachOut)
@needs(Right.SIGNED_IN)
def answer(request: HttpRequest, breach_id: UUID, given: WordsIn) -> BreachOut:
    """Answer a notice addressed to the caller."""
    actions.answer(breach_id=breach_id, text=given.text, **_done(request))
    return _own(request, breach_id)


@router.post("/own-breaches/{breach_id}/appeal", response=BreachOut)
@needs(Right.SIGNED_IN)
def appeal(request: HttpRequest, breach_id: UUID, given: WordsIn) -> BreachOut:
    """Appeal against a finding on the caller's duty."""
    actions.appeal(breach_id=breach_id, text=given.text, **_done(request))
    return _own(request, breach_id)
