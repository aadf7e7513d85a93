"""Playing a drill in one process, hour by hour of its own time, as fast as the machine can."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.editions import library
from sizao.oversight.drills.errors import StrategyUnknown
from sizao.oversight.drills.queries import adapters, feeding, wording
from sizao.oversight.drills.queries.doors import Doors, InProcess, Transport
from sizao.oversight.drills.queries.players.casework import Epidemiologist
from sizao.oversight.drills.queries.players.checking import Checking
from sizao.oversight.drills.queries.players.clinic import Clinic, Laboratory
from sizao.oversight.drills.queries.players.command import Commander, DataOfficer
from sizao.oversight.drills.queries.players.desk import Desk
from sizao.oversight.drills.queries.players.keeping import FollowUp, Transfer
from sizao.oversight.drills.queries.players.sampling import Sampling
from sizao.oversight.drills.queries.players.telling import Informant
from sizao.oversight.drills.queries.scoring import Periods, scored
from sizao.oversight.drills.queries.stage import GROUPS, SECOND_LAB, Stage
from sizao.oversight.drills.queries.truth import Truth, alone, city_of
from sizao.oversight.drills.rules.injects import beginning, effects
from sizao.oversight.drills.types import (
    Inject,
    InjectKind,
    LogKind,
    PlayedBy,
    Player,
    Playing,
    Run,
    Scenario,
)
from sizao.spine import clock, pulse
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.types import Role
from sizao.spine.outbox import actions as outbox
from sizao.spine.scope import queries as scope

Progress = Callable[[float], None]
HOURS = 24
PULSE = 4
"""Hours between two rounds of the regular work that players see; the rest, which looks at the present as well and tells
only people, is done once a day."""
SEEN = ("followup.",)
"""How the names of the regular work begin that changes what players see: visits that were missed."""
UNSEEN = frozenset({"identity.seek_duplicates"})
"""Regular work of no concern to a drill that nobody watches: its people's papers are all different."""


@dataclass
class Company:
    """Everybody who plays, in the order in which an hour goes."""

    stage: Stage
    transfer: Transfer
    commander: Commander
    desks: tuple[Desk, ...]

    @classmethod
    def of(cls, stage: Stage) -> Company:
        """The machine players of a stage."""
        laboratory = Laboratory(stage)
        clinic, transfer, commander = Clinic(stage, laboratory), Transfer(stage), Commander(stage, laboratory)
        case_work, follow_up = Epidemiologist(stage, laboratory), FollowUp(stage, laboratory, clinic)
        desks = (
            clinic, laboratory, commander, Sampling(stage, laboratory, clinic), case_work, Informant(stage, case_work),
            Checking(stage, clinic), transfer, follow_up, DataOfficer(stage),
        )  # fmt: skip
        return cls(stage, transfer, commander, desks)

    def begin(self, script: Sequence[Inject]) -> None:
        """Let the injects of this hour begin: those that are an event rather than a state happen now."""
        stage = self.stage
        self.commander.notice()
        for inject in beginning(script, stage.hours, stage.hours + 1):
            stage.note(LogKind.INJECT, inject.kind.value, inject.words.en, detail=inject.words.zh)
            if inject.kind is InjectKind.UPPER_CALL:
                self.commander.called(inject)
            if inject.kind is InjectKind.LOST_LIST:
                lost = self.transfer.lose(inject.strength, stage.hours + inject.hours)
                stage.note(LogKind.FINDING, "tracer", "transfers lost", lost)


def tokens(scenario: Scenario, began: datetime) -> dict[str, str]:
    """A bearer token for each role that the machine plays, made in the database of this process's drill."""
    by = Actor.system("drill")
    area = parse(scenario.box.area)
    wanted = {**{str(role): role for _, role in GROUPS}, SECOND_LAB: Role.LAB}
    until = began + timedelta(days=scenario.box.days + 365)
    with scope.acting(by):
        return {
            name: accounts.create_client(
                name=f"机器扮演 {wording.role_of(name).zh}", role=role, area=area, by=by, at=began - timedelta(days=60), until=until
            )
            for name, role in wanted.items()
        }  # fmt: skip


def player_of(row: Mapping[str, Any]) -> Player:
    """A player as an order of a drill writes it down."""
    return Player(
        role=Playing(row["role"]), played_by=PlayedBy(row.get("played_by", PlayedBy.MACHINE.value)),
        skill=float(row.get("skill", Player.skill)), delay_hours=float(row.get("delay_hours", Player.delay_hours)),
        per_hour=int(row.get("per_hour", Player.per_hour)),
    )  # fmt: skip


def players_of(scenario: Scenario, strategy: str = "") -> Mapping[Playing, Player]:
    """Who plays how: the scenario's players, some of them changed by a strategy.

    Raises:
        StrategyUnknown: when the scenario has none of that key.
    """
    found = {each.role: each for each in scenario.players}
    if not strategy:
        return found
    chosen = next((each for each in scenario.strategies if each.key == strategy), None)
    if chosen is None:
        raise StrategyUnknown(strategy=strategy, scenario=scenario.id)
    return found | {each.role: each for each in chosen.players}


