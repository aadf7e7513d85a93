"""The supervisor: who dies is started again with growing pauses, all stop at once, and no silent connection holds them up."""

from __future__ import annotations

import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path

import pytest

from sizao.project.supervisor import LONGEST_PAUSE_SECONDS, LONGEST_WAIT_SECONDS, TRIES, Child, Supervisor, pause
from sizao.project.web_worker import Worker

WAIT = "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(0))\nprint(1)\ntime.sleep(60)"
STUBBORN = "import signal, time, pathlib, sys\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\npathlib.Path(sys.argv[1]).touch()\ntime.sleep(60)"


GIVEN_UP = ", too often to start it again; the next start goes on where it was"


def child(name: str, code: str, *arguments: str, patience: float = 5.0) -> Child:
    return Child(name, [sys.executable, "-c", code, *arguments], dict(os.environ), patience)


def supervisor(*children: Child) -> tuple[Supervisor, list[str]]:
    said: list[str] = []
    return Supervisor(children, beat=lambda: None, say=lambda zh, en: said.append(en)), said


@pytest.mark.parametrize(
    ("deaths", "seconds"), [(1, 0.5), (2, 1), (3, 2), (6, 16), (7, LONGEST_PAUSE_SECONDS), (99, 30)]
)
def test_pauses_grow_to_a_limit(deaths: int, seconds: float) -> None:
    assert pause(deaths) == seconds


def test_a_dead_child_is_started_again_after_its_pause() -> None:
    short = child("web", "raise SystemExit(3)")
    keeper, said = supervisor(short)
    keeper.look_around(0.0)
    short.process.wait()
    keeper.look_around(1.0)
    assert said == ["web ended with code 3; starting it again in 0.5 s"]
    assert short.process is None, "not before its pause is over"
    keeper.look_around(1.6)
    short.process.wait()
    keeper.look_around(1.7)
    assert said[-1].endswith("in 1 s")
    keeper.look_around(3.0)
    short.process.wait()
    keeper.look_around(100.0)
    assert said[-1].endswith("in 0.5 s"), "a child that lived long is steady again"


def test_a_signal_stops_all_and_ready_is_said_once(capfd) -> None:
    first, second = child("web", WAIT), child("worker", WAIT)
    keeper, said = supervisor(first, second)
    calls: list[str] = []
    threading.Timer(1.5, os.kill, (os.getpid(), signal.SIGTERM)).start()
    keeper.run(lambda: True, lambda: calls.append("ready"))
    assert calls == ["ready"]
    assert said == []
    assert (first.process.poll(), second.process.poll()) == (0, 0)


LINGERS = """import pathlib, signal, sys, time
def end(*_):
    while not pathlib.Path(sys.argv[1]).exists():
        time.sleep(0.02)
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
pathlib.Path(sys.argv[2]).touch()
time.sleep(60)"""
"""Ends when somebody else has ended."""
ENDS = """import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, lambda *_: (pathlib.Path(sys.argv[1]).touch(), sys.exit(0)))
pathlib.Path(sys.argv[2]).touch()
time.sleep(60)"""


def test_nobody_waits_for_another_to_end(tmp_path: Path) -> None:
    gone, ups = str(tmp_path / "gone"), [tmp_path / "one", tmp_path / "other"]
    first, second = child("web", LINGERS, gone, str(ups[0]), patience=20), child("worker", ENDS, gone, str(ups[1]))
    keeper, _ = supervisor(first, second)

    def is_up() -> bool:
        if all(each.exists() for each in ups):
            os.kill(os.getpid(), signal.SIGTERM)
            return True
        return False

    keeper.run(is_up, lambda: None)
    assert (first.process.poll(), second.process.poll()) == (0, 0), (
        "the second was asked while the first was still there"
    )


class Silent:
    """A connection on which nothing was said."""

    def __init__(self) -> None:
        self.sock, self.other = socket.socketpair()
        self.timeout = time.monotonic() + 60

    def close(self) -> None:
        self.sock.close()
        self.other.close()


