"""Count what an account looks at, hour by hour, and stop it when it is far above honest work."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from sizao.ground.identity.rules import access
from sizao.ground.identity.types import LookKind
from sizao.kernel.actors import Actor
from sizao.kernel.ids import uuid7

SPEND = """
INSERT INTO identity_allowance AS a (id, user_id, kind, hour, used) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (user_id, kind, hour) DO UPDATE SET used = a.used + excluded.used RETURNING used
"""


def spend(kind: LookKind, number: int, *, by: Actor, at: datetime) -> None:
    """Add to the hour's count of a signed-in person; machines and the platform itself are not counted.

    Raises:
        AllowanceSpent: when the hour's allowance is used up.
    """
    if by.user_id is None or number == 0:
        return
    hour = at.replace(minute=0, second=0, microsecond=0)
    with connection.cursor() as cursor:
        cursor.execute(SPEND, [uuid7(), by.user_id, kind.value, hour, number])
        used = int(cursor.fetchone()[0])
    access.may_spend(kind, used).or_raise()
