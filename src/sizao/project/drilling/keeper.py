"""Serve the drills beside the platform: make what is asked for, keep its processes alive, end it when that is asked.

``python -m sizao.project.drilling.keeper`` runs as a child of ``sizao serve``. The platform writes a wish as a file
``SIZAO_HOME/drills/<id>.wish``; the keeper takes it, lets :mod:`sizao.project.drilling.carry_out` do it in a process of
its own, and keeps each drill's web server, worker, heart and players running. Nothing of Django is loaded here.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from uuid import UUID

from sizao.kernel.words import Words
from sizao.project import children, installation
from sizao.project.cli.address import Address
from sizao.project.cli.speech import note
from sizao.project.drilling import instances
from sizao.project.drilling.instances import Instance, NoSuchDrill
from sizao.project.supervisor import Child
from sizao.spine import clock
from sizao.spine.database import roles

LOOK_SECONDS = 0.5
PORTS_TRIED = 100
PATIENCE = 8.0
PLAYERS = "players"
SCORING_PATIENCE = 180.0
"""Seconds for the players to score a drill: they play the same city once more with nobody acting."""
SERVER_ERROR = 500


def child(address: Address, hosts: Sequence[str]) -> Child:
    """The keeper as a process of ``sizao serve``; it keeps ``DATABASE_URL``, for it makes and drops databases."""
    command = [
        sys.executable,
        "-m",
        "sizao.project.drilling.keeper",
        "--host",
        address.host,
        "--port",
        str(address.port),
    ]
    if address.certificate is not None:
        command += ["--certificate", str(address.certificate), "--key", str(address.key)]
    command += ["--behind-proxy"] if address.behind_proxy else []
    command += [part for each in hosts for part in ("--name", each)]
    return Child("drills", command, {**os.environ, "SIZAO_HOME": str(installation.home())})


@dataclass
class Group:
    """The processes of one drill."""

    drill: Instance
    address: Address
    children: list[Child]
    is_up: bool = False
    told: dict[str, object] = field(default_factory=dict)

    def look_around(self) -> None:
        """Start who should run and does not, and write down who lives."""
        now = time.monotonic()
        for each in self.children:
            each.look_after(now)
        told = {"port": self.address.port, "processes": {each.name: each.alive() for each in self.children}}
        if told != self.told:
            self.told = told
            _write(self.drill.folder / "state.json", told)

    def stop(self) -> None:
        """End them: first the players, who ask the web server for what they score; then the others, all at once."""
        for each in self.children:
            if each.name == PLAYERS:
                each.stop()
        for each in self.children:
            each.ask()
        for each in self.children:
            each.stop()


class Keeper:
    """All drills of an installation, and what is being done to them."""

    def __init__(self, door: Address, hosts: Sequence[str]) -> None:
        self.door = door
        self.hosts = hosts
        self.groups: dict[UUID, Group] = {}
        self.doing: dict[UUID, tuple[str, subprocess.Popen[bytes]]] = {}
        self.stopping = threading.Event()

    def run(self) -> None:
        """Look around until told to stop; on the way down the clocks of running drills stand still."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        instances.home().mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in instances.home().glob("*.doing"):
            left.rename(left.with_suffix(".wish"))
        for each in instances.every():
            self._serve(each)
        while not self.stopping.is_set():
            self.look_around()
            self.stopping.wait(LOOK_SECONDS)
        self._stop()

    def look_around(self) -> None:
        """One look at wishes, at what is being carried out, and at every process."""
        for path in sorted(instances.home().glob("*.wish")):
            self._take(path)
        for drill_id, (deed, process) in list(self.doing.items()):
            if process.poll() is not None:
                del self.doing[drill_id]
                self._done(drill_id, deed)
        for group in self.groups.values():
            group.look_around()
            if not group.is_up and answers(group.address):
                group.is_up = True
                self._carry_out("up", group.drill.order.id)

    def _take(self, path: Path) -> None:
        """Begin with a wish, unless something is being done to that drill."""
        drill_id = UUID(path.stem)
        if drill_id in self.doing:
            return
        wanted = str(json.loads(path.read_text("utf-8"))["wish"])
        path.rename(path.with_suffix(".doing"))
        group = self.groups.pop(drill_id, None)
        if group is not None:
            group.stop()
        self._carry_out(wanted, drill_id)

    def _carry_out(self, deed: str, drill_id: UUID) -> None:
        command = [sys.executable, "-m", "sizao.project.drilling.carry_out", deed, str(drill_id)]
        self.doing[drill_id] = (deed, subprocess.Popen(command, stdin=subprocess.DEVNULL))

    def _done(self, drill_id: UUID, deed: str) -> None:
        if deed != "make":
            if deed == "end":  # cut off or not, the platform asks again as long as it is not deleted
                (instances.home() / f"{drill_id}.doing").unlink(missing_ok=True)
            return
        try:
            self._serve(instances.find(drill_id))
        except NoSuchDrill:
            note(Words(f"演练 {drill_id} 未能建立", f"drill {drill_id} could not be made"))

    def _serve(self, drill: Instance) -> None:
        """Begin to serve a drill; one that was running when the platform stopped goes on from there.

        One that somebody serves by itself (``sizao drill serve``) is theirs.
        """
        if (drill.folder / "served-alone").exists():
            return
        taken = {group.address.port for group in self.groups.values()}
        address = next_free(self.door, taken)
        self.groups[drill.order.id] = Group(drill, address, processes(drill, address, self.hosts))
        note(Words(f"演练 {drill.order.title.zh}:{address.url}", f"drill {drill.order.title.en}: {address.url}"))

    def _stop(self) -> None:
        for group in self.groups.values():
            known = clock.read(group.drill.folder)
            if not known.paused_at:
                known.paused(clock.wall()).write(group.drill.folder)
                (group.drill.folder / "was-running").touch()
            group.stop()
        for _deed, process in self.doing.values():
            process.wait()


