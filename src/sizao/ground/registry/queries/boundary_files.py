"""Reading boundary files: what one would replace, and by how much."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from sizao.ground.registry import rules
from sizao.ground.registry.errors import BoundaryFileUnknown
from sizao.ground.registry.models import BoundaryFile, BoundaryStatus
from sizao.ground.registry.queries.areas import outlines
from sizao.ground.registry.types import BoundaryPreview, BoundaryState, Outline
from sizao.kernel import areas
from sizao.kernel.geodesy import Crs, metres_between


def boundary_rows() -> QuerySet[BoundaryFile]:
    """Boundary files with their last step, for this room's own list; not for neighbours."""
    latest = BoundaryStatus.objects.filter(file=OuterRef("pk")).order_by("-at", "-id")
    return BoundaryFile.objects.defer("features").annotate(
        state=Subquery(latest.values("state")[:1]), at=Subquery(latest.values("at")[:1]),
        by=Subquery(latest.values("by")[:1]), replaced=Subquery(latest.values("replaced")[:1]),
    )  # fmt: skip


def boundary_preview(file_id: UUID) -> BoundaryPreview:
    """What a boundary file would do, area by area.

    Raises:
        BoundaryFileUnknown: when there is none in scope.
    """
    row: Any = boundary_rows().defer(None).filter(pk=file_id).first()
    if row is None:
        raise BoundaryFileUnknown
    known = outlines(code for code, _ in row.features)
    mine = [(code, geometry) for code, geometry in row.features if code in known and areas.contains(row.area, code)]
    return BoundaryPreview(
        row.id, row.filename, row.source, Crs(row.crs), row.area, BoundaryState(row.state), row.sha256,
        tuple(_outline(code, geometry, known[code]) for code, geometry in mine),
        tuple(code for code, _ in row.features if code not in known),
        tuple(code for code, _ in row.features if code in known and not areas.contains(row.area, code)),
        rules.box_of([geometry for _, geometry in mine]),
    )  # fmt: skip


def _outline(code: int, new: dict[str, Any], known: tuple[Any, Any, bool]) -> Outline:
    words, old, was_schematic = known
    moved = metres_between(rules.middle_of(old), rules.middle_of(new)) if old else None
    return Outline(code, words, new, old, was_schematic, moved)
