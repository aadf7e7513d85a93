"""The chain of transmission: who most likely infected whom, who else may have, generations and offspring counts.

Every case keeps all its possible sources; one of them, the surest and most plausible, is drawn as the likely one, so
that the likely arrows form a forest. Arrows to oneself are dropped, an arrow that would close a circle is kept as merely
possible, and both are counted. Deterministic: the same rows give the same chain, in whatever order they come.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TypeVar
from uuid import UUID

from sizao.trace.cases.rules.windows import local_date
from sizao.trace.cases.types import (
    CaseFacts,
    CaseMark,
    Certainty,
    Chain,
    ChainEdge,
    ChainFigures,
    ChainNode,
    Classification,
    ContactFacts,
    ContactMark,
    CurveDay,
    EdgeKind,
    ExposureFacts,
    ExposureMark,
    NodeKind,
)


@dataclass
class _Draft:
    """A chain being drawn: marks by id, all arrows by (source, target), and the likely source of each mark."""

    nodes: dict[str, ChainNode] = field(default_factory=dict)
    arrows: dict[tuple[str, str], ExposureFacts | ExposureMark] = field(default_factory=dict)
    source_of: dict[str, str] = field(default_factory=dict)
    dropped: int = 0
    broken: int = 0


class _Trees:
    """Which tree of the growing forest a mark belongs to (union-find with path halving)."""

    def __init__(self) -> None:
        self.up: dict[str, str] = {}

    def root(self, node: str) -> str:
        """The representative of the tree."""
        while (above := self.up.get(node, node)) != node:
            self.up[node] = self.up.get(above, above)
            node = self.up[node]
        return node

    def join(self, source: str, target: str) -> bool:
        """Put the target's tree under the source's; ``False`` when they are one tree already."""
        one, other = self.root(source), self.root(target)
        self.up[other] = one
        return one != other


def build_chain(
    cases: Sequence[CaseFacts | CaseMark],
    exposures: Iterable[ExposureFacts | ExposureMark],
    contacts: Sequence[ContactFacts | ContactMark] = (),
    places: Mapping[int, str] | None = None,
) -> Chain:
    """The chain of one incident, not yet laid out; cases that were ruled out are left out.

    ``places`` gives the caption of each source place; contacts who became cases appear as cases only. A contact
    given as a :class:`ContactMark` is never drawn: it only tells which case an exposure names as its source.
    """
    ill = [each for each in cases if each.classification is not Classification.NOT_A_CASE]
    draft = _Draft()
    _mark_cases(draft, ill)
    _mark_contacts(draft, contacts, {each.person_id for each in ill})
    _connect(draft, cases, contacts, exposures, places or {})
    return _finished(draft)


def figures(
    cases: Sequence[CaseMark], exposures: Iterable[ExposureMark], contacts: Sequence[ContactMark]
) -> ChainFigures:
    """The numbers of the chain that :func:`build_chain` would draw of the same rows, without drawing it."""
    draft = _Draft()
    _mark_cases(draft, [each for each in cases if each.classification is not Classification.NOT_A_CASE])
    _connect(draft, cases, contacts, exposures, {})
    ill = [each for each in draft.nodes.values() if each.kind is NodeKind.CASE]
    if not ill:
        return ChainFigures()
    generation, (likely, _possible) = _generations(draft), _offspring(draft)
    most = min(ill, key=lambda each: (-likely[each.id], each.on, each.label, each.id))
    counted = Counter(generation[each.id] for each in ill)
    return ChainFigures(
        cases=len(ill), generations=dict(sorted(counted.items())), without_source=counted[1], most=likely[most.id],
        most_label=most.label if likely[most.id] else "",
    )  # fmt: skip


def _connect(
    draft: _Draft,
    cases: Sequence[CaseFacts | CaseMark],
    contacts: Sequence[ContactFacts | ContactMark],
    exposures: Iterable[ExposureFacts | ExposureMark],
    places: Mapping[int, str],
) -> None:
    _collect(draft, _Ends.of(cases, contacts, draft), exposures, places)
    _choose_sources(draft)


def _mark_cases(draft: _Draft, cases: Iterable[CaseFacts | CaseMark]) -> None:
    for case in cases:
        draft.nodes[f"case:{case.id}"] = ChainNode(
            id=f"case:{case.id}",
            kind=NodeKind.CASE,
            label=case.external_id or case.number,
            on=local_date(case.day),
            classification=case.classification,
            is_dated=case.onset_at is not None,
        )


def _mark_contacts(draft: _Draft, contacts: Iterable[ContactFacts | ContactMark], ill: Set[int]) -> None:
    for contact in contacts:
        if isinstance(contact, ContactFacts) and contact.person_id not in ill:
            draft.nodes[f"contact:{contact.id}"] = ChainNode(
                id=f"contact:{contact.id}",
                kind=NodeKind.CONTACT,
                label=contact.number,
                on=local_date(contact.last_exposure_at),
                contact_class=contact.contact_class,
            )


@dataclass(frozen=True)
class _Ends:
    """How the two ends of an exposure are found among the marks."""

    by_person: Mapping[int, str]
    by_contact: Mapping[UUID, str]
    by_case: Mapping[UUID, str]

    @classmethod
    def of(
        cls, cases: Iterable[CaseFacts | CaseMark], contacts: Sequence[ContactFacts | ContactMark], draft: _Draft
    ) -> _Ends:
        people: dict[int, str] = {}
        for contact in contacts:
            if f"contact:{contact.id}" in draft.nodes:
                people[contact.person_id] = f"contact:{contact.id}"
        for case in cases:
            if f"case:{case.id}" in draft.nodes:
                people[case.person_id] = f"case:{case.id}"
        return cls(
            by_person=people,
            by_contact={each.id: people[each.person_id] for each in contacts if each.person_id in people},
            by_case={each.id: mark for each in cases if (mark := f"case:{each.id}") in draft.nodes},
        )

    def source(self, exposure: ExposureFacts | ExposureMark) -> str | None:
        """The mark the exposure came from; a case before a contact before a place."""
        case, contact = exposure.source_case_id, exposure.source_contact_id
        if case is not None and case in self.by_case:
            return self.by_case[case]
        if contact is not None and contact in self.by_contact:
            return self.by_contact[contact]
        return f"place:{exposure.source_place_id}" if exposure.source_place_id else None


def _collect(
    draft: _Draft, ends: _Ends, exposures: Iterable[ExposureFacts | ExposureMark], places: Mapping[int, str]
) -> None:
    for exposure in exposures:
        source, target = ends.source(exposure), ends.by_person.get(exposure.person_id)
        if source is None or target is None:
            continue
        if source == target:
            draft.dropped += 1
            continue
        if exposure.source_place_id is not None and source.startswith("place:"):
            _mark_place(draft, source, exposure, places, draft.nodes[target].on)
        arrow = draft.arrows.get((source, target))
        if arrow is None or _rank(exposure) < _rank(arrow):
            draft.arrows[source, target] = exposure


def _mark_place(
    draft: _Draft, node: str, exposure: ExposureFacts | ExposureMark, places: Mapping[int, str], fallback: date
) -> None:
    """A place stands at the first day on which anybody was exposed there."""
    moment = exposure.start or exposure.until
    on = local_date(moment) if moment else fallback
    known = draft.nodes.get(node)
    if known is None:
        caption = places.get(exposure.source_place_id or 0, node)
        draft.nodes[node] = ChainNode(id=node, kind=NodeKind.PLACE, label=caption, on=on)
    elif on < known.on:
        draft.nodes[node] = replace(known, on=on)


def _rank(exposure: ExposureFacts | ExposureMark) -> tuple[int, float, str]:
    """Surest first, then longest together; the id breaks ties so that the order of rows does not matter."""
    return exposure.certainty.rank, -float(exposure.minutes or 0), str(exposure.id)


def _choose_sources(draft: _Draft) -> None:
    """Give every mark its likely source, earliest marks first, without ever closing a circle."""
    incoming: dict[str, list[str]] = {}
    for source, target in draft.arrows:
        incoming.setdefault(target, []).append(source)
    trees = _Trees()
    for target in sorted(incoming, key=_by_time(draft)):
        for source in sorted(incoming[target], key=_likelihood(draft, target)):
            if trees.join(source, target):
                draft.source_of[target] = source
                break
            draft.broken += 1


def _by_time(draft: _Draft) -> Callable[[str], tuple[date, str, str]]:
    return lambda node: (draft.nodes[node].on, draft.nodes[node].label, node)


def _likelihood(draft: _Draft, target: str) -> Callable[[str], tuple[object, ...]]:
    """Sort key of a target's possible sources: sure, ill before the target, a person rather than a place, early."""

    def key(source: str) -> tuple[object, ...]:
        mark = draft.nodes[source]
        rank, together, _ = _rank(draft.arrows[source, target])
        is_late = mark.on > draft.nodes[target].on
        return rank, is_late, mark.kind is NodeKind.PLACE, mark.kind is NodeKind.CONTACT, together, mark.on, mark.label

    return key


