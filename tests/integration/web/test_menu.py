"""The menu beside a page: the role's own lines, in the reader's language, the present one marked."""

import re

import pytest
from lxml import html

pytestmark = pytest.mark.django_db
PAGES = {"epidemiologist": "/registry/areas/", "auditor": "/access/"}
CHINESE = re.compile("[\u4e00-\u9fff]")


def lines(answer) -> dict[str, str]:
    """Addresses and captions of the menu; the present line's address under the empty one."""
    [menu] = html.document_fromstring(answer.content.decode()).xpath("//aside[@id='menu']")
    found = {each.get("href"): each.text_content().strip() for each in menu.xpath(".//li/a")}
    return {**found, "": "".join(menu.xpath(".//li/a[@aria-current='page']/@href"))}


def test_each_role_and_language_has_a_menu_of_its_own(signed_in):
    shown = {
        (role, language): lines(signed_in(role, language=language).get(page))
        for role, page in PAGES.items()
        for language in ("zh-hans", "en")
        for _twice in range(2)
    }
    for (role, language), found in shown.items():
        assert found[""] == PAGES[role]
        captions = [caption for address, caption in found.items() if address]
        assert all(bool(CHINESE.search(each)) == (language == "zh-hans") for each in captions), (role, captions)
    assert shown["epidemiologist", "en"].keys() == shown["epidemiologist", "zh-hans"].keys()
    assert "/cases/" in shown["epidemiologist", "en"]
    assert "/cases/" not in shown["auditor", "en"]


def test_the_present_line_follows_the_page(signed_in):
    browser = signed_in("epidemiologist")
    assert lines(browser.get("/cases/"))[""] == "/cases/"
    assert lines(browser.get("/registry/areas/"))[""] == "/registry/areas/"
    assert lines(browser.get("/cases/"))[""] == "/cases/"
