"""Reading the archive of notices."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from sizao.oversight.notices.errors import NoSuchNotice
from sizao.oversight.notices.models import Notice
from sizao.oversight.notices.types import NoticeFacts


def rows(as_of: datetime | None = None) -> QuerySet[Notice]:
    """Notices annotated with ``replaced_by``, newest first."""
    later = Notice.objects.filter(supersedes=OuterRef("pk"))
    found = Notice.objects.all()
    if as_of is not None:
        later, found = later.filter(issued_at__lte=as_of), found.filter(issued_at__lte=as_of)
    return found.annotate(replaced_by=Subquery(later.values("pk")[:1])).order_by("-issued_at", "id")


def facts(row: Notice) -> NoticeFacts:
    """An annotated row as other rooms see it."""
    return row.facts(row.__dict__["replaced_by"])


def notices(*, incident_id: UUID | None = None, as_of: datetime | None = None) -> list[NoticeFacts]:
    """Notices in scope, newest first."""
    found = rows(as_of)
    if incident_id is not None:
        found = found.filter(incident=incident_id)
    return [facts(row) for row in found]


def notice(notice_id: UUID) -> NoticeFacts:
    """One notice.

    Raises:
        NoSuchNotice: when it is not in scope.
    """
    row = rows().filter(pk=notice_id).first()
    if row is None:
        raise NoSuchNotice
    return facts(row)


def numbers(area: int, year: int) -> frozenset[int]:
    """Numbers an area has used in a year."""
    return frozenset(Notice.objects.filter(area=area, year=year).values_list("number", flat=True))


def search(found: QuerySet[Notice], text: str) -> QuerySet[Notice]:
    """Notices whose title, text or number holds a text."""
    wanted = Q(title_zh__icontains=text) | Q(title_en__icontains=text) | Q(body__icontains=text)
    return found.filter(wanted | Q(number=int(text)) if text.isascii() and text.isdigit() else wanted)
