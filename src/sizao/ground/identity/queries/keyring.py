"""The key files outside the database: one per epoch, one per blind index, readable by their owner alone.

They live in ``SIZAO_HOME/keys/identity`` as ``epoch-0001`` and ``index-document``; a back-up of the database without
them holds noise. The folder is read again whenever it changes, so that a rotation in one process reaches the others.
"""

from __future__ import annotations

import base64
import os
import threading
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from sizao.ground.identity.errors import KeysMissing
from sizao.ground.identity.rules import sealing
from sizao.ground.identity.types import IndexKind

DERIVED = (IndexKind.BORN, IndexKind.HOME, IndexKind.SOUND)
"""Indexes that came later: their keys are derived from the name's, so that no installation lacks a file."""

_lock = threading.Lock()
_read: dict[Path, tuple[int, KeyRing]] = {}


@dataclass(frozen=True)
class KeyRing:
    """The keys at hand: every epoch that has not been destroyed, and one key per blind index."""

    epochs: dict[int, bytes]
    indexes: dict[IndexKind, bytes]

    @property
    def epoch(self) -> int:
        """The epoch that new keys are wrapped under."""
        return max(self.epochs)

    def epoch_key(self, number: int) -> bytes:
        """The key of an epoch.

        Raises:
            KeysMissing: when its file is gone.
        """
        if number not in self.epochs:
            raise KeysMissing(folder=folder())
        return self.epochs[number]

    def digest(self, kind: IndexKind, value: str) -> bytes:
        """The blind index of a normalised value."""
        return sealing.digest(self.indexes[kind], kind, value)


@dataclass(frozen=True)
class SealedPlace:
    """A found place as its row holds it, for a migration that moves what another room kept in plain text."""

    epoch: int
    fingerprint: str
    wrapped: bytes
    place: bytes


def sealed_place(text: str, found: UUID) -> SealedPlace:
    """A found place, sealed under the newest epoch."""
    keys = ring()
    key = keys.epoch_key(keys.epoch)
    wrapped, place = sealing.seal_place(key, text, found, keys.epoch)
    return SealedPlace(keys.epoch, sealing.fingerprint(key), wrapped, place)


def folder() -> Path:
    """Where the key files are."""
    return Path(settings.SIZAO_HOME) / "keys" / "identity"


def ring() -> KeyRing:
    """The keys, made on the very first use of an installation."""
    place = folder()
    with _lock:
        if not place.exists():
            _make(place)
        stamp = place.stat().st_mtime_ns
        known = _read.get(place)
        if known is None or known[0] != stamp:
            known = _read[place] = (stamp, _load(place))
        return known[1]


def epoch_file(number: int) -> Path:
    """The file of an epoch's key."""
    return folder() / f"epoch-{number:04d}"


def write_key(path: Path) -> None:
    """Write a new random key to a file of mode 0600; an existing file stays as it is."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "wb") as file:
        file.write(base64.b64encode(sealing.new_key()) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def faults() -> list[str]:
    """What is wrong with the key files, for the doctor: too open, too short, none at all."""
    if not folder().exists():
        return []
    found = [f"{path.name}: mode {path.stat().st_mode & 0o777:o}" for path in _files() if path.stat().st_mode & 0o077]
    found += [f"{path.name}: not a 256-bit key" for path in _files() if len(read_key(path)) != sealing.KEY_BYTES]
    return found


def _make(place: Path) -> None:
    """Make the folder whole before it gets its name, so that no other process reads half of it."""
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    fresh.mkdir(parents=True, exist_ok=True, mode=0o700)
    for kind in _filed():
        write_key(fresh / f"index-{kind.value}")
    write_key(fresh / "epoch-0001")
    try:
        fresh.rename(place)
    except OSError:
        # Another process was first: its keys are the installation's.
        for path in fresh.iterdir():
            path.unlink()
        fresh.rmdir()


def _load(place: Path) -> KeyRing:
    epochs = {int(path.name[6:]): read_key(path) for path in place.glob("epoch-????")}
    try:
        indexes = {kind: read_key(place / f"index-{kind.value}") for kind in _filed()}
    except FileNotFoundError:
        raise KeysMissing(folder=place) from None
    if not epochs:
        raise KeysMissing(folder=place)
    indexes |= {kind: sealing.derived_key(indexes[IndexKind.NAME], kind) for kind in DERIVED}
    return KeyRing(epochs, indexes)


def _filed() -> list[IndexKind]:
    return [kind for kind in IndexKind if kind not in DERIVED]


def _files() -> list[Path]:
    return sorted(path for path in folder().iterdir() if path.is_file())


def read_key(path: Path) -> bytes:
    """The key in a file."""
    return base64.b64decode(path.read_bytes())
