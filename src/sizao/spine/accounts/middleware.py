"""Every request acts as someone, in one transaction, in that someone's scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.db import transaction
from django.http import HttpRequest, HttpResponse

from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.accounts import queries
from sizao.spine.scope import queries as scope

Respond = Callable[[HttpRequest], HttpResponse]


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Mapping[str, str] | None) -> HttpResponse:
    """What a locked account is answered: the page that any wrong password gets, in its language, with status 429."""
    response.status_code = 429
    return response


class ActorInScope:
    """Sets ``request.actor`` and ``request.at`` and runs the view, its template included, inside the actor's scope.

    A view that raises, or answers with an error status, is rolled back whole.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request."""
        request.at = clock.now()  # type: ignore[attr-defined]
        request.actor = _who(request)  # type: ignore[attr-defined]
        if request.path.startswith("/static/"):
            return self.get_response(request)
        if request.actor is None:  # type: ignore[attr-defined]
            with transaction.atomic():
                return self._answer(request)
        with scope.acting(request.actor):  # type: ignore[attr-defined]
            return self._answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code >= 400 and not getattr(response, "keeps_writes", False):
            transaction.set_rollback(True)
        return response


def _who(request: HttpRequest) -> Actor | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return queries.client_of(token.strip(), request.at)  # type: ignore[attr-defined]
    return queries.actor_of(request, request.at)  # type: ignore[attr-defined]
