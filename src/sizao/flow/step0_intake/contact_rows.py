"""Rows of a contact list become proposed contacts; a person approves them, the import never does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sizao.flow.step0_intake import people
from sizao.flow.step0_intake.sources import case_of_person, persons_called
from sizao.flow.step0_intake.terms import Terms, area_of, moment
from sizao.flow.step0_intake.told_rows import blocks_told, keep_blocks
from sizao.ground.command import queries as command
from sizao.ground.intake.errors import DatedAfterReport
from sizao.ground.intake.types import Keep, Reason, Record, Rejection, Settlement, Values
from sizao.kernel.editions import ContactClass, Edition, library
from sizao.oversight.reports import queries as reports
from sizao.trace.cases import actions as cases
from sizao.trace.cases import queries as known_cases
from sizao.trace.cases.rules import class_for
from sizao.trace.cases.types import ProposedContact


def enter_contacts(records: Iterable[Record], terms: Terms) -> Settlement:
    """Propose the contacts of a list; the same contact of the same case at the same time is a duplicate.

    Raises:
        DatedAfterReport: they shall count from their own days, and a day of the incident was reported already.
    """
    if terms.batch.order.dated and reports.filings(terms.incident):
        raise DatedAfterReport
    edition = library().get(command.incident(terms.incident).edition_id)
    kept = list(records)
    stated = {str(each.values["source_case"]) for each in kept if each.values.get("source_case")}
    sources, case_of = persons_called(stated, terms), case_of_person(terms)
    source_of = {name: case_of[person] for name, person in sources.items() if person in case_of}
    kept, rejected = people.split(kept, lambda record: _why_not(record, edition, source_of))
    persons = people.persons_of(kept, terms)
    fresh = _unsaid(kept, persons, source_of, terms)
    proposals = [_proposal(each.values, persons[each.line], edition, source_of, terms) for each in fresh]
    receipt = cases.propose_contacts(incident_id=terms.incident, proposals=proposals, by=terms.by, at=terms.at)
    told, _ = blocks_told(kept, persons)
    counts = {
        Keep.CONTACTS: receipt.created + receipt.merged + receipt.reopened,
        Keep.CASES_ALREADY: receipt.already_cases,
        **keep_blocks(told, terms),
    }
    names = people.named_after(kept, persons)
    return Settlement(len(fresh), len(kept) - len(fresh), tuple(rejected), names, counts)


def _why_not(record: Record, edition: Edition, source_of: Mapping[str, UUID]) -> Rejection | None:
    values = record.values
    source = str(values.get("source_case", ""))
    if source and source not in source_of and not values.get("case_information"):
        return Rejection(record.line, Reason.UNKNOWN_SOURCE, "source_case", {"value": source})
    if "last_exposure_at" not in values:
        return Rejection(record.line, Reason.MISSING, "last_exposure_at")
    decision = class_for(_situation(values, edition), edition, given=_class(values))
    if decision.refusal is not None:
        return Rejection(record.line, Reason.REFUSED, facts={"why": decision.refusal.words})
    return None


def _unsaid(
    kept: Sequence[Record], persons: Mapping[int, int], source_of: Mapping[str, UUID], terms: Terms
) -> list[Record]:
    """The rows that say something which no contact of the incident has on record yet."""
    said = {
        (each.person_id, piece.get("case"), piece.get("last"))
        for each in known_cases.contacts(terms.incident, person_ids=set(persons.values()))
        for piece in each.basis
    }
    fresh = []
    for each in kept:
        source = source_of.get(str(each.values.get("source_case", "")))
        last = moment(each.values, "last_exposure_at")
        key = (persons[each.line], str(source) if source else None, last.isoformat() if last else None)
        if key not in said:
            said.add(key)
            fresh.append(each)
    return fresh


def _proposal(
    values: Values, person_id: int, edition: Edition, source_of: Mapping[str, UUID], terms: Terms
) -> ProposedContact:
    situation = _situation(values, edition)
    stated = str(values.get("situation", ""))
    return ProposedContact(
        person_id=person_id,
        area=area_of(values, terms),
        last_exposure_at=moment(values, "last_exposure_at") or terms.at,
        first_exposure_at=moment(values, "first_exposure_at"),
        situation=situation,
        contact_class=_class(values),
        source_case_id=source_of.get(str(values.get("source_case", ""))),
        found_by="import",
        basis=_told_by_source(values, stated if not situation else "", source_of),
        note=str(values.get("note", "")),
        known_since=moment(values, "reported_at") if terms.batch.order.dated else None,
    )


def _told_by_source(values: Values, stated: str, source_of: Mapping[str, UUID]) -> dict[str, object]:
    """What the source says beside the platform's own fields, kept as evidence."""
    source = str(values.get("source_case", ""))
    told = {
        "stated": stated,
        "source_status": values.get("source_status"),
        "source_case": source if source not in source_of else "",
        "case_information": values.get("case_information"),
        "source_disease": values.get("disease"),
        "source_region": values.get("source_region"),
    }
    return {name: value for name, value in told.items() if value}


def _class(values: Values) -> ContactClass | None:
    stated = values.get("contact_class")
    return ContactClass(str(stated)) if stated else None


def _situation(values: Values, edition: Edition) -> str:
    """The edition's code for what the row says; empty when it has no such situation, the words then stay as evidence."""
    stated = str(values.get("situation", "")).strip().casefold()
    situations = edition.contact.situations if edition.contact else ()
    for each in situations:
        if stated and stated in {each.code.casefold(), *(text.casefold() for text in each.words)}:
            return each.code
    return ""
