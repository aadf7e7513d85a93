"""The meters of a moment that is past, counted by the database over what was written down until then.

Statuses, placements, and when a check or a sample was taken are dated rows or dates. A plan that was counted anew since has
its days and tests as they are now, and so has a test that was waived since. Of a check that was made up for, and of a test
that was sampled again, only the later answer is known.
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
SELECT p.id, p.contact_id, p.placed_at FROM followup_plan p
WHERE p.incident_id = %(incident)s AND p.began_at <= %(as_of)s AND (p.state = ANY(%(open)s) OR p.id IN (
    SELECT s.plan_id FROM followup_planstatus s WHERE s.at > %(as_of)s AND s.state <> ALL(%(open)s)))
"""
"""Plans that had begun and not ended: an end is final, so that whoever has an open plan now had it since it began."""
PLANS = f"""
SELECT o.id, o.contact_id,
    o.id IN (SELECT f.plan_id FROM followup_phase f
        WHERE f.place = ANY(%(places)s) AND f.start_on <= %(today)s AND f.end_on >= %(today)s) AS stays,
    o.placed_at IS NOT NULL AND (o.placed_at <= %(as_of)s OR EXISTS (
        SELECT 1 FROM followup_placement w WHERE w.plan_id = o.id AND w.since <= %(as_of)s)) AS placed
FROM ({OPEN_THEN}) o
"""  # noqa: S608
FAILED = """
SELECT c.plan_id, CASE WHEN c.done_at <= %(as_of)s THEN c.outcome ELSE 'missed' END AS outcome
FROM followup_check c
WHERE (c.due_at <= %(as_of)s AND (c.done_at IS NULL OR c.done_at > %(as_of)s)
        OR c.outcome = 'unreachable' AND c.done_at <= %(as_of)s)
    AND (c.plan_id IN (SELECT id FROM plan)) IS TRUE
    AND NOT EXISTS (SELECT 1 FROM followup_check n WHERE n.plan_id = c.plan_id
        AND (n.due_at, n.id) > (c.due_at, c.id) AND (n.due_at <= %(as_of)s OR n.done_at <= %(as_of)s))
"""
"""Checks that had failed and that no later one had followed; ``IS TRUE`` keeps PostgreSQL from looking up each plan's."""
PEOPLE = f"""
WITH held AS MATERIALIZED (SELECT * FROM ({{held}}) was WHERE was.state = ANY(%(held)s)),
    plan AS MATERIALIZED ({PLANS}), failed AS MATERIALIZED ({FAILED})
SELECT held.contact_class, held.edition_id, held.state, plan.id IS NOT NULL, plan.stays, plan.placed, failed.outcome, count(*)
FROM held LEFT JOIN plan ON plan.contact_id = held.contact_id LEFT JOIN failed ON failed.plan_id = plan.id
GROUP BY 1, 2, 3, 4, 5, 6, 7
UNION ALL
SELECT '', '', 'approved', true, plan.stays, plan.placed, failed.outcome, count(*)
FROM plan LEFT JOIN failed ON failed.plan_id = plan.id WHERE plan.contact_id IS NULL
GROUP BY 5, 6, 7
"""  # noqa: S608
TESTS = f"""
SELECT COALESCE(t.sampled_at <= %(as_of)s, false), t.due_on < %(today)s, count(*)
FROM followup_scheduledtest t
WHERE NOT t.is_antigen AND t.due_on <= %(today)s AND t.state <> 'waived'
    AND (t.plan_id IN (SELECT o.id FROM ({OPEN_THEN}) o)) IS TRUE
GROUP BY 1, 2
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
    given |= {"today": today, "open": OPEN, "places": RESTRICTED, "held": [each.value for each in states]}
    for kind, edition, state, has_plan, stays, placed, last, number in _rows(PEOPLE.format(held=held), given):
        seen = rules.Held(
            is_found=state != ContactState.LOST, has_plan=has_plan, must_stay=bool(stays), is_placed=bool(placed),
            missed_check=last == CheckOutcome.MISSED, unreachable=last == CheckOutcome.UNREACHABLE,
        )  # fmt: skip
        yield Alike(kind, edition, seen, number)


def tests_then(incident_id: UUID, as_of: datetime, today: date) -> Counter[rules.Owed]:
    """The tests that plans open at a moment owed until then, counted."""
    rows = _rows(TESTS, {"incident": incident_id, "as_of": as_of, "today": today, "open": OPEN})
    return Counter({rules.Owed(is_done=done, is_over=over): number for done, over, number in rows})


def _rows(statement: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())
