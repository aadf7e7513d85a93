"""Take a file in, count every row of it, let a person correct the mapping, and let the batch enter or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sizao.ground.intake import errors, events
from sizao.ground.intake.actions.states import enter
from sizao.ground.intake.models import Batch, RejectedRow, SavedMapping
from sizao.ground.intake.queries import batches, reader, safekeeping, staged
from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.rules import accounting, headings, survey
from sizao.ground.intake.types import BatchFacts, BatchState, Kind, Mapping, Order, Rejection, Source
from sizao.kernel.actors import Actor
from sizao.spine.outbox import actions as outbox

OPEN = frozenset({BatchState.STAGED, BatchState.QUARANTINED})
ROWS = 2_000
KEPT = timedelta(days=7)
"""How long the sealed file of a batch is kept at most, entered or not."""


@transaction.atomic
def stage(
    *, content: bytes, filename: str, order: Order, by: Actor, at: datetime, mapping: Mapping | None = None
) -> BatchFacts:
    """Take a file in: read it whole, match its columns, account for every row. Nothing enters yet.

    The same file again, for the same purpose, is the same batch and has the same receipt; one that still waits is
    taken back when something else is said about it now (another declared number, encoding or mapping).

    Raises:
        FileRefused: the file cannot be read.
        MappingInvalid: the mapping given does not fit.
    """
    upload = reader.Upload(content, filename, order.kind, order.encoding, order.sheet)
    known = batches.same_file(upload.sha256, order)
    if known is not None and not _is_asked_anew(known, order, mapping):
        return known
    if known is not None:
        withdraw(batch_id=known.id, by=by, at=at, reason="sent again")
    with reader.opened(upload) as table:
        headings.refuse_other_kind(table.source.headings, table.source.header_line, catalogue(order.kind))
        found = survey.survey(table.source.headings, table.rows())
        source, footer = table.source, table.declared
    chosen = _mapping(mapping, source, found, order.kind)
    row = _row(upload, order, source, found, chosen, by, at)
    row.declared = footer if order.declared is None and footer is not None else order.declared or found.rows
    safekeeping.path_of(row.id).write_bytes(safekeeping.sealed(row.id, content))
    _account(row, found, by, at, is_new=True)
    outbox.emit(_staged(row), by=by, at=at)
    return row.facts()


@transaction.atomic
def remap(*, batch_id: UUID, mapping: Mapping, by: Actor, at: datetime) -> BatchFacts:
    """Read a staged file again under a corrected mapping.

    Raises:
        AlreadyDecided: the batch was let in or withdrawn.
        MappingInvalid: the mapping does not fit.
    """
    row = _open(batch_id)
    fitted = headings.adapted(mapping, row.facts().source.headings)
    row.mapping = headings.checked(fitted, catalogue(Kind(row.kind))).to_json()
    RejectedRow.objects.filter(batch=row).delete()
    _account(row, None, by, at)
    return row.facts()


@transaction.atomic
def commit(*, batch_id: UUID, by: Actor, at: datetime) -> BatchFacts:
    """Let a batch enter; the flow does the entering and settles the account.

    Raises:
        AlreadyDecided: the batch was let in or withdrawn already.
        ColumnsUnmatched, CountMismatch, NothingToAccept: it may not enter.
    """
    row = _open(batch_id)
    known = catalogue(Kind(row.kind))
    missing = headings.unmatched(row.saved_mapping(), known)
    if missing:
        raise errors.ColumnsUnmatched(fields="、".join(known.field(name).words.zh for name in missing))
    accounting.may_enter(row.receipt()).or_raise()
    enter(row, BatchState.COMMITTED, by=by, at=at)
    event = events.BatchCommitted(batch_id=row.id, kind=Kind(row.kind), incident_id=row.incident_id, area=row.area)
    outbox.emit(event, by=by, at=at)
    return row.facts()


@transaction.atomic
def withdraw(*, batch_id: UUID, by: Actor, at: datetime, reason: str = "") -> None:
    """Take a staged or quarantined batch back; its file is destroyed.

    Raises:
        AlreadyDecided: it was let in already.
    """
    row = _open(batch_id)
    enter(row, BatchState.WITHDRAWN, by=by, at=at, reason=reason)
    transaction.on_commit(lambda: safekeeping.path_of(batch_id).unlink(missing_ok=True))


@transaction.atomic
def save_mapping(*, name: str, mapping: Mapping, area: int, by: Actor, at: datetime) -> UUID:
    """Keep a mapping under a name for the next file; the same name again replaces it."""
    row, _ = SavedMapping.objects.update_or_create(
        name=name.strip(),
        kind=mapping.kind,
        area=area,
        defaults={"content": mapping.to_json(), "by": by.name, "saved_at": at},
    )
    return row.id


def discard_old(*, at: datetime) -> int:
    """Destroy sealed files that have been kept long enough; returns how many."""
    old = [path for path in safekeeping.folder().glob("*.sealed") if path.stat().st_mtime < (at - KEPT).timestamp()]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _open(batch_id: UUID) -> Batch:
    row = batches.batch_for_update(batch_id)
    if BatchState(row.status) not in OPEN:
        raise errors.AlreadyDecided(status=BatchState(row.status).words)
    return row


def _is_asked_anew(known: BatchFacts, order: Order, mapping: Mapping | None) -> bool:
    """Whether a file that still waits is sent again with something else said about it."""
    if known.state not in OPEN:
        return False
    return order != known.order or (mapping is not None and mapping != known.mapping)


def _mapping(given: Mapping | None, source: Source, found: survey.Survey, kind: Kind) -> Mapping:
    known = catalogue(kind)
    proposed = headings.adapted(given, source.headings) if given else headings.propose(source.headings, known)
    return survey.with_date_order(headings.checked(proposed, known), found, known)


def _row(
    upload: reader.Upload, order: Order, source: Source, found: survey.Survey, mapping: Mapping, by: Actor, at: datetime
) -> Batch:
    return Batch(
        kind=order.kind, area=order.area, incident_id=order.incident_id, filename=upload.filename[-200:],
        size=len(upload.content), sha256=upload.sha256, encoding=order.encoding, sheet=order.sheet, tz=order.tz, dated=order.dated,
        source={**asdict(source), "declared": None}, widths=found.widths(), mapping=mapping.to_json(),
        stated=order.declared, status=BatchState.STAGED, by=by.name, received_at=at,
    )  # fmt: skip


def _account(row: Batch, found: survey.Survey | None, by: Actor, at: datetime, *, is_new: bool = False) -> None:
    """Give every row of the file its fate, write the account down, and let the declared number decide the state."""
    row.physical = row.accepted = row.rejected = row.duplicates = 0
    with staged.account_of(row) as (ledger, fates, _):
        rejected = [fate for fate in fates if isinstance(fate, Rejection)]
    receipt = ledger.receipt(row.declared, row.sha256)
    row.physical, row.accepted = receipt.physical, receipt.accepted
    row.rejected, row.duplicates = receipt.rejected, receipt.duplicates
    row.remarks, row.reasons = dict(ledger.remarks), dict(ledger.reasons)
    row.unexplained = _unexplained(row, found)
    state = BatchState.STAGED if receipt.is_complete else BatchState.QUARANTINED
    if is_new or state is not BatchState(row.status):
        enter(row, state, by=by, at=at)
    else:
        row.save()
    write_rejections(row, rejected)
    if is_new and state is BatchState.QUARANTINED:
        _sound_alarm(row, by, at)


def _unexplained(row: Batch, found: survey.Survey | None) -> dict[str, dict[str, int]]:
    if found is None:
        with reader.opened(staged.upload_of(row)) as table:
            found = survey.survey(table.source.headings, table.rows())
    return found.unexplained(row.saved_mapping(), catalogue(Kind(row.kind)))


def write_rejections(row: Batch, rejected: Iterable[Rejection]) -> None:
    """Write down rejected rows."""
    rows = [
        RejectedRow(batch=row, line=each.line, reason=each.reason, column=each.column[:200], facts=_plain(each))
        for each in rejected
    ]
    RejectedRow.objects.bulk_create(rows, batch_size=ROWS)


def _plain(rejection: Rejection) -> dict[str, object]:
    """The facts of a reason as JSON: numbers and texts, pairs of words as their Chinese side first."""
    return {name: list(value) if isinstance(value, tuple) else value for name, value in rejection.facts.items()}


def _sound_alarm(row: Batch, by: Actor, at: datetime) -> None:
    event = events.BatchQuarantined(
        batch_id=row.id, kind=Kind(row.kind), declared=row.declared, physical=row.physical, area=row.area,
        incident_id=row.incident_id,
    )  # fmt: skip
    outbox.emit(event, by=by, at=at)


def _staged(row: Batch) -> events.BatchStaged:
    return events.BatchStaged(
        batch_id=row.id, kind=Kind(row.kind), physical=row.physical, area=row.area, incident_id=row.incident_id
    )
