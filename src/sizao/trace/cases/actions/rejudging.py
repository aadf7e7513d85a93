"""Carry out an approved difference: contacts judged again, in one transaction; what nobody approved stays as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.kernel.actors import Actor
from sizao.kernel.areas import contains
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import errors, events, queries, rules
from sizao.trace.cases.actions import standing
from sizao.trace.cases.actions.places import Belonging, belonging
from sizao.trace.cases.models import Case, CaseRevision, Contact, RejudgementDecision
from sizao.trace.cases.models.clauses import stored
from sizao.trace.cases.types import WITHDRAWN, ChangeKind, ChangeRow, ContactState, Difference

BATCH = 2_000


@transaction.atomic
def apply_rejudgement(
    *, incident_id: UUID, stamp: str, contact_ids: Collection[UUID], reason: str, by: Actor, at: datetime,
    case_id: UUID | None = None, edition_id: str = "",
) -> int:  # fmt: skip
    """Approve lines of a difference; those of other contacts stay. Returns how many contacts changed.

    Withdrawn ones end with their plans; changed ones keep their state and get the class and clause of the edition, and the
    flow counts their days anew. A migration also carries over the contacts that come out the same; the cases of the
    incident, and the incident itself, follow when the decision is on all of it by somebody whose area holds it.

    Raises:
        DifferenceChanged: when the difference is no longer the one that was approved.
        NothingSelected, ReasonMissing: when no line is picked, or nobody says why.
    """
    if len(reason.strip()) < rules.REASON_LETTERS:
        raise errors.ReasonMissing(need=rules.REASON_LETTERS)
    wanted = set(contact_ids)
    locked = list(Contact.objects.select_for_update().filter(incident_id=incident_id).order_by("id"))
    found = queries.difference(incident_id, case_id=case_id, edition_id=edition_id)
    if found.stamp != stamp:
        raise errors.DifferenceChanged
    picked = [each for each in found.rows if each.contact.id in wanted]
    if not picked and not (found.is_migration and found.same):
        raise errors.NothingSelected
    rows = {row.id: row for row in locked}
    place = belonging(command.incident(incident_id), by)
    _change(picked, rows, found, reason, by, at)
    carried = _carry(found, rows, by, at, reason) if found.is_migration else 0
    RejudgementDecision.objects.create(
        incident_id=incident_id, case_id=case_id, edition_id=found.edition_id, area=place["area"], carried=carried,
        rows=[_line(each) for each in picked], reason=reason.strip(), at=at, by=by.name,
    )  # fmt: skip
    _announce(picked, found, place, reason, by, at)
    if found.is_migration and case_id is None:
        _migrate_cases(found, by, at, reason)
    return len(picked)


def _change(
    picked: Iterable[ChangeRow], rows: dict[UUID, Contact], found: Difference, reason: str, by: Actor, at: datetime
) -> None:
    changed: list[Contact] = []
    for each in picked:
        row = rows[each.contact.id]
        row.status = each.after.state
        row.earlier = {} if each.after.state is ContactState.REJECTED else row.earlier
        if each.after.contact_class is not None:
            row.contact_class, row.clause = each.after.contact_class, stored(each.clause)
            row.last_exposure_at = each.last_exposure_at
            is_anew = found.is_migration or each.kind is ChangeKind.ENTERS
            row.edition_id = found.edition_id if is_anew else row.edition_id
            row.earlier = {} if row.status in rules.ASIDE else row.earlier
        changed.append(row)
    columns = ["status", "contact_class", "clause", "last_exposure_at", "edition_id", "earlier"]
    Contact.objects.bulk_update(changed, columns, batch_size=500)
    _approve_aside(changed, by, at, reason)
    standing.enter(changed, by=by, at=at, reason=reason)


def _approve_aside(rows: Sequence[Contact], by: Actor, at: datetime, reason: str) -> None:
    """Who is not here and had been approved is approved as judged now, before the row that says they are still not here."""
    aside = [row for row in rows if row.status in rules.ASIDE]
    once = standing.approved_once(row.id for row in aside)
    approved = [row for row in aside if row.id in once]
    standing.enter(approved, by=by, at=at, reason=reason, state=ContactState.APPROVED)


def _carry(found: Difference, rows: dict[UUID, Contact], by: Actor, at: datetime, reason: str) -> int:
    """Contacts that come out the same are managed under the new edition from now on; a row says so of each."""
    carried = [rows[each] for each in found.same if rows[each].edition_id != found.edition_id]
    for row in carried:
        row.edition_id = found.edition_id
    Contact.objects.bulk_update(carried, ["edition_id"], batch_size=500)
    _approve_aside(carried, by, at, reason)
    standing.enter(carried, by=by, at=at, reason=reason)
    return len(carried)


def _line(change: ChangeRow) -> dict[str, object]:
    """A line as it is kept: ids and words of the lists, no names."""
    return {
        "contact": str(change.contact.id), "kind": change.kind.value, "was": change.before.state.value,
        "was_class": str(change.before.contact_class or ""), "was_until": str(change.before.ends_on or ""),
        "now": change.after.state.value, "now_class": str(change.after.contact_class or ""),
        "now_until": str(change.after.ends_on or ""),
    }  # fmt: skip


def _announce(
    picked: Sequence[ChangeRow], found: Difference, place: Belonging, reason: str, by: Actor, at: datetime
) -> None:
    gone = tuple(each.contact.id for each in picked if each.kind in WITHDRAWN)
    again = tuple(each.contact.id for each in picked if each.kind is ChangeKind.ENTERS)
    moved = tuple(
        each.contact.id
        for each in picked
        if each.kind in {ChangeKind.CLASS, ChangeKind.DAYS}
        and each.after.state in {ContactState.APPROVED, *rules.ASIDE}
    )
    kept = found.same if found.is_migration else ()
    if gone:
        outbox.emit(events.ContactsRejected(**place, contact_ids=gone, reason=reason.strip()), by=by, at=at)
    if again:
        outbox.emit(events.ContactsProposed(**place, contact_ids=again, case_id=found.case_id), by=by, at=at)
    if moved or kept:
        fact = events.ContactsRejudged(
            **_under(place, found.edition_id), contact_ids=(*moved, *kept), reason=reason.strip()
        )
        outbox.emit(fact, by=by, at=at)


def _under(place: Belonging, edition_id: str) -> Belonging:
    return {**place, "edition_id": edition_id}


def _migrate_cases(found: Difference, by: Actor, at: datetime, reason: str) -> None:
    """The cases of the incident go over to the edition, each with a version that says so; the incident follows."""
    incident = command.incident(found.incident_id)
    if not contains(by.area, incident.area):
        return
    rows = list(Case.objects.select_for_update().filter(incident_id=incident.id).exclude(edition_id=found.edition_id))
    revisions = []
    for row in rows:
        changes = {"edition_id": [row.edition_id, found.edition_id]}
        row.edition_id, row.revision = found.edition_id, row.revision + 1
        revisions.append(
            CaseRevision(case=row, revision=row.revision, changes=changes, at=at, by=by.name, reason=reason.strip())
        )
    Case.objects.bulk_update(rows, ["edition_id", "revision"], batch_size=500)
    CaseRevision.objects.bulk_create(revisions, batch_size=BATCH)
    fact = events.EditionMigrated(
        **_under(belonging(incident, by), found.edition_id), was=incident.edition_id, cases=len(rows)
    )
    outbox.emit(fact, by=by, at=at)
