"""The slow, obviously right engine: it defines what every other engine must answer.

The meaning, in full:

* A visit is admitted when its source, its grade and the kind of its place are among those the question names (an empty
  list names all). A visit that does not last is ignored.
* An index person carries the disease during the index period only: each visit is cut to it, then prolonged by the
  linger. An index place carries it for its period, prolonged in the same way.
* Two visits of different persons in the same place share the half-open intersection of their periods; visits that only
  touch share nothing. When zones must match, visits in two different known zones share nothing either.
* All that a carrier and another person share in one place is joined to maximal periods; pieces that overlap or touch
  become one, so overlapping or split records of one stay count once. A maximal period of at least ``min_overlap_s`` is
  an *encounter*.
* Hop 1 lists the persons with an encounter with an index person or place. Index and excluded persons are not listed.
* Hop 2 lists the persons, not listed at hop 1, with an encounter with a hop-1 person, who carries from the begin of
  their own first encounter until ``second_hop_within_s`` after the end of their last one. Nobody is exposed through a
  meeting that was over before the go-between was exposed.
* The grade of a listed person is the strongest one such that the question, asked of visits of that grade and stronger
  ones only, still lists the person at the same hop.
* The lists of go-betweens and places are empty when the question does not ask for them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sizao.traceback.answer import Exposed, in_order
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import EvidenceGrade, Visit

PLACE_ITSELF = -1
"""Stands for the carrier when an index place, not a person, passed the disease on."""

Shared = tuple[datetime, datetime]


@dataclass(frozen=True)
class Encounter:
    """A maximal shared period of a carrier and an exposed person in one place."""

    carrier: int
    person: int
    place: int
    start: datetime
    until: datetime


@dataclass(frozen=True)
class Carrying:
    """A carrier in a place for a period, the linger included."""

    carrier: int
    place: int
    zone: str | None
    start: datetime
    until: datetime


def run(query: TraceQuery, visits: Iterable[Visit], places: Mapping[int, str] | None = None) -> tuple[Exposed, ...]:
    """Answer the question from these visits, ordered by hop and person.

    Args:
        query: The question.
        visits: All that is known; in any order, duplicates allowed.
        places: Kind of each place; needed only when the question names place kinds.

    Raises:
        ValueError: when the question names place kinds and no kinds are given.
    """
    known = admitted(query, visits, places)
    first, second = _hops(query, known)
    grades = _grades(query, known, set(first), set(second))
    rows = [_exposed(1, person, met, grades) for person, met in first.items()]
    rows += [_exposed(2, person, met, grades) for person, met in second.items()]
    return in_order(rows if query.with_lists else (replace(row, via=(), places=()) for row in rows))


def admitted(query: TraceQuery, visits: Iterable[Visit], places: Mapping[int, str] | None) -> list[Visit]:
    """The visits that last and that the question's filters let in."""
    if query.place_kinds and places is None:
        raise ValueError("the question names place kinds, but the kinds of the places are not given")
    kinds = places or {}
    return [
        visit
        for visit in visits
        if visit.start < visit.until
        and (not query.sources or visit.source in query.sources)
        and (not query.grades or visit.grade in query.grades)
        and (not query.place_kinds or kinds.get(visit.place) in query.place_kinds)
    ]


Met = dict[int, list[Encounter]]
"""Encounters by the exposed person."""


def _hops(query: TraceQuery, visits: Sequence[Visit], first_listed: frozenset[int] = frozenset()) -> tuple[Met, Met]:
    """Hop 1 and hop 2; ``first_listed`` holds persons known to be listed at hop 1 already."""
    first = _met(query, visits, _index_carrying(query, visits), unlisted=query.unlisted)
    if query.hops == 1:
        return first, {}
    carrying = _onward_carrying(query, visits, first)
    return first, _met(query, visits, carrying, unlisted=query.unlisted | set(first) | first_listed)


