"""Write down whom a trace found: in a city tens of thousands, which as objects one by one take longer than finding them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from sizao.kernel.ids import uuid7
from sizao.trace.tracing.models import stored_clause, stored_met
from sizao.trace.tracing.rules import Met
from sizao.trace.tracing.types import Suggestion
from sizao.traceback.answer import Exposed

COLUMNS = (
    "id, run_id, person, hop, via, places, first, last, seconds, encounters, grade, finding, contact_class, situation, why, "
    "is_lead, clause, cases"
)
STOP_OVER = """
CREATE TEMPORARY TABLE IF NOT EXISTS tracing_incoming (
    id uuid, run_id uuid, person bigint, hop smallint, via jsonb, places jsonb, first timestamptz, last timestamptz,
    seconds bigint, encounters integer, grade text, finding text, contact_class text, situation text, why text,
    is_lead boolean, clause jsonb, cases jsonb)
"""
"""COPY does not go into a table whose rows are protected; an INSERT from this one does, under the policies of both."""


def store(
    run_id: UUID, found: Sequence[Exposed], suggestions: Mapping[int, Suggestion], met: Mapping[int, Sequence[Met]]
) -> None:
    """Enter the persons of a run with what the edition suggests for each, in the caller's transaction and scope.

    Args:
        run_id: the run.
        found: whom it found.
        suggestions: what is suggested for each.
        met: of several cases traced together, those from which each person's exposure came.
    """
    body = io.StringIO()
    csv.writer(body, quoting=csv.QUOTE_ALL).writerows(_rows(run_id, found, suggestions, met))
    with connection.cursor() as cursor:
        cursor.execute(STOP_OVER)
        with cursor.copy(f"COPY tracing_incoming ({COLUMNS}) FROM STDIN (FORMAT csv)") as copy:
            copy.write(body.getvalue())
        cursor.execute(f"INSERT INTO tracing_exposed ({COLUMNS}) SELECT {COLUMNS} FROM tracing_incoming")  # noqa: S608
        cursor.execute("TRUNCATE tracing_incoming")


def _rows(
    run_id: UUID, found: Sequence[Exposed], suggestions: Mapping[int, Suggestion], met: Mapping[int, Sequence[Met]]
) -> Iterator[tuple[object, ...]]:
    """One tuple a person in the order of the columns; a clause, which thousands share, is written out once."""
    clauses: dict[int, str] = {}
    for each in found:
        said = suggestions[each.person]
        if id(said.clause) not in clauses:
            clauses[id(said.clause)] = json.dumps(stored_clause(said.clause), ensure_ascii=False)
        yield (
            uuid7(), run_id, each.person, each.hop, json.dumps(list(each.via)), json.dumps(list(each.places)),
            each.first.isoformat(), each.last.isoformat(), each.seconds, each.encounters, each.grade.value,
            said.finding.value, said.contact_class.value if said.contact_class else "", said.situation, said.why.value,
            said.is_lead, clauses[id(said.clause)], json.dumps(_cases(each, met.get(each.person, ())), ensure_ascii=False),
        )  # fmt: skip


def _cases(found: Exposed, met: Sequence[Met]) -> list[dict[str, Any]]:
    """The cases by id; who met more than one has the meetings with each beside."""
    if len(met) > 1 and found.hop == 1:
        return [stored_met(each.facts()) for each in met]
    return [{"case": str(each.case_id)} for each in met]