def _finished(draft: _Draft) -> Chain:
    generation = _generations(draft)
    likely, possible = _offspring(draft)
    met = _contacts_behind(draft)
    nodes = [
        replace(
            node,
            generation=generation[node.id] if node.kind is NodeKind.CASE else None,
            offspring=likely[node.id],
            possible_offspring=possible[node.id],
            contacts=met[node.id],
        )
        for node in sorted(draft.nodes.values(), key=lambda each: (each.on, each.label, each.id))
    ]
    cases = [each for each in nodes if each.kind is NodeKind.CASE]
    return Chain(
        nodes=tuple(nodes),
        edges=tuple(_edges(draft)),
        begins_on=min((each.on for each in nodes), default=None),
        generations=dict(sorted(Counter(each.generation or 1 for each in cases).items())),
        offspring=tuple(sorted((each.offspring for each in cases), reverse=True)),
        dropped=draft.dropped,
        broken_cycles=draft.broken,
    )


def _generations(draft: _Draft) -> dict[str, int]:
    """1 for a case without a known source or infected at a place, one more than its likely source otherwise."""
    found: dict[str, int] = {}
    for node in draft.nodes:
        path = []
        here: str | None = node
        while here is not None and here not in found:
            path.append(here)
            here = draft.source_of.get(here)
        depth = found[here] if here is not None else 0
        for each in reversed(path):
            depth = 0 if draft.nodes[each].kind is NodeKind.PLACE else depth + 1
            found[each] = depth
    return found


