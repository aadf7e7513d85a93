"""What is gone stays gone: rows of erased persons, and of days that a signed act deleted, are told to their sender and not taken."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from sizao.ground.presence.models import Act, Forgotten
from sizao.ground.presence.queries.acts import doomed
from sizao.ground.presence.types import ActFacts, ActKind, ActStep, QuarantineReason
from sizao.kernel.areas import subtree


def gone(visits: pa.Table) -> dict[int, QuarantineReason]:
    """Which believable rows are of somebody or of a day that was deleted for good, by line.

    Args:
        visits: schema ``tables.VISITS``, ``line`` and ``area``.
    """
    lines = visits["line"].to_numpy()
    found: dict[int, QuarantineReason] = {}
    for act in _deleted_days():
        found |= dict.fromkeys(lines[_meant(visits, act)].tolist(), QuarantineReason.DAY_DELETED)
    erased = pc.is_in(visits["person"], value_set=pa.array(sorted(erased_persons()), pa.int64())).to_numpy()
    return found | dict.fromkeys(lines[erased].tolist(), QuarantineReason.ERASED)


def erased_persons() -> frozenset[int]:
    """Persons whose visits were erased."""
    return frozenset(Forgotten.objects.values_list("person", flat=True))


def _deleted_days() -> list[ActFacts]:
    rows = Act.objects.filter(kind=ActKind.DELETE, day__isnull=False, states__step=ActStep.DONE)
    return [row.facts() for row in rows.prefetch_related("states")]


def _meant(visits: pa.Table, act: ActFacts) -> Any:
    """Which rows touch the day, lie in the area and came from the source of an act."""
    which, span = doomed(act), subtree(act.area)
    area = visits["area"].to_numpy()
    meant = (area >= span.lower) & (area < span.upper)
    if which.source is not None:
        meant &= pc.equal(visits["source"], which.source.value).to_numpy()
    if which.places is not None:
        meant &= np.isin(visits["place"].to_numpy(), sorted(which.places))
    if which.span is not None:
        begin, end = (pa.scalar(each, visits["start"].type) for each in which.span)
        meant &= pc.less(visits["start"], end).to_numpy() & pc.greater(visits["until"], begin).to_numpy()
    return meant
