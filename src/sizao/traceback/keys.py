"""Numbers for the persons and places of other systems: their keys stay in a file beside the lake, never in it."""

from __future__ import annotations

import csv
import fcntl
from collections.abc import Collection
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from sizao.traceback.segments import settle

KINDS = ("person", "place")


class Keys:
    """A file of keys and their numbers; a key keeps its number for ever, a new one gets the next."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read()

    def _read(self) -> None:
        self.numbers: dict[str, dict[str, int]] = {kind: {} for kind in KINDS}
        self.given: dict[str, int] = dict.fromkeys(KINDS, 0)
        """The highest number ever given, its key forgotten or not: nobody inherits a number."""
        if self.path.exists():
            with self.path.open(encoding="utf-8", newline="") as file:
                for row in csv.DictReader(file):
                    number = int(row["number"])
                    self.given[row["kind"]] = max(self.given[row["kind"]], number)
                    if row["key"]:
                        self.numbers[row["kind"]][row["key"]] = number

    def take(self, rows: pa.Table) -> pa.Table:
        """Number rows and keep the new keys; who does so at the same time waits, or two people would share a number."""
        with self.path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._read()
            numbered = self.number(rows)
            self.save()
            return numbered

    def number(self, rows: pa.Table) -> pa.Table:
        """The rows with numbers instead of keys; an empty key stays empty."""
        for kind in KINDS:
            keys = pc.utf8_trim_whitespace(rows[kind].cast(pa.string()))
            rows = rows.set_column(rows.column_names.index(kind), kind, self._numbered(kind, keys))
        return rows

    def _numbered(self, kind: str, keys: pa.ChunkedArray) -> pa.ChunkedArray:
        known = self.numbers[kind]
        for key in keys.unique().to_pylist():
            if key and key not in known:
                self.given[kind] += 1
                known[key] = self.given[kind]
        return pa.chunked_array([pa.array([known.get(key or "") for key in keys.to_pylist()], pa.int64())])

    def forget(self, numbers: Collection[int]) -> list[str]:
        """Let the keys of persons go for good, with whoever else writes waiting; returns those that went."""
        with self.path.with_suffix(".lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._read()
            gone = [key for key, number in self.numbers["person"].items() if number in numbers]
            for key in gone:
                del self.numbers["person"][key]
            self.save()
            return gone

    def of(self, kind: str) -> dict[int, str]:
        """The key of each number."""
        return {number: key for key, number in self.numbers[kind].items()}

    def save(self) -> None:
        """Write the file as a whole: after a crash the old one or the new one is there.

        Where the highest number has no key any more, a row without a key holds it.
        """
        draft = self.path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["kind", "key", "number"])
            for kind in KINDS:
                writer.writerows([kind, key, number] for key, number in self.numbers[kind].items())
                if self.given[kind] > max(self.numbers[kind].values(), default=0):
                    writer.writerow([kind, "", self.given[kind]])
        settle(draft, self.path)
