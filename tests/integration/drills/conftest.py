"""Drills on the tests' own server: the platform's database is this process's copy, the template the tests' one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from sizao.project import installation
from tests.conftest import HOME
from tests.database import TestServer, fingerprint


@pytest.fixture
def place(django_db_setup: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[installation.Place]:
    """The server with the right to make databases, found as an authority's own server is: by ``DATABASE_URL``."""
    admin = TestServer().cluster.admin()
    name = f"sizao_test_{os.getpid()}"
    url = f"postgresql://{admin['user']}:{admin['password']}@/{name}?host={admin['host']}&port={admin['port']}"
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SIZAO_DRILL_TEMPLATE", f"sizao_template_{fingerprint()}")
    yield installation.find()


@pytest.fixture
def drills_home() -> Path:
    """Where the drills' folders lie."""
    return HOME / "drills"
