"""The API of lists to check."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.measures.referrals import actions, queries
from sizao.measures.referrals.actions import answering as links
from sizao.measures.referrals.actions import letters as writing
from sizao.measures.referrals.errors import NoLink
from sizao.measures.referrals.queries import answering, letters
from sizao.measures.referrals.schemas import (
    AnswerIn,
    AsideIn,
    CarryIn,
    Day,
    DayLineOut,
    DestinationOut,
    Done,
    EnterListIn,
    GivenOutOut,
    Ids,
    LetterAnswerIn,
    LetterIn,
    LetterOut,
    LinkOut,
    ListIn,
    ListOut,
    ReceiptIn,
    ReplyOut,
    RequestOut,
    RouteIn,
    SaidOut,
    SourceOut,
)
from sizao.measures.referrals.types import PaperLanguage
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


@router.get("/referrals/letters", response=list[LetterOut])
@needs(Right.REFERRALS_READ)
def list_letters(request: HttpRequest, incident_id: UUID | None = None) -> list[LetterOut]:
    """Letters that went out to other places, newest first, with receipt and answers."""
    return [LetterOut.of(each, request.at) for each in letters.letters(incident_id)]  # type: ignore[attr-defined]


@router.get("/referrals/destinations", response=list[DestinationOut])
@needs(Right.REFERRALS_READ)
def list_destinations(request: HttpRequest) -> list[DestinationOut]:
    """How the letters to each place stand, those that owe most first."""
    return [DestinationOut.of(each) for each in letters.destinations(request.at)]  # type: ignore[attr-defined]


@router.post("/referrals/letters", response={201: LetterOut})
@needs(Right.REFERRALS_WRITE)
def send_letter(request: HttpRequest, given: LetterIn) -> Status[LetterOut]:
    """Write a letter to a place about contacts who are there."""
    made = writing.send(new=given.new(), by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, LetterOut.of(made, request.at))  # type: ignore[attr-defined]


@router.get("/referrals/letters/{uuid:letter_id}", response=LetterOut)
@needs(Right.REFERRALS_READ)
def read_letter(request: HttpRequest, letter_id: UUID) -> LetterOut:
    """One letter with its people by number and what was answered of each."""
    people = letters.named(letter_id)
    found = letters.letter(letter_id)
    _log(request, [each.person_id for each in people])
    return LetterOut.of(found, request.at, people)  # type: ignore[attr-defined]


@router.post("/referrals/letters/{uuid:letter_id}/receipt", response=LetterOut)
@needs(Right.REFERRALS_WRITE)
def note_receipt(request: HttpRequest, letter_id: UUID, given: ReceiptIn) -> LetterOut:
    """Note who took the letter over there."""
    writing.note_receipt(letter_id=letter_id, received_by=given.received_by, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return LetterOut.of(letters.letter(letter_id), request.at)  # type: ignore[attr-defined]


@router.post("/referrals/letters/{uuid:letter_id}/answers", response=LetterOut)
@needs(Right.REFERRALS_WRITE)
def note_answers(request: HttpRequest, letter_id: UUID, given: LetterAnswerIn) -> LetterOut:
    """Enter what the other place found of one person."""
    writing.note_answer(
        letter_id=letter_id, line=given.line, outcome=given.outcome, note=given.note, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip
    return LetterOut.of(letters.letter(letter_id), request.at)  # type: ignore[attr-defined]


@router.get("/referrals/letters/{uuid:letter_id}/link", response=LinkOut)
@needs(Right.REFERRALS_READ)
def read_answer_link(request: HttpRequest, letter_id: UUID) -> LinkOut:
    """Where the newest answer link of a letter stands: opened, when, locked, ended or expired; never its code."""
    letters.letter(letter_id)
    found = answering.link_of(letter_id, request.at)  # type: ignore[attr-defined]
    if found is None:
        raise NoLink
    return LinkOut.of(found)


@router.post("/referrals/letters/{uuid:letter_id}/link", response={201: GivenOutOut})
@needs(Right.REFERRALS_WRITE)
def give_out_answer_link(request: HttpRequest, letter_id: UUID) -> Status[GivenOutOut]:
    """Give out a link with a code, told once; an earlier one is worthless from now on."""
    made = links.give_out(letter_id=letter_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, GivenOutOut.of(made))


@router.post("/referrals/letters/{uuid:letter_id}/link/withdraw", response=Done)
@needs(Right.REFERRALS_WRITE)
def withdraw_answer_link(request: HttpRequest, letter_id: UUID) -> Done:
    """Make the link of a letter, and the device it let in, worthless at once."""
    return Done(done=int(links.withdraw(letter_id=letter_id, by=request.actor, at=request.at)))  # type: ignore[attr-defined]


@router.get("/referrals/outside-answers", response=list[SaidOut])
@needs(Right.REFERRALS_READ)
def list_outside_answers(request: HttpRequest, letter_id: UUID | None = None) -> list[SaidOut]:
    """Answers from outside that wait for an officer, oldest first; of one letter all of them, newest first."""
    found = answering.to_accept() if letter_id is None else answering.said_of(letter_id)
    return [SaidOut.of(each) for each in found]


@router.post("/referrals/outside-answers/{uuid:said_id}/accept", response=Done)
@needs(Right.REFERRALS_WRITE)
def accept_outside_answer(request: HttpRequest, said_id: UUID) -> Done:
    """Accept an answer: its receipt and its results by line count from now on."""
    return Done(done=links.accept(said_id=said_id, by=request.actor, at=request.at))  # type: ignore[attr-defined]


@router.post("/referrals/outside-answers/{uuid:said_id}/set-aside", response=Done)
@needs(Right.REFERRALS_WRITE)
def set_outside_answer_aside(request: HttpRequest, said_id: UUID, given: AsideIn) -> Done:
    """Set an answer aside with the reason, which the other party reads; its list is destroyed."""
    links.set_aside(said_id=said_id, reason=given.reason, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Done(done=1)


@router.post("/referrals/outside-answers/{uuid:said_id}/list", response={201: ListOut})
@needs(Right.REFERRALS_WRITE)
def enter_outside_list(request: HttpRequest, said_id: UUID, given: EnterListIn) -> Status[ListOut]:
    """Enter the list of an answer among the lists that arrived."""
    made = links.enter_list(said_id=said_id, kind=given.kind, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, _out(request, made.id))


@router.post("/referrals/{uuid:list_id}/reply", response={201: ReplyOut})
@needs(Right.REFERRALS_WRITE)
def make_reply(request: HttpRequest, list_id: UUID, language: PaperLanguage | None = None) -> Status[ReplyOut]:
    """Freeze the reply to a list under the next number; its people by line, nobody by name.

    Without a language it is written in the one of the sender's name.
    """
    made = writing.reply(list_id=list_id, language=language, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return Status(201, ReplyOut.of(made))


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
