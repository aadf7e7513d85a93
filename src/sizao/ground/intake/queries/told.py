"""Reading what sources told: by batch, by person, and gatherings by what a source calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from sizao.ground.intake.models import Told
from sizao.ground.intake.queries.catalogue import block_catalogue, catalogue
from sizao.ground.intake.types import Block, Field, Keep, Kind, ToldFacts
from sizao.kernel.words import Words

MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?[+-]\d{2}:\d{2}")


def told_rows(batch_id: UUID) -> QuerySet[Told]:
    """What one batch told, for this room's own lists, unordered."""
    return Told.objects.filter(batch_id=batch_id).select_related("person", "place")


def travel_of(batch_id: UUID) -> list[ToldFacts]:
    """The travellers of one batch, in the order of its rows."""
    rows = Told.objects.filter(batch_id=batch_id, kind=Keep.TRAVEL.value, person_id__isnull=False)
    return [row.facts() for row in rows.order_by("line", "id")]


def of_persons(person_ids: Iterable[int], kinds: Iterable[Keep] = ()) -> list[ToldFacts]:
    """What sources told of persons, oldest first."""
    found = Told.objects.filter(person_id__in=set(person_ids))
    wanted = [each.value for each in kinds]
    if wanted:
        found = found.filter(kind__in=wanted)
    return [row.facts() for row in found.order_by("at", "id")]


def regions() -> frozenset[str]:
    """Names of the regions, districts and communities that sources have told, in small letters."""
    names = Told.objects.filter(kind=Keep.REGIONS.value).values_list("content__name", flat=True)
    return frozenset(str(name).strip().casefold() for name in names)


def places_called(incident_id: UUID | None, names: Iterable[str]) -> dict[str, int]:
    """Places of gatherings by what their source calls the gathering, within one incident or outside any."""
    rows = Told.objects.filter(
        Q(incident_id=incident_id) | Q(incident_id=None),
        kind=Keep.EVENTS.value, external_id__in=set(names), place_id__isnull=False,
    )  # fmt: skip
    return {name: int(place) for name, place in rows.values_list("external_id", "place_id") if place is not None}


OF_BLOCK = {Keep.SAMPLES: Block.SAMPLE, Keep.VACCINATIONS: Block.VACCINATION}
OF_KIND = {
    Keep.TESTS: Kind.TESTS, Keep.FOLLOWUPS: Kind.FOLLOWUPS, Keep.EVENTS: Kind.EVENTS,
    Keep.PARTICIPATIONS: Kind.PARTICIPANTS, Keep.TRAVEL: Kind.TRAVEL, Keep.REGIONS: Kind.REGIONS,
}  # fmt: skip


def said(facts: ToldFacts) -> list[tuple[Words, Words]]:
    """What a record says, label by label, for people to read; days without their midnight."""
    known = [block_catalogue(OF_BLOCK[facts.kind])] if facts.kind in OF_BLOCK else [catalogue(OF_KIND[facts.kind])]
    known += [block_catalogue(Block.TEST), block_catalogue(Block.SAMPLE)] if facts.kind is Keep.TESTS else []
    found = []
    for name, value in facts.content.items():
        field = next((each.field(name) for each in known if name in each), None)
        words = field.words if field else NAMELESS.get(name, Words(name, name))
        found.append((words, _text(value, field)))
    return found


NAMELESS = {
    "source_region": Words("来源的地区", "Region in the source"),
    "gathering": Words("活动", "Gathering"),
    "number": Words("序号", "Number"),
}


def _text(value: object, field: Field | None) -> Words:
    """A value for people: a choice by its name, moments in the local zone, and as days when they are a midnight."""
    if isinstance(value, bool):
        return Words("是", "yes") if value else Words("否", "no")
    text = str(value)
    for choice in field.choices if field else ():
        if choice.value == text:
            return Words(choice.aliases[0] if choice.aliases[0].isascii() is False else text, text.replace("_", " "))
    if MOMENT.fullmatch(text):
        text = day(datetime.fromisoformat(text))
    return Words(text, text)


def day(at: datetime) -> str:
    """A moment in the local zone: its day, with the time unless that is midnight."""
    moment = timezone.localtime(at)
    return moment.date().isoformat() if moment.time() == time() else f"{moment:%Y-%m-%d %H:%M}"
