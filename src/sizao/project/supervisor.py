"""Keep a few child processes alive as one unit: start them, restart who dies, stop all at once."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from types import FrameType

LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
"""A child that lived this long is steady again: its next death is answered at once."""
POLL_SECONDS = 0.5
EAGER_SECONDS = 0.1
"""Between two looks around until the first page stands."""
LONGEST_WAIT_SECONDS = 30.0
"""After which even those start who let the first page come first."""
TRIES = 3
"""Failures after which a child whose work has an end is let be, however long it lived between them."""
PARENT_DEATH_SIGNAL = 1
"""``PR_SET_PDEATHSIG`` of prctl(2)."""


@dataclass
class Child:
    """One process that must run for as long as the supervisor does."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    patience: float = 20.0
    """Seconds that it may take to stop by itself before it is killed."""
    is_once: bool = False
    """Whether its work has an end: a clean end is final, and so is one failure too many."""
    after: Child | None = None
    """Whose work must be over before it starts."""
    is_second: bool = False
    """Whether it leaves the processors to the others until the first page stands."""
    given_up: Callable[[], None] = lambda: None
    """Called when work that has an end failed too often and is let be."""
    is_over: bool = False
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    deaths: int = 0
    asked_at: float = 0.0
    """When it was asked to end."""
    began: float = 0.0
    next_start: float = 0.0

    def start(self, now: float) -> None:
        """Start it in a process group of its own, so that Ctrl-C reaches it only through us, in order.

        The supervisor has no threads, so a function may run between fork and exec.
        """
        self.began, self.asked_at = now, 0.0
        self.process = subprocess.Popen(
            list(self.command),
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=_die_with_parent,
        )

    def alive(self) -> bool:
        """Whether it runs."""
        return self.process is not None and self.process.poll() is None

    def look_after(self, now: float) -> int | None:
        """Start it when it should run and does not, after its pause; returns the code of a death just found."""
        if self.alive() or self.is_over or (self.after is not None and not self.after.is_over):
            return None
        died = self.process.returncode if self.process is not None else None
        if died is not None:
            is_steady = not self.is_once and now - self.began > STEADY_AFTER_SECONDS
            self.deaths, self.process = 1 if is_steady else self.deaths + 1, None
            self.next_start = now + pause(self.deaths)
            if self.is_once and (died == 0 or self.deaths > TRIES):
                return self._let_be(died)
        if now >= self.next_start:
            self.start(now)
        return died

    def _let_be(self, died: int) -> int | None:
        """Its work is done, or it failed once too often; returns the code of a failure."""
        self.is_over = True
        if not died:
            return None
        self.given_up()
        return died

    def ask(self) -> None:
        """Ask it to end, once."""
        if self.process is not None and self.alive() and not self.asked_at:
            self.asked_at = time.monotonic()
            self.process.terminate()

    def stop(self) -> None:
        """Ask it to end, and when its patience is over since it was asked make it and all its own children end."""
        if self.process is None or not self.alive():
            return
        self.ask()
        try:
            self.process.wait(max(0.0, self.asked_at + self.patience - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def _die_with_parent() -> None:
    """Have the kernel end this child when the supervisor is killed (Linux; elsewhere it stays until told)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)


def pause(deaths: int) -> float:
    """Seconds to wait before the next start after this many deaths in a row: 0.5, 1, 2, 4 … at most 30."""
    return min(LONGEST_PAUSE_SECONDS, 0.5 * 2.0 ** max(0, deaths - 1))


class Supervisor:
    """Starts its children in order, watches them until a signal comes, and stops them all at once."""

    def __init__(self, children: Sequence[Child], *, beat: Callable[[], None], say: Callable[[str, str], None]) -> None:
        """Nothing starts yet; ``beat`` is called at every look around, ``say`` is told ``(zh, en)`` of every death."""
        self.children = children
        self.beat = beat
        self.say = say
        self.stopping = threading.Event()
        self.is_ready = False
        self.began = time.monotonic()

    def run(self, until_ready: Callable[[], bool], ready: Callable[[], None]) -> None:
        """Run until SIGINT, SIGTERM or SIGHUP; ``ready`` is called once, when ``until_ready`` first says yes."""
        self.began = time.monotonic()
        with self._signals():
            try:
                while not self.stopping.is_set():
                    self.look_around(time.monotonic())
                    self.beat()
                    if not self.is_ready and until_ready():
                        self.is_ready = True
                        ready()
                        self.look_around(time.monotonic())
                    self.stopping.wait(POLL_SECONDS if self.is_ready else EAGER_SECONDS)
            finally:
                self._stop()

    def _stop(self) -> None:
        """Nobody waits for another to end: each of them leaves what it was at whole in the database."""
        for child in self.children:
            child.ask()
        for child in self.children:
            child.stop()

    def look_around(self, now: float) -> None:
        """Start who should run and does not, each after its own pause."""
        everybody = self.is_ready or now >= self.began + LONGEST_WAIT_SECONDS
        for child in self.children:
            died = child.look_after(now) if everybody or not child.is_second else None
            if died is not None:
                self._tell(child, died)

    def _tell(self, child: Child, died: int) -> None:
        if child.is_over:
            self.say(
                f"{child.name} 已退出(代码 {died}),多次失败,不再重新启动;下次启动时从中断处继续",
                f"{child.name} ended with code {died}, too often to start it again; the next start goes on where it was",
            )
            return
        wait = pause(child.deaths)
        self.say(
            f"{child.name} 已退出(代码 {died}),{wait:g} 秒后重新启动",
            f"{child.name} ended with code {died}; starting it again in {wait:g} s",
        )

    @contextlib.contextmanager
    def _signals(self) -> Iterator[None]:
        def ask(number: int, frame: FrameType | None) -> None:
            self.stopping.set()

        wanted = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
        before = {number: signal.signal(number, ask) for number in wanted}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)
