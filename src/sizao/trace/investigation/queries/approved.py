"""What an approved version says to the case: new values by column, the free answers, and the rows of its trajectory."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import Certainty, Mask, NewStay, StayFacts, Transport
from sizao.trace.investigation.queries.investigations import investigation, places_of, reading, version
from sizao.trace.investigation.types import FIELDS, Kind, ReadRow


@dataclass(frozen=True)
class Trajectory:
    """What changes in a case's trajectory."""

    added: tuple[NewStay, ...]
    removed: tuple[UUID, ...]


def changes(investigation_id: UUID, number: int, as_of: datetime) -> Mapping[str, object]:
    """New values of the case by column, as a version has them; its free answers become the case's form."""
    found = investigation(investigation_id)
    read = reading(found, as_of, version(investigation_id, number).draft)
    columns: dict[str, object] = {}
    answers = dict(cases.answers(found.case_id))
    for field in FIELDS:
        value = read.values.get(field.name)
        if not field.column:
            answers[field.name] = value
        elif field.kind is Kind.CHOICES:
            columns[field.column] = list(value) if isinstance(value, list) else []
        elif value is not None or field.kind is Kind.MOMENT or field.kind is Kind.NUMBER:
            columns[field.column] = value
    return {**columns, "form": {name: value for name, value in answers.items() if value not in (None, "")}}


def trajectory(investigation_id: UUID, number: int, as_of: datetime) -> Trajectory:
    """The stays to add to the case and those to take out: rows that are there already, unchanged, are left alone."""
    found = investigation(investigation_id)
    read = reading(found, as_of, version(investigation_id, number).draft)
    known = {str(each.id): each for each in cases.stays(found.case_id)}
    places = places_of(read.rows)
    wanted = {row: _stay(row, places) for row in read.rows if row.is_whole}
    kept = {row.stay for row, stay in wanted.items() if row.stay in known and _same(stay, known[row.stay])}
    added = [stay for row, stay in wanted.items() if row.stay not in kept and not _is_there(stay, known, kept)]
    return Trajectory(
        tuple(added), tuple(each.id for key, each in known.items() if key not in kept and not _wanted(each, wanted))
    )


def _stay(row: ReadRow, places: Mapping[str, object]) -> NewStay:
    place = places.get(row.place_number)
    return NewStay(
        start=row.start, until=row.until, place_id=getattr(place, "id", None),  # type: ignore[arg-type]
        place_text="" if place else row.place_text or row.place_number, transport=Transport(row.transport),
        vehicle=row.vehicle, seat=row.seat, mask=Mask(row.mask), certainty=Certainty.PROBABLE, note=row.note,
    )  # fmt: skip


COMPARED = ("start", "until", "place_id", "place_text", "transport", "vehicle", "seat", "mask", "note")


def _same(one: NewStay | StayFacts, other: StayFacts) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in COMPARED)


def _is_there(stay: NewStay, known: Mapping[str, StayFacts], kept: set[str]) -> bool:
    """Whether the case has this very stay besides those that a row stands for."""
    return any(_same(stay, each) for key, each in known.items() if key not in kept)


def _wanted(known: StayFacts, wanted: Mapping[ReadRow, NewStay]) -> bool:
    return any(_same(stay, known) for stay in wanted.values())
