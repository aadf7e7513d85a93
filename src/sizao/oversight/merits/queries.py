"""Reading merit records: counted from the rooms in which the work was done, beside hours and load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from uuid import UUID

from sizao.ground.command import queries as command
from sizao.ground.duty import queries as duty
from sizao.ground.registry import queries as registry
from sizao.ground.registry.errors import ChiefUnknown
from sizao.ground.registry.types import AreaCounts, ChiefFacts
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains, level_of
from sizao.kernel.tenures import Tenure
from sizao.kernel.words import Words
from sizao.measures.followup import queries as followup
from sizao.measures.referrals import queries as referrals
from sizao.oversight.merits import rules
from sizao.oversight.merits.errors import NoSuchMerit, NoSuchObjection
from sizao.oversight.merits.models import Merit, Objection
from sizao.oversight.merits.types import (
    Decided,
    Load,
    MeritFacts,
    MeritKind,
    ObjectionFacts,
    Record,
    Span,
    Street,
    Who,
    WorkDone,
)
from sizao.spine.accounts import queries as accounts
from sizao.trace.tracing import queries as tracing


def work_done(user_id: int, span: Span) -> WorkDone:
    """What the platform knows of one account's work in a time."""
    return works_done([(user_id, span)])[user_id, span]


def works_done(asked: Iterable[tuple[int, Span]]) -> dict[tuple[int, Span], WorkDone]:
    """What the platform knows of many accounts' work, each in a time; the statements do not grow with their number."""
    of = {(user_id, span): Tenure(user_id, span.since, span.until) for user_id, span in asked}
    held = set(of.values())
    if not held:
        return {}
    users = {each.user_id for each in held}
    names = {each.id: each.username for each in accounts.users() if each.id in users}
    tasks, lists = command.work_of(held), referrals.work_of(held)
    orders, hours = command.orders_read_by(held), duty.hours_of(held)
    leads, checks = tracing.leads_answered_by(held, names), followup.checks_by(held, names)
    return {
        key: WorkDone(
            tasks_given=tasks[each][0], tasks_done=tasks[each][1], orders_read=orders[each],
            people_taken=lists[each][0], people_answered=lists[each][1], leads_answered=leads[each],
            checks=checks[each], hours=round(hours[each], 1),
        )
        for key, each in of.items()
    }  # fmt: skip


def records(area: int, span: Span) -> list[Record]:
    """The records of everybody who looked after a grid, building or unit of an area in a time, by area."""
    return _records(registry.chiefs_within(area, span.since, span.until), span)


def record(actor: Actor, chief_id: UUID, span: Span) -> Record:
    """One chief's record.

    Raises:
        ChiefUnknown: when there is none in the actor's area.
    """
    found = chief(actor, chief_id)
    return _records([found], span)[0]


def chief(actor: Actor, chief_id: UUID) -> ChiefFacts:
    """One chief of the actor's area.

    Raises:
        ChiefUnknown: when there is none.
    """
    found = registry.chief(chief_id)
    if not contains(actor.area, found.area):
        raise ChiefUnknown
    return found


def own_records(actor: Actor, span: Span) -> list[Record]:
    """The records of the posts that somebody holds or held; a machine holds none."""
    return _records(registry.posts_of(actor.user_id), span) if actor.user_id is not None else []


def _records(chiefs: Sequence[ChiefFacts], span: Span) -> list[Record]:
    names = registry.area_names({each.area for each in chiefs})
    works = _works(chiefs, span)
    merits, objections = _by_chief(chiefs)
    inside = registry.counts_inside_each({each.area for each in chiefs})
    return [
        Record(
            chief_id=each.id, area=each.area, level=level_of(each.area),
            place=names.get(each.area, Words("", "")), holder=each.holder, user_id=each.user_id, since=each.since,
            until=each.until, work=works.get((each.user_id or 0, rules.within(span, each.since, each.until))),
            load=_load(each, span, inside[each.area]), merits=tuple(merits[each.id]), objections=tuple(objections[each.id]),
        )
        for each in chiefs
    ]  # fmt: skip


