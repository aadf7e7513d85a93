"""What was ordered, as arrays over persons and places; adapters in ``oversight/drills`` make them from what the API says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

NEVER = np.inf


@dataclass(frozen=True)
class Orders:
    """The measures in force. Times are days since the beginning of the city's first day; ``inf`` is never.

    Isolation and closing are carried out by others and hold. Quarantine and masks ask for the person's own compliance
    (the city's, 0 to 1), which is drawn anew each day.
    """

    isolated_from: NDArray[np.float32]
    """[n] away from everybody from then"""
    isolated_until: NDArray[np.float32]
    quarantined_from: NDArray[np.float32]
    """[n] in quarantine from then"""
    quarantined_until: NDArray[np.float32]
    on_site: NDArray[np.bool_]
    """[n] quarantine on a site, away from everybody, instead of at home with the household"""
    masked: NDArray[np.bool_]
    """[n] to wear a mask where one is worn"""
    closed: NDArray[np.bool_]
    """[m] closed places; who would be there is at home"""
    movement: NDArray[np.float32]
    """[n] chance to make a visit outside the home that would have been made"""

    @classmethod
    def none(cls, people: int, places: int) -> Orders:
        """Nothing is ordered."""
        never = np.full(people, NEVER, np.float32)
        no, everything = np.zeros(people, np.bool_), np.ones(people, np.float32)
        return cls(never, never, never, never, no, no, np.zeros(places, np.bool_), everything)

    def with_isolated(self, persons: Any, since: Any, until: Any = NEVER) -> Orders:
        """The same with some persons isolated."""
        return replace(
            self,
            isolated_from=_placed(self.isolated_from, persons, since),
            isolated_until=_placed(self.isolated_until, persons, until),
        )

    def with_quarantined(self, persons: Any, since: Any, until: Any = NEVER, *, on_site: bool = False) -> Orders:
        """The same with some persons in quarantine."""
        return replace(
            self,
            quarantined_from=_placed(self.quarantined_from, persons, since),
            quarantined_until=_placed(self.quarantined_until, persons, until),
            on_site=_placed(self.on_site, persons, on_site),
        )

    def with_movement(self, area: NDArray[np.int64], factors: Mapping[int, float]) -> Orders:
        """The same with the movement of those who live in some areas held down; ``area`` is the city's, for each person."""
        movement = self.movement.copy()
        for code, factor in factors.items():
            movement[area == code] = factor
        return replace(self, movement=movement)


def _placed(array: NDArray[Any], persons: Any, value: Any) -> NDArray[Any]:
    changed = array.copy()
    changed[persons] = value
    return changed
