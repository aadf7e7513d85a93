"""Reading accounts: who acts, what they may do, and who there is."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest
from ninja.security import HttpBearer, SessionAuth

from sizao.kernel.actors import Actor
from sizao.kernel.areas import NATION, contains, subtree
from sizao.kernel.codes import CLIENT_WINDOW
from sizao.kernel.decisions import Decision
from sizao.kernel.errors import NotPermitted
from sizao.spine import clock
from sizao.spine.accounts import rules
from sizao.spine.accounts.models import ApiClient, DoorKnock, Grant, User
from sizao.spine.accounts.types import GrantFacts, Right, UserFacts

GRANT = "sizao_grant"
"""Session key of the grant that the user acts under."""


def may(actor: Actor, right: Right) -> bool:
    """Whether an actor's role has a right."""
    return rules.may(actor.role, right)


def role_may(role: str, right: Right) -> bool:
    """Whether a role has a right, whoever holds it."""
    return rules.may(role, right)


def grants_in_force(user: User, at: datetime) -> list[Grant]:
    """A user's grants that are in force at a moment, the widest area first; each knows the user without reading it anew."""
    rows = user.grants.filter(since__lte=at, until__gt=at, ended_at__isnull=True)
    return list(rows.order_by("area", "id"))


def actor_of(request: HttpRequest, at: datetime) -> Actor | None:
    """The actor of a signed-in session: its chosen grant when still in force, else its first one; none when anonymous."""
    user = request.user
    if not user.is_authenticated or second_factor_due(user):
        return None
    grants = grants_in_force(user, at)
    if not grants:
        return None
    chosen = request.session.get(GRANT)
    grant = next((each for each in grants if each.pk == chosen), grants[0])
    return grant.actor()


def second_factor_due(user: object) -> bool:
    """Whether a signed-in user still has to show the second factor; demonstration accounts are exempt."""
    is_verified = getattr(user, "is_verified", None)
    return not getattr(user, "is_demonstration", False) and not (is_verified and is_verified())


def client_of(token: str, at: datetime) -> Actor | None:
    """The actor of an API token, or none when the token is unknown or out of date."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    row = ApiClient.objects.filter(token_hash=digest, since__lte=at, until__gt=at).first()
    return row.actor() if row else None


def users(within: int = NATION) -> list[UserFacts]:
    """Accounts with a grant inside an area, that area's grants alone; all accounts for the whole country."""
    rows = User.objects.prefetch_related("grants", "totpdevice_set").order_by("username")
    if within != NATION:
        span = subtree(within)
        rows = rows.filter(grants__area__gte=span.lower, grants__area__lt=span.upper).distinct()
    return [facts_of(row, within) for row in rows]


def user(user_id: int) -> UserFacts | None:
    """One account."""
    row = User.objects.filter(pk=user_id).prefetch_related("grants", "totpdevice_set").first()
    return facts_of(row) if row else None


def user_in_force(user_id: int, at: datetime) -> UserFacts | None:
    """One account with the roles that it holds at a moment, those that are over left out."""
    found = user(user_id)
    return found and replace(found, grants=tuple(each for each in found.grants if each.since <= at < each.until))


def may_change_password(account: UserFacts) -> Decision:
    """Whether who uses an account may change its password, and if not, why."""
    return rules.may_change_password(account)


def locked_out(usernames: Iterable[str], real: datetime) -> set[str]:
    """Accounts with so many wrong passwords, from one address or another, that the right one is not taken now."""
    rows = AccessAttempt.objects.filter(
        username__in=list(usernames), failures_since_start__gte=settings.AXES_FAILURE_LIMIT,
        attempt_time__gt=real - timedelta(hours=settings.AXES_COOLOFF_TIME),
    )  # fmt: skip
    return set(rows.values_list("username", flat=True))


def wrong_tries(knocks: type[DoorKnock], client: str, at: datetime) -> int:
    """How many wrong tries came to a public door from an address, named by its digest, lately."""
    return knocks._default_manager.filter(client=client, at__gt=at - CLIENT_WINDOW).count()


def user_named(username: str) -> UserFacts | None:
    """The account of a user name."""
    row = User.objects.filter(username=username).prefetch_related("grants", "totpdevice_set").first()
    return facts_of(row) if row else None


def is_staffed(organisation: str, at: datetime) -> bool:
    """Whether an active account acts for an organisation under a grant that is not over."""
    rows = Grant.objects.filter(organisation=organisation, until__gt=at, user__is_active=True)
    return bool(organisation) and rows.exists()


def demonstration_accounts() -> list[UserFacts]:
    """The demonstration accounts: exempt from the second factor, and therefore reported by ``sizao doctor``."""
    return [each for each in users() if each.is_demonstration]


def facts_of(row: User, within: int = NATION) -> UserFacts:
    """A row of the accounts as plain facts, its grants within an area alone."""
    grants: list[GrantFacts] = [
        each.facts() for each in row.grants.all() if each.ended_at is None and contains(within, each.area)
    ]
    confirmed = any(device.confirmed for device in row.totpdevice_set.all())  # type: ignore[attr-defined]
    return UserFacts(
        row.pk, row.username, row.display_name, row.is_active, row.is_demonstration, confirmed, row.last_login,
        tuple(grants),
    )  # fmt: skip


class ApiAccess(HttpBearer):
    """The API's door: a client's bearer token, or the session of a signed-in user (browser pages, with CSRF)."""

    openapi_scheme = "bearer"

    def __init__(self, *rights: Right) -> None:
        super().__init__()
        self.rights = rights

    def __call__(self, request: HttpRequest) -> Actor | None:
        """Let in whoever the middleware has recognised."""
        actor: Actor | None = getattr(request, "actor", None)
        if actor is None:
            return None
        if not all(may(actor, right) for right in self.rights):
            raise NotPermitted
        if not request.headers.get("Authorization"):
            _CSRF(request)
        return actor

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """The actor of a bearer token."""
        return client_of(token, clock.now())


class _SessionGuard(SessionAuth):
    def authenticate(self, request: HttpRequest, key: str | None) -> Actor | None:
        return getattr(request, "actor", None)


_CSRF = _SessionGuard(csrf=True)
