"""What every room's pages call: ``page`` to answer, ``needs`` and ``public`` to declare who may ask."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar, cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from sizao.kernel.errors import NotPermitted, SizaoError
from sizao.spine.accounts import queries as accounts
from sizao.spine.accounts.types import Right
from sizao.spine.web.errors import SignInNeeded
from sizao.spine.web.queries.problems import problem

__all__ = ["address_of", "needs", "page", "problem", "public"]

View = TypeVar("View", bound=Callable[..., Any])


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    part: str = "",
    status: int = 200,
) -> HttpResponse:
    """Render a page; when htmx asks for a piece of it and ``part`` names a template, render only that piece."""
    asked = getattr(request, "htmx", None)
    chosen = part if part and asked and not asked.boosted else template
    response = render(request, chosen, dict(context or {}), status=status)
    response["Vary"] = "HX-Request, Cookie, Accept-Language"
    return response


def address_of(request: HttpRequest) -> str:
    """The network address that a request comes from; behind a proxy the one that the proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return forwarded.rpartition(",")[2].strip() or str(request.META.get("REMOTE_ADDR", ""))


def needs(*rights: Right) -> Callable[[View], View]:
    """Declare the rights a view or an API operation needs: all of them, checked before the view runs.

    The rights are kept as ``view.rights`` for the generated access test. Who is not signed in is sent to the sign-in
    page (the API answers 401); who lacks a right gets the refusal page (403). A refusal that is noted is answered here,
    within the request's own transaction: raised further it would take its row of the access log with it.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> object:
            actor = getattr(request, "actor", None)
            if actor is None:
                raise SignInNeeded
            if not all(accounts.may(actor, right) for right in rights):
                raise NotPermitted
            try:
                return view(request, *args, **kwargs)
            except SizaoError as refusal:
                if not refusal.is_noted:
                    raise
                return problem(request, refusal)

        guarded.__signature__ = _signature(view)  # type: ignore[attr-defined]
        guarded.rights = tuple(rights)  # type: ignore[attr-defined]
        return cast("View", guarded)

    return declare


def public(view: View) -> View:
    """Declare that a view is open to everyone, signed in or not."""
    view.rights = ()  # type: ignore[attr-defined]
    view.is_public = True  # type: ignore[attr-defined]
    return view


def _signature(view: Callable[..., object]) -> inspect.Signature:
    """The view's signature with its annotations resolved, so that Ninja can read them through the guard."""
    try:
        return inspect.signature(view, eval_str=True)
    except NameError:
        return inspect.signature(view)
