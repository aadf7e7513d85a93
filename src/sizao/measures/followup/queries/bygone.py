"""The meters of a moment that is past, counted by the database over what was written down until then.

Statuses, placements, and when a check or a sample was taken are dated rows or dates. A plan that was counted anew since has
its days and tests as they are now, and so has a test that was waived since.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from sizao.kernel.editions import PhasePlace
from sizao.measures.followup import rules
from sizao.measures.followup.types import OPEN_PLANS, CheckOutcome
from sizao.trace.cases import queries as cases
from sizao.trace.cases.types import ContactState

OPEN_THEN = """
    SELECT newest.id, newest.contact_id FROM (
        SELECT DISTINCT ON (s.plan_id) p.id, p.contact_id, s.state
        FROM followup_planstatus s JOIN followup_plan p ON p.id = s.plan_id
        WHERE p.incident_id = %s AND s.at <= %s
        ORDER BY s.plan_id, s.at DESC, s.id DESC
    ) newest WHERE newest.state = ANY(%s)
"""
"""Plans that were open at a moment; those of arrivals have no contact."""
SEEN = """
    SELECT plan.contact_id,
        EXISTS (
            SELECT FROM followup_phase f
            WHERE f.plan_id = plan.id AND f.start_on <= %s AND f.end_on >= %s AND f.place = ANY(%s)
        ) AS stays,
        EXISTS (SELECT FROM followup_placement l WHERE l.plan_id = plan.id AND l.since <= %s) AS placed,
        (
            SELECT CASE WHEN k.done_at <= %s THEN k.outcome ELSE 'missed' END FROM followup_check k
            WHERE k.plan_id = plan.id AND (k.due_at <= %s OR k.done_at <= %s) ORDER BY k.due_at DESC LIMIT 1
        ) AS last
    FROM plan
"""
PEOPLE = f"""
    WITH held AS ({{held}}), plan AS ({OPEN_THEN}), seen AS ({SEEN})
    SELECT held.contact_class, held.edition_id, held.state, seen.contact_id IS NOT NULL, seen.stays, seen.placed, seen.last, count(*)
    FROM held LEFT JOIN seen ON seen.contact_id = held.contact_id
    WHERE held.state = ANY(%s) GROUP BY 1, 2, 3, 4, 5, 6, 7
    UNION ALL
    SELECT '', '', %s, true, stays, placed, last, count(*) FROM seen WHERE contact_id IS NULL GROUP BY 5, 6, 7
"""  # noqa: S608
TESTS = f"""
    WITH plan AS ({OPEN_THEN})
    SELECT t.sampled_at IS NOT NULL AND t.sampled_at <= %s, t.due_on < %s, count(*)
    FROM followup_scheduledtest t JOIN plan ON plan.id = t.plan_id
    WHERE NOT t.is_antigen AND t.state <> 'waived' AND t.due_on <= %s GROUP BY 1, 2
"""  # noqa: S608
OPEN = [each.value for each in OPEN_PLANS]
RESTRICTED = [each.value for each in PhasePlace if each.is_restricted]


class Alike(NamedTuple):
    """People whom the meters saw alike at a moment; of arrivals class and edition are empty."""

    contact_class: str
    edition_id: str
    held: rules.Held
    number: int


def people_then(incident_id: UUID, as_of: datetime, today: date, states: Collection[ContactState]) -> Iterator[Alike]:
    """Contacts and arrivals of an incident at a moment, counted by what the meters saw alike.

    Args:
        incident_id: the incident; the scope is the transaction's.
        as_of: the moment.
        today: its day where the incident's edition counts days.
        states: states in which a contact belongs on a meter.
    """
    held, given = cases.held_then(incident_id, as_of)
    parameters = [
        *given, incident_id, as_of, OPEN, today, today, RESTRICTED, as_of, as_of, as_of, as_of,
        [each.value for each in states], ContactState.APPROVED.value,
    ]  # fmt: skip
    for kind, edition, state, has_plan, stays, placed, last, number in _rows(PEOPLE.format(held=held), parameters):
        seen = rules.Held(
            is_found=state != ContactState.LOST, has_plan=has_plan, must_stay=bool(stays), is_placed=bool(placed),
            missed_check=last == CheckOutcome.MISSED, unreachable=last == CheckOutcome.UNREACHABLE,
        )  # fmt: skip
        yield Alike(kind, edition, seen, number)


def tests_then(incident_id: UUID, as_of: datetime, today: date) -> Counter[rules.Owed]:
    """The tests that plans open at a moment owed until then, counted."""
    rows = _rows(TESTS, [incident_id, as_of, OPEN, as_of, today, today])
    return Counter({rules.Owed(is_done=done, is_over=over): number for done, over, number in rows})


def _rows(statement: str, parameters: list[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
