"""What is handed in at each door that writes: a body that is right, and what comes of it at home.

A door that takes an object and writes has to be entered here; ``test_area_matrix`` fails otherwise. ``ids`` are the
objects that the body names: at home the actor's own county's, then the sibling county's, then nobody's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sizao.kernel.areas import parse
from tests.integration.spine.counties import AT, HOME, NOW, TYPED
from tests.integration.spine.counties_drills import BODIES, OUTSIDE_OF_DRILLS

Ids = Mapping[str, Any]
Body = Callable[[Ids], Any]
DONE = "done"
EARLIER, BEFORE = (AT - timedelta(hours=5)).isoformat(), (AT - timedelta(hours=6)).isoformat()
LOCAL = "%Y-%m-%dT%H:%M"
LATER = (NOW + timedelta(hours=10)).isoformat()
DAY = AT.date().isoformat()
COLUMNS = {"columns": {"1": "name", "2": "document", "3": "sex", "4": "area_residence"}}


@dataclass(frozen=True)
class Errand:
    """One body for one door; at home it is ``done``, or refused by a rule with this status."""

    body: Body
    at_home: str | int = DONE
    beyond: str = ""
    """A right that the door asks for when something is handed in, beside the one for reading."""
    without: int = 404
    """How a role without it is answered."""


def fixed(content: Any, at_home: str | int = DONE) -> Errand:
    """A body that names no object."""
    return Errand(lambda ids: content, at_home)


NOTHING: dict[str, Any] = {}
PAPER = {"document": "令", "note": "说明理由"}
REASON = {"reason": "核对后的说明理由"}
PURPOSE = {"purpose": "contact_management", "legal_basis": "infectious_diseases_law"}
TASK = {"title_zh": "新任务", "kind": "report", "group": "coordination", "area": HOME.code}
MARK = {"key": "verification", "actual_at": (AT + timedelta(hours=1)).isoformat()}
DELAY = {"key": "verification", **REASON}
WITNESS = {"kind": "report", "moment": AT.isoformat()}
FORM_MARK = {**MARK, "actual_at": (AT + timedelta(hours=10)).strftime(LOCAL)}
FORM_WITNESS = {**WITNESS, "moment": (AT + timedelta(hours=8)).strftime(LOCAL)}
RESULT = {"result": "negative", "sampled_at": (AT + timedelta(hours=12)).isoformat()}


def _case(ids: Ids) -> Any:
    return {"cases": [{"person": ids["friend_id"], "area": HOME.town, "reported_at": AT.isoformat()}]}


def _contact(ids: Ids) -> Any:
    named = {"source_case_id": str(ids["case_id"]), "person": ids["scanner_id"], "place": ids["place_id"]}
    return {"contacts": [{**named, "area": HOME.town, "last_exposure_at": EARLIER, "contact_class": "close"}]}


def _exposure(ids: Ids) -> Any:
    named = {"source_case_id": str(ids["case_id"]), "person": ids["scanner_id"], "source_place": ids["place_id"]}
    return {"exposures": [{**named, "area": HOME.town, "start": BEFORE, "until": EARLIER}]}


def _new_case_form(ids: Ids) -> Any:
    return {
        "person": ids["friend_number"], "reported_at": (AT + timedelta(hours=8)).strftime(LOCAL), "import_kind": "unknown",
        "classification": "suspected", "discovery_route": "unknown",
    }  # fmt: skip


def _contact_form(ids: Ids) -> Any:
    return {
        "person": ids["scanner_number"], "situation": "shared_facility", "protection": "unknown", "certainty": "probable",
        "last_exposure_at": (AT + timedelta(hours=2)).strftime(LOCAL),
        "first_exposure_at": (AT + timedelta(hours=1)).strftime(LOCAL),
    }  # fmt: skip


def _newcomer(ids: Ids) -> Any:
    held = {"name": "新来者", "document_kind": "citizen_id", "document_number": ids["document"]}
    return {"area": HOME.town, "reported_at": AT.isoformat(), "person": {**held, "area_residence": HOME.town}}


def _from_place(ids: Ids) -> Any:
    named = {"place": ids["place_id"], "incident_id": str(ids["incident_id"])}
    return {**named, **PURPOSE, "start": (AT - timedelta(days=2)).isoformat(), "until": AT.isoformat()}


PERIOD_FORM = {"start": (AT - timedelta(days=2)).strftime(LOCAL), "until": AT.strftime(LOCAL)}
RIDE_FORM = {
    "rule": "aircraft", "vehicle": "MU5100", "seat": "12A", "start": AT.strftime(LOCAL), "step": "judge",
    "until": (AT + timedelta(hours=1)).strftime(LOCAL),
}  # fmt: skip
STAY_FORM = {
    "start": (AT + timedelta(hours=1)).strftime(LOCAL), "until": (AT + timedelta(hours=2)).strftime(LOCAL),
    "transport": "none", "mask": "unknown", "certainty": "probable", "place_text": "路边",
}  # fmt: skip
CASE_FORM = {
    "revision": "1", "reported_at": (AT + timedelta(hours=8)).strftime(LOCAL), "discovery_route": "unknown",
    "sampled_at": AT.strftime(LOCAL), "import_kind": "unknown", "severity": "mild", "outcome": "in_care", "reason": "更正",
}  # fmt: skip

ERRANDS: dict[tuple[str, str], Errand] = {
    # ------------------------------------------------------------------ the API, objects in the address
    ("PATCH", "/api/v1/cases/{case_id}"): fixed({"revision": 1, "severity": "mild", "reason": "更正"}),
    ("POST", "/api/v1/cases/{case_id}/classification"): fixed({"to": "confirmed", "reason": "专家组判定"}),
    ("POST", "/api/v1/cases/{case_id}/seats"): Errand(
        lambda ids: {
            "rule": "aircraft",
            "vehicle": "MU5100",
            "seat": "12A",
            "start": BEFORE,
            "until": EARLIER,
            "propose": "near",
            "passengers": [{"seat": "12C", "person_number": ids["scanner_number"]}],
        }
    ),
    ("POST", "/api/v1/cases/{case_id}/stays"): Errand(
        lambda ids: {"stays": [{"start": BEFORE, "until": EARLIER, "place": ids["place_id"]}]}
    ),
    ("POST", "/api/v1/headquarters/{area}/state"): fixed({"state": "emergency"}),
    ("POST", "/api/v1/imports/{batch_id}/entering"): fixed(NOTHING),
    ("PUT", "/api/v1/imports/{batch_id}/mapping"): fixed(COLUMNS),
    ("POST", "/api/v1/imports/{batch_id}/withdrawal"): fixed(NOTHING),
    ("POST", "/api/v1/incidents/{incident_id}/cases"): Errand(_case),
    ("POST", "/api/v1/incidents/{incident_id}/cases/of-new-person"): Errand(_newcomer),
    ("POST", "/api/v1/incidents/{incident_id}/closing"): fixed(REASON, 409),
    ("POST", "/api/v1/incidents/{incident_id}/contacts"): Errand(_contact),
    ("POST", "/api/v1/incidents/{incident_id}/delays"): fixed(DELAY),
    ("POST", "/api/v1/incidents/{incident_id}/exposures"): Errand(_exposure),
    ("POST", "/api/v1/incidents/{incident_id}/first-tasks"): fixed(NOTHING),
    ("POST", "/api/v1/incidents/{incident_id}/marks"): fixed(MARK),
    ("POST", "/api/v1/tasks/{task_id}/assignment"): fixed({"assignee": "乙"}),
    ("POST", "/api/v1/tasks/{task_id}/completion"): fixed({"evidence": "已办结并核对"}),
    ("POST", "/api/v1/tasks/{task_id}/receipt"): fixed(NOTHING),
    ("POST", "/api/v1/tasks/{task_id}/return"): fixed(REASON),
    # ------------------------------------------------------------------ the API, objects in the body
    ("POST", "/api/v1/contact-decisions"): Errand(
        lambda ids: {"contact_ids": [str(ids["contact_id"])], "step": "lost", **REASON}
    ),
    ("POST", "/api/v1/contact-decisions/preview"): Errand(
        lambda ids: {"contact_ids": [str(ids["contact_id"])], "step": "lost", **REASON}
    ),
    ("POST", "/api/v1/filings"): Errand(lambda ids: {"incident_id": str(ids["incident_id"]), "on": DAY, **REASON}),
    ("POST", "/api/v1/identity/people"): Errand(
        lambda ids: {
            "people": [
                {"name": "登记者", "document_kind": "citizen_id", "document_number": ids["document"], "area": HOME.town}
            ]
        }
    ),
    ("POST", "/api/v1/identity/reveal"): Errand(
        lambda ids: {
            "numbers": [ids["person_number"]],
            "purpose": "case_investigation",
            "reason": "核对病例身份信息需要",
        }
    ),
    ("POST", "/api/v1/identity/search"): Errand(lambda ids: {"text": ids["document"], "purpose": "case_investigation"}),
    ("POST", "/api/v1/tasks"): Errand(lambda ids: {**TASK, "incident_id": str(ids["incident_id"])}),
    ("POST", "/api/v1/traces"): Errand(lambda ids: {"case_id": str(ids["case_id"]), **PURPOSE}),
    ("POST", "/api/v1/traces/count"): Errand(lambda ids: {"case_id": str(ids["case_id"]), **PURPOSE}),
    ("POST", "/api/v1/incidents/{incident_id}/rejudgement"): fixed({"stamp": "x" * 32, **REASON}, 409),
    ("POST", "/api/v1/investigation-leads/{lead_id}/answers"): fixed({"outcome": "unreached", "note": "上门无人应答"}),
    ("POST", "/api/v1/trace-leads/{trace_lead_id}/replies"): fixed({"outcome": "unreached", "note": "上门无人"}),
    ("POST", "/api/v1/traces/compare"): Errand(
        lambda ids: {
            "case_id": str(ids["case_id"]),
            "purpose": "contact_management",
            "legal_basis": "infectious_diseases_law",
            "trials": [{"edition_id": "cn-covid-ed8"}],
        }
    ),
    ("POST", "/api/v1/traces/{run_id}/places/{place_id}/approve"): fixed({"contact_class": "close"}, 409),
    ("POST", "/api/v1/traces/{run_id}/places/{place_id}/approve/preview"): fixed({"contact_class": "close"}, 409),
    ("POST", "/api/v1/traces/of-cases"): Errand(lambda ids: {"case_ids": [str(ids["case_id"])], **PURPOSE}),
    ("POST", "/api/v1/traces/of-cases/count"): Errand(lambda ids: {"incident_id": str(ids["incident_id"]), **PURPOSE}),
    ("POST", "/api/v1/traces/from-place"): Errand(_from_place),
    ("POST", "/api/v1/traces/from-place/count"): Errand(_from_place),
    ("POST", "/api/v1/traces/ask"): Errand(lambda ids: {"case_id": str(ids["case_id"]), **PURPOSE}, 409),
    ("POST", "/api/v1/traces/of-cases/ask"): Errand(lambda ids: {"case_ids": [str(ids["case_id"])], **PURPOSE}, 409),
    ("POST", "/api/v1/traces/from-place/ask"): Errand(_from_place, 409),
    ("POST", "/api/v1/trace-signatures/{signature_id}/sign"): fixed(NOTHING),
    ("POST", "/api/v1/trace-signatures/{signature_id}/decline"): fixed(REASON),
    ("POST", "/tracing/signatures/<uuid:signature_id>/sign/"): fixed(NOTHING),
    ("POST", "/tracing/signatures/<uuid:signature_id>/decline/"): fixed(REASON),
    ("POST", "/api/v1/visits"): Errand(
        lambda ids: {
            "visits": [
                {
                    "person": ids["friend_id"],
                    "place": ids["place_id"],
                    "start": BEFORE,
                    "until": EARLIER,
                    "source": "checkpoint",
                }
            ]
        }  # fmt: skip
    ),
    ("POST", "/api/v1/presence/batches"): Errand(
        lambda ids: {
            "shape": "checkpoint",
            "rows": [{"person": ids["friend_id"], "place": ids["place_id"], "passed_at": BEFORE}],
        }
    ),
    ("POST", "/api/v1/households/{household_id}/members"): Errand(lambda ids: {"number": ids["person_number"]}),
    ("POST", "/api/v1/households/{household_id}/leavers"): Errand(lambda ids: {"number": ids["friend_number"]}),
    ("POST", "/api/v1/needs"): Errand(lambda ids: {"number": ids["person_number"], "kind": "pregnant"}),
    ("POST", "/api/v1/needs/{need_id}/plan"): fixed({"help": "medicine", "responsible": "班", "due_at": LATER}),
    ("POST", "/api/v1/needs/{need_id}/met"): fixed({"note": "已送"}),
    ("POST", "/api/v1/needs/{need_id}/end"): fixed({"note": "已了"}),
    ("POST", "/api/v1/places/{place_id}/responsibilities"): fixed({"party": "unit", "duty": "消毒", "post": "主管"}),
    ("POST", "/api/v1/responsibilities/{responsibility_id}/end"): fixed(NOTHING),
    ("POST", "/api/v1/returns"): Errand(
        lambda ids: {
            "unit_id": str(ids["unit_id"]),
            "form_id": "town-daily",
            "on": DAY,
            "figures": {**TYPED, "arrivals": 4},
            "reason": "更正到达人数",
        }  # fmt: skip
    ),
    ("POST", "/api/v1/returns/chase"): Errand(
        lambda ids: {"unit_ids": [str(ids["unit_id"])], "form_id": "town-daily", "on": DAY}, 409
    ),
    ("POST", "/api/v1/areas/{code}/chief"): fixed({"post": "代理网格长"}),
    ("POST", "/api/v1/areas/{code}/close"): fixed(REASON),
    ("POST", "/api/v1/areas/{code}/rename"): fixed({"name_zh": "新网格", "name_en": "New grid"}),
    ("POST", "/api/v1/areas/{code}/reopen"): fixed(REASON, 409),
    # ------------------------------------------------------------------ pages, objects in the address
    ("POST", "/registry/areas/<str:code>/add/"): fixed({"level": "grid", "name_zh": "新网格"}),
    ("POST", "/registry/areas/<str:code>/chief/"): fixed({"post": "代理网格长"}),
    ("POST", "/registry/areas/<str:code>/chief/end/"): fixed(NOTHING),
    ("POST", "/registry/areas/<str:code>/close/"): fixed(REASON),
    ("POST", "/registry/areas/<str:code>/rename/"): fixed({"name_zh": "新网格", "name_en": "New grid"}),
    ("POST", "/registry/areas/<str:code>/reopen/"): fixed(REASON, 409),
    ("POST", "/registry/households/<uuid:household_id>/join/"): Errand(lambda ids: {"number": ids["person_number"]}),
    ("POST", "/registry/households/<uuid:household_id>/leave/"): Errand(lambda ids: {"number": ids["friend_number"]}),
    ("POST", "/registry/households/<uuid:household_id>/needs/"): Errand(
        lambda ids: {"person": str(ids["friend_id"]), "kind": "pregnant"}
    ),
    ("POST", "/registry/needs/<uuid:need_id>/plan/"): fixed(
        {"help": "medicine", "responsible": "班", "due_at": (NOW + timedelta(hours=18)).strftime(LOCAL)}
    ),
    ("POST", "/registry/needs/<uuid:need_id>/met/"): fixed({"note": "已送"}),
    ("POST", "/registry/needs/<uuid:need_id>/end/"): fixed({"note": "已了"}),
    ("POST", "/registry/places/<int:place_id>/run-by/"): Errand(
        lambda ids: {"organisation": str(ids["organisation_id"])}
    ),
    ("POST", "/api/v1/places/{place_id}/organisation"): Errand(
        lambda ids: {"organisation_id": str(ids["organisation_id"])}
    ),
    ("POST", "/registry/places/<int:place_id>/responsible/"): fixed({"party": "unit", "duty": "消毒", "post": "主管"}),
    ("POST", "/registry/responsibilities/<uuid:responsibility_id>/end/"): fixed(NOTHING),
    ("POST", "/returns/<uuid:unit_id>/<str:form_id>/<str:on>/"): Errand(
        lambda ids: {**{key: str(value + 1) for key, value in TYPED.items()}, "reason": "更正到达人数"},
        beyond="returns.file",
    ),
    ("POST", "/returns/chase/"): Errand(lambda ids: {"town-daily": [str(ids["unit_id"])], "on": DAY}, 409),
    ("POST", "/access/end-role/<int:grant_id>/"): fixed(NOTHING),
    ("POST", "/access/switch/<int:grant_id>/"): fixed(NOTHING),
    ("POST", "/access/accounts/<int:account_id>/factor/"): fixed(REASON),
    ("POST", "/access/accounts/<int:account_id>/unlock/"): fixed(REASON),
    ("POST", "/cases/<uuid:case_id>/classify/"): fixed({"to": "confirmed", "reason": "专家组判定"}),
    ("POST", "/cases/<uuid:case_id>/close/"): fixed(REASON, 409),
    ("POST", "/api/v1/cases/{case_id}/closing"): fixed(REASON, 409),
    ("POST", "/cases/<uuid:case_id>/contacts/"): Errand(_contact_form),
    ("POST", "/cases/<uuid:case_id>/edit/"): fixed(CASE_FORM),
    ("POST", "/cases/<uuid:case_id>/seats/"): Errand(
        lambda ids: {
            **RIDE_FORM,
            "place": ids["place_number"],
            "manifest": f"座位\t人员编号\n12C\t{ids['scanner_number']}",
        }
    ),
    ("POST", "/cases/<uuid:case_id>/stays/"): fixed(STAY_FORM),
    ("POST", "/cases/<uuid:case_id>/stays/<uuid:stay_id>/drop/"): fixed(NOTHING),
    ("POST", "/cases/new/<uuid:incident_id>/"): Errand(_new_case_form),
    ("POST", "/command/headquarters/<str:code>/members/"): Errand(
        lambda ids: {"group": str(ids["group_id"]), "name": "甲", "duty": "member"}
    ),
    ("POST", "/command/headquarters/<str:code>/state/"): fixed({"signed_by": "甲", "number": "1号", "text": "转入"}),
    ("POST", "/command/incidents/<uuid:incident_id>/close/"): fixed(REASON, 409),
    ("POST", "/command/incidents/<uuid:incident_id>/explain/"): fixed(DELAY),
    ("POST", "/command/incidents/<uuid:incident_id>/mark/"): fixed(FORM_MARK),
    ("POST", "/command/incidents/<uuid:incident_id>/tasks/new/"): fixed(TASK),
    ("POST", "/command/tasks/<uuid:task_id>/assign/"): fixed({"name": "乙"}),
    ("POST", "/command/tasks/<uuid:task_id>/cancel/"): fixed(REASON),
    ("POST", "/command/tasks/<uuid:task_id>/complete/"): fixed({"evidence": "已办结并核对"}),
    ("POST", "/command/tasks/<uuid:task_id>/receive/"): fixed(NOTHING),
    ("POST", "/command/tasks/<uuid:task_id>/return/"): fixed(REASON),
    ("POST", "/intake/<uuid:batch_id>/enter/"): fixed(NOTHING),
    ("POST", "/intake/<uuid:batch_id>/mapping/"): fixed(NOTHING),
    ("POST", "/intake/<uuid:batch_id>/withdraw/"): fixed(NOTHING),
    ("POST", "/reports/<uuid:incident_id>/<str:on>/file/"): fixed(REASON),
    ("POST", "/tracing/<uuid:run_id>/leads/"): Errand(
        lambda ids: {"picked": [str(ids["exposed_id"])], "outcome": "confirmed", "note": "电话核实"}
    ),
    ("POST", "/tracing/<uuid:run_id>/places/<int:place_id>/approve/"): fixed({"contact_class": "close"}, 409),
    ("POST", "/cases/rejudge/<uuid:incident_id>/apply/"): fixed({"stamp": "x" * 32, **REASON}, 409),
    ("POST", "/investigation/leads/<uuid:lead_id>/"): fixed({"outcome": "unreached", "note": "上门无人应答"}),
    ("POST", "/tracing/asked/<uuid:trace_lead_id>/"): fixed({"outcome": "unreached", "note": "上门无人"}),
    ("POST", "/tracing/compare/<uuid:case_id>/"): fixed({"first": "cn-covid-ed8", "second": "cn-covid-ed8", **PURPOSE}),
    ("POST", "/tracing/start/<uuid:case_id>/"): fixed(PURPOSE),
    ("POST", "/tracing/start/cases/"): Errand(lambda ids: {"picked": [str(ids["case_id"])], "step": "run", **PURPOSE}),
    ("POST", "/tracing/start/place/<int:place_id>/"): Errand(
        lambda ids: {**PURPOSE, **PERIOD_FORM, "incident": str(ids["incident_id"]), "basis": "environment"}
    ),
    # ------------------------------------------------------------------ pages, objects in the form
    ("POST", "/board/switch/"): Errand(lambda ids: {"incident": str(ids["incident_id"])}),
    ("POST", "/cases/people/"): Errand(lambda ids: {"who": ids["document"]}),
    ("POST", "/cases/contacts/confirm/"): Errand(lambda ids: {"picked": [str(ids["contact_id"])], "step": "lost"}),
    ("POST", "/cases/contacts/decide/"): Errand(
        lambda ids: {"picked": [str(ids["contact_id"])], "step": "lost", **REASON}
    ),
    ("POST", "/identity/"): Errand(lambda ids: {"text": ids["document"], "purpose": "case_investigation"}),
    ("POST", "/identity/person/"): Errand(lambda ids: {"number": ids["person_number"]}),
    ("POST", "/identity/reveal/"): Errand(
        lambda ids: {
            "number": ids["person_number"],
            "purpose": "case_investigation",
            "reason": "核对病例身份信息需要",
        }  # fmt: skip
    ),
    **{door: fixed(body) for door, body in BODIES.items()},
    **{door: fixed(body, 404) for door, body in OUTSIDE_OF_DRILLS.items()},
}
"""By method and address as ``tools.docs.endpoints`` gives it."""

NAMES_NO_OBJECT = {
    "/access/create/", "/access/language/", "/access/sign-in/", "/access/sign-out/", "/access/second-factor/", "/access/password/",
    "/command/incidents/new/", "/intake/send/", "/registry/households/add/", "/returns/units/new/",
    "/api/v1/households", "/api/v1/reporting-units", "/api/v1/areas", "/registry/boundaries/", "/api/v1/boundaries", "/notices/issue/", "/registry/places/add/", "/registry/organisations/add/", "/api/v1/organisations", "/api/v1/imports",
    "/presence/batches/send/", "/presence/lake/seal/", "/api/v1/presence/batches/file",
    "/api/v1/incidents", "/api/v1/places", "/api/v1/places/together", "/api/v1/drills", "/drills/scenarios/<slug:scenario_id>/start/",
}  # fmt: skip
"""Doors that write something new and name no object; those with an area are in ``IN_AN_AREA``."""


def in_an_area(code: str, town: str, village: str) -> dict[tuple[str, str], Any]:
    """Bodies of doors that write something new in an area."""
    title = {"title_zh": "新", "title_en": "New", "disease": "covid-19", "area": code}
    place = {"name_zh": "新", "name_en": "New", "kind": "other", "area": town}
    task = {**TASK, "area": town}
    unit = {"name_zh": "新单位", "kind": "street", "area": f"{town[:-1]}{int(town[-1]) + 1}", "since": DAY}
    return {
        ("POST", "/api/v1/incidents"): {**title, "reported_at": NOW.isoformat()},
        ("POST", "/api/v1/places"): place,
        ("POST", "/api/v1/places/together"): {"places": [place]},
        ("POST", "/api/v1/tasks"): {**task, "incident_id": str(HOME.ids["incident_id"])},
        ("POST", "/api/v1/zones"): {
            "incident_id": str(HOME.ids["incident_id"]), "kind": "lockdown", "name_zh": "封", "area": town, **REASON,
        },
        ("POST", "/api/v1/samples"): {
            "samples": [{"subject": "environment", "purpose": "case", "area": town, "taken_at": AT.isoformat(),
                         "place_id": HOME.ids["place_id"]}]
        },
        ("POST", "/api/v1/sampling-points"): {"points": [{"name_zh": "新", "area": town}]},
        **{
            ("POST", f"/api/v1/rounds{part}"): {
                "incident_id": str(HOME.ids["incident_id"]), "area": town, "name_zh": "新",
            }
            for part in ("", "/preview")
        },
        ("POST", "/screening/open/"): {"area": town, "name_zh": "新", "tables": "1"},
        ("POST", "/screening/rounds/new/"): {
            "incident": str(HOME.ids["incident_id"]), "area": town, "name_zh": "新",
            "seen": f"{HOME.ids['incident_id']}|{parse(town)}",
        },
        ("POST", "/screening/samples/new/"): {"area": town, "people": "2", "purpose": "round"},
        ("POST", "/api/v1/incidents/{incident_id}/cases"): {
            "cases": [{"person": HOME.ids["friend_id"], "area": town, "reported_at": AT.isoformat()}]
        },
        ("POST", "/command/incidents/new/"): {**title, "reported_at": (NOW + timedelta(hours=8)).strftime(LOCAL)},
        ("POST", "/command/incidents/<uuid:incident_id>/tasks/new/"): task,
        ("POST", "/api/v1/households"): {"area": town, "label": "302"},
        ("POST", "/registry/households/add/"): {"area": town, "label": "302"},
        ("POST", "/api/v1/areas"): {"parent": village, "level": "grid", "name_zh": "新", "name_en": "New"},
        ("POST", "/api/v1/reporting-units"): {**unit, "form_id": "town-daily"},
        ("POST", "/returns/units/new/"): {**unit, "form": "town-daily"},
        ("POST", "/registry/places/add/"): {**place, "crs": "wgs84"},
        ("POST", "/registry/organisations/add/"): {"name_zh": "新", "kind": "company", "area": town},
        ("POST", "/api/v1/organisations"): {"name_zh": "新", "kind": "company", "area": town},
        ("POST", "/zones/propose/"): {
            "incident": str(HOME.ids["incident_id"]), "kind": "lockdown", "name_zh": "封", "area": town, **REASON,
        },
        ("POST", "/access/create/"): {
            "username": "newcomer", "display_name": "新人", "password": "long-enough-9876", "role": "tracer",
            "area": code,
        },
    }  # fmt: skip
