"""What is handed in at the doors of papers, duty, issues, calls and duplicates."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sizao.kernel.areas import parse
from tests.integration.spine.counties import AT, HOME, NOW
from tests.integration.spine.errands import LATER, LOCAL, NOTHING, Errand, Ids, fixed

WHY = {"reason": "与本人电话核对出生日期和住址"}
POINT = {"title": "核对", "group": "verification"}
REPORT = {"to": "省专家组", "summary": "已核对"}
MINUTES = {"text": "第二稿"}
NOTE = {"note": "电话确认"}
VISIT = {"on": AT.date().isoformat(), "note": "走访"}
LIMIT = {"wait": "unread_minutes", "minutes": 30, "number": "防指1号"}
MONDAY = "2021-12-20\t08:00-20:00\t\t甲某\t乙某\t丙某"
FAR = AT + timedelta(days=9)


def an_instruction(area: str, **more: Any) -> dict[str, Any]:
    return {"area": area, "source": "省专家组", "text": "核对名单", **more}


def a_meeting(area: str, **more: Any) -> dict[str, Any]:
    return {"area": area, "kind": "joint", "title": "会商", "held_at": AT.isoformat(), **more}


def an_order(area: str, area_to: str, **more: Any) -> dict[str, Any]:
    return {"area": area, "area_to": area_to, "title": "加派人手", "text": "今晚到位", **more}


def a_circular(area: str) -> dict[str, Any]:
    return {"area": area, "edition_id": "cn-covid-ed9", "title_zh": "通知", "text": "照新方案办理"}


def a_roster(area: str) -> dict[str, Any]:
    posts = [{"role": "lead", "name": "甲某"}]
    shift = {"start": FAR.isoformat(), "until": (FAR + timedelta(hours=12)).isoformat(), "posts": posts}
    return {"area": area, "shifts": [shift]}


def an_issue(area: str) -> dict[str, Any]:
    return {"area": area, "title": "卡口无灯", "owner": "镇", "source": "front"}


def a_leader(area: str) -> dict[str, Any]:
    return {"area": area, "leader": "甲某", "body": "party", "unit": "三村"}


def _incident(ids: Ids) -> dict[str, str]:
    return {"incident_id": str(ids["incident_id"])}


def _item(ids: Ids) -> dict[str, str]:
    return {"kind": "task_unassigned", "id": str(ids["item_id"])}


def _cure(ids: Ids) -> dict[str, str]:
    return {"kind": "task", "reference": ids["done_number"], "text": "已排班"}


def _merge(ids: Ids) -> dict[str, str]:
    return {"survivor": ids["twin_number"], "merged": ids["other_twin_number"], **WHY}


FORM_ORDER = {
    "seen": str(parse(HOME.town)),
    "area_to": HOME.town,
    "title": "加派人手",
    "text": "今晚到位",
    "group": "community",
}
FORM_MEETING = {"kind": "joint", "title": "会商", "held_at": NOW.strftime(LOCAL)}

FORM = {
    "kinds": ["group"], "due": "10:00", "chase_hours": 2, "look_back_days": 7, "indicators": ["staff_on_duty"],
    "since": "2031-01-01",
}  # fmt: skip
ARRIVED = {"regime": "inbound", "area": HOME.town, "origin": "某市"}

ERRANDS: dict[tuple[str, str], Errand] = {
    # ------------------------------------------------------------------ papers
    ("POST", "/api/v1/circulars"): fixed(a_circular(HOME.code)),
    ("POST", "/api/v1/deliveries/{delivery_id}/readings"): fixed(NOTE),
    ("POST", "/api/v1/instructions"): Errand(lambda ids: an_instruction(HOME.code, **_incident(ids))),
    ("POST", "/api/v1/instructions/{instruction_id}/reports"): fixed(REPORT),
    ("POST", "/api/v1/instructions/{instruction_id}/tasks"): fixed({**POINT, "due_at": LATER}),
    ("POST", "/api/v1/meetings"): Errand(lambda ids: a_meeting(HOME.code, **_incident(ids))),
    ("POST", "/api/v1/meetings/{meeting_id}/minutes"): fixed(MINUTES),
    ("POST", "/api/v1/meetings/{meeting_id}/resolutions"): fixed({"text": "当日完成", "task": POINT}),
    ("POST", "/api/v1/orders"): Errand(lambda ids: an_order(HOME.code, HOME.town, **_incident(ids))),
    ("POST", "/api/v1/orders/preview"): Errand(lambda ids: an_order(HOME.code, HOME.town, **_incident(ids))),
    ("POST", "/command/circulars/new/"): fixed(
        {"edition": "cn-covid-ed9", "previous": "cn-covid-ed8", "title_zh": "通知", "text": "照新方案办理"}
    ),
    ("POST", "/command/deliveries/<uuid:delivery_id>/confirm/"): fixed(NOTE),
    ("POST", "/command/instructions/<uuid:instruction_id>/report/"): fixed(REPORT),
    ("POST", "/command/instructions/<uuid:instruction_id>/split/"): fixed(POINT),
    ("POST", "/command/instructions/new/"): Errand(
        lambda ids: {"source": "省专家组", "text": "核对名单", "incident": str(ids["incident_id"])}
    ),
    ("POST", "/command/meetings/<uuid:meeting_id>/decisions/"): fixed({"text": "当日完成", **POINT}),
    ("POST", "/command/meetings/<uuid:meeting_id>/minutes/"): fixed(MINUTES),
    ("POST", "/command/meetings/new/"): Errand(lambda ids: {**FORM_MEETING, "incident": str(ids["incident_id"])}),
    ("POST", "/command/orders/new/"): Errand(lambda ids: {**FORM_ORDER, "incident": str(ids["incident_id"])}),
    # ------------------------------------------------------------------ attention
    ("POST", "/api/v1/headquarters/{area}/emergency"): fixed({}),
    ("POST", "/api/v1/headquarters/{area}/emergency/preview"): fixed({}),
    ("POST", "/command/headquarters/<str:code>/emergency/"): fixed({"give-roster": "on"}),
    ("POST", "/api/v1/headquarters/{area}/limits"): fixed(LIMIT),
    ("POST", "/api/v1/incidents/{incident_id}/first-steps"): fixed(NOTHING),
    ("POST", "/api/v1/unattended/taking"): Errand(_item),
    ("POST", "/command/incidents/<uuid:incident_id>/first-steps/"): fixed({"force-0": "on"}),
    ("POST", "/command/unattended/<str:kind>/<uuid:item_id>/take/"): fixed(NOTHING),
    ("POST", "/command/unattended/limits/"): fixed(LIMIT),
    # ------------------------------------------------------------------ duty
    ("POST", "/api/v1/hand-overs/{hand_over_id}/signatures"): fixed({"side": "out"}),
    ("POST", "/api/v1/rosters"): fixed(a_roster(HOME.code)),
    ("POST", "/api/v1/shifts/{shift_id}/hand-over"): fixed({"note": "交代"}),
    ("POST", "/api/v1/shifts/{shift_id}/withdrawal"): fixed(NOTHING),
    ("POST", "/duty/hand-overs/<uuid:hand_over_id>/sign/<str:side>/"): fixed(NOTHING),
    ("POST", "/duty/rosters/<str:code>/week/"): fixed({"week": MONDAY, "step": "save"}),
    ("POST", "/duty/shifts/<uuid:shift_id>/hand-over/"): fixed({"note": "交代"}),
    ("POST", "/duty/shifts/<uuid:shift_id>/withdraw/"): fixed(NOTHING),
    # ------------------------------------------------------------------ issues and leaders
    ("POST", "/api/v1/issues"): fixed(an_issue(HOME.town)),
    ("POST", "/api/v1/issues/{issue_id}/cure"): Errand(_cure),
    ("POST", "/api/v1/issues/{issue_id}/occurrences"): fixed({"source": "front", "text": "又一次"}),
    ("POST", "/api/v1/leaders"): fixed(a_leader(HOME.town)),
    ("POST", "/api/v1/leaders/{liaison_id}/visits"): fixed({**VISIT, "problem": "无灯"}),
    ("POST", "/issues/<uuid:issue_id>/cure/"): Errand(_cure),
    ("POST", "/issues/<uuid:issue_id>/met/"): fixed({"source": "front", "text": "又一次"}),
    ("POST", "/issues/leaders/<uuid:liaison_id>/end/"): fixed(NOTHING),
    ("POST", "/issues/leaders/<uuid:liaison_id>/visits/"): fixed({**VISIT, "problem": "无灯"}),
    ("POST", "/issues/leaders/new/"): fixed(a_leader(HOME.town)),
    ("POST", "/issues/new/"): fixed(an_issue(HOME.town)),
    # ------------------------------------------------------------------ return forms
    ("POST", "/api/v1/return-forms"): fixed({**FORM, "name_zh": "新日报"}),
    ("POST", "/returns/forms/new/"): fixed({**FORM, "name_zh": "新日报"}),
    ("POST", "/returns/forms/<slug:form_id>/"): fixed({**FORM, "name_zh": "日报甲", "reason": "按新要求修改"}),
    # ------------------------------------------------------------------ people who arrived
    ("POST", "/api/v1/arrivals"): Errand(
        lambda ids: {**_incident(ids), **ARRIVED, "person_id": ids["person_id"], "arrived_at": "2021-12-10T02:00:00Z"}
    ),
    ("POST", "/followup/arrivals/new/"): Errand(
        lambda ids: {
            "?": {"incident": str(ids["incident_id"]), "area": "320282000000", "arrived_at": "2021-12-10T10:00"},
            "regime": "inbound",
            "origin": "某市",
            "person": str(ids["person_number"]),
        }
    ),
    # ------------------------------------------------------------------ calls
    ("POST", "/api/v1/calls/plan"): Errand(lambda ids: {**_incident(ids), "purpose": "interview"}),
    ("POST", "/api/v1/calls/share"): fixed(NOTHING),
    ("POST", "/api/v1/calls/{uuidstr:call_id}/tries"): fixed({"outcome": "well", "reason": "夜间已与本人约定"}),
    ("POST", "/calls/<uuid:call_id>/number/"): fixed({"reason": "夜间已与本人约定"}),
    ("POST", "/calls/<uuid:call_id>/record/"): fixed({"outcome": "well", "reason": "夜间已与本人约定"}),
    ("POST", "/calls/callers/"): Errand(lambda ids: {"account": str(ids["clerk_id"]), "languages": "zh en"}),
    ("POST", "/api/v1/calls/teams"): fixed({"name": "新小组", "area": HOME.town}),
    ("POST", "/calls/plan/"): Errand(lambda ids: {"incident": str(ids["incident_id"]), "purpose": "interview"}),
    # ------------------------------------------------------------------ decisions on contacts
    ("POST", "/api/v1/contact-decisions/{decision_id}/undoing"): fixed({"reason": "选错了名单"}),
    ("POST", "/cases/contacts/decisions/<uuid:decision_id>/undo/"): fixed({"reason": "选错了名单"}),
    # ------------------------------------------------------------------ persons entered twice
    ("POST", "/api/v1/identity/duplicates/{pair_id}/apart"): fixed(WHY),
    ("POST", "/api/v1/identity/merges"): Errand(_merge),
    ("POST", "/api/v1/identity/merges/{merge_id}/part"): fixed(WHY),
    ("POST", "/api/v1/identity/surviving"): Errand(lambda ids: {"numbers": [ids["twin_number"]]}),
    ("POST", "/identity/duplicates/<int:pair_id>/decide/"): fixed({"step": "merge_one", **WHY}),
}
"""By method and address, as in ``errands``."""


def in_an_area(code: str, town: str) -> dict[tuple[str, str], Any]:
    """Bodies of these doors that write something new in an area."""
    return {
        ("POST", "/api/v1/circulars"): a_circular(code),
        ("POST", "/api/v1/instructions"): an_instruction(code),
        ("POST", "/api/v1/meetings"): a_meeting(code),
        ("POST", "/api/v1/orders"): an_order(code, town),
        ("POST", "/api/v1/orders/preview"): an_order(code, town),
        ("POST", "/command/orders/new/"): {**FORM_ORDER, "area_to": town, "seen": str(parse(town))},
        ("POST", "/api/v1/rosters"): a_roster(code),
        ("POST", "/api/v1/issues"): an_issue(town),
        ("POST", "/api/v1/leaders"): a_leader(town),
        ("POST", "/issues/new/"): an_issue(town),
        ("POST", "/issues/leaders/new/"): a_leader(town),
    }
