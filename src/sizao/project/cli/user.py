"""``sizao user``: accounts, their roles and API clients, from the terminal of the installation."""

from __future__ import annotations

import argparse
import sys
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import say
from sizao.spine.accounts.types import GrantFacts, Role, UserFacts

if TYPE_CHECKING:
    from collections.abc import Callable

CHINA = ZoneInfo("Asia/Shanghai")


class AccountUnknown(Invalid):
    """There is no account named {name}."""

    code = "user.account_unknown"
    zh = "没有名为 {name} 的账户。"


class GrantUnknown(Invalid):
    """{name} holds no grant {number} that could be ended."""

    code = "user.grant_unknown"
    zh = "{name} 没有可终止的授权 {number}。"


class AreaMalformed(Invalid):
    """{area} is not a division code."""

    code = "user.area_malformed"
    zh = "{area} 不是行政区划代码。"


class DayMalformed(Invalid):
    """{day} is not a day; write it as 2022-01-31."""

    code = "user.day_malformed"
    zh = "{day} 不是日期,请写成 2022-01-31。"


class PasswordMissing(Invalid):
    """No password came on stdin."""

    code = "user.password_missing"
    zh = "标准输入中没有密码。"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    about = say("管理账户、角色和接口客户端", "accounts, roles and API clients")
    steps = subparsers.add_parser("user", help=about, description=about).add_subparsers(
        dest="step", required=True, metavar="STEP"
    )
    _step(steps, "list", run_list, say("列出账户及其授权", "list accounts and their grants"))
    create = _step(steps, "create", run_create, say("新建账户", "make an account"))
    create.add_argument("name")
    create.add_argument("--display-name", default="", help=say("显示名", "the name shown"))
    stdin = say(
        "从标准输入读一行作密码;否则不能登录", "read the password as one line of stdin; none: nobody can sign in"
    )
    create.add_argument("--password-stdin", action="store_true", help=stdin)
    grant = _step(steps, "grant", run_grant, say("授予角色", "give an account a role"))
    grant.add_argument("name")
    _grant_arguments(grant)
    end = _step(steps, "end", run_end, say("终止授权", "end a grant now"))
    end.add_argument("name")
    end.add_argument("grant", type=int, help=say("授权编号,见 list", "the grant's number, as list shows it"))
    password = _step(steps, "password", run_password, say("从标准输入设置密码", "set the password, read from stdin"))
    password.add_argument("name")
    lost = say("手机遗失或更换:解除第二因素", "phone lost or replaced: remove the second factor")
    _step(steps, "factor", run_factor, lost).add_argument("name")
    locked = say("解除口令输错造成的锁定", "undo the lock after wrong passwords")
    _step(steps, "unlock", run_unlock, locked).add_argument("name")
    client = _step(steps, "client", run_client, say("新建接口客户端", "make an API client"))
    client.add_argument("name")
    _grant_arguments(client)


