"""A server of one's own: every table of the platform on Debian's PostgreSQL, through a role that is no superuser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from sizao.spine.database import roles
from sizao.spine.database.launcher import Cluster
from tests import folder as folders

pytestmark = [pytest.mark.postgres, pytest.mark.slow]

DEBIAN = sorted(path for path in Path("/usr/lib/postgresql").glob("*/bin") if int(path.parent.name) >= 15)


@pytest.fixture
def theirs(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cluster]:
    """Somebody's server, where we are given a role with CREATEROLE and CREATEDB."""
    if not DEBIAN:
        pytest.skip("Debian's PostgreSQL 15 or later is not installed (apt-get install postgresql)")
    monkeypatch.setenv("SIZAO_PG_BIN", str(DEBIAN[-1]))
    folder = Path(tempfile.mkdtemp(prefix="sizao-theirs-", dir=folders.anyones()))
    folder.chmod(0o755)
    with Cluster(folder / "pg", durable=False) as made:
        with psycopg.connect(**made.admin(), autocommit=True) as admin:
            admin.execute("CREATE ROLE hosted LOGIN CREATEROLE CREATEDB PASSWORD 'hosted-pw'")
        yield made
    shutil.rmtree(folder)


def sizao(home: Path, *arguments: str, url: str = "") -> dict[str, object]:
    inherited = {name: value for name, value in os.environ.items() if name not in ("SIZAO_DB_ROLE", "SIZAO_PG_BIN")}
    environment = {**inherited, "SIZAO_HOME": str(home)} | ({"DATABASE_URL": url} if url else {})
    command = [sys.executable, "-m", "sizao.project.cli", *arguments, "--json"]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return json.loads(done.stdout)


def test_every_table_stands_there(theirs: Cluster, tmp_path: Path) -> None:
    url = f"postgresql://hosted:hosted-pw@/their_sizao?host={theirs.admin()['host']}"
    first = sizao(tmp_path, "migrate", url=url)
    assert len(first["applied"]) > 20, first
    assert sizao(tmp_path, "migrate", url=url) == {"applied": []}
    found = {each["check"]: each["state"] for each in sizao(tmp_path, "doctor")["findings"]}
    expected = ("version", "roles", "row_security", "tables", "private_files", "access_log")
    assert {name: found.get(name) for name in expected} == dict.fromkeys(expected, "fine")
    recorded = (tmp_path / "database.json").read_text()
    assert "hosted-pw" not in recorded and json.loads(recorded)["embedded"] is False
    place, dbname = roles.from_url(url)
    with psycopg.connect(**roles.connection(roles.WEB, place, dbname, tmp_path / "secrets")) as web:
        assert web.execute("SELECT count(*) FROM registry_person").fetchone() == (0,)
