"""Step 2, beside the case: what happens in other rooms is marked on the incident's clock, at its event time.

A mark is only set when the edition knows the milestone and nobody has set it; people may correct it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from sizao.ground.command import actions as command
from sizao.ground.command import events as commands
from sizao.ground.command import queries as incidents
from sizao.ground.command.types import IncidentState, Progress, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.editions import ContactClass, ZoneKind
from sizao.kernel.words import Words
from sizao.measures.followup import events as plans
from sizao.measures.followup import queries as followup
from sizao.measures.followup.types import OPEN_PLANS
from sizao.measures.screening import events as testing
from sizao.measures.zones import events as zones
from sizao.measures.zones import queries as drawn
from sizao.measures.zones.types import ZoneState
from sizao.oversight.notices import events as notices
from sizao.oversight.reports import events as reports
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.cases import events as cases
from sizao.trace.cases import queries as known
from sizao.trace.cases.types import CaseFacts, Classification, ContactState, ContactWindow
from sizao.trace.investigation import events as interviews
from sizao.trace.investigation import queries as interviewed
from sizao.trace.tracing import events as tracing

MOVED = {ContactClass.CLOSE: "contacts_moved", ContactClass.SECONDARY: "secondary_moved"}
"""The milestone that each class of contacts reaches once everybody of it is in place."""

FIRST_ROUND = {ZoneKind.LOCKDOWN: "lockdown_first_round", ZoneKind.CONTROLLED: "controlled_first_round"}
"""The milestone that each kind of zone reaches with its first round of everyone."""


def _mark(incident_id: UUID | None, keys: Iterable[str], actual_at: datetime, by: Actor, at: datetime) -> None:
    """Mark milestones the edition knows, as the headquarters of the incident: the fact may come from a smaller area."""
    if incident_id is None:
        return
    found = incidents.incident(incident_id)
    if found.state is IncidentState.CLOSED or actual_at > at:
        return
    milestones = {each.key for each in incidents.milestones(incident_id)}
    actor = Actor.system(by.name, found.area)
    with scope.acting(actor):
        for key in milestones & set(keys):
            command.mark(incident_id=incident_id, key=key, actual_at=actual_at, only_first=True, by=actor, at=at)


@on(commands.IncidentOpened)
def mark_the_report(event: commands.IncidentOpened, *, by: Actor, at: datetime) -> None:
    """The direct report was made when the incident was reported; opening it sets up the coordination.

    The report of the event itself is a paper of its own: its task, or the first report that is filed, says that it went out.
    """
    _mark(event.incident_id, ("direct_report",), event.reported_at, by, at)
    _mark(event.incident_id, ("coordination",), at, by, at)


@on(cases.CaseConfirmed)
def mark_the_confirmation(event: cases.CaseConfirmed, *, by: Actor, at: datetime) -> None:
    """A case held to be an infection has been verified and confirmed by the laboratory."""
    _mark(event.incident_id, ("verification", "laboratory", "case_management"), at, by, at)


@on(reports.ReturnFiled)
def mark_the_event_report(event: reports.ReturnFiled, *, by: Actor, at: datetime) -> None:
    """The first report of the incident that is filed is its event report, unless somebody stated an earlier one."""
    _mark(event.incident_id, ("event_report",), at, by, at)


@on(cases.StaysRecorded)
def mark_the_trajectory(event: cases.StaysRecorded, *, by: Actor, at: datetime) -> None:
    """The investigation has begun with the first row; the trajectory is known with the last day of the last case."""
    _mark(event.incident_id, ("investigation",), at, by, at)
    _settle_trajectory(event.incident_id, by, at)


@on(interviews.InvestigationSubmitted)
def mark_the_submitted_trajectory(event: interviews.InvestigationSubmitted, *, by: Actor, at: datetime) -> None:
    """A submitted investigation says what was established of the days of its case."""
    _settle_trajectory(event.incident_id, by, at)


@on(cases.CaseReported)
def another_trajectory_is_owed(event: cases.CaseReported, *, by: Actor, at: datetime) -> None:
    """A case reported within the limit owes its trajectory too."""
    _reopen(event.incident_id, ("trajectory",), by, at)


def _settle_trajectory(incident_id: UUID | None, by: Actor, at: datetime) -> None:
    """Mark it with the last one; an import of many cases is left early, while there are some of whom nothing is known."""
    if incident_id is None or "trajectory" in incidents.marks(incident_id):
        return
    with scope.acting(Actor.system(by.name, incidents.incident(incident_id).area)):
        if known.without_days(incident_id) - _told(incident_id):
            return
        found = trajectories(incident_id)
    if found is not None and found.done == found.owed:
        _mark(incident_id, ("trajectory",), at, by, at)


def trajectories(incident_id: UUID) -> Progress | None:
    """Of how many cases of an incident the trajectory is known; nothing when there is no case.

    It is when an investigation was handed in, the task of it is finished, or every day of the contact window has a row.
    """
    live = [each for each in known.cases(incident_id) if each.classification is not Classification.NOT_A_CASE]
    if not live:
        return None
    told, days = _told(incident_id), known.days_of(incident_id)
    windows = known.windows(each.id for each in live)
    done = sum(each.id in told or _covers(each, windows.get(each.id), days.get(each.id, ())) for each in live)
    return Progress(done, len(live), Words("例轨迹已查清", "cases with a trajectory"))


def _told(incident_id: UUID) -> set[UUID]:
    """Cases whose investigation was handed in, or whose task of it is finished."""
    asked = {
        each.case_id: each.is_open
        for each in sorted(incidents.tasks(incident_id=incident_id), key=lambda each: each.is_open)
        if each.kind is TaskKind.INVESTIGATE and each.case_id is not None
    }
    return {each for each, is_open in asked.items() if not is_open} | interviewed.handed_in(incident_id)


def _covers(case: CaseFacts, window: ContactWindow | None, known_days: Sequence[tuple[datetime, datetime]]) -> bool:
    """Whether every day of the window has a row; without a window any row will do."""
    if window is None or not known_days:
        return bool(known_days)
    zone = known.edition_of(case).tz
    last = min(window.until or case.reported_at, case.reported_at).astimezone(zone).date()
    owed = _days(window.start.astimezone(zone).date(), last)
    for start, until in known_days:
        owed -= _days(start.astimezone(zone).date(), until.astimezone(zone).date())
    return not owed


def _days(first: date, last: date) -> set[date]:
    return {first + timedelta(days=each) for each in range((last - first).days + 1)}


@on(tracing.TraceCompleted)
def mark_the_analysis(event: tracing.TraceCompleted, *, by: Actor, at: datetime) -> None:
    """A finished trace is the first analysis of who is at risk."""
    _mark(event.incident_id, ("analysis",), at, by, at)


@on(commands.TaskCompleted)
def mark_the_investigation(event: commands.TaskCompleted, *, by: Actor, at: datetime) -> None:
    """The case form is finished when its task is."""
    if event.kind is TaskKind.INVESTIGATE and event.case_id is not None:
        _mark(event.incident_id, ("case_investigation",), at, by, at)
        _settle_trajectory(event.incident_id, by, at)


@on(plans.PlansPlaced)
def mark_who_moved(event: plans.PlansPlaced, *, by: Actor, at: datetime) -> None:
    """Contacts of a class are moved once every approved one of it is under follow-up and has arrived, wherever they live."""
    _settle_moves(event.incident_id, by, at)


@on(cases.ContactsMoved)
def mark_who_was_not_found(event: cases.ContactsMoved, *, by: Actor, at: datetime) -> None:
    """Who is not found, or was handed over, has a stated reason for not being in place: the others may be all there is."""
    _settle_moves(event.incident_id, by, at, since=at)


@on(cases.ContactsRejected)
def mark_who_was_withdrawn(event: cases.ContactsRejected, *, by: Actor, at: datetime) -> None:
    """Whose approval was withdrawn is not to be moved."""
    _settle_moves(event.incident_id, by, at, since=at)


def _settle_moves(incident_id: UUID | None, by: Actor, at: datetime, since: datetime | None = None) -> None:
    if incident_id is None or not set(MOVED.values()) - incidents.marks(incident_id).keys():
        return
    with scope.acting(Actor.system(by.name, incidents.incident(incident_id).area)):
        states = known.counts(incident_id).contacts
        owed = {kind: states.get((kind, ContactState.APPROVED), 0) for kind in MOVED}
        placed = followup.all_placed(incident_id, states=OPEN_PLANS, owed=owed)
    for contact_class, moment in placed.items():
        if contact_class in MOVED:
            _mark(incident_id, (MOVED[contact_class],), max(moment, since or moment), by, at)


@on(cases.ContactsApproved)
def more_are_to_be_moved(event: cases.ContactsApproved, *, by: Actor, at: datetime) -> None:
    """Who is approved within the limit is to be moved within it: a class that was in place is not so any more."""
    found = known.contacts_by_id(event.contact_ids).values()
    moving = {each.contact_class for each in found if each.contact_class in MOVED}
    _reopen(event.incident_id, [MOVED[each] for each in moving], by, at)


def _reopen(incident_id: UUID | None, keys: Iterable[str], by: Actor, at: datetime) -> None:
    """Take back marks of the flow while their limit runs; after it the clock has said what it had to say."""
    wanted = set(keys)
    if incident_id is None or not wanted & incidents.noticed(incident_id):
        return
    found = incidents.incident(incident_id)
    due = {row.milestone: row.planned_at for row in incidents.clock(incident_id, at)}
    actor = Actor.system(by.name, found.area)
    with scope.acting(actor):
        for key in wanted:
            if (limit := due.get(key)) is not None and at <= limit:
                reason = "又有新增,尚未全部完成 / more has been added since"
                command.withdraw_mark(incident_id=incident_id, key=key, reason=reason, by=actor, at=at)


@incidents.learn_progress_from
def how_far(incident_id: UUID) -> dict[str, Progress]:
    """How many of those to be moved are in place, and how many cases have their trajectory."""
    states = known.counts(incident_id).contacts
    placed = followup.placed_of(incident_id, states=OPEN_PLANS)
    told: dict[str, Progress] = {}
    for kind, key in MOVED.items():
        done, planned = placed.get(kind, (0, 0))
        if owed := max(planned, states.get((kind, ContactState.APPROVED), 0)):
            told[key] = Progress(done, owed, Words("人已到位", "in place"))
    trajectory = trajectories(incident_id)
    return told | ({"trajectory": trajectory} if trajectory else {})


@on(zones.ZoneDeclared)
def mark_the_zones(event: zones.ZoneDeclared, *, by: Actor, at: datetime) -> None:
    """The first declared zone publishes the zones; it is a countermeasure in the community too."""
    _mark(event.incident_id, ("zones_published", "countermeasures"), at, by, at)


@on(testing.PointsOpened)
def mark_the_points(event: testing.PointsOpened, *, by: Actor, at: datetime) -> None:
    """Sampling points can be used."""
    _mark(event.incident_id, ("sampling_points_ready",), at, by, at)


@on(testing.RoundEnded)
def mark_the_first_round(event: testing.RoundEnded, *, by: Actor, at: datetime) -> None:
    """The first round of everyone is done in every kind of zone of which one in force lies where the round was held."""
    if event.incident_id is None:
        return
    declared = drawn.zones(incident_id=event.incident_id, state=ZoneState.DECLARED)
    kinds = {each.kind for each in declared if contains(event.area, each.area)}
    _mark(event.incident_id, [FIRST_ROUND[kind] for kind in kinds if kind in FIRST_ROUND], at, by, at)


@on(notices.NoticeIssued)
def mark_the_notice(event: notices.NoticeIssued, *, by: Actor, at: datetime) -> None:
    """A public notice tells the community what is known."""
    _mark(event.incident_id, ("communication",), at, by, at)
