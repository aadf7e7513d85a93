"""The scenarios that ship with the room, the installation's own, and those of a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from django.conf import settings

from sizao.kernel.editions import library
from sizao.kernel.editions.errors import NoSuchEdition
from sizao.kernel.words import Words
from sizao.oversight.drills.errors import ScenarioUnfit, ScenarioUnknown
from sizao.oversight.drills.rules.scenarios import read
from sizao.oversight.drills.types import Scenario
from sizao.simulation.epidemic.variant import variant

HERE = Path(__file__).resolve().parents[1] / "data" / "scenarios"
OWN = "scenarios"
"""The folder of the installation's own scenarios, in its own folder; a drill's folder holds a copy of its scenario there."""
ANOTHER_ID = Words("编号应与文件名相同", "the id should be the file's name")
TAKEN = Words("已有同一编号的内置情景", "a scenario that ships has this id")


def scenarios() -> tuple[Scenario, ...]:
    """Every scenario that can be played: those that ship, then the installation's own, each by id."""
    return (*_all_shipped(), *(each for each in map(_own_or_why, _own_files()) if isinstance(each, Scenario)))


def refused() -> list[ScenarioUnfit]:
    """Why files of the installation's own are not among the scenarios."""
    return [each for each in map(_own_or_why, _own_files()) if isinstance(each, ScenarioUnfit)]


def _all_shipped() -> tuple[Scenario, ...]:
    return tuple(_shipped(path) for path in sorted(HERE.glob("*.toml")))


def scenario(name: str) -> Scenario:
    """The scenario of an id, or of a file when the name is a path.

    Raises:
        ScenarioUnknown: there is none.
        ScenarioUnfit: the file is not right.
    """
    path = Path(name)
    if path.suffix == ".toml":
        if not path.is_file():
            raise ScenarioUnknown(scenario=name)
        return checked(read(path))
    found = next((each for each in (*HERE.glob("*.toml"), *_own_files()) if each.stem == name), None)
    if found is None:
        raise ScenarioUnknown(scenario=name)
    return _shipped(found) if found.parent == HERE else _own(found)


def _own_files() -> list[Path]:
    return sorted((Path(settings.SIZAO_HOME) / OWN).glob("*.toml"))


def _own(path: Path) -> Scenario:
    """A scenario of the installation's own, as its file says now: it is called by its file's name, which no other has."""
    found = checked(read(path))
    if found.id != path.stem:
        raise _unfit(found, "id", *ANOTHER_ID)
    if (HERE / path.name).exists():
        raise _unfit(found, "id", *TAKEN)
    return found


def _own_or_why(path: Path) -> Scenario | ScenarioUnfit:
    try:
        return _own(path)
    except ScenarioUnfit as why:
        return why


@cache
def _shipped(path: Path) -> Scenario:
    return checked(read(path))


def checked(found: Scenario) -> Scenario:
    """The same scenario, when the editions and the variant it names exist and are of its disease.

    Raises:
        ScenarioUnfit: one of them does not.
    """
    for place, name in enumerate(found.editions, 1):
        try:
            edition = library().get(name)
        except NoSuchEdition as error:
            raise _unfit(found, f"editions[{place}]", f"没有方案 {name}", f"there is no edition {name}") from error
        if edition.disease != found.disease:
            raise _unfit(found, f"editions[{place}]", f"{name} 不是该病种的方案", f"{name} is of another disease")
    try:
        disease = variant(found.variant).disease
    except KeyError as error:
        raise _unfit(found, "variant", f"没有变异株 {found.variant}", f"there is no variant {found.variant}") from error
    if disease != found.disease:
        raise _unfit(found, "variant", f"{found.variant} 属于 {disease}", f"{found.variant} is of {disease}")
    return found


def _unfit(found: Scenario, field: str, zh: str, en: str) -> ScenarioUnfit:
    return ScenarioUnfit(file=found.path.name, field=field, reason=Words(zh, en))
