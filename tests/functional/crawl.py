"""Follows the links of the site as a role sees it: every page once per URL pattern, read over plain HTTP."""

from __future__ import annotations

import gzip
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import APIRequestContext, APIResponse

MOST_VARIANTS = 2
"""Sets of query parameters that are looked at for one URL pattern."""
MOST_PAGES = 400
"""More patterns than the site has; a crawl that comes to so many has lost its way, and says so."""
SORTING = {"order", "after", "before", "columns"}
"""Parameters that only turn or page a list."""
HEADERS = {
    "x-content-type-options": "nosniff", "x-frame-options": "DENY", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cache-control": "no-store",
}  # fmt: skip
POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data: blob:",
    "connect-src": "'self'", "form-action": "'self'", "frame-ancestors": "'none'", "base-uri": "'none'",
}  # fmt: skip


@dataclass
class Link:
    """One link of a page."""

    path: str
    is_download: bool

    @property
    def pattern(self) -> tuple[str, ...]:
        """The URL pattern with the names of the query's parameters; empty when the site has no such address."""
        split = urlsplit(self.path)
        try:
            name = resolve(split.path).view_name
        except Resolver404:
            return ()
        keys = sorted({key for key, _value in parse_qsl(split.query, keep_blank_values=True)} - SORTING)
        return (name, *(["download"] if self.is_download else keys))


@dataclass
class Reader(HTMLParser):
    """Collects the links, the files and the elements a page is made of."""

    base: str
    links: list[Link] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note where a link leads, and what is loaded with the page."""
        given = dict(attrs)
        if tag == "a" and given.get("href") is not None:
            self._link(str(given["href"]), "download" in given)
        elif tag in {"script", "img"} and given.get("src"):
            self.files.append(str(given["src"]))
        elif tag == "link" and given.get("href"):
            self.files.append(str(given["href"]))

    def _link(self, href: str, is_download: bool) -> None:
        found = urlsplit(urljoin(self.base, href))
        if found.scheme in {"http", "https"}:
            path = f"{found.path}?{found.query}" if found.query else found.path
            self.links.append(Link(path if found.netloc == urlsplit(self.base).netloc else found.geturl(), is_download))


@dataclass
class Found:
    """The pages a role reaches, one address per pattern; which of them are files to keep; what was wrong with the answers."""

    pages: dict[tuple[str, ...], str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def crawl(request: APIRequestContext, base: str, language: str, *, alike: int = 1) -> Found:
    """Follow every link from the front door, so many addresses of each URL pattern; rows of one list may differ in scope."""
    found, waiting = Found(), deque([Link("/", False)])
    variants: Counter[str] = Counter()
    asked: Counter[tuple[str, ...]] = Counter()
    known: set[str] = set()
    while waiting:
        if len(found.pages) >= MOST_PAGES:
            found.faults.append(f"more than {MOST_PAGES} kinds of pages")
            break
        link = waiting.popleft()
        pattern = link.pattern
        if not pattern:
            found.faults.append(f"{link.path}: a link to no page of this site")
            continue
        if (
            link.path in known
            or asked[pattern] >= alike
            or (not asked[pattern] and variants[pattern[0]] >= MOST_VARIANTS)
        ):
            continue
        known.add(link.path)
        asked[pattern] += 1
        variants[pattern[0]] += asked[pattern] == 1
        found.pages.setdefault(pattern, link.path)
        waiting.extend(_read(request, base, link, language, found))
    return found


def _read(request: APIRequestContext, base: str, link: Link, language: str, found: Found) -> Iterator[Link]:
    answer = request.get(base + link.path, headers={"accept-language": language})
    if answer.status >= 400:
        found.faults.append(f"{link.path}: status {answer.status}")
        return
    is_page = "text/html" in answer.headers.get("content-type", "")
    is_file = answer.headers.get("content-disposition", "").startswith("attachment")
    if is_file:
        found.files.add(link.path)
    if is_page == is_file or (link.is_download and is_page):
        found.faults.append(f"{link.path}: {answer.headers.get('content-type')}, is a file to keep: {is_file}")
    found.faults += [f"{link.path}: {fault}" for fault in header_faults(answer.headers)]
    if is_page:
        reader = Reader(answer.url)
        reader.feed(answer.text())
        yield from reader.links


def header_faults(headers: Mapping[str, str]) -> Iterator[str]:
    """What an answer's security headers lack."""
    for name, wanted in HEADERS.items():
        if wanted not in headers.get(name, ""):
            yield f"{name} is {headers.get(name)!r}"
    parts = [part.strip().partition(" ") for part in headers.get("content-security-policy", "").split(";")]
    policy = {name: value for name, _space, value in parts}
    for name, wanted in POLICY.items():
        if policy.get(name) != wanted:
            yield f"the policy's {name} is {policy.get(name)!r}"
    if "unsafe" in str(policy):
        yield "the policy has something unsafe"
    if "camera=(self)" not in headers.get("permissions-policy", ""):
        yield "no permissions policy"


class Weights:
    """What each address weighs when it is fetched for the first time, compressed, in bytes."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def of(self, request: APIRequestContext, address: str) -> int:
        """The bytes of one file; weighed as the server sends it; what it sends plain (a picture apart), as a proxy would."""
        if address not in self._known:
            self._known[address] = self._weigh(request.get(address, headers={"accept-encoding": "gzip"}))
        return self._known[address]

    def _weigh(self, answer: APIResponse) -> int:
        sent = int(answer.headers.get("content-length", "0"))
        is_compressed = answer.headers.get("content-encoding") == "gzip" and sent
        return (
            sent
            if is_compressed or "image" in answer.headers.get("content-type", "")
            else len(gzip.compress(answer.body(), 6))
        )
