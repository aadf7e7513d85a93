"""The API of lists to check."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.measures.referrals import actions, queries
from sizao.measures.referrals.schemas import (
    AnswerIn,
    CarryIn,
    Day,
    DayLineOut,
    Done,
    Ids,
    ListIn,
    ListOut,
    RequestOut,
    RouteIn,
    SourceOut,
)
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs

router = Router(tags=["referrals"])


def _log(request: HttpRequest, persons: Iterable[int]) -> None:
    audit.record(
        by=request.actor, at=request.at, action="referrals.read", purpose="contact_management", persons=persons,  # type: ignore[attr-defined]
        fields="request",
    )  # fmt: skip


def _out(request: HttpRequest, list_id: UUID) -> ListOut:
    return ListOut.of(queries.arrived(list_id), queries.tally(list_id, request.at))  # type: ignore[attr-defined]


@router.get("/referrals", response=list[ListOut])
@needs(Right.REFERRALS_READ)
def list_referrals(request: HttpRequest, limit: int = Query(50, ge=1, le=200)) -> list[ListOut]:
    """Lists that arrived, newest first, each with how its requests stand."""
    return [_out(request, row.pk) for row in queries.list_rows().order_by("-received_at", "-id")[:limit]]


@router.post("/referrals", response={201: ListOut})
@needs(Right.REFERRALS_WRITE)
def receive_referral(request: HttpRequest, given: ListIn) -> Status[ListOut]:
    """Enter a list: its persons go into the vault, known ones are sifted out with the reason, others are routed."""
    actor, at = request.actor, request.at  # type: ignore[attr-defined]
    made = actions.receive(new=given.new(at), content=given.text.encode(), filename="api.csv", by=actor, at=at)
    return Status(201, _out(request, made.id))


@router.get("/referrals/sources", response=list[SourceOut])
@needs(Right.REFERRALS_READ)
def read_referral_sources(request: HttpRequest) -> list[SourceOut]:
    """How true each sender's lists were."""
    return [SourceOut.of(each) for each in queries.sources(request.at)]  # type: ignore[attr-defined]


@router.get("/referrals/days/{on}", response=list[DayLineOut])
@needs(Right.REFERRALS_READ)
def read_referral_day(request: HttpRequest, on: Day) -> list[DayLineOut]:
    """The end-of-day sheet of the caller's area: opened, closed, carried with reasons."""
    found = queries.day(on, request.at, request.actor.area)  # type: ignore[attr-defined]
    return [DayLineOut.of(each) for each in found]


@router.post("/referrals/requests/claim", response=Done)
@needs(Right.REFERRALS_ANSWER)
def claim_referral_requests(request: HttpRequest, given: Ids) -> Done:
    """Take requests in hand."""
    done = actions.claim(request_ids=given.request_ids, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Done(done=done)


@router.post("/referrals/requests/carry", response=Done)
@needs(Right.REFERRALS_ANSWER)
def carry_referral_requests(request: HttpRequest, given: CarryIn) -> Done:
    """Say why requests stay open over the end of the day."""
    done = actions.carry(
        request_ids=given.request_ids, reason=given.reason, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return Done(done=done)


@router.post("/referrals/requests/{uuid:request_id}/answer", response=RequestOut)
@needs(Right.REFERRALS_ANSWER)
def answer_referral_request(request: HttpRequest, request_id: UUID, given: AnswerIn) -> RequestOut:
    """Say what was found."""
    actions.answer(
        request_id=request_id, outcome=given.outcome, note=given.note, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return RequestOut.of(queries.request(request_id))


@router.post("/referrals/requests/{uuid:request_id}/route", response=RequestOut)
@needs(Right.REFERRALS_WRITE)
def route_referral_request(request: HttpRequest, request_id: UUID, given: RouteIn) -> RequestOut:
    """Give a request to an area by hand."""
    actions.route(request_id=request_id, area=given.area, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return RequestOut.of(queries.request(request_id))


@router.get("/referrals/{uuid:list_id}", response=ListOut)
@needs(Right.REFERRALS_READ)
def read_referral(request: HttpRequest, list_id: UUID) -> ListOut:
    """One list."""
    return _out(request, list_id)


@router.get("/referrals/{uuid:list_id}/requests", response=list[RequestOut])
@needs(Right.REFERRALS_READ)
def read_referral_requests(request: HttpRequest, list_id: UUID) -> list[RequestOut]:
    """The requests of a list that lie in the caller's area."""
    queries.arrived(list_id)
    found = queries.requests_of(list_id)
    _log(request, [each.person_id for each in found])
    return [RequestOut.of(each) for each in found]
