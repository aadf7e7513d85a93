"""A DuckDB connection in memory that keeps to its share of the machine.

Left to itself DuckDB takes four fifths of the memory, and puts what goes beyond where the process happens to stand: a second
hop that is not small would leave nothing for who serves beside it, and a folder of pieces behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import duckdb

MEMORY = "4GiB"
"""What one question may take."""


@contextmanager
def connected(*, threads: int = 2, memory: str = MEMORY) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose times are UTC; what does not fit lies in a folder of its own, gone with it."""
    with TemporaryDirectory(prefix="sizao-duckdb-") as folder:
        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": threads,
            "memory_limit": memory,
            "temp_directory": folder,
        }
        with duckdb.connect(config=settings) as connection:
            connection.execute("set TimeZone = 'UTC'")
            yield connection
