"""Reading lists and requests: how each stands, who works on it, how true it was, and what a day opened and closed."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sizao.ground.command import queries as command
from sizao.ground.editions import queries as editions
from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import NewIdentity
from sizao.ground.intake.queries.people_lists import people_in
from sizao.ground.intake.types import Record
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import Sex
from sizao.kernel.areas import NATION, Level, ancestor, level_of, subtree
from sizao.kernel.documents import DocumentKind
from sizao.kernel.editions import RegimeAnchor
from sizao.kernel.tenures import Tenure, bounds
from sizao.measures.referrals import rules
from sizao.measures.referrals.errors import ListUnknown, NobodyNamed, RequestUnknown
from sizao.measures.referrals.models import ArrivedList, Request, Step
from sizao.measures.referrals.types import (
    OPEN_STATES,
    TRUE_OUTCOMES,
    DayLine,
    Entry,
    Known,
    ListFacts,
    Named,
    Reading,
    RequestFacts,
    SourceKind,
    SourceTally,
    Sparing,
    State,
    StepFacts,
    StepKind,
    Tally,
    Tested,
    Work,
    results_source,
)
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import Classification, ContactFacts, ContactState

OPEN = [each.value for each in OPEN_STATES]
TRUE = [each.value for each in TRUE_OUTCOMES]
MANAGED = frozenset({ContactState.APPROVED, ContactState.LOST})
MOST_WORK = 200
"""Requests one work page shows; what is beyond comes up as these are answered."""


# ------------------------------------------------------------------------------------------------ a list as it comes


def digest(content: bytes) -> str:
    """The fingerprint by which the same list is known again."""
    return sha256(content).hexdigest()


def read(content: bytes, filename: str, *, area: int, at: datetime) -> Reading:
    """The persons of an arriving list: a table by its headings, a letter in running text by its lines.

    Raises:
        NobodyNamed: when no line names a person.
        FileRefused: when the file cannot be read.
    """
    found = people_in(content, filename, area=area, at=at, also=rules.SENDERS_WORDS)
    if found is not None:
        rejected = tuple((each.line, each.words) for each in found.rejections)
        reading = Reading(tuple(_entry(each) for each in found.records), rejected)
    else:
        reading = rules.read_letter(content.decode("utf-8", "replace"), at.astimezone(rules.TZ).date())
    if not reading.entries and not reading.rejected:
        raise NobodyNamed
    return reading


def _entry(record: Record) -> Entry:
    """A typed row as a person; the last contact is the day the list asks about."""
    given: Mapping[str, Any] = record.values
    number = str(given.get("document_number", ""))
    seen = given.get("last_exposure_at") or given.get("first_exposure_at")
    identity = NewIdentity(
        name=str(given.get("name", "")), document_number=number,
        document_kind=DocumentKind(str(given["document_kind"])) if number else DocumentKind.NONE,
        phone=str(given.get("phone", "")), address=str(given.get("address", "")),
        sex=Sex(str(given.get("sex", Sex.UNKNOWN.value))),
    )  # fmt: skip
    since = seen.astimezone(rules.TZ).date() if isinstance(seen, datetime) else None
    return Entry(record.line, identity, given.get("birth_year"), since)


def gazetteer(within: int, text: str = "") -> rules.Gazetteer:
    """Names of towns, villages and registered places inside an area; of places those that the texts mention."""
    levels = (Level.TOWN, Level.COMMUNITY)
    names = [Named(each.code, each.words.zh) for level in levels for each in registry.areas_at(level, within)]
    if text:
        places = registry.search_places("", within, limit=2_000)
        names += [Named(each.area, each.words.zh, True) for each in places if each.words.zh in text]
    return rules.Gazetteer(names)


def known_of(person_ids: Sequence[int], list_id: UUID, disease: str = "") -> dict[int, Known]:
    """What cases, contacts, other lists and tests say of persons.

    Args:
        person_ids: whom a list names.
        list_id: that list; what it asks itself is not counted.
        disease: whose cases, contacts and lists count; those of every disease when the list belongs to no incident.
    """
    if not person_ids:
        return {}
    kept = identity.surviving({*person_ids})
    numbers = identity.numbers_of(kept.values())
    everyone = sorted({each for group in numbers.values() for each in group})
    one = identity.surviving(everyone)
    tells = _telling_of(disease)
    found = [each for each in cases.cases(person_ids=everyone) if tells(each.incident_id)]
    ill = {
        one[each.person_id]
        for each in found
        if each.classification is not Classification.NOT_A_CASE and not each.is_closed
    }
    contacts = [
        each for each in cases.contacts(person_ids=everyone) if each.status in MANAGED and tells(each.incident_id)
    ]
    managed = {one[each.person_id]: each for each in sorted(contacts, key=lambda each: each.last_exposure_at)}
    asked, tested = _asked(everyone, list_id, one, tells), _tests(everyone, one)
    return {
        each: _known(root in ill, managed.get(root), asked.get(root), tested.get(root, ()))
        for each, root in kept.items()
    }


def _telling_of(disease: str) -> Callable[[UUID | None], bool]:
    """Whether what belongs to an incident says something of a disease, each asked once; what belongs to none may."""
    is_its = cache(lambda incident: command.terms(incident).disease == disease)
    return lambda incident: not disease or incident is None or is_its(incident)


def _known(is_case: bool, managed: ContactFacts | None, asked: Request | None, tests: Iterable[Tested]) -> Known:
    is_open = asked is not None and asked.state in OPEN
    return Known(
        is_case, managed.number if managed else "", asked.arrived.number if asked else "", tuple(tests),
        managed_last=managed.last_exposure_at.astimezone(rules.TZ).date() if managed else None,
        asked_since=asked.since if asked and not is_open else None,
    )  # fmt: skip


def _asked(
    person_ids: Sequence[int], list_id: UUID, one: Mapping[int, int], tells: Callable[[UUID | None], bool]
) -> dict[int, Request]:
    """What other lists ask, or asked, of each person: an open request before an answered one, of these the newest exposure."""
    others = Request.objects.filter(person__in=list(person_ids)).exclude(arrived=list_id).exclude(state=State.DROPPED)
    rows = sorted(
        others.select_related("arrived"), key=lambda row: (row.state in OPEN, row.since or date.min, row.received_at)
    )
    return {one[row.person_id]: row for row in rows if tells(row.arrived.incident_id)}


def _tests(person_ids: Sequence[int], one: Mapping[int, int]) -> dict[int, list[Tested]]:
    """What each person was tested for, with which result."""
    found: dict[int, list[Tested]] = defaultdict(list)
    for source in results_source:
        for person, results in source(person_ids).items():
            found[one[person]].extend(results)
    return found


def disease_of(incident_id: UUID | None) -> str:
    """The disease of a list's incident; empty when the list belongs to none."""
    return command.terms(incident_id).disease if incident_id else ""


