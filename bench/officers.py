"""A hundred officers at work: each signs in, thinks about ten seconds, opens the next page that a link of theirs names.

Runs a whole installation with the demonstration city (``sizao serve``: web processes, worker, durable PostgreSQL) in a
folder of its own. Officers take their posts in turn; what they open is drawn (seeded) from the links of the pages they
have seen, downloads and sign-out left out.
"""

from __future__ import annotations

import json
import math
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

READY_WITHIN = 600
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)"([^>]*)>')
LEFT_OUT = (
    "/access/sign-out",
    "/static/",
    "/api/",
    "download",
    "export",
    ".xlsx",
    ".docx",
    ".pdf",
    ".csv",
    "/set-language",
)


@dataclass
class Seen:
    """What one officer's browser measured."""

    seconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@contextmanager
def platform() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A served demonstration city: its address and log-ins."""
    home = Path(tempfile.mkdtemp(prefix="sizao-officers-", dir="/tmp"))
    home.chmod(0o755)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        bind = f"127.0.0.1:{free.getsockname()[1]}"
    inherited = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "SIZAO_DB_ROLE"}}
    child = subprocess.Popen(
        [str(Path(sys.executable).with_name("sizao")), "serve", "--json", "--bind", bind],
        env={**inherited, "SIZAO_HOME": str(home), "SIZAO_DURABLE": "1"}, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        said = json.loads(next(line for line in child.stdout or () if line.startswith("{")))
        yield said["address"].rstrip("/"), said["log_ins"]
    finally:
        child.send_signal(signal.SIGINT)
        child.wait(60)
        shutil.rmtree(home, ignore_errors=True)


def measure(*, officers: int = 100, seconds: float = 120, think: float = 10, say: Any = print) -> dict[str, Any]:
    """The latencies of so many officers over so many seconds; the first round of thinking is not counted.

    Returns:
        requests, requests a second, p50, p95 and p99 in milliseconds, and the answers that were not 200.
    """
    with platform() as (address, log_ins):
        posts = [each for each in log_ins if each.get("password")]
        seen = [Seen() for _officer in range(officers)]
        begin = time.monotonic() + think + 0.35 * officers
        workers = [
            threading.Thread(
                target=_work, args=(address, posts[number % len(posts)], number, begin, seconds, think, own)
            )
            for number, own in enumerate(seen)
        ]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
    times = sorted(each for own in seen for each in own.seconds)
    wrong = [each for own in seen for each in own.wrong]
    found = {
        "officers": officers, "requests": len(times), "a_second": len(times) / seconds, "wrong": wrong[:10],
        **{f"p{share}_ms": _share(times, share) * 1e3 for share in (50, 95, 99)},
        "mean_ms": statistics.fmean(times) * 1e3 if times else math.nan,
    }  # fmt: skip
    say(json.dumps(found))
    return found


def _share(times: list[float], share: int) -> float:
    return times[min(len(times) * share // 100, len(times) - 1)] if times else math.nan


def _work(
    address: str, post: dict[str, Any], number: int, begin: float, seconds: float, think: float, seen: Seen
) -> None:
    draw = random.Random(number)
    time.sleep(0.3 * number)
    browser = requests.Session()
    links = _signed_in(browser, address, post, seen)
    while time.monotonic() < begin + seconds and links:
        time.sleep(min(draw.expovariate(1 / think), 3 * think))
        path = draw.choice(sorted(links))
        began = time.monotonic()
        answer = browser.get(address + path, timeout=60)
        if began >= begin:
            seen.seconds.append(time.monotonic() - began)
        if answer.status_code != 200:
            seen.wrong.append(f"{answer.status_code} {path}")
            links.discard(path)
        elif answer.headers.get("content-type", "").startswith("text/html"):
            links |= _links(answer.text)


def _signed_in(browser: requests.Session, address: str, post: dict[str, Any], seen: Seen) -> set[str]:
    page = browser.get(f"{address}/access/sign-in/", timeout=60)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
    names = re.findall(r'<input[^>]* name="([^"]+)"', page.text)
    given = dict.fromkeys(names, "")
    given |= {
        "csrfmiddlewaretoken": token[1] if token else "",
        "username": post["username"],
        "password": post["password"],
    }
    home = browser.post(page.url, data=given, headers={"referer": page.url}, timeout=60)
    if home.status_code != 200 or "sign-in" in home.url:
        seen.wrong.append(f"{home.status_code} signing in as {post['username']}")
        return set()
    return _links(home.text)


def _links(text: str) -> set[str]:
    return {
        path.replace("&amp;", "&")
        for path, rest in LINK.findall(text)
        if "download" not in rest and not any(word in path for word in LEFT_OUT)
    }


if __name__ == "__main__":
    measure()
