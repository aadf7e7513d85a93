"""The alias tables of the five kinds of file, read once from the TOML files in ``data/``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from sizao.ground.intake.rules.headings import Aliases
from sizao.ground.intake.types import Catalogue, Choice, Field, FieldType, Kind
from sizao.kernel.words import Words


@cache
def catalogue(kind: Kind) -> Catalogue:
    """All fields that a kind of file knows; cases and contacts know those of people too."""
    table = _table(kind)
    fields = {name: _field(name, entry) for name, entry in table["fields"].items()}
    if "includes" in table:
        inherited = catalogue(Kind(table["includes"]))
        fields |= {each.name: each for each in inherited.fields if each.name not in fields}
    return Catalogue(kind, tuple(fields.values()), tuple(table.get("key", ())))


@cache
def aliases(kind: Kind) -> Aliases:
    """The aliases of a kind, ready to look headings up in."""
    return Aliases(catalogue(kind))


def _table(kind: Kind) -> dict[str, Any]:
    where = resources.files("sizao.ground.intake") / "data" / f"aliases_{kind.value}.toml"
    return tomllib.loads(where.read_text("utf-8"))


def _field(name: str, entry: dict[str, Any]) -> Field:
    choices = tuple(Choice(value, tuple(texts)) for value, texts in entry.get("choices", {}).items())
    return Field(
        name=name,
        words=Words(entry["zh"], entry["en"]),
        type=FieldType(entry["type"]),
        aliases=tuple(entry.get("aliases", ())),
        is_identifying=bool(entry.get("identifying", False)),
        is_required=bool(entry.get("required", False)),
        choices=choices,
    )
