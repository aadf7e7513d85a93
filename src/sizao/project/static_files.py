"""Collect and compress the static files once per change, not once per start."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib.metadata import distributions
from pathlib import Path

from sizao.project import installation

SOURCE = Path(__file__).resolve().parents[1]


def _sources() -> Iterator[str]:
    """Every static file with its size and time, and every package that may bring some."""
    for path in sorted(SOURCE.glob("*/*/static/**/*")):
        if path.is_file():
            facts = path.stat()
            yield f"{path.relative_to(SOURCE)} {facts.st_size} {facts.st_mtime_ns}"
    yield from sorted(f"{each.name} {each.version}" for each in distributions())


def fingerprint() -> str:
    """A digest that changes whenever the collected files may."""
    return hashlib.sha256("\n".join(_sources()).encode()).hexdigest()


def _mark() -> Path:
    return installation.home() / "static" / ".collected"


def are_collected() -> bool:
    """Whether the collected folder belongs to the present sources."""
    return _mark().exists() and _mark().read_text() == fingerprint()


def note_collected() -> None:
    """Remember what the collected folder was made from."""
    _mark().write_text(fingerprint())
