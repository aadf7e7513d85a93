"""Reading a list by what changed: nothing that was written is ever missed, however late its transaction is committed.

Each row carries the number of the transaction that wrote it last (``scope.policies.notes_changes``). Numbers are given out in
order and committed in any, so the newest number seen is no place to go on from. What is: this database's oldest transaction that was
still running when the reading began, because all before it were over and have been read. From there on rows may be told
twice, and none is left out. A cursor also says of which database and which question it is: after a restore numbers begin
anew, and another question would have had other rows.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet
from ninja import Query

from sizao.kernel.actors import Actor
from sizao.spine.database.queries import OLDEST_RUNNING
from sizao.spine.web.errors import ChangesBeginAnew, ChangesStandAlone
from sizao.spine.web.queries import keyset

Since: Any = Query(  # type: ignore[type-arg]  # as Ninja types it for operations only
    None,
    max_length=400,
    description="Read what changed instead of the list: empty for everything, afterwards the `changed_since` of the last "
    "answer. Rows may come twice, none is left out. While `next` is given more is waiting already.",
)
"""The parameter of a list's operation."""
NOW = f"""
SELECT (pg_control_system()).system_identifier::text, (pg_control_checkpoint()).timeline_id,
       ({OLDEST_RUNNING}), pg_snapshot_xmax(pg_current_snapshot())::text::bigint
"""


@dataclass(frozen=True)
class Place:
    """How far a reader has come."""

    of: str
    """The database and the question, as a digest."""
    since: int
    """Rows of this transaction and later ones are read; 0 reads all."""
    horizon: int
    """Where the next reading begins: the oldest transaction that was running when this one did."""
    row: tuple[int, str] | None = None
    """The last row of the page before, when this reading has several."""

    def to_text(self) -> str:
        """A short text for an address."""
        body = json.dumps([self.of, self.since, self.horizon, *(self.row or ())], separators=(",", ":"))
        return base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")

    @classmethod
    def from_text(cls, text: str) -> Place:
        """Read a cursor back.

        Raises:
            ChangesBeginAnew: when the text is not one of ours.
        """
        try:
            of, since, horizon, *row = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            return cls(str(of), int(since), int(horizon), (int(row[0]), str(UUID(row[1]))) if row else None)
        except (ValueError, TypeError, IndexError, OverflowError, AttributeError, binascii.Error) as error:
            raise ChangesBeginAnew from error


@dataclass(frozen=True)
class Changes:
    """One page of what changed."""

    rows: Sequence[Any]
    cursor: str
    """Where to go on, now or later."""
    has_more: bool
    """Whether more is waiting already."""

    @property
    def next(self) -> str | None:
        """The cursor when it is worth asking at once, as lists tell it."""
        return self.cursor if self.has_more else None


def changes(rows: QuerySet[Any], *, question: str, by: Actor, since: str, limit: int) -> Changes:
    """Rows in the order in which they were written last.

    Args:
        rows: what may be read, unordered, of a model whose table notes its changes.
        question: what else decides which rows these are: the list's name and its filters.
        by: who asks; in another area or role there are other rows.
        since: the cursor of an earlier answer; everything when empty.
        limit: rows of a page.

    Raises:
        ChangesBeginAnew: the cursor is of another question, of another database, or no cursor.
    """
    system, timeline, oldest, next_one = _now()
    of = _digest(system, timeline, question, by.area, by.role)
    place = Place.from_text(since) if since else Place(of, 0, oldest)
    if place.of != of:
        raise ChangesBeginAnew
    if since and place.row is None:
        place = Place(of, place.horizon, oldest)
    if place.since:
        # a restored row may bear a number of the database it came from, beyond all of this one: it was told at the beginning
        rows = rows.filter(changed_in__gte=place.since, changed_in__lt=next_one)
    after = keyset.Cursor(place.row[0], UUID(place.row[1])) if place.row else None
    found, _before, more = keyset.take(rows, "changed_in", after, limit)
    last = (found[-1].changed_in, str(found[-1].pk)) if more else None
    return Changes(found, Place(of, place.since, place.horizon, last).to_text(), more)


def alone(**filters: object) -> None:
    """Refuse what may not be asked together with changes.

    Raises:
        ChangesStandAlone: one of these is asked for.
    """
    asked = [name for name, value in filters.items() if value]
    if asked:
        raise ChangesStandAlone(filters=", ".join(asked))


def _now() -> tuple[str, int, int, int]:
    """The database with its timeline, the oldest transaction that still runs, and the next that will begin."""
    with connection.cursor() as cursor:
        cursor.execute(NOW)
        system, timeline, oldest, next_one = cursor.fetchone()
    return str(system), int(timeline), int(oldest), int(next_one)


def _digest(*parts: object) -> str:
    return blake2b("\n".join(map(str, parts)).encode(), digest_size=9).hexdigest()
