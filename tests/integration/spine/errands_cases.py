"""What is handed in at the doors of boundary files, interviews, lists to check, erasures, exchange and drafted notices."""

from __future__ import annotations

import json

from sizao.kernel.areas import parse
from tests.integration.spine.counties import HOME
from tests.integration.spine.doors import PASSWORD
from tests.integration.spine.errands import NOTHING, REASON, Errand, Ids, fixed

WHY = "核对后确有必要的说明理由"
TYPED = {"changes": {"occupation": "教师"}}
CHANGED = {"version": 1, "address": "新街2号", "reason": WHY}
ANSWER = {"outcome": "cleared", "note": "电话核实"}
LIST = {"kind": "city", "sender": "南京市疾控中心", "priority": "today"}
ROWS = f"姓名,联系电话,现住址\n新来者,13900000000,{HOME.town}\n"
LOOK = {"number": "P-ZZZZZZZZZ", "purpose": "supply", "reason": "急救用药须立即核对家属联系方式"}
ERASE = {"erasure_ground": "purpose_done", "erasure_reason": WHY}
DRAFT = {"title_zh": "通告", "body": "正文", "scope": HOME.code}
LEAD = {"direction": "back", "what": "核实同桌人员", "area": HOME.town, "group": "investigation"}


def _picked(ids: Ids) -> dict[str, list[str]]:
    return {"request_ids": [str(ids["request_id"])]}


def _letter(ids: Ids) -> dict[str, object]:
    """A second letter about somebody who stands in one already."""
    return {
        "incident_id": str(ids["incident_id"]), "contact_ids": [str(ids["contact_id"])], "destination": "某市",
        "asked": "核实去向", "reply_by": "2021-12-20T10:00:00+08:00",
    }  # fmt: skip


def _letter_form(ids: Ids) -> dict[str, object]:
    return {
        "incident": str(ids["incident_id"]), "picked": [str(ids["contact_id"])], "destination": "某市",
        "asked": "核实去向", "reply_by": "2021-12-20T10:00",
    }  # fmt: skip


def _objects(ids: Ids) -> dict[str, object]:
    zones = [str(ids["declared_zone_id"])]
    return {"incident_id": str(ids["incident_id"]), "kind": "declare", "zone_ids": zones}


def _drafted(ids: Ids) -> dict[str, object]:
    asked = {"incident": str(ids["incident_id"]), "kind": "declare", "zone": str(ids["declared_zone_id"])}
    return {"?": asked, **DRAFT, "supersedes": str(ids["notice_id"]), "seen": str(parse(DRAFT["scope"]))}


