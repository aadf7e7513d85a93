"""DuckDB keeps to its share: what does not fit goes into a folder of its own, and nothing stays behind."""

from __future__ import annotations

import tempfile
from pathlib import Path

import duckdb
import pytest

from sizao.traceback.duck import connected

SORTED = "create temp table sorted as select i, hash(i) h, hash(i + 1) k from range(4_000_000) t(i) order by h"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the process stands, and where it may put things down."""
    (tmp_path / "room").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "room"))
    return tmp_path


def test_what_does_not_fit_is_put_into_a_folder_of_its_own_and_gone_afterwards(here: Path) -> None:
    with connected(memory="64MiB") as connection:
        connection.execute(SORTED)
        [folder] = (here / "room").iterdir()
        assert sum(each.stat().st_size for each in folder.rglob("*")) > 10_000_000
        assert connection.execute("select count(*), count(distinct h) from sorted").fetchone() == (4_000_000, 4_000_000)
    assert [each.name for each in here.rglob("*")] == ["room"]


def test_it_does_not_take_more(here: Path) -> None:
    with connected(memory="64MiB") as connection, pytest.raises(duckdb.OutOfMemoryException):
        connection.execute("select list(i order by hash(i)) from range(30_000_000) t(i)").fetchone()
    assert [each.name for each in here.rglob("*")] == ["room"]


def test_times_are_utc() -> None:
    with connected() as connection:
        assert connection.execute("select current_setting('TimeZone')").fetchone() == ("UTC",)
