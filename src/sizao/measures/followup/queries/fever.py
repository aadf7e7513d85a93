"""What counts as a fever at a daily check: the edition's figure, and the room's own where editions name none."""

from __future__ import annotations

import tomllib
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from sizao.kernel.editions import Edition
from sizao.measures.followup import rules


def is_plausible(temperature: Decimal) -> bool:
    """Whether a reading (degrees Celsius) is one of a living person."""
    return rules.is_plausible(temperature)


def fever_from(edition: Edition) -> Decimal | None:
    """The temperature (degrees Celsius) from which a reading is a symptom; ``None`` where nothing says so for the disease."""
    named = rules.fever_from(edition)
    usual = _usual().get(edition.disease)
    return named if named is not None or usual is None else Decimal(usual["celsius"])


@cache
def _usual() -> dict[str, Any]:
    """The room's figures by disease, each with its source."""
    path = Path(__file__).resolve().parents[1] / "data" / "fever.toml"
    found = tomllib.loads(path.read_text(encoding="utf-8"))
    return {disease: terms for disease, terms in found.items() if isinstance(terms, dict)}
