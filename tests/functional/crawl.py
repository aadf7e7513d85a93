"""Follows the links of the site as a role sees it: every page once per URL pattern, read over plain HTTP."""

from __future__ import annotations

import gzip
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message
from functools import cache
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urljoin, urlsplit
from urllib.request import Request, urlopen

from django.urls import Resolver404, resolve
from lxml import html
from playwright.sync_api import APIRequestContext, APIResponse, BrowserContext, Response

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


@dataclass(frozen=True)
class Link:
    """One link of a page."""

    path: str
    is_download: bool

    @property
    def pattern(self) -> tuple[str, ...]:
        """The URL pattern with the names of the query's parameters; empty when the site has no such address."""
        return _pattern(self.path, is_download=self.is_download)


@cache
def _pattern(path: str, *, is_download: bool) -> tuple[str, ...]:
    split = urlsplit(path)
    try:
        name = resolve(split.path).view_name
    except Resolver404:
        return ()
    keys = sorted({key for key, _value in parse_qsl(split.query, keep_blank_values=True)} - SORTING)
    return (name, *(["download"] if is_download else keys))


def links_of(text: str, base: str) -> Iterator[Link]:
    """Where the links of a page lead."""
    host = urlsplit(base).netloc
    for each in html.document_fromstring(text).iter("a"):
        href = each.get("href")
        if href is None:
            continue
        found = urlsplit(urljoin(base, href))
        if found.scheme in {"http", "https"}:
            path = f"{found.path}?{found.query}" if found.query else found.path
            yield Link(path if found.netloc == host else found.geturl(), each.get("download") is not None)


@dataclass
class Found:
    """The pages a role reaches, one address per pattern; which of them are files to keep; what was wrong with the answers."""

    pages: dict[tuple[str, ...], str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)


def crawl(context: BrowserContext, base: str, language: str, *, alike: int = 1) -> Found:
    """Follow every link from the front door, so many addresses of each URL pattern; rows of one list may differ in scope."""
    found, waiting = Found(), deque([Link("/", False)])
    headers = {"cookie": "; ".join(f"{each['name']}={each['value']}" for each in context.cookies(base))}
    headers["accept-language"] = language
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
        waiting.extend(_read(base, link, headers, found))
    return found


def _read(base: str, link: Link, headers: dict[str, str], found: Found) -> Iterator[Link]:
    try:
        answer = urlopen(Request(base + link.path, headers=headers))
    except HTTPError as error:
        error.close()
        found.faults.append(f"{link.path}: status {error.code}")
        return
    with answer:
        text = answer.read()
    is_page = "text/html" in answer.headers.get("content-type", "")
    is_file = answer.headers.get("content-disposition", "").startswith("attachment")
    if is_file:
        found.files.add(link.path)
    if is_page == is_file or (link.is_download and is_page):
        found.faults.append(f"{link.path}: {answer.headers.get('content-type')}, is a file to keep: {is_file}")
    found.faults += [f"{link.path}: {fault}" for fault in header_faults(answer.headers)]
    if is_page:
        yield from links_of(text.decode(), answer.url)


def header_faults(headers: Message) -> Iterator[str]:
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

    def note(self, answer: Response) -> None:
        """A page that was just opened is not fetched again: it was sent compressed, or is weighed like any other."""
        sent = answer.headers.get("content-length", "0")
        if answer.headers.get("content-encoding") == "gzip" and int(sent):
            self._known[answer.url] = int(sent)

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
