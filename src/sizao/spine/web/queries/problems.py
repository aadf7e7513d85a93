"""How a refusal is said: as a page, as a piece for htmx, or as a problem document (RFC 9457) for the API."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import TYPE_CHECKING
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import get_language

from sizao.kernel.words import Words
from sizao.spine.web.errors import SignInNeeded

if TYPE_CHECKING:
    from sizao.kernel.decisions import Clause
    from sizao.kernel.errors import SizaoError

API = "/api/"


def problem(request: HttpRequest, error: SizaoError) -> HttpResponse:
    """The answer to an expected error: whoever runs the request rolls back what it wrote, unless the refusal is noted."""
    response = _said(request, error)
    response.keeps_writes = error.is_noted  # type: ignore[attr-defined]
    return response


def _said(request: HttpRequest, error: SizaoError) -> HttpResponse:
    if request.path.startswith(API):
        return document(error)
    if isinstance(error, SignInNeeded):
        return _to_sign_in(request)
    template = "web/_problem.html" if getattr(request, "htmx", False) else "web/problem.html"
    return render(request, template, {"problem": error}, status=error.status)


def document(error: SizaoError, *, errors: Sequence[Mapping[str, str]] = ()) -> JsonResponse:
    """The problem document of an error; ``errors`` lists what is wrong item by item."""
    body: dict[str, object] = {
        "type": f"urn:sizao:problem:{error.code}",
        "title": HTTPStatus(error.status).phrase,
        "status": error.status,
        "detail": error.words.in_language(get_language() or "zh"),
        "detail_zh": error.words.zh,
        "detail_en": error.words.en,
        "code": error.code,
        "fields": {name: _field(value) for name, value in error.fields.items()},
    }
    if errors:
        body["errors"] = list(errors)
    if error.clause is not None:
        body["clause"] = _clause(error.clause)
    return JsonResponse(body, status=error.status, content_type="application/problem+json")


def _field(value: object) -> str:
    return value.in_language(get_language() or "zh") if isinstance(value, Words) else str(value)


def _clause(clause: Clause) -> dict[str, object]:
    return {
        "edition_id": clause.edition_id,
        "text": clause.text,
        "source": clause.source,
        "confidence": clause.confidence,
    }


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    back = request.get_full_path() if request.method == "GET" and not getattr(request, "htmx", False) else "/"
    where = f"{resolve_url(settings.LOGIN_URL)}?next={quote(back)}"
    if getattr(request, "htmx", False):
        return HttpResponse(status=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": where})
    return HttpResponseRedirect(where)
