"""Spark answers as the reference does: every example of the manual, hundreds of nasty worlds, and a seeded city by hash.

The cluster is real (a master and two workers, each a process of its own) and stands for this file only. A question costs
Spark about a second whatever its size, so examples and worlds are asked in one batch: each world has its own persons and
places. ``SIZAO_CITY=1000000x14`` makes the city large.
"""

from __future__ import annotations

import hashlib
import inspect
import json
import os
from dataclasses import replace
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import NoReturn

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from sizao.project import cli
from sizao.traceback import duckdb_engine, reference, tables
from sizao.traceback.answer import Exposed
from sizao.traceback.index import engine as index_engine
from sizao.traceback.lake import Lake
from sizao.traceback.query import TraceQuery
from sizao.traceback.segments import visits_in
from sizao.traceback.visits import Visit
from tests.generative.city import FIRST, City
from tests.generative.worlds import KINDS, crowds, questions
from tests.spec.tracing.ascii_tables import Example
from tools import spec_manual

WORLDS = int(os.environ.get("GENTEST_EXAMPLES", "25")) * 8
APART = 100_000
"""Between the numbers of one world and the next."""
PEOPLE, DAYS = map(int, os.environ.get("SIZAO_CITY", "20000x3").split("x"))
MEMORY = os.environ.get("SIZAO_SPARK_MEMORY", "1g")
"""Of each worker; a million people want more."""

pytestmark = pytest.mark.spark


def absent(what: str) -> NoReturn:
    """Skip with a reason on a machine that lacks something; under CI nothing may be lacking."""
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def spark_cluster(tmp_path_factory):
    """A cluster for this file, on a free port; without Java or PySpark the tests are skipped, under CI they fail."""
    from sizao.traceback.portable import cluster

    folder = tmp_path_factory.mktemp("spark")
    try:
        standing = cluster.up(folder, port=0, memory=MEMORY, is_brief=True)
    except cluster.SparkUnavailable as problem:
        absent(str(problem))
    yield standing
    assert cluster.down(folder) == 3
    assert cluster.state(folder) is None


@pytest.fixture(scope="module")
def spark(spark_cluster):
    from sizao.traceback.portable import on_spark

    with on_spark.opened(spark_cluster) as session:
        yield session


def examples() -> list[tuple[TraceQuery, list[Visit], dict[int, str]]]:
    """The examples of the manual, as the manual finds them."""
    found: list[Example] = []

    def note(visits, answer, *, index="", index_places="", kinds=None, **asked):
        found.append(Example(visits, answer, index, index_places, kinds, asked))

    for path in sorted(spec_manual.EXAMPLES.glob("test_[0-9]_*.py")):
        for name, test in vars(spec_manual.load(path)).items():
            if name.startswith("test_") and list(inspect.signature(test).parameters) == ["spec"]:
                test(note)
    return [(each.query(), each.known(), each.kinds or {}) for each in found]


def worlds() -> list[tuple[TraceQuery, list[Visit], dict[int, str]]]:
    """Worlds as the generative tests of the other engines meet them."""
    found = []

    @given(question=questions(), known=crowds())
    @settings(
        max_examples=WORLDS, derandomize=True, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), deadline=None,
    )  # fmt: skip
    def collect(question, known):
        found.append((question, known, KINDS))

    collect()
    return found


def moved(query: TraceQuery, by: int) -> TraceQuery:
    """The same question in a world whose numbers begin later."""
    return replace(
        query,
        index=tuple(replace(stay, person=stay.person + by) for stay in query.index),
        index_places=tuple(replace(here, place=here.place + by) for here in query.index_places),
        exclude_persons=tuple(person + by for person in query.exclude_persons),
    )


def moved_back(row: Exposed, by: int) -> Exposed:
    via, places = (tuple(number - by for number in numbers) for numbers in (row.via, row.places))
    return replace(row, person=row.person - by, via=via, places=places)


def asked_at_once(session, known) -> list[tuple[Exposed, ...]]:
    """Every world's answer from one batch."""
    from sizao.traceback.portable.session import run_tables

    shifts = [APART * number for number in range(len(known))]
    asked = [moved(query, by) for by, (query, _visits, _kinds) in zip(shifts, known, strict=True)]
    visits = [
        replace(visit, person=visit.person + by, place=visit.place + by)
        for by, (_query, own, _kinds) in zip(shifts, known, strict=True)
        for visit in own
    ]
    kinds = {place + by: kind for by, (*_rest, own) in zip(shifts, known, strict=True) for place, kind in own.items()}
    found = run_tables(session, asked, tables.visits_table(visits), kinds)
    return [
        tuple(moved_back(row, by) for row in tables.answer_of(table)) for by, table in zip(shifts, found, strict=True)
    ]


