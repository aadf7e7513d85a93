"""The scenarios that ship with the room, and those of a file."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from sizao.kernel.editions import library
from sizao.kernel.editions.errors import NoSuchEdition
from sizao.kernel.words import Words
from sizao.oversight.drills.errors import ScenarioUnfit, ScenarioUnknown
from sizao.oversight.drills.rules.scenarios import read
from sizao.oversight.drills.types import Scenario
from sizao.simulation.epidemic.variant import variant

HERE = Path(__file__).resolve().parents[1] / "data" / "scenarios"


def scenarios() -> tuple[Scenario, ...]:
    """Every scenario that ships, by id.

    Raises:
        ScenarioUnfit: one of the files is not right.
    """
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
    shipped = HERE / f"{name}.toml"
    if shipped.parent != HERE or not shipped.is_file():
        raise ScenarioUnknown(scenario=name)
    return _shipped(shipped)


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
