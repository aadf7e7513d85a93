"""``make bench ARGS="kills [POINTS]"``: the tests of a lake whose builder, or whose sealing, is killed, at a hundred points.

The tests do it at twenty points each. What is measured is only whether they hold, and how long a hundred takes.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TESTS = ("tests/unit/traceback/test_killed.py", "tests/integration/presence/test_sealing_beside_others.py")


def main(arguments: list[str] | None = None) -> int:
    """Run both tests; ends with 1 when one of them fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("points", nargs="?", type=int, default=100, help="kills in each of the two tests")
    asked = parser.parse_args(arguments)
    failed = 0
    for test in TESTS:
        began = time.perf_counter()
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "kill", "--no-header", test]
        done = subprocess.run(command, cwd=ROOT, env=os.environ | {"SIZAO_KILLS": str(asked.points)}, check=False)
        failed += done.returncode != 0
        print(f"{test}: {asked.points} kills, {time.perf_counter() - began:,.0f} s, exit {done.returncode}", flush=True)
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
