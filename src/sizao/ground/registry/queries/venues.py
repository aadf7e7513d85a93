"""Reading places, organisations, and who answers for what at a place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Q, QuerySet

from sizao.ground.registry.errors import PlaceUnknown, ResponsibilityUnknown
from sizao.ground.registry.models import Organisation, Place, Responsibility
from sizao.ground.registry.queries.areas import inside
from sizao.ground.registry.types import OrganisationFacts, OrganisationKind, PlaceFacts, PlaceKind, ResponsibilityFacts
from sizao.kernel import areas


def places(ids: Iterable[int]) -> dict[int, PlaceFacts]:
    """Places by id, those in scope."""
    return {row.pk: row.facts() for row in Place.objects.filter(pk__in=set(ids))}


def place(place_id: int) -> PlaceFacts:
    """One place.

    Raises:
        PlaceUnknown: when there is none in scope.
    """
    row = Place.objects.filter(pk=place_id).first()
    if row is None:
        raise PlaceUnknown
    return row.facts()


def place_rows(*, kind: PlaceKind | None = None, within: int = areas.NATION, text: str = "") -> QuerySet[Place]:
    """Places for this room's own lists, filtered; not for neighbours."""
    rows = inside(Place.objects.all(), "area", within)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(name_zh__contains=text) | Q(name_en__icontains=text) | Q(number=text.upper()))
    return rows


def places_of_kind(kind: PlaceKind, within: int = areas.NATION) -> list[PlaceFacts]:
    """Places of a kind inside an area."""
    return [row.facts() for row in place_rows(kind=kind, within=within).order_by("id")]


def search_places(text: str, area: int = areas.NATION, limit: int = 20) -> list[PlaceFacts]:
    """Places whose name contains a text or whose number is it."""
    return [row.facts() for row in place_rows(within=area, text=text.strip()).order_by("id")[:limit]]


def organisations(ids: Iterable[Any]) -> dict[Any, OrganisationFacts]:
    """Organisations by id, those in scope."""
    return {row.id: row.facts() for row in Organisation.objects.filter(pk__in=set(ids))}


def organisation_rows(*, within: int, kind: OrganisationKind | None = None, text: str = "") -> QuerySet[Organisation]:
    """Organisations for this room's own lists, filtered by area, kind and name or credit code; not for neighbours."""
    rows = inside(Organisation.objects.all(), "area", within)
    if kind:
        rows = rows.filter(kind=kind)
    if text:
        rows = rows.filter(Q(name_zh__contains=text) | Q(name_en__icontains=text) | Q(credit_code=text.upper()))
    return rows


def organisations_near(code: int, limit: int = 200) -> list[OrganisationFacts]:
    """Organisations of an area, those below it and those of the areas above it, by name."""
    above = [areas.ancestor(code, level) for level in areas.WIDTHS]
    rows = inside(Organisation.objects.all(), "area", code) | Organisation.objects.filter(area__in=above)
    return [row.facts() for row in rows.order_by("area", "name_zh")[:limit]]


def responsibilities(place_id: int, at: datetime | None = None) -> list[ResponsibilityFacts]:
    """Who answers for what at a place: those in force at a moment, or all that ever were, by party and time."""
    rows = Responsibility.objects.filter(place_id=place_id)
    if at is not None:
        rows = rows.filter(Q(until__isnull=True) | Q(until__gt=at), since__lte=at)
    return [row.facts() for row in rows.order_by("party", "-since", "id")]


def responsibility(responsibility_id: UUID) -> ResponsibilityFacts:
    """One responsibility.

    Raises:
        ResponsibilityUnknown: when there is none in scope.
    """
    row = Responsibility.objects.filter(pk=responsibility_id).first()
    if row is None:
        raise ResponsibilityUnknown
    return row.facts()


def areas_of_places() -> Any:
    """Every place in scope and its area, in order of the place's number: an array of two columns (int64)."""
    rows = Place.objects.order_by("id").values_list("id", "area")
    return np.fromiter((number for row in rows.iterator(chunk_size=20_000) for number in row), np.int64).reshape(-1, 2)
