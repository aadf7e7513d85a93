"""What a record that came again means: something new, the same thing, a correction, or something that is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sizao.ground.presence.rules.believing import content_id, visit_id
from sizao.traceback.visits import Visit, VisitSource


@dataclass(frozen=True, kw_only=True)
class Numbered:
    """A believable row that carries its source's own number."""

    line: int
    visit: Visit
    area: int
    key: UUID
    """Of its record."""
    supersedes: UUID | None = None
    """Of the record that it corrects, when that is another one."""

    @property
    def id(self) -> UUID:
        """The visit's identifier."""
        return visit_id(self.visit)


@dataclass(frozen=True)
class Held:
    """What is on record under a key."""

    visit: UUID
    is_superseded: bool = False


@dataclass(frozen=True)
class Reading:
    """What a batch's numbered rows mean."""

    stale: tuple[Numbered, ...]
    """A later row of the batch says what counts, or a record superseded this one."""
    plain: tuple[Numbered, ...]
    """New to us, or the same as what is on record."""
    changes: tuple[tuple[Numbered, tuple[UUID, ...]], ...]
    """Rows that say something else than what is on record, with the keys of the records that are wrong."""
    over: tuple[tuple[Numbered, tuple[UUID, ...]], ...]
    """Rows that supersede records, on record or not, with the keys of those."""


def record_key(source: VisitSource, feed: str, number: str) -> UUID:
    """The key of a source's record: the number itself is kept nowhere."""
    return content_id("record", source.value, feed, number)


def read_records(rows: Sequence[Numbered], held: Mapping[UUID, Held]) -> Reading:
    """Compare a batch's rows, in order, with what is on record under their keys and those that they supersede."""
    latest = {row.key: row for row in rows}
    chains = {key: _chain(row, latest) for key, row in latest.items()}
    gone = {key for chain in chains.values() for key in chain} | {
        key for key, each in held.items() if each.is_superseded
    }
    stale = [row for row in rows if latest[row.key] is not row or row.key in gone]
    plain, changes = [], []
    for key, row in latest.items():
        if key in gone:
            continue
        wrong = tuple(each for each in (key, *chains[key]) if _is_wrong(held.get(each), row))
        if wrong:
            changes.append((row, wrong))
        else:
            plain.append(row)
    over = tuple((row, chains[key]) for key, row in latest.items() if key not in gone and chains[key])
    return Reading(tuple(stale), tuple(plain), tuple(changes), over)


def _is_wrong(held: Held | None, row: Numbered) -> bool:
    return held is not None and not held.is_superseded and held.visit != row.id


def _chain(row: Numbered, latest: Mapping[UUID, Numbered]) -> tuple[UUID, ...]:
    """The keys that a row supersedes, through others of its batch too; rows that supersede each other supersede nothing."""
    chain: list[UUID] = []
    at: Numbered | None = row
    while at is not None and at.supersedes is not None and at.supersedes not in chain:
        chain.append(at.supersedes)
        at = latest.get(at.supersedes)
    return () if row.key in chain else tuple(chain)
