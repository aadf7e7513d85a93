"""The second hop: whom those met who are close contacts by the edition, where being together says something.

The first hop of a case who took the metro is a hall full of people, and whom all of these met afterwards is most of the
city. An edition asks for the contacts of close contacts only; so the first hop is judged before the second is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow.compute as pc

from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.trace.tracing import rules
from sizao.traceback.answer import Exposed
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import EvidenceGrade, Visit


def met_by(
    close: Collection[int], first: Sequence[Exposed], question: TraceQuery, own: Sequence[Visit], at: datetime
) -> tuple[Exposed, ...]:
    """Who met one of the close contacts after these had met the index person, until a moment.

    Args:
        close: the close contacts, of those in ``first``.
        first: the whole first hop; nobody of it is listed again.
        question: the question that the first hop answered.
        own: visits of the index persons that are known from their own account.
        at: no visit that starts later is looked at.

    Returns:
        Persons of hop 2 in order of their numbers, each with the best grade under which the whole way to them stands.
    """
    kinds = _kinds(close, question, at)
    wanted = rules.onward(question, first, close, at)
    if wanted is None or not kinds:
        return ()
    found = presence.answer(wanted, (), at, kinds).exposed
    grades = dict(_graded({each.person for each in found}, close, first, question, own, at, kinds))
    weakest = list(EvidenceGrade)[-1]
    return tuple(replace(each, hop=2, grade=grades.get(each.person, weakest)) for each in found)


def _kinds(close: Collection[int], question: TraceQuery, at: datetime) -> Mapping[int, str]:
    """The kinds of the places where the close contacts were, of those kinds that say something about nearness."""
    start, _until = question.first_hop_period
    been = pc.unique(presence.visits_of(close, start, at)["place"]).to_pylist()
    return {place: facts.kind.value for place, facts in registry.places(been).items() if facts.kind in rules.LIVED_WITH}


def _graded(
    left: set[int], close: Collection[int], first: Sequence[Exposed], question: TraceQuery, own: Sequence[Visit],
    at: datetime, kinds: Mapping[int, str],
) -> Iterator[tuple[int, EvidenceGrade]]:  # fmt: skip
    """The strongest grade of each person: both hops are asked again with visits of that grade and better alone."""
    for grade in list(EvidenceGrade)[:-1]:
        if not left:
            return
        admitted = tuple(each for each in EvidenceGrade if each.rank <= grade.rank)
        met = presence.answer(replace(question, hops=1, grades=admitted), own, at).exposed
        wanted = rules.onward(replace(question, grades=admitted), first, close, at, met)
        if wanted is None:
            continue
        reached = left.intersection(presence.answer(wanted, (), at, kinds).table["person"].to_pylist())
        yield from ((person, grade) for person in reached)
        left -= reached
