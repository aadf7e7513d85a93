"""What the form shows: each field with what was typed and what is amiss, each row with how it was understood."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from sizao.ground.identity import queries as identity
from sizao.ground.identity.types import MaskedIdentity
from sizao.ground.registry import queries as registry
from sizao.ground.registry.types import PlaceFacts
from sizao.kernel.actors import Actor
from sizao.kernel.words import LabelledEnum, Words
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Fact
from sizao.trace.cases.types import CaseFacts
from sizao.trace.investigation import queries, rules
from sizao.trace.investigation.types import (
    CELLS,
    FIELDS,
    STAY,
    Cell,
    Field,
    InvestigationFacts,
    Kind,
    Reading,
    ReadRow,
    Row,
    Section,
    State,
)

TONES = {State.OPEN: "blue", State.SUBMITTED: "orange", State.RETURNED: "purple", State.APPROVED: "green"}
EMPTY_ROWS = 1
"""Rows that stand ready below the typed ones."""


@dataclass(frozen=True)
class Option:
    """One choice of a field or cell."""

    value: str
    words: Words
    is_chosen: bool


@dataclass(frozen=True)
class ShownField:
    """A field with what was typed."""

    field: Field
    value: str
    options: tuple[Option, ...]
    note: Words | None


@dataclass(frozen=True)
class ShownCell:
    """A cell with what was typed."""

    cell: Cell
    value: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class ShownRow:
    """A row with what was typed and how it was understood."""

    number: int
    cells: tuple[ShownCell, ...]
    stay: str
    read: ReadRow | None
    place: PlaceFacts | None


def sections(found: InvestigationFacts, read: Reading) -> list[tuple[Section, list[ShownField]]]:
    """The parts of the form with their fields."""
    return [(section, [_field(each, found, read) for each in FIELDS if each.section is section]) for section in Section]


def _field(field: Field, found: InvestigationFacts, read: Reading) -> ShownField:
    given = found.draft.answers.get(field.name, "")
    chosen = [str(each) for each in given] if isinstance(given, list) else [str(given)]
    value = "" if field.kind is Kind.CHOICES else chosen[0]
    note = read.notes.get(field.name) if value or field.kind is Kind.CHOICES else None
    return ShownField(field, value, _options(field.choices, chosen), note)


def _options(choices: type[LabelledEnum] | None, chosen: Iterable[str]) -> tuple[Option, ...]:
    picked = set(chosen)
    return tuple(Option(each.value, each.words, each.value in picked) for each in choices or ())


def shown_rows(found: InvestigationFacts, read: Reading, *, more: int = EMPTY_ROWS) -> list[ShownRow]:
    """The rows as typed, and empty ones to go on with."""
    places = queries.places_of(read.rows)
    known = [_row(row, each, places) for row, each in zip(found.draft.rows, read.rows, strict=True)]
    blank = [_row({}, None, {}, number=len(known) + 1 + step) for step in range(more)]
    return known + blank


def _row(row: Row, read: ReadRow | None, places: Mapping[str, PlaceFacts], number: int = 0) -> ShownRow:
    cells = tuple(
        ShownCell(cell, row.get(cell.name, ""), _options(cell.choices, [row.get(cell.name, "")])) for cell in CELLS
    )
    place = places.get(read.place_number) if read else None
    return ShownRow(read.number if read else number, cells, row.get(STAY, ""), read, place)


@dataclass(frozen=True)
class Companions:
    """Who was with the case in one row, as typed, and the hours in which they were."""

    number: int
    said: str
    place: str
    start: datetime | None
    until: datetime | None
    query: str


def companions(found: InvestigationFacts, read: Reading) -> list[Companions]:
    """The companions of the place-time rows, each to be named as a contact; their names stay on the page."""
    rows = zip(found.draft.rows, read.rows, strict=True)
    return [
        Companions(
            known.number, row["companions"], row.get("place", ""), known.start, known.until,
            urlencode({key: _typed_time(moment) for key, moment in (("since", known.start), ("until", known.until)) if moment}),
        )
        for row, known in rows
        if row.get("companions", "").strip()
    ]  # fmt: skip


def _typed_time(moment: datetime) -> str:
    return f"{moment.astimezone(rules.LOCAL):%Y-%m-%dT%H:%M}"


def facts_of(found: InvestigationFacts, as_of: datetime) -> list[Fact]:
    """Who holds the form, until when it is due, and how far it is."""
    return [
        Fact(_("Begun"), local_time(found.begun_at), note=found.begun_by),
        Fact(_("Due"), local_time(found.due_at) or "—", tone="red" if found.is_late(as_of) else ""),
        Fact(_("Filled in by"), found.holder or _("nobody at present")),
        Fact(_("Version"), str(found.version)),
    ]


def subject(case: CaseFacts) -> dict[str, Any]:
    """The person of a case, masked."""
    persons = registry.persons([case.person_id])
    person = persons.get(case.person_id)
    return {
        "person": person, "masked": identity.masked([case.person_id]).get(case.person_id, MaskedIdentity()),
        "age": case.reported_at.year - person.birth_year if person and person.birth_year else None,
    }  # fmt: skip


def pieces(request: HttpRequest, found: InvestigationFacts, read: Reading, as_of: datetime) -> dict[str, str]:
    """The parts of the page that follow from what was typed, as HTML: windows, timeline and map."""
    context = {**drawn(found, read, as_of), "found": found}
    return {
        name: render_to_string(f"investigation/_{name}.html", context, request=request)
        for name in ("windows", "timeline", "map")
    }


def drawn(found: InvestigationFacts, read: Reading, as_of: datetime) -> dict[str, Any]:
    """The windows and the drawing of the days."""
    windows = queries.windows(found, read)
    return {
        "windows": windows, "edition": queries.edition_of(found), "open_points": rules.open_points(read),
        "map": queries.map_of(found, read),
        "timeline": rules.lay_out(read.rows, windows.source, windows.shade, as_of),
    }  # fmt: skip


def may(actor: Actor, right: Right) -> bool:
    """Whether the reader has a right."""
    return accounts.may(actor, right)
