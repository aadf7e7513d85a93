"""Which number stands for which, and the pairs that may be one person; the scope is the transaction's."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from sizao.ground.identity.errors import MergeUnknown, PairUnknown
from sizao.ground.identity.models import Merge, Pair
from sizao.ground.identity.types import MergeFacts, PairFacts


def surviving(person_ids: Iterable[int]) -> dict[int, int]:
    """For each number the one that stands for the person now: itself unless it was merged.

    A link shows only to who sees both persons; for everyone else the number stands for itself.
    """
    found = {person: person for person in person_ids}
    frontier = set(found.values())
    while frontier:
        links = dict(Merge.objects.filter(merged__in=frontier, is_current=True).values_list("merged", "survivor"))
        found = {person: links.get(last, last) for person, last in found.items()}
        frontier = set(links.values())
    return found


def same_person(person_id: int) -> list[int]:
    """Every number of the person behind one number, the surviving one first."""
    [root] = surviving([person_id]).values()
    found, frontier = [root], [root]
    while frontier:
        rows = Merge.objects.filter(survivor__in=frontier, is_current=True).order_by("at", "id")
        frontier = list(rows.values_list("merged", flat=True))
        found += frontier
    return found


def numbers_of(person_ids: Iterable[int]) -> dict[int, tuple[int, ...]]:
    """For each number every number of the person behind it, its own first; a number that was not merged stands alone."""
    wanted = list(person_ids)
    roots = surviving(wanted)
    found: dict[int, list[int]] = {root: [root] for root in roots.values()}
    belongs = {root: root for root in found}
    frontier = set(found)
    while frontier:
        rows = Merge.objects.filter(survivor__in=frontier, is_current=True).order_by("at", "id")
        links = list(rows.values_list("merged", "survivor"))
        for merged, survivor in links:
            belongs[merged] = belongs[survivor]
            found[belongs[survivor]].append(merged)
        frontier = {merged for merged, _ in links}
    return {each: (each, *(other for other in found[roots[each]] if other != each)) for each in wanted}


def merges_of(person_id: int) -> list[MergeFacts]:
    """Every link that a number took part in, newest first, the undone ones too."""
    rows = Merge.objects.select_related("parting")
    mine = rows.filter(survivor=person_id) | rows.filter(merged=person_id)
    return [row.facts() for row in mine.order_by("-at", "-id")]


def merge(merge_id: UUID) -> MergeFacts:
    """One link.

    Raises:
        MergeUnknown: when there is none in scope.
    """
    row = Merge.objects.select_related("parting").filter(pk=merge_id).first()
    if row is None:
        raise MergeUnknown
    return row.facts()


def pair_rows() -> QuerySet[Pair]:
    """Pairs in scope, for this room's own list."""
    return Pair.objects.all()


def pairs(*, before: tuple[int, int] | None = None, limit: int = 50) -> list[PairFacts]:
    """Open pairs in scope, the likeliest first, one page by key.

    Args:
        before: score and id of the last pair of the page before.
        limit: how many.
    """
    rows = Pair.objects.filter(state="open").order_by("-score", "-id")
    if before is not None:
        score, last = before
        rows = rows.filter(score__lte=score).exclude(score=score, id__gte=last)
    return [row.facts() for row in rows[:limit]]


def pair(pair_id: int) -> PairFacts:
    """One pair.

    Raises:
        PairUnknown: when there is none in scope.
    """
    row = Pair.objects.filter(pk=pair_id).first()
    if row is None:
        raise PairUnknown
    return row.facts()


def merge_of_pair(pair_id: int) -> MergeFacts | None:
    """The link that a pair's merge made, while it stands."""
    row = Merge.objects.select_related("parting").filter(pair_id=pair_id, is_current=True).first()
    return row.facts() if row else None
