"""Make accounts, give and end roles, make API clients, enrol a second factor."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from axes.utils import reset as axes_reset
from django.contrib.auth import authenticate, update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import HttpRequest
from django_otp.plugins.otp_totp.models import TOTPDevice

from sizao.kernel.actors import Actor
from sizao.kernel.areas import subtree
from sizao.kernel.codes import CLIENT_WINDOW
from sizao.kernel.errors import Invalid, SizaoError
from sizao.spine.accounts import queries, rules
from sizao.spine.accounts.errors import (
    AccountUnknown,
    CodeWrong,
    GrantUnknown,
    PasswordSame,
    PasswordWeak,
    PasswordWrong,
)
from sizao.spine.accounts.models import ApiClient, DoorKnock, Grant, Receipt, User
from sizao.spine.accounts.types import Role
from sizao.spine.audit import actions as audit

GRANT_LENGTH = timedelta(days=180)
"""How long a grant lasts when no end is given; a grant always has one."""


@transaction.atomic
def create_user(
    *,
    username: str,
    display_name: str,
    password: str | None,
    by: Actor,
    at: datetime,
    is_demonstration: bool = False,
    display_name_en: str = "",
) -> int:
    """Make an account; returns its id.

    Raises:
        Invalid: when the name is taken.
        PasswordWeak: when the password will not do.
    """
    if User.objects.filter(username=username).exists():
        raise Invalid(reason=f"{username}: 用户名已存在 / name taken")
    if password is not None:
        _check_password(password, User(username=username, display_name=display_name))
    user = User.objects.create_user(
        username, password, display_name=display_name, display_name_en=display_name_en or display_name,
        is_demonstration=is_demonstration,
    )  # fmt: skip
    audit.record(by=by, at=at, action="accounts.create_user", reason=username)
    return int(user.pk)


def confirm_password(*, request: HttpRequest, password: str) -> None:
    """Let who is signed in show once more that it is they, before a decision that two people make (ASVS 5.0 V2.3.5).

    Wrong ones count for the lockout, if the caller lets its transaction stand.

    Raises:
        PasswordWrong: when it is not right, or the account is locked.
    """
    user = authenticate(request, username=request.user.get_username(), password=password)
    if user is None or user.pk != request.user.pk:
        raise PasswordWrong


def _check_password(password: str, user: User) -> None:
    try:
        validate_password(password, user)
    except ValidationError as error:
        found = [(str(each.code), each.params or {}) for each in error.error_list]
        raise PasswordWeak(reason=rules.weaknesses(found)) from error


@transaction.atomic
def set_password(*, user_id: int, password: str, by: Actor, at: datetime) -> None:
    """Give an account a new password.

    Raises:
        PasswordWeak: when the password will not do.
    """
    user = User.objects.get(pk=user_id)
    _check_password(password, user)
    user.set_password(password)
    user.save(update_fields=["password"])
    audit.record(by=by, at=at, action="accounts.set_password", reason=user.username)


@transaction.atomic
def share_password(*, user_ids: Sequence[int], password: str, by: Actor, at: datetime) -> None:
    """Give demonstration accounts one password that all who try the platform know; it is hashed once for all of them.

    Raises:
        AccountUnknown: when one of them is no demonstration account.
        PasswordWeak: when the password will not do.
    """
    rows = User.objects.filter(pk__in=user_ids, is_demonstration=True)
    if len(rows) != len(set(user_ids)):
        raise AccountUnknown
    for user in rows:
        _check_password(password, user)
    rows.update(password=make_password(password))
    for user in rows:
        audit.record(by=by, at=at, action="accounts.set_password", reason=user.username)


def change_password(*, request: HttpRequest, present: str, new: str, code: str, by: Actor, at: datetime) -> None:
    """Give one's own account a new password; every other session of the account ends with its next request.

    What was refused is entered in the access log and counts for the lockout, if the caller lets its transaction stand.

    Raises:
        PasswordShared: for a demonstration account.
        PasswordWrong: when the present password is not right, or the account is locked.
        CodeWrong: when the account has a second factor and the code is not its present one.
        PasswordSame, PasswordWeak: when the new password will not do.
    """
    user = User.objects.get(username=request.user.get_username())
    try:
        _may_change(request, user, present, code)
        _may_be(new, present, user)
    except SizaoError as refusal:
        audit.record(by=by, at=at, action="accounts.change_password", reason=refusal.code, allowed=False)
        raise
    user.set_password(new)
    user.save(update_fields=["password"])
    update_session_auth_hash(request, user)
    audit.record(by=by, at=at, action="accounts.change_password", reason=user.username)


def _may_change(request: HttpRequest, user: User, present: str, code: str) -> None:
    rules.may_change_password(queries.facts_of(user)).or_raise()
    confirm_password(request=request, password=present)
    device = TOTPDevice.objects.filter(user_id=user.pk, confirmed=True).first()
    if device is not None and not device.verify_token(code):
        raise CodeWrong


def _may_be(new: str, present: str, user: User) -> None:
    if new == present:
        raise PasswordSame
    _check_password(new, user)


@transaction.atomic
def let_in_again(*, user_id: int, forget_factor: bool, reason: str, by: Actor, at: datetime) -> None:
    """Help somebody whose phone is lost (their authenticator is forgotten) or whose account is locked.

    Raises:
        AccountUnknown: when the account has no role in force within the actor's area.
        OwnAccount, AccountReachesFurther, LetInReasonMissing: see :func:`rules.may_let_in_again`.
    """
    found = queries.user_in_force(user_id, at)
    if found is None:
        raise AccountUnknown
    rules.may_let_in_again(found, by, reason).or_raise()
    if forget_factor:
        remove_second_factor(user_id=user_id, by=by, at=at, reason=reason)
    else:
        unlock(user_id=user_id, by=by, at=at, reason=reason)


@transaction.atomic
def give_role(
    *,
    user_id: int,
    role: Role,
    area: int,
    by: Actor,
    at: datetime,
    organisation: str = "",
    until: datetime | None = None,
) -> int:
    """Give an account a role for an area until a day; returns the grant's id.

    Raises:
        GrantTooWide: when the area is not within the giver's own.
        GrantWithoutEnd, RolesApart: when the rules refuse it.
    """
    rules.may_grant_in(area, by.area).or_raise()
    end = until or at + GRANT_LENGTH
    held = [each.role for each in Grant.objects.filter(user_id=user_id, until__gt=at, ended_at__isnull=True)]
    rules.may_grant(role, [Role(each) for each in held], at, end).or_raise()
    grant = Grant.objects.create(
        user_id=user_id, role=role.value, area=area, organisation=organisation, since=at, until=end, granted_by=by.name
    )
    audit.record(by=by, at=at, action="accounts.give_role", reason=f"{user_id} {role.value}", area=by.area)
    return int(grant.pk)


@transaction.atomic
def end_role(*, grant_id: int, by: Actor, at: datetime) -> None:
    """End a grant now; open sessions lose it with their next request.

    Raises:
        GrantUnknown: when no such grant is in force within the actor's area.
    """
    span = subtree(by.area)
    mine = Grant.objects.filter(pk=grant_id, ended_at__isnull=True, area__gte=span.lower, area__lt=span.upper)
    if not mine.update(ended_at=at):
        raise GrantUnknown
    audit.record(by=by, at=at, action="accounts.end_role", reason=str(grant_id))


@transaction.atomic
def create_client(
    *, name: str, role: Role, area: int, by: Actor, at: datetime, until: datetime | None = None, organisation: str = ""
) -> str:
    """Make an API client; returns its token, which is shown once and kept only as a hash.

    Raises:
        GrantTooWide: when the area is not within the maker's own.
        Invalid: when the name is taken.
    """
    rules.may_grant_in(area, by.area).or_raise()
    if ApiClient.objects.filter(name=name).exists():
        raise Invalid(reason=f"{name}: 名称已存在 / name taken")
    token = secrets.token_urlsafe(32)
    ApiClient.objects.create(
        name=name, token_hash=hashlib.sha256(token.encode()).hexdigest(), role=role.value, area=area, since=at,
        until=until or at + GRANT_LENGTH, created_by=by.name, organisation=organisation,
    )  # fmt: skip
    audit.record(by=by, at=at, action="accounts.create_client", reason=name)
    return token


@transaction.atomic
def new_second_factor(*, user_id: int) -> TOTPDevice:
    """An unconfirmed TOTP device (RFC 6238) for an account; earlier unconfirmed ones are dropped."""
    TOTPDevice.objects.filter(user_id=user_id, confirmed=False).delete()
    return TOTPDevice.objects.create(user_id=user_id, name="totp", confirmed=False)


@transaction.atomic
def confirm_second_factor(*, user_id: int, code: str) -> TOTPDevice | None:
    """Confirm the waiting device with its first code; ``None`` when the code is wrong."""
    device = TOTPDevice.objects.filter(user_id=user_id, confirmed=False).first()
    if device is None or not device.verify_token(code):
        return None
    device.confirmed = True
    device.save()
    return device


@transaction.atomic
def remove_second_factor(*, user_id: int, by: Actor, at: datetime, reason: str = "") -> int:
    """Forget an account's authenticator, for a phone that is lost or replaced; returns how many there were.

    Open sessions end with their next request; the next sign-in enrols a new one.
    """
    user = User.objects.get(pk=user_id)
    removed, _ = TOTPDevice.objects.filter(user_id=user_id).delete()
    audit.record(by=by, at=at, action="accounts.remove_second_factor", reason=_whom(user, reason))
    return int(removed)


@transaction.atomic
def unlock(*, user_id: int, by: Actor, at: datetime, reason: str = "") -> int:
    """Forget an account's wrong passwords, from wherever they came; returns how many addresses were locked or counting."""
    user = User.objects.get(pk=user_id)
    forgotten: int = axes_reset(username=user.username)
    audit.record(by=by, at=at, action="accounts.unlock", reason=_whom(user, reason))
    return forgotten


