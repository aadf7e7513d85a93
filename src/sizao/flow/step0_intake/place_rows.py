"""Facilities and points of entry become places; gatherings become places with a record of what happened there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sizao.flow.step0_intake import people
from sizao.flow.step0_intake.terms import Terms, area_of
from sizao.flow.step0_intake.told_rows import content_of, keep_blocks
from sizao.ground.intake import actions as intake
from sizao.ground.intake.types import Block, Keep, NewTold, Record, Settlement, Values
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as register
from sizao.ground.registry.rules import may_enter_position
from sizao.ground.registry.types import NewPlace, PlaceKind
from sizao.kernel.words import Words

LONGEST = 160
"""Characters of a place's name."""


def enter_places(records: Iterable[Record], terms: Terms) -> Settlement:
    """Enter places; one of the same name and kind in the same area is a duplicate."""
    fresh: dict[tuple[str, PlaceKind, int], NewPlace] = {}
    kept = list(records)
    for each in kept:
        place = _place(each.values, terms)
        key = (place.words.zh, place.kind, place.area)
        if key not in fresh and not _is_known(place):
            fresh[key] = place
    registry.add_places(places=list(fresh.values()), by=terms.by, at=terms.at)
    return Settlement(len(fresh), len(kept) - len(fresh), kept={Keep.PLACES: len(fresh)})


def enter_events(records: Iterable[Record], terms: Terms) -> Settlement:
    """Keep gatherings: each is a place that exposures can begin at, with its record; participants become persons."""
    kept = list(records)
    told = [_gathering(each) for each in kept]
    new = {each.line for each in intake_new(told, terms)}
    participants = _participants([each for each in kept if each.line in new], terms)
    counts = {Keep.EVENTS: len(new), Keep.PLACES: len(new), Keep.PEOPLE: len({each.person_id for each in participants})}
    counts |= keep_blocks(participants, terms)
    return Settlement(len(new), len(kept) - len(new), kept=counts)


def intake_new(told: Sequence[NewTold], terms: Terms) -> list[NewTold]:
    """Keep the gatherings that are new, each with a place entered for it."""
    unknown = intake.unknown(batch_id=terms.batch.id, told=told)
    places = [NewPlace(Words(*[_named(each.content)] * 2), PlaceKind.OTHER, terms.area) for each in unknown]
    ids = registry.add_places(places=places, by=terms.by, at=terms.at)
    placed = [replace(each, place_id=number) for each, number in zip(unknown, ids, strict=True)]
    return intake.keep(batch_id=terms.batch.id, told=placed, by=terms.by, at=terms.at)


def _gathering(record: Record) -> NewTold:
    values = record.values
    at = next((values[name] for name in ("started_at", "reported_at") if name in values), None)
    called = str(values.get("record_id") or values["title"])
    return NewTold(Keep.EVENTS, record.line, None, None, at, called, content_of(values))  # type: ignore[arg-type]


def _named(content: object) -> str:
    """The name of a gathering's place: its title and the day, so that two of one name can be told apart."""
    assert isinstance(content, dict)
    day = str(content.get("started_at", ""))[:10]
    return f"{str(content['title'])[: LONGEST - 13]} ({day})" if day else str(content["title"])[:LONGEST]


def _participants(kept: Sequence[Record], terms: Terms) -> list[NewTold]:
    rows = [
        (each, Record(index, block.values))
        for index, (each, block) in enumerate(
            (each, block) for each in kept for block in each.blocks if block.block is Block.PARTICIPANT
        )
        if any(block.values.get(name) for name in ("name", "document_number", "phone", "external_id"))
    ]
    persons = people.persons_of([row for _, row in rows], terms)
    return [
        NewTold(
            Keep.PARTICIPATIONS, event.line, persons[row.line], None, None, str(event.values.get("record_id") or ""),
            {**content_of(row.values, of_person=True), "gathering": str(event.values["title"]), "number": row.line},
        )
        for event, row in rows
    ]  # fmt: skip


def _place(values: Values, terms: Terms) -> NewPlace:
    name = str(values["name"]).strip()[:LONGEST]
    longitude, latitude = values.get("longitude"), values.get("latitude")
    place = NewPlace(Words(name, name), PlaceKind(str(values.get("place_kind", "other"))), area_of(values, terms))
    if isinstance(longitude, float) and isinstance(latitude, float) and may_enter_position(longitude, latitude):
        return replace(place, longitude=longitude, latitude=latitude)
    return place


def _is_known(place: NewPlace) -> bool:
    found = register.search_places(place.words.zh, place.area, limit=200)
    return any(place.words.zh in each.words and each.kind is place.kind for each in found)
