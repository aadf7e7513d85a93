"""What the injects of a script do at an hour of the drill: each kind takes something from the players or from the city."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sizao.kernel.words import Words
from sizao.oversight.drills.types import Inject, InjectKind, Playing

IN_THE_FIELD = frozenset({Playing.SENTINEL, Playing.TRACER, Playing.FOLLOWUP})
"""Roles whose people are on the road."""


@dataclass(frozen=True)
class Effects:
    """What is in force now; shares between 0 and 1."""

    lab: float = 1.0
    """Share of the laboratory's capacity that is left."""
    network: float = 0.0
    """Chance that an act does not reach the platform this hour."""
    rumour: float = 0.0
    """Share of those who would seek care but are afraid to; as many worried well crowd the laboratory."""
    storm: float = 0.0
    """Share of movement and of work in the field that does not happen."""
    call: bool = False
    """Whether the commander is held by a call from above."""

    def stops(self, role: Playing, chance: float) -> bool:
        """Whether an act of a role has to wait, given a drawn chance."""
        if role is Playing.COMMANDER and self.call:
            return True
        field = self.storm if role in IN_THE_FIELD else 0.0
        return chance < 1 - (1 - self.network) * (1 - field)


def effects(injects: Iterable[Inject], hours: float, quelled: float | None = None) -> Effects:
    """What is in force some hours into the drill; a rumour ends with the first notice after it began."""
    now = [each for each in injects if each.at_hours <= hours < each.at_hours + each.hours]

    def strongest(kind: InjectKind) -> float:
        return max(
            (each.strength for each in now if each.kind is kind and not _quelled(each, hours, quelled)), default=0.0
        )

    return Effects(
        lab=1 - strongest(InjectKind.LAB_DOWN), network=strongest(InjectKind.NETWORK_CUT),
        rumour=strongest(InjectKind.RUMOUR), storm=strongest(InjectKind.STORM),
        call=strongest(InjectKind.UPPER_CALL) > 0,
    )  # fmt: skip


def _quelled(inject: Inject, hours: float, quelled: float | None) -> bool:
    return inject.kind is InjectKind.RUMOUR and quelled is not None and inject.at_hours <= quelled <= hours


def still_planned(script: Iterable[Inject], fired: Iterable[Inject]) -> list[Inject]:
    """The injects of a script but those that an officer threw in before their hour: they have happened and come no second time."""
    early: dict[tuple[InjectKind, Words], float] = {}
    for each in fired:
        key = (each.kind, each.words)
        early[key] = min(each.at_hours, early.get(key, each.at_hours))
    return [each for each in script if early.get((each.kind, each.words), each.at_hours + 1) > each.at_hours]


def beginning(injects: Iterable[Inject], since: float, until: float) -> list[Inject]:
    """Injects that begin within a period of hours, the end not included."""
    return [each for each in injects if since <= each.at_hours < until]
