"""What can be done in this room: report, classify and amend cases; record exposures; propose, approve, release contacts."""

from sizao.trace.cases.actions.cases import (
    amend_case,
    classify_case,
    close_case,
    report_case,
    report_case_of,
    report_cases,
)
from sizao.trace.cases.actions.clusters import record_cluster
from sizao.trace.cases.actions.deciding import (
    approve_contacts,
    contact_became_case,
    hand_over_contacts,
    mark_found,
    mark_lost,
    mark_released,
    reject_contacts,
    undo_decision,
)
from sizao.trace.cases.actions.joining import join_records, part_records
from sizao.trace.cases.actions.people import enter_people, entered_by, find_people, found_by, settled
from sizao.trace.cases.actions.proposing import propose_contacts, propose_linked, record_exposures
from sizao.trace.cases.actions.rejudging import apply_rejudgement
from sizao.trace.cases.actions.seats import Ride, propose_seated
from sizao.trace.cases.actions.stays import record_stays, remove_stay

__all__ = [
    "Ride",
    "amend_case",
    "apply_rejudgement",
    "approve_contacts",
    "classify_case",
    "close_case",
    "contact_became_case",
    "enter_people",
    "entered_by",
    "find_people",
    "found_by",
    "hand_over_contacts",
    "join_records",
    "mark_found",
    "mark_lost",
    "mark_released",
    "part_records",
    "propose_contacts",
    "propose_linked",
    "propose_seated",
    "record_cluster",
    "record_exposures",
    "record_stays",
    "reject_contacts",
    "remove_stay",
    "report_case",
    "report_case_of",
    "report_cases",
    "settled",
    "undo_decision",
]
