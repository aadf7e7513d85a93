"""A drill that is served by itself: it answers behind a proxy, and Ctrl-C ends every process of it and leaves the drill whole."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import psycopg
import pytest

from sizao.oversight.drills.queries.scenarios import HERE
from sizao.project import installation
from sizao.project.drilling import instances
from sizao.spine import clock

LONG = 240
"""Seconds for what takes some ten alone on a machine."""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A scenario of few people, so that its ordinary days are soon sent."""
    text = (HERE / "yixing-2021.toml").read_text("utf-8")
    path = tmp_path / "small.toml"
    path.write_text(text.replace("people = 2000", "people = 300").replace("lead_days = 5", "lead_days = 3"), "utf-8")
    return path


def as_in_a_terminal() -> None:
    """Ctrl-C is heard, also where these tests run in the background and do not hear it themselves."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.fixture
def serving(place: installation.Place, small: Path) -> Iterator[subprocess.Popen[str]]:
    """``sizao drill serve`` as an officer starts it, in a terminal of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [
        sys.executable, "-m", "sizao.project.cli", "drill", "--json", "serve", str(small), "--people", "commander",
        "--bind", f"127.0.0.1:{port}", "--behind-proxy", "--host", "drill.example",
    ]  # fmt: skip
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=as_in_a_terminal
    ) as process:
        yield process
        if process.poll() is None:
            process.kill()


def of_the_drill(folder: Path) -> list[str]:
    """The processes of this machine that run in a drill's surroundings."""
    found = []
    for each in Path("/proc").glob("[0-9]*"):
        try:
            is_of_it = f"{clock.FOLDER}={folder}".encode() in (each / "environ").read_bytes().split(b"\0")
            found += [(each / "cmdline").read_text().replace("\0", " ")] if is_of_it else []
        except OSError:
            continue
    return found


def sessions(place: installation.Place, dbname: str) -> int:
    with psycopg.connect(**place.admin) as server:
        row = server.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [dbname]).fetchone()
        return int(row[0]) if row else 0


def test_ctrl_c_ends_every_process_and_the_drill_stands_still(
    serving: subprocess.Popen[str], place: installation.Place
) -> None:
    assert serving.stdout is not None
    told = json.loads(serving.stdout.readline())
    drill = instances.find(UUID(told["id"]))
    try:
        assert len(told["log_ins"]) >= 10 and len(of_the_drill(drill.folder)) >= 4
        # behind a proxy that ends TLS: the name it was asked for is known, and the answer says that it is a drill
        port = json.loads((drill.folder / "state.json").read_text())["port"]
        asked = urllib.request.Request(
            f"http://127.0.0.1:{port}/access/sign-in/", headers={"Host": "drill.example", "X-Forwarded-Proto": "https"}
        )
        with urllib.request.urlopen(asked, timeout=LONG) as answer:
            assert answer.headers["X-Sizao-Exercise"] and "Secure" in str(answer.headers.get_all("Set-Cookie"))
        assert clock.read(drill.folder).paused_at is None, "its time runs"
        os.killpg(serving.pid, signal.SIGINT)
        assert serving.wait(LONG) == 0
        assert json.loads(serving.stdout.read())["id"] == told["id"]
        assert of_the_drill(drill.folder) == [] and sessions(place, drill.dbname) == 0
        assert clock.read(drill.folder).paused_at is not None and not (drill.folder / "state.json").exists()
        assert not list(drill.folder.glob("*.new")), "no half-written file"
        assert (drill.folder / "score.json").exists(), "what was played so far is scored"
        with socket.socket() as probe:
            assert probe.connect_ex(("127.0.0.1", port)) != 0
    finally:
        if serving.poll() is None:
            serving.kill()
            serving.wait(LONG)
    instances.end(drill.order.id, place)
    assert not drill.folder.exists()
