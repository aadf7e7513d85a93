"""What people who play in a drill are told, from the drill's folder: its officer's injects, and what its players' process writes.

The officer's process writes ``injects.json``, the players' process ``messages.json``, the drill's web server appends to
``receipts.jsonl``: each file has one writer.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from sizao.kernel.words import Words
from sizao.oversight.drills.types import Inject, Message, MessageKind, Receipt

INJECTS, MESSAGES, RECEIPTS = "injects.json", "messages.json", "receipts.jsonl"


def of_inject(inject: Inject, at: datetime) -> Message:
    """What people are told when an inject of the script begins."""
    key = f"script-{inject.kind.value}-{inject.at_hours:g}"
    return Message(key=key, at=at, kind=MessageKind.INJECT, words=inject.words, hours=inject.hours)


def messages(folder: Path, role: str = "") -> list[Message]:
    """What a role was told (every message without one), newest first."""
    fired = [_fired(row) for row in _json(folder / INJECTS)]
    found = [*fired, *(_message(row) for row in _json(folder / MESSAGES))]
    mine = [each for each in found if not role or not each.roles or role in each.roles]
    return sorted(mine, key=lambda each: (each.at, each.key), reverse=True)


def unread(folder: Path, role: str, user: int) -> list[Message]:
    """What somebody was told and has not confirmed, newest first."""
    known = {each.key for each in receipts(folder) if each.user == user}
    return [each for each in messages(folder, role) if each.key not in known]


def receipts(folder: Path) -> list[Receipt]:
    """Who has read what, in the order in which they did."""
    path = folder / RECEIPTS
    if not path.exists():
        return []
    whole = [line for line in path.read_text("utf-8").splitlines(keepends=True) if line.endswith("\n")]
    rows = [json.loads(line) for line in whole]
    return [Receipt(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows]


def told(folder: Path) -> list[tuple[Message, tuple[Receipt, ...]]]:
    """Every message with who has read it, newest first."""
    known = receipts(folder)
    return [(each, tuple(one for one in known if one.key == each.key)) for each in messages(folder)]


def keep(folder: Path, found: Sequence[Message]) -> None:
    """Write what the players' process tells, whole or not at all."""
    path = folder / MESSAGES
    fresh = path.with_suffix(".new")
    rows = [
        {**asdict(each), "at": each.at.isoformat(), "words": _two(each.words), "source": _two(each.source)}
        for each in found
    ]
    fresh.write_text(json.dumps(rows, ensure_ascii=False), "utf-8")
    fresh.replace(path)


def add_receipt(folder: Path, receipt: Receipt) -> None:
    """Note that somebody has read a message."""
    line = json.dumps({**asdict(receipt), "at": receipt.at.isoformat()}, ensure_ascii=False)
    with (folder / RECEIPTS).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


def _two(words: Words) -> dict[str, str]:
    return {"zh": words.zh, "en": words.en}


def _fired(row: dict[str, Any]) -> Message:
    return Message(
        key=row["key"], at=datetime.fromisoformat(row["at"]), kind=MessageKind.INJECT, words=Words(**row["words"]),
        hours=float(row["hours"]),
    )  # fmt: skip


def _message(row: dict[str, Any]) -> Message:
    words, source = Words(**row["words"]), Words(**row["source"])
    changed = {"at": datetime.fromisoformat(row["at"]), "kind": MessageKind(row["kind"]), "roles": tuple(row["roles"])}
    return Message(**{**row, **changed, "words": words, "source": source})


def _json(path: Path) -> Iterable[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(path.read_text("utf-8")) if path.exists() else []
    return found
