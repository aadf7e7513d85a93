"""The process that loads the demonstration city beside the platform: ``python -m sizao.project.worlds.wuxi.loading``.

It runs at low priority while the platform serves, tells how far it is, and begins again where it was killed.
"""

from __future__ import annotations

import fcntl
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sizao.kernel.errors import Refused
from sizao.project import installation
from sizao.project.cli.speech import note
from sizao.project.worlds.wuxi import state
from sizao.spine.database import roles

NICER = 5
"""Steps of priority that the people at work come first."""
PATIENCE = "-c idle_in_transaction_session_timeout=30min -c statement_timeout=10min"
"""The database's limits for a request of a person at work do not fit a process that waits for the people at work."""
STEP = 0.1
"""Share of the work between two lines on the terminal."""


class AlreadyLoading(Refused):
    """Another process is loading the demonstration city"""

    code = "worlds.already_loading"
    zh = "另一进程正在载入演示城市"


class Teller:
    """Puts the progress where a user would look: the terminal, now and then, and the band of every page."""

    def __init__(self) -> None:
        self.told = -STEP

    def __call__(self, found: state.State) -> None:
        """Tell."""
        state.announce(None if found.is_done else found.words)
        if found.is_done or found.share >= self.told + STEP:
            self.told = found.share
            note(found.words)


def run(*, people: int = 0) -> state.State:
    """Load the city into this process's installation, or finish what was begun; Django stands already.

    Raises:
        AlreadyLoading: another process does it.
    """
    from sizao.ground.presence import queries as presence
    from sizao.project.worlds.wuxi import play
    from sizao.spine import clock
    from sizao.spine.outbox.apps import load_flow

    load_flow()
    with _alone(state.folder()):
        try:
            presence.warm_up()  # the story's traces are asked in this process: the index answers them, not DuckDB
            return play.load(at=clock.now(), people=people, say=Teller())
        finally:
            state.announce(None)


@contextmanager
def _alone(where: Path) -> Iterator[None]:
    where.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (where / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as taken:
            raise AlreadyLoading from taken
        yield


def main(asked: list[str]) -> int:
    """Load as many people as asked for."""
    os.nice(NICER)
    os.environ["PGOPTIONS"] = f"{os.environ.get('PGOPTIONS', '')} {PATIENCE}".strip()
    installation.set_up_django(roles.WEB)
    logging.getLogger("django.request").setLevel(logging.ERROR)  # players are refused now and then, as people are
    found = run(people=int(asked[0]) if asked else 0)
    for each in found.doors:
        note(state.said(each))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
