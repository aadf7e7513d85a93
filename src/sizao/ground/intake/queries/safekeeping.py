"""Where staged files wait: sealed on the disk under ``SIZAO_HOME/intake``, never readable there, never in the database."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from sizao.ground.intake.errors import StagedFileGone

NONCE = 12
KEY_BYTES = 32


def folder() -> Path:
    """The folder of sealed files, open to the service account alone."""
    where = Path(settings.SIZAO_HOME) / "intake"
    where.mkdir(parents=True, exist_ok=True, mode=0o700)
    return where


def path_of(batch_id: UUID) -> Path:
    """Where a batch's sealed file lies."""
    return folder() / f"{batch_id}.sealed"


def sealed(batch_id: UUID, content: bytes) -> bytes:
    """The content sealed for one batch; renamed to another batch it does not open."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(_key()).encrypt(nonce, content, batch_id.bytes)


def staged_content(batch_id: UUID) -> bytes:
    """The bytes of a staged file.

    Raises:
        StagedFileGone: it was settled, withdrawn or damaged.
    """
    try:
        body = path_of(batch_id).read_bytes()
        return AESGCM(_key()).decrypt(body[:NONCE], body[NONCE:], batch_id.bytes)
    except (FileNotFoundError, InvalidTag) as gone:
        raise StagedFileGone from gone


def is_kept(batch_id: UUID) -> bool:
    """Whether a batch's file still waits."""
    return path_of(batch_id).exists()


def _key() -> bytes:
    """The key of staged files, made on first use in a file that only the service account may read."""
    where = Path(settings.SIZAO_HOME) / "keys" / "intake"
    where.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(where, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(os.urandom(KEY_BYTES))
    except FileExistsError:
        pass
    return where.read_bytes()
