"""One command from nothing to a page and back: ready, killed in parts, healed, stopped, started again."""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from sizao.spine.database import processes
from sizao.spine.database.launcher import Cluster

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


@pytest.fixture
def house() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sizao-serve-", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    Cluster(folder / "pg").stop()
    shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve(house: Path, port: int) -> subprocess.Popen[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in ("SIZAO_DB_ROLE", "DATABASE_URL")}
    environment = {**inherited, "SIZAO_HOME": str(house), "SIZAO_DURABLE": "0", "LC_ALL": "C.UTF-8"}
    command = [sys.executable, "-m", "sizao.project.cli", "serve", "--json", "--no-demo", "--bind", f"127.0.0.1:{port}"]
    with (house / f"{port}.log").open("w") as log:
        return subprocess.Popen(
            command, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, text=True
        )


def ready_line(serving: subprocess.Popen[str], house: Path, port: int) -> dict[str, object]:
    """The document that it prints when it is ready; the log when it does not get there."""
    readable, _, _ = select.select([serving.stdout], [], [], 120)
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


def test_serve_from_nothing_and_back(house: Path, request: pytest.FixtureRequest) -> None:
    port = free_port()
    log = house / f"{port}.log"
    serving = serve(house, port)
    request.addfinalizer(lambda: put_away(serving))
    assert ready_line(serving, house, port)["address"] == f"http://127.0.0.1:{port}/"
    family = psutil.Process(serving.pid).children(recursive=True)

    second = serve(house, free_port())
    refused, _ = second.communicate(timeout=60)
    assert second.returncode == 3 and json.loads(refused)["error"]["code"] == "serve.already"

    (worker,) = children(serving, "procrastinate")
    worker.kill()
    until(lambda: [each for each in children(serving, "procrastinate") if each.pid != worker.pid])

    data = house / "pg" / "data"
    postmaster = processes.postmaster(data)
    os.kill(postmaster, signal.SIGKILL)
    until(lambda: processes.postmaster(data) not in (None, postmaster) and processes.state(data) == "ready")

    said = end(serving, signal.SIGINT, log)
    assert "starting it again" in said
    assert processes.postmaster(data) is None
    assert not (house / "serve.json").exists()
    gone(family)

    again = serve(house, port)
    request.addfinalizer(lambda: put_away(again))
    assert ready_line(again, house, port)["ready_after_seconds"] > 0
    assert "making a new database" not in log.read_text()
    family = psutil.Process(again.pid).children(recursive=True)
    again.kill()
    again.wait()
    gone(family)
    assert processes.postmaster(data) is not None, "the database outlives its supervisor, and the next one finds it"


def gone(family: list[psutil.Process]) -> None:
    until(lambda: not [each for each in family if each.is_running() and each.status() != psutil.STATUS_ZOMBIE])


def test_a_taken_port_is_said_before_anything_is_made(house: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        serving = serve(house, taken.getsockname()[1])
        out, _ = serving.communicate(timeout=60)
    assert serving.returncode == 3
    assert json.loads(out)["error"]["code"] == "serve.port_taken"
    assert not (house / "pg").exists()