def _whom(user: User, reason: str) -> str:
    return f"{user.username}: {reason}" if reason else user.username


def claim_key(*, client: str, key: str, request_hash: str, at: datetime) -> Receipt | None:
    """Take an idempotency key for a write of this transaction; returns the earlier answer when it was taken before.

    A second request with the same key waits here until the first one's transaction has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_receipt (client, key, request_hash, status, body, at) "
            "VALUES (%s, %s, %s, 0, '', %s) ON CONFLICT DO NOTHING",
            [client, key, request_hash, at],
        )
        if cursor.rowcount == 1:
            return None
    return Receipt.objects.get(client=client, key=key)


def keep_answer(*, client: str, key: str, status: int, body: str) -> None:
    """Keep the answer given under a key."""
    Receipt.objects.filter(client=client, key=key).update(status=status, body=body)


def forget_receipts(*, before: datetime) -> int:
    """Drop receipts older than a moment; returns how many."""
    return Receipt.objects.filter(at__lt=before).delete()[0]


def note_wrong_try(*, knocks: type[DoorKnock], client: str, at: datetime) -> None:
    """Count a wrong try at a public door against an address, named by its digest; old ones are forgotten."""
    knocks._default_manager.filter(at__lte=at - CLIENT_WINDOW).delete()
    knocks._default_manager.create(client=client, at=at)
