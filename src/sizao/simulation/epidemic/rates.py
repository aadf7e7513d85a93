"""How infectious an hour is: the calibrated rates that ship, each with the city it was found on and its error."""

from __future__ import annotations

import tomllib
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from sizao.simulation.epidemic.variant import HERE

SHIPPED = HERE / "rates.toml"


@dataclass(frozen=True)
class Calibration:
    """A rate with what it was found on, and how sure it is."""

    variant: str
    rate: float
    """infections per weighted hour: an hour at home with somebody of mean infectiousness"""
    target: float
    """the basic reproduction number asked for"""
    found: float
    """mean number infected by a typical case at this rate of those whom his own infector left, without immunity and orders"""
    error: float
    """standard error of ``found``, from the spread between index cases"""
    of_anybody: float
    """the same for a person drawn from the whole city, typical or not"""
    cases: int
    steps: int
    people: int
    city: str
    """how the city was built"""
    seed: int

    def as_toml(self) -> str:
        """The table that :func:`shipped` reads."""
        rows = ((name, value) for name, value in asdict(self).items() if name != "variant")
        lines = (
            f"{name} = {value if not isinstance(value, str) else chr(34) + value + chr(34)}" for name, value in rows
        )
        return f"[{self.variant}]\n" + "\n".join(lines) + "\n"


@cache
def shipped(path: Path = SHIPPED) -> dict[str, Calibration]:
    """The calibrations of a file, by variant."""
    said = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {name: Calibration(variant=name, **row) for name, row in said.items()}


def shipped_rate(variant: str) -> float:
    """The rate of a variant.

    Raises:
        KeyError: when the variant was never calibrated.
    """
    if variant not in shipped():
        raise KeyError(f"{variant} has no calibrated rate: see sizao.simulation.epidemic.calibration")
    return shipped()[variant].rate
