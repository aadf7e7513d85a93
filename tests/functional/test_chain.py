"""A chain of five thousand cases stays legible: it opens folded, any case is folded and unfolded, and nothing is lost.

The script of the page is loaded with the page's own marks (an integration test holds that the page has them) and a chain
made here: no server is needed to fold one.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.functional.conftest import PHONE

pytestmark = pytest.mark.browser
SRC = Path(__file__).resolve().parents[2] / "src" / "sizao"
CASES, FANOUT = 5_000, 3
LEGIBLE = 600
SCRIPTS = (SRC / "spine/web/static/vendor/echarts/echarts.min.js", SRC / "trace/cases/static/cases/chain.js")
PICKED = re.compile(r'<div id="chain-picked".*?</div>', re.S)


def drawn() -> dict[str, Any]:
    """A tree in which everybody infects three, laid out branch by branch: days across, one row for each case."""
    rows = iter(range(CASES))
    y: dict[int, int] = {}
    stack, generation = [0], {0: 1}
    while stack:
        at = stack.pop()
        y[at] = next(rows)
        followers = [each for each in range(FANOUT * at + 1, FANOUT * at + FANOUT + 1) if each < CASES]
        generation |= dict.fromkeys(followers, generation[at] + 1)
        stack += reversed(followers)
    nodes = [
        {"id": f"case:{at}", "name": f"C-{at}", "x": 4 * generation[at], "y": y[at], "kind": "confirmed", "shape": "case",
         "size": FANOUT, "generation": generation[at], "said": [f"C-{at}", "Confirmed"], "href": f"/cases/{at}/"}
        for at in range(CASES)
    ]  # fmt: skip
    links = [
        {"source": (at - 1) // FANOUT, "target": at, "kind": "likely", "said": ["likely"]} for at in range(1, CASES)
    ]
    return {"begins": "2021-12-01", "nodes": nodes, "links": links}


def below(at: int) -> int:
    """How many a case led to, through others too."""
    followers = [each for each in range(FANOUT * at + 1, FANOUT * at + FANOUT + 1) if each < CASES]
    return len(followers) + sum(below(each) for each in followers)


@pytest.fixture(params=[(1440, 900), PHONE], ids=["desk", "phone"])
def chain(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The chain's part of the page, opened."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height}, has_touch=(width, height) == PHONE)
    page = context.new_page()
    template = (SRC / "trace/cases/templates/cases/chain.html").read_text("utf-8")
    panel = re.sub(r"{%.*?%}", "x", PICKED.search(template).group())  # type: ignore[union-attr]
    depths = "".join(f'<option value="{each}">{each}</option>' for each in range(1, 9))
    page.set_content(
        f'<select id="chain-depth"><option value="0">all</option><option value="">folded</option>{depths}</select>{panel}'
        f'<div id="chain" aria-label="chain" style="height:500px"></div>'
        f'<script type="application/json" id="chain-drawing">{json.dumps(drawn())}</script>'
    )
    for each in SCRIPTS:
        page.add_script_tag(path=each)
    page.evaluate("document.dispatchEvent(new Event('DOMContentLoaded'))")
    page.wait_for_selector("#chain[data-ready]")
    yield page
    context.close()


def shown(page: Page) -> int:
    return int(page.locator("#chain").get_attribute("data-shown") or 0)


def choose(page: Page, at: int) -> None:
    """Press the mark of a case where it is drawn."""
    spot = page.evaluate(
        """id => {
          const place = document.getElementById('chain'), chart = echarts.getInstanceByDom(place);
          const data = chart.getModel().getSeriesByIndex(0).getData(), box = place.getBoundingClientRect();
          const mark = data.getItemGraphicEl(data.indexOfName(data.getName(
            [...Array(data.count()).keys()].find(each => data.getId(each) === id))));
          const where = mark.transformCoordToGlobal(0, 0);
          return [box.left + where[0], box.top + where[1]];
        }""",
        f"case:{at}",
    )
    page.mouse.click(*spot)
    page.wait_for_selector("#chain-picked:not([hidden])")


def test_five_thousand_cases_open_folded_and_every_one_can_be_reached(chain: Page) -> None:
    assert chain.locator("#chain").get_attribute("data-ready") == str(CASES)
    first = shown(chain)
    assert 100 < first <= LEGIBLE, "as many generations as can be read"
    chain.select_option("#chain-depth", "2")
    assert shown(chain) == 1 + FANOUT
    choose(chain, 1)
    panel = chain.locator("#chain-picked")
    assert panel.locator("[data-name]").inner_text() == "C-1"
    assert panel.locator("[data-open]").get_attribute("href") == "/cases/1/"
    assert panel.locator("[data-branch]").get_attribute("href") == "?q=C-1"
    panel.locator("[data-fold]").click()
    assert shown(chain) == 1 + FANOUT + FANOUT, "one step further along this branch, and nothing of the others"
    panel.locator("[data-fold]").click()
    assert shown(chain) == 1 + FANOUT
    chain.select_option("#chain-depth", "0")
    assert shown(chain) == CASES
    choose(chain, 1)
    panel.locator("[data-fold]").click()
    assert shown(chain) == CASES - below(1), "all that follows this one is folded away, and nothing of the others"
