"""Writes ``docs/reference/performance.md`` and its plot from what the trace bench found."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

PEERS = ("DuckDB, sorted", "DuckDB, unsorted", "PostgreSQL")

HEAD = """# Performance of the trace-back

Written by `make bench ARGS="trace …"`; do not edit. Ratios travel between machines, milliseconds do not. Each size stands with
the day and the machine of its own run: every engine in a table was asked in one run.

**The data** are a made city's fortnight (`bench/city.py`): four visits a person a day, two of them to a place of habit, two to
a place drawn by Zipf's law, 25 persons a place; the fullest hall has one visit in {hub} of a day's. **The question** is whom the
cases met for 15 minutes and more within 14 days: persons, encounters, seconds, first and last moment, without lists. Every
engine's answer was compared with the index's by these sums before its time counted. Warm medians over the same
cases; an answer that took a peer more than 20 s was asked for once.

**Who was tuned how much.** The index is our own and was tuned most. DuckDB got its default settings with both threads, once
over the Parquet files as they came in, once over native tables sorted in both orders; PostgreSQL got 4 GB of
buffers, 512 MB of `work_mem`, two b-trees and fresh statistics. All peers were told by hand that no visit is longer than 4¼
hours, which lets them look back no further; a PostgreSQL or DuckDB expert may narrow some gaps. PostgreSQL is asked for one case
only, where b-trees are at their best. The index's pages are entered into the process's page table before, as a process
that serves does; nothing is collected as garbage while an answer is timed.
"""

SEALING = """## Sealing a day

{when}

{rows:,} visits that stand in memory: {append:.1f} s to arrange, write, flush, decode again and compare the Parquet in both orders
while the index is made beside it, {verify:.1f} s to verify all files by checksum; {total:.1f} s together ({processor:.1f} s of processor time),
{rate:,.0f} visits a second, with at most {peak:,.0f} MiB of memory (the visits themselves included). One late row had that day written
anew in {late:.1f} s.
"""


def write(found: dict[str, Any], path: Path) -> None:
    """Write the report and, beside it, its figures and the plot; sizes that were not measured keep their last figures."""
    figures = path.with_suffix(".json")
    known = json.loads(figures.read_text("utf-8")) if figures.exists() else {"sizes": [], "sealing": None}
    whole = merged(known, found)
    figures.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", "utf-8")
    path.write_text("\n".join(_parts(whole, path.with_name("performance.svg"))), "utf-8")


def merged(known: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    """Both reports in one, sizes in order: what was measured now replaces what is known of the same size.

    A sealed day replaces a smaller one only, or one of the same size.
    """
    new = [{**size, "machine": found["machine"]} for size in found["sizes"]]
    names = {size["name"] for size in new}
    sizes = sorted(
        [*(size for size in known["sizes"] if size["name"] not in names), *new], key=lambda size: size["rows"]
    )
    sealing, sealed = known["sealing"], {**found["sealing"], "machine": found["machine"]}
    return {"sizes": sizes, "sealing": sealing if sealing and sealing["rows"] > sealed["rows"] else sealed}


def _parts(whole: dict[str, Any], plot: Path) -> list[str]:
    sizes, sealed = whole["sizes"], whole["sealing"]
    parts = [HEAD.format(hub=max((_hub_share(size) for size in sizes), default=0)), *(_size(size) for size in sizes)]
    total = sealed["append"] + sealed["verify"]
    processor = sealed["append, processor"] + sealed["verify, processor"]
    more = {"total": total, "processor": processor, "rate": sealed["rows"] / total, "peak": sealed["peak MiB"]}
    parts.append(SEALING.format(**sealed, **more, late=sealed["late row"], when=_when(sealed["machine"])))
    if len(sizes) > 1:
        plot.write_text(_plot(sizes), "utf-8")
        parts.append(
            "## Growth\n\nOne case's time against the visits in the lake, and what it would be if it grew with the lake:\n\n"
            f"![One case's time by size of the lake]({plot.name})\n"
        )
    return parts


def _when(machine: list[str]) -> str:
    return f"Measured on {machine[-1]}: {'; '.join(machine[:-1])}."


def _hub_share(size: dict[str, Any]) -> int:
    return int(size.get("hub_one_in", 24))


def _size(size: dict[str, Any]) -> str:
    asked = [peer for peer in PEERS if any(peer in row for row in size["questions"].values())]
    head = ["question", "persons found", "index, ms", *asked]
    lines = [
        f"## {size['rows']:,} visits of {size['persons']:,} persons", "", _when(size["machine"]), "",
        f"| {' | '.join(head)} |", "|" + "---|" * len(head),
    ]  # fmt: skip
    for title, row in size["questions"].items():
        peers = [_peer(row.get(peer), row["index"]) for peer in asked]
        own = [title, f"{row['persons']:,}", f"{row['index'] * 1e3:,.1f}"]
        lines.append(f"| {' | '.join([*own, *peers])} |")
    weight = size["bytes"]
    lines += [
        "", f"Bytes a visit: Parquet {weight['parquet']:.1f} in both orders, index {weight['index']:.1f}. "
        f"Memory of the process beside the page cache: {size['memory']:,.0f} MiB.",
    ]  # fmt: skip
    if size["cold"]:
        lines += [
            "",
            "Cold (*data on disk*: no page of the lake in memory; *all*: neither the interpreter and its libraries): "
            + "; ".join(f"{title} {took:.2f} s" for title, took in size["cold"].items())
            + ".",
        ]
    return "\n".join([*lines, ""])


def _peer(took: float | None, index: float) -> str:
    return "–" if took is None else f"{took * 1e3:,.0f} ms, {took / index:,.0f}×"


def _mark(across: int, down: int, rows: float, took: float) -> str:
    return (
        f'<circle cx="{across}" cy="{down}" r="4" fill="#0b5cad"/>'
        f'<text x="{across - 10}" y="{down - 12}" text-anchor="middle">{took:.1f} ms</text>'
        f'<text x="{across}" y="306" text-anchor="middle">{rows / 1e6:,.0f} M visits</text>'
    )


def _plot(sizes: list[dict[str, Any]]) -> str:
    points = [(size["rows"], size["questions"]["one case"]["index"] * 1e3) for size in sizes]
    low, high = math.log10(points[0][0]), math.log10(points[-1][0])
    least = math.log10(min(took for _rows, took in points)) - 0.3
    most = math.log10(points[0][1] * points[-1][0] / points[0][0])

    def at(rows: float, took: float) -> str:
        across = 60 + 520 * (math.log10(rows) - low) / max(high - low, 1e-9)
        return f"{across:.0f},{280 - 240 * (math.log10(took) - least) / max(most - least, 1e-9):.0f}"

    marks = "".join(_mark(*(int(each) for each in at(rows, took).split(",")), rows, took) for rows, took in points)
    linear = [(points[0][0], points[0][1]), (points[-1][0], points[0][1] * points[-1][0] / points[0][0])]
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 330" font-family="sans-serif" font-size="12">'
        '<rect width="640" height="330" fill="#fff"/>'
        '<path d="M60 20V280H600" fill="none" stroke="#7b8899"/>'
        f'<polyline points="{" ".join(at(*point) for point in linear)}" fill="none" stroke="#93a0b0" stroke-dasharray="5 4"/>'
        f'<polyline points="{" ".join(at(*point) for point in points)}" fill="none" stroke="#0b5cad" stroke-width="2"/>{marks}'
        '<text x="66" y="32" fill="#5d6b7c">ms, logarithmic; dashed: as if it grew with the lake</text></svg>\n'
    )
