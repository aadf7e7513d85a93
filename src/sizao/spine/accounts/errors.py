"""What the accounts room refuses."""

from sizao.kernel.errors import Invalid, NotFound, NotPermitted, Refused


class SignInFailed(Invalid):
    """The name or the password is not right, or the account is locked for a while."""

    code = "accounts.sign_in_failed"
    zh = "用户名或密码不正确,或账户暂时锁定。"


class CodeWrong(Invalid):
    """The six-digit code is not right; wait for the next one and try again."""

    code = "accounts.code_wrong"
    zh = "动态验证码不正确,请等下一个验证码后重试。"


class NoGrant(NotPermitted):
    """Your account has no role in force today; ask your security administrator."""

    code = "accounts.no_grant"
    zh = "您的账户目前没有生效的角色,请联系安全管理员。"


class GrantUnknown(NotFound):
    """There is no such role in force within your area."""

    code = "accounts.grant_unknown"
    zh = "在您的辖区内没有这项生效的授权。"


class GrantTooWide(NotPermitted):
    """Roles are given for areas within your own; {area} is not."""

    code = "accounts.grant_too_wide"
    zh = "只能授予本辖区以内的角色,{area} 不在其内。"


class RolesApart(Refused):
    """Nobody may hold {first} and {second} together."""

    code = "accounts.roles_apart"
    zh = "{first}与{second}不得由同一人兼任。"


class GrantWithoutEnd(Invalid):
    """A grant needs an end after its start."""

    code = "accounts.grant_without_end"
    zh = "授权必须有晚于开始时间的截止时间。"


class KeyReused(Refused):
    """This Idempotency-Key was used before with another request; nothing was done."""

    code = "accounts.key_reused"
    zh = "该幂等键已用于另一个请求,本次未做任何操作。"


class KeyTooLong(Invalid):
    """An Idempotency-Key has at most 80 characters; this one has {length}."""

    code = "accounts.key_too_long"
    zh = "幂等键最长 80 个字符,当前为 {length} 个。"


class PasswordWrong(Refused):
    """Your password is not right; the attempt counts for the lockout."""

    code = "accounts.password_wrong"
    is_noted = True
    zh = "您的密码不正确,本次尝试计入锁定次数。"
    status = 422


class PasswordShared(Refused):
    """Demonstration accounts are shared: their password stays as it was handed out, for everybody who uses them."""

    code = "accounts.password_shared"
    zh = "演示账户由多人共用,密码须与发放时一致,不得修改。"


class PasswordSame(Invalid):
    """The new password is the present one; choose another."""

    code = "accounts.password_same"
    zh = "新密码与现用密码相同,请另设一个。"


class PasswordWeak(Invalid):
    """The new password is not strong enough: {reason}"""

    code = "accounts.password_weak"
    zh = "新密码强度不够:{reason}"


class AccountUnknown(NotFound):
    """There is no such account within your area."""

    code = "accounts.account_unknown"
    zh = "在您的辖区内没有这个账户。"


class AccountReachesFurther(NotPermitted):
    """This account also acts in areas outside yours; whoever administers the wider area helps it."""

    code = "accounts.account_reaches_further"
    zh = "该账户在本辖区以外也有角色,须由上级辖区的安全管理员办理。"


class OwnAccount(Refused):
    """Nobody lets their own account in again; another administrator does it."""

    code = "accounts.own_account"
    zh = "不得为本人账户办理,须由另一名管理员办理。"


class LetInReasonMissing(Invalid):
    """Say in at least {letters} characters why this account is let in again; it stands in the access log."""

    code = "accounts.let_in_reason_missing"
    zh = "请写明办理理由(至少 {letters} 个字),理由记入访问记录。"
