"""Breach files of a county in every state that a door needs, a chief with a merit and an objection, a print pack."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sizao.ground.breaches import actions as breaches
from sizao.ground.breaches.types import Delivery, Finding, NewBreach, Route
from sizao.ground.command import actions as command
from sizao.ground.command.types import GroupKind, NewTask, TaskKind
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as registered
from sizao.ground.registry.types import NewResponsibility, OrganisationKind, Party
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import Level, parse, printed
from sizao.kernel.words import Words
from sizao.oversight.merits import actions as merits
from sizao.oversight.merits.types import MeritKind
from sizao.oversight.reports import actions as reports
from sizao.spine.scope import queries as scope

HOUR = timedelta(hours=1)
ASKING = "县疾控中心"
"""The organisation of everybody who knocks at doors."""


def build(county: Any, by: Actor, at: datetime) -> None:
    """Enter the objects of this module in ``county.ids``."""
    ids = county.ids
    second = Actor.system(f"decider of {county.mark.en}", county.area)
    ids["open_breach_id"] = _opened(county, ids["responsibility_id"], by, at)
    ids["breach_id"] = _answered(county, ids["responsibility_id"], by, at)
    ids["found_breach_id"] = _found(county, ids["responsibility_id"], by, second, at)
    ids["appealed_breach_id"] = _found(county, ids["responsibility_id"], by, second, at)
    breaches.note_appeal(
        breach_id=ids["appealed_breach_id"],
        text=f"{county.mark.zh}不服",
        reference="来函 2 号",
        by=by,
        at=at + 5 * HOUR,
    )
    body = registry.add_organisation(
        words=Words(ASKING, ASKING), kind=OrganisationKind.GOVERNMENT, area=county.area, by=by, at=at
    )
    ids["organisation_id"] = body
    own = NewResponsibility(ids["place_id"], Party.UNIT, f"{county.mark.zh}本单位责任", organisation_id=body)
    duty = registry.name_responsible(new=own, by=by, at=at)
    ids["own_breach_id"] = _answered(county, duty, by, at)
    ids["own_found_breach_id"] = _found(county, duty, by, second, at)
    _chief(county, by, at)
    ids["pack_id"] = reports.make_pack(meeting_id=ids["meeting_id"], by=by, at=at + HOUR)


def _chief(county: Any, by: Actor, at: datetime) -> None:
    """The chief of a building is the county's clerk, who objects; its grid is not the one that is closed."""
    ids, mark = county.ids, county.mark.zh
    grid = registry.add_area(parent=parse(ids["village"]), level=Level.GRID, by=by, at=at)
    building = registry.add_area(parent=grid, level=Level.BUILDING, by=by, at=at)
    registry.appoint_chief(code=building, username=f"{county.mark.en.lower()}-clerk", by=by, at=at)
    ids["chief_id"] = registered.chiefs([building], at)[building].id
    ids["building"] = printed(building)
    visit = NewTask(TaskKind.OTHER, county.said("入户走访", "visit"), GroupKind.COMMUNITY, building)
    ids["chief_task_id"] = command.offer_task(new=visit, by=by, at=at)
    ids["merit_id"] = merits.propose(
        chief_id=ids["chief_id"], kind=MeritKind.REST, text=f"{mark}连续值守", reference=f"{mark}台账", by=by, at=at
    )
    clerk = Actor("clerk", ActorKind.PERSON, ids["clerk_id"], "tracer", county.area)
    with scope.acting(clerk):
        ids["objection_id"] = merits.object_to(chief_id=ids["chief_id"], text=f"{mark}漏计", by=clerk, at=at)


def _opened(county: Any, duty: UUID, by: Actor, at: datetime) -> UUID:
    mark = county.mark.zh
    new = NewBreach(duty, at, f"{mark}无消毒记录", "emergency_51", "notify", f"{mark}照片", f"{mark}台账")
    return breaches.open_breach(new=new, by=by, at=at + HOUR)


def _answered(county: Any, duty: UUID, by: Actor, at: datetime) -> UUID:
    made, mark = _opened(county, duty, by, at), county.mark.zh
    breaches.tell(
        breach_id=made,
        text=f"{mark}请陈述申辩",
        by=by,
        at=at + 2 * HOUR,
        route=Route.PAPER,
        delivery=Delivery(mark, at + 2 * HOUR, mark, f"{mark}回证"),
    )
    breaches.note_answer(breach_id=made, text=f"{county.mark.zh}已改正", reference="来函 1 号", by=by, at=at + 3 * HOUR)
    return made


def _found(county: Any, duty: UUID, by: Actor, second: Actor, at: datetime) -> UUID:
    made = _answered(county, duty, by, at)
    breaches.find(
        breach_id=made, finding=Finding.UPHELD, reasons=f"{county.mark.zh}属实", measure="notify", by=second,
        at=at + 4 * HOUR,
    )  # fmt: skip
    return made
