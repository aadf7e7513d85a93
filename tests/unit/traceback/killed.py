"""Kills a process that builds a lake at random moments: ``python -m tests.unit.traceback.killed FOLDER POINTS SEED``.

This process does it once, so that all code is loaded; every attempt is a fork of it that appends the files and seals, and
is killed with signal 9 after a random part of the time that the last whole run took. Lake ``n`` is in ``FOLDER/n``; which runs were cut short is printed as JSON.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path

from sizao.project import cli


def files(folder: Path) -> list[Path]:
    return sorted((folder / "in").iterdir())


def work(folder: Path, lake: Path) -> None:
    for file in files(folder):
        cli.main(["lake", "append", str(lake), str(file)])
    cli.main(["lake", "seal", str(lake)])


@contextmanager
def quiet() -> Iterator[None]:
    with Path(os.devnull).open("w") as nothing, redirect_stdout(nothing), redirect_stderr(nothing):
        yield


def forked(task: Callable[[], None]) -> int:
    child = os.fork()
    if child == 0:
        with quiet():
            task()
        os._exit(0)
    return child


def main(folder: Path, points: int, seed: int) -> list[bool]:
    with quiet():
        work(folder, folder / "warm")
    began = time.monotonic()
    os.waitpid(forked(lambda: work(folder, folder / "whole")), 0)
    lasts, dice = time.monotonic() - began, random.Random(seed)
    cut_short = []
    for number in range(points):
        child = forked(lambda number=number: work(folder, folder / str(number)))
        ended = ends_within(child, dice.random() * lasts)
        cut_short.append(ended is None)
        if ended is None:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        else:
            lasts = ended  # the machine is quicker than it was when a whole run was timed
    return cut_short


def ends_within(child: int, seconds: float) -> float | None:
    """After how many seconds a child ended by itself; nothing when it still ran after those given."""
    began = time.monotonic()
    while (lasted := time.monotonic() - began) < seconds:
        if os.waitpid(child, os.WNOHANG)[0]:
            return lasted
        time.sleep(0.001)
    return None


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
