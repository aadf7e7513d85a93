"""The trace-back engine: who shared place and time with whom, one question answered by several machines.

``query`` is the question, ``reference`` the obvious answer that every other machine must equal, ``lake`` the visits as
Parquet day segments, ``duckdb_engine`` the same answer through SQL. No Django, no names: persons and places are numbers.
"""