def _index_carrying(query: TraceQuery, visits: Sequence[Visit]) -> Iterator[Carrying]:
    for stay in query.index:
        yield from _carrying(query, visits, stay.person, stay.start, stay.until)
    linger = timedelta(seconds=query.linger_s)
    for here in query.index_places:
        yield Carrying(PLACE_ITSELF, here.place, here.zone or None, here.start, here.until + linger)


def _onward_carrying(query: TraceQuery, visits: Sequence[Visit], first: Met) -> Iterator[Carrying]:
    for person, met in first.items():
        start = min(each.start for each in met)
        until = datetime.max.replace(tzinfo=start.tzinfo)
        if query.second_hop_within_s is not None:
            until = max(each.until for each in met) + timedelta(seconds=query.second_hop_within_s)
        yield from _carrying(query, visits, person, start, until)


def _carrying(
    query: TraceQuery, visits: Sequence[Visit], person: int, start: datetime, until: datetime
) -> Iterator[Carrying]:
    """The person's visits cut to ``[start, until)`` and prolonged by the linger."""
    for visit in visits:
        begin, end = max(visit.start, start), min(visit.until, until)
        if visit.person == person and begin < end:
            yield Carrying(person, visit.place, visit.zone, begin, end + timedelta(seconds=query.linger_s))


def _met(
    query: TraceQuery, visits: Sequence[Visit], carrying: Iterable[Carrying], unlisted: frozenset[int] | set[int]
) -> Met:
    shared: dict[tuple[int, int, int], list[Shared]] = defaultdict(list)
    for source in carrying:
        for visit in visits:
            if visit.person in unlisted or visit.place != source.place or not _zones_agree(query, source, visit):
                continue
            begin, end = max(visit.start, source.start), min(visit.until, source.until)
            if begin < end and visit.person != source.carrier:
                shared[source.carrier, visit.person, visit.place].append((begin, end))
    met: Met = defaultdict(list)
    for (carrier, person, place), pieces in shared.items():
        for begin, end in joined(pieces):
            if (end - begin).total_seconds() >= query.min_overlap_s:
                met[person].append(Encounter(carrier, person, place, begin, end))
    return dict(met)


def _zones_agree(query: TraceQuery, source: Carrying, visit: Visit) -> bool:
    return not query.match_zones or source.zone is None or visit.zone is None or source.zone == visit.zone


def joined(pieces: Iterable[Shared]) -> list[Shared]:
    """Periods that overlap or touch, joined to maximal ones, in order of time."""
    maximal: list[Shared] = []
    for begin, end in sorted(pieces):
        if maximal and begin <= maximal[-1][1]:
            maximal[-1] = (maximal[-1][0], max(maximal[-1][1], end))
        else:
            maximal.append((begin, end))
    return maximal


def _grades(query: TraceQuery, visits: Sequence[Visit], first: set[int], second: set[int]) -> dict[int, EvidenceGrade]:
    """For each listed person the strongest grade that alone, with stronger ones, lists the person at the same hop."""
    found: dict[int, EvidenceGrade] = {}
    for grade in EvidenceGrade:
        trusted = [visit for visit in visits if visit.grade.rank <= grade.rank]
        then_first, then_second = _hops(query, trusted, frozenset(first))
        for person in (first & set(then_first)) | (second & set(then_second)):
            found.setdefault(person, grade)
    return found


def _exposed(hop: int, person: int, met: Sequence[Encounter], grades: Mapping[int, EvidenceGrade]) -> Exposed:
    return Exposed(
        person=person,
        hop=hop,
        via=tuple(sorted({each.carrier for each in met} - {PLACE_ITSELF})),
        places=tuple(sorted({each.place for each in met})),
        first=min(each.start for each in met),
        last=max(each.until for each in met),
        seconds=sum(int((each.until - each.start).total_seconds()) for each in met),
        encounters=len(met),
        grade=grades[person],
    )
