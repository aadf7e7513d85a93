"""Signing in and out, the second factor, the choice of role and language, the accounts, and the access log."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST
from django_otp import login as otp_login
from django_otp.plugins.otp_totp.models import TOTPDevice

from sizao.ground.identity.types import Purpose
from sizao.kernel import areas
from sizao.kernel.actors import Actor, ActorKind
from sizao.kernel.errors import Invalid, SizaoError
from sizao.kernel.words import Words
from sizao.oversight.access.forms import AccountForm, CodeForm, PasswordForm, SignInForm
from sizao.oversight.access.rules import because
from sizao.spine import clock
from sizao.spine.accounts import actions, queries
from sizao.spine.accounts.errors import CodeWrong, NoGrant, SignInFailed
from sizao.spine.accounts.types import Right, Role
from sizao.spine.audit import queries as audit
from sizao.spine.audit.types import said, shown
from sizao.spine.web.queries import needs, page, public
from sizao.spine.web.queries.lists import list_page
from sizao.spine.web.templatetags.words import local_time
from sizao.spine.web.types import Column, Fact, Filter, Kind, ListPage, OnPhone, Tone


def _own_id(request: HttpRequest) -> int:
    return int(str(request.user.pk))


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for name and password; then the second factor, unless it is a demonstration account."""
    form = SignInForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        user = authenticate(request, **form.cleaned_data)
        if user is not None:
            login(request, user)
            return redirect(_next(request))
        problem = SignInFailed(reason="")
    return _kept(request, "access/sign_in.html", {"form": form, "problem": problem}, problem)


def _kept(request: HttpRequest, template: str, context: Mapping[str, object], problem: object) -> HttpResponse:
    """A page whose writes (failed attempts, for the lockout) are kept although its status says it failed."""
    response = page(request, template, {**context, "next": _wanted(request)})
    if problem is not None:
        response.status_code = 422
    response.keeps_writes = True  # type: ignore[attr-defined]
    return response


def _next(request: HttpRequest) -> str:
    """Where to go after the password: past the second factor when it is due."""
    if request.user.is_authenticated and queries.second_factor_due(request.user):
        return f"{reverse('access:second_factor')}?{urlencode({'next': _wanted(request)})}"
    return _wanted(request)


def _wanted(request: HttpRequest) -> str:
    """The page somebody was on their way to: one of ours, else the front page."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    return target if safe else reverse("front")


@public
@require_http_methods(["GET", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the six-digit code; the first time, show the secret to enrol it."""
    if not request.user.is_authenticated:
        return redirect(settings.LOGIN_URL)
    if not queries.second_factor_due(request.user):
        return redirect(_wanted(request))
    user_id = _own_id(request)
    known = TOTPDevice.objects.filter(user_id=user_id, confirmed=True).first()
    form = CodeForm(request.POST or None)
    problem = None
    if request.method == "POST" and form.is_valid():
        device = _checked(user_id, known, form.cleaned_data["code"])
        if device is not None:
            otp_login(request, device)
            return redirect(_wanted(request))
        problem = CodeWrong(reason="")
    context = {"form": form, "problem": problem, "enrolment": None if known else _enrolment(request, user_id)}
    return _kept(request, "access/second_factor.html", context, problem)


def _checked(user_id: int, known: TOTPDevice | None, code: str) -> TOTPDevice | None:
    if known is None:
        return actions.confirm_second_factor(user_id=user_id, code=code)
    return known if known.verify_token(code) else None


def _enrolment(request: HttpRequest, user_id: int) -> dict[str, str]:
    """The secret as a QR picture and as text; a reload keeps the same one."""
    device = TOTPDevice.objects.filter(user_id=user_id, confirmed=False).first()
    device = device or actions.new_second_factor(user_id=user_id)
    import base64

    secret = base64.b32encode(device.bin_key).decode()
    return {"picture": segno.make(device.config_url).svg_data_uri(scale=5), "secret": secret}


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect(settings.LOGIN_URL)


@needs(Right.SIGNED_IN)
@require_POST
def switch(request: HttpRequest, grant_id: int) -> HttpResponse:
    """Act under another of one's own grants."""
    user = request.user
    grants = queries.grants_in_force(user, request.at) if user.is_authenticated else []  # type: ignore[attr-defined]
    if grant_id not in {each.pk for each in grants}:
        raise NoGrant
    request.session[queries.GRANT] = grant_id
    return redirect("front")


