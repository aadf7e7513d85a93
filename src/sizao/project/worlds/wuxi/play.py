"""Loading the demonstration city: machine players act out its last days through the API, in this process, at the time of the story.

Everything is written by the players through the doors that people use, under tokens of the posts they stand for, which end
an hour after the story. Only the edition is taken over by the headquarters' own act, because no door has it alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.editions import library
from sizao.kernel.errors import Invalid, Unavailable
from sizao.kernel.words import Words
from sizao.oversight.drills.queries import feeding, headless
from sizao.oversight.drills.queries.doors import Doors, InProcess, Transport
from sizao.oversight.drills.queries.headless import Company, Machine, Nights
from sizao.oversight.drills.queries.journal import Journal
from sizao.oversight.drills.queries.stage import GROUPS, SECOND_LAB, Stage
from sizao.oversight.drills.queries.truth import TZ, Truth
from sizao.oversight.drills.types import LogKind
from sizao.project.worlds.wuxi import beside, fill, offices, state, story
from sizao.project.worlds.wuxi.story import Moved
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope

KEYS, JOURNAL = "keys.json", "journal"
HOURS = 24
OPEN = timedelta(hours=1)
"""How long after the story its tokens open doors."""
LIFE, PLAYED = 0.35, 0.95
"""Shares of the work that are over when ordinary life, and when the outbreak has been played."""
DESKS: dict[str, str] = {
    Role.SAMPLER: "无锡采样点", Role.LAB: "无锡核酸检测机构", Role.EPIDEMIOLOGIST: "无锡疾控流调专班",
    Role.SITE_MANAGER: "无锡集中隔离专班", Role.TRACER: "无锡随访专班", Role.COMMANDER: "无锡市指挥部",
    Role.DATA_OFFICER: "无锡数据专班", Role.COORDINATOR: "无锡综合协调组", SECOND_LAB: "无锡检测审核",
}  # fmt: skip
"""What the posts are called under which the machine acts."""


class GroundMissing(Unavailable):
    """The people or places of the demonstration city could not be entered: {refusal}"""

    code = "worlds.ground_missing"
    zh = "演示城市的居民或场所未能登记:{refusal}"


@dataclass
class Loading:
    """One load while it runs."""

    reached: state.State
    folder: Path
    moved: Moved
    stage: Stage
    journal: Journal
    tell: Callable[[datetime], None]
    say: Callable[[state.State], None]
    nights: Nights = field(default_factory=Nights)

    def advance(self, share: float, zh: str, en: str) -> None:
        """Say how far it is."""
        self.reached = state.tell(self.reached, share, Words(zh, en), self.folder)
        self.say(self.reached)


class Once(Machine):
    """The platform's own work, left out while the story only repeats what was done before an interruption."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def work(self, stage: Stage) -> None:
        """Its regular work."""
        if not self.journal.is_repeating:
            super().work(stage)

    def answer(self) -> None:
        """Deliver the events that wait."""
        if not self.journal.is_repeating:
            super().answer()


def load(
    *, at: datetime, people: int = 0, days: int = 0, folder: Path | None = None, transport: Transport | None = None,
    say: Callable[[state.State], None] = lambda found: None,
) -> state.State:  # fmt: skip
    """Load the city, or what an interrupted load left of it; returns how it stands, and does nothing when it is there.

    Args:
        at: now; the story of an interrupted load keeps the present that it began with.
        people: of the city; the story's 100,000 when 0.
        days: that are played, today included; the story's when 0.
        folder: where the load keeps its notes; the installation's when not given.
        transport: how requests reach the platform; through this process when not given.
        say: told of every step.
    """
    where = folder or state.folder()
    known = state.read(where) or _begin(at, people, days, where)
    if known.is_done:
        _tidy(where)
        return known
    moved = story.moved(known.began_at, known.people, known.days)
    city = story.city_of(moved.scenario)
    truth = Truth.of(moved.scenario, story.SEED, city)
    began = truth.moment(moved.scenario.box.lead_days)
    journal = Journal(where / JOURNAL, f"wuxi-{known.began_at:%Y%m%d%H}", transport or InProcess())
    with closing(journal), headless.told(began) as tell:
        doors = {name: Doors(journal, headless.role_of(name), key) for name, key in _keys(where, moved, began).items()}
        stage = Stage(
            scenario=moved.scenario, players={each.role: each for each in moved.scenario.players}, truth=truth,
            edition=library().get(moved.scenario.editions[0]), now=began, began=began, doors=doors,
            naming=story.Invented(), stamp=Words("演示", "demonstration"), when_opened=_adopt(moved),
        )  # fmt: skip
        loading = Loading(known, where, moved, stage, journal, tell, say)
        _play(loading)
    return _end(loading)


