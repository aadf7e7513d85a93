"""What other rooms and pages may ask of cases, contacts, exposures and the chain; the scope is the transaction's."""

from sizao.trace.cases.queries.aboard import number_of, passengers_at, persons_at
from sizao.trace.cases.queries.cases import (
    answers,
    case,
    case_by_external,
    case_for_update,
    case_rows,
    cases,
    changed_since,
    counts,
    edition_of,
    episodes,
    places_stayed,
    revisions,
    statuses,
    stays,
)
from sizao.trace.cases.queries.cases import search as search_cases
from sizao.trace.cases.queries.chains import chain, chains_table, curve
from sizao.trace.cases.queries.contacts import (
    contact,
    contact_counts,
    contact_rows,
    contact_statuses,
    contacts,
    contacts_by_area,
    contacts_by_id,
    contacts_by_situation,
    exposures,
    open_contacts,
    states_at,
)
from sizao.trace.cases.queries.contacts import search as search_contacts
from sizao.trace.cases.queries.lines import CaseLine, ContactLine, case_lines, contact_lines
from sizao.trace.cases.queries.rejudging import difference, rejudgements
from sizao.trace.cases.queries.windows import rejudgement, window, window_under, windows

__all__ = [
    "CaseLine",
    "ContactLine",
    "answers",
    "case",
    "case_by_external",
    "case_for_update",
    "case_lines",
    "case_rows",
    "cases",
    "chain",
    "chains_table",
    "changed_since",
    "contact",
    "contact_counts",
    "contact_lines",
    "contact_rows",
    "contact_statuses",
    "contacts",
    "contacts_by_area",
    "contacts_by_id",
    "contacts_by_situation",
    "counts",
    "curve",
    "difference",
    "edition_of",
    "episodes",
    "exposures",
    "number_of",
    "open_contacts",
    "passengers_at",
    "persons_at",
    "places_stayed",
    "rejudgement",
    "rejudgements",
    "revisions",
    "search_cases",
    "search_contacts",
    "states_at",
    "statuses",
    "stays",
    "window",
    "window_under",
    "windows",
]
