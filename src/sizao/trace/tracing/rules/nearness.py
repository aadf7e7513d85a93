"""Who was near the case: zones of one vehicle, restaurant or building, read by the edition's rules for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sizao.kernel.decisions import Clause
from sizao.trace.cases.types import Nearness
from sizao.traceback.visits import Visit

Near = Callable[[str, str], Nearness | None]


@dataclass(frozen=True)
class ZoneRule:
    """How zones of one place are judged: a vehicle's seats and carriages, tables, or rooms."""

    clause: Clause
    near: Near
    """Whether two zones, of which either may be empty, are near each other: unclear when somebody must be asked,
    ``None`` when they do not say."""


@dataclass(frozen=True)
class Seating:
    """What the zones say of one person at one place, and by which clause."""

    nearness: Nearness
    clause: Clause


Seatings = Mapping[tuple[int, int], Seating]
"""By person and place; who is absent was nobody knows where, and is judged by the place."""


def of_tables(near: Callable[[str, str], bool | None]) -> Near:
    """A rule that says yes, no or nothing, and nothing of those whose zone is not known."""

    def judged(mine: str, theirs: str) -> Nearness | None:
        said = near(mine, theirs) if mine and theirs else None
        return None if said is None else Nearness.NEAR if said else Nearness.APART

    return judged


def seatings(
    own: Sequence[Visit], others: Iterable[Visit], ruled: Mapping[int, ZoneRule], linger_s: int
) -> dict[tuple[int, int], Seating]:
    """Judge everybody who was at the case's places while it was there, or while its air lingered.

    Near once is near; to be asked is who may have been near once; apart is only who was apart every time, with every
    zone known.

    Args:
        own: where the case was; of a place where a zone of its is known, only what names a zone counts.
        others: visits of the exposed at the same places.
        ruled: the rule of each place that has one.
        linger_s: how long the air stays risky.
    """
    seated = {each.place for each in own if each.zone}
    here: dict[int, list[Visit]] = defaultdict(list)
    for each in own:
        if each.place in ruled and (each.zone or each.place not in seated):
            here[each.place].append(each)
    said: dict[tuple[int, int], set[Nearness | None]] = defaultdict(set)
    for theirs in others:
        for mine in here[theirs.place]:
            if _met(mine, theirs, linger_s):
                said[theirs.person, theirs.place].add(ruled[mine.place].near(mine.zone or "", theirs.zone or ""))
    found = {at: _together(answers) for at, answers in said.items()}
    return {at: Seating(each, ruled[at[1]].clause) for at, each in found.items() if each is not None}


def _together(answers: set[Nearness | None]) -> Nearness | None:
    for each in (Nearness.NEAR, Nearness.UNCLEAR):
        if each in answers:
            return each
    return None if None in answers else Nearness.APART


def _met(mine: Visit, theirs: Visit, linger_s: int) -> bool:
    ends = mine.until + timedelta(seconds=linger_s)
    return theirs.start < ends and theirs.until > mine.start
