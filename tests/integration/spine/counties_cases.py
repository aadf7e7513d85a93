"""The objects of a county that stand beside its cases: boundary files, interviews, lists to check, requests for erasure."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sizao.flow.step0_intake import enrol
from sizao.ground.command.types import GroupKind
from sizao.ground.identity import actions as identity
from sizao.ground.identity.models import Disclosed, Disclosure, DisclosureStep, Glass
from sizao.ground.identity.rules.disclosing import digest
from sizao.ground.identity.types import DisclosureState, ErasureGround, NewIdentity, Purpose, Sealed
from sizao.ground.registry import actions as registry
from sizao.ground.registry import queries as registered
from sizao.ground.registry.types import NewPerson
from sizao.kernel.actors import Actor
from sizao.kernel.documents import DocumentKind, synthetic_document
from sizao.kernel.geodesy import Crs
from sizao.kernel.phones import synthetic_phone
from sizao.measures.referrals import actions as referrals
from sizao.measures.referrals import queries as referred
from sizao.measures.referrals.actions import answering, letters
from sizao.measures.referrals.types import NewLetter, NewList, SourceKind
from sizao.measures.referrals.types.answering import NewSaid
from sizao.spine.accounts.types import Role
from sizao.trace.cases import queries as cases
from sizao.trace.cases.models import Cluster
from sizao.trace.investigation import actions as investigation
from sizao.trace.investigation.types import About, Direction

RING = [[119.9, 31.4], [119.95, 31.4], [119.95, 31.45], [119.9, 31.45], [119.9, 31.4]]


def build(county: Any, by: Actor, at: datetime, now: datetime) -> None:
    """Enter the objects of this module in ``county.ids``; ``now`` is when somebody asks."""
    _boundaries(county, by, at)
    _interview(county, by, at)
    _cluster(county, at)
    _list(county, by, at)
    _erasures(county, by, at, now)
    _disclosures(county, now)


def _boundaries(county: Any, by: Actor, at: datetime) -> None:
    geometry = {"type": "Polygon", "coordinates": [RING]}
    feature = {"type": "Feature", "properties": {"adcode": county.town}, "geometry": geometry}
    county.ids["file_id"] = registry.stage_boundaries(
        content=json.dumps({"type": "FeatureCollection", "features": [feature]}).encode(), crs=Crs.WGS84,
        filename=f"{county.mark.en}.json", source=f"{county.mark.zh}资源局", by=by, at=at,
    ).id  # fmt: skip


def _interview(county: Any, by: Actor, at: datetime) -> None:
    """An interview whose form nobody holds, with something typed and one version kept."""
    ids = county.ids
    ids["case_number"] = cases.case(ids["case_id"]).number
    found = ids["investigation_id"] = investigation.begin(case_id=ids["case_id"], by=by, at=at)
    investigation.save_draft(investigation_id=found, changes={"occupation": county.mark.zh}, by=by, at=at)
    investigation.pause(investigation_id=found, by=by, at=at)
    ids["lead_id"] = investigation.ask_lead(
        investigation_id=found, direction=next(iter(Direction)), what=f"{county.mark.zh}核实同桌人员",
        area=county.town_area, group=GroupKind.COMMUNITY, by=by, at=at,
    )  # fmt: skip
    for group in (GroupKind.TELECOM, GroupKind.POLICE, GroupKind.HEALTH):
        about = About(person_id=cases.case(ids["case_id"]).person_id, parts=frozenset({Sealed.PHONE}))
        ids["agency_lead_id"] = ids[f"{group.value}_lead_id"] = investigation.ask_lead(
            investigation_id=found, direction=next(iter(Direction)), what=f"{county.mark.zh}核查登记记录",
            area=county.area, group=group, by=by, at=at, about=about,
        )  # fmt: skip


def _cluster(county: Any, at: datetime) -> None:
    """A cluster recorded around the county's place, as an earlier day's rule found it."""
    ids = county.ids
    row = Cluster.objects.create(
        incident_id=ids["incident_id"], kind="venue", place_id=ids["place_id"], area=county.area, first_on=at.date(),
        last_on=at.date(), cases_needed=5, days=14, edition_id="cn-covid-ed8", recorded_at=at, by=county.mark.zh,
    )  # fmt: skip
    ids["cluster_id"] = row.id


def _list(county: Any, by: Actor, at: datetime) -> None:
    """A list of one person, whose address names a village of the town."""
    village = registered.children(county.town_area)[0]
    where = f"{registered.area(county.town_area).words.zh}{village.words.zh}8号"
    text = f"姓名,联系电话,现住址\n司马{county.mark.zh},{synthetic_phone(county.seed + 100)},{where}\n"
    new = NewList(kind=SourceKind.CITY, sender=f"{county.mark.zh}协查组", received_at=at)
    ids = county.ids
    ids["list_id"] = referrals.receive(new=new, content=text.encode(), filename="list.csv", by=by, at=at).id
    [request] = referred.requests_of(ids["list_id"])
    ids["request_id"] = request.id
    letters.reply(list_id=ids["list_id"], by=by, at=at)
    told = NewLetter(
        incident_id=ids["incident_id"], destination=f"{county.mark.zh}外市", contact_ids=(ids["contact_id"],),
        asked=f"{county.mark.zh}核实", reply_by=at + timedelta(days=1),
    )  # fmt: skip
    ids["letter_id"] = letters.send(new=told, by=by, at=at).id
    link = answering.give_out(letter_id=ids["letter_id"], by=by, at=at)
    assert answering.enter(code=link.code, handle=link.handle, client=county.mark.en, by=by, at=at)
    ids["said_id"] = answering.say(link_id=link.id, said=NewSaid(received_by=f"{county.mark.zh}前台"), by=by, at=at)


def _erasures(county: Any, by: Actor, at: datetime, now: datetime) -> None:
    """Two persons whom nothing needs any more; for one of them the erasure is asked for."""
    ids = county.ids
    known = [
        NewIdentity(f"端木{county.mark.zh}{each}", DocumentKind.CITIZEN_ID, synthetic_document(county.seed + 200 + each).number)
        for each in (1, 2)
    ]  # fmt: skip
    leaving, asked = enrol([(each, NewPerson(area_residence=county.town_area)) for each in known], by=by, at=at)
    named = registered.persons([leaving, asked])
    ids["leaver_number"], ids["erased_number"] = named[leaving].number, named[asked].number
    officer = Actor(
        f"{county.mark.zh}专员", role=Role.DATA_OFFICER, area=county.area, organisation=f"{county.mark.zh}中心"
    )
    ids["erasure_id"] = identity.request_erasure(
        person_id=asked, ground=ErasureGround.PURPOSE_DONE, reason=f"{county.mark.zh}处理目的已经实现", by=officer,
        at=now - timedelta(hours=1),
    )  # fmt: skip


def _disclosures(county: Any, now: datetime) -> None:
    """A look at many that waits for its second person, one that was signed, and an emergency look of the county's clerk."""
    ids = county.ids
    ids["disclosure_id"] = _disclosure(county, None, now)
    ids |= own_looks(county, ids["clerk_id"], now)
    ids["glass_id"] = ids["own_glass_id"]