@public
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Choose the language of the pages."""
    chosen = request.POST.get("language", "")
    if chosen not in dict(settings.LANGUAGES):
        raise Invalid(reason=chosen)
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    response = redirect(target if safe else "front")
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=31_536_000, samesite="Lax", httponly=True)
    return response


@needs(Right.SIGNED_IN)
def me(request: HttpRequest) -> HttpResponse:
    """One's own account: the roles held, and the one acted under."""
    account = queries.user(_own_id(request))
    if account is None:
        raise NoGrant
    factor = _("enrolled") if account.has_second_factor else _("not enrolled")
    facts = [Fact(_("User name"), account.username), Fact(_("Second factor"), factor)]
    present = request.actor.grant_id  # type: ignore[attr-defined]
    return page(request, "access/me.html", {"account": account, "facts": facts, "present": present})


@needs(Right.SIGNED_IN)
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions of the account end, this one goes on."""
    account = queries.user(_own_id(request))
    if account is None:
        raise NoGrant
    form = PasswordForm(request.POST or None, has_factor=account.has_second_factor)
    context = {"form": form, "decision": queries.may_change_password(account)}
    if request.method != "POST" or not form.is_valid():
        return page(request, "access/password.html", context, status=422 if request.method == "POST" else 200)
    given = form.cleaned_data
    try:
        actions.change_password(
            request=request, present=given["present"], new=given["new"], code=given.get("code", ""),
            by=request.actor, at=request.at,  # type: ignore[attr-defined]
        )  # fmt: skip
    except SizaoError as refusal:
        context["form"] = PasswordForm(has_factor=account.has_second_factor)  # a code counts once
        response = page(request, "access/password.html", {**context, "problem": refusal}, status=refusal.status)
        response.keeps_writes = True  # type: ignore[attr-defined]
        return response
    messages.success(request, gettext("Your password is changed; other sessions of this account have ended."))
    return redirect("access:me")


@needs(Right.ACCOUNTS_READ)
def accounts(request: HttpRequest) -> HttpResponse:
    """Every account of the area with its roles there, and a form for a new one."""
    return _accounts(request, AccountForm(language=get_language() or "zh"))


def _accounts(request: HttpRequest, form: AccountForm, status: int = 200) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    users = queries.users(actor.area)
    context = {
        "users": users, "form": form, "may_manage": queries.may(actor, Right.ACCOUNTS_MANAGE), "own_id": actor.user_id,
        "locked": queries.locked_out([each.username for each in users], clock.wall()),
    }  # fmt: skip
    return page(request, "access/accounts.html", context, status=status)


@needs(Right.ACCOUNTS_MANAGE)
@require_POST
def forget_factor(request: HttpRequest, account_id: int) -> HttpResponse:
    """Somebody's phone is lost: their authenticator is forgotten, their sessions end, the next sign-in enrols anew."""
    _let_in(request, account_id, forget_factor=True)
    messages.success(request, gettext("The second factor is removed; the next sign-in enrols a new one."))
    return redirect("access:accounts")


@needs(Right.ACCOUNTS_MANAGE)
@require_POST
def unlock(request: HttpRequest, account_id: int) -> HttpResponse:
    """Somebody typed wrong passwords too often: the account is opened before its quarter of an hour is over."""
    _let_in(request, account_id, forget_factor=False)
    messages.success(request, gettext("The account is unlocked."))
    return redirect("access:accounts")


def _let_in(request: HttpRequest, account_id: int, *, forget_factor: bool) -> None:
    reason = request.POST.get("reason", "").strip()[:200]
    actions.let_in_again(
        user_id=account_id, forget_factor=forget_factor, reason=reason, by=request.actor, at=request.at  # type: ignore[attr-defined]
    )  # fmt: skip


