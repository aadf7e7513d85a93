"""Writes what can be generated in ``docs/reference``: the API description, the access matrix, refusals and rooms.

``python tools/docs.py`` writes; ``--check`` compares and lists what is out of step. Needs no database.
"""

from __future__ import annotations

import argparse
import atexit
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sizao.simulation.epidemic.variant import Figure

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
MADE = "<!-- Made by `make docs`; do not edit. -->\n\n"


@dataclass(frozen=True)
class Endpoint:
    """One door to the outside: a page or an API operation, and the rights it needs."""

    method: str
    path: str
    rights: tuple[str, ...]
    is_public: bool


def set_up() -> None:
    """Django over a throw-away installation folder."""
    home = tempfile.mkdtemp(prefix="sizao-docs-")
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["SIZAO_HOME"] = home
    os.environ["DJANGO_SETTINGS_MODULE"] = "sizao.project.settings"
    import django

    django.setup()


def endpoints() -> list[Endpoint]:
    """Every page and API operation; one without a declaration has no rights and is not public."""
    return sorted({*_pages(), *_operations()}, key=lambda each: (each.path, each.method))


def _pages() -> Iterator[Endpoint]:
    from django.urls import URLPattern, get_resolver

    def walk(patterns: list[object], prefix: str) -> Iterator[tuple[str, object]]:
        for each in patterns:
            path = prefix + str(each.pattern)  # type: ignore[attr-defined]
            if isinstance(each, URLPattern):
                yield path, each.callback
            else:
                yield from walk(each.url_patterns, path)  # type: ignore[attr-defined]

    for path, view in walk(get_resolver().url_patterns, "/"):
        if not path.startswith("/api/v1/") or path.removeprefix("/api/v1/") in {"", "openapi.json", "docs"}:
            yield _endpoint("PAGE", path, view)


def _operations() -> Iterator[Endpoint]:
    from sizao.project.api import api

    for prefix, router in api._routers:
        for path, view in router.path_operations.items():
            for operation in view.operations:
                for method in operation.methods:
                    yield _endpoint(method, f"/api/v1{prefix}{path}", operation.view_func)


def _endpoint(method: str, path: str, view: object) -> Endpoint:
    from ninja.openapi import views as ninja_views

    module = getattr(view, "__module__", "") or getattr(getattr(view, "func", None), "__module__", "")
    is_framework = module == ninja_views.__name__ or path.removeprefix("/api/v1/") in {"", "openapi.json", "docs"}
    is_public = bool(getattr(view, "is_public", False)) or is_framework
    rights = tuple(str(right) for right in getattr(view, "rights", ()))
    return Endpoint(method, path, rights, is_public)


def openapi() -> str:
    """The API's description as stable JSON."""
    from sizao.project.api import api

    return json.dumps(api.get_openapi_schema(), indent=1, sort_keys=True, ensure_ascii=False, default=str) + "\n"


def access() -> str:
    """Who may enter where: every door with the roles that hold its rights."""
    from sizao.spine.accounts.types import ROLE_RIGHTS, Right, Role

    lines = ["# Access", "", "Every page and API operation, the rights it needs, and the roles that hold them.", ""]
    lines += ["| door | rights | roles |", "|---|---|---|"]
    for each in endpoints():
        held = [role.value for role in Role if all(Right(right) in ROLE_RIGHTS[role] for right in each.rights)]
        roles = "everyone" if each.is_public else ", ".join(held)
        lines.append(f"| {each.method} `{each.path}` | {', '.join(each.rights) or 'public'} | {roles} |")
    return MADE + "\n".join(lines) + "\n"


def refusals() -> str:
    """Every typed refusal with its code, status and both sentences."""
    import sizao
    from sizao.kernel.errors import SizaoError

    for module in walk_packages(sizao.__path__, "sizao."):
        if module.name.endswith(".errors"):
            import_module(module.name)
    lines = ["# Refusals", "", "| code | status | 中文 | English |", "|---|---|---|---|"]
    for error in sorted(set(_below(SizaoError)), key=lambda each: each.code):
        zh, en = error.template()
        lines.append(f"| `{error.code}` | {error.status} | {zh} | {en} |")
    return MADE + "\n".join(lines) + "\n"


def _below(cls: type) -> Iterator[type]:
    yield cls
    for each in cls.__subclasses__():
        yield from _below(each)


def rooms() -> str:
    """The table of rooms with what each is for."""
    from sizao.project import rooms as table

    lines = ["# Rooms", "", "| room | storey | 中文 | English | owner | what it is for |", "|---|---|---|---|---|---|"]
    for room in table.present():
        purpose = " ".join((import_module(room.package).__doc__ or "").split())
        lines.append(
            f"| `{room.name}` | {room.storey} | {room.caption.zh} | {room.caption.en} | {room.owner} | {purpose} |"
        )
    return MADE + "\n".join(lines) + "\n"


