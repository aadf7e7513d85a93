"""Write files for other systems; the access log has the persons of each in the same transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sizao.ground.intake.queries.writer import rows_as_csv
from sizao.kernel.actors import Actor
from sizao.oversight.exchange import queries
from sizao.oversight.exchange.errors import NoSuchExport
from sizao.oversight.exchange.rules import dhis2, fhir, godata, sormas
from sizao.oversight.exchange.types import Asked, Dhis2Mapping, Incident, Part, System, Table, Written, revealer
from sizao.spine.audit import actions as audit
from sizao.trace.cases import queries as cases

TABLES: Mapping[tuple[System, Part], Callable[[Incident], Table]] = {
    (System.SORMAS, Part.CASES): sormas.cases_table,
    (System.SORMAS, Part.CONTACTS): sormas.contacts_table,
    (System.GODATA, Part.CASES): godata.cases_table,
    (System.GODATA, Part.CONTACTS): godata.contacts_table,
    (System.GODATA, Part.RELATIONSHIPS): godata.relationships_table,
}


@transaction.atomic
def export(*, system: System, part: Part, incident_id: UUID, by: Actor, at: datetime) -> Written:
    """One part of an incident as a file that a system imports; persons go out under their public numbers.

    Raises:
        NoSuchExport: the system takes no such file.
        NotFound: the incident is not in scope.
    """
    write = TABLES.get((system, part))
    if write is None:
        raise NoSuchExport(system=system.words)
    incident = queries.incident_records(incident_id)
    table = write(incident)
    audit.record(
        by=by, at=at, action=f"export.{system.value}.{part.value}", persons=set(incident.persons), fields="pseudonymous"
    )
    name = f"{incident.number}-{system.value}-{part.value}.csv"
    return Written(name, rows_as_csv(table.headings, table.rows), len(table.rows))


@transaction.atomic
def case_bundle(*, case_id: UUID, by: Actor, at: datetime, asked: Asked | None = None) -> dict[str, Any]:
    """One case as a FHIR R4 bundle: pseudonymous, or with the identity that the vault opens for a stated purpose.

    Raises:
        CaseNotFound: it is not in scope.
        Refused: the vault does not open the identity.
    """
    found = cases.case(case_id)
    identity = None
    if asked is not None:
        opened = revealer.plugged(
            person_ids=[found.person_id], purpose=asked.purpose, reason=asked.reason, by=by, at=at
        )
        identity = opened[found.person_id]
    audit.record(
        by=by, at=at, action="export.fhir.case", persons=[found.person_id],
        purpose=asked.purpose.value if asked else "", fields="identified" if asked else "pseudonymous",
    )  # fmt: skip
    return fhir.bundle(queries.case_file(found, identity), at, asked)


def daily_values(*, day: date, area: int, mapping: Dhis2Mapping, incident_id: UUID | None = None) -> dict[str, Any]:
    """The day's counts of an area as DHIS2's value set; counts only, so nothing is logged.

    Raises:
        NoOrganisationUnit: the mapping names none for the area.
        DiseasesMixed: several diseases would be added up, and the mapping names none.
    """
    return dhis2.value_set(queries.day_counts(day, area, incident_id, mapping.disease), mapping)


def as_json(document: dict[str, Any]) -> bytes:
    """A document as a file."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode()
