"""The return forms that ship with the platform, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from sizao.oversight.returns import rules
from sizao.oversight.returns.errors import FormUnknown
from sizao.oversight.returns.types import ReturnForm

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def forms() -> tuple[ReturnForm, ...]:
    """The newest version of every form, in the order of the file."""
    text = tomllib.loads((DATA / "indicators.toml").read_text(encoding="utf-8"))
    known = rules.indicators_of(text)
    rows = tomllib.loads((DATA / "forms.toml").read_text(encoding="utf-8"))["forms"]
    newest: dict[str, ReturnForm] = {}
    for row in rows:
        found = rules.form_of(row, known, text["version"])
        if found.id not in newest or newest[found.id].version < found.version:
            newest[found.id] = found
    return tuple(newest.values())


def form(form_id: str) -> ReturnForm:
    """A form by its id.

    Raises:
        FormUnknown: when there is none.
    """
    found = next((each for each in forms() if each.id == form_id), None)
    if found is None:
        raise FormUnknown(form=form_id)
    return found
