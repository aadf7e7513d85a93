"""What the board asks of the rooms below it; it has no tables of its own."""

from sizao.oversight.board.queries.mapping import map_of
from sizao.oversight.board.queries.situation import (
    bounds,
    edition_words,
    has_clock,
    incidents,
    on_map,
    situation,
    standing,
    terms,
    timeline,
    wall,
    way_to,
)
from sizao.oversight.board.queries.work import my_work

__all__ = [
    "bounds",
    "edition_words",
    "has_clock",
    "incidents",
    "map_of",
    "my_work",
    "on_map",
    "situation",
    "standing",
    "terms",
    "timeline",
    "wall",
    "way_to",
]
