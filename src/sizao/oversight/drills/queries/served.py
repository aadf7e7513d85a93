"""The machine's roles in a served drill: the same players, over HTTP, at the drill's own pace, beside people who play theirs.

The hidden truth lives in this process. It is stopped with SIGTERM, and leaves score and log in the drill's folder then, or
when the days of the scenario are over. What it asked and was told is kept there too: started again, after a stop or when it was
killed, it repeats the story from its journal and goes on where it was.
"""

from __future__ import annotations

import json
import signal
import time
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sizao.kernel.editions import library
from sizao.kernel.words import Words
from sizao.oversight.drills.errors import NoJournal
from sizao.oversight.drills.queries import feeding, inbox
from sizao.oversight.drills.queries.doors import Doors, OverHttp, Transport
from sizao.oversight.drills.queries.headless import Company, Nights, player_of, role_of, tokens
from sizao.oversight.drills.queries.journal import Journal, StoryDiffers
from sizao.oversight.drills.queries.scenarios import scenario
from sizao.oversight.drills.queries.scoring import scored
from sizao.oversight.drills.queries.stage import Stage
from sizao.oversight.drills.queries.truth import Truth, alone
from sizao.oversight.drills.rules.injects import beginning, effects, still_planned
from sizao.oversight.drills.types import Inject, InjectKind, LogEntry, LogKind, Player, Scenario
from sizao.simulation.epidemic.orders import Orders
from sizao.spine import clock

INJECTS, LOG, SCORE, ORDER, PLAYED = "injects.json", "log.jsonl", "score.json", "drill.json", "played.json"
JOURNAL, TOKENS = "journal", "players.json"
LOOKS = 0.5
"""Real seconds between two looks at the drill's clock."""


class Stopped(BaseException):
    """The officer ended the drill, or the server stops."""


def play(*, base_url: str, folder: Path) -> None:
    """Play the machine's roles of the drill of a folder, at an address, until its days are over or somebody stops it."""
    signal.signal(signal.SIGTERM, _stop)
    order = json.loads((folder / ORDER).read_text("utf-8"))
    table = Table.laid(order, OverHttp(base_url), folder)
    try:
        table.lead()
        while table.hour():
            time.sleep(LOOKS)
    except (Stopped, KeyboardInterrupt):
        pass
    except StoryDiffers:
        (folder / JOURNAL).unlink()  # another state of the programme: its players begin anew
        raise
    finally:
        table.leave()


def score_again(*, folder: Path, transport: Transport) -> None:
    """Write the score that the players of a drill did not leave: what they did is repeated from their journal, no more is played.

    Raises:
        NoJournal: they left none.
    """
    if not (folder / JOURNAL).exists():
        raise NoJournal
    table = Table.laid(json.loads((folder / ORDER).read_text("utf-8")), transport, folder)
    table.lead()
    table.repeat()
    table.leave()


def _stop(number: int, frame: object) -> None:
    raise Stopped


