"""A desk of a role: what waits on it, when it is done, and what holds it up."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import timedelta

from sizao.oversight.drills.queries.stage import Stage
from sizao.oversight.drills.rules.draws import delay
from sizao.oversight.drills.types import LogKind, PlayedBy, Player, Playing

Act = Callable[[], None]


class Desk:
    """The machine at one role. Subclasses say in ``look`` what they notice and put on the agenda."""

    role: Playing
    is_of_the_city = False
    """Whether it stands for the city itself: only the machine knows who is ill and what a sample holds."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.player: Player = stage.players.get(self.role) or Player(role=self.role)
        self._agenda: list[tuple[float, int, Act]] = []
        self._laid = 0
        self._noticed: set[tuple[object, ...]] = set()

    @property
    def skill(self) -> float:
        """How well it is played."""
        return self.player.skill

    @property
    def is_played_by_people(self) -> bool:
        """Whether people sit here, and the machine steps back."""
        return self.player.played_by is PlayedBy.PEOPLE

    def look(self) -> None:
        """Notice what is new."""

    def play(self) -> None:
        """Notice, and do what is due within what an hour allows; what the injects stop waits an hour."""
        if self.is_played_by_people and not self.is_of_the_city:
            return
        self.look()
        for _ in range(self.player.per_hour):
            if not self._agenda or self._agenda[0][0] > self.stage.hours:
                return
            _due, order, act = heapq.heappop(self._agenda)
            held = self.stage.chance(self.role.value, "held", order, int(self.stage.hours))
            if self.stage.effects.stops(self.role, held):
                heapq.heappush(self._agenda, (self.stage.hours + 1, order, act))
            else:
                act()

    def after(self, act: Act, *names: int | str, share: float = 1.0) -> None:
        """Put an act on the agenda, after the role's own delay (or a share of it)."""
        hours = delay(self.player.delay_hours, self.stage.seed, self.role.value, *names)
        self.at(self.stage.hours + hours * share, act)

    def at(self, hours: float, act: Act) -> None:
        """Put an act on the agenda for an hour of the drill."""
        self._laid += 1
        heapq.heappush(self._agenda, (hours, self._laid, act))

    def once(self, *names: object) -> bool:
        """Whether this is the first time that something is noticed."""
        if names in self._noticed:
            return False
        self._noticed.add(names)
        return True

    def forget(self, *names: object) -> None:
        """Notice something again the next time."""
        self._noticed.discard(names)

    def right(self, *names: int | str) -> bool:
        """Whether it gets something right, by its skill."""
        return self.stage.chance(self.role.value, "right", *names) < self.skill

    def did(self, what: str, count: int = 1, detail: str = "") -> None:
        """Write an act into the log."""
        self.stage.note(LogKind.ACT, self.role.value, what, count, detail)

    def lose(self, share: float, until: float) -> int:
        """Lose a share of what waits: it is only found again some hours later. Returns how much."""
        lost = [each for each in self._agenda if self.stage.chance(self.role.value, "lost", each[1]) < share]
        kept = [each for each in self._agenda if each not in lost]
        self._agenda = [*kept, *((max(due, until), order, act) for due, order, act in lost)]
        heapq.heapify(self._agenda)
        return len(lost)


def said(moment: object) -> str:
    """A moment as the API takes it."""
    return moment.isoformat()  # type: ignore[attr-defined,no-any-return]


HOUR = timedelta(hours=1)
