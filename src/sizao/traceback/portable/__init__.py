"""The portable engine: the question as one expression that DuckDB and Spark both run, from the same source.

``batch`` puts questions into tables, ``expression`` says the answer once (in Ibis), ``session`` has any engine run it,
``on_duckdb`` and ``on_spark`` are the two engines, ``cluster`` starts a Spark cluster of this machine alone. Why it is so:
docs/decisions/0019-portable-engine.md. Needs the packages of ``requirements/spark.lock`` (``make spark-up`` installs them).
"""
