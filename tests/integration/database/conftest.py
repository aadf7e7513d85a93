"""A PostgreSQL server of its own for these tests: they kill it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from sizao.spine.database.launcher import Cluster
from tests import folder as folders


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that any user may reach: pytest's own is closed to the server's user when tests run as root."""
    folder = Path(tempfile.mkdtemp(prefix="sizao-test-", dir=folders.anyones()))
    folder.chmod(0o755)
    yield folder / "pg"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def cluster(home: Path) -> Iterator[Cluster]:
    """A started cluster, stopped and removed afterwards."""
    made = Cluster(home)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def house() -> Iterator[Path]:
    """A home for a whole ``sizao serve``, its database stopped and removed afterwards."""
    yield from _home_to_serve_from()


@pytest.fixture(scope="session")
def lived_in() -> Iterator[Path]:
    """The home that several tests start the platform in, one after the other; empty for the first."""
    yield from _home_to_serve_from()


def _home_to_serve_from() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="sizao-serve-", dir=folders.anyones()))
    folder.chmod(0o755)
    yield folder
    Cluster(folder / "pg").stop()
    shutil.rmtree(folder, ignore_errors=True)
