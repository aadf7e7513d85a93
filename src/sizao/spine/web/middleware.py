"""What happens around every request: its time, its security headers, and the rendering of expected errors."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from sizao.kernel.errors import NotFound, NotPermitted, SizaoError
from sizao.spine import clock
from sizao.spine.web.queries.problems import problem

PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"
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
        response.setdefault("Referrer-Policy", "no-referrer")
        response.setdefault("X-Content-Type-Options", "nosniff")
        return response


class Problems:
    """Turns an expected error raised by a view into a page, a piece of a page, or a problem document."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Render our own errors and Django's two; anything else is a bug and stays one."""
        if isinstance(error, Http404):
            error = NotFound()
        elif isinstance(error, PermissionDenied):
            error = NotPermitted()
        return problem(request, error) if isinstance(error, SizaoError) else None
