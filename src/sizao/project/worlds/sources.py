"""Where the files of a world are: at hand, fetched before, or to be made from the pinned public source."""

from __future__ import annotations

import os
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from sizao.kernel.errors import Invalid, NotFound, Unavailable
from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.worlds import rdata

CHECKOUT = Path(__file__).resolve().parents[4]
SECONDS = 60
LARGEST = 50_000_000
"""Bytes that a public source may have."""

Fetch = Callable[[str], bytes]


class NoSuchWorld(NotFound):
    """There is no world called {name}; there are: {known}."""

    code = "worlds.no_such_world"
    zh = "没有名为 {name} 的疫情案例;现有:{known}。"


class WholeOnly(Invalid):
    """The world {name} is loaded as a whole; it cannot be taken as a day found it."""

    code = "worlds.whole_only"
    zh = "疫情案例 {name} 只能整体载入,不能按某日之前的情况载入。"


class WorldNotToBeHad(Unavailable):
    """The data of {name} is not here and its public source cannot be reached: {reason}. Set SIZAO_DATA to a folder that has it."""

    code = "worlds.not_to_be_had"
    zh = "本机没有 {name} 的数据,公开来源也无法取得:{reason}。请用 SIZAO_DATA 指明存放数据的目录。"


class SourceChanged(Unavailable):
    """What {address} gives is not what was pinned (SHA-256 differs); it was not used."""

    code = "worlds.source_changed"
    zh = "{address} 给出的内容与固定的 SHA-256 不符,未予使用。"


@dataclass(frozen=True)
class FileFacts:
    """One file of a world: its name under a data folder, its rows, its digest."""

    key: str
    name: str
    rows: int
    sha256: str
    element: str = ""
    """The table's name in an R data file."""
    address: str = ""
    """Where its CSV is, when the source has a file of its own for it."""
    source_sha256: str = ""
    without: str = ""
    """Rows that begin with this are left out."""


@dataclass(frozen=True)
class WorldFacts:
    """One world of the manifest."""

    name: str
    words: Words
    disease: str
    licence: str
    source: dict[str, str]
    files: tuple[FileFacts, ...]


@cache
def manifest() -> dict[str, WorldFacts]:
    """The worlds whose data is others'."""
    given = tomllib.loads(Path(__file__).with_name("manifest.toml").read_text("utf-8"))
    return {name: _world(name, entry) for name, entry in given.items()}


def _world(name: str, entry: dict[str, Any]) -> WorldFacts:
    files = tuple(FileFacts(key, **each) for key, each in entry["files"].items())
    return WorldFacts(name, Words(entry["zh"], entry["en"]), entry["disease"], entry["licence"], entry["source"], files)


def world(name: str) -> WorldFacts:
    """One world of the manifest.

    Raises:
        NoSuchWorld: the manifest has no such name.
    """
    if name not in manifest():
        raise NoSuchWorld(name=name, known=", ".join(manifest()))
    return manifest()[name]


def at_hand(name: str) -> dict[str, Path] | None:
    """The files of a world that are on this machine with the right content, by key; ``None`` when one is missing."""
    facts = world(name)
    found = {each.key: next(_places(facts, each), None) for each in facts.files}
    return {key: path for key, path in found.items() if path} if all(found.values()) else None


def get(name: str, fetch: Fetch | None = None) -> dict[str, Path]:
    """The files of a world by key, fetched when they are not at hand.

    Raises:
        WorldNotToBeHad: neither here nor to be fetched.
        SourceChanged: the public source does not give what was pinned.
    """
    facts = world(name)
    here = at_hand(name)
    if here is not None:
        return here
    fetch = fetch or _fetched
    if "object" in facts.source:
        saved = rdata.loads(_pinned(facts, facts.source["address"], facts.source["sha256"], fetch))
        frames = saved[facts.source["object"]]
        tables = {each.key: as_csv(rdata.frame(frames[each.element])) for each in facts.files}
    else:
        tables = {
            each.key: rows_without(_pinned(facts, each.address, each.source_sha256, fetch), each.without)
            for each in facts.files
        }
    return _written(facts, tables)


def rows_without(content: bytes, start: str) -> bytes:
    """A CSV file without the rows that begin with something, each line ended as the network ends lines."""
    lines = content.splitlines()
    return b"".join(line + b"\r\n" for line in lines if not line.startswith(start.encode()))


def _pinned(facts: WorldFacts, address: str, digest: str, fetch: Fetch) -> bytes:
    """What an address gives, if it is what was pinned."""
    try:
        content = fetch(address)
    except (OSError, urllib.error.URLError) as failure:
        raise WorldNotToBeHad(name=facts.name, reason=str(failure)) from failure
    if sha256(content).hexdigest() != digest:
        raise SourceChanged(address=address)
    return content


def _places(facts: WorldFacts, file: FileFacts) -> Iterator[Path]:
    stated = os.environ.get("SIZAO_DATA")
    folders = [Path(stated)] if stated else [CHECKOUT.parent / "shared" / "data"]
    for folder in (*folders, _kept(facts)):
        path = folder / file.name
        if path.is_file() and sha256(path.read_bytes()).hexdigest() == file.sha256:
            yield path


def _kept(facts: WorldFacts) -> Path:
    """Where fetched data is kept: in the installation, never in the checkout."""
    return installation.home() / "worlds" / facts.name


def _fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=SECONDS) as answer:  # noqa: S310 - pinned https address
        return bytes(answer.read(LARGEST))


def _written(facts: WorldFacts, tables: dict[str, bytes]) -> dict[str, Path]:
    paths = {}
    for each in facts.files:
        table = tables[each.key]
        if sha256(table).hexdigest() != each.sha256:
            raise SourceChanged(address=each.address or facts.source["address"])
        path = _kept(facts) / each.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(table)
        paths[each.key] = path
    return paths


def as_csv(frame: rdata.Frame) -> bytes:
    """A data frame as R's ``write.csv(row.names = FALSE, na = "")`` writes it, to the byte."""
    lines = [",".join(f'"{name}"' for name in frame)]
    lines += [",".join(map(_cell, row)) for row in zip(*frame.values(), strict=True)]
    return ("\n".join(lines) + "\n").encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, str | date):
        text = str(value).replace('"', '""')
        return f'"{text}"'
    return str(int(value)) if float(value).is_integer() else repr(value)
