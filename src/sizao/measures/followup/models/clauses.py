"""A clause as a JSON column: what a decision rested on, kept in both languages with the decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.citations import Citation
from sizao.kernel.words import Words

PLAIN = ("edition_id", "text", "source", "confidence")


def stored(clause: Clause | None) -> dict[str, object]:
    """The column's value; empty without a clause."""
    if clause is None:
        return {}
    body: dict[str, object] = {each: getattr(clause, each) for each in PLAIN}
    if isinstance(clause, Citation):
        body |= {"words": list(clause.words), "source_words": list(clause.source_words)}
    return body


def read(column: Mapping[str, Any]) -> Clause | None:
    """The clause in a column, or ``None`` when there is none."""
    if not column:
        return None
    plain = {each: str(column[each]) for each in PLAIN}
    if "words" not in column:
        return Clause(**plain)
    return Citation(**plain, words=Words(*column["words"]), source_words=Words(*column["source_words"]))
