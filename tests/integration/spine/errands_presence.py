"""What is handed in at the doors of data scenes, holds and deletions before time."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.integration.spine.counties import HOME, NOW
from tests.integration.spine.errands import NOTHING, REASON, Errand, fixed

SCENE = "crowded-venue-scan"
WHY = {**REASON, "basis": "演示〔3〕号"}
UNTIL = str((NOW + timedelta(days=10)).date())
BEFORE = str((NOW - timedelta(days=5)).date())
ACT = "/api/v1/presence/acts/{presence_act_id}"
PAGE = "/presence/acts/<uuid:presence_act_id>"


def _act(area: str) -> dict[str, Any]:
    return {"kind": "hold", "area": area, "until": UNTIL, **WHY}


def _form(area: str) -> dict[str, Any]:
    return {"area": area, "until": UNTIL, **WHY}


def _deletion(area: str) -> dict[str, Any]:
    return {"area": area, "day": BEFORE, **WHY}


ERRANDS: dict[tuple[str, str], Errand] = {
    ("POST", "/api/v1/presence/acts"): fixed(_act(HOME.code)),
    ("POST", f"{ACT}/approve"): fixed(NOTHING),
    ("POST", f"{ACT}/reject"): fixed(REASON),
    ("POST", f"{ACT}/end"): fixed(REASON, 409),
    ("POST", "/presence/scenes/<slug:scene>/switch-on/"): fixed(_form(HOME.code)),
    ("POST", "/presence/acts/hold/"): fixed(_form(HOME.code)),
    ("POST", "/presence/acts/delete/"): fixed(_deletion(HOME.code)),
    ("POST", f"{PAGE}/approve/"): fixed(NOTHING),
    ("POST", f"{PAGE}/reject/"): fixed(REASON),
    ("POST", f"{PAGE}/lift/"): fixed(WHY, 404),
    ("POST", f"{PAGE}/end/"): fixed(REASON, 409),
}
"""By method and address, as in ``errands``."""


def in_an_area(code: str) -> dict[tuple[str, str], Any]:
    """Bodies of these doors that write something new in an area."""
    return {
        ("POST", "/api/v1/presence/acts"): _act(code),
        ("POST", "/presence/scenes/<slug:scene>/switch-on/"): _form(code),
        ("POST", "/presence/acts/hold/"): _form(code),
    }
