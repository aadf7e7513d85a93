"""One command to a page and back: ready, killed in parts, healed, stopped, started again."""

from __future__ import annotations

import json
import os
import signal
import socket
from pathlib import Path

import psutil
import pytest

from sizao.spine.database import processes
from tests.integration.database.serving import children, end, free_port, put_away, ready_line, serve, until

pytestmark = [pytest.mark.postgres, pytest.mark.slow]


def test_serve_there_and_back(lived_in: Path, request: pytest.FixtureRequest) -> None:
    house = lived_in
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
    said = log.read_text()
    assert "making a new database" not in said
    assert "bringing the tables up to date" not in said, "nothing changed since the first start"
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
