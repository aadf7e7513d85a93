"""What is handed in at the doors of breach files, merit records and print packs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.integration.spine.counties import AT, HOME, NOW
from tests.integration.spine.errands import LOCAL, NOTHING, Errand, Ids, fixed

BREACH = {
    "what": "无消毒记录", "basis": "emergency_51", "measure": "notify", "evidence": "照片", "reference": "台账",
}  # fmt: skip
PROOF = {"text": "补充照片", "reference": "台账二"}
SAID = {"text": "照录来函"}
LETTER = {**SAID, "reference": "来函 1 号"}
FINDING = {"finding": "lighter", "measure": "remind", "reasons": "已改正"}
OUTCOME = {"outcome": "revoked", "measure": "", "reasons": "证据不足"}
MERIT = {"kind": "rest", "text": "连续值守", "reference": "台账"}
HANDED = {"by": "督查组", "at": (NOW - timedelta(hours=1)).isoformat(), "to": "值班员", "receipt": "回证夹"}
HANDED_FORM = {
    "delivered_by": "督查组", "delivered_at": (NOW + timedelta(hours=7)).strftime(LOCAL), "delivered_to": "值班员",
    "receipt": "回证夹",
}  # fmt: skip
UNTIL = (NOW + timedelta(days=30, hours=8)).strftime(LOCAL)


def _breach(ids: Ids) -> Any:
    return {**BREACH, "responsibility_id": str(ids["responsibility_id"]), "happened_at": AT.isoformat()}


ERRANDS = {
    ("POST", "/api/v1/breaches"): Errand(_breach),
    ("POST", "/api/v1/breaches/{breach_id}/evidence"): fixed(PROOF),
    ("POST", "/api/v1/breaches/{breach_id}/notice"): fixed(
        {"text": "请陈述申辩", "route": "paper", "delivery": HANDED}
    ),
    ("POST", "/api/v1/breaches/{breach_id}/answers"): fixed(LETTER),
    ("POST", "/api/v1/breaches/{breach_id}/finding"): fixed(FINDING),
    ("POST", "/api/v1/breaches/{breach_id}/appeal"): fixed(LETTER),
    ("POST", "/api/v1/breaches/{breach_id}/appeal-decision"): fixed(OUTCOME),
    ("POST", "/api/v1/breaches/{breach_id}/withdrawal"): fixed(SAID),
    ("POST", "/api/v1/own-breaches/{breach_id}/answers"): fixed(SAID),
    ("POST", "/api/v1/own-breaches/{breach_id}/appeal"): fixed(SAID),
    ("POST", "/breaches/new/<uuid:responsibility_id>/"): fixed(
        {**BREACH, "happened_at": (AT + timedelta(hours=8)).strftime(LOCAL)}
    ),
    ("POST", "/breaches/<uuid:breach_id>/evidence/"): fixed(PROOF),
    ("POST", "/breaches/<uuid:breach_id>/tell/"): fixed(
        {"text": "请陈述申辩", "route": "paper", "until": UNTIL, **HANDED_FORM}
    ),
    ("POST", "/breaches/<uuid:breach_id>/note-answer/"): fixed(LETTER),
    ("POST", "/breaches/<uuid:breach_id>/find/"): fixed(FINDING),
    ("POST", "/breaches/<uuid:breach_id>/note-appeal/"): fixed(LETTER),
    ("POST", "/breaches/<uuid:breach_id>/review/"): fixed(OUTCOME),
    ("POST", "/breaches/<uuid:breach_id>/withdraw/"): fixed(SAID),
    ("POST", "/breaches/mine/<uuid:breach_id>/answer/"): fixed(SAID),
    ("POST", "/breaches/mine/<uuid:breach_id>/appeal/"): fixed(SAID),
    ("POST", "/api/v1/chief-records/{chief_id}/merits"): fixed(MERIT),
    ("POST", "/api/v1/merits/{merit_id}/decision"): fixed({"is_approved": True, "reasons": "属实"}),
    ("POST", "/api/v1/merit-objections/{objection_id}/answer"): fixed(SAID),
    ("POST", "/api/v1/own-chief-records/{chief_id}/objections"): fixed(SAID, 404),
    ("POST", "/api/v1/chief-tasks"): Errand(
        lambda ids: {"area": HOME.ids["building"], "title_zh": "走访", "chief_id": str(ids["chief_id"])}
    ),
    ("POST", "/api/v1/tasks/{task_id}/hand-on"): Errand(
        lambda ids: {"chief_id": str(ids["chief_id"]), "reason": "由其接办"}, 409
    ),
    ("POST", "/command/chiefs/"): Errand(lambda ids: {"chief": str(ids["chief_id"]), "title": "走访", "kind": "other"}),
    ("POST", "/command/tasks/<uuid:task_id>/hand-on/"): Errand(
        lambda ids: {"chief": str(ids["chief_id"]), "reason": "由其接办"}, 409
    ),
    ("POST", "/merits/chiefs/<uuid:chief_id>/propose/"): fixed(MERIT),
    ("POST", "/merits/entries/<uuid:merit_id>/decide/"): fixed({"is_approved": "yes", "reasons": "属实"}),
    ("POST", "/merits/objections/<uuid:objection_id>/answer/"): fixed(SAID),
    ("POST", "/merits/mine/<uuid:chief_id>/object/"): fixed(SAID, 404),
    ("POST", "/api/v1/meetings/{meeting_id}/packs"): fixed(NOTHING),
    ("POST", "/reports/packs/of/<uuid:meeting_id>/"): fixed(NOTHING),
}
"""By method and address, as in ``errands``."""