def _begin(at: datetime, people: int, days: int, where: Path) -> state.State:
    for left in (KEYS, f"{KEYS}.new", JOURNAL):
        (where / left).unlink(missing_ok=True)
    told = story.moved(at, people, days).scenario.box
    return state.write(state.State(state.here(), at, told.people, told.days), where)


def _keys(where: Path, moved: Moved, began: datetime) -> dict[str, str]:
    """The tokens of the posts, made once: they are on the disk before the clients stand."""
    kept, fresh = where / KEYS, where / f"{KEYS}.new"
    if not kept.exists():
        try:
            _make_keys(fresh, moved, began)
        except Invalid:
            if not fresh.exists():
                raise
        fresh.replace(kept)
    return dict(json.loads(kept.read_text("utf-8")))


def _make_keys(fresh: Path, moved: Moved, began: datetime) -> None:
    by = Actor.system("wuxi-city")
    area = parse(moved.scenario.box.area)
    wanted = {**{str(role): role for _, role in GROUPS}, SECOND_LAB: Role.LAB}
    with scope.acting(by):
        made = {
            name: accounts.create_client(
                name=f"{DESKS.get(name, role.words.zh)}(演示)", role=role, area=area, by=by, at=began - timedelta(days=60),
                until=moved.until.astimezone(UTC) + OPEN,
            )
            for name, role in wanted.items()
        }  # fmt: skip
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(made), "utf-8")


def _adopt(moved: Moved) -> Callable[[str], None]:
    """The incident runs under the story's edition: the one in force today asks for no measures at all."""

    def adopt(incident_id: str) -> None:
        from sizao.ground.command import actions as command
        from sizao.spine import clock

        by = Actor.system("wuxi-city")
        with scope.acting(by):
            command.adopt_edition(
                incident_id=UUID(incident_id), edition_id=moved.scenario.editions[0], by=by, at=clock.now()
            )

    return adopt


def _play(loading: Loading) -> None:
    stage, machine = loading.stage, Once(loading.journal)
    loading.advance(0.02, "登记居民和场所", "entering residents and places")
    for share in feeding.registering(stage):
        loading.advance(0.02 + 0.23 * share, "登记居民和场所", "entering residents and places")
    _nothing_refused(stage)
    feeding.name_places(stage)
    _nothing_refused(stage)
    lead = stage.scenario.box.lead_days
    for day in feeding.ordinary_days(stage):
        loading.advance(
            0.25 + (LIFE - 0.25) * (day + 1) / lead, "疫情前的日常到访", "ordinary days before the outbreak"
        )
    machine.answer()
    company = Company.of(stage)
    others = (fill.Groups(stage), offices.Offices(stage), beside.Beside(stage))
    _outbreak(loading, replace(company, desks=(*company.desks, *others)), machine)
    loading.advance(PLAYED, "填写各专班台账", "filling the ledgers of the groups")
    doors = fill.everything(stage, machine)
    loading.reached = state.write(replace(loading.reached, doors=doors), loading.folder)


def _nothing_refused(stage: Stage) -> None:
    """A city that is half entered is no stage for a story; later on a refusal is part of it.

    Raises:
        GroundMissing: with the first refusal.
    """
    found = next((each for each in stage.log if each.kind is LogKind.REFUSAL), None)
    if found is not None:
        raise GroundMissing(refusal=found.detail)


def _outbreak(loading: Loading, company: Company, machine: Machine) -> None:
    """Hour by hour from the first that is played to the full hour before the load."""
    stage, lead = loading.stage, loading.stage.scenario.box.lead_days
    hours = int((loading.moved.until - stage.began).total_seconds() // 3600)
    for hour in range(hours + 1):
        stage.now = (stage.began + timedelta(hours=hour)).astimezone(UTC)
        loading.tell(stage.now)
        headless.play_hour(stage, company, machine)
        if hour % HOURS == HOURS - 1:
            loading.nights.pass_over(stage, lead + hour // HOURS)
            local = stage.now.astimezone(TZ)
            share = LIFE + (PLAYED - LIFE) * (hour + 1) / (hours + 1)
            loading.advance(share, f"推演 {local:%m-%d}", f"playing {local:%Y-%m-%d}")


def _end(loading: Loading) -> state.State:
    """All of it is there."""
    done = state.write(replace(loading.reached, share=1.0, is_done=True), loading.folder)
    _tidy(loading.folder)
    loading.say(done)
    return done


def _tidy(where: Path) -> None:
    """The notes of the load, its tokens among them, go."""
    for name in (JOURNAL, KEYS):
        (where / name).unlink(missing_ok=True)
