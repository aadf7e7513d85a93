"""Tell our own server's processes from all others: by name and data folder, since a pid in a file proves nothing.

After a reboot or a container's restart the pid in ``postmaster.pid`` may belong to anyone, and where nobody reaps
children a dead server stays visible as a zombie.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

ORPHANS_MAY_FINISH_SECONDS = 10.0
PATIENCE_SECONDS = 60.0


def recorded_pid(lock_file: Path) -> int | None:
    """The pid that a PostgreSQL lock file names (negative for a lone server: its sign is dropped)."""
    try:
        return abs(int(lock_file.read_text().split()[0]))
    except (FileNotFoundError, IndexError, ValueError):
        return None


def is_postmaster(pid: int, data: Path) -> bool:
    """Whether this pid is a living PostgreSQL server over exactly this data folder."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or process.name() not in ("postgres", "postmaster"):
            return False
        return str(data) in process.cmdline()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return False


def postmaster(data: Path) -> int | None:
    """The pid of the living server over this data folder, if there is one."""
    pid = recorded_pid(data / "postmaster.pid")
    return pid if pid is not None and is_postmaster(pid, data) else None


def state(data: Path) -> str:
    """What the server says of itself in its pid file: ``starting``, ``ready``, ``stopping``, or empty."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return ""
    return lines[7].strip() if len(lines) > 7 else ""


def orphans(data: Path) -> Iterator[psutil.Process]:
    """Server processes that still stand in this data folder (every one of them works from inside it)."""
    for process in psutil.process_iter(["name"]):
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            alive = process.info["name"] == "postgres" and process.status() != psutil.STATUS_ZOMBIE
            if alive and process.cwd() == str(data):
                yield process


def outlive_orphans(data: Path, say: Callable[[str], None]) -> bool:
    """Wait for the children of a killed server to go, then make them; whether all are gone.

    A new server over the same files must never run beside them.
    """
    began, told = time.monotonic(), False
    while left := list(orphans(data)):
        waited = time.monotonic() - began
        if waited > PATIENCE_SECONDS:
            return False
        if waited > ORPHANS_MAY_FINISH_SECONDS and not told:
            told = True
            say(f"ending {len(left)} processes left by a server that was killed")
            for process in left:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGQUIT)
        time.sleep(0.1)
    return True