def play(
    scenario: Scenario,
    *,
    seed: int,
    edition: str = "",
    strategy: str = "",
    transport: Transport | None = None,
    progress: Progress = lambda share: None,
) -> Run:
    """Play a drill to its end in the database of this process, and score it.

    Args:
        scenario: what is played.
        seed: of the city, the epidemic and every draw of the players.
        edition: the edition to judge by; the scenario's first when empty. The process's drill must run under it too.
        strategy: a key of the scenario's strategies; none plays it as it stands.
        transport: how requests reach the platform; through this process when not given.
        progress: told the share of the drill that is over.
    """
    started = time.perf_counter()
    city = city_of(scenario, seed)
    truth = Truth.of(scenario, seed, city)
    began = truth.moment(scenario.box.lead_days)
    with told(began) as tell:
        keys = tokens(scenario, began)
        channel = transport or InProcess()
        stage = Stage(
            scenario=scenario, players=players_of(scenario, strategy), truth=truth,
            edition=library().get(edition or scenario.editions[0]), now=began, began=began,
            doors={name: Doors(channel, role_of(name), token) for name, token in keys.items()},
        )  # fmt: skip
        feeding.lead(stage)
        outbox.drain()
        periods = _played(stage, tell, progress)
        course = alone(scenario, seed, city)
        found = scored(stage, strategy=strategy, alone=course, periods=periods)
    return replace(found, score=replace(found.score, seconds=time.perf_counter() - started))


def role_of(name: str) -> Role:
    """The role of the platform behind the name of a token."""
    return Role.LAB if name == SECOND_LAB else Role(name)


@contextmanager
def told(began: datetime) -> Iterator[Callable[[datetime], None]]:
    """Let this process's clock say the drill's time until the end of the block."""
    moment = [began]
    clock.set_source(lambda: moment[0])
    try:
        yield lambda now: moment.__setitem__(0, now)
    finally:
        clock.set_source()


def _played(stage: Stage, tell: Callable[[datetime], None], progress: Progress) -> Periods:
    company = Company.of(stage)
    nights = Nights()
    lead, days = stage.scenario.box.lead_days, stage.scenario.box.days
    for day in range(lead, lead + days):
        for hour in range(HOURS):
            stage.now = (stage.truth.moment(day) + timedelta(hours=hour)).astimezone(UTC)
            tell(stage.now)
            play_hour(stage, company)
        nights.pass_over(stage, day)
        progress((day + 1 - lead) / days)
    tell(stage.truth.moment(lead + days))
    stage.now = stage.truth.moment(lead + days).astimezone(UTC)
    stage.stale = True
    stage.read()
    return nights.periods()


@dataclass
class Nights:
    """What happens in the city when a day is over: it passed under what the platform ordered."""

    kept: adapters.FollowUp = field(default_factory=adapters.FollowUp)
    isolated: list[int] = field(default_factory=list)
    """People in quarantine at the end of each day."""

    def pass_over(self, stage: Stage, day: int) -> None:
        """Let a day pass in the city, counted from its first."""
        stage.read()
        count = stage.truth.step(day, adapters.orders_of(stage, adapters.all_rooms(self.kept)))
        stage.note(LogKind.TRUTH, "city", "infected", count)
        self.isolated.append(len(stage.picture.kept))

    def periods(self) -> Periods:
        """Whom how long, and how many each day."""
        return Periods(dict(self.kept.periods), tuple(self.isolated))


class Machine:
    """The platform's own work, done in this process."""

    def work(self, stage: Stage) -> None:
        """Its regular work, as far as an hour asks for it."""
        hour = int(stage.hours)
        if hour % PULSE == 0:
            pulse.beat(stage.now - timedelta(hours=PULSE), stage.now, only=lambda name: name.startswith(SEEN))
        if hour % HOURS == 0:
            rest = stage.now - timedelta(hours=HOURS)
            pulse.beat(rest, stage.now, only=lambda name: not name.startswith(SEEN) and name not in UNSEEN)

    def answer(self) -> None:
        """Deliver the events that wait."""
        outbox.drain()


def play_hour(stage: Stage, company: Company, machine: Machine | None = None) -> None:
    """One hour: the script, the platform's own work, the picture, the players, and what follows from what they did.

    What one player does the others see in the next hour, as they do in a served drill.
    """
    machine = machine or Machine()
    company.begin(stage.scenario.injects)
    machine.work(stage)
    stage.heed_notices(stage.scenario.injects)
    stage.effects = effects(stage.scenario.injects, stage.hours, stage.quelled)
    stage.read()
    for desk in company.desks:
        desk.play()
    if stage.has_written:
        machine.answer()
        stage.has_written = False
