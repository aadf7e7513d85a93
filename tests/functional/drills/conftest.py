"""The platform of those who train: a server of its own without an outbreak, so that another worker has the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.functional.server import Accounts


@pytest.fixture(scope="package")
def world(chromium: str) -> Iterator[Accounts]:
    """The served platform; what web, worker and keeper complained about fails the run at its end."""
    found = Accounts()
    try:
        found.start()
        yield found
    finally:
        said = found.log()
        found.stop()
    assert not said, said


@pytest.fixture(scope="package")
def sessions() -> dict[str, Any]:
    """Cookies of this server by user name."""
    return {}