def own_looks(county: Any, user_id: int, now: datetime) -> dict[str, Any]:
    """A signed look at many, and an emergency look, both an account's own."""
    signed = _disclosure(county, user_id, now)
    DisclosureStep.objects.create(
        request_id=signed,
        step=DisclosureState.GRANTED,
        at=now - timedelta(minutes=20),
        by="second",
        organisation="指挥部",
    )
    broken = Glass.objects.create(
        person=county.ids["person_id"], area=county.area, breaker_area=county.area, purpose=Purpose.SUPPLY,
        reason=f"{county.mark.zh}急救用药须核对本人", at=now - timedelta(minutes=5), until=now + timedelta(minutes=25),
        by="somebody", by_user=user_id,
    )  # fmt: skip
    return {"own_disclosure_id": signed, "own_glass_id": broken.id}


def _disclosure(county: Any, user_id: int | None, now: datetime) -> UUID:
    asked = [county.ids["person_id"]]
    row = Disclosure.objects.create(
        area=county.area, purpose=Purpose.SUPPLY, reason=f"{county.mark.zh}保供名单核对到户", persons=101,
        digest=digest(asked), at=now - timedelta(minutes=30), by="asker", by_user=user_id, organisation="县保供中心",
    )  # fmt: skip
    Disclosed.objects.bulk_create([Disclosed(request=row, person=each) for each in asked])
    return row.id
