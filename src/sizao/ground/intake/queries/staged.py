"""The rows of a staged file under its mapping: all fates for the account, records for entering, a masked preview."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sizao.ground.intake.models import Batch
from sizao.ground.intake.queries import areas, incidents, reader, safekeeping, told
from sizao.ground.intake.queries.batches import batch_row
from sizao.ground.intake.queries.catalogue import block_aliases, catalogue, diseases
from sizao.ground.intake.rules import accounting, records
from sizao.ground.intake.rules.blocks import groups
from sizao.ground.intake.rules.cells import shape, text_of
from sizao.ground.intake.types import BatchFacts, Block, Field, Mapping, Order, Record, Row
from sizao.kernel.words import Words

PREVIEWED = 12
SHOWN = 60


def upload_of(row: Batch) -> reader.Upload:
    """The staged file of a batch, opened from its seal."""
    order = row.order()
    content = safekeeping.staged_content(row.id)
    return reader.Upload(content, row.filename, order.kind, order.encoding, order.sheet)


def reading_of(
    order: Order, mapping: Mapping, headings: tuple[str, ...], widths: dict[str, int], at: datetime
) -> records.Reading:
    """What reads the rows of one file."""
    known = {block: block_aliases(block) for block in Block}
    disease = incidents.disease_of(order.incident_id)
    terms = records.Terms(
        ZoneInfo(order.tz), at, order.area, areas.finder(order.area), widths, disease, diseases(), told.regions(), known
    )
    return records.Reading(catalogue(order.kind), mapping, headings, terms)


@contextmanager
def account_of(row: Batch) -> Iterator[tuple[accounting.Ledger, Iterator[accounting.Fate], reader.Table]]:
    """The account of a staged file and the fates that fill it, one per row, while the file is open."""
    facts = row.facts()
    reading = reading_of(facts.order, facts.mapping, facts.source.headings, row.widths, row.received_at)
    ledger = accounting.Ledger(reading)
    with reader.opened(upload_of(row)) as table:
        yield ledger, ledger.fates(table.rows()), table


def accepted(facts: BatchFacts) -> Iterator[Record]:
    """The acceptable records of a batch, read again from the sealed file; for the flow that enters them."""
    with account_of(batch_row(facts.id)) as (_, fates, _):
        yield from (fate for fate in fates if isinstance(fate, Record))


@dataclass(frozen=True)
class PreviewColumn:
    """One column as the preview shows it: its heading, the field it feeds, and whether its values show their shape alone."""

    heading: str
    field: str
    words: Words | None
    is_hidden: bool


@dataclass(frozen=True)
class Preview:
    """The first rows of a file; of a hidden value no more than its shape."""

    columns: tuple[PreviewColumn, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


def preview(row: Batch) -> Preview:
    """The first rows of a staged file under the headings and fields of its mapping."""
    facts = row.facts()
    known = catalogue(facts.order.kind)
    fields = [facts.mapping.columns.get(heading, "") for heading in facts.source.headings]
    repeated = {at: group.block for group in groups(facts.source.headings, facts.order.kind) for at, _ in group.columns}
    columns = tuple(
        PreviewColumn(heading, "", repeated[at].words, True)
        if at in repeated
        else _column(heading, known.field(name) if name in known else None)
        for at, (heading, name) in enumerate(zip(facts.source.headings, fields, strict=True))
    )
    with reader.opened(upload_of(row)) as table:
        first = [each for each, _ in zip(table.rows(), range(PREVIEWED), strict=False)]
    return Preview(columns, tuple((each.line, _shown(each, columns)) for each in first))


def _column(heading: str, field: Field | None) -> PreviewColumn:
    """A column that feeds no field may hold anything, so it is hidden like one that names a person."""
    if field is None:
        return PreviewColumn(heading, "", None, True)
    return PreviewColumn(heading, field.name, field.words, field.is_identifying)


def _shown(row: Row, columns: tuple[PreviewColumn, ...]) -> tuple[str, ...]:
    texts = []
    for at, column in enumerate(columns):
        text = text_of(row.cells[at]) if at < len(row.cells) else ""
        shown = text[:SHOWN]
        texts.append(shape(shown) if column.is_hidden else shown)
    return tuple(texts)
