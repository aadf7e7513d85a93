"""What is handed in at the doors of signals."""

from __future__ import annotations

from typing import Any

from tests.integration.spine.counties import AT, HOME
from tests.integration.spine.errands import EARLIER, NOTHING, Errand, Ids, fixed

VERDICT = {"verdict": "ruled_out", "reason": "电话核实,为普通感冒"}
NEW_INCIDENT = {"title_zh": "新疫情", "title_en": "New", "disease": "covid-19"}
LISTED = "渠道,类别,内容\n热线与群众报告,其他异常,不明情况\n"


def a_signal(area: str) -> dict[str, Any]:
    """A signal that names nobody."""
    return {
        "channel": "hotline", "kind": "other", "area": area, "occurred_at": EARLIER, "source": "热线", "text": "不明情况",
    }  # fmt: skip


def a_form(area: str) -> dict[str, Any]:
    """The same on the page, in local time."""
    return {**a_signal(area), "occurred_at": AT.strftime("%Y-%m-%dT%H:%M")}


def _about(ids: Ids) -> dict[str, Any]:
    return {**a_signal(HOME.town), "place_id": ids["place_id"], "person_id": ids["friend_id"]}


API, PAGE = "/api/v1/signals/{uuidstr:signal_id}", "/signals/<uuid:signal_id>"

ERRANDS: dict[tuple[str, str], Errand] = {
    ("POST", "/api/v1/signals"): Errand(_about),
    ("POST", "/api/v1/signals/feed"): Errand(lambda ids: {"signals": [_about(ids)]}),
    ("POST", f"{API}/assign"): fixed(NOTHING),
    ("POST", f"{API}/check"): fixed(NOTHING),
    ("POST", f"{API}/close"): fixed(VERDICT),
    ("POST", f"{API}/apart"): Errand(lambda ids: {"other_id": str(ids["twin_id"])}),
    ("POST", f"{API}/incident"): Errand(lambda ids: {"incident_id": str(ids["incident_id"])}),
    ("POST", f"{API}/new-incident"): fixed(NEW_INCIDENT),
    ("POST", f"{API}/case"): Errand(lambda ids: {"number": ids["case_number"]}),
    ("POST", "/signals/send/"): Errand(
        lambda ids: {**a_form(HOME.town), "place": ids["place_number"], "person": ids["friend_number"]}
    ),
    ("POST", "/signals/send/list/"): fixed({"text": LISTED}),
    ("POST", f"{PAGE}/assign/"): fixed(NOTHING),
    ("POST", f"{PAGE}/check/"): fixed(NOTHING),
    ("POST", f"{PAGE}/close/"): fixed(VERDICT),
    ("POST", f"{PAGE}/apart/<uuid:twin_id>/"): fixed(NOTHING),
    ("POST", f"{PAGE}/join/"): Errand(lambda ids: {"incident": str(ids["incident_id"])}),
    ("POST", f"{PAGE}/open/"): fixed(NEW_INCIDENT),
    ("POST", f"{PAGE}/case/"): Errand(lambda ids: {"number": ids["case_number"]}),
}
"""By method and address, as in ``errands``."""

FOLLOWING = [(f"{API}/{each}", "signal_id") for each in ("incident", "new-incident", "case")]
FOLLOWING += [(f"{PAGE}/{each}/", "signal_id") for each in ("join", "open", "case")]
"""Doors that take a confirmed signal."""


def in_an_area(town: str) -> dict[tuple[str, str], Any]:
    """Bodies of these doors that write something new in an area."""
    return {("POST", "/api/v1/signals"): a_signal(town), ("POST", "/signals/send/"): a_form(town)}
