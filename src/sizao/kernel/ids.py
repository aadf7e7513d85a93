"""Identifiers: time-ordered UUIDs (RFC 9562 version 7) and short pseudonymous numbers that people can read aloud."""

from __future__ import annotations

import secrets
import time
from uuid import UUID

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, so a number survives the telephone."""


def uuid7() -> UUID:
    """A new version-7 UUID: 48 bits of Unix milliseconds, then random bits; sorts by time of creation."""
    milliseconds = time.time_ns() // 1_000_000
    value = (milliseconds & (1 << 48) - 1) << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    return UUID(int=value & ~(0x3 << 62) | 0x2 << 62)


def pseudonym(prefix: str, length: int = 9) -> str:
    """A random public number such as ``P-7K3M9QX2A``: says nothing about the person or the order of entry.

    A byte's remainder by thirty-two is as even as the byte.
    """
    return f"{prefix}-" + "".join(CROCKFORD[byte % len(CROCKFORD)] for byte in secrets.token_bytes(length))