def processes(drill: Instance, address: Address, hosts: Sequence[str]) -> list[Child]:
    """The processes that serve a drill at an address."""
    run = [sys.executable, "-m"]
    made = [
        children.web(address, drill.environment(roles.WEB), processes=1, hosts=hosts),
        children.worker(drill.environment(roles.WORKER)),
        Child("heart", [*run, "sizao.project.drilling.heart"], drill.environment(roles.WORKER)),
    ]
    if find_spec("sizao.oversight.drills.queries.served"):
        playing = [*run, "sizao.project.drilling.playing", address.url]
        made.append(Child(PLAYERS, playing, drill.environment(roles.WORKER)))
    for each in made:
        each.patience = SCORING_PATIENCE if each.name == PLAYERS else PATIENCE
    return made


def next_free(door: Address, taken: set[int]) -> Address:
    """The next port above the platform's own that nobody uses."""
    family = socket.AF_INET6 if ":" in door.host else socket.AF_INET
    for port in range(door.port + 1, door.port + 1 + PORTS_TRIED):
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if port not in taken and _binds(probe, door.host, port):
                return Address(door.host, port, door.certificate, door.key, door.behind_proxy)
    raise OSError(f"no free port above {door.port}")


def _binds(probe: socket.socket, host: str, port: int) -> bool:
    try:
        probe.bind((host, port))
    except OSError:
        return False
    return True


def _write(path: Path, document: object) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(document))
    fresh.replace(path)


def answers(address: Address) -> bool:
    """Whether the first page can be opened."""
    status = address.answers()
    return status is not None and status < SERVER_ERROR


def main(argv: Sequence[str] | None = None) -> int:
    """Keep until told to stop."""
    parser = argparse.ArgumentParser(prog="sizao drills keeper")
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--certificate", type=Path)
    parser.add_argument("--key", type=Path)
    parser.add_argument("--behind-proxy", action="store_true")
    parser.add_argument("--name", action="append", default=[])
    args = parser.parse_args(argv)
    Keeper(Address(args.host, args.port, args.certificate, args.key, args.behind_proxy), args.name).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
