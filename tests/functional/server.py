"""The whole platform as the browser tests meet it: a database with the Yixing world, the web server and the worker.

Everything runs in child processes under an installation folder of its own, as ``make run`` would have it. Run as
``python -m tests.functional.server`` it stays up until Ctrl-C and prints what to set so that tests use it again.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.spine import clock, drill
from sizao.spine.database import clones
from tests.database import CHECKOUT, SHARED, TestServer, locked

REUSED = "SIZAO_BROWSER_WORLD"
"""Names a file that describes a server already running, so that a single test starts at once."""
READY_WITHIN = 240
EXPECTED = (
    "Launching a worker", "Stop requested", "Worker stopped", "django.request Not Found", "http://127.0.0.1:",
    "django.request Conflict: /calls/",
)  # fmt: skip
"""What a log may say: the children's comings and goings, and a refusal that a story asks for."""


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


def _kept_static() -> Path:
    """Where the static files of this checkout are kept, collected and compressed, for all servers of a test run."""
    digest = hashlib.sha256()
    for each in sorted((CHECKOUT / "src").glob("sizao/**/static/**/*")):
        if each.is_file():
            digest.update(str(each.relative_to(CHECKOUT)).encode() + each.read_bytes())
    return SHARED / f"static-{digest.hexdigest()[:12]}"