@pytest.mark.parametrize(("alive", "left"), [(True, 1), (False, 0)], ids=["serving", "ending"])
def test_a_web_worker_that_ends_waits_for_no_silent_connection(alive: bool, left: int) -> None:
    worker, silent = Worker.__new__(Worker), Silent()
    worker.alive, worker.nr_conns, worker.pending_conns = alive, 1, deque([silent])
    with selectors.DefaultSelector() as worker.poller:
        worker.poller.register(silent.sock, selectors.EVENT_READ)
        worker.murder_pending()
        assert worker.nr_conns == len(worker.pending_conns) == len(worker.poller.get_map()) == left
    silent.close()


GONE = """
import atexit
from gunicorn.workers.gthread import ThreadWorker
from sizao.project.web_worker import Worker
ThreadWorker.run = lambda self: print("every request is answered")
atexit.register(print, "taken apart")
Worker.__new__(Worker).run()
"""


def test_a_web_worker_that_has_answered_is_gone_without_taking_itself_apart() -> None:
    done = subprocess.run([sys.executable, "-c", GONE], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["every request is answered"]


def test_who_does_not_stop_is_made_to(tmp_path: Path) -> None:
    stubborn = child("web", STUBBORN, str(tmp_path / "up"), patience=0.2)
    stubborn.start(0.0)
    while not (tmp_path / "up").exists():
        time.sleep(0.02)
    stubborn.stop()
    assert stubborn.process.returncode == -signal.SIGKILL


def test_a_child_whose_work_has_an_end_is_not_started_again_and_lets_the_next_begin() -> None:
    first, second = child("city", "pass"), child("worker", WAIT)
    first.is_once, second.after = True, first
    keeper, said = supervisor(first, second)
    keeper.look_around(0.0)
    assert first.process is not None and second.process is None, "the second waits"
    first.process.wait()
    keeper.look_around(1.0)
    assert first.is_over and second.alive()
    keeper.look_around(100.0)
    assert first.process is None and said == []
    second.stop()


@pytest.mark.parametrize("between", [40, 400], ids=["at once", "after minutes"])
def test_work_that_fails_again_and_again_does_not_hold_the_others_up(between: int) -> None:
    let_be: list[int] = []
    first, second = child("city", "raise SystemExit(3)"), child("worker", WAIT)
    first.is_once, second.after, first.given_up = True, first, lambda: let_be.append(first.deaths)
    keeper, said = supervisor(first, second)
    for now in range(0, 10 * between, between):
        keeper.look_around(float(now))
        if first.process is not None:
            first.process.wait()
    assert first.is_over and let_be == [TRIES + 1]
    assert said[-2:] == ["city ended with code 3; starting it again in 2 s", f"city ended with code 3{GIVEN_UP}"]
    assert second.alive()
    second.stop()


def test_work_that_is_killed_goes_on_in_a_new_process() -> None:
    first, second = child("city", WAIT), child("worker", WAIT)
    first.is_once, second.after = True, first
    keeper, said = supervisor(first, second)
    keeper.look_around(0.0)
    killed = first.process.pid
    os.kill(killed, signal.SIGKILL)
    first.process.wait()
    keeper.look_around(100.0)
    keeper.look_around(101.0)
    assert said == ["city ended with code -9; starting it again in 0.5 s"]
    assert first.alive() and first.process.pid != killed
    assert second.process is None, "the worker still rests"
    first.stop()


def test_who_lets_the_first_page_come_first_starts_when_it_stands_or_after_half_a_minute() -> None:
    for is_ready, now in ((True, 0.0), (False, LONGEST_WAIT_SECONDS + 1)):
        web, worker = child("web", WAIT), child("worker", WAIT)
        worker.is_second = True
        keeper, _ = supervisor(web, worker)
        keeper.look_around(keeper.began)
        assert web.alive() and worker.process is None
        keeper.is_ready = is_ready
        keeper.look_around(keeper.began + now)
        assert worker.alive()
        web.stop()
        worker.stop()
