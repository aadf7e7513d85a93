"""Every link that anybody is shown leads somewhere: the roles whose pages are not looked at one by one, in both languages."""

from __future__ import annotations

from typing import Any

import pytest

from sizao.project.worlds.accounts import POSTS
from tests.functional.crawl import crawl
from tests.functional.test_every_page import ROLES

OTHERS = sorted({post.username for post in POSTS} - set(ROLES))
ALIKE = 2
"""Addresses of one kind that are followed: rows of one list may lie in different areas."""


@pytest.mark.parametrize("user", OTHERS)
def test_no_link_leads_nowhere(enter: Any, world: Any, user: str) -> None:
    """Lists hold what a role may open: no row answers that it is not there."""
    language = ("zh-CN", "en")[OTHERS.index(user) % 2]
    found = crawl(enter(user, language[:2]).context, world.base, language, alike=ALIKE)
    assert len(found.pages) > 1
    assert not found.faults, "\n" + "\n".join(found.faults)
