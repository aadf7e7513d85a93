"""The stand-alone verifier finds every change to an exported log and says where, without any code of the product."""

from __future__ import annotations

import copy
import json
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sizao.spine.audit import rules
from tools import verify_access_log as verifier

BEGAN = datetime(2021, 12, 11, tzinfo=UTC)
LINKS, ROWS = 12, 25
TRIALS = 400
Log = list[dict[str, Any]]


def row(number: int, at: datetime) -> dict[str, Any]:
    return {
        "id": number, "at": at.isoformat(timespec="microseconds"), "actor": f"officer-{number % 7}",
        "user_id": number % 7 or None, "role": "tracer", "organisation": "疾控中心", "action": "identity.reveal",
        "purpose": "contact_management", "task_id": None, "reason": "", "persons": [number, number + 1],
        "number_of_persons": 2, "fields": "name, phone", "area": 3202820000000000000, "allowed": number % 5 != 0,
    }  # fmt: skip


def intact() -> Log:
    """Links of rows with gaps between their ids, as rolled-back transactions leave them; made by the product's rules."""
    links, rows, head = [], [], rules.GENESIS
    for number in range(1, LINKS + 1):
        sealed = BEGAN + timedelta(hours=number)
        first = number * 100
        mine = [row(first + 2 * n, sealed - timedelta(minutes=50 - n)) for n in range(ROWS)]
        at, root = sealed.isoformat(timespec="microseconds"), rules.root(mine)
        head = rules.link(head, root, ROWS, at)
        ids = [each["id"] for each in mine]
        values = (number, at, ids[0], ids[-1], ids, ROWS, root, head)
        links.append(dict(zip(verifier.LINK, values, strict=True)))
        rows += mine
    return [{"link": each} for each in links] + [{"row": each} for each in rows]


WHOLE = intact()
HEAD = WHOLE[LINKS - 1]["link"]["head"]


def verified(log: Log, head: str | None = HEAD) -> list[str]:
    found, _ = verifier.verify([json.dumps(each, ensure_ascii=False) for each in log], head)
    return found


def other(value: Any, dice: random.Random) -> Any:
    """A different value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + dice.choice([-1, 1, 1000])
    if isinstance(value, list):
        return [*value[:-1], value[-1] + 2]
    if isinstance(value, str) and value[:4] == "2021":
        moment = datetime.fromisoformat(value) + timedelta(microseconds=dice.choice([-1, 1]))
        return moment.isoformat(timespec="microseconds")
    if isinstance(value, str) and len(value) == 64:
        at = dice.randrange(64)
        return value[:at] + dice.choice("0123456789abcdef".replace(value[at], "")) + value[at + 1 :]
    return "x" if not value else f"{value}x"


def alter(log: Log, place: int, dice: random.Random) -> None:
    ((kind, each),) = log[place].items()
    name = dice.choice([name for name in each if (kind, name) != ("link", "number")])
    each[name] = other(each[name], dice)


def delete(log: Log, place: int, dice: random.Random) -> None:
    del log[place]


def insert(log: Log, place: int, dice: random.Random) -> None:
    """A forged copy: a row under an unused number in its place, a link under a number of its own."""
    ((kind, each),) = copy.deepcopy(log[place]).items()
    each["id" if kind == "row" else "number"] += dice.choice([0, 1])
    log.insert(place + 1, {kind: each})


def reorder(log: Log, place: int, dice: random.Random) -> None:
    """Two neighbours change places, or what they say does."""
    ((kind, _),) = log[place].items()
    neighbour = place + 1 if place + 1 < len(log) and kind in log[place + 1] else place - 1
    one, two = log[place][kind], log[neighbour][kind]
    key = "id" if kind == "row" else "number"
    if dice.random() < 0.5:
        one[key], two[key] = two[key], one[key]
    log[place], log[neighbour] = log[neighbour], log[place]


def period(place: int) -> int:
    """The link that covers what stands at a place of the intact log."""
    return place + 1 if place < LINKS else (place - LINKS) // ROWS + 1


def located(found: list[str], number: int) -> bool:
    """Whether a finding names the link, its neighbour, or one of its rows."""
    near = {f"link {each} " for each in (number - 1, number, number + 1)}
    numbers = range((number - 1) * 100, (number + 2) * 100)
    return any(
        any(mark in each for mark in near) or any(str(n) in each.replace(":", " ").split() for n in numbers) or "published" in each
        for each in found
    )  # fmt: skip


def test_an_untouched_log_holds():
    assert verified(WHOLE) == []


@pytest.mark.parametrize("tampering", [alter, delete, insert, reorder], ids=lambda each: each.__name__)
def test_every_tampering_is_found_and_located(tampering):
    for seed in range(TRIALS // 4):
        dice = random.Random(f"{tampering.__name__} {seed}")
        place = dice.randrange(LINKS) if dice.random() < 0.3 else dice.randrange(len(WHOLE))
        log = copy.deepcopy(WHOLE)
        tampering(log, place, dice)
        found = verified(log)
        assert found, (tampering.__name__, seed, place)
        assert located(found, period(place)), (tampering.__name__, seed, place, found)


def test_a_log_whose_end_was_cut_off_needs_the_published_head():
    kept = [each for each in WHOLE if each.get("link", {}).get("number") != LINKS]
    kept = [each for each in kept if each.get("row", {}).get("id", 0) < LINKS * 100]
    assert verified(kept, None) == []
    assert any("published head" in each for each in verified(kept))


def test_rows_without_a_single_link_do_not_hold():
    [finding] = verified([each for each in WHOLE if "row" in each], None)
    assert f"none of the {LINKS * ROWS} rows is in a link" in finding


def test_a_row_that_waits_for_its_seal_is_no_finding():
    late = BEGAN + timedelta(hours=LINKS) - timedelta(seconds=30)
    assert verified([*WHOLE, {"row": row(LINKS * 100 + 99, late)}]) == []


def test_it_stands_alone(tmp_path):
    """No package of the product, nor any other, is there when it runs."""
    file = tmp_path / "access.jsonl"
    file.write_text("".join(json.dumps(each) + "\n" for each in WHOLE))
    script = Path(verifier.__file__)
    command = [sys.executable, "-I", "-S", str(script), str(file), "--head", HEAD]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "the chain holds")
    file.write_text(file.read_text().replace("officer-3", "officer-4", 1))
    assert subprocess.run(command, capture_output=True, cwd=tmp_path).returncode == 1
    for unreadable in ("not json\n", ""):
        file.write_text(unreadable)
        assert subprocess.run(command, capture_output=True, cwd=tmp_path).returncode == 2
    assert len(script.read_text().splitlines()) <= 120