def differing(known, answers) -> list[tuple[TraceQuery, tuple[Exposed, ...], tuple[Exposed, ...]]]:
    told = [reference.run(query, visits, kinds) for query, visits, kinds in known]
    return [
        (query, given, right)
        for (query, *_rest), given, right in zip(known, answers, told, strict=True)
        if given != right
    ]


def test_examples_and_worlds_on_spark(spark):
    known = examples() + worlds()
    assert len(known) > WORLDS + 30
    assert differing(known, asked_at_once(spark, known))[:1] == []


def test_a_batch_on_duckdb_answers_like_one_question_at_a_time():
    if find_spec("ibis") is None:
        absent("the packages of requirements/spark.lock are not installed: make spark-up")
    from sizao.traceback.portable import on_duckdb

    known = examples() + worlds()
    with on_duckdb.opened() as session:
        assert differing(known, asked_at_once(session, known))[:1] == []


@pytest.fixture(scope="module")
def city(tmp_path_factory) -> tuple[City, Lake]:
    where = City(PEOPLE, DAYS)
    return where, where.fill(Lake(tmp_path_factory.mktemp("city") / "lake"))


def sha256(table: pa.Table) -> str:
    """Of the answer's rows as other programs would read them; a large city's are never all in memory."""
    digest = hashlib.sha256()
    for part in table.to_batches(max_chunksize=10_000):
        for row in part.to_pylist():
            digest.update(json.dumps(row, default=str).encode())
    return digest.hexdigest()


def test_a_city_has_one_answer(spark, city):
    from sizao.traceback.portable.session import run_tables

    where, lake = city
    asked = where.questions()
    by_index = [index_engine.run_table(query, lake) for query in asked]
    by_duckdb = [duckdb_engine.run_table(query, lake) for query in asked]
    by_spark = run_tables(spark, asked, lake)
    by_reference = told_by_the_reference(asked[-1], lake)
    assert all(table.num_rows for table in by_index)
    print(
        [*map(sha256, by_index)], [table.num_rows for table in by_index], lake.rows
    )  # what a large city's run is noted by
    assert [*map(sha256, by_spark)] == [*map(sha256, by_duckdb)] == [*map(sha256, by_index)]
    assert sha256(by_reference) == sha256(by_index[-1])


def told_by_the_reference(query: TraceQuery, lake: Lake) -> pa.Table:
    """A first hop by the reference engine, given what happened at that time in the places where the case was."""
    [stay] = query.index
    of_case = pc.field("person") == stay.person
    parts = [visits_in(file, of_case) for file in lake.files("by_person", stay.start, stay.until)]
    own = pa.concat_tables([tables.conforming(part) for part in parts])
    files = lake.files("by_place", stay.start, stay.until)
    there = pc.field("place").isin(own["place"].unique())
    near = pa.concat_tables([tables.conforming(visits_in(file, there)) for file in files])
    soon = pa.scalar(stay.start - timedelta(seconds=query.linger_s), tables.MOMENT)
    return tables.answer_table(reference.run(query, tables.visits_of(near.filter(pc.greater(near["until"], soon)))))


def test_the_command_line_asks_spark(spark, spark_cluster, city, monkeypatch, capsys):
    where, lake = city
    monkeypatch.setenv("SIZAO_SPARK", spark_cluster.folder)
    [stay] = where.questions()[0].index
    window = ["--from", FIRST.isoformat(), "--until", stay.until.isoformat(), "--min-overlap", "15m"]
    asked = ["trace", "--lake", str(lake.directory), "--person", str(stay.person), *window, "--json"]
    told = {}
    for engine in ("spark", "index"):
        assert cli.main([*asked, "--engine", engine]) == 0
        told[engine] = json.loads(capsys.readouterr().out)["exposed"]
    assert told["spark"] == told["index"] != []


def test_without_a_cluster_the_command_line_says_what_to_do(city, monkeypatch, capsys, tmp_path: Path):
    monkeypatch.setenv("SIZAO_SPARK", str(tmp_path))
    window = ["--from", "2021-12-06T00:00Z", "--until", "2021-12-07T00:00Z"]
    asked = ["trace", "--lake", str(city[1].directory), "--person", "1", *window, "--engine", "spark"]
    assert cli.main(asked) == 1
    assert "make spark-up" in capsys.readouterr().err
