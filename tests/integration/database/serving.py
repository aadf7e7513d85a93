"""A ``sizao serve`` of its own for tests that kill it in parts: start it, wait for it, find its children, put it away."""

from __future__ import annotations

import contextlib
import json
import os
import select
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


PATIENCE = 300
"""Seconds in which even a starved machine is ready."""


def serve(house: Path, port: int, *, durable: bool = False) -> subprocess.Popen[str]:
    """``sizao serve`` in a house of its own; what is not durable starts faster."""
    inherited = {name: value for name, value in os.environ.items() if name not in ("SIZAO_DB_ROLE", "DATABASE_URL")}
    environment = {**inherited, "SIZAO_HOME": str(house), "SIZAO_DURABLE": str(int(durable)), "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "sizao.project.cli", "serve", "--json", "--no-demo", "--bind", f"127.0.0.1:{port}"]
    with (house / f"{port}.log").open("w") as log:
        return subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True
        )


def ready_line(serving: subprocess.Popen[str], house: Path, port: int) -> dict[str, object]:
    """The document that it prints when it is ready; the log when it does not get there."""
    readable, _, _ = select.select([serving.stdout], [], [], PATIENCE)
    said = (house / f"{port}.log").read_text()
    assert readable, said
    return json.loads(serving.stdout.readline() or json.dumps({"log": said}))


def until(fact: Callable[[], object], seconds: float = 60) -> object:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := fact():
            return found
        time.sleep(0.1)
    raise AssertionError("it did not happen in time")


def children(serving: subprocess.Popen[str], part: str) -> list[psutil.Process]:
    found = []
    for each in psutil.Process(serving.pid).children():
        with contextlib.suppress(psutil.Error):
            found += [each] if any(part in word for word in each.cmdline()) else []
    return found


def put_away(serving: subprocess.Popen[str]) -> None:
    serving.kill()
    serving.communicate()


def end(serving: subprocess.Popen[str], number: int, log: Path) -> str:
    serving.send_signal(number)
    serving.communicate(timeout=90)
    assert serving.returncode == 0, log.read_text()
    return log.read_text()
