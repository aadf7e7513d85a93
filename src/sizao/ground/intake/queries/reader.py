"""Opens an outside file: a fenced child process parses it, this side takes its rows one by one."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from hashlib import sha256
from typing import IO, Any

from sizao.ground.intake import errors
from sizao.ground.intake.types import Cell, Format, Kind, Row, Source
from sizao.kernel.words import Words

MEMORY = 1_500_000_000
"""Bytes of address space that the child may use."""


@dataclass(frozen=True)
class Upload:
    """A file as it came: its bytes and name, what it is about, and what a person said about how to read it."""

    content: bytes
    filename: str
    kind: Kind
    encoding: str = ""
    sheet: str = ""

    @property
    def sha256(self) -> str:
        """The digest by which the same file is known again."""
        return sha256(self.content).hexdigest()


class Table:
    """An opened file: its description, then its rows, then the number the sender declared."""

    def __init__(self, source: Source, lines: IO[bytes]) -> None:
        """Take over the child's output below its first line."""
        self.source = source
        self.declared: int | None = None
        self._lines = lines

    def rows(self) -> Iterator[Row]:
        """The data rows, once.

        Raises:
            ReadingFailed: the child ended before it had counted its rows.
        """
        for count, text in enumerate(self._lines):
            parsed = _parsed(text)
            if isinstance(parsed, dict):
                self._close(parsed, count)
                return
            line, cells = parsed
            yield Row(line, (), is_broken=True) if cells is None else Row(line, tuple(map(_cell, cells)))
        raise errors.ReadingFailed

    def _close(self, last: dict[str, Any], count: int) -> None:
        _raise_if_refused(last)
        if last.get("rows") != count:
            raise errors.ReadingFailed
        self.declared = last.get("declared")


@contextmanager
def opened(upload: Upload, *, memory: int = MEMORY) -> Iterator[Table]:
    """Open a file within the limits of size, memory and time; the child is gone when the block ends.

    Raises:
        FileRefused: one of its kinds; nothing of the content is in the message.
    """
    options = {
        "kind": upload.kind.value,
        "filename": upload.filename,
        "encoding": upload.encoding,
        "sheet": upload.sheet,
        "memory": memory,
    }
    command = [sys.executable, "-m", "sizao.ground.intake.queries.parsing", json.dumps(options)]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert child.stdin and child.stdout
    feeder = threading.Thread(target=_feed, args=(child.stdin, upload.content), daemon=True)
    feeder.start()
    try:
        yield table_of(child.stdout)
    finally:
        child.kill()
        child.stdout.close()
        child.wait()
        feeder.join()


def table_of(lines: IO[bytes]) -> Table:
    """The table that a child's JSON lines describe.

    Raises:
        FileRefused: the child says so, or says nothing.
    """
    return Table(_source(_parsed(lines.readline())), lines)


def _feed(pipe: IO[bytes], content: bytes) -> None:
    try:
        with pipe:
            pipe.write(content)
    except BrokenPipeError:
        return  # The child has refused the file before reading all of it; what it printed says why.


def _parsed(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise errors.ReadingFailed from None


def _source(first: Any) -> Source:
    if not isinstance(first, dict):
        raise errors.ReadingFailed
    _raise_if_refused(first)
    return Source(
        Format(first["format"]),
        first["encoding"],
        first["delimiter"],
        first["sheet"],
        tuple(first["headings"]),
        first["header_line"],
    )


def _raise_if_refused(told: dict[str, Any]) -> None:
    if "refused" not in told:
        return
    fields = dict(told["fields"])
    if isinstance(fields.get("found"), list):
        fields["found"] = Words(*fields["found"])
    raise getattr(errors, told["refused"])(**fields)


def _cell(value: Any) -> Cell:
    """A cell of JSON: plain as it is, tagged dates and times as what they are."""
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    (tag, content), *_ = value.items()
    if tag == "moment":
        return datetime.fromisoformat(content)
    if tag == "day":
        return date.fromisoformat(content)
    if tag == "time":
        return time.fromisoformat(content)
    return str(timedelta(seconds=content)) if tag == "seconds" else str(content)
