"""One-time codes that people without an account read out and type, and how many wrong ones a public door bears."""

from __future__ import annotations

import secrets
from datetime import timedelta

from sizao.kernel.ids import CROCKFORD

CODE_LETTERS = 8
"""Letters of Crockford's base 32 in a code: 40 bits, and something else to know beside it."""
UNUSED_CODE_LASTS = timedelta(hours=72)
"""A code that nobody has used by then is worthless to whoever finds it."""
TRIES_BEFORE_PAUSE, PAUSE = 5, timedelta(minutes=15)
TRIES_BEFORE_END = 10
"""Wrong tries at one code: a pause first, then the code is worthless."""
CLIENT_TRIES, CLIENT_WINDOW = 20, timedelta(minutes=15)
"""Wrong tries of one address: many phones of a place may share one, so it is more than for a code."""

HEARD_AS = str.maketrans({"O": "0", "I": "1", "L": "1"})
"""Letters that the codes do not have, as the digits they are mistaken for."""


def new_code() -> str:
    """A code that nobody can guess."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(CODE_LETTERS))


def normal_code(typed: str) -> str:
    """A code as it is kept: without spaces and dashes, in capitals, with letters that look like digits read as digits.

    >>> normal_code("7k3m-9qxo")
    '7K3M9QX0'
    """
    return "".join(each for each in typed.upper() if each.isalnum()).translate(HEARD_AS)


def spoken(code: str) -> str:
    """A code in two halves, as it is read out.

    >>> spoken("7K3M9QX0")
    '7K3M-9QX0'
    """
    return f"{code[: len(code) // 2]}-{code[len(code) // 2 :]}"
