"""A click and what it asks for: the next page, or the piece that htmx puts in, is there before the test reads on.

A click returns before the browser leaves; what is read at once is the page that is being left.
"""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Locator, expect

ANSWERED_WITHIN = 60_000
"""Milliseconds that an answer may take while other work has the processors."""

WATCH = """
(() => {
  const mark = (more) => {
    const html = document.documentElement, count = Number(html.dataset.asked || 0) + more;
    if (count > 0) html.dataset.asked = count; else delete html.dataset.asked;
  };
  const elsewhere = (element) => element.target && element.target !== '_self';
  addEventListener('submit', (event) => {
    if (!event.defaultPrevented && !elsewhere(event.target) && event.target.method !== 'dialog') mark(1);
  });
  addEventListener('click', (event) => {
    const link = event.target.closest && event.target.closest('a[href]');
    if (!link || event.defaultPrevented || elsewhere(link) || link.hasAttribute('download')) return;
    if (link.pathname + link.search !== location.pathname + location.search || !link.hash) mark(1);
  });
  addEventListener('htmx:beforeRequest', () => mark(1));
  addEventListener('htmx:afterRequest', (event) => {
    const answer = event.detail.xhr;
    const leaves = answer && (answer.getResponseHeader('HX-Redirect') || answer.getResponseHeader('HX-Refresh'));
    if (!leaves) mark(-1);
  });
})();
"""


def watch(context: BrowserContext) -> None:
    """Let the pages of a window note, on their root, what they asked for and have not got."""
    context.add_init_script(WATCH)


def follow(link: Locator) -> None:
    """Click a link or button of a watched window that leads on, and wait for where it leads; not for a download."""
    link.click()
    expect(link.page.locator("html[data-asked]")).to_have_count(0, timeout=ANSWERED_WITHIN)
    link.page.wait_for_load_state("domcontentloaded", timeout=ANSWERED_WITHIN)
