"""Reads R's saved data (``.RData``): data frames out of a gzipped XDR serialisation, without R.

Only what such files of line lists hold is understood: vectors, factors, dates, lists, data frames and their attributes.
Layout after the R Internals manual, "Serialization Formats" (versions 2 and 3).
"""

from __future__ import annotations

import gzip
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

NIL, GLOBAL, REFERENCE, ALTREP = 254, 253, 255, 238
SYMBOL, PAIRLIST, CHARACTERS, LOGICAL, INTEGER, REAL, STRING, LIST = 1, 2, 9, 10, 13, 14, 16, 19
HAS_OBJECT, HAS_ATTRIBUTES, HAS_TAG = 0x100, 0x200, 0x400
NOT_AVAILABLE = -(2**31)
NOT_AVAILABLE_REAL = struct.pack(">II", 0x7FF00000, 1954)
EPOCH = date(1970, 1, 1)
Frame = dict[str, list[Any]]
"""A data frame: column name to values, ``None`` where R has NA."""


class NotRData(ValueError):
    """The bytes are not R data of a kind that is understood here."""


@dataclass
class Vector:
    """A vector or list of R with its attributes."""

    values: list[Any]
    attributes: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of its elements."""
        return [str(name) for name in self.attributes["names"].values]

    def __getitem__(self, name: str) -> Any:
        """An element by its name."""
        return self.values[self.names.index(name)]


def loads(content: bytes) -> dict[str, Vector]:
    """The objects saved in a file, by name.

    Raises:
        NotRData: it is no such file, or holds what is not understood.
    """
    try:
        body = gzip.decompress(content)
    except (OSError, EOFError) as damage:
        raise NotRData("not gzipped") from damage
    if body[:5] not in (b"RDX2\n", b"RDX3\n") or body[5:7] != b"X\n":
        raise NotRData("not RDX2 or RDX3 in XDR")
    reader = _Reader(body[7:])
    reader.header()
    found = reader.item()
    return found if isinstance(found, dict) else {}


def frame(table: Vector) -> Frame:
    """A data frame as columns of Python values; factors as their labels, dates as dates."""
    return {name: _column(values) for name, values in zip(table.names, table.values, strict=True)}


def _column(vector: Vector) -> list[Any]:
    classes = vector.attributes["class"].values if "class" in vector.attributes else []
    if "factor" in classes:
        labels = vector.attributes["levels"].values
        return [None if code is None else labels[code - 1] for code in vector.values]
    if "Date" in classes:
        return [None if days is None else EPOCH + timedelta(days=int(days)) for days in vector.values]
    return vector.values


class _Reader:
    """Walks through one serialisation."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0
        self._known: list[Any] = []
        self._readers: dict[int, Callable[[int], Any]] = {
            SYMBOL: self._symbol,
            PAIRLIST: self._pairlist,
            CHARACTERS: self._characters,
            LOGICAL: self._integers,
            INTEGER: self._integers,
            REAL: self._reals,
            STRING: self._list,
            LIST: self._list,
            ALTREP: self._alternative,
        }

    def header(self) -> None:
        """Versions, and in version 3 the native encoding."""
        version = self._integer()
        self._integer()
        self._integer()
        if version >= 3:
            self._take(self._integer())

    def item(self) -> Any:
        """One item with everything below it."""
        flags = self._integer()
        kind = flags & 0xFF
        if kind in (NIL, GLOBAL):
            return None
        if kind == REFERENCE:
            return self._known[(flags >> 8 or self._integer()) - 1]
        if kind not in self._readers:
            raise NotRData(f"items of type {kind} are not understood")
        return self._readers[kind](flags)

    def _take(self, size: int) -> bytes:
        if size < 0 or self._at + size > len(self._body):
            raise NotRData("it ends too early")
        self._at += size
        return self._body[self._at - size : self._at]

    def _integer(self) -> int:
        return int(struct.unpack(">i", self._take(4))[0])

    def _symbol(self, flags: int) -> str:
        name = str(self.item())
        self._known.append(name)
        return name

    def _characters(self, flags: int) -> str | None:
        size = self._integer()
        return None if size == -1 else self._take(size).decode("utf-8")

    def _pairlist(self, flags: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while flags & 0xFF == PAIRLIST:
            if flags & HAS_ATTRIBUTES:
                self.item()
            name = self.item() if flags & HAS_TAG else str(len(found))
            found[str(name)] = self.item()
            flags = self._integer()
        return found

    def _integers(self, flags: int) -> Vector:
        size = self._integer()
        values = struct.unpack(f">{size}i", self._take(4 * size))
        return self._with_attributes([None if value == NOT_AVAILABLE else value for value in values], flags)

    def _reals(self, flags: int) -> Vector:
        size = self._integer()
        pieces = [self._take(8) for _ in range(size)]
        values = [None if piece == NOT_AVAILABLE_REAL else struct.unpack(">d", piece)[0] for piece in pieces]
        return self._with_attributes(values, flags)

    def _list(self, flags: int) -> Vector:
        size = self._integer()
        return self._with_attributes([self.item() for _ in range(size)], flags)

    def _with_attributes(self, values: list[Any], flags: int) -> Vector:
        return Vector(values, (self.item() or {}) if flags & HAS_ATTRIBUTES else {})

    def _alternative(self, flags: int) -> Vector:
        """A compact representation; of those only a run of whole numbers is found in such files."""
        about, state, attributes = self.item(), self.item(), self.item()
        if "compact_intseq" not in (about or {}).values():
            raise NotRData("a compact vector of an unknown kind")
        size, first, step = (int(value) for value in state.values)
        return Vector([first + step * at for at in range(size)], attributes or {})