@needs(Right.ACCOUNTS_MANAGE)
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Make an account with its first role."""
    form = AccountForm(request.POST, language=get_language() or "zh")
    if not form.is_valid():
        return _accounts(request, form, status=422)
    _create(form.cleaned_data, request)
    return redirect("access:accounts")


def _create(given: dict[str, str], request: HttpRequest) -> None:
    by, at = request.actor, request.at  # type: ignore[attr-defined]
    try:
        area = areas.parse(given["area"])
    except ValueError as error:
        raise Invalid(reason=given["area"]) from error
    user_id = actions.create_user(
        username=given["username"], display_name=given["display_name"], password=given["password"], by=by, at=at
    )
    role = Role(given["role"])
    actions.give_role(user_id=user_id, role=role, area=area, by=by, at=at, organisation=given["organisation"])


@needs(Right.ACCOUNTS_MANAGE)
@require_POST
def end_role(request: HttpRequest, grant_id: int) -> HttpResponse:
    """End a grant."""
    actions.end_role(grant_id=grant_id, by=request.actor, at=request.at)  # type: ignore[attr-defined]
    return redirect("access:accounts")


def _role(row: audit.AccessEntry) -> object:
    known: dict[str, object] = {role.value: role for role in Role}
    return known.get(row.role, ActorKind.SYSTEM.words)


PURPOSES: dict[str, Words] = {each.value: each.words for each in Purpose}
KINDS = (
    ("reason", _("Identities seen for a written reason, without a task")),
    ("identity", _("Identities seen")),
    ("refused", _("Refused attempts")),
)


def _of_kind(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """What is looked through first: refusals, identities, and of these the ones that no task asked for."""
    if kind == "refused":
        return rows.filter(allowed=False)
    seen = rows.filter(action="identity.reveal", allowed=True, user_id__isnull=False)
    return seen.filter(task_id__isnull=True) if kind == "reason" else seen


def _ground(row: audit.AccessEntry) -> object:
    """Why somebody could look: a task, a written reason, or their role alone."""
    if row.task_id is not None:
        return _("task")
    return _("written reason") if row.reason and row.action == "identity.reveal" else ""


LOG = ListPage(
    name="access",
    caption=_("Access log"),
    columns=(
        Column("at", _("When"), kind=Kind.TIME, sort="id", on_phone=OnPhone.TITLE),
        Column("actor", _("Who")),
        Column("role", _("Role"), value=_role, kind=Kind.TAG, on_phone=OnPhone.TAG),
        Column("action", _("What"), value=lambda row: said(row.action)),
        Column("purpose", _("Purpose"), value=lambda row: PURPOSES.get(row.purpose, row.purpose)),
        Column("ground", _("Ground"), value=_ground, on_phone=OnPhone.HIDE),
        Column("number_of_persons", _("Persons"), kind=Kind.NUMBER),
        Column("fields", _("Fields shown"), value=lambda row: shown(row.fields), on_phone=OnPhone.HIDE),
        Column("reason", _("Reason"), value=lambda row: because(row.action, row.reason), on_phone=OnPhone.LINE),
        Column(
            "allowed", _("Outcome"), kind=Kind.TAG, value=lambda row: _("shown") if row.allowed else _("refused"),
            tone=lambda row: Tone.GREY if row.allowed else Tone.RED,
        ),
    ),
    filters=(
        Filter("actor", _("Who"), is_search=True, lookup="actor__icontains"),
        Filter("kind", _("What"), lookup=_of_kind, choices=lambda: list(KINDS)),
        Filter("since", _("Since"), is_date=True, lookup="at__date__gte"),
    ),
    order="-at",
    export_right=Right.AUDIT_READ,
    empty=_("Nobody has looked at a person yet"),
)  # fmt: skip


@needs(Right.AUDIT_READ)
def log(request: HttpRequest) -> HttpResponse:
    """Every disclosure, newest first, with the state of the chain."""
    context = {"facts": _chain(audit.last_check()), "title": _("Access log")}
    return list_page(request, LOG, audit.rows(), "access/log.html", context)


def _chain(check: audit.ChainCheck | None) -> list[Fact]:
    """What the platform found when it last read the chain, over the rows of all areas."""
    if check is None:
        return [Fact(_("Chain"), _("not checked yet"), tone=Tone.GREY)]
    state = _("holds") if check.holds else _("broken at link %(number)s") % {"number": check.broken_at}
    return [
        Fact(_("Chain"), state, tone=Tone.GREEN if check.holds else Tone.RED),
        Fact(_("Checked at"), local_time(check.at)),
        Fact(_("Links"), check.links),
        Fact(_("Rows sealed"), check.rows),
        Fact(_("Newest head"), check.head[:16]),
    ]


@needs(Right.SIGNED_IN)
def own(request: HttpRequest) -> HttpResponse:
    """What one has looked at oneself."""
    found = queries.user(_own_id(request))
    facts = [Fact(_("Account"), found.username if found else "")]
    rows = audit.rows().filter(user_id=request.user.pk)
    return list_page(request, LOG, rows, "access/log.html", {"facts": facts, "title": _("My own access")})
