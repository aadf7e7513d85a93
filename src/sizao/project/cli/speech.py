"""Speak the language of the terminal: ``LC_ALL``, ``LC_MESSAGES`` or ``LANG`` decide, English is the fallback."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sizao.kernel.words import Words


def language() -> str:
    """``zh-hans`` or ``en``."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh-hans" if value.lower().startswith("zh") else "en"
    return "en"


def say(zh: str, en: str) -> str:
    """The text in the terminal's language."""
    return Words(zh, en).in_language(language())


def spoken(text: str | Words) -> str:
    """A line as it is printed: words in the terminal's language, plain text as it is."""
    return text.in_language(language()) if isinstance(text, Words) else text


def note(text: str | Words) -> None:
    """Tell a person at the terminal something on stderr; stdout is for the result alone.

    A terminal that was closed must not keep a clean stop from going on.
    """
    with suppress(OSError):
        print(spoken(text), file=sys.stderr, flush=True)


@contextmanager
def progress(title: str | Words, total: float | None = None) -> Iterator[Callable[[float], None]]:
    """A progress bar on a terminal and nothing elsewhere; the block gets ``advance(amount)``."""
    if not sys.stderr.isatty():
        yield lambda amount: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(spoken(title), total=total)
        yield lambda amount: bar.advance(task, amount)
