"""Writes the manual's chapter on tracing from the examples that every engine is tested with.

Run ``python tools/spec_manual.py`` to write ``docs/reference/tracing.md``; a test compares the file with what this
would write. The chapters are the modules of ``tests/spec/tracing`` in order of name; a module's docstring opens the
chapter, the first line of each test's docstring is the sentence, and its tables are the example.
"""

from __future__ import annotations

import importlib.util
import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "tests" / "spec" / "tracing"
MANUAL = ROOT / "docs" / "reference" / "tracing.md"

OPENING = """# Tracing: what the engine answers

This page is written from the examples in `tests/spec/tracing` by `python tools/spec_manual.py`. Each sentence is
tested with the example under it on every engine: the reference engine (`sizao.traceback.reference`, which states the
meaning in full), DuckDB over an Arrow table and over a lake, the compiled index, and the portable expression on DuckDB and
on a Spark cluster.

Persons and places are numbers. `09:30` is a time on the first day, `2/09:30` on the second. An answer shows only the
columns that matter to its sentence; an empty answer lists nobody.
"""


def manual() -> str:
    """The whole page."""
    chapters = [chapter(load(path)) for path in sorted(EXAMPLES.glob("test_*.py")) if path.stem != "test_manual"]
    return "\n".join([OPENING, *chapters])


def load(path: Path) -> ModuleType:
    """A module of examples."""
    spec = importlib.util.spec_from_file_location(f"manual_{path.stem}", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def chapter(module: ModuleType) -> str:
    """One chapter: its opening and its examples in the order they are written."""
    title, _, opening = (inspect.getdoc(module) or "").partition("\n")
    examples = [each for name, each in vars(module).items() if name.startswith("test_")]
    return "\n".join([f"## {title}\n{opening}\n", *(block for each in examples for block in example(each))])


def example(test: Callable[..., None]) -> Iterator[str]:
    """One example: the sentence, what is known, what is asked, what is answered."""
    shown: list[str] = []

    def show(visits: str, answer: str, **asked: Any) -> None:
        shown.extend([_said("Known", _table(visits)), _said("Asked", _asked(asked)), _said("Answer", _table(answer))])

    test(show)
    yield f"### {(inspect.getdoc(test) or '').splitlines()[0]}\n"
    yield from shown


def _said(what: str, text: str) -> str:
    return f"{what}:\n\n{text}\n"


def _table(drawn: str) -> str:
    lines = [[cell.strip() for cell in line.split("|")] for line in drawn.strip().splitlines() if line.strip()]
    if len(lines) == 1:
        return "nobody"
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _asked(asked: dict[str, Any]) -> str:
    parts = [_table(asked.pop(name)) for name in ("index", "index_places") if name in asked]
    kinds = asked.pop("kinds", None)
    if kinds:
        parts.append("Kinds of places: " + ", ".join(f"{place} is a {kind}" for place, kind in kinds.items()) + ".")
    parts += [f"`{name} = {value!r}`" for name, value in asked.items()]
    return "\n\n".join(parts)


if __name__ == "__main__":
    sys.path[:0] = [str(ROOT / "src"), str(ROOT)]
    MANUAL.parent.mkdir(parents=True, exist_ok=True)
    MANUAL.write_text(manual(), "utf-8")
