"""Where a room lets the storey above plug in what it needs and may not know itself.

A room asks downwards and tells upwards. Now and then it has to ask for something that only a room above or beside it
knows, in the same transaction: what still keeps an incident open, how a person is entered. It then declares a socket, and the flow
plugs a function into it by using the socket as a decorator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

Plug = TypeVar("Plug", bound=Callable[..., Any])


class Socket(Generic[Plug]):
    """A socket for one function; the last one plugged in is asked."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._plugged: Plug | None = None

    def __call__(self, function: Plug) -> Plug:
        """Plug a function in."""
        self._plugged = function
        return function

    @property
    def plugged(self) -> Plug:
        """The function to ask.

        Raises:
            LookupError: when the flow has plugged nothing in.
        """
        if self._plugged is None:
            raise LookupError(f"nothing says {self._what}")
        return self._plugged


class Sockets(Generic[Plug]):
    """Sockets for any number of functions; each is asked, in the order in which they were plugged in."""

    def __init__(self) -> None:
        self._plugged: list[Plug] = []

    def __call__(self, function: Plug) -> Plug:
        """Plug a function in; the same one twice is asked once."""
        if function not in self._plugged:
            self._plugged.append(function)
        return function

    def __iter__(self) -> Iterator[Plug]:
        """The functions to ask."""
        return iter(self._plugged)

    def unplug(self, function: Plug) -> None:
        """Take a function out again."""
        self._plugged.remove(function)