def _step(steps: Any, name: str, run: Callable[[argparse.Namespace], Outcome], words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = steps.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def _grant_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", required=True, choices=[role.value for role in Role])
    parser.add_argument("--area", required=True, metavar="CODE", help=say("行政区划代码", "division code"))
    parser.add_argument("--until", default="", metavar="DAY", help=say("最后一天(含)", "its last day"))
    parser.add_argument("--organisation", default="", help=say("单位", "organisation"))


def run_list(args: argparse.Namespace) -> Outcome:
    """Every account with its grants."""
    from sizao.spine.accounts import queries
    from sizao.spine.scope import queries as scope

    with scope.acting(_operator()):
        found = queries.users()
    return Outcome({"users": [_plain(each) for each in found]}, [line for each in found for line in _lines(each)])


def run_create(args: argparse.Namespace) -> Outcome:
    """Make an account; it can do nothing until it is given a role."""
    from sizao.spine.accounts import actions
    from sizao.spine.scope import queries as scope

    password, by = (_password() if args.password_stdin else None), _operator()
    with scope.acting(by):
        actions.create_user(
            username=args.name, display_name=args.display_name or args.name, password=password, by=by, at=_now()
        )
        return _shown(args.name)


def run_grant(args: argparse.Namespace) -> Outcome:
    """Give a role for an area until a day."""
    from sizao.spine.accounts import actions
    from sizao.spine.scope import queries as scope

    by = _operator()
    area, until = _area(args.area), _end(args.until)
    with scope.acting(by):
        user = _account(args.name)
        actions.give_role(
            user_id=user.id, role=Role(args.role), area=area, until=until, organisation=args.organisation, by=by,
            at=_now(),
        )  # fmt: skip
        return _shown(args.name)


def run_end(args: argparse.Namespace) -> Outcome:
    """End one of an account's grants."""
    from sizao.spine.accounts import actions
    from sizao.spine.scope import queries as scope

    by = _operator()
    with scope.acting(by):
        if args.grant not in [each.id for each in _account(args.name).grants]:
            raise GrantUnknown(reason="", name=args.name, number=args.grant)
        actions.end_role(grant_id=args.grant, by=by, at=_now())
        return _shown(args.name)


def run_password(args: argparse.Namespace) -> Outcome:
    """Set a password that comes on stdin, so that it stands in no history of commands."""
    from sizao.spine.accounts import actions
    from sizao.spine.scope import queries as scope

    password, by = _password(), _operator()
    with scope.acting(by):
        actions.set_password(user_id=_account(args.name).id, password=password, by=by, at=_now())
    return Outcome({"user": args.name}, [Words(f"已设置 {args.name} 的密码", f"the password of {args.name} is set")])


def run_factor(args: argparse.Namespace) -> Outcome:
    """Remove the second factor: sessions end, and the next sign-in enrols a new one."""
    from sizao.spine.accounts import actions
    from sizao.spine.scope import queries as scope

    by = _operator()
    with scope.acting(by):
        removed = actions.remove_second_factor(user_id=_account(args.name).id, by=by, at=_now())
    words = Words(
        f"已解除 {args.name} 的第二因素({removed} 个),下次登录时重新绑定",
        f"the second factor of {args.name} is removed ({removed}); the next sign-in enrols a new one",
    )
    return Outcome({"user": args.name, "removed": removed}, [words])


def run_unlock(args: argparse.Namespace) -> Outcome:
    """Undo the lock after wrong passwords, before it ends by itself."""
    from sizao.spine.accounts import actions
    from sizao.spine.scope import queries as scope

    by = _operator()
    with scope.acting(by):
        forgotten = actions.unlock(user_id=_account(args.name).id, by=by, at=_now())
    words = Words(f"{args.name} 可以再次登录", f"{args.name} may sign in again")
    return Outcome({"user": args.name, "forgotten": forgotten}, [words])


def run_client(args: argparse.Namespace) -> Outcome:
    """Make an API client and print its token; only the token's hash is kept."""
    from sizao.spine.accounts import actions
    from sizao.spine.scope import queries as scope

    by = _operator()
    area, until = _area(args.area), _end(args.until)
    with scope.acting(by):
        token = actions.create_client(
            name=args.name, role=Role(args.role), area=area, until=until, organisation=args.organisation, by=by,
            at=_now(),
        )  # fmt: skip
    once = Words("令牌只显示这一次:", "The token is shown this once:")
    return Outcome({"client": args.name, "role": args.role, "area": args.area, "token": token}, [once, token])


def _operator() -> Actor:
    return Actor.system("sizao user")


def _now() -> datetime:
    from sizao.spine import clock

    return clock.now()


def _account(name: str) -> UserFacts:
    from sizao.spine.accounts import queries

    found = queries.user_named(name)
    if found is None:
        raise AccountUnknown(reason="", name=name)
    return found


def _area(text: str) -> int:
    try:
        return areas.parse(text)
    except ValueError as error:
        raise AreaMalformed(reason="", area=text) from error


def _end(day: str) -> datetime | None:
    try:
        last = date.fromisoformat(day) if day else None
    except ValueError as error:
        raise DayMalformed(reason="", day=day) from error
    return datetime.combine(last + timedelta(days=1), time(), CHINA) if last else None


def _password() -> str:
    typed = sys.stdin.readline().rstrip("\r\n")
    if not typed:
        raise PasswordMissing(reason="")
    return typed


def _shown(name: str) -> Outcome:
    user = _account(name)
    return Outcome(_plain(user), list(_lines(user)))


def _plain(user: UserFacts) -> dict[str, Any]:
    return {
        "id": user.id, "name": user.username, "display_name": user.display_name, "is_active": user.is_active,
        "is_demonstration": user.is_demonstration, "last_login": user.last_login,
        "grants": [_plain_grant(each) for each in user.grants],
    }  # fmt: skip


def _plain_grant(grant: GrantFacts) -> dict[str, Any]:
    return {
        "id": grant.id, "role": grant.role, "area": areas.printed(grant.area), "organisation": grant.organisation,
        "since": grant.since, "until": grant.until,
    }  # fmt: skip


def _lines(user: UserFacts) -> list[Words]:
    marks = Words(" (演示账户)", " (demonstration)") if user.is_demonstration else Words("", "")
    lines = [
        Words(f"{user.username}  {user.display_name}{marks.zh}", f"{user.username}  {user.display_name}{marks.en}")
    ]
    for each in user.grants:
        until = f"{each.until.astimezone(CHINA):%Y-%m-%d %H:%M}"
        area = areas.printed(each.area) or "*"
        lines.append(
            Words(
                f"  {each.id}  {each.role.words.zh}  {area}  至 {until}",
                f"  {each.id}  {each.role.words.en}  {area}  until {until}",
            )
        )
    return lines
