"""The doors of the platform as a drill uses them: its API, under the token of a role, in this process or over HTTP.

Nothing of a drill is written in any other way. A refusal is an answer like any other: the player has to live with it.
"""

from __future__ import annotations

import http.client
import io
import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol
from urllib.parse import quote, urlencode, urlsplit

from sizao.spine.accounts.types import Role

PREFIX = "/api/v1"
NEAR = frozenset({"127.0.0.1", "localhost", "::1"})
PAGE = 1_000
"""Rows of one page of a list."""
BEGIN_ANEW = "web.changes_begin_anew"
"""The platform was restored, or the question is another than before."""


@dataclass(frozen=True)
class Answer:
    """What came back from a door."""

    status: int
    content: Any

    @property
    def is_done(self) -> bool:
        """Whether the platform did what was asked."""
        return self.status < http.client.BAD_REQUEST

    @property
    def code(self) -> str:
        """The stable code of a refusal; empty when it was none."""
        return str(self.content.get("code", self.status)) if not self.is_done and isinstance(self.content, dict) else ""

    @property
    def words(self) -> str:
        """The sentence of a refusal."""
        return str(self.content.get("detail_en", "")) if isinstance(self.content, dict) else ""


class Transport(Protocol):
    """How a request reaches the platform."""

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Ask, and give back status and body."""


class InProcess:
    """Through the whole stack of the web server, middleware and sign-in included, without a socket between."""

    def __init__(self) -> None:
        from django.core.handlers.wsgi import WSGIHandler

        self.handler = WSGIHandler()

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Ask the WSGI application."""
        statuses: list[int] = []

        def start(status: str, answered: Any, exc_info: Any = None) -> Callable[[bytes], object]:
            statuses.append(int(status.split(" ", 1)[0]))
            return lambda written: None

        answer = self.handler(_environment(method, path, body, headers), start)
        try:
            content = b"".join(answer)
        finally:
            answer.close()
        return statuses[0], content


def _environment(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> dict[str, Any]:
    """The request as PEP 3333 writes it."""
    address, _, question = path.partition("?")
    given = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()}
    return {
        "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": address, "QUERY_STRING": question,
        "CONTENT_TYPE": headers.get("Content-Type", ""), "CONTENT_LENGTH": str(len(body)), "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0),
        "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO(),
        "wsgi.multithread": False, "wsgi.multiprocess": False, "wsgi.run_once": False, "HTTP_HOST": "127.0.0.1", **given,
    }  # fmt: skip


class OverHttp:
    """Through a served drill's address; one connection, opened again when the server has closed it."""

    def __init__(self, base: str, timeout: float = 120.0) -> None:
        self.address, self.timeout = urlsplit(base), timeout
        self.connection: http.client.HTTPConnection | None = None

    def send(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        """Ask the server; a connection that died while idle is opened once more."""
        try:
            return self._asked(method, path, body, headers)
        except (http.client.RemoteDisconnected, BrokenPipeError, ConnectionResetError):
            self.close()
            return self._asked(method, path, body, headers)

    def close(self) -> None:
        """Let go of the connection."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _asked(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> tuple[int, bytes]:
        if self.connection is None:
            self.connection = self._connected()
        try:
            self.connection.request(method, path, body, dict(headers))
            answer = self.connection.getresponse()
            return answer.status, answer.read()
        except BaseException:
            self.close()  # who is stopped between question and answer asks the next thing, the score, on a fresh one
            raise

    def _connected(self) -> http.client.HTTPConnection:
        """The server's certificate names what the world calls it; one on this same machine is known without its name."""
        host, port = self.address.hostname or "127.0.0.1", self.address.port
        if self.address.scheme != "https":
            return http.client.HTTPConnection(host, port, timeout=self.timeout)
        context = ssl.create_default_context()
        if host in NEAR:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return http.client.HTTPSConnection(host, port, timeout=self.timeout, context=context)


@dataclass
class Doors:
    """The API under one role's token."""

    transport: Transport
    role: Role
    token: str
    heard: Callable[[Answer, str, str], None] = lambda answer, method, path: None
    """Told of every answer."""
    asked: int = field(default=0, init=False)

    def get(self, path: str, **question: object) -> Answer:
        """Read."""
        return self._send("GET", path, question, b"", "application/json")

    def post(self, path: str, content: object = None, **question: object) -> Answer:
        """Write."""
        return self._send("POST", path, question, _json(content), "application/json")

    def patch(self, path: str, content: object) -> Answer:
        """Amend."""
        return self._send("PATCH", path, {}, _json(content), "application/json")

    def file(self, path: str, content: bytes, **question: object) -> Answer:
        """Send a file as the body."""
        return self._send("POST", path, question, content, "application/octet-stream")

    def rows(self, path: str, **question: object) -> Iterator[dict[str, Any]]:
        """Every row of a paged list."""
        after = ""
        while True:
            answer = self.get(path, **question, limit=PAGE, **({"after": after} if after else {}))
            if not answer.is_done:
                return
            yield from answer.content["rows"]
            after = answer.content["next"] or ""
            if not after:
                return

    def _send(self, method: str, path: str, question: Mapping[str, object], body: bytes, kind: str) -> Answer:
        asked = urlencode({name: value for name, value in question.items() if value is not None})
        address = f"{PREFIX}{quote(path)}" + (f"?{asked}" if asked else "")
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind, "Accept": "application/json"}
        status, content = self.transport.send(method, address, body, headers)
        self.asked += 1
        answer = Answer(status, json.loads(content) if content else None)
        self.heard(answer, method, path)
        return answer


@dataclass
class Copy:
    """A list of the platform as a consumer keeps it: read once, afterwards by what changed."""

    path: str
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    """By id, as they were told last."""
    cursor: str = ""

    def follow(self, door: Doors, **question: object) -> None:
        """Take in what changed. What a refusal cuts off is told again the next time; one that says so begins anew."""
        while True:
            answer = door.get(self.path, **question, changed_since=self.cursor, limit=PAGE)
            if answer.code == BEGIN_ANEW and self.cursor:
                self.rows, self.cursor = {}, ""
                continue
            if not answer.is_done:
                return
            self.rows.update((row["id"], row) for row in answer.content["rows"])
            self.cursor = answer.content["changed_since"]
            if not answer.content["next"]:
                return


def _json(content: object) -> bytes:
    return json.dumps({} if content is None else content, ensure_ascii=False, default=str).encode()
