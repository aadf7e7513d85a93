"""``make bench ARGS="trace 10M 100M 420M"``: the index against general engines on the same visits, in one run.

Each size is a made city's fortnight (:mod:`bench.city`). Peers are asked where their time allows: all at 10 M, DuckDB at
100 M, none at 420 M. Every answer is compared by its sums before its time counts. The report goes to
``docs/reference/performance.md`` with one plot; ``--data DIR`` keeps the lakes for the next run.
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, redirect_stdout
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import pyarrow as pa  # noqa: E402
import pyarrow.compute as pc  # noqa: E402
import pyarrow.parquet as pq  # noqa: E402

from bench import city, performance  # noqa: E402
from bench.installed import crowding  # noqa: E402
from bench.peers import Asked, Duck, Postgres, postgres, sorted_duck, unsorted_duck  # noqa: E402
from sizao.kernel.editions import library  # noqa: E402
from sizao.trace.tracing.rules import crowd, second_window  # noqa: E402
from sizao.traceback.index import engine, store  # noqa: E402
from sizao.traceback.lake import Lake  # noqa: E402

SIZES = {"1M": 1_000_000, "10M": 10_000_000, "100M": 100_000_000, "420M": 420_000_000}
PEERS_UNTIL = 100_000_000
SECOND_HOP_UNTIL = THOUSAND_CASES_UNTIL = POSTGRES_UNTIL = 10_000_000
"""Beyond, a peer takes minutes for a second hop or a thousand cases, and PostgreSQL a quarter of an hour and 13 GB of disk
to load: that is done with ``--postgres``, and ``--data`` keeps the server's files for the next run."""
ONE_CASE_RUNS, PEER_RUNS, COLD_RUNS = 24, 5, 3
FIRST_INFECTIOUS_DAY = 5
"""Of the fortnight, for the second degree: days enough before and after."""

Say = Callable[..., None]


