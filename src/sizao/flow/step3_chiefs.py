"""Step 3, at the door: leads and requests routed to an address are offered by name to the nearest chief of the grid tree."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sizao.ground.command import actions as command
from sizao.ground.command import queries as commanded
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level, ancestor
from sizao.kernel.words import Words
from sizao.measures.referrals import events as lists
from sizao.measures.referrals import queries as referrals
from sizao.spine.outbox.types import on
from sizao.spine.scope import queries as scope
from sizao.trace.tracing import events
from sizao.trace.tracing import queries as tracing


@on(events.LeadsRouted)
def offer_leads_to_chiefs(event: events.LeadsRouted, *, by: Actor, at: datetime) -> None:
    """Ask the nearest chief of each address to ask those whom the trace knows from weak evidence alone."""
    number = commanded.incident(event.incident_id).number if event.incident_id else ""
    title = Words(f"核实线索人员({number})", f"Ask people of leads ({number})")
    asked = [
        NewTask(TaskKind.VERIFY, title, GroupKind.COMMUNITY, area, None, f"{people}人,见“线索核实”。 / {people} to ask, under Leads to ask about.")
        for area, people in tracing.leads_by_area(event.run_id).items()
    ]  # fmt: skip
    _offer(asked, by, at)


@on(lists.RequestRouted)
def offer_requests_to_chiefs(event: lists.RequestRouted, *, by: Actor, at: datetime) -> None:
    """Ask the nearest chief of an address to look for whom a list asks about."""
    number = referrals.arrived(referrals.request(event.request_id).list_id).number
    title = Words(f"核查名单人员({number})", f"Check people of a list ({number})")
    detail = "见“核查协查”中派到本网格的人员。 / Those routed to your grid, under Lists to check."
    _offer([NewTask(TaskKind.VERIFY, title, GroupKind.COMMUNITY, event.to_area, None, detail)], by, at)


def _offer(asked: Iterable[NewTask], by: Actor, at: datetime) -> None:
    """Offer each once, as its county: nobody is asked where no chief has an account or no headquarters commands."""
    by_county: dict[int, list[NewTask]] = {}
    for new in asked:
        by_county.setdefault(ancestor(new.area, Level.COUNTY), []).append(new)
    for area, tasks in by_county.items():
        county = Actor.system(by.name, area)
        with scope.acting(county):
            commanded_areas = commanded.areas_commanded([new.area for new in tasks])
            for new in tasks:
                if new.area in commanded_areas:
                    command.offer_once(new=new, by=county, at=at)