def sparing(incident_id: UUID | None) -> Sparing | None:
    """What the edition of a list's incident says of the tests of contacts; nothing when the list belongs to no incident."""
    if incident_id is None:
        return None
    terms = command.terms(incident_id)
    regimes = editions.edition(terms.edition_id).regimes
    of_contacts = [each for each in regimes if each.key == "close"] or [
        each for each in regimes if each.anchor is RegimeAnchor.LAST_EXPOSURE
    ]
    return Sparing(terms.disease, of_contacts[0]) if of_contacts else None


def is_spared(known: Known, last: datetime, by: Sparing | None) -> bool:
    """Whether a negative test of the disease, after the day of an exposure and within its follow-up, spares somebody."""
    return rules.spared_by(known.tests, last.astimezone(rules.TZ).date(), by) is not None


# ----------------------------------------------------------------------------------------------------- lists


def list_rows() -> QuerySet[ArrivedList]:
    """Lists with their numbers, for this room's own list page."""
    count = {
        "rows_n": Count("requests"),
        "dropped_n": Count("requests", filter=Q(requests__state=State.DROPPED)),
        "open_n": Count("requests", filter=Q(requests__state__in=OPEN)),
        "answered_n": Count("requests", filter=Q(requests__state=State.ANSWERED)),
        "true_n": Count("requests", filter=Q(requests__outcome__in=TRUE)),
    }
    return ArrivedList.objects.annotate(**count)


