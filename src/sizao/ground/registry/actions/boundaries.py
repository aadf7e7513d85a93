"""Taking in an authority's boundary file: read it, show what it would do, then replace the outlines or set it aside."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import queries, rules
from sizao.ground.registry.actions.areas import load_boundaries
from sizao.ground.registry.errors import BoundaryFileDone, BoundaryFileUnknown, BoundaryNothingMatched
from sizao.ground.registry.models import BoundaryFile, BoundaryStatus
from sizao.ground.registry.types import BoundaryPreview, BoundaryState
from sizao.kernel.actors import Actor
from sizao.kernel.geodesy import Crs


@transaction.atomic
def stage_boundaries(
    *, content: bytes, filename: str, crs: Crs, source: str, by: Actor, at: datetime
) -> BoundaryPreview:  # fmt: skip
    """Read a boundary file and keep it to be looked at; nothing is replaced yet. Returns what it would do.

    Args:
        content: GeoJSON, plain or gzip.
        filename: what it was called.
        crs: the coordinate system its owner declares.
        source: whose boundaries they are, as the map will say.
        by: who sends it; only areas inside the actor's own can be replaced.
        at: when.

    Raises:
        Invalid: the file cannot be read; the sentence says why.
    """
    features = rules.read_boundaries(content, crs)
    row = BoundaryFile.objects.create(
        area=by.area, filename=filename[:200], source=source[:120], crs=crs, features=features,
        sha256=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    BoundaryStatus.objects.create(file=row, state=BoundaryState.STAGED, at=at, by=by.name)
    return queries.boundary_preview(row.id)


@transaction.atomic
def apply_boundaries(*, file_id: UUID, by: Actor, at: datetime) -> int:
    """Replace the outlines of the file's areas; returns how many.

    Raises:
        BoundaryFileUnknown: not in scope.
        BoundaryFileDone: it was applied or set aside before.
        BoundaryNothingMatched: none of its areas is the actor's.
    """
    shown = _waiting(file_id)
    if not shown.outlines:
        raise BoundaryNothingMatched
    replaced = load_boundaries(
        features=[(each.code, each.new) for each in shown.outlines], source=shown.source, is_schematic=False, by=by,
        at=at,
    )  # fmt: skip
    BoundaryStatus.objects.create(file_id=file_id, state=BoundaryState.APPLIED, replaced=replaced, at=at, by=by.name)
    return replaced


@transaction.atomic
def set_boundaries_aside(*, file_id: UUID, by: Actor, at: datetime) -> None:
    """A boundary file is not used after all.

    Raises:
        BoundaryFileUnknown: not in scope.
        BoundaryFileDone: it was applied or set aside before.
    """
    _waiting(file_id)
    BoundaryStatus.objects.create(file_id=file_id, state=BoundaryState.SET_ASIDE, at=at, by=by.name)


def _waiting(file_id: UUID) -> BoundaryPreview:
    if not BoundaryFile.objects.select_for_update().filter(pk=file_id).exists():
        raise BoundaryFileUnknown
    shown = queries.boundary_preview(file_id)
    if shown.state is not BoundaryState.STAGED:
        raise BoundaryFileDone
    return shown
