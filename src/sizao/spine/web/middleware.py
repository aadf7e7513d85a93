"""What happens around every request: its time, its security headers, and the rendering of expected errors."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus
from tempfile import SpooledTemporaryFile

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from psycopg.errors import InsufficientPrivilege, UniqueViolation

from sizao.kernel.errors import NotFound, NotPermitted, SizaoError
from sizao.spine import clock, drill
from sizao.spine.accounts import actions as accounts
from sizao.spine.accounts.errors import KeyReused, KeyTooLong
from sizao.spine.web.errors import NullCharacter, OnlyByForm, SameMoment, ValueUnfit
from sizao.spine.web.queries import exercise
from sizao.spine.web.queries.problems import API, problem

log = logging.getLogger(__name__)
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
REFERRER = "same-origin"
"""No other site learns where our readers come from. Not ``no-referrer``: browsers then send ``Origin: null`` with every
form, which Django's CSRF check rightly refuses."""
NULL_IN_JSON = re.compile(rb"\0|(?<!\\)(?:\\\\)*\\u0000")
"""A null character in a JSON body, raw or escaped; ``\\\\u0000`` is a written backslash and passes."""
FILE = "application/octet-stream"
"""The kind of a body that is a file, for its room to read."""
PART = 1 << 20
"""Bytes of a file that are read at once."""
COMPRESSIBLE = frozenset({
    "text/html", "text/plain", "text/csv", "text/javascript", "application/json", "application/problem+json",
    "application/geo+json",
})  # fmt: skip
"""Kinds of text that the server writes itself."""
GetResponse = Callable[[HttpRequest], HttpResponse]


class Headers:
    """Stamps the request with its time, and the answer with the headers that Django does not set itself."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Set ``request.at`` before the view and the headers after it; person data is never stored by a cache."""
        request.at = clock.now()  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.setdefault("Cache-Control", "no-store")
        response.setdefault("Permissions-Policy", PERMISSIONS)
        response.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        response["Referrer-Policy"] = REFERRER
        response.setdefault("X-Content-Type-Options", "nosniff")
        return response


class Exercise:
    """In a drill every answer says so: a header for programs, a stamp on every paper and list, ``EXERCISE`` in its name.

    Pages say it themselves (``web/_drill.html``), and so does the PDF of a report.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request, marked when this process belongs to a drill."""
        response = self.get_response(request)
        running = drill.current()
        if running is None:
            return response
        response["X-Sizao-Exercise"] = str(running.id)
        stamp = exercise.STAMPS.get(response.get("Content-Type", "").partition(";")[0])
        if stamp and not response.streaming:
            response.content = stamp(response.content)
            response["Content-Length"] = str(len(response.content))  # it was set for the paper without its stamp
        if response.has_header("Content-Disposition"):
            response["Content-Disposition"] = exercise.named(response["Content-Disposition"])
        return response


