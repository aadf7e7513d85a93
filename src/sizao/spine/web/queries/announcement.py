"""One line that the installation has to say on its pages for a while, such as that its demonstration is still being loaded."""

from __future__ import annotations

import json
from pathlib import Path

from sizao.kernel.words import Words

FILE = "announcement.json"
"""In the installation's folder; whoever has something to say writes ``zh`` and ``en`` there."""


def read(home: Path) -> Words | None:
    """What is to be said now."""
    try:
        written = json.loads((home / FILE).read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Words(written["zh"], written["en"])
