"""Every request acts as someone, in one transaction, in that someone's scope."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.contrib.auth import logout
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from sizao.kernel.actors import Actor
from sizao.spine import clock
from sizao.spine.accounts import queries, rules
from sizao.spine.scope import queries as scope

BEGAN, USED = "sizao_began", "sizao_used"
"""Session keys: seconds since the epoch at which it began and was last seen in use."""
NOTED_EVERY = 60
Respond = Callable[[HttpRequest], HttpResponse]


def locked_out(request: HttpRequest, response: HttpResponse, credentials: Mapping[str, str] | None) -> HttpResponse:
    """What a locked account is answered: the page that any wrong password gets, in its language, with status 429."""
    response.status_code = 429
    return response


class SessionsEnd:
    """Ends a session that nobody used for half an hour, or that is eight hours old however much it was used.

    Session 8 h absolute, 30 min idle (GB/T 22239 level 3; ASVS 3.3). Real time, also in a drill whose clock runs faster. What
    a wall screen asks by itself is use. Noted once a minute, so that a request in a row writes nothing.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer one request; as nobody's when the session has ended."""
        if request.user.is_authenticated:
            self._look(request)
        return self.get_response(request)

    def _look(self, request: HttpRequest) -> None:
        now = int(clock.wall().timestamp())
        began, used = request.session.get(BEGAN, now), request.session.get(USED, now)
        if rules.has_ended(began, used, now):
            logout(request)
        elif BEGAN not in request.session or now - used >= NOTED_EVERY:
            request.session.update({BEGAN: began, USED: now})


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
