"""Cells that a spreadsheet program would run: defused when a text file is written, restored when it is read.

A cell that begins with a character that starts a formula gets an apostrophe in front; one that already begins with
apostrophes before such a character gets one more, so that taking one away on reading is exact.
"""

from __future__ import annotations

import re

DANGEROUS = "=+-@\t\r\n\0＝＋－＠"
"""First characters that spreadsheet programs act on, their full-width forms included (OWASP ASVS 1.2.10)."""
_STARTS = re.compile("'*[" + re.escape(DANGEROUS) + "]")
_DEFUSED = re.compile("'+[" + re.escape(DANGEROUS) + "]")


def defused(text: str) -> str:
    """The text as it may stand in a CSV cell."""
    return f"'{text}" if _STARTS.match(text) else text


def restored(text: str) -> str:
    """The text before :func:`defused` touched it."""
    return text[1:] if _DEFUSED.match(text) else text
