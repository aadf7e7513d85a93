"""What is still open in an incident, asked of every room that knows; the counter is counted from the lists."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from sizao.ground.command.types import GroupKind
from sizao.ground.registry import queries as registry
from sizao.kernel.words import Words
from sizao.measures.calls import queries as calls
from sizao.measures.calls.types import CallState
from sizao.measures.cohorts import queries as cohorts
from sizao.measures.followup import queries as followup
from sizao.measures.followup.queries import Seats
from sizao.measures.followup.types import MeterKind, PersonGap
from sizao.measures.followup.types.seats import Seat
from sizao.measures.referrals import queries as referrals
from sizao.measures.referrals.types import State
from sizao.measures.screening import queries as screening
from sizao.oversight.openrisk.types import OpenCount, OpenItem, Risk
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactFacts, ContactState
from sizao.trace.investigation import queries as investigation

AT_THE_DOOR = Words("社区(网格)上门", "Grid, at the door")
CALLER = Words("外呼人员", "Caller")
WORKER = Words("核查人员", "Checker")


def counter(incident_id: UUID, as_of: datetime) -> tuple[OpenCount, ...]:
    """How much of each kind is open now: the lengths of the lists, nothing else.

    ``as_of`` is the present moment, by which the meters and samples tell what is owed already; decisions, calls, requests
    and places are read as they stand, so the counter does not replay the past.
    """
    seats = Seats(incident_id, as_of)
    found = {risk: _asked(risk, incident_id, as_of, seats) for risk in Risk}
    return tuple(
        OpenCount(risk, len(items), sum(bool(each.seat.holder) for each in items)) for risk, items in found.items()
    )


def items(incident_id: UUID, risk: Risk, as_of: datetime) -> list[OpenItem]:
    """The list behind one number, the longest open first.

    Raises:
        NoSuchIncident: when it is not in scope.
    """
    return _asked(risk, incident_id, as_of, Seats(incident_id, as_of))


def _asked(risk: Risk, incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    found = SOURCES[risk](incident_id, as_of, seats)
    return sorted(found, key=lambda each: (each.since or as_of, each.number))


def _undecided(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    seat = seats.group(GroupKind.INVESTIGATION)
    reason = ContactState.PROPOSED.words
    found = cases.contacts(incident_id, ContactState.PROPOSED)
    return [_contact(Risk.UNDECIDED, each, reason, seat) for each in found]


def _untraced(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    found = cases.contacts(incident_id, ContactState.LOST)
    callers = {each.person_id: each.caller for each in calls.unreached(incident_id) if each.caller}
    group = seats.group(GroupKind.INVESTIGATION)
    return [
        _contact(
            Risk.UNTRACED, each, ContactState.LOST.words,
            Seat(CALLER, callers[each.person_id]) if each.person_id in callers else group,
        )
        for each in found
    ]  # fmt: skip


def _contact(risk: Risk, found: ContactFacts, reason: Words, seat: Seat) -> OpenItem:
    return OpenItem(
        risk=risk, number=found.number, area=found.area, reason=reason, seat=seat, page="cases:contact",
        target=found.id, person_id=found.person_id, since=found.last_exposure_at,
    )  # fmt: skip


def _isolated(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    return _gaps(Risk.ISOLATED, followup.meter_people(incident_id, MeterKind.ISOLATED, as_of), seats)


def _managed(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    found = followup.meter_people(incident_id, MeterKind.MANAGED, as_of)
    callers = {each.person_id: each.caller for each in calls.unreached(incident_id) if each.caller}
    return _gaps(Risk.MANAGED, found, seats, callers)


def _tested(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    return _gaps(Risk.TESTED, followup.meter_people(incident_id, MeterKind.TESTED, as_of), seats)


def _gaps(risk: Risk, found: list[PersonGap], seats: Seats, callers: dict[int, str] | None = None) -> list[OpenItem]:
    seats.learn(each.area for each in found)
    made = []
    for each in found:
        caller = (callers or {}).get(each.person_id, "")
        seat = Seat(CALLER, caller) if caller else seats.of_gap(each.area, each.gap)
        made.append(
            OpenItem(
                risk=risk,
                number=each.number,
                area=each.area,
                reason=each.gap.words,
                seat=seat,
                page="followup:of_contact" if each.contact_id else "followup:plan",
                target=each.contact_id or each.plan_id,
                person_id=each.person_id,
                since=each.since,
            )
        )
    return made


def _unreached(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    found = calls.unreached(incident_id)
    seats.learn(each.area for each in found)
    return [
        OpenItem(
            risk=Risk.UNREACHED, number=f"{each.attempts}", area=each.area, seat=_call_seat(each.state, each.caller, each.area, seats),
            reason=each.outcome.words if each.outcome else each.state.words, page="calls:call", target=each.id,
            person_id=each.person_id, since=each.made_at,
        )
        for each in found
    ]  # fmt: skip


def _call_seat(state: CallState, caller: str, area: int, seats: Seats) -> Seat:
    """The caller while there is another try; after the hand-over whoever goes to the door."""
    if state is not CallState.HANDED_OVER:
        return Seat(CALLER, caller)
    near = seats.near(area, GroupKind.COMMUNITY)
    return near if near.holder else Seat(AT_THE_DOOR, "")


def _requests(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    found = referrals.open_requests(incident_id)
    seats.learn(each.area for each in found)
    return [
        OpenItem(
            risk=Risk.REQUESTS, number=str(each.line), area=each.area, reason=each.state.words, page="referrals:request",
            target=each.id, person_id=each.person_id, since=each.received_at, seat=_request_seat(each.state, each.worker, each.area, seats),
        )
        for each in found
    ]  # fmt: skip


def _request_seat(state: State, worker: str, area: int, seats: Seats) -> Seat:
    """Who has it in hand; unclaimed the grid, unplaced those who route."""
    if worker:
        return Seat(WORKER, worker)
    unplaced = state in {State.UNPLACED, State.RETURNED}
    return seats.group(GroupKind.VERIFICATION) if unplaced else seats.near(area, GroupKind.COMMUNITY)


def _results(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    seat = seats.group(GroupKind.TESTING)
    return [
        OpenItem(
            risk=Risk.RESULTS, number=each.number, area=each.area, seat=seat, page="screening:samples", target=None,
            reason=Words("待发布", "Waits for release") if each.is_entered else Words("未出结果", "No result yet"),
            since=each.taken_at,
        )
        for each in screening.unresulted(incident_id, as_of)
    ]  # fmt: skip


def _places(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    stayed = cases.places_stayed(incident_id)
    seen = screening.places_sampled(incident_id, as_of)
    open_now = {place: until for place, until in stayed.items() if until <= as_of and seen.get(place, until) <= until}
    named = registry.places(open_now)
    seat = seats.group(GroupKind.INVESTIGATION)
    reason = Words("病例到访后未采样、未处置", "Not sampled since a case was there")
    return [
        OpenItem(
            risk=Risk.PLACES, number=named[place].number, area=named[place].area, reason=reason, seat=seat,
            page="registry:place", target=place, since=until,
        )
        for place, until in open_now.items() if place in named
    ]  # fmt: skip


def _leads(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    found = investigation.open_leads(incident_id)
    seats.learn(each.area for each in found)
    late, waiting = Words("超过回复时限", "Past the time asked"), Words("未回复", "Not answered")
    return [
        OpenItem(
            risk=Risk.LEADS, number=each.number, area=each.area, reason=late if each.is_late(as_of) else waiting,
            seat=seats.near(each.area, each.group), page="investigation:lead", target=each.id,
            person_id=each.about.person_id, since=each.at,
        )
        for each in found
    ]  # fmt: skip


def _cohorts(incident_id: UUID, as_of: datetime, seats: Seats) -> list[OpenItem]:
    found = cohorts.late_members(cohorts.today(as_of), incident_id=incident_id)
    seats.learn(each.area for each in found)
    people = registry.persons([each.person_id for each in found])
    return [
        OpenItem(
            risk=Risk.COHORTS, number=people[each.person_id].number if each.person_id in people else "—",
            area=each.area, reason=each.late[0].kind.words, seat=seats.near(each.area, GroupKind.COMMUNITY),
            page="cohorts:cohort", target=each.cohort_id, person_id=each.person_id, since=each.matched_at,
        )
        for each in found
    ]  # fmt: skip


SOURCES: dict[Risk, Callable[[UUID, datetime, Seats], list[OpenItem]]] = {
    Risk.UNDECIDED: _undecided, Risk.UNTRACED: _untraced, Risk.ISOLATED: _isolated, Risk.TESTED: _tested,
    Risk.MANAGED: _managed, Risk.UNREACHED: _unreached, Risk.REQUESTS: _requests, Risk.RESULTS: _results,
    Risk.PLACES: _places, Risk.LEADS: _leads, Risk.COHORTS: _cohorts,
}  # fmt: skip
