"""One case's branch of a chain: whom it may come from, and everybody it led to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from sizao.trace.cases.types import Chain, ChainNode, EdgeKind, NodeKind


def found_on(chain: Chain, text: str) -> tuple[ChainNode, ...]:
    """The cases of a chain that a text names: the one of exactly that name, else all whose name contains it."""
    wanted = text.strip().casefold()
    if not wanted:
        return ()
    cases = [each for each in chain.nodes if each.kind is NodeKind.CASE]
    exact = tuple(each for each in cases if each.label.casefold() == wanted)
    return exact or tuple(each for each in cases if wanted in each.label.casefold())


def branch(chain: Chain, node_id: str) -> Chain:
    """The part of a chain, not laid out, that leads to a mark along its likely sources and onwards from it.

    Other possible sources of the mark itself are kept with their arrows; those of others only where both ends are kept.
    """
    sources, targets = _links(chain)
    kept = {node_id, *_walk([node_id], sources), *_walk([node_id], targets)}
    kept |= {each.source for each in chain.edges if each.target == node_id}
    nodes = tuple(each for each in chain.nodes if each.id in kept)
    cases = [each for each in nodes if each.kind is NodeKind.CASE]
    return replace(
        chain,
        nodes=nodes,
        edges=tuple(each for each in chain.edges if each.source in kept and each.target in kept),
        begins_on=min((each.on for each in nodes), default=None),
        generations=dict(sorted(Counter(each.generation or 1 for each in cases).items())),
        offspring=tuple(sorted((each.offspring for each in cases), reverse=True)),
    )


def _links(chain: Chain) -> tuple[Mapping[str, Sequence[str]], Mapping[str, Sequence[str]]]:
    sources: dict[str, list[str]] = defaultdict(list)
    targets: dict[str, list[str]] = defaultdict(list)
    for each in chain.edges:
        if each.kind is not EdgeKind.POSSIBLE:
            sources[each.target].append(each.source)
            targets[each.source].append(each.target)
    return sources, targets


def _walk(begin: Iterable[str], links: Mapping[str, Sequence[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = list(begin)
    while waiting:
        ahead = [each for each in links.get(waiting.pop(), ()) if each not in seen]
        seen.update(ahead)
        waiting.extend(ahead)
    return seen
