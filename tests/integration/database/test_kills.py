"""Killed at twenty points while officers write: whatever was acknowledged is there, once, and so is what follows from it."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psutil
import psycopg
import pytest

from sizao.spine.database import processes
from sizao.spine.database.launcher import Cluster
from tests.integration.database.serving import children, free_port, put_away, ready_line, serve, until

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

SEED = 20211211
VICTIMS = {"web": 9, "front": 1, "worker": 5, "database": 5}
"""How often each is killed: a process of the web server, the web server itself, the worker, the database."""
OFFICERS = 3
TOWN, COUNTY = "320282104", "320282"
REPORTED = "2021-12-11T08:00:00+08:00"
MAKE_READY = f"""
import json
from datetime import datetime
from sizao.project.installation import set_up_django
set_up_django()
from sizao.ground.command import actions as command
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine import clock
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.types import Role
from sizao.spine.scope import queries as scope
county, by, at = areas.parse("{COUNTY}"), Actor.system("test"), clock.now()
with scope.acting(by):
    command.ensure_headquarters(area=county, by=by, at=at)
    incident = command.open_incident(
        title=Words("疫情", "Cluster"), disease="covid-19", area=county, by=by, at=at,
        reported_at=datetime.fromisoformat("{REPORTED}"))
    token = accounts.create_client(
        name="officers", role=Role.EPIDEMIOLOGIST, area=county, until=None, organisation="", by=by, at=at)
print(json.dumps({{"incident": str(incident), "token": token}}))
"""
DELIVER = """
from sizao.project.installation import set_up_django
set_up_django()
from sizao.spine.outbox import actions, queries
from sizao.spine.scope import queries as scope
from sizao.kernel.actors import Actor
actions.drain()
with scope.acting(Actor.system("test")):
    print(len(queries.pending()))
"""
"""What the worker's sweep does every minute."""