ERRANDS: dict[tuple[str, str], Errand] = {
    # ------------------------------------------------------------------ boundary files
    ("POST", "/api/v1/boundaries/{file_id}/apply"): fixed(NOTHING),
    ("POST", "/registry/boundaries/<uuid:file_id>/apply/"): fixed(NOTHING),
    ("POST", "/registry/boundaries/<uuid:file_id>/aside/"): fixed(NOTHING),
    # ------------------------------------------------------------------ interviews: nobody holds the form
    ("POST", "/api/v1/cases/{case_id}/investigation"): fixed(NOTHING),
    ("PATCH", "/api/v1/investigations/{investigation_id}/draft"): fixed(TYPED, 409),
    ("POST", "/api/v1/investigations/{investigation_id}/hold"): fixed(NOTHING),
    ("DELETE", "/api/v1/investigations/{investigation_id}/hold"): fixed(NOTHING, 409),
    ("POST", "/api/v1/investigations/{investigation_id}/submission"): fixed(NOTHING, 409),
    ("POST", "/api/v1/investigations/{investigation_id}/review"): fixed({"step": "approve"}, 409),
    ("POST", "/investigation/begin/<uuid:case_id>/"): fixed(NOTHING),
    ("POST", "/investigation/<uuid:investigation_id>/save/"): fixed(json.dumps(TYPED), 409),
    ("POST", "/investigation/<uuid:investigation_id>/take/"): fixed(NOTHING),
    ("POST", "/investigation/<uuid:investigation_id>/work/"): fixed({"step": "pause"}, 409),
    ("POST", "/investigation/<uuid:investigation_id>/review/"): fixed({"step": "approve"}, 409),
    ("POST", "/investigation/<uuid:investigation_id>/leads/"): fixed(LEAD),
    ("POST", "/api/v1/investigations/{investigation_id}/leads"): fixed(LEAD),
    ("POST", "/api/v1/investigation-leads/{lead_id}/place"): fixed(NOTHING, 409),
    ("POST", "/investigation/leads/<uuid:lead_id>/place/"): fixed(NOTHING, 409),
    ("POST", "/api/v1/agency-leads/{lead_id}/place"): fixed(NOTHING, 409),
    ("POST", "/investigation/agency/<uuid:lead_id>/place/"): fixed(NOTHING, 409),
    ("POST", "/api/v1/agency-leads/{lead_id}/parts"): fixed(NOTHING),
    ("POST", "/api/v1/agency-leads/{lead_id}/answers"): fixed({"outcome": "unreached", "note": "无就诊记录"}),
    ("POST", "/investigation/agency/<uuid:lead_id>/"): fixed({"outcome": "unreached", "note": "无就诊记录"}),
    ("POST", "/investigation/agency/<uuid:lead_id>/parts/"): fixed(NOTHING),
    ("POST", "/investigation/<uuid:investigation_id>/leads/<uuid:lead_id>/"): fixed(
        {"outcome": "confirmed", "note": "电话核实属实"}
    ),
    # ------------------------------------------------------------------ one person, two records: nobody stands twice
    ("POST", "/api/v1/cases/{case_id}/joining"): fixed(NOTHING, 409),
    ("POST", "/api/v1/contacts/{contact_id}/joining"): fixed(NOTHING, 409),
    ("POST", "/cases/<uuid:case_id>/join/"): fixed(NOTHING, 409),
    ("POST", "/cases/contacts/<uuid:contact_id>/join/"): fixed(NOTHING, 409),
    # ------------------------------------------------------------------ lists to check
    ("POST", "/api/v1/referrals"): Errand(lambda ids: {**LIST, "text": ROWS, "incident_id": str(ids["incident_id"])}),
    ("POST", "/api/v1/referrals/requests/claim"): Errand(_picked),
    ("POST", "/api/v1/referrals/requests/carry"): Errand(lambda ids: {**_picked(ids), **REASON}),
    ("POST", "/api/v1/referrals/requests/{uuidstr:request_id}/answer"): fixed(ANSWER),
    ("POST", "/api/v1/referrals/requests/{uuidstr:request_id}/route"): fixed({"area": HOME.town}),
    ("POST", "/referrals/<uuid:request_id>/answer/"): fixed(ANSWER),
    ("POST", "/api/v1/referrals/letters"): Errand(_letter, 409),
    ("POST", "/api/v1/referrals/letters/{uuidstr:letter_id}/answers"): fixed({"line": 1, **ANSWER}),
    ("POST", "/api/v1/referrals/letters/{uuidstr:letter_id}/receipt"): fixed({"received_by": "值班员"}),
    ("POST", "/api/v1/referrals/{uuidstr:list_id}/reply"): fixed(NOTHING),
    ("POST", "/referrals/lists/<uuid:list_id>/reply/"): fixed(NOTHING),
    ("POST", "/referrals/out/new/"): Errand(_letter_form, 422),
    ("POST", "/referrals/out/<uuid:letter_id>/answer/"): fixed({"line": "1", **ANSWER}),
    ("POST", "/referrals/out/<uuid:letter_id>/receipt/"): fixed({"received_by": "值班员"}),
    ("POST", "/referrals/out/<uuid:letter_id>/sheet/"): fixed(NOTHING),
    ("POST", "/api/v1/referrals/letters/{uuidstr:letter_id}/link"): fixed(NOTHING),
    ("POST", "/api/v1/referrals/letters/{uuidstr:letter_id}/link/withdraw"): fixed(NOTHING),
    ("POST", "/api/v1/referrals/outside-answers/{uuidstr:said_id}/accept"): fixed(NOTHING),
    ("POST", "/api/v1/referrals/outside-answers/{uuidstr:said_id}/set-aside"): fixed(REASON),
    ("POST", "/api/v1/referrals/outside-answers/{uuidstr:said_id}/list"): fixed({"kind": "hotel"}, 409),
    ("POST", "/referrals/out/<uuid:letter_id>/link/"): fixed(NOTHING),
    ("POST", "/referrals/out/<uuid:letter_id>/link/withdraw/"): fixed(NOTHING),
    ("POST", "/referrals/answers/<uuid:said_id>/accept/"): fixed(NOTHING),
    ("POST", "/referrals/answers/<uuid:said_id>/set-aside/"): fixed(REASON),
    ("POST", "/referrals/answers/<uuid:said_id>/list/"): fixed({"kind": "hotel"}, 409),
    ("POST", "/referrals/<uuid:request_id>/route/"): fixed({"area": HOME.town}),
    ("POST", "/referrals/claim/"): Errand(lambda ids: {"picked": [str(ids["request_id"])]}),
    ("POST", "/referrals/day/carry/"): fixed(REASON),
    ("POST", "/referrals/lists/new/"): Errand(lambda ids: {**LIST, "text": ROWS, "incident": str(ids["incident_id"])}),
    # ------------------------------------------------------------------ the vault
    ("POST", "/api/v1/identity/correct"): Errand(lambda ids: {**CHANGED, "number": ids["leaver_number"]}),
    ("POST", "/api/v1/identity/key-group"): Errand(
        lambda ids: {"number": ids["leaver_number"], "key_group": "health_staff"}
    ),
    ("POST", "/identity/key-group/"): Errand(lambda ids: {"number": ids["leaver_number"], "key_group": "health_staff"}),
    ("POST", "/api/v1/identity/erasures"): Errand(
        lambda ids: {"number": ids["leaver_number"], "ground": "purpose_done", "reason": WHY}
    ),
    ("POST", "/api/v1/identity/erasures/{request_id}/carry-out"): Errand(
        lambda ids: {"phrase": f"erase {ids['erased_number']}"}
    ),
    ("POST", "/api/v1/identity/erasures/{request_id}/refuse"): fixed(REASON),
    ("POST", "/api/v1/incidents/{incident_id}/clusters"): Errand(lambda ids: {"place": ids["place_id"]}, 409),
    ("POST", "/cases/clusters/<uuid:incident_id>/record/"): Errand(
        lambda ids: {"kind": "venue", "key": str(ids["place_id"])}, 409
    ),
    ("POST", "/identity/correct/"): Errand(lambda ids: {**CHANGED, "number": ids["leaver_number"]}),
    ("POST", "/identity/erase/"): Errand(lambda ids: {**ERASE, "number": ids["leaver_number"]}),
    ("POST", "/identity/erasures/<uuid:request_id>/carry-out/"): Errand(
        lambda ids: {"phrase": f"erase {ids['erased_number']}"}
    ),
    ("POST", "/identity/erasures/<uuid:request_id>/refuse/"): fixed({"refusal": WHY}),
    ("POST", "/api/v1/identity/disclosures"): Errand(
        lambda ids: {
            "numbers": [ids["person_number"]],
            "purpose": "supply",
            "reason": WHY,
            "password": PASSWORD,
        },
        409,
    ),
    ("POST", "/api/v1/identity/disclosures/{request_id}/sign"): fixed({"password": PASSWORD}),
    ("POST", "/api/v1/identity/disclosures/{request_id}/decline"): fixed({"reason": WHY}),
    ("POST", "/api/v1/identity/disclosures/{request_id}/open"): fixed(NOTHING),
    ("POST", "/identity/disclosures/"): Errand(
        lambda ids: {"numbers": ids["person_number"], "purpose": "supply", "reason": WHY, "password": PASSWORD}, 409
    ),
    ("POST", "/identity/disclosures/<uuid:request_id>/sign/"): fixed({"password": PASSWORD}),
    ("POST", "/identity/disclosures/<uuid:request_id>/decline/"): fixed({"reason": WHY}),
    ("POST", "/identity/disclosures/<uuid:request_id>/open/"): fixed(NOTHING),
    # Whom an emergency look means is of another area, whoever it is: the door is open to none of the own.
    ("POST", "/api/v1/identity/emergencies"): fixed(LOOK, 404),
    ("POST", "/api/v1/identity/emergencies/{glass_id}/see"): fixed(NOTHING),
    ("POST", "/api/v1/identity/emergencies/{glass_id}/review"): fixed({"is_justified": True}),
    ("POST", "/identity/emergency/"): fixed({**LOOK, "is_understood": "on"}, 404),
    ("POST", "/identity/emergency/<uuid:glass_id>/see/"): fixed(NOTHING),
    ("POST", "/identity/emergency/<uuid:glass_id>/review/"): fixed({"finding": "justified"}),
    # ------------------------------------------------------------------ what goes out
    ("POST", "/exchange/fhir/"): Errand(lambda ids: {"case": ids["case_number"]}),
    ("POST", "/api/v1/notice-drafts"): Errand(_objects),
    ("POST", "/api/v1/notices"): Errand(
        lambda ids: {**DRAFT, "draft": _objects(ids), "supersedes_id": str(ids["notice_id"])}
    ),
    ("POST", "/api/v1/notices/preview"): Errand(
        lambda ids: {**DRAFT, "draft": _objects(ids), "supersedes_id": str(ids["notice_id"])}
    ),
    ("POST", "/notices/draft/"): Errand(_drafted),
}
"""By method and address, as in ``errands``."""

NAMES_NO_OBJECT = {"/investigation/paste/"}
"""Doors that write something new and name no object."""
