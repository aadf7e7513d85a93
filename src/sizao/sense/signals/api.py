"""The API of signals: feeds send them, officers read, assign, check and close them, and say what follows."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router, Status

from sizao.kernel.words import Words
from sizao.sense.signals import actions, queries
from sizao.sense.signals.schemas import (
    AssignIn,
    CaseIn,
    ChannelOut,
    DetailOut,
    EnteredOut,
    FeedIn,
    IncidentIn,
    NewIncidentIn,
    Receipt,
    SignalIn,
    SignalOut,
    StepOut,
    TwinIn,
    TwinOut,
    VerdictIn,
)
from sizao.spine.accounts.types import Right
from sizao.spine.audit import actions as audit
from sizao.spine.web.queries import needs

router = Router(tags=["signals"])


def _detail(request: HttpRequest, signal_id: UUID) -> DetailOut:
    found = queries.signal(signal_id)
    if found.person_id is not None:
        audit.record(
            by=request.actor, at=request.at, action="signals.read", purpose="contact_management",
            persons=[found.person_id], fields="number",
        )  # fmt: skip
    return DetailOut(
        signal=SignalOut.of(found, request.at), steps=[StepOut.of(each) for each in queries.steps(signal_id)],
        twins=[TwinOut.of(each) for each in queries.twins(signal_id)],
    )  # fmt: skip


@router.get("/signals", response=list[SignalOut])
@needs(Right.SIGNALS_READ)
def list_signals(
    request: HttpRequest, open_only: bool = False, channel: str = "", limit: int = Query(100, ge=1, le=1000)
) -> list[SignalOut]:
    """Signals in the caller's area, newest first."""
    found = queries.signals(open_only=open_only, channel=channel, limit=limit)
    persons = [each.person_id for each in found if each.person_id is not None]
    if persons:
        audit.record(
            by=request.actor, at=request.at, action="signals.read", purpose="contact_management", persons=persons,
            fields="number",
        )  # fmt: skip
    return [SignalOut.of(each, request.at) for each in found]


@router.post("/signals", response={200: Receipt, 201: Receipt})
@needs(Right.SIGNALS_SEND)
def send_signal(request: HttpRequest, given: SignalIn) -> Status[Receipt]:
    """Report a signal; the same number of the same source again answers 200 with the first one."""
    signal_id, is_new = actions.receive(new=given.new(), by=request.actor, at=request.at)
    number = queries.signal(signal_id).number
    return Status(201 if is_new else 200, Receipt(id=signal_id, number=number, is_new=is_new))


@router.post("/signals/feed", response=EnteredOut)
@needs(Right.SIGNALS_SEND)
def send_signals(request: HttpRequest, given: FeedIn) -> EnteredOut:
    """Report many signals at once; a row that cannot enter says why and stops no other."""
    rows = [(line, each.new()) for line, each in enumerate(given.signals, 1)]
    return EnteredOut.of(actions.receive_many(given=rows, by=request.actor, at=request.at))


@router.get("/signals/channels", response=list[ChannelOut])
@needs(Right.SIGNALS_READ)
def read_channels(request: HttpRequest) -> list[ChannelOut]:
    """How each channel did in the last 30 days: counts, precision, silence."""
    return [ChannelOut.of(each) for each in queries.tallies(request.at)]


@router.get("/signals/{uuid:signal_id}", response=DetailOut)
@needs(Right.SIGNALS_READ)
def read_signal(request: HttpRequest, signal_id: UUID) -> DetailOut:
    """One signal with its history and what may be the same."""
    return _detail(request, signal_id)


@router.post("/signals/{uuid:signal_id}/assign", response=DetailOut)
@needs(Right.SIGNALS_WORK)
def assign_signal(request: HttpRequest, signal_id: UUID, given: AssignIn) -> DetailOut:
    """Give a signal to somebody, or take it; the time to check it runs from now."""
    actions.assign(signal_id=signal_id, owner_id=given.owner_id, by=request.actor, at=request.at)
    return _detail(request, signal_id)


@router.post("/signals/{uuid:signal_id}/check", response=DetailOut)
@needs(Right.SIGNALS_WORK)
def check_signal(request: HttpRequest, signal_id: UUID) -> DetailOut:
    """Say that checking has begun."""
    actions.begin_check(signal_id=signal_id, by=request.actor, at=request.at)
    return _detail(request, signal_id)


@router.post("/signals/{uuid:signal_id}/close", response=DetailOut)
@needs(Right.SIGNALS_WORK)
def close_signal(request: HttpRequest, signal_id: UUID, given: VerdictIn) -> DetailOut:
    """Close a signal with a verdict and its reason."""
    actions.close(
        signal_id=signal_id, verdict=given.verdict, reason=given.reason, duplicate_of=given.duplicate_of,
        by=request.actor, at=request.at,
    )  # fmt: skip
    return _detail(request, signal_id)


@router.post("/signals/{uuid:signal_id}/apart", response=DetailOut)
@needs(Right.SIGNALS_WORK)
def tell_signals_apart(request: HttpRequest, signal_id: UUID, given: TwinIn) -> DetailOut:
    """Say that two signals are not the same; they are not laid side by side again."""
    actions.tell_apart(signal_id=signal_id, other_id=given.other_id, by=request.actor, at=request.at)
    return _detail(request, signal_id)


@router.post("/signals/{uuid:signal_id}/incident", response=DetailOut)
@needs(Right.SIGNALS_WORK)
def join_signal_to_incident(request: HttpRequest, signal_id: UUID, given: IncidentIn) -> DetailOut:
    """Make a confirmed signal part of an open incident."""
    actions.join_incident(signal_id=signal_id, incident_id=given.incident_id, by=request.actor, at=request.at)
    return _detail(request, signal_id)


@router.post("/signals/{uuid:signal_id}/new-incident", response={202: DetailOut})
@needs(Right.SIGNALS_WORK, Right.COMMAND_WRITE)
def open_incident_of_signal(request: HttpRequest, signal_id: UUID, given: NewIncidentIn) -> Status[DetailOut]:
    """Decide that a confirmed signal opens an incident; it is opened in the caller's name."""
    title = Words(given.title_zh, given.title_en)
    actions.want_incident(
        signal_id=signal_id, title=title, disease=given.disease.value, by=request.actor, at=request.at
    )  # fmt: skip
    return Status(202, _detail(request, signal_id))


@router.post("/signals/{uuid:signal_id}/case", response=DetailOut)
@needs(Right.SIGNALS_WORK)
def attach_signal_to_case(request: HttpRequest, signal_id: UUID, given: CaseIn) -> DetailOut:
    """Attach a confirmed signal to a case; the case's incident becomes the signal's."""
    actions.attach_case(signal_id=signal_id, number=given.number, by=request.actor, at=request.at)
    return _detail(request, signal_id)
