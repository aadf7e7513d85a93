"""What the players of a drill share: the time, the doors, the log, the effects in force, and the picture the platform gives them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any, Protocol

from sizao.kernel.editions import Edition
from sizao.kernel.words import Words
from sizao.oversight.drills.queries.doors import Answer, Copy, Doors
from sizao.oversight.drills.queries.truth import HOUR, Truth
from sizao.oversight.drills.rules.draws import uniform
from sizao.oversight.drills.rules.injects import Effects, effects
from sizao.oversight.drills.types import Inject, LogEntry, LogKind, Message, PlayedBy, Player, Playing, Scenario
from sizao.spine.accounts.types import Role

Row = dict[str, Any]
OPEN_PLANS = frozenset({"active", "extended"})
"""States of a plan under which somebody is kept."""
NOT_A_CASE = "not_a_case"
"""How the platform calls a case that was ruled out."""
SECOND_LAB = "second laboratory desk"
"""Whoever releases results is not who entered them."""
GROUPS = ((Playing.SENTINEL, Role.SAMPLER), (Playing.LAB, Role.LAB), (Playing.EPIDEMIOLOGIST, Role.EPIDEMIOLOGIST),
          (Playing.TRACER, Role.SITE_MANAGER), (Playing.FOLLOWUP, Role.TRACER), (Playing.COMMANDER, Role.COMMANDER),
          (Playing.DATA_OFFICER, Role.DATA_OFFICER), (Playing.DATA_OFFICER, Role.COORDINATOR))  # fmt: skip
"""Under which roles of the platform's matrix each playing role acts."""


EXERCISE = Words("演练", "exercise")
LISTS = ("/cases", "/contacts", "/plans")
"""What the picture is made of."""
BESIDE = (
    "/samples", "/identity/people", "/places", "/presence", "/followup/checks", "/followup/samplings", "/notices", "/tasks",
    "/filings", "/instructions", "/zones",
)  # fmt: skip
"""Writes that change neither cases nor contacts nor plans: after them the picture still holds."""


@dataclass
class Picture:
    """What the platform says of the incident, read through its API."""

    cases: dict[int, Row] = field(default_factory=dict)
    """By person of the city."""
    contacts: dict[int, list[Row]] = field(default_factory=dict)
    plans: dict[str, tuple[int, Row]] = field(default_factory=dict)
    """By the plan's id: the person of the city, and the plan."""

    @cached_property
    def held(self) -> dict[int, Row]:
        """The cases that were not ruled out, by person of the city."""
        return {person: row for person, row in self.cases.items() if row["classification"] != NOT_A_CASE}

    @cached_property
    def kept(self) -> frozenset[int]:
        """Who is in quarantine by what the platform says."""
        placed = (person for person, row in self.plans.values() if row["placed_at"] and row["state"] in OPEN_PLANS)
        return frozenset(placed)


class Naming(Protocol):
    """What the people and places of a city are called."""

    def person(self, stage: Stage, person: int) -> Row:
        """Somebody as the register of residents has them."""

    def place(self, stage: Stage, place: int, kind: str) -> Row:
        """The names of a place, and what else is told of it; ``kind`` is the platform's."""