@dataclass
class Table:
    """A served drill as this process sees it."""

    stage: Stage
    company: Company
    folder: Path
    journal: Journal
    nights: Nights = field(default_factory=Nights)
    done: int = -1
    """The last hour of the drill that was played."""
    told: int = 0
    """Lines of the log that were written."""
    messages: int = 0
    """Messages to people that were written."""

    @classmethod
    def laid(cls, order: dict[str, Any], transport: Transport, folder: Path) -> Table:
        """The table of an order: scenario, seed, edition, and who plays which role."""
        found = scenario(order["scenario"])
        truth = Truth.of(found, int(order["seed"]))
        began = truth.moment(found.box.lead_days)
        edition = order.get("edition") or found.editions[0]
        players = {each.role: each for each in found.players} | {each.role: each for each in _players(order)}
        journal = Journal(folder / JOURNAL, f"drill-{order.get('id', '')}", transport, is_lenient=True)
        stage = Stage(
            scenario=found, players=players, truth=truth, edition=library().get(edition), now=began, began=began,
            doors={name: Doors(journal, role_of(name), key) for name, key in _tokens(folder, found, began).items()},
        )  # fmt: skip
        (folder / LOG).unlink(missing_ok=True)  # written again while the story is repeated
        return cls(stage, Company.of(stage), folder, journal)

    def lead(self) -> None:
        """Ordinary life before the drill."""
        feeding.lead(self.stage)
        self.write()

    def repeat(self) -> None:
        """Play again the hours that stand in the journal, the last of them to its end."""
        while self.journal.is_repeating:
            self._play(self.done + 1)

    def hour(self) -> bool:
        """Play every hour that is over by the drill's clock; returns whether the drill goes on."""
        box = self.stage.scenario.box
        now = int((clock.now() - self.stage.began).total_seconds() // 3600)
        for hour in range(self.done + 1, min(now, box.days * 24 - 1) + 1):
            self._play(hour)
            if not self.journal.is_repeating:
                self._tell_how_far()
        self.write()
        return self.done < box.days * 24 - 1

    def _play(self, hour: int) -> None:
        stage = self.stage
        stage.now = (stage.began + timedelta(hours=hour)).astimezone(UTC)
        stage.stale = True
        stage.read()
        fired = self._fired()
        planned = still_planned(stage.scenario.injects, fired)
        script = (*planned, *fired)
        self.company.begin(script)
        for inject in beginning(planned, stage.hours, stage.hours + 1):
            stage.tell(inbox.of_inject(inject, stage.now))
        stage.heed_notices(script)
        stage.effects = effects(script, stage.hours, stage.quelled)
        for desk in self.company.desks:
            desk.play()
        self.done = hour
        if hour % 24 == 23:
            self.nights.pass_over(stage, stage.scenario.box.lead_days + hour // 24)

    def _tell_how_far(self) -> None:
        """For the officer's page: the end of the hour that was played."""
        fresh = self.folder / f"{PLAYED}.new"
        fresh.write_text(json.dumps({"to": (self.stage.began + timedelta(hours=self.done + 1)).isoformat()}), "utf-8")
        fresh.replace(self.folder / PLAYED)

    def _fired(self) -> tuple[Inject, ...]:
        """What the officer threw in by hand."""
        path = self.folder / INJECTS
        rows = json.loads(path.read_text("utf-8")) if path.exists() else []
        return tuple(_inject(row, self.stage.began) for row in rows)

    def write(self) -> None:
        """Append the new lines of the log to the drill's file."""
        new = self.stage.log[self.told :]
        with (self.folder / LOG).open("a", encoding="utf-8") as file:
            file.writelines(json.dumps(_line(asdict(each)), ensure_ascii=False) + "\n" for each in new)
        self.told = len(self.stage.log)
        if len(self.stage.messages) > self.messages and not self.journal.is_repeating:
            inbox.keep(self.folder, self.stage.messages)
            self.messages = len(self.stage.messages)

    def _read(self) -> None:
        """Write into the log who read what."""
        for each in inbox.receipts(self.folder):
            entry = LogEntry(at=each.at, kind=LogKind.ACT, role=each.role, what="message read", detail=each.key)
            self.stage.log.append(entry)

    def leave(self) -> None:
        """Score what was played so far, whole days of the city, and write it down."""
        stage = self.stage
        self.journal.close()
        self._read()
        self._look_last()
        box = replace(stage.scenario.box, days=len(self.nights.isolated))
        stage.scenario = replace(stage.scenario, box=box)
        course = alone(stage.scenario, stage.seed, stage.truth.city)
        run = scored(stage, strategy="", alone=course, periods=self.nights.periods(),
                     script=(*stage.scenario.injects, *self._fired()))  # fmt: skip
        fresh = self.folder / f"{SCORE}.new"
        fresh.write_text(json.dumps(run.to_json(), ensure_ascii=False), encoding="utf-8")
        fresh.replace(self.folder / SCORE)
        self.write()

    def _look_last(self) -> None:
        """What people did since the last hour that was played counts as well."""
        self.stage.stale = True
        self.stage.read()
        self.nights.kept.lay(self.stage, Orders.none(self.stage.truth.city.people, self.stage.truth.city.places))


def _tokens(folder: Path, found: Scenario, began: datetime) -> dict[str, str]:
    """The tokens of the players, made once: an act that was under way when they were killed is repeated under its own."""
    kept, fresh = folder / TOKENS, folder / f"{TOKENS}.new"
    if not kept.exists():
        fresh.touch(mode=0o600)
        fresh.write_text(json.dumps(tokens(found, began)), "utf-8")
        fresh.replace(kept)
    return dict(json.loads(kept.read_text("utf-8")))


def _players(order: dict[str, Any]) -> list[Player]:
    rows = order.get("players") or []
    return [player_of(each) for each in rows] if isinstance(rows, list) else []


def _inject(row: dict[str, Any], began: datetime) -> Inject:
    at = (datetime.fromisoformat(row["at"]) - began).total_seconds() / 3600
    return Inject(
        at_hours=at, kind=InjectKind(row["kind"]), words=Words(**row["words"]), hours=float(row["hours"]),
        strength=float(row["strength"]),
    )  # fmt: skip


def _line(entry: dict[str, Any]) -> dict[str, Any]:
    return {**entry, "at": entry["at"].isoformat()}
