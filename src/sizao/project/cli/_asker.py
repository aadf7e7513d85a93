"""Who asks the platform from the command line: an account with its own password and second factor, never the machine."""

from __future__ import annotations

import getpass
import sys
from datetime import datetime

from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid, NotPermitted
from sizao.project.cli.speech import say


class AskerRefused(NotPermitted):
    """User name, password or second factor is wrong, or the account has no right to this."""

    code = "trace.asker_refused"
    zh = "用户名、密码或第二因素不正确,或该账户无此权限。"


class CodeMissing(Invalid):
    """The account {name} has a second factor: give its code with --code"""

    code = "trace.code_missing"
    zh = "账户 {name} 设有第二因素,请用 --code 给出验证码"


def asker(name: str, code: str, right: str, at: datetime) -> Actor:
    """The account as it would act on the page: with a grant in force that carries the right.

    The password is read from the terminal or, in a script, as one line of stdin: it stands in no history of commands.

    Raises:
        AskerRefused: the account, its password or its code is wrong, or no grant in force carries the right.
        CodeMissing: the account has a second factor and no code was given.
    """
    from sizao.spine.accounts import queries
    from sizao.spine.accounts.models import User
    from sizao.spine.accounts.types import Right

    user = User.objects.filter(username=name, is_active=True).first()
    if user is None or not user.check_password(_password(name)):
        raise AskerRefused
    _second_factor(user, code)
    actors = (each.actor() for each in queries.grants_in_force(user, at))
    found = next((each for each in actors if queries.may(each, Right(right))), None)
    if found is None:
        raise AskerRefused
    return found


def _second_factor(user: object, code: str) -> None:
    """As on the page, whoever is no demonstration account shows it."""
    if getattr(user, "is_demonstration", False):
        return
    device = user.totpdevice_set.filter(confirmed=True).first()  # type: ignore[attr-defined]
    if device is not None and not code:
        raise CodeMissing(name=str(user), reason="")
    if device is None or not device.verify_token(code):
        raise AskerRefused


def _password(name: str) -> str:
    if sys.stdin.isatty():
        return getpass.getpass(say(f"{name} 的密码:", f"Password of {name}: "))
    return sys.stdin.readline().rstrip("\r\n")
