"""Rows of a line list become cases, and their stated sources become exposures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sizao.flow.step0_intake import people
from sizao.flow.step0_intake.sources import case_of_person, persons_called
from sizao.flow.step0_intake.terms import Terms, area_of, moment
from sizao.flow.step0_intake.told_rows import blocks_told, keep_blocks, positive_sample
from sizao.ground.command import queries as command
from sizao.ground.intake.errors import DatedAfterReport
from sizao.ground.intake.types import Keep, Reason, Record, Rejection, Settlement, Values
from sizao.kernel.areas import NATION
from sizao.kernel.editions import library
from sizao.oversight.reports import queries as reports
from sizao.trace.cases import actions as cases
from sizao.trace.cases.rules import may_report
from sizao.trace.cases.types import (
    CaseReceipt,
    Classification,
    DiscoveryRoute,
    ImportKind,
    NewCase,
    NewExposure,
    Outcome,
    Severity,
    Symptom,
)

FORM_FIELDS = (
    "hospital", "hospitalised_at", "confirmed_at", "exposure_start", "exposure_until", "exposure_setting", "infected_by",
    "died_at", "occupation", "symptoms", "note", "disease", "source_region", "report_latitude", "report_longitude",
)  # fmt: skip
"""Fields that the case keeps on its form as they came."""
REPORTED = ("reported_at", "confirmed_at", "sampled_at", "onset_at")
"""Which moment counts as the report, the first that the row has."""
_SEPARATORS = re.compile(r"[、,,;;/\s]+")


def enter_cases(records: Iterable[Record], terms: Terms) -> Settlement:
    """Report the cases of a line list; a person who is a case of the incident already is a duplicate.

    Raises:
        DatedAfterReport: they shall count from their own days, and a day of the incident was reported already.
    """
    edition = library().get(command.incident(terms.incident).edition_id)
    if terms.batch.order.dated and reports.filings(terms.incident):
        raise DatedAfterReport

    def judge(record: Record) -> Rejection | None:
        decision = may_report(new_case(record.values, NATION, terms), edition, terms.at)
        if decision or decision.refusal is None:
            return None
        return Rejection(record.line, Reason.REFUSED, facts={"why": decision.refusal.words})

    kept, rejected = people.split(map(_sampled, records), judge)
    persons = people.persons_of(kept, terms)
    told, doses = blocks_told(kept, persons)
    new = [
        replace(new_case(each.values, persons[each.line], terms), vaccine_doses=doses.get(each.line)) for each in kept
    ]
    receipts = cases.report_cases(incident_id=terms.incident, cases=new, by=terms.by, at=terms.at)
    names = people.named_after(kept, persons)
    edges = _record_sources(kept, persons, names, terms)
    entered = _entered(receipts)
    counts = {Keep.CASES: entered, Keep.EXPOSURES: edges, **keep_blocks(told, terms)}
    return Settlement(entered, len(kept) - entered, tuple(rejected), names, counts)


def _sampled(record: Record) -> Record:
    """The record with the time of its first positive sample, when a test told beside it says so."""
    found = None if "sampled_at" in record.values else positive_sample(record)
    return replace(record, values={**record.values, "sampled_at": found}) if found else record


def _entered(receipts: Sequence[CaseReceipt]) -> int:
    """New cases; two rows of one person are one case and one duplicate."""
    return len({each.case_id for each in receipts if each.is_new})


def new_case(values: Values, person_id: int, terms: Terms) -> NewCase:
    """The case in a row. Without a classification, a case with a date of diagnosis counts as confirmed."""
    found, unknown = symptoms_of(str(values.get("symptoms", "")))
    form = {name: _plain(values[name]) for name in FORM_FIELDS if name in values and name != "symptoms"}
    died_at = moment(values, "died_at")
    reported_at = next((at for name in REPORTED if (at := moment(values, name))), terms.at)
    return NewCase(
        person_id=person_id,
        area=area_of(values, terms),
        reported_at=reported_at,
        held_since=reported_at if terms.batch.order.dated else None,
        classification=_classification(values),
        onset_at=moment(values, "onset_at"),
        sampled_at=moment(values, "sampled_at"),
        isolated_at=moment(values, "isolated_at"),
        last_negative_at=moment(values, "last_negative_at"),
        import_kind=ImportKind(str(values.get("import_kind", ImportKind.UNKNOWN.value))),
        discovery_route=DiscoveryRoute(str(values.get("discovery_route", DiscoveryRoute.UNKNOWN.value))),
        severity=Severity(str(values.get("severity", Severity.UNKNOWN.value))),
        symptoms=found,
        outcome=Outcome.DIED if died_at else Outcome(str(values.get("outcome", Outcome.IN_CARE.value))),
        outcome_at=died_at or moment(values, "outcome_at"),
        external_id=str(values.get("external_id") or values.get("record_id") or "")[:80],
        form={**form, "symptoms": unknown} if unknown else form,
    )


def symptoms_of(text: str) -> tuple[tuple[str, ...], str]:
    """Known symptoms in a text, and the text itself when some of it is not known."""
    meanings = {name.casefold(): each.value for each in Symptom for name in (each.value, *each.words)}
    parts = [part for part in _SEPARATORS.split(text) if part]
    found = tuple(dict.fromkeys(meanings[part.casefold()] for part in parts if part.casefold() in meanings))
    return found, text if len(found) < len(parts) else ""


def _record_sources(kept: Sequence[Record], persons: dict[int, int], names: dict[str, int], terms: Terms) -> int:
    """Exposure edges from the cases that rows name as their source; an unknown source stays on the form."""
    stated = {str(each.values["infected_by"]) for each in kept if each.values.get("infected_by")}
    if not stated:
        return 0
    known = {**persons_called(stated, terms), **names}
    case_of = case_of_person(terms)
    edges = [
        NewExposure(
            person_id=persons[each.line],
            area=area_of(each.values, terms),
            start=moment(each.values, "exposure_start"),
            until=moment(each.values, "exposure_until"),
            source_case_id=case_of[source],
            situation=str(each.values.get("exposure_setting", ""))[:40],
            found_by="import",
        )
        for each in kept
        if (source := known.get(str(each.values.get("infected_by", "")))) in case_of and source != persons[each.line]
    ]
    receipt = cases.record_exposures(
        incident_id=terms.incident, exposures=[_ordered(each) for each in edges], by=terms.by, at=terms.at
    )
    return receipt.recorded


def _ordered(edge: NewExposure) -> NewExposure:
    """The edge, without its start when the dates contradict each other."""
    wrong = edge.start and edge.until and edge.until < edge.start
    return replace(edge, start=None) if wrong else edge


def _classification(values: Values) -> Classification:
    stated = values.get("classification")
    if stated:
        return Classification(str(stated))
    return Classification.CONFIRMED if values.get("confirmed_at") else Classification.SUSPECTED


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value
