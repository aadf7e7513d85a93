"""The arithmetic of the vault: seal and open a value, wrap a person's key, make a blind index.

Every sealed value begins with one byte that names the algorithm, so that SM4 can stand beside AES one day. A value is
bound to its table, column, person and version: moved elsewhere, it does not open.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sizao.ground.identity.errors import SealBroken
from sizao.ground.identity.types import IndexKind, Sealed

AES_256_GCM = 1
"""Algorithm byte of everything sealed today."""
KEY_BYTES = 32
NONCE_BYTES = 12


def new_key() -> bytes:
    """A random 256-bit key."""
    return os.urandom(KEY_BYTES)


def seal_columns(key: bytes, columns: dict[Sealed, str], person: int, version: int) -> dict[Sealed, bytes]:
    """The columns of one version of a record, sealed under the person's key."""
    cipher = AESGCM(key)
    return {
        column: _seal(cipher, text.encode(), _record_place(column, person, version)) for column, text in columns.items()
    }


def open_column(key: bytes, sealed: bytes, column: Sealed, person: int, version: int) -> str:
    """The text of a sealed column.

    Raises:
        SealBroken: when it was changed or moved, or the key is another one.
    """
    return _open(key, sealed, _record_place(column, person, version), person).decode()


def wrap_key(epoch_key: bytes, key: bytes, person: int, epoch: int) -> bytes:
    """A person's key, sealed under the key of an epoch."""
    return _seal(AESGCM(epoch_key), key, _key_place(person, epoch))


def unwrap_key(epoch_key: bytes, wrapped: bytes, person: int, epoch: int) -> bytes:
    """A person's key.

    Raises:
        SealBroken: when it was changed or moved, or the epoch's key is another one.
    """
    return _open(epoch_key, wrapped, _key_place(person, epoch), person)


def seal_place(epoch_key: bytes, text: str, found: UUID, epoch: int) -> tuple[bytes, bytes]:
    """A found place, sealed under a key of its own, and that key, sealed under the key of an epoch: key first."""
    key = new_key()
    wrapped = _seal(AESGCM(epoch_key), key, _found_place("wrapped", found, epoch))
    return wrapped, _seal(AESGCM(key), text.encode(), _found_place("place", found))


def open_place(epoch_key: bytes, wrapped: bytes, sealed: bytes, found: UUID, epoch: int) -> str:
    """The text of a found place.

    Raises:
        SealBroken: when it was changed or moved, or the epoch's key is another one.
    """
    key = _open(epoch_key, wrapped, _found_place("wrapped", found, epoch), found)
    return _open(key, sealed, _found_place("place", found), found).decode()


def rewrap_place(old_key: bytes, new_key: bytes, wrapped: bytes, found: UUID, epochs: tuple[int, int]) -> bytes:
    """The key of a found place, moved from the first epoch to the second."""
    old, new = epochs
    key = _open(old_key, wrapped, _found_place("wrapped", found, old), found)
    return _seal(AESGCM(new_key), key, _found_place("wrapped", found, new))


def digest(key: bytes, kind: IndexKind, value: str) -> bytes:
    """The blind index of a normalised value: HMAC-SHA256 over the kind and the value."""
    return hmac.digest(key, f"{kind.value}\x00{value}".encode(), "sha256")


def derived_key(key: bytes, kind: IndexKind) -> bytes:
    """The key of a blind index that has no file of its own, from the key of one that has."""
    return hmac.digest(key, f"sizao index key\x00{kind.value}".encode(), "sha256")


def fingerprint(key: bytes) -> str:
    """A short public mark of a key, by which the database recognises it without knowing it."""
    return hmac.new(key, b"sizao key fingerprint", hashlib.sha256).hexdigest()[:16]


def _record_place(column: Sealed, person: int, version: int) -> bytes:
    return f"identity_record|{column.value}|{person}|{version}".encode()


def _key_place(person: int, epoch: int) -> bytes:
    return f"identity_personkey|wrapped|{person}|{epoch}".encode()


def _found_place(column: str, found: UUID, epoch: int | None = None) -> bytes:
    return f"identity_foundplace|{column}|{found}|{epoch or ''}".encode()


def _seal(cipher: AESGCM, plain: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return bytes([AES_256_GCM]) + nonce + cipher.encrypt(nonce, plain, place)


def _open(key: bytes, sealed: bytes, place: bytes, person: int | UUID) -> bytes:
    if len(sealed) <= 1 + NONCE_BYTES or sealed[0] != AES_256_GCM:
        raise SealBroken(person=person)
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :], place)
    except InvalidTag:
        raise SealBroken(person=person) from None
