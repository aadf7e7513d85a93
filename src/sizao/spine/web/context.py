"""What every template may use: the menu of rooms the actor may enter, and who and where the actor is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib import import_module
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine import clock, drill
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right, Role
from sizao.spine.web.queries import announcement

GROUPS: dict[str, Words] = {
    "oversight": Words("总览与报告", "Overview"),
    "sense": Words("监测预警", "Signals"),
    "trace": Words("流调", "Investigation"),
    "measures": Words("处置", "Measures"),
    "ground": Words("基础", "Foundations"),
    "spine": Words("系统", "System"),
}
"""Menu headings by storey."""


Line = tuple[str, Words, str, str]
"""A menu line: URL name, caption, right (or nothing), icon."""


@dataclass(frozen=True)
class Entry:
    """One line of the menu."""

    name: str
    caption: Words
    url: str
    icon: str
    is_current: bool = False


@dataclass(frozen=True)
class Group:
    """The menu entries of one storey under a heading."""

    caption: Words
    entries: tuple[Entry, ...]


def menu(request: HttpRequest) -> dict[str, object]:
    """The surroundings of a page: ``menu`` and ``dock`` as drawn, actor, the time as ``at``, the drill this is as ``exercise_band``, what rooms add.

    No page may give a value of its own under the band's names, for it would turn the page into an exercise or hide that it
    is one. A room's AppConfig may list its own menu lines as ``entries`` and name a function of the request as ``surroundings``.
    """
    actor: Actor | None = getattr(request, "actor", None)
    drawn = _beside(request.path, str(actor.role)) if actor is not None else (SafeString(), SafeString())
    return {
        "menu": drawn[0],
        "dock": drawn[1],
        "actor": actor,
        "role_words": _role(actor),
        "at": getattr(request, "at", None),
        "exercise_band": drill.current(),
        "exercise_time": getattr(request, "at", None),
        "exercise_pace": clock.pace(),
        **_demonstration(request),
        **_added(request),
    }


def _demonstration(request: HttpRequest) -> dict[str, object]:
    is_one = bool(getattr(getattr(request, "user", None), "is_demonstration", False))
    return {
        "is_demonstration": is_one,
        "announcement": announcement.read(Path(settings.SIZAO_HOME)) if is_one else None,
    }


def _added(request: HttpRequest) -> dict[str, object]:
    found: dict[str, object] = {}
    for config in apps.get_app_configs():
        name = getattr(config, "surroundings", "")
        if name:
            found.update(import_string(name)(request))
    return found


def _beside(path: str, role: str) -> tuple[SafeString, SafeString]:
    lines = _menu_of(role, settings.ROOT_URLCONF)
    current = _current(path, [each.url for _storey, each in lines])
    return _drawn(role, settings.ROOT_URLCONF, current, get_language() or "")


@lru_cache(maxsize=4096)
def _drawn(role: str, doors: str, current: str, _language: str) -> tuple[SafeString, SafeString]:
    """Menu and dock of a role at one of its lines: half of a page's elements, drawn once per language."""
    groups = _groups(_menu_of(role, doors), current)
    shown = {"groups": groups, "dock": _dock(groups)}
    if not groups:
        return SafeString(), SafeString()
    return render_to_string("web/_menu.html", shown), render_to_string("web/_dock.html", shown)


def _groups(lines: tuple[tuple[str, Entry], ...], current: str) -> tuple[Group, ...]:
    found: dict[str, list[Entry]] = {}
    for storey, each in lines:
        found.setdefault(storey, []).append(replace(each, is_current=True) if each.url == current else each)
    return tuple(Group(GROUPS[storey], tuple(found[storey])) for storey in GROUPS if storey in found)


@cache
def _menu_of(role: str, _doors: str) -> tuple[tuple[str, Entry], ...]:
    """The storey and the line of every entry that a role has, for as long as the process and its doors stay the same."""
    entries = ((room.storey, _entry(role, room.name, line)) for room in _rooms() for line in _lines(room))
    return tuple((storey, entry) for storey, entry in entries if entry is not None)


def _rooms() -> tuple[Any, ...]:
    """The table of rooms stands beside the root URL configuration; the spine may not import upwards by name."""
    project = settings.ROOT_URLCONF.rpartition(".")[0]
    return tuple(import_module(f"{project}.rooms").present())


def _lines(room: Any) -> tuple[Line, ...]:
    """The room's own menu lines, else the one of the table of rooms."""
    own: tuple[Line, ...] = getattr(apps.get_app_config(room.name), "entries", ())
    return own or (((room.menu, room.caption, room.right, room.name),) if room.menu else ())


def _entry(role: str, name: str, line: Line) -> Entry | None:
    url_name, caption, right, icon = line
    if right and not accounts.role_may(role, Right(right)):
        return None
    try:
        return Entry(name, caption, reverse(url_name), icon)
    except NoReverseMatch:
        return None


def _current(path: str, urls: list[str]) -> str:
    """The menu address that a path lies under: the longest one."""
    return max((url for url in urls if path.startswith(url)), key=len, default="")


def _dock(groups: tuple[Group, ...]) -> tuple[Entry, ...]:
    """The few entries at the foot of a phone's screen: the first of each of the first rooms."""
    firsts: dict[str, Entry] = {}
    for group in groups:
        for each in group.entries:
            firsts.setdefault(each.name, each)
    wanted = ("board", "cases", "followup", "command", "screening", "zones", "identity")
    return tuple(firsts[name] for name in wanted if name in firsts)[:4]


def _role(actor: Actor | None) -> Words | None:
    if actor is None:
        return None
    try:
        return Role(actor.role).words
    except ValueError:
        return Words(actor.role, actor.role)
