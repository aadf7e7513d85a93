"""The fast engine: a lake's visits as memory-mapped columns, searched by compiled loops, with the reference's answer.

``layout`` says what the columns hold, ``people`` numbers persons densely, ``build`` makes the columns of a day from
visits, ``store`` keeps them beside the Parquet, ``gather``, ``meet``, ``sweep`` and ``join`` are the compiled loops, and
``engine`` asks them a question. Why it is so: docs/decisions/0016-compiled-index.md.
"""
