"""Acts of keeping: what was proposed, how it stands, which holds hold, and which visits a deletion would touch."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet

from sizao.ground.presence import rules
from sizao.ground.presence.errors import ActUnknown
from sizao.ground.presence.models import Act, Hold, QuarantinedVisit, ScenePlace, SealedPlace
from sizao.ground.presence.queries.lake import opened, standing
from sizao.ground.presence.types import (
    LOCAL,
    ActFacts,
    ActKind,
    HoldFacts,
    KeepingTerms,
    NewAct,
    VisitSource,
)
from sizao.kernel.areas import NATION, contains, subtree
from sizao.traceback.removal import Forgetting
from sizao.traceback.segments import visits_in


@dataclass(frozen=True)
class Doomed:
    """Which visits go: those of an area that fit everything else given here."""

    area: int = NATION
    source: VisitSource | None = None
    span: tuple[datetime, datetime] | None = None
    """Visits that touch these moments."""
    ended_by: datetime | None = None
    """Visits that were over then: the end of a retention period."""
    places: frozenset[int] | None = None
    held: tuple[int, ...] = ()
    """Areas whose visits stay."""

    def tail(self) -> tuple[str, list[Any]]:
        """The condition on rows of the tail, and its values."""
        span = subtree(self.area)
        parts: list[tuple[str, list[Any]]] = [("area >= %s AND area < %s", [span.lower, span.upper])]
        if self.source is not None:
            parts.append(("source = %s", [self.source.value]))
        if self.span is not None:
            parts.append(("start < %s AND until > %s", [self.span[1], self.span[0]]))
        if self.ended_by is not None:
            parts.append(("until <= %s", [self.ended_by]))
        if self.places is not None:
            parts.append(("place = ANY(%s::bigint[])", [sorted(self.places)]))
        for each in self.held:
            stays = subtree(each)
            parts.append(("NOT (area >= %s AND area < %s)", [stays.lower, stays.upper]))
        return " AND ".join(text for text, _ in parts), [value for _, values in parts for value in values]

    def records(self) -> Q:
        """The condition on records of sources, in the same words."""
        span = subtree(self.area)
        found = Q(area__gte=span.lower, area__lt=span.upper)
        if self.source is not None:
            found &= Q(source=self.source.value)
        if self.span is not None:
            found &= Q(start__lt=self.span[1], until__gt=self.span[0])
        if self.ended_by is not None:
            found &= Q(until__lte=self.ended_by)
        if self.places is not None:
            found &= Q(place__in=self.places)
        for each in self.held:
            stays = subtree(each)
            found &= ~Q(area__gte=stays.lower, area__lt=stays.upper)
        return found

    def sealed(self) -> Forgetting | None:
        """The same of the lake; nothing when no sealed place can be meant."""
        span = subtree(self.area)
        within = None
        if self.area != NATION:
            within = _sealed_places(span.lower, span.upper)
        if self.places is not None:
            within = self.places if within is None else within & self.places
        if within is not None and not within:
            return None
        spared = frozenset(
            place for each in self.held for place in _sealed_places(subtree(each).lower, subtree(each).upper)
        )
        return Forgetting(
            sources=frozenset({self.source.value}) if self.source else frozenset(), places=within or frozenset(),
            spared=spared, span=self.span, before=self.ended_by.date() if self.ended_by else None,
        )  # fmt: skip


def _sealed_places(lower: int, upper: int) -> frozenset[int]:
    return frozenset(SealedPlace.objects.filter(area__gte=lower, area__lt=upper).values_list("place", flat=True))


def keeping_terms() -> KeepingTerms:
    """For how long anything may last: ``keeping.toml`` in the installation's folder, or else the one that ships."""
    own = Path(settings.SIZAO_HOME) / "keeping.toml"
    return rules.keeping_terms(own) if own.exists() else rules.keeping_terms()


def acts(kind: ActKind | None = None, scene: str = "", limit: int = 500) -> list[ActFacts]:
    """Acts in scope, the newest first."""
    rows = Act.objects.prefetch_related("states").order_by("-id")
    if kind is not None:
        rows = rows.filter(kind=kind)
    if scene:
        rows = rows.filter(scene=scene)
    return [row.facts() for row in rows[:limit]]


def act(act_id: UUID) -> ActFacts:
    """One act.

    Raises:
        ActUnknown: when there is none in scope.
    """
    row = Act.objects.prefetch_related("states").filter(pk=act_id).first()
    if row is None:
        raise ActUnknown
    return row.facts()


def waiting(kinds: Iterable[ActKind] = tuple(ActKind)) -> list[ActFacts]:
    """Acts that wait for their second person, the oldest first."""
    rows = Act.objects.prefetch_related("states").exclude(states__step__in=["approved", "rejected"])
    return [row.facts() for row in rows.filter(kind__in=list(kinds)).order_by("id")]


def holds(at: datetime) -> list[HoldFacts]:
    """The holds that stop deletion at a moment, in scope and above it.

    Each hold that two people signed stands by itself until its last day or until it is lifted; of older rows, which no act
    stands behind, the newest word of each area counts.
    """
    lifted = Hold.objects.filter(is_on=False, act__of__isnull=False).values("act__of")
    signed = Hold.objects.filter(is_on=True, act__isnull=False).exclude(act__in=lifted).order_by("area", "-id")
    older = Hold.objects.filter(act__isnull=True).order_by("area", "-id").distinct("area")
    return [facts for facts in (row.facts() for row in (*signed, *older)) if facts.holds(at)]


def held_by(act: ActFacts, at: datetime) -> list[HoldFacts]:
    """The holds that an approved deletion waits for."""
    return [each for each in holds(at) if contains(each.area, act.area) or contains(act.area, each.area)]


def doomed(new: NewAct | ActFacts) -> Doomed:
    """Which visits a deletion before time means: those that touch a civil day, or all of a data scene."""
    span = None
    if new.day is not None:
        begin = datetime.combine(new.day, time(), LOCAL)
        span = (begin, begin + timedelta(days=1))
    found = Doomed(area=new.area, source=new.source, span=span)
    if not new.scene:
        return found
    rows = list(ScenePlace.objects.filter(scene=new.scene).values_list("place", "source"))
    source = VisitSource(rows[0][1]) if rows else new.source
    return replace(found, places=frozenset(place for place, _ in rows), source=source)


def counted(which: Doomed, day: str = "") -> dict[str, int]:
    """How many visits would go from the tail and from the lake, and how many rows that were put aside."""
    text, values = which.tail()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM presence_visit WHERE {text}", values)  # noqa: S608
        (tail,) = cursor.fetchone()
    aside = aside_rows(which, day).count() if day else 0
    return {"tail": int(tail), "lake": sealed_rows(which), "aside": aside}


def aside_rows(which: Doomed, day: str) -> QuerySet[QuarantinedVisit]:
    """Rows put aside whose start, as sent, begins with a day."""
    span = subtree(which.area)
    rows = QuarantinedVisit.objects.filter(area__gte=span.lower, area__lt=span.upper)
    if which.source is not None:
        rows = rows.filter(source=which.source.value)
    return rows.filter(Q(start__startswith=day) | Q(start__startswith=day.replace("-", "/")))


def sealed_rows(which: Doomed) -> int:
    """How many rows of the lake are meant."""
    known, meant = opened(standing()), which.sealed()
    if known is None or meant is None:
        return 0
    touched = [(day, each) for day, each in known.days.items() if meant.touches(day)]
    return sum(
        int(meant.mask(visits_in(known.lake.directory / each.by_place.file), day).sum()) for day, each in touched
    )
