"""Reading batches, their rejections, saved mappings, and persons by what a source calls them."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from sizao.ground.intake.errors import NoSuchBatch
from sizao.ground.intake.models import Batch, BatchStatus, KnownAs, RejectedRow, SavedMapping
from sizao.ground.intake.types import BatchFacts, BatchState, Kind, Order, Rejection

CLOSED = (BatchState.FAILED, BatchState.WITHDRAWN)


def batch(batch_id: UUID) -> BatchFacts:
    """One batch.

    Raises:
        NoSuchBatch: there is none in scope.
    """
    return batch_row(batch_id).facts()


def batch_row(batch_id: UUID) -> Batch:
    """One batch's row, for this room's own actions and pages."""
    row = Batch.objects.filter(pk=batch_id).first()
    if row is None:
        raise NoSuchBatch
    return row


def batch_for_update(batch_id: UUID) -> Batch:
    """One batch's row, locked until the transaction ends."""
    row = Batch.objects.select_for_update().filter(pk=batch_id).first()
    if row is None:
        raise NoSuchBatch
    return row


def batch_rows() -> QuerySet[Batch]:
    """Batches for this room's own lists, unordered."""
    return Batch.objects.all()


def search(rows: QuerySet[Batch], text: str) -> QuerySet[Batch]:
    """Batches by number or file name."""
    return rows.filter(Q(number=text.strip().upper()) | Q(filename__icontains=text.strip()))


def same_file(sha256: str, order: Order) -> BatchFacts | None:
    """The open or settled batch of the very same file for the same purpose."""
    rows = Batch.objects.filter(sha256=sha256, kind=order.kind, area=order.area, incident_id=order.incident_id)
    row = rows.exclude(status__in=[each.value for each in CLOSED]).order_by("-received_at").first()
    return row.facts() if row else None


def came_before(sha256: str, kind: Kind, area: int) -> list[UUID]:
    """The incidents to which the very same file was sent in an area, newest first; what failed or was taken back apart."""
    rows = Batch.objects.filter(sha256=sha256, kind=kind, area=area, incident_id__isnull=False)
    sent = rows.exclude(status__in=[each.value for each in CLOSED]).order_by("-received_at")
    return [each for each in sent.values_list("incident_id", flat=True) if each is not None]


def statuses(batch_id: UUID) -> list[BatchStatus]:
    """A batch's states, oldest first."""
    return list(BatchStatus.objects.filter(batch_id=batch_id).order_by("id"))


def rejections(batch_id: UUID, limit: int | None = None) -> list[Rejection]:
    """Rejected rows in the order of the file."""
    rows = RejectedRow.objects.filter(batch_id=batch_id).order_by("line", "id")
    return [row.rejection() for row in rows[:limit]]


def rejection_rows(batch_id: UUID) -> QuerySet[RejectedRow]:
    """Rejected rows for this room's own lists, unordered."""
    return RejectedRow.objects.filter(batch_id=batch_id)


def saved_mappings(kind: Kind) -> list[SavedMapping]:
    """Mappings kept for a kind, by name."""
    return list(SavedMapping.objects.filter(kind=kind).order_by("name"))


def known_as(incident_id: UUID | None, names: Iterable[str]) -> dict[str, int]:
    """Persons by what a source calls them within one incident; names given outside any incident count too."""
    wanted = set(names)
    rows = KnownAs.objects.filter(Q(incident_id=incident_id) | Q(incident_id=None), external_id__in=wanted)
    return dict(rows.order_by("incident_id").values_list("external_id", "person_id"))


def names_of(incident_id: UUID | None, person_ids: Iterable[int]) -> dict[int, str]:
    """What the source of an incident calls persons, by person."""
    rows = KnownAs.objects.filter(incident_id=incident_id, person_id__in=set(person_ids))
    return dict(rows.order_by("id").values_list("person_id", "external_id"))
