"""A lake whose builder was killed at any moment answers right, and appending the same files again loses and doubles nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from sizao.project import cli
from sizao.traceback import duckdb_engine, tables
from sizao.traceback.index import store
from sizao.traceback.lake import Lake
from tests.generative.city import City
from tests.unit.traceback import killed

POINTS, SEED = int(os.environ.get("SIZAO_KILLS", "20")), 5
ROOT = Path(__file__).resolve().parents[3]
CITY = City(people=1500, days=2)
QUERY = CITY.questions()[1]


@pytest.fixture(scope="module")
def attempts(tmp_path_factory) -> tuple[Path, list[bool]]:
    """Twenty lakes whose builder was killed; two files each, one with bad rows."""
    folder = tmp_path_factory.mktemp("killed")
    (folder / "in").mkdir()
    pq.write_table(CITY.day(0), folder / "in" / "first.parquet")
    (folder / "in" / "second.csv").write_text("person,place,start,until\n1,2,2021-12-07 09:00,2021-12-07 08:00\n")
    pq.write_table(CITY.day(1), folder / "in" / "third.parquet")
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.traceback.killed", str(folder), str(POINTS), str(SEED)],
        cwd=ROOT, env={**os.environ, "PYTHONPATH": path}, check=True, capture_output=True, text=True, timeout=max(300, 15 * POINTS),
    )  # fmt: skip
    return folder, json.loads(done.stdout)


def found(lake: Lake) -> list[dict]:
    return duckdb_engine.run_table(QUERY, lake).to_pylist()


@pytest.mark.slow
def test_nothing_is_lost_and_nothing_doubled(attempts, capsys):
    folder, cut_short = attempts
    whole, between = Lake(folder / "whole"), Lake(folder / "first")
    between.append(CITY.day(0))
    right = {json.dumps(found(each), default=str) for each in (Lake(folder / "none"), between, whole)}
    assert len(right) == 3
    for number in range(POINTS):
        lake = Lake(folder / str(number))
        assert json.dumps(found(lake), default=str) in right, number
        killed.work(folder, lake.directory)
        assert lake.manifest == whole.manifest
        assert (lake.verify(), store.verify(lake)) == ([], [])
        assert sorted(path.name for path in (lake.directory / "quarantine").iterdir()) == sorted(
            path.name for path in (whole.directory / "quarantine").iterdir()
        )
    assert sum(cut_short) > POINTS // 2
    assert tables.answer_of(duckdb_engine.run_table(QUERY, whole))


def test_what_a_kill_leaves_is_swept(attempts, capsys):
    """Whatever lies about after a kill, one more append takes it away."""
    folder, _cut_short = attempts
    lake = Lake(folder / "0")
    for name in ("by_place/2021-12-06.1.draft", "manifest.1.draft"):
        (lake.directory / name).parent.mkdir(parents=True, exist_ok=True)
        (lake.directory / name).write_bytes(b"half")
    assert cli.main(["lake", "append", str(lake.directory), str(killed.files(folder)[0])]) == 0
    assert lake.verify() == []
