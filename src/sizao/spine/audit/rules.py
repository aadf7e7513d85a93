"""The chain's arithmetic, plain enough to be repeated by an auditor's own script (RFC 9162 style Merkle roots)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

GENESIS = "0" * 64
"""The head before the first link."""

FIELDS = (
    "id", "at", "actor", "user_id", "role", "organisation", "action", "purpose", "task_id", "reason",
    "persons", "number_of_persons", "fields", "area", "allowed",
)  # fmt: skip
"""The columns that a row's hash covers, in order."""


def leaf(row: Mapping[str, Any]) -> bytes:
    """The hash of one row: SHA-256 over 0x00 and its canonical JSON."""
    body = json.dumps([_plain(row[name]) for name in FIELDS], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(b"\x00" + body.encode()).digest()


def root(rows: Sequence[Mapping[str, Any]]) -> str:
    """The Merkle root of rows in order, as hexadecimal text; an odd last node moves up unpaired."""
    level = [leaf(row) for row in rows]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(pairs) * 2 :]
    return level[0].hex() if level else GENESIS


def link(previous: str, merkle_root: str, count: int, at: str) -> str:
    """The next head: SHA-256 over the one before it, the root, the number of rows and the time of sealing."""
    return hashlib.sha256(f"{previous}|{merkle_root}|{count}|{at}".encode()).hexdigest()


def _plain(value: Any) -> Any:
    if hasattr(value, "astimezone"):
        from datetime import UTC

        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, list | tuple):
        return [int(each) for each in value]
    return value if isinstance(value, bool | int | str) or value is None else str(value)
