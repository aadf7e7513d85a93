"""Building the synthetic city: seconds, peak memory and bytes, beside writing as many random rows of the same columns.

``python bench/run.py city 100000 1000000`` builds each size with fourteen days in a process of its own, so that memory is its own.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parents[1]
DAYS = 14
MIB = 1024


def main(arguments: Sequence[str]) -> int:
    """Build and print each size."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("people", nargs="*", type=int, default=[100_000])
    parser.add_argument("--truth", action="store_true", help="write everybody's stays as well")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--alone", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args(arguments)
    if asked.alone:
        print(json.dumps(built(asked.people[0], with_truth=asked.truth)))
        return 0
    found = [_apart(people, with_truth=asked.truth) for people in asked.people]
    for each in found:
        if not asked.json:
            print(_line(each))
    if asked.json:
        print(json.dumps(found))
    return 0


def _apart(people: int, *, with_truth: bool) -> dict[str, Any]:
    words = [
        sys.executable,
        str(ROOT / "bench" / "run.py"),
        "city",
        str(people),
        "--alone",
        *(["--truth"] if with_truth else []),
    ]
    load = os.getloadavg()[0]
    found: dict[str, Any] = json.loads(subprocess.run(words, check=True, capture_output=True, text=True).stdout)
    return {**found, "load": round(load, 1)}


def built(people: int, *, with_truth: bool) -> dict[str, Any]:
    """The figures of one city, with the plain writing of as many rows beside them."""
    from sizao.project.cli.city import FIRST_DAY, communities_in
    from sizao.simulation.city import CitySpec, build_city, day_visits, write

    communities = communities_in(["wuxi"])
    warm = CitySpec(1_000, 1, FIRST_DAY, 1, communities)
    day_visits(build_city(warm), 0)  # compiles what is not yet in the cache
    with tempfile.TemporaryDirectory() as folder:
        began, worked = time.perf_counter(), time.process_time()
        city = build_city(CitySpec(people, DAYS, FIRST_DAY, 1, communities))
        standing = time.perf_counter()
        manifest = write(city, Path(folder), with_truth=with_truth)
        done, used = time.perf_counter(), time.process_time() - worked
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB
        rows = manifest["visits"] + manifest["truth"]
        plain = _plain(rows, people, Path(folder) / "plain.parquet")
    return {
        "people": people, "days": DAYS, "visits": manifest["visits"], "truth": manifest["truth"],
        "bytes": manifest["bytes"], "build_seconds": round(standing - began, 1), "seconds": round(done - began, 1),
        "processor_seconds": round(used, 1), "peak_mib": round(memory), "plain_seconds": round(plain, 1),
        "ratio": round((done - began) / plain, 1),
    }  # fmt: skip


def _plain(rows: int, people: int, file: Path) -> float:
    """Seconds to draw and write as many rows that mean nothing, a million at a time."""
    began, draw = time.perf_counter(), np.random.default_rng(1)
    words = pa.array(["venue_scan", "checkpoint"])
    writer = None
    for first in range(0, rows, 1_000_000):
        count = min(1_000_000, rows - first)
        start = pa.array(draw.integers(0, 86_400_000, count)).cast(pa.timestamp("ms", tz="UTC"))
        source = pa.DictionaryArray.from_arrays(pa.array(draw.integers(0, 2, count).astype(np.int8)), words)
        table = pa.table({
            "person": draw.integers(1, people, count), "place": np.sort(draw.integers(1, people, count)),
            "start": start, "until": start, "source": source, "grade": source,
        })  # fmt: skip
        writer = writer or pq.ParquetWriter(file, table.schema, compression="zstd", compression_level=1)
        writer.write_table(table)
    if writer:
        writer.close()
    return time.perf_counter() - began


def _line(found: dict[str, Any]) -> str:
    rows = found["visits"] + found["truth"]
    return (
        f"{found['people']:>10,} people, {found['days']} days: {rows:>12,} rows ({found['visits']:,} known) in {found['seconds']} s "
        f"({found['build_seconds']} s of them for people and places; {found['processor_seconds']} s on processors), "
        f"peak {found['peak_mib']:,} MiB, {found['bytes'] / 1e6:,.0f} MB; plain random rows {found['plain_seconds']} s, "
        f"ratio {found['ratio']}; load at the start {found['load']}"
    )
