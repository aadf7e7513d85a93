"""Whoever decides about many people at once sees first how many they are, and what the edition has that is lighter.

A page that takes a list of picked people, or an area, and restricts them or lets them go has a page before it that counts
them (``touched.html``, or ``before.html`` inside its own form); an operation of the API that does the same has one beside it
that answers the same counts (``…/preview``). Whether they do is asked of templates and of the API's description; what they
count, of the rooms' own tests.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sizao.project.api import api

SRC = Path(__file__).resolve().parents[2] / "src" / "sizao"
COUNTED = "web/_components/touched.html"
FIRST = "web/_components/before.html"
LIGHTER = "cases/_measures.html"
"""The lighter classes of the edition; a zone hands its lighter kinds to the component itself."""
BEFORE = {
    "trace/cases/pages/deciding.py": "trace/cases/templates/cases/confirm.html",
    "trace/cases/pages/rejudging.py": "trace/cases/templates/cases/rejudge.html",
    "trace/tracing/pages/places.py": "trace/tracing/templates/tracing/confirm.html",
    "measures/followup/pages/plans.py": "measures/followup/templates/followup/confirm.html",
    "measures/zones/pages.py": "measures/zones/templates/zones/zone.html",
    "measures/screening/pages.py": "measures/screening/templates/screening/open_round.html",
    "measures/cohorts/pages.py": "measures/cohorts/templates/cohorts/approve.html",
    "oversight/notices/pages.py": "oversight/notices/templates/notices/draft.html",
}
"""Pages on which many are decided about at once, and what is seen before."""
OF_AN_AREA = {
    "measures/zones/pages.py", "measures/screening/pages.py", "measures/cohorts/pages.py", "oversight/notices/pages.py",
}  # fmt: skip
"""Those that decide about everybody in an area."""
SENT_TWICE = {
    "measures/screening/pages.py": ["measures/screening/templates/screening/open_round.html"],
    "measures/cohorts/pages.py": ["measures/cohorts/templates/cohorts/approve.html"],
    "oversight/notices/pages.py": [
        "oversight/notices/templates/notices/draft.html", "oversight/notices/templates/notices/issue.html",
    ],
    "ground/command/pages/orders.py": ["ground/command/templates/command/new_paper.html"],
}  # fmt: skip
"""Forms that show whom they touch when they are sent first, and decide when they are sent again."""
APPROVALS = {"deciding.py", "rejudging.py", "places.py", "pages.py"}
"""Those of them that may restrict people; to place or to release is what an approval asked for."""
NO_DECISION = {
    "measures/referrals/pages/__init__.py": "an officer takes work",
    "measures/referrals/pages/letters.py": "names put into a letter, which is shown whole before it goes",
    "measures/screening/pages.py": "results are made known; what follows from one is decided case by case",
    "trace/cases/pages/seats.py": "proposals of one vehicle, to be approved afterwards",
    "trace/tracing/pages/several.py": "cases to be traced together; it counts first, and what it finds is approved afterwards",
}
"""Pages that take a list of picks and restrict nobody."""

PREVIEWED = {
    "/contact-decisions": "post /contact-decisions/preview",
    "/incidents/{incident_id}/rejudgement": "get /incidents/{incident_id}/rejudgement",
    "/traces/{run_id}/places/{place_id}/approve": "post /traces/{run_id}/places/{place_id}/approve/preview",
    "/plans/release": "post /plans/release/preview",
    "/plans/break-off": "post /plans/break-off/preview",
    "/plans/placement": "post /plans/placement/preview",
    "/zones/{zone_id}/declaration": "get /zones/{zone_id}/preview",
    "/zones/{zone_id}/lifting": "get /zones/{zone_id}/preview",
    "/rounds": "post /rounds/preview",
    "/cohort-versions/{version_id}/approve": "get /cohort-versions/{version_id}/preview",
    "/orders": "post /orders/preview",
    "/notices": "post /notices/preview",
}
"""Operations that decide about many, or about an area, and the one that answers whom they would touch."""
ABOUT_NOBODY = {
    "/referrals/letters": "names put into a letter, which is answered whole before it goes",
    "/plans/environment": "what samples of rooms and goods said: a reading, on which the release decides afterwards",
}
"""Operations that take a list of people and decide about nobody."""
AFFECTED = "AffectedOut"


def read(name: str) -> str:
    return (SRC / name).read_text("utf-8")


def test_every_page_that_takes_many_at_once_is_known():
    takes = {
        str(path.relative_to(SRC))
        for path in SRC.rglob("*.py")
        if "pages" in str(path.relative_to(SRC)) and 'POST.getlist("picked")' in path.read_text("utf-8")
    }
    assert takes == (set(BEFORE) - OF_AN_AREA) | set(NO_DECISION), "a page of OF_AN_AREA decides by its area"


@pytest.mark.parametrize("door", sorted(BEFORE))
def test_how_many_it_touches_is_shown_before(door):
    shown = read(BEFORE[door])
    assert COUNTED in shown or FIRST in shown
    assert "registry.touched" in read(door)


@pytest.mark.parametrize("door", sorted(SENT_TWICE))
def test_a_form_that_touches_an_area_is_sent_twice(door):
    assert "was_seen(request," in read(door)
    for template in SENT_TWICE[door]:
        text = read(template)
        assert FIRST in text[text.index('method="post"') :], "whom it touches, inside the form and before its button"


@pytest.mark.parametrize("door", sorted(each for each in BEFORE if Path(each).name in APPROVALS))
def test_an_approval_shows_what_is_lighter(door):
    shown = read(BEFORE[door])
    own_list = re.search(rf'include "(?:{COUNTED}|{FIRST})" %}}', shown)
    assert LIGHTER in shown or own_list, "neither the lighter classes nor lighter options of its own"


@pytest.fixture(scope="module")
def described():
    return api.get_openapi_schema(path_prefix="")


def _body(described, path):
    asked = described["paths"][path].get("post", {}).get("requestBody", {}).get("content", {})
    found = asked.get("application/json", {}).get("schema", {}).get("$ref", "")
    return described["components"]["schemas"].get(found.rsplit("/", 1)[-1], {}).get("properties", {})


def test_every_operation_that_takes_many_at_once_is_known(described):
    """A list of ids of people's rows in a body: either it has a preview, or it is said why it needs none."""
    rows = {"contact_ids", "plan_ids", "exposed_ids", "person_ids", "persons"}
    takes = {path for path in described["paths"] if rows & set(_body(described, path))}
    known = set(PREVIEWED) | {each.split(" ")[1] for each in PREVIEWED.values()} | set(ABOUT_NOBODY)
    assert takes - known == set(), "enter it in PREVIEWED with its preview, or in ABOUT_NOBODY with the reason"


@pytest.mark.parametrize("path", sorted(PREVIEWED))
def test_the_api_answers_whom_a_decision_would_touch(described, path):
    method, preview = PREVIEWED[path].split(" ")
    assert "post" in described["paths"][path]
    answer = described["paths"][preview][method]["responses"][200]["content"]["application/json"]["schema"]["$ref"]
    name = answer.rsplit("/", 1)[-1]
    fields = described["components"]["schemas"][name]["properties"]
    assert name == AFFECTED or AFFECTED in str(fields["affected"])
    asked = {path: _body(described, path) for path in (path, preview)}
    assert method == "get" or asked[path] == asked[preview], "the preview takes what the decision takes"
