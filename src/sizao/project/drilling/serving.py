"""Serve one drill by itself, without the platform beside it: for training rooms, and for trying a scenario out.

The drill is kept when this ends (its time stands still); ``sizao drill serve --again ID`` goes on with it, and
``sizao drill end ID`` deletes it. While it is served here, a platform's keeper leaves it alone.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from sizao.kernel.areas import parse
from sizao.kernel.errors import Refused
from sizao.kernel.ids import uuid7
from sizao.oversight.drills.types import PlayedBy, Playing, Scenario
from sizao.project import children, static_files
from sizao.project.cli.address import Address
from sizao.project.cli.migrate import manage
from sizao.project.drilling import instances, keeper, posts
from sizao.project.drilling.instances import Instance, Order
from sizao.spine import clock
from sizao.spine.database import roles

ALONE = "served-alone"
"""The file that whoever serves a drill by itself holds a lock on."""


class ServedElsewhere(Refused):
    """The drill {id} is being served already."""

    code = "drills.served_elsewhere"
    zh = "演练 {id} 已在运行。"


def order(
    scenario: Scenario, named: str, *, edition: str, seed: int, speed: float, people: Sequence[Playing], began: datetime
) -> Order:
    """The order of a drill: the roles that people play, everybody else by the machine as the scenario says.

    ``named`` is the scenario's id, or the path of its file.
    """
    players = [scenario.player(role) for role in Playing]
    played = [replace(each, played_by=PlayedBy.PEOPLE if each.role in people else each.played_by) for each in players]
    return Order(
        id=uuid7(), scenario=named, title=scenario.title, began=began,
        area=parse(scenario.box.area), speed=speed, edition=edition, seed=seed, posts=posts.of(scenario.box.area),
        players=tuple(map(asdict, played)),
    )  # fmt: skip


def made(wanted: Order) -> Instance:
    """Make the drill, and what its pages need."""
    if not static_files.are_collected():
        manage(roles.WORKER, "collectstatic", "--no-input", "--clear", "-v", "0", **children.COLLECTED)
        static_files.note_collected()
    return instances.create(wanted, instances.place())


@contextmanager
def alone(drill_id: UUID) -> Iterator[Instance]:
    """The drill, with everybody else kept from serving it.

    Raises:
        ServedElsewhere: when somebody serves it already.
    """
    found = instances.find(drill_id)
    with (found.folder / ALONE).open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise ServedElsewhere(id=drill_id) from taken
        yield found


def serve(drill: Instance, door: Address, hosts: Sequence[str], ready: Callable[[Address], None]) -> None:
    """Serve until Ctrl-C: then its time stands still and its processes end, and the drill itself stays.

    Args:
        drill: what is served.
        door: where; the port itself, or the next free one above it.
        hosts: names by which browsers know this machine.
        ready: told the address once the first page can be opened.
    """
    address = keeper.next_free(replace(door, port=door.port - 1), set())
    group = keeper.Group(drill, address, keeper.processes(drill, address, hosts))
    try:
        with suppress(KeyboardInterrupt):
            while True:
                group.look_around()
                if not group.is_up and keeper.answers(address):
                    group.is_up = True
                    clock.read(drill.folder).resumed(clock.wall()).write(drill.folder)
                    ready(address)
                time.sleep(keeper.LOOK_SECONDS)
    finally:
        clock.read(drill.folder).paused(clock.wall()).write(drill.folder)
        group.stop()
        (drill.folder / "state.json").unlink(missing_ok=True)
