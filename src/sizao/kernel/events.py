"""Facts that rooms announce: frozen, past tense, with ids and times but never a person's identity.

A room's event subclasses :class:`Event`, sets ``name`` (``storey.room.fact-in-past``) and adds typed fields. The outbox
stores it as JSON in the transaction that made it true; handlers in ``flow/`` hear it at least once.
"""

from __future__ import annotations

import types
from dataclasses import dataclass, fields
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar, Union, get_args, get_origin, get_type_hints
from uuid import UUID

from sizao.kernel.areas import NATION

CATALOGUE: dict[str, type[Event]] = {}
"""Every event class by its name."""


@dataclass(frozen=True, kw_only=True)
class Event:
    """The base of every fact: where it belongs and the edition it was decided under."""

    name: ClassVar[str] = ""
    schema_version: ClassVar[int] = 1

    incident_id: UUID | None = None
    edition_id: str = ""
    exercise_id: UUID | None = None
    area: int = NATION

    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Enter the class in the catalogue; two classes must not share a name."""
        super().__init_subclass__(**kwargs)
        if cls.name in CATALOGUE and CATALOGUE[cls.name].__qualname__ != cls.__qualname__:
            raise TypeError(f"two events are called {cls.name}")
        CATALOGUE[cls.name] = cls

    def to_json(self) -> dict[str, object]:
        """Plain JSON values: ids and times as text, enumerations as their value."""
        return {each.name: _plain(getattr(self, each.name)) for each in fields(self)}


def from_json(name: str, body: dict[str, Any]) -> Event:
    """Rebuild an event from its name and JSON; unknown fields are dropped so that old readers survive new writers."""
    cls = CATALOGUE[name]
    hints = get_type_hints(cls)
    known = {each.name for each in fields(cls)}
    return cls(**{key: _typed(hints[key], value) for key, value in body.items() if key in known})


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, tuple | list | frozenset | set):
        return [_plain(each) for each in value]
    return value


def _typed(hint: Any, value: Any) -> Any:
    if get_origin(hint) in (Union, types.UnionType):
        if value is None:
            return None
        hint = next(each for each in get_args(hint) if each is not type(None))
    if get_origin(hint) is tuple:
        return tuple(_typed(get_args(hint)[0], each) for each in value)
    if hint is UUID:
        return UUID(value)
    if hint in (datetime, date):
        return hint.fromisoformat(value)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return hint(value)
    return value