@dataclass
class Officers:
    """Clients that report cases, each again under its key until it is acknowledged."""

    base: str
    incident: str
    token: str
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    tried_again: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def body(self, key: str) -> dict[str, Any]:
        """Every third case is an infection, which the worker hears of as well as the web server."""
        is_infection = int(key.rpartition("-")[2]) % 3 == 0
        found = {"classification": "asymptomatic", "sampled_at": REPORTED} if is_infection else {}
        return {
            "area": TOWN,
            "reported_at": REPORTED,
            "external_id": key,
            "person": {"name": f"试例{key}", "area_residence": TOWN},
            **found,
        }

    def post(self, key: str) -> tuple[int, bytes, bool]:
        """The answer to one report: status, body, and whether it was the kept one."""
        asked = urllib.request.Request(
            f"{self.base}api/v1/incidents/{self.incident}/cases/of-new-person",
            data=json.dumps(self.body(key)).encode(),
            headers={
                "Authorization": f"Bearer {self.token}", "Idempotency-Key": key, "Content-Type": "application/json",
            },
        )  # fmt: skip
        try:
            try:
                with urllib.request.urlopen(asked, timeout=20) as answer:
                    return answer.status, answer.read(), answer.headers.get("Idempotent-Replayed") == "true"
            except urllib.error.HTTPError as error:
                with error:
                    return error.code, error.read(), False
        except (OSError, HTTPException):  # no answer, or one that a kill cut off, be it a refusal
            return 0, b"", False

    def amend(self, case_id: str, severity: str) -> int:
        """The status of the answer to a change made on the first version of a case."""
        asked = urllib.request.Request(
            f"{self.base}api/v1/cases/{case_id}", method="PATCH",
            data=json.dumps({"revision": 1, "severity": severity, "reason": "复核"}).encode(),
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(asked, timeout=20) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code

    def work(self, officer: int) -> None:
        """Report one case after the other until it is over; the last one too until it is acknowledged."""
        number = 0
        while not self.over.is_set():
            number += 1
            key = f"officer{officer}-{number}"
            self.report(key)

    def report(self, key: str) -> None:
        """Send it until there is an answer; a refusal is a fault of the test."""
        while not self.refused:
            status, body, _ = self.post(key)
            if status == 201:
                self.acknowledged[key] = body
                return
            if 400 <= status < 500:
                self.refused.append(f"{key}: {status} {body!r}")
                return
            self.tried_again += 1
            time.sleep(0.05)


@dataclass
class House:
    """The running parts, and how to kill one of them."""

    serving: subprocess.Popen[str]
    data: Path
    chance: random.Random

    def kill(self, victim: str) -> None:
        """End one process with SIGKILL, once there is one."""
        os.kill(int(str(until(lambda: self.process_of(victim)))), signal.SIGKILL)

    def process_of(self, victim: str) -> int | None:
        if victim == "database":
            found = processes.postmaster(self.data)
            return found if found and processes.state(self.data) == "ready" else None
        fronts = children(self.serving, "procrastinate" if victim == "worker" else "gunicorn")
        if victim == "web":
            fronts = [each for front in fronts for each in _children(front)]
        return self.chance.choice(sorted(each.pid for each in fronts)) if fronts else None


def _children(front: psutil.Process) -> list[psutil.Process]:
    try:
        return front.children()
    except psutil.Error:
        return []


def script(house: Path, text: str) -> str:
    """Run a few lines beside the house, as its worker would."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in ("SIZAO_DB_ROLE", "DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    }
    done = subprocess.run(
        [sys.executable, "-c", text], env={**inherited, "SIZAO_HOME": str(house)}, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def strike(officers: Officers, house: House) -> None:
    """Twenty kills, each after a few more acknowledged writes and a moment that the seed gives."""
    order = [victim for victim, times in VICTIMS.items() for _ in range(times)]
    house.chance.shuffle(order)
    for victim in order:
        goal = len(officers.acknowledged) + house.chance.randint(1, 2)
        until(lambda goal=goal: officers.refused or len(officers.acknowledged) >= goal, 90)
        time.sleep(house.chance.random() * 0.15)
        house.kill(victim)


def rows(data: Path, statement: str) -> list[tuple[Any, ...]]:
    """What the database itself says, past every scope."""
    place = {**Cluster(data.parent).admin(), "dbname": "sizao"}
    with psycopg.connect(**place, autocommit=True) as session:
        return session.execute(statement).fetchall()


def test_nothing_acknowledged_is_lost_or_doubled(lived_in: Path, request: pytest.FixtureRequest) -> None:
    house = lived_in
    Cluster(house / "pg").stop()  # the next start makes it durable
    port, data = free_port(), house / "pg" / "data"
    serving = serve(house, port, durable=True)
    request.addfinalizer(lambda: put_away(serving))
    base = str(ready_line(serving, house, port)["address"])
    made = json.loads(script(house, MAKE_READY))
    officers = Officers(base, made["incident"], made["token"])
    threads = [threading.Thread(target=officers.work, args=(number,)) for number in range(OFFICERS)]
    for each in threads:
        each.start()
    try:
        strike(officers, House(serving, data, random.Random(SEED)))
    except BaseException:
        officers.refused.append("given up")
        raise
    finally:
        officers.over.set()
        for each in threads:
            each.join(60)
    assert officers.refused == []
    assert officers.tried_again > 0, "no kill fell into a write"
    until(lambda: processes.state(data) == "ready")
    until(lambda: script(house, DELIVER) == "0", 60)
    _everything_is_there_once(officers, data)
    again = {key: officers.post(key) for key in list(officers.acknowledged)[::5]}
    assert again == {key: (201, officers.acknowledged[key], True) for key in again}, "the same key, the same answer"
    _everything_is_there_once(officers, data)
    _two_at_once_lose_nothing(officers, data)


def _everything_is_there_once(officers: Officers, data: Path) -> None:
    known = {key: json.loads(body)["id"] for key, body in officers.acknowledged.items()}
    cases = rows(data, "SELECT external_id, id::text FROM cases_case")
    assert sorted(cases) == sorted(known.items())
    infections = sorted(known[key] for key in known if "classification" in officers.body(key))
    assert rows(data, "SELECT count(*) FROM registry_person") == [(len(known),)]
    once = [(each,) for each in sorted(known.values())]
    told = "SELECT body ->> 'case_id' FROM outbox_eventrow WHERE name = 'trace.cases.{}' ORDER BY 1"
    assert rows(data, told.format("case-reported")) == once
    assert rows(data, told.format("case-confirmed")) == [(each,) for each in infections]
    assert rows(data, "SELECT case_id::text FROM command_task WHERE kind = 'investigate' ORDER BY 1") == once
    heard = "SELECT count(*), count(DISTINCT event_id) FROM outbox_handled WHERE handler LIKE '%{}'"
    assert rows(data, heard.format("ask_for_the_investigation")) == [(len(once), len(once))]
    assert rows(data, heard.format("trace_confirmed_case")) == [(len(infections), len(infections))]
    assert rows(data, "SELECT count(*) FROM outbox_failure WHERE tries >= 5") == [(0,)]


def _two_at_once_lose_nothing(officers: Officers, data: Path) -> None:
    """Both read the first version; the row's lock lets the second look only when the first is done."""
    for body in list(officers.acknowledged.values())[:3]:
        case_id = json.loads(body)["id"]
        with ThreadPoolExecutor(2) as pool:
            found = list(pool.map(officers.amend, [case_id] * 2, ["mild", "severe"]))
        assert sorted(found) == [200, 409]
        kept = f"SELECT changes -> 'severity' ->> 1 FROM cases_caserevision WHERE case_id = '{case_id}'"
        assert rows(data, kept) == [("mild" if found[0] == 200 else "severe",)]
