"""What other rooms and pages may ask of investigations; the scope is the transaction's."""

from sizao.trace.investigation.queries.approved import Trajectory, changes, trajectory
from sizao.trace.investigation.queries.investigations import (
    Windows,
    edition_of,
    for_update,
    holds,
    investigation,
    map_of,
    of_case,
    overdue,
    places_of,
    reading,
    rows,
    search,
    steps,
    version,
    versions,
    windows,
)
from sizao.trace.investigation.queries.leads import answered, lead, lead_for, lead_rows, leads
from sizao.trace.investigation.queries.paper import as_word

__all__ = [
    "Trajectory",
    "Windows",
    "answered",
    "as_word",
    "changes",
    "edition_of",
    "for_update",
    "holds",
    "investigation",
    "lead",
    "lead_for",
    "lead_rows",
    "leads",
    "map_of",
    "of_case",
    "overdue",
    "places_of",
    "reading",
    "rows",
    "search",
    "steps",
    "trajectory",
    "version",
    "versions",
    "windows",
]
