"""The second hop: whom those met who are close contacts by the edition, where being together says something.

The first hop of a case who took the metro is a hall full of people, and whom all of these met afterwards is most of the
city. An edition asks for the contacts of close contacts only; so the first hop is judged before the second is asked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import pyarrow.compute as pc

from sizao.ground.presence import queries as presence
from sizao.ground.registry import queries as registry
from sizao.trace.cases import queries as cases
from sizao.trace.tracing import rules
from sizao.traceback.answer import Exposed
from sizao.traceback.query import TraceQuery
from sizao.traceback.visits import EvidenceGrade, Visit


@dataclass(frozen=True)
class Onward:
    """Who met the close contacts, and the places that were too full to look at."""

    found: tuple[Exposed, ...] = ()
    crowded: Mapping[int, int] = field(default_factory=dict)
    """Persons of the fullest day, by place."""
    firm: Mapping[int, Exposed] = field(default_factory=dict)
    """Those whom more than leads lead to, as that evidence alone has them."""


@dataclass(frozen=True)
class _Through:
    """The close contacts and what is known of them."""

    close: Collection[int]
    first: Sequence[Exposed]
    window: rules.SecondWindow
    managed: Mapping[int, datetime]
    at: datetime

    def end(self, met: Exposed) -> datetime:
        """Until when those whom one of them met are sought."""
        return self.window.end(met, self.managed.get(met.person), self.at)


def met_by(
    close: Collection[int], first: Sequence[Exposed], question: TraceQuery, own: Sequence[Visit], at: datetime,
    window: rules.SecondWindow, first_kinds: Mapping[int, str] | None = None,
) -> Onward:  # fmt: skip
    """Who met one of the close contacts after these had met the index person, within the edition's window.

    Args:
        close: the close contacts, of those in ``first``.
        first: the whole first hop; nobody of it is listed again.
        question: the question that the first hop answered.
        own: visits of the index persons that are known from their own account.
        at: no visit that starts later is looked at.
        window: until when their meetings count.
        first_kinds: the kinds of the places of the first hop, when the question names kinds.

    Returns:
        Persons of hop 2 in order of their numbers, each with the best grade under which the whole way to them stands.
    """
    through = _Through(close, first, window, cases.managed_since(close), at)
    kinds, crowded = _kinds(through, question)
    wanted = rules.onward(question, first, close, through.end)
    if wanted is None or not kinds:
        return Onward(crowded=crowded)
    found = presence.answer(wanted, (), at, kinds).exposed
    grades = dict(_graded({each.person for each in found}, through, question, own, (first_kinds, kinds)))
    return Onward(_of_second(found, grades), crowded, _firm(through, question, own, (first_kinds, kinds), grades))


def _of_second(found: Iterable[Exposed], grades: Mapping[int, EvidenceGrade]) -> tuple[Exposed, ...]:
    weakest = list(EvidenceGrade)[-1]
    return tuple(replace(each, hop=2, grade=grades.get(each.person, weakest)) for each in found)


def _firm(
    through: _Through, question: TraceQuery, own: Sequence[Visit],
    kinds: tuple[Mapping[int, str] | None, Mapping[int, str]], grades: Mapping[int, EvidenceGrade],
) -> dict[int, Exposed]:  # fmt: skip
    """Both hops asked again of firm evidence alone, when anybody stands on it and weaker evidence is trusted besides."""
    firm = rules.firm_grades(question)
    if not firm or all(each.is_lead_only for each in grades.values()):
        return {}
    wanted = _wanted(through, question, own, firm, kinds[0])
    found = presence.answer(wanted, (), through.at, kinds[1]).exposed if wanted is not None else ()
    return {each.person: each for each in _of_second(found, grades)}


def _wanted(
    through: _Through, question: TraceQuery, own: Sequence[Visit], grades: tuple[EvidenceGrade, ...],
    first_kinds: Mapping[int, str] | None,
) -> TraceQuery | None:  # fmt: skip
    """The question of the second hop when both hops rest on these grades alone."""
    met = presence.answer(replace(question, hops=1, grades=grades), own, through.at, first_kinds).exposed
    return rules.onward(replace(question, grades=grades), through.first, through.close, through.end, met)


def _kinds(through: _Through, question: TraceQuery) -> tuple[Mapping[int, str], Mapping[int, int]]:
    """The kinds of the places where the close contacts were, of those kinds that say something about nearness; and those
    places that were too full for that."""
    start, _until = question.first_hop_period
    been = pc.unique(presence.visits_of(through.close, start, through.at)["place"]).to_pylist()
    wanted = {each for each in rules.LIVED_WITH if not question.place_kinds or each.value in question.place_kinds}
    near = {place: facts for place, facts in registry.places(been).items() if facts.kind in wanted}
    most = rules.crowd().persons_a_day
    fullest = presence.crowds(near, start, through.at)
    crowded = {place: persons for place, persons in fullest.items() if persons >= most}
    return {place: facts.kind.value for place, facts in near.items() if place not in crowded}, crowded


def _graded(
    left: set[int],
    through: _Through,
    question: TraceQuery,
    own: Sequence[Visit],
    kinds: tuple[Mapping[int, str] | None, Mapping[int, str]],
) -> Iterator[tuple[int, EvidenceGrade]]:
    """The strongest grade of each person: both hops are asked again with visits of that grade and better alone."""
    for grade in list(EvidenceGrade)[:-1]:
        if not left:
            return
        trusted = question.grades or tuple(EvidenceGrade)
        admitted = tuple(each for each in trusted if each.rank <= grade.rank)
        if not admitted:
            continue
        wanted = _wanted(through, question, own, admitted, kinds[0])
        if wanted is None:
            continue
        reached = left.intersection(presence.answer(wanted, (), through.at, kinds[1]).table["person"].to_pylist())
        yield from ((person, grade) for person in reached)
        left -= reached
