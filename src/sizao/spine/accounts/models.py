"""Accounts, their grants, API clients, and what rooms build on that let somebody in without an account."""

from datetime import datetime
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.areas import NATION
from sizao.kernel.codes import PAUSE, TRIES_BEFORE_END, TRIES_BEFORE_PAUSE, UNUSED_CODE_LASTS
from sizao.spine.accounts.types import GrantFacts, Role


class Users(BaseUserManager["User"]):
    """The way to find and make accounts."""

    def create_user(self, username: str, password: str | None = None, **fields: object) -> "User":
        """A new account with a hashed password; without one, nobody can sign in to it."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A member of staff who signs in. Residents have no account of this kind."""

    username = models.CharField(max_length=60, unique=True)
    display_name = models.CharField(max_length=80)
    display_name_en = models.CharField(max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    language = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["display_name"]
    objects = Users()

    class Sensitivity:
        id = "open"
        username = "quasi"
        display_name = "quasi"
        display_name_en = "quasi"
        password = "identifying"
        last_login = "quasi"
        is_active = "open"
        is_demonstration = "open"
        language = "open"
        created_at = "open"


class Grant(models.Model):
    """A role given to an account for an area and a time; it always ends."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="grants")
    role = models.CharField(max_length=40, choices=Role.choices())
    area = models.BigIntegerField()
    organisation = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    granted_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="grant_ends_after_start"),
            models.CheckConstraint(condition=Q(role__in=[role.value for role in Role]), name="grant_role_known"),
        ]

    class Sensitivity:
        id = "open"
        user = "quasi"
        role = "open"
        area = "open"
        organisation = "open"
        since = "open"
        until = "open"
        granted_by = "quasi"
        ended_at = "open"

    def facts(self) -> GrantFacts:
        """The grant as plain facts."""
        return GrantFacts(self.pk, self.user_id, Role(self.role), self.area, self.organisation, self.since, self.until)

    def actor(self) -> Actor:
        """The actor that this grant lets its user be."""
        return Actor(
            name=self.user.username, kind=ActorKind.PERSON, user_id=self.user_id, role=self.role, area=self.area,
            organisation=self.organisation, grant_id=self.pk,
        )  # fmt: skip


class ApiClient(models.Model):
    """A program that calls the API: one token, one role, one area, an end date. Only the token's hash is kept."""

    name = models.CharField(max_length=80, unique=True)
    token_hash = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=40, choices=Role.choices())
    area = models.BigIntegerField()
    organisation = models.CharField(max_length=120, blank=True)
    since = models.DateTimeField()
    until = models.DateTimeField()
    created_by = models.CharField(max_length=150)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(until__gt=F("since")), name="client_ends_after_start")]

    class Sensitivity:
        id = "open"
        name = "open"
        token_hash = "identifying"
        role = "open"
        area = "open"
        organisation = "open"
        since = "open"
        until = "open"
        created_by = "quasi"

    def actor(self) -> Actor:
        """The actor that this client is."""
        return Actor(
            name=f"api:{self.name}", kind=ActorKind.CLIENT, role=self.role, area=self.area,
            organisation=self.organisation,
        )  # fmt: skip


class Receipt(models.Model):
    """The answer once given to a write with an idempotency key: the same key and body get the same answer again."""

    client = models.CharField(max_length=150)
    key = models.CharField(max_length=80)
    request_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["client", "key"], name="receipt_once")]

    class Sensitivity:
        id = "open"
        client = "open"
        key = "open"
        request_hash = "open"
        status = "open"
        body = "quasi"
        at = "open"


class OneTimeCode(models.Model):
    """A code that lets one device of somebody without an account in, once; only digests of code and cookie are kept.

    A room's own model adds its key, the public ``handle`` and what the code is for; every field here says how sensitive
    it is in ``Sensitivity``, which the room's own inherits.
    """

    code_digest = models.CharField(max_length=64, unique=True)
    session_digest = models.CharField(max_length=64, unique=True, null=True, blank=True)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=150)
    opened_at = models.DateTimeField(null=True, blank=True)
    seen_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    paused_until = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=150, blank=True)

    class Meta:
        abstract = True

    class Sensitivity:
        code_digest = "open"
        session_digest = "open"
        issued_at = "open"
        issued_by = "quasi"
        opened_at = "open"
        seen_at = "open"
        failures = "open"
        paused_until = "open"
        ended_at = "open"
        ended_by = "quasi"

    def let_in(self, session_digest: str, at: datetime) -> None:
        """Know the device by its cookie from now on."""
        self.session_digest, self.opened_at, self.seen_at = session_digest, at, at
        self.failures, self.paused_until = 0, None
        self.save()

    def count_wrong(self, by: Actor, at: datetime) -> None:
        """Count a wrong try: every so many make a pause, and too many end it."""
        self.failures += 1
        if self.failures >= TRIES_BEFORE_END:
            self.ended_at, self.ended_by = at, by.name
        elif self.failures % TRIES_BEFORE_PAUSE == 0:
            self.paused_until = at + PAUSE
        self.save()

    def told(self) -> dict[str, Any]:
        """What :class:`CodeFacts` says of it."""
        names = ("id", "handle", "issued_at", "issued_by", "failures", "opened_at", "seen_at", "ended_at", "ended_by")
        return {name: getattr(self, name) for name in names} | {"lasts_until": self.issued_at + UNUSED_CODE_LASTS}


class DoorKnock(models.Model):
    """A wrong try at a public door: from which address (as a digest) and when; kept for a quarter of an hour.

    ``area`` is the nation: only the door itself, which belongs to no area, sees them.
    """

    id = models.BigAutoField(primary_key=True)
    client = models.CharField(max_length=64)
    at = models.DateTimeField()
    area = models.BigIntegerField(default=NATION)

    class Meta:
        abstract = True
        indexes = [models.Index(fields=["client", "at"], name="%(app_label)s_knock_client")]

    class Sensitivity:
        id = "open"
        client = "quasi"
        at = "open"
        area = "open"

    def __str__(self) -> str:
        return f"knock at {self.at}"
