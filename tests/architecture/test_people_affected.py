"""Whoever decides about many people at once sees first how many they are, and what the edition has that is lighter.

A page that takes a list of picked people, or an area, and restricts them or lets them go has a page before it that counts
them (``touched.html``); whether it does is asked of the templates, and what it counts of the rooms' own tests.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[2] / "src" / "sizao"
COUNTED = "web/_components/touched.html"
LIGHTER = "cases/_measures.html"
"""The lighter classes of the edition; a zone hands its lighter kinds to the component itself."""
BEFORE = {
    "trace/cases/pages/deciding.py": "trace/cases/templates/cases/confirm.html",
    "trace/cases/pages/rejudging.py": "trace/cases/templates/cases/rejudge.html",
    "trace/tracing/pages/places.py": "trace/tracing/templates/tracing/confirm.html",
    "measures/followup/pages/plans.py": "measures/followup/templates/followup/confirm.html",
    "measures/zones/pages.py": "measures/zones/templates/zones/zone.html",
}
"""Pages on which many are decided about at once, and what is seen before."""
APPROVALS = {"deciding.py", "rejudging.py", "places.py", "pages.py"}
"""Those of them that may restrict people; to place or to release is what an approval asked for."""
NO_DECISION = {
    "measures/referrals/pages/__init__.py": "an officer takes work",
    "measures/referrals/pages/letters.py": "names put into a letter, which is shown whole before it goes",
    "measures/screening/pages.py": "results are made known; what follows from one is decided case by case",
    "trace/cases/pages/seats.py": "proposals of one vehicle, to be approved afterwards",
}
"""Pages that take a list of picks and restrict nobody."""


def read(name: str) -> str:
    return (SRC / name).read_text("utf-8")


def test_every_page_that_takes_many_at_once_is_known():
    takes = {
        str(path.relative_to(SRC))
        for path in SRC.rglob("*.py")
        if "pages" in str(path.relative_to(SRC)) and 'POST.getlist("picked")' in path.read_text("utf-8")
    }
    assert takes == (set(BEFORE) | set(NO_DECISION)) - {"measures/zones/pages.py"}, "a zone is decided by its area"


@pytest.mark.parametrize("door", sorted(BEFORE))
def test_how_many_it_touches_is_shown_before(door):
    assert COUNTED in read(BEFORE[door])
    assert "registry.touched" in read(door)


@pytest.mark.parametrize("door", sorted(each for each in BEFORE if Path(each).name in APPROVALS))
def test_an_approval_shows_what_is_lighter(door):
    shown = read(BEFORE[door])
    own_list = re.search(rf'include "{COUNTED}" %}}', shown)
    assert LIGHTER in shown or own_list, "neither the lighter classes nor the lighter zones"
