"""What held of the contacts of an incident at a moment, as a question that the database goes on counting from."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sizao.trace.cases import rules
from sizao.trace.cases.types import ContactState

HELD_THEN = """
    SELECT n.contact_id,
           CASE WHEN n.asked AND t.state = 'approved' THEN 'approved' ELSE n.state END AS state,
           CASE WHEN t.state = 'approved' THEN t.contact_class ELSE n.contact_class END AS contact_class,
           COALESCE(NULLIF(CASE WHEN t.state = 'approved' THEN t.edition_id ELSE n.edition_id END, ''), n.now_edition) AS edition_id
    FROM (
        SELECT DISTINCT ON (s.contact_id) s.contact_id, s.state, s.contact_class, s.edition_id, c.edition_id AS now_edition,
               s.state = 'proposed' AND s.decision_id IS NULL AS asked
        FROM cases_contactstatus s JOIN cases_contact c ON c.id = s.contact_id
        WHERE c.incident_id = %s AND s.at <= %s
        ORDER BY s.contact_id, s.at DESC, s.id DESC
    ) n
    LEFT JOIN LATERAL (
        SELECT b.state, b.contact_class, b.edition_id FROM cases_contactstatus b
        WHERE b.contact_id = n.contact_id AND b.at <= %s AND b.state <> ALL(%s)
              AND NOT (b.state = 'proposed' AND b.decision_id IS NULL)
        ORDER BY b.at DESC, b.id DESC LIMIT 1
    ) t ON n.asked OR n.state = ANY(%s)
"""


def held_then(incident_id: UUID, as_of: datetime) -> tuple[str, list[Any]]:
    """The same as ``held_at`` for a question of a room above: a relation of ``contact_id, state, contact_class, edition_id``.

    Args:
        incident_id: the incident; the scope is the transaction's.
        as_of: the moment; who was not yet proposed is absent.

    Returns:
        The SQL of the relation, and its parameters in their order.
    """
    aside = [ContactState(each).value for each in rules.ASIDE]
    return HELD_THEN, [incident_id, as_of, as_of, aside, aside]