def arrived(list_id: UUID) -> ListFacts:
    """One list.

    Raises:
        ListUnknown: when there is none in scope.
    """
    row = ArrivedList.objects.filter(pk=list_id).first()
    if row is None:
        raise ListUnknown
    return row.facts()


def same_list(area: int, fingerprint: str, sender: str) -> ListFacts | None:
    """The list that was entered before with the same content from the same sender."""
    row = ArrivedList.objects.filter(area=area, sha256=fingerprint, sender=sender).first()
    return row.facts() if row else None


def lists_on(area: int, at: datetime) -> int:
    """How many lists an area has entered on the civil day of a moment."""
    start, end = rules.day_bounds(at.astimezone(rules.TZ).date())
    return ArrivedList.objects.filter(area=area, received_at__gte=start, received_at__lt=end).count()


def tally(list_id: UUID, as_of: datetime) -> Tally:
    """How a list stands."""
    rows = Request.objects.filter(arrived=list_id).values_list("state", "outcome", "arrived__reply_by", "answered_at")
    return _tally(rows, as_of)


def _tally(rows: Iterable[tuple[str, str, datetime, datetime | None]], as_of: datetime) -> Tally:
    found = list(rows)
    states = Counter(state for state, *_ in found)
    late = sum(
        (state in OPEN_STATES and reply_by < as_of) or (done is not None and done > reply_by)
        for state, _, reply_by, done in found
    )
    return Tally(
        rows=len(found), dropped=states[State.DROPPED], unplaced=states[State.UNPLACED] + states[State.RETURNED],
        waiting=states[State.ROUTED], claimed=states[State.CLAIMED], answered=states[State.ANSWERED],
        true=sum(outcome in TRUE_OUTCOMES for _, outcome, *_ in found), late=late,
    )  # fmt: skip


def sources(as_of: datetime) -> list[SourceTally]:
    """How true each sender's lists were, those that cost the grassroots most for nothing first."""
    rows = Request.objects.values_list(
        "arrived__kind", "arrived__sender", "arrived", "state", "outcome", "arrived__reply_by", "answered_at"
    )
    by_source: dict[tuple[str, str], list[Any]] = defaultdict(list)
    lists: dict[tuple[str, str], set[UUID]] = defaultdict(set)
    for kind, sender, arrived_id, *rest in rows:
        by_source[kind, sender].append(rest)
        lists[kind, sender].add(arrived_id)
    found = [
        SourceTally(SourceKind(kind), sender, len(lists[kind, sender]), _tally(rest, as_of))
        for (kind, sender), rest in by_source.items()
    ]
    return sorted(found, key=lambda each: (-(each.tally.answered - each.tally.true), each.sender))


# -------------------------------------------------------------------------------------------------- requests


def request(request_id: UUID) -> RequestFacts:
    """One request.

    Raises:
        RequestUnknown: when there is none in scope.
    """
    row = Request.objects.filter(pk=request_id).first()
    if row is None:
        raise RequestUnknown
    return row.facts()


def request_rows(list_id: UUID | None = None) -> QuerySet[Request]:
    """Requests with their lists, for this room's own pages."""
    rows = Request.objects.select_related("arrived")
    return rows if list_id is None else rows.filter(arrived=list_id)


def requests_of(list_id: UUID) -> list[RequestFacts]:
    """The requests of a list in the order of its lines."""
    return [row.facts() for row in Request.objects.filter(arrived=list_id).order_by("line")]


def open_requests(incident_id: UUID | None = None) -> list[RequestFacts]:
    """Requests that still wait for an answer, oldest first; of one incident's lists when given."""
    rows = Request.objects.filter(state__in=OPEN)
    if incident_id is not None:
        rows = rows.filter(arrived__incident_id=incident_id)
    return [row.facts() for row in rows.order_by("received_at", "line")]


def steps(request_id: UUID) -> list[StepFacts]:
    """What was done with a request, newest first."""
    return [row.facts() for row in Step.objects.filter(request=request_id).order_by("-at", "-id")]


