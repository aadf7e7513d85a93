"""What held of the contacts of an incident at a moment, as a question that the database goes on counting from."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sizao.trace.cases import rules
from sizao.trace.cases.models.contacts import KEPT
from sizao.trace.cases.types import ContactState

HELD_THEN = """
WITH stirred AS MATERIALIZED (
    SELECT DISTINCT contact_id FROM cases_contactstatus WHERE at > %(as_of)s
), newest AS MATERIALIZED (
    SELECT DISTINCT ON (s.contact_id) s.contact_id, s.state, s.contact_class, s.edition_id,
        s.state = 'proposed' AND s.decision_id IS NULL AS is_asked, s.state = ANY(%(aside)s) AS is_aside
    FROM cases_contactstatus s
    WHERE s.at <= %(as_of)s AND (s.contact_id IN (SELECT contact_id FROM stirred)) IS TRUE
    ORDER BY s.contact_id, s.at DESC, s.id DESC
), stood AS MATERIALIZED (
    SELECT n.contact_id,
        CASE WHEN n.is_asked AND settled.state = 'approved' THEN 'approved' ELSE n.state END AS state,
        CASE WHEN settled.state = 'approved' THEN settled.contact_class ELSE n.contact_class END AS contact_class,
        NULLIF(CASE WHEN settled.state = 'approved' THEN settled.edition_id ELSE n.edition_id END, '') AS edition_id
    FROM newest n LEFT JOIN LATERAL (
        SELECT e.state, e.contact_class, e.edition_id FROM cases_contactstatus e
        WHERE (n.is_asked OR n.is_aside) AND e.contact_id = n.contact_id AND e.at <= %(as_of)s
            AND NOT (e.state = 'proposed' AND e.decision_id IS NULL) AND e.state <> ALL(%(aside)s)
        ORDER BY e.at DESC, e.id DESC LIMIT 1
    ) settled ON true
)
SELECT c.id AS contact_id,
    CASE WHEN stood.contact_id IS NOT NULL THEN stood.state
        WHEN c.status = 'proposed' AND e.waits THEN 'approved' ELSE c.status END AS state,
    CASE WHEN stood.contact_id IS NOT NULL THEN stood.contact_class
        WHEN e.waits THEN c.earlier ->> 'contact_class' ELSE c.contact_class END AS contact_class,
    COALESCE(stood.edition_id, CASE WHEN stood.contact_id IS NULL AND e.waits THEN c.earlier ->> 'edition_id' END,
        c.edition_id) AS edition_id
FROM cases_contact c LEFT JOIN stood ON stood.contact_id = c.id,
    LATERAL (SELECT c.status = ANY(%(kept)s) AND c.earlier ? 'contact_class' AS waits) e
WHERE c.incident_id = %(incident)s
    AND (stood.contact_id IS NOT NULL OR c.id NOT IN (SELECT contact_id FROM stirred))
"""
"""Who moved since is told by the newest status row of then, everybody else as they stand now.

``IS TRUE`` keeps PostgreSQL from making a join of it: it takes the policy's range for a few rows, and would look up each of
the many by itself.
"""


def held_then(incident_id: UUID, as_of: datetime) -> tuple[str, dict[str, Any]]:
    """The same as ``held_at`` for a question of a room above: a relation of ``contact_id, state, contact_class, edition_id``.

    Args:
        incident_id: the incident; the scope is the transaction's.
        as_of: the moment; who was not yet proposed is absent.

    Returns:
        The SQL of the relation, and its parameters by name.
    """
    aside, kept = [ContactState(each).value for each in rules.ASIDE], [each.value for each in KEPT]
    return HELD_THEN, {"incident": incident_id, "as_of": as_of, "aside": aside, "kept": kept}
