"""Everybody on record at a place in a window, counted in columns: a hall has a hundred thousand visits a day; and the cases there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sizao.ground.presence import queries as presence
from sizao.kernel.decisions import Decision
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts, Classification
from sizao.trace.tracing import rules
from sizao.trace.tracing.rules import CaseThere
from sizao.traceback import tables
from sizao.traceback.visits import EvidenceGrade

EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))


@dataclass(frozen=True, kw_only=True)
class Visitor:
    """One person on record at a place in a window, by number."""

    person: int
    first: datetime
    last: datetime
    minutes: int
    """Whole minutes within the window; one that several records tell of counts once."""
    visits: int
    zone: str
    grade: EvidenceGrade
    """The strongest evidence of having been there."""


def visitors(place_id: int, start: datetime, until: datetime) -> list[Visitor]:
    """Everybody on record at a place who touches a window, the earliest first; those in scope, by number."""
    visits = presence.visits_at([place_id], start, until).sort_by([("person", "ascending"), ("start", "ascending")])
    if not visits.num_rows:
        return []
    person, first, last = visits["person"].to_numpy(), _seconds(visits["start"]), _seconds(visits["until"])
    at = np.flatnonzero(np.diff(person, prepend=person[0] - 1))
    inside = np.clip(np.stack([first, last]), int(start.timestamp()), int(until.timestamp()))
    columns = (
        person[at].tolist(), first[at].tolist(), np.maximum.reduceat(last, at).tolist(),
        (_covered(person, inside[0], inside[1], at) // 60).tolist(), np.diff(at, append=len(person)).tolist(),
        np.minimum.reduceat(_ranks(visits["grade"]), at).tolist(),
    )  # fmt: skip
    zones, grades = _zones(visits), list(EvidenceGrade)
    people = [
        Visitor(
            person=number, first=datetime.fromtimestamp(begin, UTC), last=datetime.fromtimestamp(end, UTC),
            minutes=minutes, visits=count, zone=", ".join(zones.get(number, ())), grade=grades[rank - 1],
        )
        for number, begin, end, minutes, count, rank in zip(*columns, strict=True)
    ]  # fmt: skip
    return sorted(people, key=lambda each: (each.first, each.person))


def _covered(person: Any, start: Any, until: Any, at: Any) -> Any:
    """Seconds that each person's visits cover together; rows by person and start, ``at`` where each person begins."""
    turn = np.cumsum(np.isin(np.arange(len(person)), at)) << 40
    ends = np.maximum.accumulate(turn + until)
    before = np.concatenate([[0], ends[:-1]])
    return np.add.reduceat(np.maximum(ends - np.maximum(turn + start, before), 0), at)


def _ranks(column: Any) -> Any:
    words = [str(each) for each in EvidenceGrade]
    return pc.index_in(column, value_set=pa.array(words)).to_numpy() + 1


def _zones(visits: pa.Table) -> dict[int, dict[str, None]]:
    """The zones of those whose records name any, in the order of their visits."""
    named = visits.filter(pc.and_(pc.is_valid(visits["zone"]), pc.not_equal(visits["zone"], "")))
    found: dict[int, dict[str, None]] = {}
    for person, zone in zip(named["person"].to_pylist(), named["zone"].to_pylist(), strict=True):
        found.setdefault(person, {})[zone] = None
    return found


def _seconds(column: Any) -> Any:
    return column.cast(pa.int64()).to_numpy() // 1000


def cases_at(place_id: int) -> list[CaseThere]:
    """When open cases in scope were at a place within their windows, by their own account or on record, the newest first."""
    told = [(case, stay.start, stay.until) for case, stay in cases.stays_at(place_id) if not case.is_closed]
    found = [within for each in (*told, *_recorded(place_id)) if (within := _within(*each)) is not None]
    return sorted(dict.fromkeys(found), key=lambda each: (each.start, each.number), reverse=True)


def _recorded(place_id: int) -> list[tuple[CaseFacts, datetime, datetime]]:
    """Visits of open cases' persons that are on record here."""
    visits = presence.visits_at([place_id], *EVER)
    known = {each.person_id: each for each in cases.open_cases_of(set(pc.unique(visits["person"]).to_pylist()))}
    theirs = visits.filter(pc.is_in(visits["person"], value_set=pa.array(list(known), pa.int64())))
    return [(known[each.person], each.start, each.until) for each in tables.visits_of(theirs)]


def _within(case: CaseFacts, start: datetime, until: datetime) -> CaseThere | None:
    edition = cases.edition_of(case)
    window = cases.window_under(case, edition)
    if window is None or case.classification is Classification.NOT_A_CASE or not window.holds(start, until):
        return None
    end = min(until, window.until) if window.until else until
    number = case.external_id or case.number
    return CaseThere(number=number, start=max(start, window.start), until=end, tz=edition.tz)


def may_list_visitors(
    place_id: int, start: datetime, until: datetime, there: Sequence[CaseThere] | None = None
) -> Decision:
    """Whether the visitors of a place in a window may be listed now; ``there`` when somebody has just asked for it."""
    return rules.may_list_visitors(cases_at(place_id) if there is None else there, start, until)