def work(as_of: datetime, user: int | None, *, only_mine: bool = False) -> list[Work]:
    """What a worker of the area has to check: the own claimed ones first, then urgent lists, then the oldest."""
    wanted = Q(state=State.CLAIMED, worker_user=user)
    if not only_mine:
        wanted |= Q(state=State.ROUTED)
    rows = list(request_rows().filter(wanted)[: MOST_WORK * 5])
    order = {"urgent": 0, "today": 1, "normal": 2}
    rows.sort(key=lambda row: (row.state != State.CLAIMED, order[row.arrived.priority], row.received_at, row.line))
    return [Work(row.facts(), row.arrived.facts(), row.arrived.reply_by < as_of) for row in rows[:MOST_WORK]]


# ------------------------------------------------------------------------------------------------ the day's end


def day(on: date, as_of: datetime, area: int) -> list[DayLine]:
    """The end-of-day sheet by the areas one level below: open before and come today, closed today, carried with reasons."""
    start, end = rules.day_bounds(on)
    until = min(end, as_of)
    came = Request.objects.filter(received_at__lt=end).exclude(state=State.DROPPED)
    alive = came.filter(Q(answered_at__isnull=True) | Q(answered_at__gte=start))
    rows = alive.values_list("id", "area", "answered_at")
    reasons = _carried(start, end)
    found: dict[int, list[tuple[UUID, datetime | None]]] = defaultdict(list)
    for request_id, where, answered_at in rows:
        found[_below(where, area)].append((request_id, answered_at))
    return [_day_line(where, given, until, reasons) for where, given in sorted(found.items())]


def _day_line(
    area: int, given: list[tuple[UUID, datetime | None]], until: datetime, reasons: Mapping[UUID, str]
) -> DayLine:
    closed = sum(done is not None and done < until for _, done in given)
    left = [request_id for request_id, done in given if done is None or done >= until]
    said = Counter(reasons[each] for each in left if each in reasons)
    return DayLine(area, len(given), closed, len(left), dict(said), len(left) - sum(said.values()))


def _carried(start: datetime, end: datetime) -> dict[UUID, str]:
    """The last reason given on a day for carrying a request over."""
    rows = Step.objects.filter(kind=StepKind.CARRIED, at__gte=start, at__lt=end).order_by("at", "id")
    return dict(rows.values_list("request_id", "note"))


def _below(code: int, area: int) -> int:
    """The child of an area that holds a code; the area itself when the code is no deeper."""
    levels = list(Level)
    at = levels.index(level_of(area)) if area != NATION else 0
    for level in levels[at + 1 :]:
        child = ancestor(code, level)
        if child != area:
            return child if code in subtree(area) else area
    return area


def uncarried(on: date, as_of: datetime) -> list[UUID]:
    """Open requests of a day for which nobody has given a reason yet."""
    start, end = rules.day_bounds(on)
    rows = Request.objects.filter(state__in=OPEN, received_at__lt=min(end, as_of))
    said = Step.objects.filter(kind=StepKind.CARRIED, at__gte=start, at__lt=end).values("request")
    return list(rows.exclude(pk__in=said).values_list("pk", flat=True))


def search(rows: QuerySet[ArrivedList], text: str) -> QuerySet[ArrivedList]:
    """Lists by number, sender or the sender's letter number."""
    wanted = text.strip()
    return rows.filter(Q(number__iexact=wanted) | Q(sender__icontains=wanted) | Q(letter__icontains=wanted))


def work_of(held: Collection[Tenure]) -> dict[Tenure, tuple[int, int]]:
    """How many people of lists each account took in hand within its time, and how many it answered by its end."""
    users, (since, until) = {each.user_id for each in held}, bounds(held)
    rows = Request.objects.filter(worker_user__in=users, claimed_at__gte=since, claimed_at__lt=until)
    taken: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
    for user_id, claimed, answered in rows.values_list("worker_user", "claimed_at", "answered_at"):
        if user_id is not None and claimed is not None:
            taken[user_id].append((claimed, answered))
    found = {}
    for each in held:
        own = [answered for claimed, answered in taken[each.user_id] if each.since <= claimed < each.until]
        found[each] = (len(own), sum(answered is not None and answered < each.until for answered in own))
    return found
