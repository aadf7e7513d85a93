"""A start asks nothing of the tables only when this very version met this very database before."""

from __future__ import annotations

from pathlib import Path

import pytest

from sizao.project import tables
from sizao.project.installation import Place

HERE = Place({"host": "/sockets", "port": 5432}, "sizao", None)


@pytest.fixture
def known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("SIZAO_HOME", str(tmp_path))
    monkeypatch.setattr(tables, "_applied", lambda place: [120, "2026-11-22 10:00:00.1+00"])
    assert not tables.are_known(HERE), "before the first start nothing is known"
    tables.note_known(HERE)
    assert tables.are_known(HERE)
    return monkeypatch


def test_another_version_is_asked(known):
    known.setattr(tables, "fingerprint", lambda: "newer")
    assert not tables.are_known(HERE)


def test_another_database_is_asked(known):
    assert not tables.are_known(Place({"host": "/sockets", "port": 5433}, "sizao", None))


@pytest.mark.parametrize("applied", [[119, "2026-11-22 10:00:00.1+00"], [120, "2026-11-22 11:00:00.1+00"], None])
def test_a_restored_emptied_or_newer_database_is_asked(known, applied):
    known.setattr(tables, "_applied", lambda place: applied)
    assert not tables.are_known(HERE)


def test_a_migration_that_changes_is_another_version(tmp_path, monkeypatch):
    before = tables.fingerprint()
    migrations = tmp_path / "ground" / "registry" / "migrations"
    migrations.mkdir(parents=True)
    monkeypatch.setattr(tables, "SOURCE", tmp_path)
    (migrations / "0001_initial.py").write_text("one")
    first = tables.fingerprint()
    (migrations / "0001_initial.py").write_text("two")
    assert len({before, first, tables.fingerprint()}) == 3
