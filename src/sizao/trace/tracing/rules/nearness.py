"""Who sat near the case: seats and tables of one vehicle or restaurant, read by the edition's rules for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sizao.kernel.decisions import Clause
from sizao.traceback.visits import Visit


@dataclass(frozen=True)
class ZoneRule:
    """How zones of one place are judged: a kind of vehicle's seats, or tables."""

    clause: Clause
    near: Callable[[str, str], bool | None]
    """Whether two zones are near each other; ``None`` when they do not say."""


@dataclass(frozen=True)
class Seating:
    """What the zones say of one person at one place, and by which clause."""

    is_near: bool
    clause: Clause


Seatings = Mapping[tuple[int, int], Seating]
"""By person and place; who is absent sat nobody knows where, and is judged by the place."""


def seatings(
    own: Sequence[Visit], others: Iterable[Visit], ruled: Mapping[int, ZoneRule], linger_s: int
) -> dict[tuple[int, int], Seating]:
    """Judge everybody who was at the case's places while it was there, or while its air lingered.

    Near once is near; apart is only who was apart every time, with every zone known.

    Args:
        own: where the case was; of a place where a seat of its is known, only what names a seat counts.
        others: visits of the exposed at the same places.
        ruled: the rule of each place that has one.
        linger_s: how long the air stays risky.
    """
    seated = {each.place for each in own if each.zone}
    own = [each for each in own if each.zone or each.place not in seated]
    said: dict[tuple[int, int], list[bool | None]] = defaultdict(list)
    for theirs in others:
        for mine in own:
            if mine.place in ruled and _met(mine, theirs, linger_s):
                said[theirs.person, theirs.place].append(_near(ruled[mine.place], mine, theirs))
    return {
        at: Seating(True in answers, ruled[at[1]].clause)
        for at, answers in said.items()
        if True in answers or None not in answers
    }


def _met(mine: Visit, theirs: Visit, linger_s: int) -> bool:
    ends = mine.until + timedelta(seconds=linger_s)
    return mine.place == theirs.place and theirs.start < ends and theirs.until > mine.start


def _near(rule: ZoneRule, mine: Visit, theirs: Visit) -> bool | None:
    return rule.near(mine.zone, theirs.zone) if mine.zone and theirs.zone else None
