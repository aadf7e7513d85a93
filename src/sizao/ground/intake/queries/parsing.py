"""The fenced child process: reads one file from standard input and prints its rows as JSON lines.

Run as ``python -m sizao.ground.intake.queries.parsing`` with the options as one JSON argument. It sets its own limits of
memory and time before it looks at a byte, never touches the disk or the network, and says nothing but JSON: the
first line describes the file, each further line is ``[line, cells]`` (a broken row has ``null`` for its cells), the last
one repeats the count. A refusal is one line ``{"refused": …}``.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any, TextIO

from sizao.ground.intake import errors
from sizao.ground.intake.queries import catalogue, formats, tables
from sizao.ground.intake.rules import headings
from sizao.ground.intake.types import Format, Kind, Source

CPU_SECONDS = 120


def main(options: dict[str, Any]) -> None:
    """Read standard input under the limits and print what it holds."""
    resource.setrlimit(resource.RLIMIT_AS, (options["memory"], options["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    out = open(sys.stdout.fileno(), "w", encoding="utf-8", errors="surrogatepass", closefd=False)  # noqa: SIM115
    try:
        content = sys.stdin.buffer.read()
        write_rows(content, options, out)
    except errors.FileRefused as refusal:
        fields = {name: list(value) if isinstance(value, tuple) else value for name, value in refusal.fields.items()}
        print(json.dumps({"refused": type(refusal).__name__, "fields": fields}), file=out)
    out.flush()


def write_rows(content: bytes, options: dict[str, Any], out: TextIO) -> None:
    """Write the description of a file, its rows and their count as JSON lines.

    Raises:
        FileRefused: the file cannot be read.
    """
    kind = Kind(options["kind"])
    found = formats.format_of(content, options["filename"])
    if found is Format.PARQUET and kind is not Kind.PRESENCE:
        raise errors.ParquetForPresenceOnly
    table = tables.open_table(found, content, catalogue.aliases(kind), options)
    source, rows = _below_header(table, kind)
    print(json.dumps(_description(source), ensure_ascii=False), file=out)
    count, footer = 0, None
    for line, cells in _without_footer(rows):
        if line == 0:
            footer = headings.total_of(cells or ())
            continue
        count += 1
        out.write(json.dumps([line, cells], ensure_ascii=False, default=_tagged, separators=(",", ":")))
        out.write("\n")
    print(json.dumps({"rows": count, "declared": footer if source.declared is None else source.declared}), file=out)


def _below_header(table: tables.Table, kind: Kind) -> tuple[Source, Iterator[tables.Line]]:
    """Find the headings among the first lines; hand back the description and the lines below them."""
    rows = iter(table.lines)
    first: list[tables.Line] = []
    for line in rows:
        first.append(line)
        if len(first) == headings.SEARCHED_ROWS:
            break
    header = headings.find_header([cells or () for _, cells in first], catalogue.aliases(kind))
    if header is None:
        raise errors.FileEmpty
    if len(header.headings) > tables.MAX_COLUMNS:
        raise errors.TooManyColumns(columns=len(header.headings), limit=tables.MAX_COLUMNS)
    at = header.rows_used
    source = Source(
        table.format,
        table.encoding,
        table.delimiter,
        table.sheet,
        header.headings,
        first[at - 1][0],
        table.declared,
    )
    return source, _chained(first[at:], rows)


def _chained(first: Iterable[tables.Line], rest: Iterator[tables.Line]) -> Iterator[tables.Line]:
    yield from first
    yield from rest


def _without_footer(rows: Iterator[tables.Line]) -> Iterator[tables.Line]:
    """Data lines only; blank and comment lines are dropped, a closing total comes last under line number 0."""
    held: tables.Line | None = None
    for line in rows:
        cells = line[1]
        if cells is not None and (headings.is_blank(cells) or headings.is_comment(cells)):
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        is_footer = held[1] is not None and headings.total_of(held[1]) is not None
        yield (0, held[1]) if is_footer else held


def _description(source: Source) -> dict[str, object]:
    return {
        "format": source.format.value,
        "encoding": source.encoding,
        "delimiter": source.delimiter,
        "sheet": source.sheet,
        "headings": list(source.headings),
        "header_line": source.header_line,
    }


def _tagged(value: object) -> dict[str, object]:
    """Dates and times as tagged objects; everything else in a cell is plain JSON already."""
    if isinstance(value, datetime):
        return {"moment": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, time):
        return {"time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"seconds": value.total_seconds()}
    return {"text": str(value)}


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
