"""The compiled loops, ready before a test's transaction begins."""

from __future__ import annotations

import pytest

from sizao.ground.presence.queries import warming
from sizao.traceback.lake import Lake


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> None:
    """In a new tree the first question compiles for a minute, and no connection of the web waits so long in a transaction."""
    warming.ask_everything(Lake(tmp_path_factory.mktemp("compiled") / "lake"))
