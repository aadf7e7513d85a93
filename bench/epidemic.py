"""``make bench ARGS=epidemic``: a month of an epidemic among 100,000 people, beside Covasim and Starsim in the same run.

Two pairs. *With structure*: our city's own visits against Covasim's households, schools, workplaces and community.
*Without*: our homogeneous city against Starsim's SEIR on a random network with the same contacts, durations and chance,
whose curve must also agree. The peers run in an environment of their own (``--peers DIR``; made there by pip when it is
absent, 820 MB; ``--no-peers`` leaves them out). Compiled loops are warm on both sides.
"""

from __future__ import annotations

import argparse
import json
import math
import statistics
import subprocess
import sys
import time
import venv
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402

from bench import epidemic_portrait  # noqa: E402
from bench.epidemic_peer import CHANCE, CONTACTS, INFECTIOUS, LATENT, SEEDS  # noqa: E402
from bench.trace import machine  # noqa: E402
from sizao.simulation.city import CitySpec, build_city, communities_of, day_visits  # noqa: E402
from sizao.simulation.epidemic import homogeneous as plain  # noqa: E402
from sizao.simulation.epidemic.calibration import calibrate  # noqa: E402
from sizao.simulation.epidemic.model import Epidemic  # noqa: E402
from sizao.simulation.epidemic.rates import SHIPPED  # noqa: E402
from sizao.simulation.epidemic.variant import names, variant  # noqa: E402

PEERS = ("starsim==3.7.2", "covasim==4.0.1")
CASES = 12_000
"""Index cases of a calibration: their number infected varies much, so that many are needed."""
Stepped = tuple[dict[str, float], list[int]]


def main(arguments: list[str]) -> int:
    """Measure and print; ends with 1 when the curves of the homogeneous pair do not agree."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--people", type=int, default=100_000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--peers", type=Path, default=Path.home() / ".cache" / "sizao" / "epidemic-peers")
    parser.add_argument("--no-peers", action="store_true", help="measure ours alone")
    parser.add_argument("--json", action="store_true", help="one JSON document")
    parser.add_argument("--portrait", action="store_true", help="no bench: what the variants do in this city")
    parser.add_argument("--calibrate", action="store_true", help="no bench: find the shipped rates anew and write them")
    asked = parser.parse_args(arguments)
    if asked.calibrate:
        return calibrated(asked.people)
    if asked.portrait:
        made = build_city(of_wuxi(asked.people))
        print(epidemic_portrait.portrait(made, cache(lambda day: day_visits(made, day))))
        return 0
    found: dict[str, Any] = {"machine": machine(), "people": asked.people, "days": asked.days}
    python = None if asked.no_peers else interpreter(asked.peers)
    found["structured"] = pair(asked, python, "covasim", in_city(asked.people))
    found["homogeneous"] = pair(asked, python, "starsim", in_hall(asked.people))
    print(json.dumps(found) if asked.json else said(found))
    return 0 if python is None or found["homogeneous"]["agrees"] else 1


def interpreter(folder: Path) -> Path:
    """The Python that has the peers; its environment is made when it is absent."""
    python = folder / "bin" / "python"
    if not python.exists():
        print(f"making an environment for the peers in {folder}", file=sys.stderr)
        venv.create(folder, with_pip=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PEERS], check=True)
    return python


def pair(
    asked: argparse.Namespace, python: Path | None, peer: str, ours: Callable[[int, int], Stepped]
) -> dict[str, Any]:
    """Ours and a peer by turns, each on several seeds; medians, and ours against theirs."""
    ours(1, 3)
    mine, theirs = [], []
    for seed in range(1, asked.runs + 1):
        mine.append(ours(seed, asked.days))
        if python is not None:
            command = [python, ROOT / "bench" / "epidemic_peer.py", peer, *map(str, (asked.people, asked.days, seed))]
            answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
            theirs.append(json.loads(answer.splitlines()[-1]))
    found: dict[str, Any] = {
        "ours": {key: statistics.median(times[key] for times, _ in mine) for key in mine[0][0]},
        "infected": [sum(daily) for _, daily in mine],
    }
    if theirs:
        found[peer] = {key: statistics.median(each[key] for each in theirs) for key in ("setup", "clock", "work")}
        found["infected_there"] = [each["infected"] for each in theirs]
        found["ratio"] = {key: found[peer][key] / found["ours"][key] for key in ("clock", "work")}
        found["agrees"] = agree([sum(daily) for _, daily in mine], found["infected_there"])
    return found


def agree(ours: list[int], theirs: list[int]) -> bool:
    """Whether two models infect alike: their means within four standard errors, with a tenth for the day's rounding."""
    error = math.hypot(*(np.std(each) / math.sqrt(len(each)) for each in (ours, theirs)))
    return abs(np.mean(ours) - np.mean(theirs)) <= 4 * error + 0.1 * np.mean(theirs)


