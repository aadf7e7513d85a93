"""Which drill this process belongs to, if any: its id goes onto incidents and events, its name onto every page.

A drill's folder (``SIZAO_DRILL``) holds ``drill.json``; it does not change while the drill lives.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import UUID

from sizao.kernel.words import Words
from sizao.spine.clock import FOLDER

FILE = "drill.json"


@dataclass(frozen=True)
class Drill:
    """The drill that a process belongs to."""

    id: UUID
    title: Words
    folder: Path
    edition: str = ""
    """The edition that its incidents run under, whatever was in force then; empty: the one in force."""


def current() -> Drill | None:
    """This process's drill; nothing in the real platform."""
    folder = os.environ.get(FOLDER, "")
    return _read(folder) if folder else None


def exercise_id() -> UUID | None:
    """The id that incidents and events of this process carry."""
    found = current()
    return found.id if found else None


@cache
def _read(folder: str) -> Drill:
    written = json.loads((Path(folder) / FILE).read_text("utf-8"))
    title = Words(written["title"]["zh"], written["title"]["en"])
    return Drill(UUID(written["id"]), title, Path(folder), written.get("edition", ""))
