"""The end of a drill: its score first, then its deletion; each is done again when it was cut off, and shown meanwhile."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from sizao.kernel.actors import Actor
from sizao.kernel.areas import parse
from sizao.kernel.words import Words
from sizao.oversight.drills import actions, jobs
from sizao.oversight.drills.errors import FiredAlready
from sizao.oversight.drills.queries import running
from sizao.oversight.drills.types import DrillState, Inject, InjectKind
from sizao.project import installation
from sizao.project.drilling import carry_out, ending, instances
from sizao.spine import clock
from sizao.spine.clock import DrillClock
from sizao.spine.database import clones
from sizao.spine.scope import queries as scope
from tests.conftest import HOME
from tests.integration.drills.test_instances import order
from tests.integration.spine.counties_drills import SCORE, new

STORM = Inject(at_hours=0, kind=InjectKind.STORM, words=Words("台风", "A storm"), hours=6)


@pytest.fixture
def ended(by: Any, place: installation.Place, settings: Any, django_capture_on_commit_callbacks: Any) -> Iterator[UUID]:
    """A drill that stands, database and folder, and whose officer has just ended it."""
    settings.SIZAO_HOME = HOME
    officer = replace(by, area=parse("320282"))
    at = clock.now() - timedelta(hours=3)
    with django_capture_on_commit_callbacks(execute=True):
        found = actions.start(new=new(3), by=officer, at=at)
    running.wish(found).unlink()
    made = instances.create(order(id=found), place)
    (made.folder / "played.json").write_text(json.dumps({"to": at.isoformat()}))
    actions.note_state(drill_id=found, state=DrillState.RUNNING, by=by, at=at + timedelta(minutes=1))
    with django_capture_on_commit_callbacks(execute=True):
        actions.end(drill_id=found, by=officer, at=at + timedelta(minutes=2))
    running.wish(found).rename(running.wish(found).with_suffix(".doing"))
    yield found
    running.wish(found).unlink(missing_ok=True)
    running.wish(found).with_suffix(".doing").unlink(missing_ok=True)
    instances.end(found, place)


def state(found: UUID) -> DrillState:
    return running.drill(found).state


def is_asked_again(found: UUID, capture: Any) -> bool:
    """Whether the job asks for the end once more; the keeper takes the wish."""
    with capture(execute=True):
        jobs.endings.func(0)
    wish = running.wish(found)
    if not wish.exists():
        return False
    assert json.loads(wish.read_text())["wish"] == "end"
    wish.rename(wish.with_suffix(".doing"))
    return True


def left(found: UUID, place: installation.Place) -> list[str]:
    database = clones.names(place.admin, instances.dbname_of(place, found))
    return database + [each.name for each in instances.home().glob(f"{found}*")]


@pytest.mark.django_db
def test_a_deletion_that_fails_is_shown_and_tried_again_and_the_score_is_kept_once(
    ended: UUID, place: installation.Place, monkeypatch: pytest.MonkeyPatch, signed_in: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    (running.folder(ended) / "score.json").write_text(json.dumps({"score": SCORE, "log": []}))

    def refuses(admin: Any, name: str) -> None:
        raise OSError("the disk does not answer")

    with monkeypatch.context() as broken:
        broken.setattr(clones, "drop", refuses)
        with pytest.raises(OSError, match="does not answer"):
            carry_out.end(ended)
    assert state(ended) is DrillState.STUCK
    assert ended in running.scored(), "the score is kept before anything is deleted"
    page = signed_in("commander", "320282").get(f"/drills/{ended}/").content.decode()
    assert "the disk does not answer" in page and 'id="waiting"' in page
    assert not is_asked_again(ended, django_capture_on_commit_callbacks), "not at once"
    later = clock.now() + timedelta(minutes=5)
    monkeypatch.setattr(jobs.clock, "now", lambda: later)
    assert is_asked_again(ended, django_capture_on_commit_callbacks)
    assert not is_asked_again(ended, django_capture_on_commit_callbacks), "one is at it"
    carry_out.end(ended)
    assert state(ended) is DrillState.DELETED
    assert left(ended, place) == []
    assert not is_asked_again(ended, django_capture_on_commit_callbacks)
    carry_out.end(ended)
    assert state(ended) is DrillState.DELETED, "done twice it changes nothing"


@pytest.mark.django_db
def test_an_end_that_was_killed_between_its_steps_is_asked_for_again(
    ended: UUID, place: installation.Place, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    (running.folder(ended) / "score.json").write_text(json.dumps({"score": SCORE, "log": []}))

    class Killed(BaseException):
        pass

    def dies(drill_id: UUID, where: object) -> None:
        raise Killed

    with monkeypatch.context() as cut:
        cut.setattr(ending, "delete", dies)
        with pytest.raises(Killed):
            carry_out.end(ended)
    assert state(ended) is DrillState.SCORED
    assert left(ended, place) != []
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(jobs.clock, "now", lambda: later)
    assert is_asked_again(ended, django_capture_on_commit_callbacks)
    carry_out.end(ended)
    assert state(ended) is DrillState.DELETED
    assert left(ended, place) == []


@pytest.mark.django_db
def test_a_score_that_was_not_written_is_tried_for_before_anything_is_deleted(
    ended: UUID, place: installation.Place
) -> None:
    """The players were killed and left half a score and no journal: three attempts later it goes, and says that it has none."""
    (running.folder(ended) / "score.json").write_text('{"score": {"infec')
    for _ in range(carry_out.TRIES):
        with pytest.raises(ending.NotScored):
            carry_out.end(ended)
        assert state(ended) is DrillState.STUCK
        assert len(left(ended, place)) >= 2, "nothing is deleted"
    carry_out.end(ended)
    assert state(ended) is DrillState.DELETED
    assert "journal" in running.drill(ended).note
    assert left(ended, place) == []


@pytest.mark.django_db(transaction=True)
def test_two_directors_release_the_same_inject_once(at: datetime, tmp_path: Path, settings: Any) -> None:
    settings.SIZAO_HOME = tmp_path
    (tmp_path / "secrets").symlink_to(HOME / "secrets")
    officer = replace(Actor.system("test"), area=parse("320282"))
    with scope.acting(officer):
        found = actions.start(new=new(5), by=officer, at=at)
        actions.note_state(drill_id=found, state=DrillState.RUNNING, by=officer, at=at)
        began = running.drill(found).began_drill
    running.folder(found).mkdir()
    DrillClock(clock.wall(), began, 1).write(running.folder(found))

    def release(inject: Inject) -> Callable[[], bool]:
        def attempt() -> bool:
            try:
                with scope.acting(officer):
                    actions.fire(drill_id=found, inject=inject, by=officer, at=at)
            except FiredAlready:
                return False
            finally:
                connection.close()
            return True

        return attempt

    others = [replace(STORM, words=Words(f"情况{number}", f"Event {number}")) for number in range(3)]
    with ThreadPoolExecutor(8) as directors:
        done = [each.result() for each in [directors.submit(release(each)) for each in (STORM, STORM, *others, STORM)]]
    told = running.fired(found)
    assert sum(done) == 4
    assert sorted(each["words"]["en"] for each in told) == ["A storm", "Event 0", "Event 1", "Event 2"]
    assert len({each["key"] for each in told}) == 4
    with scope.acting(officer):
        assert len(running.notes(found)) == 4
        with pytest.raises(FiredAlready):
            actions.fire(drill_id=found, inject=STORM, by=officer, at=at + timedelta(minutes=5))
        DrillClock(clock.wall(), began + timedelta(hours=7), 1).write(running.folder(found))
        actions.fire(drill_id=found, inject=STORM, by=officer, at=at + timedelta(minutes=5))
    assert len(running.fired(found)) == 5, "a storm that is over may come again"
