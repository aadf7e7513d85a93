"""Where a test run writes: in memory where there is plenty of it, else on the disk.

A hundred databases are copied and dropped in a run. On a journalled disk each copy took 1.2 s of the kernel's time, in
memory 0.04 s. Set ``SIZAO_TESTS_ON_DISK`` to have everything under ``TMPDIR`` as usual.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path

MEMORY = Path("/dev/shm")  # noqa: S108
FREE, AVAILABLE = 8 << 30, 12 << 30
"""Bytes that must be free in the memory's file system, and in memory as a whole."""
MARK = "SIZAO_TESTS_IN"
"""Set for the processes that a test run starts, so that all mean the same folder."""


def choose() -> None:
    """Let ``tempfile``, and every process started from here, use the folder chosen."""
    if os.environ.get("SIZAO_TESTS_ON_DISK") or MARK in os.environ or not _plenty():
        return
    own = hashlib.sha256(tempfile.gettempdir().encode()).hexdigest()[:8]
    folder = MEMORY / f"sizao-{os.getuid()}-{own}"
    folder.mkdir(mode=0o711, exist_ok=True)
    os.environ[MARK] = os.environ["TMPDIR"] = str(folder)
    tempfile.tempdir = None


def anyones() -> str:
    """A folder that any user may pass: pytest's own is closed to the database server's user when tests run as root."""
    return os.environ.get(MARK, "/tmp")  # noqa: S108


def _plenty() -> bool:
    """Whether memory can be written to, programs can be run from it, and there is enough of it."""
    if not os.access(MEMORY, os.W_OK | os.X_OK):
        return False
    found = os.statvfs(MEMORY)
    is_roomy = found.f_bavail * found.f_frsize >= FREE and not found.f_flag & os.ST_NOEXEC
    return is_roomy and _available() >= AVAILABLE


def _available() -> int:
    """Bytes of memory that can be had without swapping."""
    lines = Path("/proc/meminfo").read_text().splitlines()
    return next(int(line.split()[1]) << 10 for line in lines if line.startswith("MemAvailable:"))
