"""Sealing while others work: traces in other threads, intake of the same rows, and processes that are killed half way."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event

import pytest
from django.db import connection

from sizao.ground.presence import actions, queries
from sizao.ground.presence.errors import TailBusy
from sizao.ground.presence.models import Visit
from sizao.ground.presence.queries import warming
from sizao.ground.presence.types import Engine, NewVisit, SealStep, VisitSource
from sizao.ground.registry import actions as registry
from sizao.ground.registry.types import NewPerson, NewPlace, PlaceKind
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine.scope import queries as scope
from sizao.traceback import reference
from sizao.traceback import visits as given
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexStay, TraceQuery

YIXING = areas.parse("320282")
DAY = datetime(2021, 12, 1, tzinfo=UTC)
NOW = DAY + timedelta(days=10)
HOUR = timedelta(hours=1)
POINTS, KILLS = 20, int(os.environ.get("SIZAO_KILLS", "20"))
"""Kills in one city, and all of them; ``make bench ARGS=kills`` asks for a hundred."""
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


class City:
    """Some people in some places for six days; who met whom is asked of the reference."""

    def __init__(self, seed, people=40, places=5, visits=400):
        chance = random.Random(seed)
        self.by = Actor.system("test")
        with scope.acting(self.by):
            self.people = registry.add_persons(persons=[NewPerson(area_residence=YIXING)] * people, by=self.by, at=NOW)
            named = [Words(f"市场{number}", f"Market {number}") for number in range(places)]
            self.places = registry.add_places(
                places=[NewPlace(words=words, kind=PlaceKind.MARKET, area=YIXING) for words in named],
                by=self.by, at=NOW,
            )  # fmt: skip
        self.visits = [self.visit(chance) for _ in range(visits)]
        with scope.acting(self.by):
            actions.record_visits(visits=self.visits, by=self.by, at=NOW)

    def visit(self, chance):
        start = DAY + timedelta(minutes=chance.randrange(6 * 24 * 60))
        return NewVisit(
            person_id=chance.choice(self.people), place_id=chance.choice(self.places), start=start,
            until=start + timedelta(minutes=chance.choice((5, 45, 300, 2000))), source=VisitSource.CHECKPOINT,
        )  # fmt: skip

    def question(self, number, hops=2):
        return TraceQuery(
            index=(IndexStay(self.people[number], DAY + timedelta(hours=30), DAY + timedelta(days=5)),), hops=hops,
            min_overlap_s=600, second_hop_within_s=7200,
        )  # fmt: skip

    def expected(self, question):
        known = [
            given.Visit(each.person_id, each.place_id, each.start, each.until, None, each.source,
                        given.EvidenceGrade.RECORDED)
            for each in self.visits
        ]  # fmt: skip
        return reference.run(question, known)

    def found(self, question):
        with scope.acting(self.by):
            return queries.answer(question, (), NOW)

    def pieces(self):
        """Every visit on record cut at midnight, with how often it is there: union of tail and lake."""
        with scope.acting(self.by):
            rows = queries.visits_at(self.places, DAY - timedelta(days=1), DAY + timedelta(days=20)).to_pylist()
        cut = []
        for row in rows:
            start, until = row["start"], row["until"]
            while start < until:
                midnight = datetime(start.year, start.month, start.day, tzinfo=UTC) + timedelta(days=1)
                cut.append((row["person"], row["place"], start.isoformat(), min(midnight, until).isoformat()))
                start = midnight
        return sorted(cut)


@pytest.fixture
def warm(monkeypatch):
    assert warming.warm_up()
    yield
    warming._warm.clear()


@pytest.mark.parametrize("seed", [1, 2])
def test_traces_see_each_visit_once_while_days_are_sealed(transactional_db, warm, seed):
    city = City(seed)
    asked = [city.question(number, hops) for number in range(3) for hops in (1, 2)]
    expected = [city.expected(question) for question in asked]
    assert any(expected)
    pieces, done = city.pieces(), Event()

    def trace(number):
        rounds = 0
        while not done.is_set() or rounds < 2:
            place = (number + rounds) % len(asked)
            found = city.found(asked[place])
            assert found.engine is Engine.INDEX
            assert found.exposed == expected[place]
            assert city.pieces() == pieces
            rounds += 1
        connection.close()
        return rounds

    with ThreadPoolExecutor(2) as pool:
        running = [pool.submit(trace, number) for number in range(2)]
        try:
            for day in range(1, 9):
                assert actions.seal_days(at=DAY + timedelta(days=day, hours=1), closes_after=HOUR)
        except AssertionError:
            pass
        finally:
            done.set()
        rounds = [each.result() for each in running]
    assert min(rounds) >= 2
    with scope.acting(city.by):
        assert Visit.objects.count() == 0
    assert city.pieces() == pieces


def test_visits_sent_again_while_they_are_sealed_are_not_doubled(transactional_db):
    city = City(3, visits=150)
    pieces, done = city.pieces(), Event()

    def send():
        known = 0
        while not done.is_set():
            try:
                with scope.acting(city.by):
                    receipt = actions.record_visits(visits=city.visits[:50], by=city.by, at=NOW)
            except TailBusy:  # on a busy machine: nothing of it was recorded, and the sender sends it again
                continue
            assert receipt.recorded == 0
            known += receipt.known
        connection.close()
        return known

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(send)
        try:
            for day in range(1, 8):
                actions.seal_days(at=DAY + timedelta(days=day, hours=1), closes_after=HOUR)
        finally:
            done.set()
        assert running.result() >= 50
    assert city.pieces() == pieces


KILLED = """
import os, signal, sys
count = {"events": 0, "last": 0}
WATCHED = {"open", "os.rename", "os.link", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree", "os.symlink", "os.listdir"}

def step(*_):
    count["events"] += 1
    if count["events"] == count["last"]:
        os.kill(os.getpid(), signal.SIGKILL)

import django
django.setup()
from datetime import datetime, timedelta, UTC
from django.db import connection
from sizao.ground.presence import actions
from sizao.ground.presence.actions import generations
from sizao.traceback.index import store

lake = str(generations.root())
def listen(event, arguments):
    if event in WATCHED and any(lake in str(each) for each in arguments[:2]):
        step()

def statement(execute, sql, params, many, context):
    step()
    done = execute(sql, params, many, context)
    step()
    return done

def seal(until):
    with connection.execute_wrapper(statement):
        actions.seal_days(at=datetime.fromisoformat(until), closes_after=timedelta(hours=1))

sys.addaudithook(listen)
for line in sys.stdin:
    last, until = line.split()
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        count["last"] = int(last)
        seal(until)
        os.write(writer, str(count["events"]).encode())
        os._exit(0)
    os.close(writer)
    steps = os.read(reader, 20).decode() or "0"
    os.close(reader)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), steps, flush=True)