def _offspring(draft: _Draft) -> tuple[Counter[str], Counter[str]]:
    ill = {each.id for each in draft.nodes.values() if each.kind is NodeKind.CASE}
    likely = Counter(source for target, source in draft.source_of.items() if target in ill)
    return likely, Counter(source for source, target in draft.arrows if target in ill)


def _contacts_behind(draft: _Draft) -> Counter[str]:
    """Contacts that lead back to each mark directly or through other contacts."""
    met: Counter[str] = Counter()
    for target, source in draft.source_of.items():
        if draft.nodes[target].kind is not NodeKind.CONTACT:
            continue
        here: str | None = source
        while here is not None:
            met[here] += 1
            here = draft.source_of.get(here) if draft.nodes[here].kind is NodeKind.CONTACT else None
    return met


def _edges(draft: _Draft) -> Iterable[ChainEdge]:
    for (source, target), exposure in sorted(draft.arrows.items()):
        one, other = draft.nodes[source], draft.nodes[target]
        between_cases = one.kind is NodeKind.CASE and other.kind is NodeKind.CASE
        yield ChainEdge(
            source=source,
            target=target,
            kind=_edge_kind(draft, source, target),
            certainty=Certainty(exposure.certainty),
            situation=exposure.situation,
            serial_days=(other.on - one.on).days if between_cases and one.is_dated and other.is_dated else None,
        )


def _edge_kind(draft: _Draft, source: str, target: str) -> EdgeKind:
    if draft.nodes[target].kind is NodeKind.CONTACT:
        return EdgeKind.CONTACT
    return EdgeKind.LIKELY if draft.source_of.get(target) == source else EdgeKind.POSSIBLE


_Known = TypeVar("_Known", CaseFacts, CaseMark)


def curve(cases: Iterable[_Known], by: Callable[[_Known], datetime | None]) -> tuple[CurveDay, ...]:
    """The epidemic curve by onset, sampling or report, each day from the first to the last; undated cases are left out."""
    days: dict[date, Counter[Classification]] = {}
    for case in cases:
        moment = by(case)
        if moment is not None and case.classification is not Classification.NOT_A_CASE:
            days.setdefault(local_date(moment), Counter())[case.classification] += 1
    if not days:
        return ()
    first, last = min(days), max(days)
    every = (first + timedelta(days=step) for step in range((last - first).days + 1))
    return tuple(CurveDay(on=on, counts=dict(days.get(on, {}))) for on in every)
