"""One trace in a fresh process: ``cold.py LAKE PERSON`` prints the seconds of its first answer and of one on cold data."""

from __future__ import annotations

import json
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from bench import city  # noqa: E402
from sizao.traceback.index import engine  # noqa: E402
from sizao.traceback.lake import Lake  # noqa: E402


def main() -> None:
    """Answer once as a fresh process, then let the data leave the memory and answer for another person."""
    lake, person = Lake(Path(sys.argv[1])), int(sys.argv[2])
    began = time.perf_counter()
    engine.run_table(city.question([person]), lake)
    first = time.perf_counter() - began
    print(json.dumps({"first": first, "live": live(lake, person)}))


def live(lake: Lake, person: int) -> float:
    """Seconds of a question in this warmed process after the data have left the memory."""
    if os.environ.get("SIZAO_BENCH_LIVE", "1") == "0":
        return 0.0
    from bench.trace import drop_lake

    drop_lake(lake.directory.parent)
    began = time.perf_counter()
    engine.run_table(city.question([person + 1]), lake)
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