class World:
    """The server with its world; ``base`` is its address, ``passwords`` says how to sign in, ``people`` are spare."""

    loader: tuple[str, ...] = ("tests/functional/load_world.py",)

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="sizao-browser-"))
        self.base = f"http://127.0.0.1:{free_port()}"
        self.passwords: dict[str, str] = {}
        self.people: list[str] = []
        self.told: dict[str, Any] = {}
        self._name = f"sizao_browser_{os.getpid()}"
        self._server = TestServer()
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Copy the template, load the world, then serve."""
        self._server.start()
        self._enter()
        self._load()
        self._serve()

    def _enter(self, of: str = "") -> None:
        """A database of its own, of the template or of another, that the folder points at."""
        self._server.copy(self._name, of)
        self._server.write_home(self.home, self._name)
        self._dress()

    def _dress(self) -> None:
        """Have the static files, which the first server of a test run collects."""
        kept, own = _kept_static(), self.home / "static"
        with locked("static", fcntl.LOCK_EX):
            if not kept.exists():
                if self._begin(
                    "sizao_worker", "-m", "sizao.project.manage", "collectstatic", "--no-input", "-v", "0"
                ).wait():
                    raise RuntimeError(f"the static files could not be collected:\n{self.log()}")
                shutil.move(own, kept)
            shutil.rmtree(own, ignore_errors=True)
            own.symlink_to(kept)

    def _serve(self) -> None:
        self._children = [self._web(), self._worker(), self._keeper()]
        self._wait()

    def stop(self) -> None:
        """End the children and drop the database."""
        for child in self._children:
            child.terminate()
        for child in self._children:
            try:
                child.wait(timeout=20)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        self._server.drop(self._name)
        self._server.stop()
        shutil.rmtree(self.home, ignore_errors=True)

    def log(self) -> str:
        """What web and worker complained about, refusals apart; empty when all is well."""
        lines = [
            line for path in sorted(self.home.glob("*.log")) for line in path.read_text(errors="replace").splitlines()
        ]
        return "\n".join(line for line in lines if line and not any(said in line for said in EXPECTED))

    def _environment(self, role: str) -> dict[str, str]:
        """What a child process needs to know."""
        inherited = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "SIZAO_TLS"}}
        return {
            **inherited, "SIZAO_HOME": str(self.home), "SIZAO_DB_ROLE": role, "SIZAO_LOG": "WARNING",
            "SIZAO_STATICFILES": "whitenoise.storage.CompressedStaticFilesStorage", "SIZAO_DELIVER_INLINE": "1",
            "DJANGO_SETTINGS_MODULE": "sizao.project.settings",
        }  # fmt: skip

    def _begin(self, role: str, *arguments: str, log: str = "other") -> subprocess.Popen[bytes]:
        with (self.home / f"{log}.log").open("ab") as out:
            command = [sys.executable, *arguments]
            return subprocess.Popen(command, cwd=CHECKOUT, env=self._environment(role), stdout=out, stderr=out)

    def _load(self) -> None:
        done = subprocess.run(
            [sys.executable, *self.loader], cwd=CHECKOUT, env=self._environment("sizao_worker"),
            capture_output=True, text=True,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"the world did not load:\n{done.stdout}\n{done.stderr}")
        self._hear(json.loads(done.stdout.splitlines()[-1]))

    def _hear(self, told: dict[str, Any]) -> None:
        self.told, self.passwords, self.people = told, told["passwords"], told["people"]

    def _web(self) -> subprocess.Popen[bytes]:
        bind = self.base.removeprefix("http://")
        given = (
            "--worker-class",
            "sizao.project.web_worker.Worker",
            "--workers",
            "1",
            "--threads",
            "8",
            "--no-control-socket",
        )
        return self._begin(
            "sizao_web", "-m", "gunicorn", "sizao.project.wsgi:application", "--bind", bind, *given,
            "--log-level", "warning", log="web",
        )  # fmt: skip

    def _worker(self) -> subprocess.Popen[bytes]:
        given = ("procrastinate", "worker", "--concurrency", "2", "--delete-jobs", "successful")
        return self._begin("sizao_worker", "-m", "sizao.project.manage", *given, log="worker")

    def _keeper(self) -> subprocess.Popen[bytes]:
        """Who serves drills; it reaches the server as an authority's own is reached, and has a template already."""
        admin = self._server.cluster.admin()
        url = (
            f"postgresql://{admin['user']}:{admin['password']}@/{self._name}?host={admin['host']}&port={admin['port']}"
        )
        known = {"DATABASE_URL": url, "SIZAO_DRILL_TEMPLATE": self._server.template}
        environment = {**self._environment("sizao_worker"), **known}
        environment.pop("DJANGO_SETTINGS_MODULE")
        host, _, port = self.base.removeprefix("http://").rpartition(":")
        command = [sys.executable, "-m", "sizao.project.drilling.keeper", "--host", host, "--port", port]
        with (self.home / "keeper.log").open("ab") as out:
            return subprocess.Popen(command, cwd=CHECKOUT, env=environment, stdout=out, stderr=out)

    def left_of_drills(self) -> list[str]:
        """Folders and databases of drills that are still there."""
        folders = [str(each) for each in (self.home / "drills").iterdir()]
        return folders + clones.names(self._server.cluster.admin(), f"{self._name}_drill_")

    def _wait(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            try:
                with urllib.request.urlopen(f"{self.base}/access/sign-in/", timeout=10):
                    return
            except OSError:
                time.sleep(0.2)
        raise RuntimeError(f"the web server did not answer:\n{self.log()}")


class Accounts(World):
    """A server with accounts and no outbreak, for those who bring their own."""

    loader = ("tests/functional/load_accounts.py",)

    def __init__(self) -> None:
        super().__init__()
        self._name = f"{self._name}_accounts"


@dataclass
class Kept:
    """What a server had loaded before anything happened on it: a database, a folder, and what its loader told."""

    database: str
    folder: Path
    told: dict[str, Any]


def forget(kept: Iterable[Kept]) -> None:
    """Delete what was kept."""
    server = TestServer()
    server.start()
    for each in kept:
        server.drop(each.database)
        shutil.rmtree(each.folder, ignore_errors=True)
    server.stop()


class FirstDay(World):
    """A server in a drill of its own: its clock says the afternoon of the first positive, and nothing has happened yet."""

    def __init__(self, name: str, began: datetime, title: Words, users: dict[str, str]) -> None:
        super().__init__()
        self.users = users
        self.loader = ("tests/functional/load_first_day.py", name)
        self._name = f"{self._name}_{name}"
        told = {"id": str(uuid7()), "title": {"zh": title.zh, "en": title.en}}
        (self.home / drill.FILE).write_text(json.dumps(told))
        clock.DrillClock(clock.wall(), began).write(self.home)

    def start_from(self, kept: dict[str, Kept]) -> None:
        """Start from what another server of the same day kept, else load it, and keep it."""
        self._server.start()
        known = kept.get(self.loader[-1])
        if known is None:
            self._enter()
            self._load()
            kept[self.loader[-1]] = self._keep()
        else:
            shutil.copytree(known.folder, self.home, dirs_exist_ok=True)
            self._enter(known.database)
            self._hear(known.told)
        self._serve()

    def _keep(self) -> Kept:
        database, folder = f"{self._name}_kept", Path(tempfile.mkdtemp(prefix="sizao-kept-"))
        self._server.copy(database, self._name)
        own = shutil.ignore_patterns("database.json", "secrets", "static", drill.FILE, clock.FILE, "*.log")
        shutil.copytree(self.home, folder, ignore=own, dirs_exist_ok=True)
        return Kept(database, folder, self.told)

    def now(self) -> datetime:
        """What the drill's clock says."""
        return clock.read(self.home).at(clock.wall())

    def put_on(self, to: datetime) -> None:
        """Put the drill's clock on, as who directs a drill may; it never goes back."""
        assert to > self.now()
        clock.DrillClock(clock.wall(), to).write(self.home)

    def _environment(self, role: str) -> dict[str, str]:
        return {**super()._environment(role), clock.FOLDER: str(self.home)}


class Running:
    """A server somebody else started: described by the file that ``REUSED`` names."""

    def __init__(self, described: Path) -> None:
        given = json.loads(described.read_text())
        self.home = described.parent
        self.base: str = given["base"]
        self.passwords: dict[str, str] = given["passwords"]
        known: list[str] = given["people"]
        turn = int(time.time()) % len(known)
        self.people: list[str] = known[turn:] + known[:turn]

    def start(self) -> None:
        """It is up."""

    def stop(self) -> None:
        """It stays up."""

    def log(self) -> str:
        """Its log is its own."""
        return ""

    def left_of_drills(self) -> list[str]:
        """Its folder is its own too."""
        return []


def chosen() -> World | Running:
    """The server named by the environment, else one of our own."""
    described = os.environ.get(REUSED)
    return Running(Path(described)) if described else World()


def main() -> int:
    """Stay up until Ctrl-C."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    world = World()
    began = time.monotonic()
    world.start()
    described = world.home / "world.json"
    described.write_text(json.dumps({"base": world.base, "passwords": world.passwords, "people": world.people}))
    print(f"{world.base} after {time.monotonic() - began:.0f} s\n{REUSED}={described}", flush=True)
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        world.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
