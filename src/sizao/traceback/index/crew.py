"""Threads that stand ready to take a share of a question: its loops let go of the interpreter's lock.

To start a thread costs as much as a small question, so they wait between questions. A share that no thread came to in
time is not waited for: who asked has done the work by then.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from typing import TypeVar

Thing = TypeVar("Thing")
HALVED_FROM = 1 << 17
"""Rows from which on two threads do a part each."""


def processors() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


def taken(left: list[Thing]) -> Iterator[Thing]:
    """Things of a list that several threads take from, until none is left."""
    while left:
        try:
            thing = left.pop()
        except IndexError:  # another thread took the last one
            return
        yield thing


@contextmanager
def helped(work: Callable[[], object]) -> Iterator[None]:
    """While the block runs, a free thread does ``work`` beside it; it has ended, or was never begun, when the block ends.

    ``work`` takes from the same list of things to do as the block, so it does not matter whether it is ever begun.
    """
    share = _threads().submit(work)
    try:
        yield
    finally:
        if not share.cancel():
            share.result()


def halved(write: Callable[[int, int], None], rows: int) -> None:
    """Let two threads do a part of the rows each when there are many: ``write(begin, end)``."""
    if rows < HALVED_FROM:
        write(0, rows)
        return
    left = [(0, rows // 2), (rows // 2, rows)]

    def work() -> None:
        for begin, end in taken(left):
            write(begin, end)

    with helped(work):
        work()


@cache
def _threads() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max(processors() - 1, 1), thread_name_prefix="trace")


os.register_at_fork(after_in_child=_threads.cache_clear)
