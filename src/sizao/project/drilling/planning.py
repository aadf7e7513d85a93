"""Playing a scenario many times without anybody watching: a drill of its own for each seed and way of playing, ended at once."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from typing import Any

from sizao.kernel.areas import parse
from sizao.kernel.errors import Invalid, Unavailable
from sizao.kernel.ids import uuid7
from sizao.oversight.drills.types import Scenario
from sizao.project import installation
from sizao.project.drilling import instances, playing
from sizao.spine.database import roles

Advance = Callable[[float], None]
HURRIED = {"PGOPTIONS": "-c synchronous_commit=off"}
"""A database that ends with the run waits for no disk."""


class RunFailed(Unavailable):
    """The run of seed {seed} failed: {reason}"""

    code = "drills.run_failed"
    zh = "种子 {seed} 的推演失败:{reason}"


class WayUnknown(Invalid):
    """{way} is neither an edition of the scenario nor one of its strategies: {known}"""

    code = "drills.way_unknown"
    zh = "{way} 既不是该情景的方案,也不是其策略:{known}"


@dataclass(frozen=True)
class Way:
    """One way of playing: an edition, and a strategy where one is chosen."""

    name: str
    edition: str
    strategy: str = ""


def way_of(scenario: Scenario, name: str = "") -> Way:
    """The way that a name means: a strategy's key, an edition, or the scenario as it stands.

    Raises:
        WayUnknown: it is none of them.
    """
    usual = scenario.editions[0]
    if not name or name in scenario.editions:
        return Way(name or usual, name or usual)
    keys = [each.key for each in scenario.strategies]
    if name in keys:
        return Way(name, usual, name)
    raise WayUnknown(way=name, known=", ".join([*scenario.editions, *keys]))


def play_all(
    scenario: Scenario, named: str, ways: Sequence[Way], seeds: Sequence[int], *, jobs: int, advance: Advance
) -> dict[str, list[dict[str, Any]]]:
    """Play every way on every seed; returns each way's runs as JSON, in the order of the seeds.

    Args:
        scenario: what is played.
        named: its id, or the path of its file, for the child processes.
        ways: the ways of playing.
        seeds: the seeds, the same for every way.
        jobs: how many are played at the same time.
        advance: told how much more is over, a run counting 1.
    """
    where = installation_place()
    making = Lock()

    def one(way: Way, seed: int) -> dict[str, Any]:
        return play_one(scenario, named, way, seed, where=where, making=making, advance=advance)

    with ThreadPoolExecutor(jobs) as pool:
        waiting = {way.name: [pool.submit(one, way, seed) for seed in seeds] for way in ways}
        return {name: [each.result() for each in runs] for name, runs in waiting.items()}


def installation_place() -> installation.Place:
    """The database server of this installation, with the right to make databases."""
    return instances.place()


def play_one(
    scenario: Scenario, named: str, way: Way, seed: int, *, where: installation.Place, making: Lock, advance: Advance
) -> dict[str, Any]:
    """Make a drill, play it in a process of its own, and end it whatever happened; returns the run as JSON."""
    from sizao.oversight.drills.queries.truth import beginning_of

    order = instances.Order(
        id=uuid7(), scenario=scenario.id, title=scenario.title, began=beginning_of(scenario),
        area=parse(scenario.box.area), edition=way.edition, seed=seed,
    )  # fmt: skip
    with making:
        made = instances.create(order, where)
    try:
        asked = {"scenario": named, "seed": seed, "edition": way.edition, "strategy": way.strategy}
        (made.folder / playing.ORDER).write_text(json.dumps(asked))
        _played(made, seed, advance)
        run: dict[str, Any] = json.loads((made.folder / playing.SCORE).read_text("utf-8"))
        return run
    finally:
        with making:
            instances.end(order.id, where)


def _played(made: instances.Instance, seed: int, advance: Advance) -> None:
    command = [sys.executable, "-m", "sizao.project.drilling.playing", playing.HEADLESS]
    log = made.folder / "playing.log"
    over = 0.0
    with (
        log.open("w") as errors,
        subprocess.Popen(
            command, env={**made.environment(roles.WEB), **HURRIED}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            text=True,
        ) as child,
    ):  # fmt: skip
        for line in child.stdout or ():
            share = float(line)
            advance(share - over)
            over = share
    if child.returncode:
        raise RunFailed(seed=seed, reason=log.read_text("utf-8")[-1500:].strip())
