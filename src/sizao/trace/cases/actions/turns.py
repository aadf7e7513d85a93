"""Who enters cases and contacts of one incident at the same moment comes one after the other."""

from __future__ import annotations

from uuid import UUID

from django.db import connection


def take_turn(incident_id: UUID) -> None:
    """Wait for whoever is entering people into the incident; the turn ends with the transaction.

    What is there is read after the wait, so that a person entered by two becomes one case and one contact, and neither's
    evidence is lost. Take it before any row is locked: a row holder who waited for the turn could be waited for in turn.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"cases {incident_id}"])
