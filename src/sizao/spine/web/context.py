"""What every template may use: the menu of rooms the actor may enter, and who and where the actor is."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse

from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Role

GROUPS: dict[str, Words] = {
    "oversight": Words("总览与报告", "Overview"),
    "trace": Words("流调", "Investigation"),
    "measures": Words("处置", "Measures"),
    "ground": Words("基础", "Foundations"),
    "spine": Words("系统", "System"),
}
"""Menu headings by storey."""


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    name: str
    caption: Words
    url: str
    is_current: bool


@dataclass(frozen=True)
class Group:
    """The menu entries of one storey under a heading."""

    caption: Words
    entries: tuple[Entry, ...]


def menu(request: HttpRequest) -> dict[str, object]:
    """The surroundings of a page: ``menu``, ``actor``, ``role_words`` and the request's time as ``at``."""
    actor: Actor | None = getattr(request, "actor", None)
    return {
        "menu": _groups(request, actor) if actor is not None else (),
        "actor": actor,
        "role_words": _role(actor),
        "at": getattr(request, "at", None),
        "is_demonstration": getattr(settings, "SIZAO_DEMONSTRATION", False),
    }


def _groups(request: HttpRequest, actor: Actor) -> tuple[Group, ...]:
    found: dict[str, list[Entry]] = {}
    for room in _rooms():
        entry = _entry(request, actor, room)
        if entry is not None:
            found.setdefault(room.storey, []).append(entry)
    return tuple(Group(GROUPS[storey], tuple(found[storey])) for storey in GROUPS if storey in found)


def _rooms() -> tuple[object, ...]:
    """The table of rooms stands beside the root URL configuration; the spine may not import upwards by name."""
    project = settings.ROOT_URLCONF.rpartition(".")[0]
    return tuple(import_module(f"{project}.rooms").present())


def _entry(request: HttpRequest, actor: Actor, room: object) -> Entry | None:
    if not room.menu or (room.right and not accounts.may(actor, room.right)):
        return None
    try:
        url = reverse(room.menu)
    except NoReverseMatch:
        return None
    return Entry(room.name, room.caption, url, request.path.startswith(f"/{room.name}/"))


def _role(actor: Actor | None) -> Words | None:
    if actor is None:
        return None
    try:
        return Role(actor.role).words
    except ValueError:
        return Words(actor.role, actor.role)
