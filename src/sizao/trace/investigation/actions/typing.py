"""Begin an interview, hold the form, and save what is typed: every field, at once, however unfinished."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.kernel.editions import library
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import CaseFacts, StayFacts
from sizao.trace.investigation import errors, events, queries, rules
from sizao.trace.investigation.actions.placing import belonging
from sizao.trace.investigation.models import Hold, Investigation, Step, Version, read_draft, stored_draft
from sizao.trace.investigation.types import (
    FIELDS,
    STAY,
    Answers,
    Draft,
    HoldKind,
    InvestigationFacts,
    Row,
    State,
    VersionKind,
)


@dataclass(frozen=True)
class Saved:
    """What a save answers: the serial it made, and the form as it stands."""

    serial: int
    facts: InvestigationFacts


@transaction.atomic
def begin(*, case_id: UUID, by: Actor, at: datetime) -> UUID:
    """Begin the interview of a case and take up its form, filled with what the case already says; returns its id.

    An interview that was begun already is returned as it is, whoever holds it.
    """
    known = queries.of_case(case_id)
    if known is not None:
        return known.id
    case = cases.case(case_id)
    terms = library().get(case.edition_id).case
    hours = terms.form_hours if terms else None
    row = Investigation.objects.create(
        case_id=case_id, incident_id=case.incident_id, edition_id=case.edition_id,
        area=case.area if contains(by.area, case.area) else by.area, begun_at=at, begun_by=by.name,
        due_at=case.reported_at + timedelta(hours=hours) if hours else None, case_revision=case.revision,
        draft=stored_draft(_first_draft(case)),
    )  # fmt: skip
    Step.objects.create(investigation=row, state=State.OPEN, version=0, at=at, by=by.name, by_user=by.user_id)
    _hold(row, HoldKind.TAKEN, by, at)
    fact = events.InvestigationBegun(**belonging(row.facts(), by), investigation_id=row.id, case_id=case_id)
    outbox.emit(fact, by=by, at=at)
    return row.id


def _first_draft(case: CaseFacts) -> Draft:
    answers = cases.answers(case.id)
    given = {
        field.name: rules.typed_value(getattr(case, field.column) if field.column else answers.get(field.name))
        for field in FIELDS
    }
    kept = {name: value for name, value in given.items() if value not in ("", [])}
    return Draft(answers=kept, rows=tuple(_row(each) for each in cases.stays(case.id)))


def _row(stay: StayFacts) -> dict[str, str]:
    places = registry.places([stay.place_id]) if stay.place_id else {}
    place = f"{places[stay.place_id].number} {places[stay.place_id].words.zh}" if stay.place_id in places else ""
    cells = {
        "start": rules.typed(stay.start), "until": rules.typed(stay.until), "place": place or stay.place_text,
        "transport": stay.transport.value, "vehicle": stay.vehicle, "seat": stay.seat, "mask": stay.mask.value,
        "note": stay.note, STAY: str(stay.id),
    }  # fmt: skip
    return {name: value for name, value in cells.items() if value}


def _hold(row: Investigation, kind: HoldKind, by: Actor, at: datetime, reason: str = "") -> None:
    Hold.objects.create(investigation=row, kind=kind, at=at, by=by.name, whom=row.holder, reason=reason.strip())
    is_taken = kind is not HoldKind.RELEASED
    row.holder, row.holder_id = (by.name, by.user_id) if is_taken else ("", None)
    row.held_since = at if is_taken else None
    row.save(update_fields=["holder", "holder_id", "held_since"])


@transaction.atomic
def take(*, investigation_id: UUID, by: Actor, at: datetime, reason: str = "") -> None:
    """Take up the form; from somebody else only with a reason, and what they typed is kept as a version first.

    Raises:
        HeldByAnother: when somebody holds it and no reason is given.
        NotEditable: when it is submitted or approved.
    """
    row = queries.for_update(investigation_id)
    found = row.facts()
    rules.may_take(found, by, reason).or_raise()
    if rules.is_held_by(found, by):
        return
    if found.holder:
        keep(row, VersionKind.TAKEN_OVER, by, at, reason)
    _hold(row, HoldKind.TAKEN_OVER if found.holder else HoldKind.TAKEN, by, at, reason)


@transaction.atomic
def pause(*, investigation_id: UUID, by: Actor, at: datetime) -> None:
    """Let go of the form; what was typed stays, and is kept as a version when it changed.

    Raises:
        NotHeld, HeldByAnother: when it is not the actor's.
    """
    row = queries.for_update(investigation_id)
    rules.may_type(row.facts(), by).or_raise()
    keep(row, VersionKind.PAUSED, by, at)
    _hold(row, HoldKind.RELEASED, by, at)


def release(row: Investigation, by: Actor, at: datetime) -> None:
    """Let go of the form at a submission."""
    _hold(row, HoldKind.RELEASED, by, at)


@transaction.atomic
def save_draft(
    *, investigation_id: UUID, changes: Answers, rows: Sequence[Row] | None = None, window: str = "", base: int | None = None,
    by: Actor, at: datetime,
) -> Saved:  # fmt: skip
    """Save what was typed since the last save: fields by name, and the rows as a whole when any of them changed.

    Nothing is refused for being unfinished or unreadable. ``window`` names the browser window; rows typed in one window
    are not overwritten by another that was loaded before (``base`` is the serial it knows).

    Raises:
        NotHeld, HeldByAnother, NotEditable: when the form is not the actor's now.
        OpenElsewhere: when rows were typed in another window meanwhile.
        UnknownField: when something is typed that the form does not have.
    """
    row = queries.for_update(investigation_id)
    rules.may_type(row.facts(), by).or_raise()
    if rows is not None and base is not None and base < row.serial and window != row.window:
        raise errors.OpenElsewhere
    draft = read_draft(row.draft)
    after = Draft(
        answers={**draft.answers, **rules.tidy(changes)},
        rows=tuple(rules.tidy_rows(rows)) if rows is not None else draft.rows,
    )
    row.draft, row.serial, row.window = stored_draft(after), row.serial + 1, window or row.window
    row.saved_at, row.saved_by = at, by.name
    row.save(update_fields=["draft", "serial", "window", "saved_at", "saved_by"])
    return Saved(row.serial, row.facts())


@transaction.atomic
def keep_version(*, investigation_id: UUID, by: Actor, at: datetime, reason: str = "") -> int:
    """Keep the form as it stands as a version; returns its number (the newest one's when nothing changed)."""
    row = queries.for_update(investigation_id)
    rules.may_type(row.facts(), by).or_raise()
    return keep(row, VersionKind.KEPT, by, at, reason)


def keep(row: Investigation, kind: VersionKind, by: Actor, at: datetime, reason: str = "") -> int:
    """Keep a version within a transaction that holds the row; an unchanged form makes one only when submitted."""
    newest = Version.objects.filter(investigation=row).order_by("-version").first()
    if newest is not None and newest.draft == row.draft and kind is not VersionKind.SUBMITTED:
        return newest.version
    row.version += 1
    row.save(update_fields=["version"])
    Version.objects.create(
        investigation=row, version=row.version, kind=kind, draft=row.draft, at=at, by=by.name, reason=reason.strip()
    )
    return row.version