def _works(chiefs: Iterable[ChiefFacts], span: Span) -> dict[tuple[int, Span], WorkDone]:
    """The work of accounts in the parts of a time in which they held a post; before and after it was not a chief's."""
    held = {(each.user_id, rules.within(span, each.since, each.until)) for each in chiefs}
    return works_done((user_id, time) for user_id, time in held if user_id is not None)


def street(found: Sequence[Record], span: Span) -> Street:
    """The records of an area together; work in two posts held at once is counted once, in two held in turn both times."""
    posts: dict[int, list[Record]] = defaultdict(list)
    for each in found:
        if each.user_id is not None:
            posts[each.user_id].append(each)
    times = {user_id: rules.merged(_times(held, span)) for user_id, held in posts.items()}
    known = {
        (user_id, rules.within(span, each.since, each.until)): each.work
        for user_id, held in posts.items() for each in held if each.work is not None
    }  # fmt: skip
    wanted = [(user_id, each) for user_id, parts in times.items() for each in parts]
    known |= works_done(each for each in wanted if each not in known)
    return rules.street(
        found, {user_id: rules.summed(known[user_id, each] for each in parts) for user_id, parts in times.items()}
    )


def _times(held: Iterable[Record], span: Span) -> set[Span]:
    return {rules.within(span, each.since, each.until) for each in held}


def _load(found: ChiefFacts, span: Span, counted: AreaCounts) -> Load:
    return Load(rules.days_in(span, found.since, found.until), counted.households, counted.persons)


def _by_chief(
    chiefs: Iterable[ChiefFacts],
) -> tuple[dict[UUID, list[MeritFacts]], dict[UUID, list[ObjectionFacts]]]:
    ids = [each.id for each in chiefs]
    merits: dict[UUID, list[MeritFacts]] = defaultdict(list)
    objections: dict[UUID, list[ObjectionFacts]] = defaultdict(list)
    for row in Merit.objects.filter(chief__in=ids).select_related("decision").order_by("-at"):
        merits[row.chief_id].append(_merit(row))
    for objection in Objection.objects.filter(chief__in=ids).select_related("answer").order_by("-at"):
        objections[objection.chief_id].append(_objection(objection))
    return merits, objections


def waiting(who: Who) -> tuple[list[MeritFacts], list[ObjectionFacts]]:
    """Merits that wait for a decision and objections that wait for an answer, those that somebody may settle."""
    merits = [_merit(row) for row in Merit.objects.filter(decision__isnull=True).order_by("at")]
    objections = [_objection(row) for row in Objection.objects.filter(answer__isnull=True).order_by("at")]
    return (
        [each for each in merits if rules.may_decide(each, who)],
        [each for each in objections if rules.may_answer(each, who)],
    )


def _merit(row: Merit) -> MeritFacts:
    found = getattr(row, "decision", None)
    decided = Decided(found.is_approved, found.reasons, found.at, Who(found.by, found.by_user)) if found else None
    return MeritFacts(
        row.id, row.number, row.chief_id, row.area, row.chief_user, MeritKind(row.kind), row.text, row.reference, row.at,
        Who(row.by, row.by_user), decided,
    )  # fmt: skip


def _objection(row: Objection) -> ObjectionFacts:
    found = getattr(row, "answer", None)
    said = (found.text, found.at, Who(found.by, found.by_user)) if found else ("", None, None)
    return ObjectionFacts(
        row.id, row.chief_id, row.area, row.chief_user, row.text, row.at, Who(row.by, row.by_user), *said
    )


def merit(merit_id: UUID) -> MeritFacts:
    """One merit.

    Raises:
        NoSuchMerit: when it is not in scope.
    """
    row = Merit.objects.select_related("decision").filter(pk=merit_id).first()
    if row is None:
        raise NoSuchMerit
    return _merit(row)


def objection(objection_id: UUID) -> ObjectionFacts:
    """One objection.

    Raises:
        NoSuchObjection: when it is not in scope.
    """
    row = Objection.objects.select_related("answer").filter(pk=objection_id).first()
    if row is None:
        raise NoSuchObjection
    return _objection(row)
