"""Playing a scenario many times without anybody watching: a drill of its own for each seed and way of playing, ended at once.

Every run that is over is kept in ``SIZAO_HOME/drill-runs``, in a folder named after this programme and the scenario: asked again,
after an interruption or for more seeds, only what is missing is played.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

from sizao.kernel.areas import parse
from sizao.kernel.editions import library
from sizao.kernel.editions.library import find_protocols
from sizao.kernel.errors import Invalid, Unavailable
from sizao.kernel.ids import uuid7
from sizao.oversight.drills.types import Scenario
from sizao.project import installation
from sizao.project.drilling import instances, playing, serving
from sizao.spine.database import roles

Advance = Callable[[float], None]
HURRIED = {"PGOPTIONS": "-c synchronous_commit=off"}
"""A database that ends with the run waits for no disk."""


class RunFailed(Unavailable):
    """The run of seed {seed} failed: {reason}"""

    code = "drills.run_failed"
    zh = "种子 {seed} 的推演失败:{reason}"


class SameTwice(Invalid):
    """Nothing can be compared with itself: {way}"""

    code = "drills.same_twice"
    zh = "同一方案或策略不能与自身比较:{way}"


class WayUnknown(Invalid):
    """{way} is neither an edition of the scenario nor one of its strategies: {known}"""

    code = "drills.way_unknown"
    zh = "{way} 既不是该情景的方案,也不是其策略:{known}"


class OtherDisease(WayUnknown):
    """{way} is for {its}, and the scenario {scenario} is of {disease}: {known}"""

    code = "drills.other_disease"
    zh = "{way} 适用于{its},而情景 {scenario} 是{disease}:{known}"


@dataclass(frozen=True)
class Way:
    """One way of playing: an edition, and a strategy where one is chosen."""

    name: str
    edition: str
    strategy: str = ""


def ways_of(scenario: Scenario, names: Sequence[str], edition: str = "") -> list[Way]:
    """The ways that some names mean, one beside the other.

    Raises:
        SameTwice: two of them are the same.
        WayUnknown, OtherDisease: as :func:`way_of` says.
    """
    found = [way_of(scenario, name, edition) for name in names]
    if len(set(found)) < len(found):
        raise SameTwice(way=names[0])
    return found


def way_of(scenario: Scenario, name: str = "", edition: str = "") -> Way:
    """The way that a name means: a strategy's key, an edition, or the scenario as it stands; strategies run under an edition.

    Raises:
        OtherDisease: it is an edition for another disease.
        WayUnknown: it is none of them.
    """
    usual = edition or scenario.editions[0]
    keys = [each.key for each in scenario.strategies]
    if name in keys:
        return Way(name, _edition(scenario, usual, keys), name)
    chosen = _edition(scenario, name or usual, keys)
    return Way(chosen, chosen)


def _edition(scenario: Scenario, name: str, keys: Sequence[str]) -> str:
    if name in scenario.editions:
        return name
    known = ", ".join([*scenario.editions, *keys])
    found = next((each for each in library().all() if each.id == name), None)
    if found is not None and found.disease.value != scenario.disease:
        disease = type(found.disease)(scenario.disease)
        raise OtherDisease(way=name, its=found.disease.words, scenario=scenario.id, disease=disease.words, known=known)
    raise WayUnknown(way=name, known=known)


@dataclass
class Shelf:
    """Where finished runs of a scenario lie; one that another state of the programme or of the scenario played is not taken."""

    folder: Path

    @classmethod
    def of(cls, scenario: Scenario) -> Shelf:
        """The shelf of a scenario; what other states of the programme left of it is thrown away."""
        every = installation.home() / "drill-runs"
        folder = every / f"{scenario.id}-{fingerprint(scenario)}"
        for old in every.glob(f"{scenario.id}-????????????"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return cls(folder)

    def take(self, way: Way, seed: int) -> dict[str, Any] | None:
        """A run that was played before."""
        path = self._path(way, seed)
        return dict(json.loads(path.read_text("utf-8"))) if path.exists() else None

    def put(self, way: Way, seed: int, run: dict[str, Any]) -> None:
        """Keep a run, whole or not at all."""
        path = self._path(way, seed)
        fresh = path.with_suffix(".new")
        fresh.write_text(json.dumps(run, ensure_ascii=False), "utf-8")
        fresh.replace(path)

    def clear(self) -> None:
        """Forget every run."""
        for each in self.folder.glob("*.json"):
            each.unlink()

    def held(self, ways: Sequence[Way], seeds: Sequence[int]) -> int:
        """How many of some runs lie here."""
        return sum(self._path(way, seed).exists() for way in ways for seed in seeds)

    def _path(self, way: Way, seed: int) -> Path:
        return self.folder / f"{way.edition}~{way.strategy}~{seed}.json"


def fingerprint(scenario: Scenario) -> str:
    """A digest of all that decides how a run goes: the programme, the editions, the scenario's file."""
    digest = hashlib.sha256()
    source = Path(__file__).resolve().parents[2]
    shaping = [
        *sorted(source.rglob("*.py")), *sorted(source.rglob("*.toml")), *sorted(find_protocols().rglob("*.toml")), scenario.path,
    ]  # fmt: skip
    for path in shaping:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass
