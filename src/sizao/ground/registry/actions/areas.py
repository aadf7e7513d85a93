"""Keeping the area tree: whole lists of an authority, and the grids, buildings and units that officers keep themselves."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import queries, rules
from sizao.ground.registry.actions.places import account
from sizao.ground.registry.errors import AreaOfficial, AreaOrphan, AreaOutside, HolderUnclear, PeriodBackwards
from sizao.ground.registry.models import Area, AreaChange, Chief
from sizao.ground.registry.types import AreaChangeKind, AreaFacts, NewArea
from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level
from sizao.kernel.words import Words

BATCH = 2_000


def load_areas(*, areas_given: Iterable[NewArea], by: Actor, at: datetime) -> int:
    """Enter or rename areas in bulk (an authority's own list); returns how many rows were written.

    Raises:
        AreaOrphan: when an area's parent is neither known nor in the list.
    """
    given = list({each.code: each for each in areas_given}.values())
    known = set(Area.objects.values_list("code", flat=True)) | {each.code for each in given} | {areas.NATION}
    for each in given:
        if areas.parent(each.code) not in known:
            raise AreaOrphan(code=areas.printed(each.code), parent=areas.printed(areas.parent(each.code)), reason="")
    Area.objects.bulk_create(
        [_area(each) for each in given], batch_size=BATCH, update_conflicts=True, unique_fields=["code"],
        update_fields=["name_zh", "name_en", "search", "parent", "level", "longitude", "latitude"],
    )  # fmt: skip
    return len(given)


def _area(given: NewArea) -> Area:
    printed = areas.printed(given.code)
    compact = given.words.en.lower().replace(" ", "").replace("'", "")
    return Area(
        code=given.code, parent=areas.parent(given.code), level=areas.level_of(given.code), name_zh=given.words.zh,
        name_en=given.words.en, search=f"{printed} {given.words.en.lower()} {compact}"[:260],
        longitude=given.longitude, latitude=given.latitude,
    )  # fmt: skip


def load_boundaries(
    *, features: Iterable[tuple[int, dict[str, Any]]], source: str, is_schematic: bool, by: Actor, at: datetime
) -> int:
    """Replace boundaries by an authority's own (GeoJSON geometries in WGS-84, by area code); returns how many matched."""
    matched = 0
    for code, geometry in features:
        matched += Area.objects.filter(pk=code).update(
            boundary=geometry, boundary_source=source, is_schematic=is_schematic
        )
    return matched


def _mine(code: int, by: Actor) -> AreaFacts:
    """An area inside the actor's own."""
    if not areas.contains(by.area, code):
        raise AreaOutside
    return queries.area(code)


@transaction.atomic
def add_area(*, parent: int, level: Level, words: Words | None = None, by: Actor, at: datetime) -> int:
    """Add a grid, a building or a unit under the next free number; returns its code.

    Args:
        parent: the area that it lies in.
        level: what it is.
        words: its name; without one it is called by its number.
        by: who adds it.
        at: when.

    Raises:
        AreaOutside: the parent lies outside the actor's area.
        AreaWrongParent, AreaParentClosed, AreaFull: it cannot be added there.
    """
    here = _mine(parent, by)
    rules.may_add_below(here, level).or_raise()
    # Two officers who add at once would both take the next number; the second waits for the first.
    Area.objects.select_for_update().get(pk=parent)
    code = rules.next_code(parent, level, Area.objects.filter(parent=parent).values_list("code", flat=True))
    Area.objects.bulk_create([_area(NewArea(code, words or rules.usual_name(code)))])
    _note(code, AreaChangeKind.ADDED, "", by, at)
    return code


@transaction.atomic
def rename_area(*, code: int, words: Words, by: Actor, at: datetime) -> None:
    """Give a grid, a building or a unit another name; the former one stays in the record.

    Raises:
        AreaOutside: it lies outside the actor's area.
        AreaOfficial: areas above the grid follow the division codes.
    """
    here = _mine(code, by)
    if here.level not in rules.SMALL:
        raise AreaOfficial(level=here.level.words)
    if here.words == words:
        return
    named = _area(NewArea(code, words))
    Area.objects.filter(pk=code).update(name_zh=named.name_zh, name_en=named.name_en, search=named.search)
    _note(code, AreaChangeKind.RENAMED, f"{here.words.zh} → {words.zh} / {here.words.en} → {words.en}"[:400], by, at)


@transaction.atomic
def close_area(*, code: int, by: Actor, at: datetime, reason: str = "") -> None:
    """Close a grid, a building or a unit that holds nobody any more; its number is never given again.

    Raises:
        AreaOutside: it lies outside the actor's area.
        AreaOfficial, AreaAlreadyClosed, AreaInhabited: it cannot be closed.
    """
    here = _mine(code, by)
    rules.may_close(here, *holding(code)).or_raise()
    _note(code, AreaChangeKind.CLOSED, reason, by, at)
    Chief.objects.filter(area=code, until__isnull=True, since__lt=at).update(until=at)


def holding(code: int) -> tuple[int, int]:
    """How many open areas lie below an area, and how many persons or households are registered in it."""
    below = sum(not each.is_closed for each in queries.children(code))
    counts = queries.counts_inside(code)
    return below, max(counts.persons, counts.households)


@transaction.atomic
def reopen_area(*, code: int, by: Actor, at: datetime, reason: str = "") -> None:
    """Take a closed area into use again.

    Raises:
        AreaOutside: it lies outside the actor's area.
        AreaNotClosed, AreaParentClosed: it cannot be reopened.
    """
    here = _mine(code, by)
    rules.may_reopen(here, queries.area(here.parent)).or_raise()
    _note(code, AreaChangeKind.REOPENED, reason, by, at)


def _note(code: int, kind: AreaChangeKind, note: str, by: Actor, at: datetime) -> None:
    AreaChange.objects.create(area=code, kind=kind, note=note, at=at, by=by.name)


@transaction.atomic
def appoint_chief(*, code: int, by: Actor, at: datetime, username: str = "", post: str = "") -> UUID:
    """Put a grid, a building or a unit into somebody's hands from now on; whoever had it before ends now.

    Args:
        code: the area.
        by: who appoints.
        at: when.
        username: the chief's account, or
        post: a named post (never a private person's name: those are in the vault).

    Raises:
        AreaOutside: it lies outside the actor's area.
        AreaNeedsNoChief: it is not an open grid, building or unit.
        HolderUnclear, AccountUnknown: nobody or more than one is named.
        PeriodBackwards: the former chief began only now.
    """
    here = _mine(code, by)
    former = Chief.objects.select_for_update().filter(area=code, until__isnull=True).first()
    rules.may_appoint(here, at, former.since if former else None).or_raise()
    if bool(username) == bool(post):
        raise HolderUnclear(reason="")
    user_id, holder = account(username) if username else (None, post)
    if former:
        Chief.objects.filter(pk=former.pk).update(until=at)
    return Chief.objects.create(area=code, user_id=user_id, holder=holder, since=at, appointed_by=by.name).id


@transaction.atomic
def dismiss_chief(*, code: int, by: Actor, at: datetime) -> None:
    """Nobody looks after an area from now on; without a chief nothing changes.

    Raises:
        AreaOutside: it lies outside the actor's area.
        PeriodBackwards: the chief began only now.
    """
    _mine(code, by)
    for row in Chief.objects.select_for_update().filter(area=code, until__isnull=True):
        if row.since >= at:
            raise PeriodBackwards(reason="")
        Chief.objects.filter(pk=row.pk).update(until=at)
