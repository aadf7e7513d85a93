"""The three-agency room of the story: what investigators asked of health, police and telecom, and what came back. All invented."""

from __future__ import annotations

from datetime import timedelta

from sizao.ground.command.types import GroupKind
from sizao.ground.identity.types import Sealed
from sizao.project.worlds.yixing import data
from sizao.project.worlds.yixing.replay import Run, acting
from sizao.trace.cases import queries as cases
from sizao.trace.investigation import actions, queries
from sizao.trace.investigation.types import About, Direction, LeadOutcome

ASKED = (
    (
        GroupKind.POLICE,
        Direction.FORWARD,
        {Sealed.NAME, Sealed.DOCUMENT},
        "核查其登记车辆 12 月 8 日经过的卡口和同乘人员",
        2,
    ),
    (GroupKind.POLICE, Direction.FORWARD, {Sealed.NAME}, "核查 12 月 9 日宴席同桌、未留联系方式者的住址", 3),
    (GroupKind.TELECOM, Direction.BACK, {Sealed.PHONE}, "核查该号码 12 月 2 日至 9 日漫游到访的城市", 2),
    (
        GroupKind.HEALTH,
        Direction.BACK,
        {Sealed.NAME, Sealed.DOCUMENT},
        "核查发病前 14 天各医疗机构就诊和发热门诊登记",
        4,
    ),
)
"""Group, way, parts of the identity, what is asked, hours to answer."""
ANSWERED = (
    (0, LeadOutcome.CONFIRMED, "342 省道卡口 7:52 通过,同乘一人,已找到", "万石镇余庄村"),
    (1, LeadOutcome.UNREACHED, "登记住址无人居住,邻居称已外出", ""),
    (2, LeadOutcome.RULED_OUT, "无出省漫游记录", ""),
)
"""Which lead, what came of it, the note, and the address that the grid is sent to."""


def ask(run: Run) -> None:
    """Ask the three agencies for what an interview cannot know, and note what two of them found."""
    with acting("宜兴市疾病预防控制中心") as by:
        found = queries.of_case(run.case_id)
        if found is None:
            return
        person, start = cases.case(run.case_id).person_id, run.at("interview", "saved_at")
        asked = [
            actions.ask_lead(
                investigation_id=found.id, direction=way, what=what, area=data.area("320282"), group=group, by=by, at=start,
                about=About(
                    person_id=person, parts=frozenset(parts), since=start - timedelta(days=7), until=start,
                    due_at=start + timedelta(hours=hours),
                ),
            )
            for group, way, parts, what, hours in ASKED
        ]  # fmt: skip
    with acting("三公协查") as by:
        for place, outcome, note, address in ANSWERED:
            at = start + timedelta(minutes=50 + 20 * place)
            actions.answer_lead(lead_id=asked[place], outcome=outcome, note=note, address=address, by=by, at=at)
