"""The portable expression on a Spark cluster: this process is the driver, the workers read the same Parquet.

Only SQL, Parquet and Arrow pass between Python and Spark: no pandas, and no Python on the workers.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import reduce
from typing import TYPE_CHECKING
from unittest.mock import patch

import pyarrow as pa

from sizao.kernel.words import Words
from sizao.traceback.answer import Exposed
from sizao.traceback.duckdb_engine import Parts
from sizao.traceback.portable import cluster, session
from sizao.traceback.portable.cluster import SparkUnavailable
from sizao.traceback.query import TraceQuery

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.shuffle.partitions": "4",
    "spark.sql.adaptive.coalescePartitions.parallelismFirst": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.memory": "1g",
    "spark.executor.cores": "1",
}
"""Of the driver. Few shuffle partitions because a batch of questions is small beside the visits it is asked of; a real
cluster's own ``spark-defaults.conf`` gives executors their memory and more partitions."""


class SparkSessionOfOurs:
    """A connection to a cluster; what it keeps is let go of with the next batch."""

    dialect = "pyspark"

    def __init__(self, spark: SparkSession) -> None:
        self.spark = spark
        self._kept: list[DataFrame] = []

    def put(self, name: str, table: pa.Table) -> None:
        """Make an Arrow table known by a name."""
        self.spark.createDataFrame(table).createOrReplaceTempView(name)

    def open(self, name: str, parts: Parts) -> None:
        """Make Parquet files known as one table."""
        some = [
            self.spark.read.parquet(*(str(file.resolve()) for file in files)).selectExpr(*columns)
            for files, columns in parts
        ]
        reduce(lambda one, other: one.unionAll(other), some).createOrReplaceTempView(name)

    def keep(self, name: str, sql: str) -> None:
        """Work a step out and hold its rows in the executors.

        A checkpoint, not a cache: a cached step's plan would be repeated inside the plan of every step after it, and
        planning the last one would take Spark longer than answering.
        """
        step = self.spark.sql(sql).localCheckpoint(eager=True)
        step.createOrReplaceTempView(name)
        self._kept.append(step)

    def fetch(self, name: str) -> pa.Table:
        """A kept step as an Arrow table; what was kept for it is let go of."""
        try:
            return self.spark.table(name).toArrow()
        finally:
            for step in self._kept:
                step.unpersist()
            self._kept.clear()


@contextmanager
def opened(where: cluster.Cluster | None = None) -> Iterator[SparkSessionOfOurs]:
    """A session on a cluster, the one of ``make spark-up`` by default; one that this process has open is shared.

    Raises:
        SparkUnavailable: when no cluster stands or PySpark is not installed.
    """
    where = where or cluster.state()
    if where is None:
        raise SparkUnavailable(reason=Words("集群未启动,请执行 make spark-up", "no cluster stands: run make spark-up"))
    cluster.package()
    from pyspark.sql import SparkSession

    open_already = SparkSession.getActiveSession()
    if open_already is not None:
        yield SparkSessionOfOurs(open_already)
        return
    with patch.dict(os.environ, cluster.environment(where.configuration)):
        spark = _connected(where)
    try:
        yield SparkSessionOfOurs(spark)
    finally:
        spark.stop()


def _connected(where: cluster.Cluster) -> SparkSession:
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master(where.master).appName("sizao trace")
    for name, value in SETTINGS.items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def run(
    query: TraceQuery,
    visits: session.Visits,
    places: Mapping[int, str] | None = None,
    *,
    where: cluster.Cluster | None = None,
) -> tuple[Exposed, ...]:
    """Answer one question; see :func:`sizao.traceback.reference.run` for the meaning."""
    with opened(where) as here:
        return session.run(here, query, visits, places)
