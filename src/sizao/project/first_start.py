"""Load the demonstration worlds once per database, and remember the demonstration log-ins to show at every start.

Run as ``python -m sizao.project.first_start``: a process of its own, so that the supervisor stays without Django.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from sizao.project import installation
from sizao.project.cli.outcome import plain


def remembered() -> Path:
    """The file that says which database has its demonstration, and who may sign in to it."""
    return installation.home() / "demonstration.json"


def log_ins() -> list[dict[str, Any]]:
    """The demonstration log-ins of the present database; empty when it has none."""
    return list(_read().get("log_ins", [])) if is_loaded() else []


def is_loaded() -> bool:
    """Whether the database that is in use now already holds the demonstration."""
    return bool(_read()) and _read().get("database") == _database()


def _read() -> dict[str, Any]:
    return dict(json.loads(remembered().read_text("utf-8"))) if remembered().exists() else {}


def _database() -> dict[str, Any]:
    known = installation.recorded()
    return {name: known.get(name) for name in ("host", "port", "name")}


def load_areas() -> None:
    """Load the areas and boundaries that ship, once; an authority's own list takes their place later."""
    from sizao.ground.registry import jobs, queries
    from sizao.kernel.actors import Actor
    from sizao.kernel.areas import parse
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    by = Actor.system("first_start")
    with scope.acting(by):
        if not queries.children(parse("32")):
            jobs.load_shipped_areas(by, clock.now())


def main() -> int:
    """Load the worlds through the same actions that people use, then write down the log-ins."""
    if is_loaded():
        return 0
    installation.set_up_django()
    load_areas()
    from sizao.project import worlds

    load_demo = getattr(worlds, "load_demo", None)
    if load_demo is None:
        return 0
    listed = plain(load_demo())
    remembered().write_text(
        json.dumps({"database": _database(), "log_ins": listed}, ensure_ascii=False, indent=1), "utf-8"
    )
    remembered().chmod(0o600)
    return 0


if __name__ == "__main__":
    sys.exit(main())
