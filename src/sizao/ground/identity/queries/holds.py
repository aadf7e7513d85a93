"""What still needs a person's identity. The vault does not know cases or plans: the flow says where to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sizao.kernel.words import Words

AskHolds = Callable[[int], Iterable[Words]]
_sources: list[AskHolds] = []


def learn_holds_from(source: AskHolds) -> AskHolds:
    """Ask this function why a person may not be erased yet; used as a decorator by the flow."""
    if source not in _sources:
        _sources.append(source)
    return source


def holds(person_id: int) -> list[Words]:
    """Why a person's identity is still needed, of all sources; empty when nothing needs it."""
    return [reason for source in _sources for reason in source(person_id)]
