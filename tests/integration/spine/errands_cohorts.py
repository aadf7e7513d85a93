"""What is handed in at the doors of cohorts and list rules."""

from __future__ import annotations

from typing import Any

from tests.integration.spine.counties import HOME
from tests.integration.spine.errands import NOTHING, REASON, Errand, Ids, fixed

RULE = {"place": "3201", "since": "2021-12-06", "test_days": [1, 3], "basis": "通告第2号"}
FORM = {**RULE, "test_days": "1,3"}


def a_cohort(area: str) -> dict[str, Any]:
    """A cohort that names nobody."""
    return {"area": area, "title_zh": "新人群", "title_en": "New", "rule": RULE}


def a_form(area: str) -> dict[str, Any]:
    """The same on the page."""
    return {"area": area, "title_zh": "新人群", "title_en": "New", **FORM}


CRITERIA = {"area": HOME.code, "min_minutes": 15}


def a_list_rule(area: str) -> dict[str, Any]:
    """Criteria with their reason."""
    return {"area": area, "min_minutes": 15, "reason": "为基层减负"}


def _stay(ids: Ids) -> dict[str, Any]:
    return {"person_id": ids["person_id"], "area": HOME.town, "place": "3201", "last_on": "2021-12-08"}


def _stay_form(ids: Ids) -> dict[str, Any]:
    return {"person": ids["person_number"], "area": HOME.town, "place": "3201", "last_on": "2021-12-08"}


API, VERSION = "/api/v1/cohorts/{uuidstr:cohort_id}", "/api/v1/cohort-versions/{uuidstr:version_id}"
LIST_RULE = "/api/v1/list-rules/{uuidstr:rule_id}"

ERRANDS: dict[tuple[str, str], Errand] = {
    ("POST", "/api/v1/cohorts"): Errand(lambda ids: {**a_cohort(HOME.code), "incident_id": str(ids["incident_id"])}),
    ("POST", f"{API}/versions"): fixed(RULE),
    ("POST", f"{API}/end"): fixed(REASON),
    ("POST", f"{VERSION}/approve"): fixed(NOTHING),
    ("POST", f"{VERSION}/reject"): fixed(REASON),
    ("POST", "/api/v1/cohort-stays"): Errand(lambda ids: {"stays": [_stay(ids)]}),
    ("POST", "/api/v1/cohort-duties/{duty_id}/done"): fixed({"note": "签收"}),
    ("POST", "/api/v1/list-rules"): fixed(a_list_rule(HOME.code)),
    ("POST", "/api/v1/list-rules/preview"): fixed(CRITERIA),
    ("POST", "/listrules/change/"): fixed(a_list_rule(HOME.code)),
    ("POST", "/api/v1/cohort-unplaced/{uuidstr:unplaced_id}/place"): fixed({"place": "3201"}),
    ("POST", "/cohorts/unplaced/<uuid:unplaced_id>/"): fixed({"place": "3201"}),
    ("POST", f"{LIST_RULE}/approve"): fixed(NOTHING),
    ("POST", f"{LIST_RULE}/reject"): fixed(REASON),
    ("POST", "/listrules/versions/<uuid:rule_id>/approve/"): fixed(NOTHING),
    ("POST", "/listrules/versions/<uuid:rule_id>/reject/"): fixed(REASON),
    ("POST", "/cohorts/new/"): Errand(lambda ids: {**a_form(HOME.code), "incident": str(ids["incident_id"])}),
    ("POST", "/cohorts/register/"): Errand(_stay_form),
    ("POST", "/cohorts/<uuid:cohort_id>/new/"): fixed(FORM),
    ("POST", "/cohorts/<uuid:cohort_id>/end/"): fixed(REASON),
    ("POST", "/cohorts/versions/<uuid:version_id>/approve/"): Errand(lambda ids: {"seen": str(ids["version_id"])}),
    ("POST", "/cohorts/versions/<uuid:version_id>/reject/"): fixed(REASON),
    ("POST", "/cohorts/duties/<int:duty_id>/done/"): fixed({"note": "签收"}),
}
"""By method and address, as in ``errands``."""


def in_an_area(code: str, town: str) -> dict[tuple[str, str], Any]:
    """Bodies of these doors that write something new in an area."""
    person = HOME.ids["person_id"]
    stay = {"person_id": person, "area": town, "place": "3201", "last_on": "2021-12-08"}
    return {
        ("POST", "/api/v1/cohorts"): a_cohort(code),
        ("POST", "/api/v1/list-rules"): a_list_rule(code),
        ("POST", "/listrules/change/"): a_list_rule(code),
        ("POST", "/cohorts/new/"): a_form(code),
        ("POST", "/api/v1/cohort-stays"): {"stays": [stay]},
    }
