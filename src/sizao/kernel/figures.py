"""Figures as readers expect them: 万 in Chinese sentences, thousands grouped as WHO prints them in English."""

from __future__ import annotations

TEN_THOUSAND = 10_000
NARROW = "\u00a0"
"""WHO groups thousands by a space; this one does not break the line."""


def number(value: int | None, language: str) -> str:
    """An exact figure for a table: a space groups English thousands as in WHO's reports, a comma the others."""
    if value is None:
        return "—"
    return f"{value:,}" if language.startswith("zh") else f"{value:,}".replace(",", NARROW)


def figure(value: int, language: str) -> str:
    """A figure in a sentence: from ten thousand on Chinese counts in 万, exactly and never rounded."""
    if not language.startswith("zh"):
        return number(value, language)
    if abs(value) < TEN_THOUSAND:
        return f"{value}"
    whole, rest = divmod(abs(value), TEN_THOUSAND)
    tail = f".{rest:04d}".rstrip("0").rstrip(".")
    return f"{'-' if value < 0 else ''}{whole}{tail}万"
