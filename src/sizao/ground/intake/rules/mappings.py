"""A mapping as a TOML file that a person can read, keep and correct."""

from __future__ import annotations

import json
import tomllib

from sizao.ground.intake.errors import MappingInvalid
from sizao.ground.intake.rules.headings import mapping_from
from sizao.ground.intake.types import Kind, Mapping
from sizao.kernel.words import Words


def to_toml(mapping: Mapping) -> str:
    """The mapping as TOML: heading = field, an empty field leaves the column out."""
    lines = [f"kind = {_quoted(mapping.kind.value)}"]
    if mapping.date_order:
        lines.append(f"date_order = {_quoted(mapping.date_order.value)}")
    lines += ["", "[columns]", *(f"{_quoted(heading)} = {_quoted(name)}" for heading, name in mapping.columns.items())]
    for name, texts in mapping.values.items():
        lines += [
            "",
            f"[values.{_quoted(name)}]",
            *(f"{_quoted(text)} = {_quoted(value)}" for text, value in texts.items()),
        ]
    return "\n".join(lines) + "\n"


def from_toml(text: str, kind: Kind) -> Mapping:
    """The mapping in a TOML text.

    Raises:
        MappingInvalid: the text is not TOML or not such a mapping.
    """
    try:
        given = tomllib.loads(text)
    except tomllib.TOMLDecodeError as damage:
        raise MappingInvalid(reason=Words(f"不是 TOML:{damage}", f"it is not TOML: {damage}")) from damage
    return mapping_from(given, kind)


def _quoted(text: str) -> str:
    """A basic string of TOML: JSON's escapes, and DEL which JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
