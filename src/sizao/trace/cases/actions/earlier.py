"""What was approved of a contact, kept while something stricter or later waits for approval, and given back if it is rejected."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from datetime import datetime

from sizao.trace.cases import rules
from sizao.trace.cases.models import Contact
from sizao.trace.cases.models.contacts import KEPT

COLUMNS = (
    "contact_class",
    "clause",
    "edition_id",
    "last_exposure_at",
    "situation",
    "source_case_id",
    "linked_contact_id",
)
"""What an approval binds: all of it comes back together."""
WAITS = frozenset(KEPT)
"""States in which what was approved earlier still holds; every other state settles it."""


def keep(row: Contact) -> None:
    """Keep what is approved before evidence changes it; what is kept already is the approved one."""
    if not row.earlier:
        row.earlier = {name: _written(getattr(row, name)) for name in COLUMNS}


def _written(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat()
    return value if value is None or isinstance(value, dict) else str(value)


def give_back(rows: Sequence[Contact]) -> None:
    """Let what was approved hold again, as it was."""
    for row in rows:
        _set_back(row)
        row.basis = [_marked(each, row.last_exposure_at) for each in row.basis]
        row.earlier = {}
    Contact.objects.bulk_update(rows, [*COLUMNS, "earlier", "basis"], batch_size=500)


def as_approved(row: Contact) -> Contact:
    """The contact as it was approved, to be written down; the row itself is left as it is."""
    held = copy(row)
    _set_back(held)
    return held


def _set_back(row: Contact) -> None:
    for name in COLUMNS:
        value = row.earlier.get(name, row.edition_id) if name == "edition_id" else row.earlier[name]
        setattr(row, name, datetime.fromisoformat(value) if name == "last_exposure_at" else value)


def _marked(piece: dict[str, object], last: datetime) -> dict[str, object]:
    """Evidence of a later exposure that was rejected stays on record, and moves no day when the contact is judged again."""
    is_later = bool(piece.get("last")) and datetime.fromisoformat(str(piece["last"])) > last
    return {**piece, rules.TURNED_DOWN: True} if is_later else piece
