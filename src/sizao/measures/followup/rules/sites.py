"""Somebody at a quarantine site turned positive: whose isolation begins anew, by the edition's figure for sites."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from sizao.kernel.decisions import Decision
from sizao.measures.followup import errors
from sizao.measures.followup.types.places import SiteStay

if TYPE_CHECKING:
    from sizao.kernel.editions import Edition

SITE_RESTART = "isolation_sites.restart_days"
NEXT_TO = 1
"""Storeys apart at most: the same floor, the floor above and the floor below, as the clause says."""


def asks_restart(edition: Edition) -> Decision:
    """Whether an edition lets isolation begin anew at all when somebody at a site turns positive; ``days`` is how long."""
    if not edition.says(SITE_RESTART):
        return Decision.no(errors.RestartNotAsked(edition_id=edition.id), clause=edition.clause())
    figure = edition.figure(SITE_RESTART)
    return Decision.yes(clause=figure.clause, days=int(str(figure.value)))


def begins_anew(found: SiteStay, mate: SiteStay, edition: Edition, since: datetime) -> Decision:
    """Whether the isolation of somebody who stayed at the same site begins anew; ``until`` is its last day at least.

    Args:
        found: where who turned positive stayed at that moment.
        mate: where somebody with an open plan stayed then.
        edition: the edition in force.
        since: that moment: when the person found positive was sampled.
    """
    asked = asks_restart(edition)
    if not asked:
        return asked
    if mate.place_id is None or mate.place_id != found.place_id:
        return Decision.no(errors.NotThereThen(number=mate.plan.number), clause=asked.clause)
    if found.floor is None or mate.floor is None:
        nameless = found if found.floor is None else mate
        return Decision.no(errors.FloorUnknown(number=nameless.plan.number), clause=asked.clause)
    if abs(found.floor - mate.floor) > NEXT_TO:
        return Decision.no(errors.OtherFloor(number=mate.plan.number), clause=asked.clause)
    days = int(str(asked.facts["days"]))
    until = since.astimezone(edition.tz).date() + timedelta(days=days)
    return Decision.yes(clause=asked.clause, days=days, until=until)
