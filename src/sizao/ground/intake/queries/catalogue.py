"""The alias tables of the kinds of file and of repeated blocks, read once from the TOML files in ``data/``."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from sizao.ground.intake.rules.headings import Aliases
from sizao.ground.intake.types import Block, Catalogue, Choice, Field, FieldType, Kind
from sizao.kernel.words import Words


@cache
def catalogue(kind: Kind) -> Catalogue:
    """All fields that a kind of file knows; cases and contacts know those of people too."""
    table = _table(kind)
    fields = {name: _field(name, entry) for name, entry in table["fields"].items()}
    if "includes" in table:
        inherited = catalogue(Kind(table["includes"]))
        fields |= {each.name: each for each in inherited.fields if each.name not in fields}
    asked = table.get("filled", {})
    return Catalogue(
        kind,
        tuple(fields.values()),
        tuple(table.get("key", ())),
        filled=tuple(asked.get("columns", ())),
        filled_when=str(asked.get("when", "")),
        day_first=tuple(table.get("day_first", ())),
        symptoms=dict(table.get("symptoms", {})),
        foreign=tuple((heading, Kind(other)) for heading, other in table.get("foreign", {}).items()),
    )


@cache
def diseases() -> dict[str, str]:
    """What other systems call a disease, in small letters, to the disease."""
    where = resources.files("sizao.ground.intake") / "data" / "diseases.toml"
    table = tomllib.loads(where.read_text("utf-8"))
    return {text.casefold(): disease for disease, texts in table.items() for text in (disease, *texts)}


@cache
def disease_called(disease: str) -> str:
    """The first name that other systems use for a disease."""
    where = resources.files("sizao.ground.intake") / "data" / "diseases.toml"
    texts = tomllib.loads(where.read_text("utf-8")).get(disease, [])
    return str(texts[0]) if texts else "OTHER"


@cache
def block_aliases(block: Block) -> Aliases:
    """The aliases of the columns of one repeated block; a participant is described like a row of participants."""
    if block is Block.PARTICIPANT:
        return aliases(Kind.PARTICIPANTS)
    return Aliases(block_catalogue(block))


@cache
def block_catalogue(block: Block) -> Catalogue:
    """The fields of one repeated block."""
    if block is Block.PARTICIPANT:
        return catalogue(Kind.PARTICIPANTS)
    where = resources.files("sizao.ground.intake") / "data" / "blocks.toml"
    table = tomllib.loads(where.read_text("utf-8"))[block.value]
    return Catalogue(Kind.TESTS, tuple(_field(name, entry) for name, entry in table["fields"].items()))


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
