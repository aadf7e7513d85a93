"""The pages of cases: cases, one case, contacts, one contact, the chain and its table, the curve."""

from sizao.trace.cases.pages.cases import (
    add_stay,
    case_page,
    cases_page,
    classify,
    close,
    drop_stay,
)
from sizao.trace.cases.pages.chains import chain_page, chain_table_page
from sizao.trace.cases.pages.clusters import cluster_page, clusters_page, record_cluster
from sizao.trace.cases.pages.contacts import contact_page, contacts_page
from sizao.trace.cases.pages.deciding import confirm_page, decide, decision_page, undo_decision
from sizao.trace.cases.pages.editing import edit_case
from sizao.trace.cases.pages.joining import join_case, join_contact
from sizao.trace.cases.pages.rejudging import apply_rejudgement, rejudge_page
from sizao.trace.cases.pages.reporting import find_person, name_contact, new_case
from sizao.trace.cases.pages.seats import seats_page

__all__ = [
    "add_stay",
    "apply_rejudgement",
    "case_page",
    "cases_page",
    "chain_page",
    "chain_table_page",
    "classify",
    "close",
    "cluster_page",
    "clusters_page",
    "confirm_page",
    "contact_page",
    "contacts_page",
    "decide",
    "decision_page",
    "drop_stay",
    "edit_case",
    "find_person",
    "join_case",
    "join_contact",
    "name_contact",
    "new_case",
    "record_cluster",
    "rejudge_page",
    "seats_page",
    "undo_decision",
]
