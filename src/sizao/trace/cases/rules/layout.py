"""Where each mark of a chain is drawn: across by day, down by the rows of a tidy tree; the same chain, the same picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from sizao.trace.cases.types import Chain, ChainNode, EdgeKind, NodeKind

CROWDED = 1_500
"""Marks above which contacts are folded into a count: what one picture can still show, measured, not policy."""
GAP = 0.5
"""Free rows between two trees."""
ABREAST = 8
"""Contacts that share a row of one day."""


def lay_out(chain: Chain, crowded: int = CROWDED) -> Chain:
    """The chain with ``x`` (days since it began) and ``y`` (row) on every mark.

    Leaves take one row each in order of day, a source stands midway between its first and last branch, trees follow each
    other by the day they begin. Contacts of one source and day who lead nowhere share rows, :data:`ABREAST` side by side
    within their day. Above ``crowded`` marks, contacts who infected nobody are folded into their source.
    """
    if len(chain.nodes) > crowded:
        chain = _folded(chain)
    if chain.begins_on is None:
        return chain
    order = {each.id: number for number, each in enumerate(chain.nodes)}
    source_of = _tree(chain)
    seats = _seats(chain.nodes, source_of)
    rows = _rows(chain.nodes, source_of, order, seats)
    begins_on: date = chain.begins_on
    nodes = tuple(
        replace(each, x=(each.on - begins_on).days + _aside(seats.get(each.id)), y=rows[each.id])
        for each in chain.nodes
    )
    return replace(chain, nodes=nodes)


Seat = tuple[str, date, int]


def _seats(nodes: Sequence[ChainNode], source_of: Mapping[str, str]) -> dict[str, Seat]:
    """Source, day and place in the queue of each contact who leads nowhere."""
    sources = set(source_of.values())
    queue: dict[tuple[str, date], int] = {}
    seats: dict[str, Seat] = {}
    for node in nodes:
        if node.kind is NodeKind.CONTACT and node.id in source_of and node.id not in sources:
            key = source_of[node.id], node.on
            seats[node.id] = (*key, queue.get(key, 0))
            queue[key] = queue.get(key, 0) + 1
    return seats


def _aside(seat: Seat | None) -> float:
    """How far into its day a contact stands, in days."""
    return 0.0 if seat is None else seat[2] % ABREAST * 0.8 / ABREAST


def _tree(chain: Chain) -> dict[str, str]:
    """The one source each mark hangs under; a contact of several sources hangs under the first by day."""
    on = {each.id: (each.on, each.label, each.id) for each in chain.nodes}
    found: dict[str, str] = {}
    for edge in chain.edges:
        if edge.kind is EdgeKind.POSSIBLE:
            continue
        if edge.target not in found or on[edge.source] < on[found[edge.target]]:
            found[edge.target] = edge.source
    return _without_circles(found)


def _without_circles(source_of: dict[str, str]) -> dict[str, str]:
    """Contacts may be each other's contact; whoever closes the circle becomes a tree of its own."""
    settled: set[str] = set()
    for start in sorted(source_of):
        path: list[str] = []
        seen: set[str] = set()
        here: str | None = start
        while here is not None and here not in settled and here not in seen:
            path.append(here)
            seen.add(here)
            here = source_of.get(here)
        if here in seen:
            source_of.pop(here or "")
        settled.update(path)
    return source_of


def _rows(
    nodes: Sequence[ChainNode], source_of: Mapping[str, str], order: Mapping[str, int], seats: Mapping[str, Seat]
) -> dict[str, float]:
    branches: dict[str, list[str]] = {}
    for node in sorted(source_of, key=lambda each: order[each]):
        branches.setdefault(source_of[node], []).append(node)
    rows: dict[str, float] = {}
    shared: dict[tuple[str, date, int], float] = {}
    free = 0.0
    for root in (each.id for each in nodes if each.id not in source_of):
        for node in _leaves_first(root, branches):
            below = branches.get(node)
            if below:
                rows[node] = (rows[below[0]] + rows[below[-1]]) / 2
                continue
            bench = _bench(seats.get(node))
            if bench in shared:
                rows[node] = shared[bench]
                continue
            rows[node], free = free, free + 1
            if bench is not None:
                shared[bench] = rows[node]
        free += GAP
    return rows


def _bench(seat: Seat | None) -> tuple[str, date, int] | None:
    """The row a contact shares with its neighbours."""
    return None if seat is None else (seat[0], seat[1], seat[2] // ABREAST)


def _leaves_first(root: str, branches: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Post-order without recursion: a chain may be deeper than Python's stack."""
    stack = [(root, iter(branches.get(root, ())))]
    while stack:
        node, rest = stack[-1]
        below = next(rest, None)
        if below is None:
            stack.pop()
            yield node
        else:
            stack.append((below, iter(branches.get(below, ()))))


def _folded(chain: Chain) -> Chain:
    """The chain without the contacts behind whom there is no case; their number stays on their source."""
    kind = {each.id: each.kind for each in chain.nodes}
    kept = {each.id for each in chain.nodes if each.kind is not NodeKind.CONTACT}
    source_of = {edge.target: edge.source for edge in chain.edges if edge.kind is not EdgeKind.POSSIBLE}
    for node in sorted(kept):
        above = source_of.get(node)
        while above is not None and kind[above] is NodeKind.CONTACT and above not in kept:
            kept.add(above)
            above = source_of.get(above)
    return replace(
        chain,
        nodes=tuple(each for each in chain.nodes if each.id in kept),
        edges=tuple(each for each in chain.edges if each.source in kept and each.target in kept),
        collapsed=len(chain.nodes) - len(kept),
    )
