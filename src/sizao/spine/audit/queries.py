"""Reading and checking the access log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from sizao.spine.audit import rules
from sizao.spine.audit.models import Access, Check, Head
from sizao.spine.database.queries import OLDEST_RUNNING

LINK = ("number", "at", "first_id", "last_id", "row_ids", "count", "root", "head")
"""What an exported link holds, in order."""


@dataclass(frozen=True)
class ChainCheck:
    """The answer of a check: whether the chain holds, up to which link, and how many rows it covers."""

    holds: bool
    links: int
    rows: int
    broken_at: int | None = None
    head: str = rules.GENESIS
    last: int = 0
    at: datetime | None = None


@dataclass(frozen=True)
class AccessEntry:
    """One line of the log as an auditor or the person concerned reads it."""

    at: datetime
    actor: str
    role: str
    organisation: str
    action: str
    purpose: str
    reason: str
    fields: str
    number_of_persons: int
    allowed: bool
    task_id: UUID | None = None


def horizon() -> int:
    """The oldest transaction that still writes in this database: what is older has settled."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_RUNNING)
        return int(cursor.fetchone()[0])


def check_chain(since: ChainCheck | None = None) -> ChainCheck:
    """Recompute every link from the rows, or those after an earlier check; the first one that does not fit is reported."""
    found = since or ChainCheck(True, 0, 0)
    for link in Head.objects.filter(number__gt=found.last).order_by("number").iterator():
        if not _fits(link, found.head):
            return replace(found, holds=False, broken_at=link.number)
        found = ChainCheck(True, found.links + 1, found.rows + link.count, None, link.head, link.number)
    return found


def _fits(link: Head, previous: str) -> bool:
    rows = list(Access.objects.filter(id__in=link.row_ids).order_by("id").values(*rules.FIELDS))
    at = link.at.astimezone(UTC).isoformat(timespec="microseconds")
    merkle = rules.root(rows)
    fits = len(rows) == link.count and merkle == link.root
    return fits and rules.link(previous, merkle, link.count, at) == link.head


def last_check() -> ChainCheck | None:
    """What the platform found when it last read the chain, over the rows of all areas; nothing before its first reading."""
    row = Check.objects.order_by("-id").first()
    return ChainCheck(row.holds, row.links, row.rows, row.broken_at, row.head, row.last, row.at) if row else None


def of_person(person_id: int, limit: int = 100) -> list[AccessEntry]:
    """Who looked at one person, newest first: role, organisation and purpose."""
    return [entry(row) for row in Access.objects.filter(persons__contains=[person_id]).order_by("-id")[:limit]]


def newest(*, user_id: int | None = None, before: int | None = None, limit: int = 100) -> list[AccessEntry]:
    """The newest entries, of one user or of all."""
    rows = Access.objects.all()
    if user_id is not None:
        rows = rows.filter(user_id=user_id)
    if before is not None:
        rows = rows.filter(id__lt=before)
    return [entry(row) for row in rows.order_by("-id")[:limit]]


def rows() -> QuerySet[Access]:
    """The log's rows for this room's own list."""
    return Access.objects.all()


def export() -> Iterator[dict[str, object]]:
    """Every link and row as plain JSON values, for the stand-alone verifier.

    The links are read first: whatever is sealed meanwhile is a row without a link, never a link without its rows.
    """
    links = list(Head.objects.order_by("number").values(*LINK))
    for link in links:
        yield {"link": {name: _text(value) for name, value in link.items()}}
    for row in Access.objects.order_by("id").values(*rules.FIELDS).iterator():
        yield {"row": {name: _text(value) for name, value in row.items()}}


def _text(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value if isinstance(value, bool | int | str | list) or value is None else str(value)


def entry(row: Access) -> AccessEntry:
    """A row as an auditor or the person concerned reads it."""
    return AccessEntry(
        row.at, row.actor, row.role, row.organisation, row.action, row.purpose, row.reason, row.fields,
        row.number_of_persons, row.allowed, row.task_id,
    )  # fmt: skip