def events() -> str:
    """Every fact that a room can announce, with its fields."""
    import dataclasses

    import sizao
    from sizao.kernel.events import CATALOGUE, Event

    for module in walk_packages(sizao.__path__, "sizao."):
        if module.name.endswith(".events"):
            import_module(module.name)
    common = {field.name for field in dataclasses.fields(Event)}
    lines = ["# Events", "", "| event | fields | what happened |", "|---|---|---|"]
    for name, event in sorted(CATALOGUE.items()):
        if name:
            own = ", ".join(field.name for field in dataclasses.fields(event) if field.name not in common)
            said = " ".join((event.__doc__ or "").split())
            lines.append(f"| `{name}` | {own or '—'} | {said} |")
    return MADE + "\n".join(lines) + "\n"


def city() -> str:
    """Every assumption of the synthetic city with its source."""
    from sizao.simulation.city import figures

    head = "Every number the synthetic city is made with; [the city](../explanation/the-city.md) says what it is for."
    lines = ["# The synthetic city's figures", "", head, "", "| key | source |", "|---|---|"]
    lines += [f"| `{key}` | {words} |" for key, words in figures.sources().items()]
    lines += ["", "| figure | what it is | value | source |", "|---|---|---|---|"]
    lines += [
        f"| `{each.path}` | {each.words} | {_told(each.value)} | `{each.source}` |" for each in figures.all_figures()
    ]
    lines += [
        "",
        "Family households (`A` head, `S` spouse, `C` child, `G` and `H` parents of the head, `U` others of a like age):",
    ]
    lines += ["", "| members | share | mean age of the head | its spread |", "|---|---|---|---|"]
    lines += [f"| {each.members} | {each.share} | {each.head[0]} | {each.head[1]} |" for each in figures.compositions()]
    return MADE + "\n".join(lines) + "\n"


def _told(value: object) -> str:
    """A figure's value in a cell of a table."""
    if isinstance(value, dict):
        return "; ".join(f"{name.replace('_', ' ')} {_told(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(str(each).replace("_", " ") for each in value)
    return str(value)


def epidemic() -> str:
    """Every figure of the simulated epidemic with its source."""
    from sizao.simulation.epidemic import contact, rates
    from sizao.simulation.epidemic.variant import names, variant

    head = "Every number of the simulated epidemic; [the epidemic](../explanation/the-epidemic.md) says what it is for."
    lines = ["# The simulated epidemic's figures", "", head]
    for each in (variant(name) for name in names()):
        base = variant(each.based_on).figures if each.based_on else {}
        own = [figure for name, figure in each.figures.items() if base.get(name) is not figure]
        lines += ["", f"## {each.title.en}", ""]
        lines += [f"What is not listed is as in `{each.based_on}`.", ""] if base else []
        lines += _figures(own)
    lines += [
        "",
        "## Contact by setting, and masks",
        "",
        *_figures(contact.figures().values()),
        "",
        "## Calibrated rates",
        "",
    ]
    lines += [
        "| variant | rate per hour | R0 asked for | found | standard error | of anybody | city |",
        "|---|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {each.variant} | {each.rate:.5f} | {each.target} | {each.found:.2f} | {each.error:.2f} | {each.of_anybody:.2f} | {each.city} |"
        for each in rates.shipped().values()
    ]
    return MADE + "\n".join(lines) + "\n"


def _figures(figures: Iterable[Figure]) -> list[str]:
    lines = ["| figure | what it is | value | published interval | source |", "|---|---|---|---|---|"]
    for each in figures:
        value = ", ".join(f"{one:g}" for one in (each.value if isinstance(each.value, tuple) else (each.value,)))
        interval = "—" if each.low is None else f"{each.low:g} to {each.high:g}"
        words = f"{each.words}; derived: {each.derived}" if each.derived else each.words
        lines.append(f"| `{each.name}` | {words} | {value} | {interval} | {each.source} |")
    return lines


PAPERS: dict[str, Callable[[], str]] = {
    "epidemic-figures.md": epidemic,
    "openapi.json": openapi, "access.md": access, "refusals.md": refusals, "rooms.md": rooms, "events.md": events,
    "city-figures.md": city,
}  # fmt: skip


def main() -> int:
    """Write the papers, or compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    is_check = parser.parse_args().check
    set_up()
    stale = [name for name, make in PAPERS.items() if _differs(REFERENCE / name, make(), write=not is_check)]
    if is_check and stale:
        print(f"out of step, run make docs: {', '.join(stale)}", file=sys.stderr)
        return 1
    return 0


def _differs(path: Path, text: str, *, write: bool) -> bool:
    if path.exists() and path.read_text() == text:
        return False
    if write:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return True


if __name__ == "__main__":
    sys.exit(main())
