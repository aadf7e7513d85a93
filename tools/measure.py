"""Measure the source: lines per file and per function, per storey, against the house's limits.

    python tools/measure.py [--json]

Functions are counted with their lines inclusive, migrations left out.
"""

from __future__ import annotations

import ast
import json
import statistics
import sys
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LIMITS = {"function median": 8, "function p95": 35, "function longest": 60, "file lines": 500}


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    part: str
    files: int
    lines: int
    longest_file: int
    functions: int
    median: float
    p95: int
    longest: int
    over_60: int


def functions(path: Path) -> list[tuple[str, int]]:
    """The functions of a file with their lengths in lines."""
    tree = ast.parse(path.read_text())
    found = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    return [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in found]


def row(part: str, paths: list[Path]) -> Row:
    """Measure a group of files."""
    sizes = [len(path.read_text().splitlines()) for path in paths]
    lengths = sorted(length for path in paths for _, length in functions(path)) or [0]
    p95 = lengths[min(len(lengths) - 1, int(len(lengths) * 0.95))]
    return Row(
        part, len(paths), sum(sizes), max(sizes, default=0), len(lengths), statistics.median(lengths), p95,
        lengths[-1], sum(length > LIMITS["function longest"] for length in lengths),
    )  # fmt: skip


def table() -> list[Row]:
    """A row per storey, one for all source, one for tests."""
    package = ROOT / "src" / "sizao"
    source = [path for path in sorted(package.rglob("*.py")) if "migrations" not in path.parts]
    storeys = sorted({path.relative_to(package).parts[0] for path in source if path.parent != package})
    rows = [row(name, [path for path in source if (package / name) in path.parents]) for name in storeys]
    tests = sorted((ROOT / "tests").rglob("*.py"))
    return [*rows, row("all source", source), row("tests", tests)]


def longest(count: int = 10) -> list[tuple[int, str]]:
    """The longest functions of the source."""
    paths = [path for path in (ROOT / "src").rglob("*.py") if "migrations" not in path.parts]
    found = [(length, f"{path.relative_to(ROOT)}:{name}") for path in paths for name, length in functions(path)]
    return sorted(found, reverse=True)[:count]


def main() -> int:
    """Print the table; the figures are for reading, the tests hold the limits."""
    rows = table()
    if "--json" in sys.argv:
        print(json.dumps([asdict(each) for each in rows]))
        return 0
    names = list(asdict(rows[0]))
    print(" ".join(f"{name.replace('_', ' '):>13}" for name in names))
    for each in rows:
        print(" ".join(f"{value:>13}" for value in asdict(each).values()))
    whole, tests = rows[-2], rows[-1]
    print(f"\ntests to source: {tests.lines / max(1, whole.lines):.2f}; limits: {LIMITS}")
    print("\n".join(f"{length:>5}  {name}" for length, name in longest()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
