"""What still needs a person's identity. The vault does not know cases or plans: the flow says where to ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sizao.kernel.sockets import Sockets
from sizao.kernel.words import Words

AskHolds = Callable[[int], Iterable[Words]]
learn_holds_from: Sockets[AskHolds] = Sockets()
"""Functions that say why a person may not be erased yet; used as a decorator by the flow."""


def holds(person_id: int) -> list[Words]:
    """Why a person's identity is still needed, of all sources; empty when nothing needs it."""
    return [reason for source in learn_holds_from for reason in source(person_id)]
