"""A drill's own installation: made, used beside others at other times, and ended without a trace."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from sizao.kernel.ids import uuid7
from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.drilling import instances
from sizao.project.drilling.instances import Instance, NoSuchDrill, Order
from sizao.project.worlds.posts import Post
from sizao.spine import clock
from sizao.spine.accounts.types import Role

BEGAN = datetime(2021, 12, 11, 0, 30, tzinfo=UTC)
POSTS = (
    Post("commander", Role.COMMANDER, "320282", Words("指挥长", "Commander")),
    Post("epidemiologist", Role.EPIDEMIOLOGIST, "320282", Words("流调员", "Epidemiologist"), "宜兴疾控"),
)


def order(**changes: Any) -> Order:
    given = {
        "id": uuid7(), "scenario": "test", "title": Words("试演", "Trial"), "began": BEGAN,
        "area": 3202820000000000000, "posts": POSTS,
    }  # fmt: skip
    return Order(**{**given, **changes})


@pytest.fixture
def make(place: installation.Place) -> Iterator[Any]:
    made: list[UUID] = []

    def create(**changes: Any) -> Instance:
        wanted = order(**changes)
        made.append(wanted.id)
        return instances.create(wanted, place)

    yield create
    for each in made:
        instances.end(each, place)


def inside(drill: Instance, script: str) -> Any:
    """What a script prints as JSON when it runs as a process of the drill."""
    lines = "from sizao.project import installation\ninstallation.set_up_django()\nimport json\n" + script
    environment = {**drill.environment(), "SIZAO_LOG": "ERROR"}
    done = subprocess.run([sys.executable, "-c", lines], env=environment, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


NOW = "from sizao.spine import clock\nprint(json.dumps(clock.now().isoformat()))\n"
OPEN = """
from sizao.ground.command import actions, queries
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.spine import clock
from sizao.spine.outbox.models import EventRow
from sizao.spine.scope import queries as scope
by = Actor.system("test")
with scope.acting(by):
    found = actions.open_incident(title=Words("演练疫情", "Drilled"), disease="covid-19", area=3202820000000000000,
        reported_at=clock.now(), by=by, at=clock.now())
with scope.acting(by):
    kept = queries.incident(found)
    print(json.dumps({"exercise": str(kept.exercise_id), "at": kept.opened_at.isoformat(), "edition": kept.edition_id,
        "counted": len(queries.incidents(with_exercises=False)),
        "events": [str(each) for each in EventRow.objects.values_list("exercise_id", flat=True)]}))
"""


def traces(place: installation.Place, home: Path) -> dict[str, object]:
    """Every role of the server, every database of this platform and its drills, every file of the drills' folder.

    The server is shared: another worker's databases come and go while a test of this one runs.
    """
    with psycopg.connect(**place.admin, autocommit=True) as server:
        named = [row[0] for row in server.execute("SELECT datname FROM pg_database")]
        return {
            "databases": {name for name in named if name == place.dbname or name.startswith(f"{place.dbname}_")},
            "roles": {row[0] for row in server.execute("SELECT rolname FROM pg_roles")},
            "files": {str(each) for each in home.rglob("*")},
        }


def test_a_drill_is_made_with_its_own_accounts_keys_and_clock(make: Any) -> None:
    made = make()
    assert [each["username"] for each in made.log_ins] == ["commander", "epidemiologist"]
    assert (made.folder / "accounts.json").stat().st_mode & 0o077 == 0
    assert instances.find(made.order.id) == made
    assert made in instances.every()
    assert clock.read(made.folder).at(clock.wall()) == BEGAN, "it stands still until somebody starts it"


def test_what_happens_in_a_drill_happens_at_its_time_under_its_id(make: Any) -> None:
    made = make(edition="cn-covid-ed7")
    kept = inside(made, OPEN)
    mine = str(made.order.id)
    assert kept["exercise"] == mine
    assert set(kept["events"]) == {mine}
    assert datetime.fromisoformat(kept["at"]) == BEGAN
    assert kept["counted"] == 1, "within a drill its own incidents are what is counted"
    assert kept["edition"] == "cn-covid-ed7", "the edition that is tried, not the one in force"


@pytest.mark.django_db
def test_the_real_database_is_untouched(make: Any, by: object) -> None:
    from sizao.ground.command import queries

    inside(make(), OPEN)
    assert queries.incidents() == []


def test_three_times_run_side_by_side(make: Any) -> None:
    slow, fast = make(), make(began=BEGAN + timedelta(days=365))
    for drill, speed in ((slow, 1.0), (fast, 3600.0)):
        clock.read(drill.folder).at_speed(speed, clock.wall()).resumed(clock.wall()).write(drill.folder)
    began = clock.wall()
    times = [datetime.fromisoformat(inside(each, NOW)) for each in (slow, fast)]
    passed = clock.wall() - began
    assert timedelta(0) < times[0] - BEGAN <= passed + timedelta(seconds=1)
    assert timedelta(minutes=30) < times[1] - BEGAN - timedelta(days=365) <= (passed + timedelta(seconds=1)) * 3600
    assert abs(clock.now() - clock.wall()) < timedelta(seconds=5)


def test_nothing_is_left_after_the_end(place: installation.Place, drills_home: Path) -> None:
    before = traces(place, drills_home)
    made = instances.create(order(), place)
    assert traces(place, drills_home) != before
    instances.end(made.order.id, place)
    assert traces(place, drills_home) == before
    with pytest.raises(NoSuchDrill):
        instances.find(made.order.id)


def test_a_drill_that_cannot_be_made_leaves_nothing(place: installation.Place, drills_home: Path) -> None:
    before = traces(place, drills_home)
    nowhere = Post("nobody", Role.COMMANDER, "no area", Words("无", "none"))
    with pytest.raises(instances.NotFurnished):
        instances.create(order(posts=(nowhere,)), place)
    assert traces(place, drills_home) == before


def test_the_end_of_what_never_was_is_no_fault(place: installation.Place) -> None:
    instances.end(uuid7(), place)


def test_without_the_servers_role_it_says_what_is_missing(monkeypatch: pytest.MonkeyPatch, place: object) -> None:
    monkeypatch.delenv("DATABASE_URL")
    assert os.environ.get("DATABASE_URL") is None
    with pytest.raises(instances.NeedsServer):
        instances.place()