class Children:
    """The processes that play now, so that an interruption ends them all."""

    running: set[subprocess.Popen[str]] = field(default_factory=set)
    is_over: bool = False

    def end(self) -> None:
        """End every process; none is begun any more."""
        self.is_over = True
        for each in list(self.running):
            each.terminate()


def play_all(
    scenario: Scenario,
    named: str,
    ways: Sequence[Way],
    seeds: Sequence[int],
    *,
    jobs: int,
    advance: Advance,
    shelf: Shelf,
) -> dict[str, list[dict[str, Any]]]:
    """Play every way on every seed, a seed both ways before the next one; returns each way's runs as JSON, in the order of the seeds.

    The first run that fails, or an interruption, ends what is being played; what is over is kept.

    Args:
        scenario: what is played.
        named: its id, or the path of its file, for the child processes.
        ways: the ways of playing.
        seeds: the seeds, the same for every way.
        jobs: how many are played at the same time.
        advance: told how much more is over, a run counting 1.
        shelf: where finished runs are looked for and kept.
    """
    where = installation_place()
    making, children = Lock(), Children()

    def one(way: Way, seed: int) -> dict[str, Any]:
        kept = shelf.take(way, seed)
        if kept is not None:
            advance(1)
            return kept
        run = play_one(scenario, named, way, seed, where=where, making=making, advance=advance, children=children)
        shelf.put(way, seed, run)
        return run

    pool = ThreadPoolExecutor(jobs)
    try:
        waiting = {(way.name, seed): pool.submit(one, way, seed) for seed in seeds for way in ways}
        return {way.name: [waiting[way.name, seed].result() for seed in seeds] for way in ways}
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        children.end()
        raise
    finally:
        pool.shutdown()


def installation_place() -> installation.Place:
    """The database server of this installation, with the right to make databases."""
    return instances.place()


def play_one(
    scenario: Scenario,
    named: str,
    way: Way,
    seed: int,
    *,
    where: installation.Place,
    making: Lock,
    advance: Advance,
    children: Children,
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
        (made.folder / serving.ALONE).touch()
        _played(made, seed, advance, children)
        run: dict[str, Any] = json.loads((made.folder / playing.SCORE).read_text("utf-8"))
        return run
    finally:
        with making:
            instances.end(order.id, where)


def _played(made: instances.Instance, seed: int, advance: Advance, children: Children) -> None:
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
        children.running.add(child)
        if children.is_over:
            child.terminate()
        for line in child.stdout or ():
            share = float(line)
            advance(share - over)
            over = share
    children.running.discard(child)
    if child.returncode:
        raise RunFailed(seed=seed, reason=log.read_text("utf-8")[-1500:].strip())