def calibrated(people: int) -> int:
    """Write the rates that ship."""
    made = build_city(of_wuxi(people))
    named = "Wuxi, all communities, first day 2022-03-07, seed 1"
    found = [
        calibrate(made, variant(name), lambda day: day_visits(made, day), cases=CASES, named=named) for name in names()
    ]
    head = "# Calibrated rates: infections per hour at home with somebody of mean infectiousness. Made by\n"
    head += (
        '# `make bench ARGS="epidemic --calibrate"` on the city named; "error" is the standard error of "found".\n\n'
    )
    SHIPPED.write_text(head + "\n".join(each.as_toml() for each in found), encoding="utf-8")
    return 0


def of_wuxi(people: int) -> CitySpec:
    """The city that the shipped rates were found on, when it has 100,000 people."""
    return CitySpec(people, 35, date(2022, 3, 7), 1, communities_of(tree()))


def in_city(people: int) -> Callable[[int, int], Stepped]:
    """Ancestral SARS-CoV-2 among people of a Wuxi; making the day's visits is timed apart."""
    made = build_city(of_wuxi(people))

    def run(seed: int, days: int) -> Stepped:
        epidemic = Epidemic(made, variant("ancestral"), seed)
        return stepped(epidemic, days, lambda day: day_visits(made, day))

    return run


def in_hall(people: int) -> Callable[[int, int], Stepped]:
    """SEIR with the durations, contacts and chance of the peer's."""
    made = plain.homogeneous(people, CONTACTS)
    given = plain.plain(variant("ancestral"), LATENT, INFECTIOUS)

    def run(seed: int, days: int) -> Stepped:
        epidemic = Epidemic(made, given, seed, rate=-math.log1p(-CHANCE) / plain.HOURS, seasonal=False)
        return stepped(epidemic, days, lambda day: plain.visits(made, day))

    return run


def stepped(epidemic: Epidemic, days: int, visits: Callable[[int], Any]) -> Stepped:
    """Seconds of steps on the clock and of work, seconds of making visits, and infections by day."""
    epidemic.seed_cases(np.linspace(0, len(epidemic.city.age) - 1, SEEDS).astype(int), 0.0)
    times, daily = {"clock": 0.0, "work": 0.0, "visits": 0.0, "visits_work": 0.0, "rows": 0.0}, []
    for day in range(days):
        began, used = time.perf_counter(), time.process_time()
        given = visits(day)
        met, spent = time.perf_counter(), time.process_time()
        daily.append(len(epidemic.step(day, given)))
        times["clock"] += time.perf_counter() - met
        times["work"] += time.process_time() - spent
        times["visits"] += met - began
        times["visits_work"] += spent - used
        times["rows"] += len(given)
    return times, daily


def tree() -> list[tuple[int, float | None, float | None]]:
    """The shipped areas of Wuxi: number and point."""
    import csv
    import gzip

    from sizao.kernel import areas

    path = ROOT / "src/sizao/ground/registry/data/jiangsu_areas.tsv.gz"
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["code"].startswith("3202")]
    return [
        (areas.parse(row["code"]), float(row["lon"]) if row["lon"] else None, float(row["lat"]) if row["lat"] else None)
        for row in rows
    ]


def said(found: dict[str, Any]) -> str:
    """The report in lines."""
    lines = [*found["machine"], f"{found['people']:,} people, {found['days']} days, {SEEDS} seed cases"]
    for title, peer in (("structured", "covasim"), ("homogeneous", "starsim")):
        part = found[title]
        ours = part["ours"]
        lines.append(
            f"{title}: ours {ours['clock']:.2f} s ({ours['work']:.2f} s of work) for {ours['rows']:,.0f} visits, which took"
            f" {ours['visits']:.2f} s to make ({ours['visits_work']:.2f} s of work); infected {part['infected']}"
        )
        if peer in part:
            there, ratio = part[peer], part["ratio"]
            lines.append(
                f"  {peer} {there['clock']:.2f} s ({there['work']:.2f} s of work) after {there['setup']:.2f} s of making"
                f" people; infected {part['infected_there']}; takes {ratio['clock']:.1f} times as long"
                f" ({ratio['work']:.1f} times the work)"
            )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