@dataclass
class Stage:
    """One drill while it is played."""

    scenario: Scenario
    players: Mapping[Playing, Player]
    edition: Edition
    truth: Truth
    doors: Mapping[str, Doors]
    """By role of the platform, and :data:`SECOND_LAB`."""
    now: datetime
    began: datetime
    effects: Effects = field(default_factory=Effects)
    incident_id: str = ""
    picture: Picture = field(default_factory=Picture)
    copies: dict[str, Copy] = field(default_factory=lambda: {path: Copy(path) for path in LISTS})
    """The lists behind the picture."""
    numbers: dict[int, int] = field(default_factory=dict)
    """The platform's number of each person of the city it knows."""
    persons: dict[int, int] = field(default_factory=dict)
    """The other way round."""
    places: dict[int, int] = field(default_factory=dict)
    """The platform's number of each place of the city."""
    site: int = 0
    """The quarantine site."""
    public: dict[int, str] = field(default_factory=dict)
    """The number by which officers know each person of the city."""
    messages: list[Message] = field(default_factory=list)
    """What people who play are told."""
    log: list[LogEntry] = field(default_factory=list)
    refusals: list[tuple[str, str]] = field(default_factory=list)
    quelled: float | None = None
    """Hours into the drill at which the last notice was issued."""
    stale: bool = True
    """Whether the picture has to be read again."""
    has_written: bool = False
    """Whether something was written since the platform's own work was last done."""
    naming: Naming | None = None
    """What people and places are called, when it is not as in a drill."""
    stamp: Words = EXERCISE
    """What stands beside the names of whatever the players make, so that nobody takes it for real."""
    when_opened: Callable[[str], None] = lambda incident_id: None
    """Told of the incident before anything else is done in it."""

    def __post_init__(self) -> None:
        for name, door in self.doors.items():
            door.heard = self._listener(name)

    def _listener(self, name: str) -> Callable[[Answer, str, str], None]:
        def heard(answer: Answer, method: str, path: str) -> None:
            if method != "GET":
                self.has_written = True
                self.stale = self.stale or not path.startswith(BESIDE)
            if not answer.is_done:
                self.refusals.append((name, answer.code))
                self.note(LogKind.REFUSAL, name, answer.code, detail=f"{method} {_general(path)}: {answer.words}")

        return heard

    def door(self, role: Role | str) -> Doors:
        """The API under a role."""
        return self.doors[str(role)]

    @property
    def seed(self) -> int:
        """The seed of every draw."""
        return self.truth.seed

    @property
    def hours(self) -> float:
        """Hours since the drill began."""
        return (self.now - self.began).total_seconds() / HOUR

    def is_played_by_people(self, role: Playing) -> bool:
        """Whether people sit at a role."""
        found = self.players.get(role)
        return found is not None and found.played_by is PlayedBy.PEOPLE

    def chance(self, *names: int | str) -> float:
        """A drawn number from 0 up to 1 that belongs to some names."""
        return uniform(self.seed, *names)

    def ago(self, hours: float) -> datetime:
        """A moment before now."""
        return self.now - timedelta(hours=hours)

    def stamped(self, zh: str, en: str) -> Words:
        """A name with its stamp."""
        return Words(f"{zh}({self.stamp.zh})", f"{en} ({self.stamp.en})")

    def named(self, area: str) -> Words:
        """What the platform calls an area."""
        found = self.door(Role.COMMANDER).get(f"/areas/{area}")
        return Words(found.content["name_zh"], found.content["name_en"]) if found.is_done else Words(area, area)

    def note(self, kind: LogKind, role: str, what: str, count: int = 1, detail: str = "") -> None:
        """Write a line of the drill's log."""
        self.log.append(LogEntry(at=self.now, kind=kind, role=role, what=what, count=count, detail=detail))

    def tell(self, message: Message) -> None:
        """Tell people who play something; the same key is told once."""
        if all(each.key != message.key for each in self.messages):
            self.messages.append(message)

    def registered(self, person: int) -> str:
        """The number by which officers know somebody; empty when no register does."""
        return self.public.get(person, "")

    def heed_notices(self, script: Sequence[Inject]) -> None:
        """While a rumour goes round: when the public was last told, by people or by the machine."""
        if not self.incident_id or not effects(script, self.hours).rumour:
            return
        answer = self.door(Role.COMMANDER).get("/notices", incident_id=self.incident_id)
        issued = [datetime.fromisoformat(row["issued_at"]) for row in answer.content] if answer.is_done else []
        until_now = [each for each in issued if each <= self.now]
        if until_now:
            self.quelled = (max(until_now) - self.began).total_seconds() / HOUR

    def meet(self, person: int, number: int) -> None:
        """Remember which number of the platform is which person of the city."""
        self.numbers[person], self.persons[number] = number, person

    def read(self) -> None:
        """Take into the picture what changed, when something was written since."""
        if not self.stale or not self.incident_id:
            return
        for each in self.copies.values():
            each.follow(self.door(Role.EPIDEMIOLOGIST), incident_id=self.incident_id)
        self.picture = Picture(
            cases=dict(self._known("/cases")),
            contacts=_grouped(self._known("/contacts")),
            plans={row["id"]: (person, row) for person, row in self._known("/plans", "release_on")},
        )
        self.stale = False

    def _known(self, path: str, *order: str) -> list[tuple[int, Row]]:
        """Rows with their person of the city, in order of it: the platform's own ids fall differently every time."""
        rows = self.copies[path].rows.values()
        kept = [(self.persons[row["person"]], row) for row in rows if row["person"] in self.persons]
        return sorted(kept, key=lambda pair: (pair[0], *(pair[1][name] for name in (*order, "id"))))

    def counted(self) -> Counter[str]:
        """How many lines of each kind the log has."""
        return Counter(each.kind.value for each in self.log)


def _grouped(rows: Iterable[tuple[int, Row]]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = {}
    for person, row in rows:
        found.setdefault(person, []).append(row)
    return found


def _general(path: str) -> str:
    """An address without its ids, so that the same refusal is one line of a tally."""
    return "/".join("…" if len(part) == 36 else part for part in path.split("/"))