def main(arguments: list[str] | None = None) -> int:
    """Build what is missing, measure each size, write the report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("sizes", nargs="*", default=["10M"], choices=[*SIZES, []], help="how many visits")
    parser.add_argument("--data", type=Path, help="keep the lakes here and use those that are there")
    parser.add_argument("--build", action="store_true", help="only build the lakes")
    parser.add_argument("--no-peers", action="store_true", help="measure the index alone")
    parser.add_argument("--postgres", action="store_true", help="load PostgreSQL with the large sizes too")
    parser.add_argument("--report", type=Path, help="where the report goes (default: docs/reference/performance.md)")
    asked = parser.parse_args(arguments)
    with nullcontext(asked.data) if asked.data else _temporary() as folder:
        found = {"machine": machine(), "sizes": []}
        print("\n".join(found["machine"]), flush=True)
        for name in asked.sizes:
            build(folder / name, SIZES[name])
            if not asked.build:
                found["sizes"].append(measured(folder / name, name, SIZES[name], asked))
        if not asked.build:
            found["sealing"] = sealing(folder, 30_000_000 if "420M" in asked.sizes else SIZES["10M"] // city.DAYS)
            performance.write(found, asked.report or ROOT / "docs" / "reference" / "performance.md")
            print(json.dumps(found))
    return 0


def compared(size: str, say: Say) -> dict[str, Any]:
    """The ratios of one size, on a lake made for this run: a part of the plain ``make bench``."""
    asked = argparse.Namespace(no_peers=False, postgres=False, data=None)
    with _temporary() as folder, redirect_stdout(io.StringIO()):
        build(folder / size, SIZES[size])
        found = measured(folder / size, size, SIZES[size], asked)
    say(f"\ntrace over {found['rows']:,} visits, the index beside general engines")
    for title, each in found["questions"].items():
        peers = {name: each[name] for name in performance.PEERS if name in each}
        told = ", ".join(f"{name} {took * 1e3:,.0f} ms = {took / each['index']:,.0f}x" for name, took in peers.items())
        say(f"  {title:26} index {each['index'] * 1e3:,.2f} ms; {told}")
    return found


@contextmanager
def _temporary() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sizao-trace-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def machine() -> list[str]:
    """The machine's shape."""
    lines = Path("/proc/cpuinfo").read_text().splitlines() + Path("/proc/meminfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "?")
    memory = next((int(line.split()[1]) for line in lines if line.startswith("MemTotal")), 0)
    return [
        f"{os.cpu_count()} cores, {model}, {memory / 2**20:.0f} GiB memory; a second of work takes {crowding():.1f} s",
        f"{platform.system()} {platform.release()}, Python {platform.python_version()}",
        f"{datetime.now(UTC):%Y-%m-%d}",
    ]


def build(folder: Path, rows: int) -> None:
    """The lake with its index, and the unsorted Parquet for the peers; what is there stays."""
    lake, raw = Lake(folder / "lake"), folder / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    persons = city.persons_for(rows)
    for number in range(city.DAYS):
        file = raw / f"{number:02}.parquet"
        if len(lake.manifest) > number and (file.exists() or rows > PEERS_UNTIL):
            continue
        table = city.day(persons, number)
        if rows <= PEERS_UNTIL:
            pq.write_table(table, file, store_schema=False)
        store.append(lake, table)
        print(f"  day {number + 1} of {city.DAYS}: {table.num_rows:,} visits", flush=True)


def measured(folder: Path, name: str, rows: int, asked: argparse.Namespace) -> dict[str, Any]:
    """All figures of one size."""
    lake = Lake(folder / "lake")
    persons = city.persons_for(rows)
    found: dict[str, Any] = {"name": name, "rows": lake.rows, "persons": persons}
    found["bytes"] = {
        "parquet": sum(day.by_person.bytes + day.by_place.bytes for day in lake.manifest.values()) / lake.rows,
        "index": store.size(lake) / lake.rows,
    }
    found["cold"] = cold(folder, persons)
    index = engine.opened(lake)
    _warm(folder)
    index.enter_pages()  # as a process that serves does
    found["questions"] = {}
    questions = list(_questions(index, persons, rows))
    for title, cases, options, runs in questions:
        places = _kinds(index, options)
        for each in cases:
            engine.run_table(city.question(each, **options), index, places)
        times = [_asked(index, city.question(each, **options), places) for each in cases * max(1, runs // len(cases))]
        found["questions"][title] = {
            "index": statistics.median(each for each, _sum in times),
            "persons": times[0][1][0],
        }
        print(f"{name} {title}: index {found['questions'][title]['index'] * 1e3:,.2f} ms", flush=True)
        found["questions"][title]["sums"] = [sums for _time, sums in times[: len(cases)]]
    found["memory"] = _own_memory()
    if not asked.no_peers and rows <= PEERS_UNTIL:
        has_server = asked.postgres or rows <= POSTGRES_UNTIL or (folder / "pg.loaded").exists()
        server = _postgres(folder, asked.data is not None) if has_server else nullcontext()
        _ask_peers(folder, index, questions, found, server)
    for each in found["questions"].values():
        each.pop("sums")
    return found


def _questions(index: Any, persons: int, rows: int) -> Iterator[tuple[str, list[list[int]], dict[str, Any], int]]:
    """Title, groups of cases, options of the question, and runs of the index."""
    ones = [city.cases(persons, 1, seed) for seed in range(ONE_CASE_RUNS)]
    yield "one case", ones, {}, 3 * ONE_CASE_RUNS
    yield "100 cases", [city.cases(persons, 100, 100)], {}, 5
    if persons > 20_000:
        yield "1,000 cases", [city.cases(persons, 1_000, 1_000)], {}, 3
    crowd = _hub_visitors(index)
    yield f"hub, {len(crowd):,} case visits", [crowd], {"only_day": 0, "kinds": ("hub",)}, 5
    if rows <= SECOND_HOP_UNTIL:
        one = [city.cases(persons, 1, 3)]
        yield "one case, second degree", one, _second_degree(), 25
        yield "one case, second degree without limits", one, {"hops": 2}, 5


def _second_degree() -> dict[str, Any]:
    """The question as the product asks it under the 9th edition: its window before the case fell ill, its window for whom a contact
    met afterwards, and no place that is too full. Without these nearly everybody is two meetings away."""
    edition = library().get("cn-covid-ed9")
    window = second_window(edition)
    if edition.contact is None or window is None:
        raise AssertionError("the edition knows no contacts of contacts")
    return {
        "hops": 2, "only_day": FIRST_INFECTIOUS_DAY, "days": int(edition.contact.before_days), "kinds": ("small",),
        "within_s": window.within_s,
    }  # fmt: skip


def _kinds(index: Any, options: dict[str, Any]) -> dict[int, str] | None:
    """The kinds of the places that a question names, as far as they count."""
    if "hub" in options.get("kinds", ()):
        return _hub_only(index)
    if not options.get("kinds"):
        return None
    known = {int(place) for segment in index.segments for place in segment.columns.place}
    return dict.fromkeys(known - _crowded(index), "small")


def _crowded(index: Any) -> set[int]:
    """Places that as many people visited on a day as the product takes for a crowd."""
    most, found = crowd().persons_a_day, set()
    for segment in index.segments:
        columns = segment.columns
        begin = columns.place_at.astype("int64")
        for spot in (begin[1:] - begin[:-1] >= most).nonzero()[0]:
            if len(set(columns.person[begin[spot] : begin[spot + 1]].tolist())) >= most:
                found.add(int(columns.place[spot]))
    return found


def _hub(index: Any) -> int:
    columns = index.segments[0].columns
    return int((columns.place_at[1:].astype("int64") - columns.place_at[:-1]).argmax())


def _hub_only(index: Any) -> dict[int, str]:
    return {int(index.segments[0].columns.place[_hub(index)]): "hub"}


def _hub_visitors(index: Any) -> list[int]:
    """Up to 10,000 of the fullest place's visitors of the first day."""
    columns, spot = index.segments[0].columns, _hub(index)
    found = columns.person[columns.place_at[spot] : columns.place_at[spot + 1]]
    return sorted({int(each) for each in index.names.people.ids[found[:: max(len(found) // 10_000, 10)]]})[:10_000]


def _timed(ask: Callable[..., Any], *given: Any) -> tuple[float, Any]:
    """Seconds without the collection of garbage, as ``timeit`` measures, and the answer."""
    gc.disable()
    try:
        began = time.perf_counter()
        answer = ask(*given)
        return time.perf_counter() - began, answer
    finally:
        gc.enable()


def _asked(index: Any, query: Any, places: Any) -> tuple[float, tuple[int, ...]]:
    """Seconds until the index's whole answer stands as a table, and the answer's sums, which are not the question."""
    took, answer = _timed(engine.run_table, query, index, places)
    return took, _sums(answer)


def _sums(table: pa.Table) -> tuple[int, ...]:
    moments = [pc.sum(pc.divide(table[name].cast(pa.int64()), 1000)).as_py() or 0 for name in ("first", "last")]
    return (
        table.num_rows, pc.sum(table["encounters"]).as_py() or 0, pc.sum(table["seconds"]).as_py() or 0, *moments,
    )  # fmt: skip


def _ask_peers(folder: Path, index: Any, questions: list[Any], found: dict[str, Any], postgres_or_none: Any) -> None:
    duck = sorted_duck(folder / "sorted.duckdb", folder / "raw")
    raw = unsorted_duck(folder / "raw")
    hub, crowded = next(iter(_hub_only(index))), tuple(sorted(_crowded(index)))
    with postgres_or_none as server:
        for title, cases, options, _runs in questions:
            for name, peer in (("DuckDB, sorted", duck), ("DuckDB, unsorted", raw), ("PostgreSQL", server)):
                if peer is None or ("1,000" in title and found["rows"] > THOUSAND_CASES_UNTIL):
                    continue
                if name == "PostgreSQL" and title != "one case":
                    continue  # seconds to minutes: shown for one case, where an index of b-trees is at its best
                rows = found["questions"][title]
                rows[name] = _peer(peer, cases, options, (hub, crowded), rows["sums"])
                print(
                    f"{found['name']} {title}: {name} {rows[name] * 1e3:,.0f} ms = {rows[name] / rows['index']:,.0f}x",
                    flush=True,
                )
    duck.close()


@contextmanager
def _postgres(folder: Path, is_kept: bool) -> Iterator[Postgres]:
    home = folder if is_kept else Path(tempfile.mkdtemp(prefix="sizao-peer-", dir="/tmp"))
    home.chmod(0o755)
    loaded = home / "pg.loaded"
    try:
        with postgres(home / "pg") as server:
            if not loaded.exists():
                server.load(pq.read_table(file) for file in sorted((folder / "raw").glob("*.parquet")))
                loaded.touch()
            yield server
    finally:
        if not is_kept:
            shutil.rmtree(home, ignore_errors=True)


def _peer(
    peer: Duck | Postgres, cases: list[list[int]], options: dict[str, Any], places: tuple[int, tuple[int, ...]],
    sums: list[Any],
) -> float:  # fmt: skip
    """The peer's median over the same cases, its answers compared with those of the index."""
    groups = list(zip(cases, sums, strict=True))[:PEER_RUNS]
    times = []
    for number, (group, expected) in enumerate([groups[0], *groups]):
        query = city.question(group, **options)
        start, until = query.first_hop_period
        hub, crowded = places
        asked = Asked(
            group, start, until, city.MINIMUM_S, query.hops, hub if "hub" in query.place_kinds else None,
            query.second_hop_within_s, crowded if "small" in query.place_kinds else (),
        )  # fmt: skip
        took, answer = _timed(peer.ask, asked)
        if answer != tuple(expected):
            raise AssertionError(f"a peer answers otherwise: {answer} against {expected}")
        if number or took > 20:  # the first one warms, unless it is so slow that nobody would repeat it
            times.append(took)
        if took > 20:
            break
    return statistics.median(times)


def cold(folder: Path, persons: int) -> dict[str, float]:
    """Seconds of a fresh process to its first answer, and of a live one on cold data.

    Cold data means that no page of the lake is in memory; a cold machine has not even the interpreter's libraries there.
    """
    person = city.cases(persons, 1, 5)[0]
    command = [sys.executable, str(ROOT / "bench" / "cold.py"), str(folder / "lake"), str(person)]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    run = partial(subprocess.run, command, check=True, capture_output=True, text=True)
    run(env=kept)  # compiles what has not been compiled
    found = {}
    states = {"data in memory": lambda: True, "data on disk": partial(drop_lake, folder), "all on disk": drop_caches}
    for title, prepare in states.items():
        runs = [_timed(partial(run, env=kept | {"SIZAO_BENCH_LIVE": "0"}))[0] for _run in range(COLD_RUNS) if prepare()]
        if runs:
            found[f"fresh process, {title}"] = statistics.median(runs)
    lives = [json.loads(run(env=kept).stdout)["live"] for _run in range(COLD_RUNS)]
    if all(lives):
        found["live process, data on disk"] = statistics.median(lives)
    print(found, flush=True)
    return found


def drop_lake(folder: Path) -> bool:
    """Have the lake's files leave the page cache; nobody else's."""
    os.sync()
    for file in (path for path in (folder / "lake").rglob("*") if path.is_file()):
        with file.open("rb") as opened:
            os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    return True


def drop_caches() -> bool:
    """Empty the page cache of the whole machine, where we may."""
    try:
        os.sync()
        Path("/proc/sys/vm/drop_caches").write_text("3\n")
    except OSError:
        return False
    return True


def _warm(folder: Path) -> None:
    for file in sorted((folder / "lake" / "index").glob("*.columns")):
        with file.open("rb") as opened:
            while opened.read(1 << 24):
                pass


def _own_memory() -> float:
    """MiB of this process that are not the page cache's."""
    status = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in status if line.startswith("RssAnon")) / 1024


def sealing(folder: Path, rows: int) -> dict[str, Any]:
    """Seconds to write, index, flush and verify one day that stands in memory, and to take in one late row.

    The files are read back, decoded and compared while they are written; verifying reads them all once more.
    """
    table = city.day(rows // city.VISITS_A_DAY, 0)
    where = folder / "sealed"
    shutil.rmtree(where, ignore_errors=True)
    lake = Lake(where)
    steps: dict[str, Any] = {"rows": table.num_rows}
    for title, step in (
        ("append", lambda: store.append(lake, table)), ("verify", lambda: [lake.verify(), store.verify(lake)]),
        ("late row", lambda: store.append(lake, city.day(1, 0).slice(0, 1))),
        ("verify again", lambda: [lake.verify(), store.verify(lake)]),
    ):  # fmt: skip
        used = time.process_time()
        steps[title], said = _timed(step)
        steps[f"{title}, processor"] = time.process_time() - used
        if title.startswith("verify") and any(said):
            raise AssertionError(f"the sealed day is not right: {said}")
        if title == "append":
            steps["peak MiB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            steps["bytes"] = {
                "parquet": sum(each.bytes for day in lake.manifest.values() for each in (day.by_person, day.by_place))
                / table.num_rows,
                "index": store.size(lake) / table.num_rows,
            }
    shutil.rmtree(where, ignore_errors=True)
    print(steps, flush=True)
    return steps


if __name__ == "__main__":
    sys.exit(main())
