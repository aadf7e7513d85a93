"""Rows and blocks that no room keeps become records of their source: tests, follow-ups, regions, vaccinations, travel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from sizao.flow.step0_intake import people
from sizao.flow.step0_intake.sources import persons_called
from sizao.flow.step0_intake.terms import Terms, moment
from sizao.ground.intake import actions as intake
from sizao.ground.intake.queries.catalogue import catalogue
from sizao.ground.intake.rules.cells import Age
from sizao.ground.intake.types import (
    Block,
    BlockRecord,
    Keep,
    Kind,
    NewTold,
    Reason,
    Record,
    Rejection,
    Settlement,
    Values,
)
from sizao.ground.registry import queries as register
from sizao.ground.registry.types import PlaceKind

KEPT_AS = {Block.SAMPLE: Keep.SAMPLES, Block.TEST: Keep.TESTS, Block.VACCINATION: Keep.VACCINATIONS}
MOMENTS = ("sampled_at", "tested_at", "vaccinated_at", "followed_on", "started_at", "entered_at", "reported_at")
"""Which moment of a record places it in time, the first that it has."""
LINKS = frozenset({"record_id", "external_id", "person", "contact", "event", "person_number"})
"""Fields that say whom or what a record is about; they are links, not content."""
DESCRIBED = frozenset({Keep.PARTICIPATIONS, Keep.TRAVEL})
"""Records whose rows describe the person too; that goes to the registry and the vault alone."""
ENTRANCES = frozenset({PlaceKind.AIRPORT, PlaceKind.WHARF, PlaceKind.CHECKPOINT, PlaceKind.STATION})


def enter_tests(records: Iterable[Record], terms: Terms) -> Settlement:
    """Keep the laboratory results of persons known by number or by what their source calls them.

    They are another laboratory's word: they enter no count of this platform's testing and release nothing.
    """
    return _about_persons(list(records), Keep.TESTS, ("person",), terms)


def enter_followups(records: Iterable[Record], terms: Terms) -> Settlement:
    """Keep the daily follow-ups that another system made; the plans of this platform are not touched."""
    return _about_persons(list(records), Keep.FOLLOWUPS, ("person", "contact"), terms)


def enter_regions(records: Iterable[Record], terms: Terms) -> Settlement:
    """Keep the names of another system's regions, outside the platform's own tree of areas."""
    return _settled([_told(Keep.REGIONS, each.line, each.values) for each in records], terms)


def enter_participants(records: Iterable[Record], terms: Terms) -> Settlement:
    """Enter the persons who took part in a gathering, and what they did there."""
    kept = list(records)
    persons = people.persons_of(kept, terms)
    told = [_told(Keep.PARTICIPATIONS, each.line, each.values, persons[each.line]) for each in kept]
    doses, _ = blocks_told(kept, persons)
    found = _settled(told, terms, people.named_after(kept, persons))
    return _with(found, keep_blocks(doses, terms), {Keep.PEOPLE: len(set(persons.values()))})


def enter_travel(records: Iterable[Record], terms: Terms) -> Settlement:
    """Enter the persons who came into the country, and when and where they did."""
    kept = list(records)
    persons = people.persons_of(kept, terms)
    told = [
        _told(Keep.TRAVEL, each.line, each.values, persons[each.line], _entrance(each.values, terms)) for each in kept
    ]
    found = _settled(told, terms, people.named_after(kept, persons))
    return _with(found, {Keep.PEOPLE: len(set(persons.values()))})


def blocks_told(records: Sequence[Record], persons: Mapping[int, int]) -> tuple[list[NewTold], dict[int, int]]:
    """What the repeated blocks of rows tell, and the number of vaccinations by line."""
    told: list[NewTold] = []
    doses: Counter[int] = Counter()
    for record in records:
        for each in record.blocks:
            if each.block not in KEPT_AS:
                continue
            values = {**_sample_of(each, record.blocks), **each.values}
            told.append(_told(KEPT_AS[each.block], record.line, values, persons[record.line]))
            doses[record.line] += each.block is Block.VACCINATION
    return told, {line: count for line, count in doses.items() if count}


def keep_blocks(told: Sequence[NewTold], terms: Terms) -> dict[Keep, int]:
    """Keep records beside the rows they stood in; returns how many of each kind are new."""
    new = intake.keep(batch_id=terms.batch.id, told=told, by=terms.by, at=terms.at) if told else []
    return dict(Counter(each.kind for each in new))


def positive_sample(record: Record) -> datetime | None:
    """When the first sample was taken that a test of the same row calls positive."""
    moments = [
        at
        for each in record.blocks
        if each.block is Block.TEST and each.values.get("result") == "positive"
        if (at := moment({**_sample_of(each, record.blocks), **each.values}, "sampled_at"))
    ]
    return min(moments, default=None)


def content_of(values: Values, *, of_person: bool = False) -> dict[str, object]:
    """What a record says beside whom it is about, as plain JSON; nothing that names or describes a person."""
    out = LINKS | _personal() if of_person else LINKS
    told = {name: value for name, value in values.items() if name not in out}
    return {name: _plain(value) for name, value in told.items()}


def _personal() -> frozenset[str]:
    return frozenset(each.name for each in catalogue(Kind.PEOPLE).fields)


def _about_persons(kept: Sequence[Record], kind: Keep, fields: Sequence[str], terms: Terms) -> Settlement:
    names = {str(each.values[field]) for each in kept for field in fields if each.values.get(field)}
    known = {**persons_called(names, terms), **people.find_by_number(name for name in names if name.startswith("P-"))}
    rejected: list[Rejection] = []
    told: list[NewTold] = []
    for each in kept:
        said = [str(each.values[field]) for field in fields if each.values.get(field)]
        person = next((known[name] for name in said if name in known), None)
        if person is None:
            rejected.append(_unknown(each, said, fields))
        else:
            told.append(_told(kind, each.line, each.values, person))
    found = _settled(told, terms)
    return Settlement(found.accepted, found.duplicates, tuple(rejected), kept=found.kept)


def _unknown(record: Record, said: Sequence[str], fields: Sequence[str]) -> Rejection:
    if not said:
        return Rejection(record.line, Reason.UNKNOWN_PERSON)
    field = next(name for name in fields if record.values.get(name))
    return Rejection(record.line, Reason.UNKNOWN_SOURCE, field, {"value": said[0]})


def _told(kind: Keep, line: int, values: Values, person: int | None = None, place: int | None = None) -> NewTold:
    at = next((found for name in MOMENTS if (found := moment(values, name))), None)
    called = str(values.get("record_id") or values.get("external_id") or "")
    return NewTold(kind, line, person, place, at, called, content_of(values, of_person=kind in DESCRIBED))


def _settled(told: Sequence[NewTold], terms: Terms, names: Mapping[str, int] | None = None) -> Settlement:
    """Keep records that are rows of their own: a row known already is a duplicate."""
    new = intake.keep(batch_id=terms.batch.id, told=told, by=terms.by, at=terms.at)
    accepted = len({each.line for each in new})
    return Settlement(accepted, len(told) - accepted, names=names or {}, kept=dict(Counter(each.kind for each in new)))


def _with(found: Settlement, *more: Mapping[Keep, int]) -> Settlement:
    kept = {name: count for each in (found.kept, *more) for name, count in each.items()}
    return Settlement(found.accepted, found.duplicates, found.rejections, found.names, kept)


def _sample_of(each: BlockRecord, blocks: Sequence[BlockRecord]) -> Values:
    """What a test inherits of its sample: when it was taken and of what."""
    if each.of_sample is None:
        return {}
    sample = blocks[each.of_sample].values
    return {name: sample[name] for name in ("sampled_at", "material", "sample_code") if name in sample}


def _entrance(values: Values, terms: Terms) -> int | None:
    """The registered point of entry that a row names, when there is exactly one of that name."""
    name = str(values.get("point_of_entry", ""))
    found = (
        [each for each in register.search_places(name) if name in each.words and each.kind in ENTRANCES] if name else []
    )
    return found[0].id if len(found) == 1 else None


def _plain(value: object) -> object:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value.number if isinstance(value, Age) else value
