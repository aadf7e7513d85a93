"""What a handler is, and the register of who hears what."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar
from uuid import UUID

from sizao.kernel.actors import Actor
from sizao.kernel.events import Event

E = TypeVar("E", bound=Event, contravariant=True)


class HandlerFunction(Protocol[E]):
    """A handler: one decision and one call, safe to run again."""

    def __call__(self, event: E, *, by: Actor, at: datetime) -> None:
        """React to a fact; ``at`` is the event's own time."""


@dataclass(frozen=True)
class Handler:
    """One subscription: which event, which function, and whether it may run in the request that announced it."""

    name: str
    event: type[Event]
    function: Callable[..., None]
    heavy: bool = False


@dataclass(frozen=True)
class TimelineEntry:
    """One event as the timeline shows it."""

    seq: int
    event_id: UUID
    name: str
    at: datetime
    by: str
    role: str
    area: int
    incident_id: UUID | None
    body: dict[str, Any]


HANDLERS: dict[type[Event], list[Handler]] = {}


def on(event: type[Event], *, heavy: bool = False) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Subscribe a function of ``flow`` to an event; ``heavy`` ones are left to the worker."""

    def enter(function: Callable[..., None]) -> Callable[..., None]:
        name = f"{function.__module__.rsplit('.', 1)[-1]}.{function.__name__}"
        known = HANDLERS.setdefault(event, [])
        if all(each.name != name for each in known):
            known.append(Handler(name, event, function, heavy))
        return function

    return enter
