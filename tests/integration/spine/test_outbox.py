"""Facts and their delivery: one transaction, at least once, no handler in the way of another, nothing lost with a worker."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.db import DatabaseError, connection, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from sizao.kernel.actors import Actor
from sizao.kernel.errors import Refused
from sizao.kernel.events import CATALOGUE, Event
from sizao.spine import clock
from sizao.spine.outbox import actions, jobs, queries
from sizao.spine.outbox.models import EventRow, Failure, Handled, Settled
from sizao.spine.outbox.types import HANDLERS, Handler
from sizao.spine.scope import queries as scope

TRIES = 5


@dataclass(frozen=True, kw_only=True)
class Noted(Event):
    """Something was noted."""

    name = "test.outbox.noted"
    word: str = ""


CATALOGUE.pop(Noted.name)


@dataclass
class Desk:
    """Handlers of the probe event, and what they heard."""

    heard: list[tuple[str, str]] = field(default_factory=list)
    faults: dict[str, Exception] = field(default_factory=dict)

    def handler(self, name: str, *, heavy: bool = False) -> Handler:
        def run(event: Noted, *, by: Actor, at: datetime) -> None:
            EventRow.objects.create(name=f"test.trace.{name}", body={}, at=at, recorded_at=at, by_name=by.name,
                                    by_role=by.role, area=by.area)  # fmt: skip
            if name in self.faults:
                raise self.faults[name]
            self.heard.append((name, event.word))

        return Handler(name, Noted, run, heavy)

    def traces(self, name: str) -> int:
        return EventRow.objects.filter(name=f"test.trace.{name}").count()


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    made = Desk()
    monkeypatch.setitem(CATALOGUE, Noted.name, Noted)
    monkeypatch.setitem(HANDLERS, Noted, [made.handler("first"), made.handler("second")])
    return made


def note(by: Actor, at: datetime, word: str = "a") -> uuid.UUID:
    return actions.emit(Noted(word=word), by=by, at=at)


def waiting() -> int:
    return ProcrastinateJob.objects.filter(task_name="outbox.deliver_event").count()


def test_event_and_job_are_written_together(by, at, desk):
    event_id = note(by, at)
    assert EventRow.objects.filter(event_id=event_id).count() == 1
    [job] = ProcrastinateJob.objects.filter(task_name="outbox.deliver_event")
    assert job.args == {"event_id": str(event_id)}


def test_a_rollback_leaves_neither_event_nor_job(by, at, desk):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note(by, at)
        raise ZeroDivisionError
    assert EventRow.objects.filter(name=Noted.name).count() == 0
    assert waiting() == 0


def test_an_event_that_nobody_hears_needs_no_job(by, at, desk, monkeypatch):
    monkeypatch.setitem(HANDLERS, Noted, [])
    note(by, at)
    assert waiting() == 0


def test_each_handler_hears_an_event_once_however_often_it_is_delivered(by, at, desk):
    event_id = note(by, at)
    assert [actions.deliver(event_id) for _ in range(3)] == [2, 0, 0]
    assert desk.heard == [("first", "a"), ("second", "a")]


def test_an_event_can_be_delivered_again_after_a_repair(by, at, desk):
    event_id = note(by, at)
    actions.deliver(event_id)
    assert actions.forget_handled(event_id) == 2
    assert actions.deliver(event_id) == 2


FAULTS = [
    Refused(),
    ValueError("x"),
    KeyError("x"),
    DatabaseError("x"),
    TypeError("x"),
    AttributeError("x"),
    OSError("x"),
]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_a_failing_handler_leaves_nothing_and_does_not_stop_the_others(by, at, desk, fault):
    desk.faults["first"] = fault
    event_id = note(by, at)
    assert actions.deliver(event_id) == 1
    assert desk.heard == [("second", "a")]
    assert (desk.traces("first"), desk.traces("second")) == (0, 1)
    assert list(Handled.objects.values_list("handler", flat=True)) == ["second"]
    assert list(Failure.objects.values_list("handler", "tries", "reason")) == [("first", 1, type(fault).__name__)]


def test_it_is_tried_again_and_heals(by, at, desk):
    desk.faults["first"] = ValueError("not yet")
    note(by, at)
    actions.drain()
    desk.faults.clear()
    assert actions.drain() == 1
    assert desk.heard == [("second", "a"), ("first", "a")]
    assert queries.pending() == []


def test_after_five_tries_it_is_parked_and_later_events_go_on(by, at, desk):
    desk.faults["first"] = ValueError("never")
    stuck = note(by, at)
    for _ in range(TRIES + 3):
        actions.drain()
    assert Failure.objects.get(event_id=stuck).tries == TRIES
    assert queries.pending() == []
    desk.faults.clear()
    note(by, at, "b")
    actions.drain()
    assert ("first", "b") in desk.heard
    assert ("first", "a") not in desk.heard


def test_draining_follows_what_handlers_announce(by, at, desk, monkeypatch):
    def chain(event: Noted, *, by: Actor, at: datetime) -> None:
        desk.heard.append(("chain", event.word))
        if len(event.word) < 4:
            note(by, at, event.word + "a")

    monkeypatch.setitem(HANDLERS, Noted, [Handler("chain", Noted, chain)])
    note(by, at)
    assert actions.drain() == 4
    assert desk.heard == [("chain", "a" * length) for length in (1, 2, 3, 4)]


def test_the_lag_is_that_of_the_oldest_waiting_event(by, at, desk):
    assert queries.lag(at) == 0.0
    event_id = note(by, at)
    recorded = EventRow.objects.get(event_id=event_id).recorded_at
    assert queries.lag(recorded + timedelta(seconds=90)) == 90.0
    actions.drain()
    assert queries.lag(recorded + timedelta(seconds=90)) == 0.0


def test_an_event_is_never_changed(by, at, desk):
    event_id = note(by, at)
    with pytest.raises(DatabaseError), transaction.atomic():
        EventRow.objects.filter(event_id=event_id).update(name="other")
    with pytest.raises(DatabaseError), transaction.atomic():
        EventRow.objects.filter(event_id=event_id).delete()


@pytest.mark.django_db(transaction=True)
def test_light_handlers_run_right_after_the_commit_and_heavy_ones_are_left_to_the_worker(desk, monkeypatch, at):
    monkeypatch.setitem(HANDLERS, Noted, [desk.handler("light"), desk.handler("heavy", heavy=True)])
    with scope.acting(Actor.system("test")):
        event_id = note(Actor.system("test"), at)
        assert desk.heard == []
    assert desk.heard == [("light", "a")]
    jobs.deliver_event(str(event_id))
    assert desk.heard == [("light", "a"), ("heavy", "a")]


def doing(worker_seen: datetime | None) -> int:
    """A job that a worker took and never finished; ``None``: its worker is not even known any more."""
    with connection.cursor() as cursor:
        worker = None
        if worker_seen is not None:
            cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (%s) RETURNING id", [worker_seen])
            worker = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id, lock) "
            "VALUES ('events', 'outbox.deliver_event', '{}', 'doing', %s, 'its-lock') RETURNING id",
            [worker],
        )
        return cursor.fetchone()[0]


def wake() -> None:
    async_to_sync(jobs.wake_stalled.func)(SimpleNamespace(app=app), 0)


def status(job: int) -> Any:
    return ProcrastinateJob.objects.get(pk=job).status


def test_a_job_whose_worker_died_is_woken_and_that_of_a_living_one_is_left_alone(by):
    now = datetime.now(UTC)
    dead = doing(now - timedelta(minutes=5))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET lock = NULL WHERE id = %s", [dead])
    alive = doing(now)
    wake()
    assert (status(dead), status(alive)) == ("todo", "doing")


def test_a_job_whose_worker_was_forgotten_is_woken_too(by):
    orphan = doing(None)
    wake()
    assert status(orphan) == "todo"


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_next_turn_waits_is_let_go_and_the_others_are_woken():
    dead = doing(None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET queueing_lock = 'rounds', lock = NULL WHERE id = %s", [dead])
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, queueing_lock) "
            "VALUES ('events', 'outbox.deliver_event', '{}', 'todo', 'rounds')"
        )
    other = doing(None)
    wake()
    assert (status(dead), status(other)) == ("failed", "todo")


def test_what_waits_is_asked_in_one_query(by, at, desk, django_assert_num_queries):
    note(by, at)
    with django_assert_num_queries(1):
        assert len(queries.pending()) == 1


def test_what_is_settled_is_not_looked_at_again_until_it_is_opened(by, at, desk, monkeypatch):
    event_id = note(by, at)
    actions.drain()
    later = clock.now() + timedelta(days=1)
    actions.settle(at=later)
    assert Settled.objects.get().seq >= EventRow.objects.get(event_id=event_id).pk
    Handled.objects.filter(event_id=event_id).delete()
    assert queries.pending() == []
    actions.forget_handled(event_id)
    assert queries.pending() == [event_id]


def test_an_event_that_waits_or_is_young_is_not_passed(by, at, desk, monkeypatch):
    first, second = note(by, at), note(by, at)
    actions.deliver(second)
    actions.settle(at=clock.now() + timedelta(days=1))
    assert queries.pending() == [first]
    actions.drain()
    actions.settle(at=clock.now())
    assert not Settled.objects.exists()


def test_the_sweep_of_a_big_event_table_follows_its_key(by, at, desk):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO outbox_eventrow (event_id, name, schema_version, body, at, recorded_at, by_name, by_role, area, "
            "edition_id) SELECT gen_random_uuid(), 'x.y', 1, '{}', now(), now() - interval '1 day', 'x', 'x', 0, '' "
            "FROM generate_series(1, 20000)"
        )
        actions.settle(at=clock.now())
        cursor.execute("EXPLAIN " + queries.PENDING, [["x.y"], ["a"], 200])
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "outbox_eventrow_pkey" in plan and "Seq Scan on outbox_eventrow" not in plan, plan
