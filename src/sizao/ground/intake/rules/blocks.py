"""Columns that repeat from left to right: which of them make one sample, test, vaccination or participant."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sizao.ground.intake.types import Block, Kind

ENTITIES = {"Sample": Block.SAMPLE, "PathogenTest": Block.TEST, "Vaccination": Block.VACCINATION}
"""Words of SORMAS's upper heading row that begin such columns."""
FIRST_OF_PARTICIPANT = "involvementDescription"
"""In a file of gatherings every column from this one on is about a participant."""
_NUMBERED = re.compile(r" #\d+$")


@dataclass(frozen=True)
class Group:
    """One repeated record: what it is, and the positions and bare headings of its columns."""

    block: Block
    columns: tuple[tuple[int, str], ...]


def groups(headings: Sequence[str], kind: Kind) -> tuple[Group, ...]:
    """The repeated records of a file, from left to right; a column heard before begins the next one."""
    found: list[tuple[Block, list[tuple[int, str]]]] = []
    for at, block, name in _inside(headings, kind):
        is_new = not found or found[-1][0] is not block or name in {each for _, each in found[-1][1]}
        if is_new:
            found.append((block, []))
        found[-1][1].append((at, name))
    return tuple(Group(block, tuple(columns)) for block, columns in found)


def positions(headings: Sequence[str], kind: Kind) -> frozenset[int]:
    """The columns that belong to repeated records."""
    return frozenset(at for group in groups(headings, kind) for at, _ in group.columns)


def _inside(headings: Sequence[str], kind: Kind) -> list[tuple[int, Block, str]]:
    among_participants = False
    found = []
    for at, heading in enumerate(headings):
        text = _NUMBERED.sub("", heading)
        entity, _, rest = text.partition(".")
        among_participants = among_participants or (kind is Kind.EVENTS and text == FIRST_OF_PARTICIPANT)
        if among_participants:
            found.append((at, Block.PARTICIPANT, text))
        elif entity in ENTITIES and rest:
            found.append((at, ENTITIES[entity], rest))
    return found
