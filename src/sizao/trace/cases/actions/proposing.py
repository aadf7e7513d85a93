"""Record exposures and propose contacts, in bulk; nothing is done to a proposed contact until somebody approves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from uuid import UUID

from django.db import transaction

from sizao.ground.command import queries as command
from sizao.ground.command.types import IncidentFacts
from sizao.ground.registry import queries as registry
from sizao.kernel.actors import Actor
from sizao.kernel.decisions import Clause
from sizao.kernel.editions import ContactClass, Edition, library
from sizao.spine.outbox import actions as outbox
from sizao.trace.cases import errors, events, queries, rules
from sizao.trace.cases.actions import earlier, standing
from sizao.trace.cases.actions.places import belonging, require_sources
from sizao.trace.cases.actions.turns import take_turn
from sizao.trace.cases.models import Case, Contact, Exposure
from sizao.trace.cases.models.clauses import stored
from sizao.trace.cases.types import (
    INFECTED,
    ContactState,
    ExposureReceipt,
    NewExposure,
    ProposalReceipt,
    ProposedContact,
)

BATCH = 2_000


@transaction.atomic
def record_exposures(
    *, incident_id: UUID, exposures: Sequence[NewExposure], by: Actor, at: datetime
) -> ExposureReceipt:
    """Record exposure edges in bulk; an edge that is there already (same ends, same times) is counted as known.

    Raises:
        SourceMissing, SelfExposure: for the first edge that cannot be.
        PersonUnknown, PlaceUnknown, CaseNotFound, ContactNotFound: when what an edge names is not in scope.
    """
    incident = command.incident(incident_id)
    take_turn(incident_id)
    cases = _cases(incident_id)
    for each in exposures:
        _check(each, cases)
    _require_ends(exposures)
    people = {each.person_id for each in exposures}
    contacts = dict(
        Contact.objects.filter(incident_id=incident_id, person_id__in=people).values_list("person_id", "id")
    )
    there = _known_edges(incident_id, people)
    rows: list[Exposure] = []
    for each in exposures:
        row = _edge(each, incident, contacts, cases, by, at)
        if _ends(row) not in there:
            there.add(_ends(row))
            rows.append(row)
    Exposure.objects.bulk_create(rows, batch_size=BATCH)
    return ExposureReceipt(recorded=len(rows), known=len(exposures) - len(rows))


def _require_ends(exposures: Sequence[NewExposure]) -> None:
    places = (each.source_place_id for each in exposures if each.source_place_id)
    registry.require(persons=(each.person_id for each in exposures), places=places)
    require_sources((each.source_case_id for each in exposures), (each.source_contact_id for each in exposures))


def _check(given: NewExposure, cases: dict[UUID, tuple[int, int, bool]]) -> None:
    if not (given.source_case_id or given.source_contact_id or given.source_place_id):
        raise errors.SourceMissing
    if given.source_case_id in cases and cases[given.source_case_id][0] == given.person_id:
        raise errors.SelfExposure


def _cases(incident_id: UUID) -> dict[UUID, tuple[int, int, bool]]:
    """Person, area and whether it is an infection, by case of the incident."""
    infected = {each.value for each in INFECTED}
    rows = Case.objects.filter(incident_id=incident_id).values_list("id", "person_id", "area", "classification")
    return {case_id: (person, area, now in infected) for case_id, person, area, now in rows}


def _known_edges(incident_id: UUID, people: Iterable[int]) -> set[tuple[object, ...]]:
    rows = Exposure.objects.filter(incident_id=incident_id, person_id__in=people)
    return {_ends(row) for row in rows.defer("note")}


def _ends(row: Exposure) -> tuple[object, ...]:
    return row.person_id, row.source_case_id, row.source_contact_id, row.source_place_id, row.start, row.until


def _edge(
    given: NewExposure,
    incident: IncidentFacts,
    contacts: dict[int, UUID],
    cases: dict[UUID, tuple[int, int, bool]],
    by: Actor,
    at: datetime,
) -> Exposure:
    source = cases.get(given.source_case_id) if given.source_case_id else None
    return Exposure(
        incident_id=incident.id, person_id=given.person_id, source_case_id=given.source_case_id,
        source_contact_id=given.source_contact_id, source_place_id=given.source_place_id,
        contact_id=contacts.get(given.person_id), area=given.area,
        area_source=source[1] if source else belonging(incident, by)["area"], start=given.start, until=given.until,
        situation=given.situation, certainty=given.certainty, protection=given.protection, minutes=given.minutes,
        metres=given.metres, found_by=given.found_by, note=given.note, recorded_at=at, by=by.name,
    )  # fmt: skip


@dataclass
class _Bundle:
    """All proposals of one person, judged together: the strictest class, the latest exposure, all the evidence."""

    person_id: int
    area: int
    contact_class: ContactClass
    clause: Clause | None
    last: ProposedContact
    proposals: list[ProposedContact] = field(default_factory=list)

    def known_since(self, at: datetime) -> datetime:
        """When the person became known as a contact: the earliest that is told, and never later than now."""
        return min([at, *(each.known_since for each in self.proposals if each.known_since)])

    def take(self, proposal: ProposedContact, contact_class: ContactClass, clause: Clause | None) -> None:
        """Add one more proposal."""
        if rules.stricter(contact_class, self.contact_class) is not self.contact_class:
            self.contact_class, self.clause = contact_class, clause
        if proposal.last_exposure_at > self.last.last_exposure_at:
            self.last = proposal
        self.proposals.append(proposal)


@dataclass
class _Sorted:
    """Contacts of a batch by what happened to them."""

    created: dict[int, Contact] = field(default_factory=dict)
    merged: dict[int, Contact] = field(default_factory=dict)
    reopened: dict[int, Contact] = field(default_factory=dict)
    reexposed: dict[int, Contact] = field(default_factory=dict)
    """Of the reopened, those who were approved and were exposed again on a later day."""
    reclassified: list[Contact] = field(default_factory=list)
    """Of the merged, those who have another class now, or one of another edition."""

    def of(self, person_id: int) -> Contact | None:
        """The contact of a person, whatever happened to it."""
        return self.created.get(person_id) or self.reopened.get(person_id) or self.merged.get(person_id)


@transaction.atomic
def propose_contacts(
    *, incident_id: UUID, proposals: Sequence[ProposedContact], by: Actor, at: datetime
) -> ProposalReceipt:
    """Propose contacts of one incident in bulk, with their evidence.

    Several proposals of one person become one contact: the strictest class, the latest exposure, all the evidence. A
    person who is a contact already is merged; a rejected or released one with a later exposure is proposed again, and so
    is an approved one exposed on a later day or in a stricter class: what was approved binds until somebody decides. A
    person who is a case of the incident gets the exposure edge only.

    Raises:
        ContactsNotDetermined, ClassNotDetermined, SituationUnknown: when the edition has no such contacts.
        PersonUnknown, PlaceUnknown, CaseNotFound: when what a proposal names is not in scope.
    """
    incident = command.incident(incident_id)
    edition = library().get(incident.edition_id)
    people = {person for each in proposals for person in (each.person_id, each.source_person_id) if person}
    registry.require(persons=people, places=(each.place_id for each in proposals if each.place_id))
    require_sources(each.source_case_id for each in proposals)
    take_turn(incident_id)
    proposals = _as_recorded(incident_id, proposals, people)
    cases = _cases(incident_id)
    ill = {person for person, _, infected in cases.values() if infected}
    bundles = _bundles([each for each in proposals if each.person_id not in ill], edition)
    sorted_ = _merge(bundles, incident, cases, by, at)
    _link(bundles, sorted_, incident_id)
    _write(sorted_, by, at)
    _edges(proposals, incident_id, by, at)
    _announce(sorted_, incident, by, at)
    return _receipt(proposals, sorted_)


def _as_recorded(
    incident_id: UUID, proposals: Sequence[ProposedContact], people: Iterable[int]
) -> list[ProposedContact]:
    """The proposals under the numbers that the incident knows the people by: a merged number makes no second record."""
    one_person = queries.as_recorded(incident_id, people)
    return [
        replace(
            each, person_id=one_person.get(each.person_id, each.person_id),
            source_person_id=one_person.get(each.source_person_id or 0, each.source_person_id),
        )
        for each in proposals
    ]  # fmt: skip


def _bundles(proposals: Iterable[ProposedContact], edition: Edition) -> dict[int, _Bundle]:
    judged: dict[tuple[str, bool, ContactClass | None], tuple[ContactClass, Clause | None]] = {}
    bundles: dict[int, _Bundle] = {}
    for each in proposals:
        key = (each.situation, each.source_person_id is not None, each.contact_class)
        if key not in judged:
            judged[key] = _judge(each, edition)
        contact_class, clause = judged[key]
        bundle = bundles.get(each.person_id)
        if bundle is None:
            bundle = bundles[each.person_id] = _Bundle(each.person_id, each.area, contact_class, clause, each)
        bundle.take(each, contact_class, clause)
    return bundles


def _judge(given: ProposedContact, edition: Edition) -> tuple[ContactClass, Clause | None]:
    decision = rules.class_for(given.situation, edition, given.source_person_id is not None, given.contact_class)
    found = decision.or_raise().facts["contact_class"]
    return ContactClass(str(found)), decision.clause


def _merge(
    bundles: dict[int, _Bundle],
    incident: IncidentFacts,
    cases: dict[UUID, tuple[int, int, bool]],
    by: Actor,
    at: datetime,
) -> _Sorted:
    found = _Sorted()
    rows = Contact.objects.select_for_update().filter(incident_id=incident.id, person_id__in=list(bundles))
    known = {row.person_id: row for row in rows.order_by("id")}
    aside = standing.approved_once(row.id for row in known.values() if ContactState(row.status) in rules.ASIDE)
    for person_id, bundle in bundles.items():
        row = known.get(person_id)
        if row is None:
            found.created[person_id] = _new(bundle, incident, cases, by, at)
            continue
        was = row.contact_class, row.edition_id
        _enrich(row, bundle, found, incident, was_approved=row.status == ContactState.APPROVED or row.id in aside)
        if person_id in found.merged and (row.contact_class, row.edition_id) != was:
            found.reclassified.append(row)
    return found


def _new(
    bundle: _Bundle, incident: IncidentFacts, cases: dict[UUID, tuple[int, int, bool]], by: Actor, at: datetime
) -> Contact:
    source = cases.get(bundle.last.source_case_id) if bundle.last.source_case_id else None
    return Contact(
        incident_id=incident.id, person_id=bundle.person_id, contact_class=bundle.contact_class,
        situation=bundle.last.situation, last_exposure_at=bundle.last.last_exposure_at, area=bundle.area,
        area_source=source[1] if source else belonging(incident, by)["area"], edition_id=incident.edition_id,
        clause=stored(bundle.clause), status=ContactState.PROPOSED, source_case_id=bundle.last.source_case_id,
        basis=_joined([], bundle), proposed_at=bundle.known_since(at),
    )  # fmt: skip


def _enrich(row: Contact, bundle: _Bundle, found: _Sorted, incident: IncidentFacts, *, was_approved: bool) -> None:
    """Merge a bundle into the contact that is there; remember what that means for its status.

    New evidence on somebody rejected or released, if the exposure is later or the class stricter, and a stricter class or an exposure on a later
    day for anybody approved, are proposals that somebody has to approve: what was approved is kept until then. A class goes
    with the edition that judged it: what binds more, and what had ended under another edition, is of the one in force.
    """
    state = ContactState(row.status)
    later = bundle.last.last_exposure_at > row.last_exposure_at
    stricter = rules.stricter(bundle.contact_class, ContactClass(row.contact_class)) != row.contact_class
    is_later_day = later and _is_later_day(row, bundle)
    row.basis = _joined(row.basis, bundle)
    if was_approved and (stricter or is_later_day):
        earlier.keep(row)
    if stricter or (was_approved and is_later_day and bundle.contact_class == row.contact_class):
        row.contact_class, row.clause = bundle.contact_class, stored(bundle.clause)
        row.edition_id = incident.edition_id
    if later:
        row.last_exposure_at = bundle.last.last_exposure_at
        row.situation = bundle.last.situation or row.situation
    if later or stricter:
        row.source_case_id = bundle.last.source_case_id or row.source_case_id
    if not _is_proposal_again(state, later, stricter or is_later_day):
        found.merged[row.person_id] = row
        return
    row.status = ContactState.PROPOSED
    if state in rules.ENDED:
        _begin_anew(row, bundle, incident)
    found.reopened[row.person_id] = row
    if is_later_day and state is ContactState.APPROVED:
        found.reexposed[row.person_id] = row


def _begin_anew(row: Contact, bundle: _Bundle, incident: IncidentFacts) -> None:
    """What had ended comes under the edition in force; what was approved before it ended holds no more."""
    row.earlier = {}
    if row.edition_id != incident.edition_id:
        row.edition_id = incident.edition_id
        row.contact_class, row.clause = bundle.contact_class, stored(bundle.clause)


def _is_later_day(row: Contact, bundle: _Bundle) -> bool:
    """Days are counted from a day: a later hour of it asks nothing more of anybody."""
    tz = library().get(row.edition_id).tz
    return rules.local_date(bundle.last.last_exposure_at, tz) > rules.local_date(row.last_exposure_at, tz)


def _is_proposal_again(state: ContactState, later: bool, asks_more: bool) -> bool:
    """A later exposure, or a stricter class, opens what had ended; what asks more has to be approved before it binds."""
    return later or asks_more if state in rules.ENDED else asks_more and state is ContactState.APPROVED


def _joined(known: list[dict[str, object]], bundle: _Bundle) -> list[dict[str, object]]:
    """Evidence that is there, and each new piece once."""
    joined = list(known)
    for each in map(_evidence, bundle.proposals):
        if each not in joined:
            joined = [piece for piece in joined if piece != {**each, rules.TURNED_DOWN: True}]
            joined.append(each)
    return joined


def _evidence(given: ProposedContact) -> dict[str, object]:
    """One piece of evidence as it is kept with the contact: ids, times and figures, no names."""
    body: dict[str, object] = {
        "found_by": given.found_by, "situation": given.situation, "certainty": given.certainty.value,
        "first": given.first_exposure_at.isoformat() if given.first_exposure_at else None,
        "last": given.last_exposure_at.isoformat(), "minutes": given.minutes, "metres": given.metres,
        "place": given.place_id,
        "case": str(given.source_case_id) if given.source_case_id else None, "note": given.note, **given.basis,
    }  # fmt: skip
    return {key: value for key, value in body.items() if value not in (None, "")}


def _link(bundles: dict[int, _Bundle], found: _Sorted, incident_id: UUID) -> None:
    """Tie each secondary contact to the close contact through whom the exposure came."""
    via = {person: each.last.source_person_id for person, each in bundles.items() if each.last.source_person_id}
    ids = _contact_ids(incident_id, found, set(via.values()))
    for person_id, source_person in via.items():
        row = found.of(person_id)
        linked = ids.get(source_person or 0)
        if row is not None and linked is not None and linked != row.id:
            row.linked_contact_id = linked


def _contact_ids(incident_id: UUID, found: _Sorted, people: Iterable[int | None]) -> dict[int, UUID]:
    wanted = [each for each in people if each is not None]
    known = dict(Contact.objects.filter(incident_id=incident_id, person_id__in=wanted).values_list("person_id", "id"))
    fresh = {person: row.id for person in wanted if (row := found.of(person)) is not None}
    return {**known, **fresh}


def _write(found: _Sorted, by: Actor, at: datetime) -> None:
    Contact.objects.bulk_create(list(found.created.values()), batch_size=BATCH)
    changed = [*found.merged.values(), *found.reopened.values()]
    columns = [
        "basis",
        "contact_class",
        "clause",
        "last_exposure_at",
        "situation",
        "source_case",
        "linked_contact",
        "earlier",
        "edition_id",
    ]
    # ON CONFLICT with the row itself: Django's bulk_update makes an expression a field and row, half a minute for seven thousand
    Contact.objects.bulk_create(
        changed, batch_size=BATCH, update_conflicts=True, unique_fields=["id"], update_fields=[*columns, "status"]
    )
    for since, rows in groupby(sorted(found.created.values(), key=_proposed), key=_proposed):
        standing.enter(rows, by=by, at=since)
    standing.enter([*found.reopened.values(), *found.reclassified], by=by, at=at)


def _proposed(row: Contact) -> datetime:
    return row.proposed_at


def _edges(proposals: Sequence[ProposedContact], incident_id: UUID, by: Actor, at: datetime) -> None:
    """Keep each proposal as an exposure edge too, so that the chain shows every possible source."""
    via = {each.source_person_id for each in proposals if each.source_person_id}
    linked = _contact_ids(incident_id, _Sorted(), via)
    exposures = [
        NewExposure(
            person_id=each.person_id, area=each.area, start=each.first_exposure_at, until=each.last_exposure_at,
            source_case_id=each.source_case_id if each.source_person_id is None else None,
            source_contact_id=linked.get(each.source_person_id) if each.source_person_id else None,
            source_place_id=each.place_id if not (each.source_case_id or each.source_person_id) else None,
            situation=each.situation, certainty=each.certainty, protection=each.protection, minutes=each.minutes,
            metres=each.metres, found_by=each.found_by, note=each.note,
        )
        for each in proposals
    ]  # fmt: skip
    sourced = [each for each in exposures if each.source_case_id or each.source_contact_id or each.source_place_id]
    if sourced:
        record_exposures(incident_id=incident_id, exposures=sourced, by=by, at=at)


def _announce(found: _Sorted, incident: IncidentFacts, by: Actor, at: datetime) -> None:
    place = belonging(incident, by)
    open_now = [*found.created.values(), *found.reopened.values()]
    if open_now:
        sources = {row.source_case_id for row in open_now}
        case_id = next(iter(sources)) if len(sources) == 1 else None
        ids = tuple(row.id for row in open_now)
        outbox.emit(events.ContactsProposed(**place, contact_ids=ids, case_id=case_id), by=by, at=at)
    if found.reexposed:
        ids = tuple(row.id for row in found.reexposed.values())
        outbox.emit(events.ContactsReexposed(**place, contact_ids=ids), by=by, at=at)


def _receipt(proposals: Sequence[ProposedContact], found: _Sorted) -> ProposalReceipt:
    """Count each proposal once: the first of a new person created it, the others merged into it."""
    ids: list[UUID | None] = []
    counted: set[int] = set()
    tally = {"created": 0, "merged": 0, "reopened": 0, "already_cases": 0}
    for each in proposals:
        row = found.of(each.person_id)
        ids.append(row.id if row else None)
        tally[_fate(each.person_id, found, counted)] += 1
        counted.add(each.person_id)
    return ProposalReceipt(contact_ids=tuple(ids), **tally)


def _fate(person_id: int, found: _Sorted, counted: set[int]) -> str:
    if found.of(person_id) is None:
        return "already_cases"
    if person_id in counted:
        return "merged"
    if person_id in found.created:
        return "created"
    return "reopened" if person_id in found.reopened else "merged"


@transaction.atomic
def propose_linked(*, contact_id: UUID, case_id: UUID, by: Actor, at: datetime) -> int:
    """Propose the secondary contacts of somebody who became a case again, as close contacts; returns how many."""
    rows = Contact.objects.filter(linked_contact_id=contact_id, contact_class=ContactClass.SECONDARY)
    alive = rows.exclude(status__in=[ContactState.REJECTED, ContactState.BECAME_CASE]).order_by("id")
    proposals = [
        ProposedContact(
            person_id=row.person_id, area=row.area, last_exposure_at=row.last_exposure_at, source_case_id=case_id,
            contact_class=ContactClass.CLOSE, situation=row.situation, found_by="linked",
        )
        for row in alive
    ]  # fmt: skip
    if not proposals:
        return 0
    receipt = propose_contacts(incident_id=alive[0].incident_id, proposals=proposals, by=by, at=at)
    return receipt.reopened + receipt.merged