"""


class Sealers:
    """Processes that seal, each a fork of one that has loaded everything and never asked the database anything."""

    def __init__(self):
        environment = {**os.environ, "SIZAO_DB_ROLE": "sizao_web", "NUMBA_NUM_THREADS": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-c", KILLED], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def seal(self, until, kill_at=0):
        """Seal in a process of its own, killed at its n-th step on files or database; returns its end and its steps."""
        self.process.stdin.write(f"{kill_at} {until.isoformat()}\n")
        self.process.stdin.flush()
        code, steps = self.process.stdout.readline().split()
        return int(code), int(steps)


@pytest.fixture
def sealers():
    found = Sealers()
    yield found
    found.process.stdin.close()
    found.process.stdout.close()
    assert found.process.wait(30) == 0


def folders():
    return sorted(path.name for path in Path(queries.root()).glob("g*"))


@pytest.mark.parametrize("seed", range(max(KILLS // POINTS, 1)))
def test_a_sealing_that_is_killed_anywhere_loses_nothing_and_doubles_nothing(transactional_db, sealers, seed):
    """``kill -9`` at 20 seeded steps, before and after the commit; the next sealing undoes or finishes what it finds."""
    city = City(4 + seed, visits=120)
    pieces = city.pieces()
    code, steps = sealers.seal(DAY + timedelta(days=1, hours=2))
    assert code == 0
    assert steps > POINTS
    chance, fates = random.Random(20 + seed), set()
    until = DAY + timedelta(days=2, hours=2)
    with scope.acting(city.by):
        [first] = [each for each in queries.generations() if each.step]
    surely = steps - steps // 20  # a later sealing takes a few steps less than the first of a process
    for point in sorted(chance.sample(range(1, surely + 1), POINTS)):
        code, _ = sealers.seal(until, point)
        assert code == -signal.SIGKILL, f"step {point}"
        assert city.pieces() == pieces, f"after a kill at step {point}"
        with scope.acting(city.by):
            known = queries.standing()
            assert Lake(queries.root() / known.folder).verify() == []
            if known.id != first.id:
                fates.add("finished")
                until, first = until + timedelta(days=1), known
            else:
                fates.add("undone")
    actions.recover(at=NOW)
    assert len(folders()) == 1
    with scope.acting(city.by):
        assert queries.unfinished() == []
        assert SealStep.UNDONE in {each.step for each in queries.generations(50)}
    assert actions.seal_days(at=NOW, closes_after=HOUR)
    assert city.pieces() == pieces
    assert fates >= {"undone"}