class Compressed(GZipMiddleware):
    """Compresses pages and API answers for the wire, in a way that gives BREACH nothing to measure.

    BREACH (CVE-2013-3587) needs a compressed answer that holds a secret beside text of the attacker's choice, asked for
    again and again by the victim's browser from the attacker's page, and its length. Hence: only answers to GET are
    compressed (identities are opened by POST); none to a request that another site caused (``Sec-Fetch-Site``, which
    every current browser sends); the rest carries up to 100 random bytes (Heal the Breach, IEEE Access 2022); session
    cookies stay on this site (SameSite) and Django masks its forgery token anew in every answer. Only text is compressed:
    workbooks, PDF and pictures are compressed already, and static files come compressed from the disk.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """The answer, compressed when that is safe and worth it."""
        kind = response.get("Content-Type", "").partition(";")[0]
        is_own = request.headers.get("Sec-Fetch-Site", "none") in {"none", "same-origin"}
        if request.method == "GET" and is_own and kind in COMPRESSIBLE:
            return super().process_response(request, response)
        return response


class Problems:
    """Turns an expected error raised by a view into a page, a piece of a page, or a problem document."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *arguments: object) -> HttpResponse | None:
        """Refuse a request with a null character in its text: the database cannot store or look for one.

        A file is not text: a view that ``takes_files`` and a body of plain bytes are left to their own room.
        """
        takes_files = getattr(view, "takes_files", False) or request.content_type == FILE
        return problem(request, NullCharacter()) if _holds_null(request, with_body=not takes_files) else None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render our own errors and Django's two; anything else is a bug and stays one."""
        if isinstance(error, Http404):
            error = NotFound()
        elif isinstance(error, PermissionDenied):
            error = NotPermitted()
        elif isinstance(error, DatabaseError) and isinstance(error.__cause__, InsufficientPrivilege):
            error = NotFound()  # a row outside the scope: the same answer as for one that does not exist
        elif isinstance(error, IntegrityError) and isinstance(error.__cause__, UniqueViolation):
            log.warning("two wrote the same at %s", request.path, exc_info=error)
            error = SameMoment()
        elif isinstance(error, DataError):
            log.warning("a value that cannot be stored passed the checks of %s", request.path, exc_info=error)
            error = ValueUnfit()
        return problem(request, error) if isinstance(error, SizaoError) else None


class ByForm:
    """Says on a page, in words, that an address only takes what a form sends: after signing in anew people land there."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; in place of an empty one to a method that is not taken, the sentence."""
        answer = self.get_response(request)
        if answer.status_code != HTTPStatus.METHOD_NOT_ALLOWED or answer.content:
            return answer
        said = problem(request, OnlyByForm())
        said["Allow"] = answer["Allow"]
        return said


def _holds_null(request: HttpRequest, *, with_body: bool) -> bool:
    texts = [request.path, *request.GET, *(value for values in request.GET.lists() for value in values[1])]
    if not with_body:
        return "\0" in "".join(texts)
    if request.path.startswith(API):
        return "\0" in "".join(texts) or NULL_IN_JSON.search(request.body) is not None
    return "\0" in "".join([*texts, *(value for values in request.POST.lists() for value in values[1])])


@contextmanager
def _asked(request: HttpRequest) -> Iterator[str]:
    """What is asked, as a digest. A file is as large as its room allows: the view reads the copy that was made of it."""
    found = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.content_type != FILE:
        found.update(request.body)
        yield found.hexdigest()
        return
    with SpooledTemporaryFile(max_size=settings.DATA_UPLOAD_MAX_MEMORY_SIZE) as copy:
        while part := request.read(PART):
            found.update(part)
            copy.write(part)
        copy.seek(0)
        request._stream = copy  # type: ignore[assignment]
        yield found.hexdigest()


class OnceOnly:
    """A write to the API under an ``Idempotency-Key`` happens once: the same key and body get the same answer again.

    The answer is kept in the transaction of the write. The same key with another body is refused.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request, from the kept receipt when there is one."""
        key = request.headers.get("Idempotency-Key", "")
        actor = request.actor  # type: ignore[attr-defined]
        if not key or actor is None or request.method == "GET" or not request.path.startswith("/api/"):
            return self.get_response(request)
        if len(key) > 80:
            return problem(request, KeyTooLong(reason="", length=len(key)))
        with _asked(request) as digest:
            return self._once(request, actor.name, key, digest)

    def _once(self, request: HttpRequest, client: str, key: str, digest: str) -> HttpResponse:
        kept = accounts.claim_key(client=client, key=key, request_hash=digest, at=request.at)  # type: ignore[attr-defined]
        if kept is None:
            return self._first(request, client, key)
        if kept.request_hash != digest:
            return problem(request, KeyReused())
        answer = HttpResponse(kept.body, status=kept.status, content_type="application/json")
        answer["Idempotent-Replayed"] = "true"
        return answer

    def _first(self, request: HttpRequest, client: str, key: str) -> HttpResponse:
        answer = self.get_response(request)
        if answer.status_code < 400:
            accounts.keep_answer(client=client, key=key, status=answer.status_code, body=answer.content.decode())
        return answer
