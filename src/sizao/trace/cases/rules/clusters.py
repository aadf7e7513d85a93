"""Finding clusters: at least so many cases of one spot within so many days, as the edition's rule says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sizao.trace.cases.types.clusters import Met, Run, Spot


def runs(met: Iterable[Met], cases: int, days: int) -> list[Run]:
    """Every run of cases at a spot in which each belongs to a stretch of ``days`` days with ``cases`` cases or more.

    Stretches that share a case are one run. A case counts once at a spot, on its day.
    """
    by_spot: dict[Spot, dict[object, Met]] = defaultdict(dict)
    for each in met:
        by_spot[each.spot][each.case_id] = each
    found = [run for spot, ill in by_spot.items() for run in _of(spot, list(ill.values()), cases, days)]
    return sorted(found, key=lambda run: (-len(run.cases), run.first, str(run.spot.key)))


def _of(spot: Spot, ill: list[Met], cases: int, days: int) -> Iterable[Run]:
    ill.sort(key=lambda each: (each.on, str(each.case_id)))
    held: list[list[int]] = []
    for end in range(cases - 1, len(ill)):
        start = end - cases + 1
        if (ill[end].on - ill[start].on).days >= days:
            continue
        if held and start <= held[-1][1]:
            held[-1][1] = end
        else:
            held.append([start, end])
    for start, end in held:
        part = ill[start : end + 1]
        yield Run(spot, tuple(each.case_id for each in part), part[0].on, part[-1].on)
