"""What is handed in at the doors of follow-up plans, samples, rounds and zones."""

from __future__ import annotations

from tests.integration.spine.counties import AT, HOME
from tests.integration.spine.errands import (
    FORM_WITNESS,
    LOCAL,
    NOTHING,
    PAPER,
    REASON,
    RESULT,
    WITNESS,
    Errand,
    fixed,
    parse,
    timedelta,
)

ERRANDS: dict[tuple[str, str], Errand] = {
    ("POST", "/api/v1/plans/{uuidstr:plan_id}/answer"): fixed({"answer": "已核实并答复"}),
    ("POST", "/api/v1/plans/{uuidstr:plan_id}/extension"): fixed({"days": 3, "reason": "延长观察说明"}),
    ("POST", "/api/v1/plans/{uuidstr:plan_id}/invitation"): fixed(NOTHING),
    ("POST", "/api/v1/plans/{uuidstr:plan_id}/invitation/end"): fixed(NOTHING),
    ("POST", "/api/v1/zones/{zone_id}/declaration"): fixed(PAPER),
    ("POST", "/api/v1/zones/{zone_id}/evidence"): fixed(WITNESS),
    ("POST", "/api/v1/zones/{zone_id}/lifting"): fixed(PAPER, 409),
    ("POST", "/api/v1/followup/checks"): Errand(
        lambda ids: {"checks": [{"check_id": str(ids["check_id"]), "outcome": "well"}]}
    ),
    ("POST", "/api/v1/followup/samplings"): Errand(
        lambda ids: {"test_ids": [str(ids["test_id"])], "sampled_at": RESULT["sampled_at"]}
    ),
    ("POST", "/api/v1/followup/results"): Errand(lambda ids: {"results": [{"test_id": str(ids["test_id"]), **RESULT}]}),
    ("POST", "/api/v1/plans/break-off"): Errand(lambda ids: {"plan_ids": [str(ids["plan_id"])], **REASON}),
    ("POST", "/api/v1/plans/break-off/preview"): Errand(lambda ids: {"plan_ids": [str(ids["plan_id"])], **REASON}),
    ("POST", "/api/v1/plans/environment"): Errand(
        lambda ids: {"plan_ids": [str(ids["plan_id"])], "result": "negative"}, 409
    ),
    ("POST", "/api/v1/plans/placement"): Errand(
        lambda ids: {"plan_ids": [str(ids["plan_id"])], "place": ids["site_id"], "arrived_at": AT.isoformat()}
    ),
    ("POST", "/api/v1/plans/placement/preview"): Errand(
        lambda ids: {"plan_ids": [str(ids["plan_id"])], "place": ids["site_id"], "arrived_at": AT.isoformat()}
    ),
    ("POST", "/api/v1/plans/release"): Errand(lambda ids: {"plan_ids": [str(ids["plan_id"])], **REASON}, 409),
    ("POST", "/api/v1/plans/release/preview"): Errand(lambda ids: {"plan_ids": [str(ids["plan_id"])], **REASON}),
    ("POST", "/api/v1/rounds"): Errand(
        lambda ids: {"incident_id": str(ids["incident_id"]), "area": HOME.town, "name_zh": "又一轮"}
    ),
    ("POST", "/api/v1/rounds/preview"): Errand(
        lambda ids: {"incident_id": str(ids["incident_id"]), "area": HOME.town, "name_zh": "又一轮"}
    ),
    ("POST", "/api/v1/rounds/{round_id}/end"): fixed({"state": "positive", "note": "一管阳性"}),
    ("POST", "/api/v1/sampling-points"): Errand(
        lambda ids: {
            "incident_id": str(ids["incident_id"]),
            "points": [{"name_zh": "新采样点", "area": HOME.town, "place_id": ids["place_id"]}],
        }
    ),
    ("POST", "/api/v1/sampling-points/{point_id}/closing"): fixed({}),
    ("POST", "/api/v1/results"): Errand(
        lambda ids: {
            "results": [{"sample_id": str(ids["sample_id"]), "value": "negative", "resulted_at": AT.isoformat()}]
        }
    ),
    ("POST", "/api/v1/results/release"): Errand(lambda ids: {"result_ids": [str(ids["result_id"])]}),
    ("POST", "/api/v1/samples"): Errand(
        lambda ids: {
            "samples": [
                {
                    "subject": "environment",
                    "purpose": "case",
                    "area": HOME.town,
                    "taken_at": AT.isoformat(),
                    "incident_id": str(ids["incident_id"]),
                    "place_id": ids["place_id"],
                    "point_id": str(ids["point_id"]),
                },
                {
                    "subject": "person",
                    "purpose": "risk_people",
                    "area": HOME.town,
                    "taken_at": AT.isoformat(),
                    "person_id": ids["friend_id"],
                },
            ]
        }  # fmt: skip
    ),
    ("POST", "/api/v1/zones"): Errand(
        lambda ids: {
            "incident_id": str(ids["incident_id"]),
            "kind": "lockdown",
            "name_zh": "封",
            "area": HOME.town,
            **REASON,
        }
    ),
    ("POST", "/followup/checks/<uuid:check_id>/"): fixed({"outcome": "well"}),
    ("POST", "/followup/plans/<uuid:plan_id>/answer/"): fixed({"answer": "已核实并答复"}),
    ("POST", "/followup/plans/<uuid:plan_id>/break-off/"): fixed(REASON),
    ("POST", "/followup/plans/<uuid:plan_id>/invite/"): fixed(NOTHING),
    ("POST", "/followup/plans/<uuid:plan_id>/uninvite/"): fixed(NOTHING),
    ("POST", "/followup/plans/<uuid:plan_id>/environment/"): fixed({"result": "negative"}, 409),
    ("POST", "/followup/plans/<uuid:plan_id>/extend/"): fixed({"days": "3", **REASON}),
    ("POST", "/followup/tests/<uuid:test_id>/"): fixed(
        {"result": "negative", "sampled_at": (AT + timedelta(hours=12)).strftime(LOCAL)}
    ),
    ("POST", "/followup/tests/<uuid:test_id>/waive/"): fixed(REASON),
    ("POST", "/zones/<uuid:zone_id>/declare/"): fixed(PAPER),
    ("POST", "/zones/<uuid:zone_id>/evidence/"): fixed(FORM_WITNESS),
    ("POST", "/zones/<uuid:zone_id>/lift/"): fixed(PAPER, 409),
    ("POST", "/zones/<uuid:zone_id>/withdraw/"): fixed(PAPER),
    ("POST", "/followup/plans/confirm/"): Errand(
        lambda ids: {"picked": [str(ids["plan_id"])], "step": "place"}, beyond="followup.write", without=403
    ),
    ("POST", "/followup/plans/act/"): Errand(
        lambda ids: {"picked": [str(ids["plan_id"])], "step": "place", "place": str(ids["site_id"])},
        beyond="followup.write",
        without=403,
    ),
    ("POST", "/screening/open/"): Errand(
        lambda ids: {"incident": str(ids["incident_id"]), "area": HOME.town, "name_zh": "新采样点", "tables": "1"}
    ),
    ("POST", "/screening/close/all/"): Errand(lambda ids: {"picked": [str(ids["point_id"])]}),
    ("POST", "/screening/rounds/new/"): Errand(
        lambda ids: {
            "incident": str(ids["incident_id"]),
            "area": HOME.town,
            "name_zh": "又一轮",
            "seen": f"{ids['incident_id']}|{parse(HOME.town)}",
        }  # fmt: skip
    ),
    ("POST", "/screening/rounds/<uuid:round_id>/end/"): fixed({"state": "positive"}),
    ("POST", "/screening/samples/new/"): Errand(
        lambda ids: {
            "incident": str(ids["incident_id"]),
            "area": HOME.town,
            "person": ids["person_number"],
            "people": "1",
            "purpose": "case",
            "round": str(ids["round_id"]),
            "point": str(ids["point_id"]),
        }  # fmt: skip
    ),
    ("POST", "/screening/results/all/"): Errand(lambda ids: {"picked": [str(ids["sample_id"])], "value": "negative"}),
    ("POST", "/screening/release/all/"): Errand(lambda ids: {"picked": [str(ids["result_id"])]}),
    ("POST", "/zones/propose/"): Errand(
        lambda ids: {
            "incident": str(ids["incident_id"]),
            "kind": "lockdown",
            "name_zh": "封",
            "area": HOME.town,
            **REASON,
        }
    ),
}
