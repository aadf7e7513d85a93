"""A DuckDB connection in memory that keeps to its share of the machine.

Left to itself DuckDB takes four fifths of the memory, and puts what goes beyond where the process happens to stand: a second
hop that is not small would leave nothing for who serves beside it, and a folder of pieces behind.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import duckdb

MOST, SHARE = 4096, 4
"""Megabytes that one question may take, and one in so many of the machine's."""


def its_share() -> str:
    """What one question may take on this machine."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") >> 20
    return f"{min(MOST, memory // SHARE)}MiB"


@contextmanager
def connected(*, threads: int = 2, memory: str = "") -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose times are UTC; what does not fit lies in a folder of its own, gone with it."""
    with TemporaryDirectory(prefix="sizao-duckdb-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads,
            "memory_limit": memory or its_share(),
            "temp_directory": folder,
        }
        with duckdb.connect(config=settings) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection
