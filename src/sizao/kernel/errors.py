"""What may be refused, and how it is said: one root and six families, each message in both languages.

A room's refusal subclasses a family, names its stable ``code``, gives its English sentence as the class docstring's
first line and its Chinese sentence as ``zh``; both may hold ``{placeholders}`` for the typed fields::

    class StayTooShort(Refused):
        \"\"\"Release needs {need} days of observation; {served} have been served.\"\"\"
        code = "followup.stay_too_short"
        zh = "解除须满 {need} 天医学观察,目前 {served} 天。"

Expected = one of these; anything else is a bug and is logged as one (RFC 9457 rendering lives in ``spine/web``).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from sizao.kernel.words import Words

if TYPE_CHECKING:
    from sizao.kernel.decisions import Clause


class SizaoError(Exception):
    """Something expected went wrong."""

    code: ClassVar[str] = "sizao.error"
    zh: ClassVar[str] = "操作未能完成。"
    status: ClassVar[int] = 500
    is_noted: ClassVar[bool] = False
    """Whether what was written before the refusal stands: the attempt's own row in the access log."""

    def __init__(self, *, clause: Clause | None = None, **fields: object) -> None:
        """Keep the fields that fill the sentence, and the clause that demands the refusal."""
        self.fields = fields
        self.clause = clause
        super().__init__(self.words.en)

    @property
    def words(self) -> Words:
        """The sentence in both languages, placeholders filled."""
        return self.template().filled(**self.fields)

    @classmethod
    def template(cls) -> Words:
        """The unfilled sentences."""
        english = (cls.__doc__ or "").strip().split("\n", 1)[0]
        return Words(cls.zh, english)


class Refused(SizaoError):
    """The rules in force do not allow this now."""

    code = "sizao.refused"
    zh = "按现行规则,目前不能进行此操作。"
    status = 409


class NotPermitted(SizaoError):
    """Your role does not allow this."""

    code = "sizao.not_permitted"
    zh = "您的角色无权进行此操作。"
    status = 403


class NotFound(SizaoError):
    """There is no such record within your area."""

    code = "sizao.not_found"
    zh = "在您的辖区内没有这条记录。"
    status = 404


class Invalid(SizaoError):
    """The input is not valid: {reason}"""

    code = "sizao.invalid"
    zh = "输入有误:{reason}"
    status = 422


class Stale(SizaoError):
    """Someone changed this record after you opened it; look at both versions and decide."""

    code = "sizao.stale"
    zh = "您打开之后已有人修改过这条记录,请核对两个版本后再保存。"
    status = 409


class Unavailable(SizaoError):
    """This part of the platform is not available right now; nothing was lost, please try again."""

    code = "sizao.unavailable"
    zh = "该功能暂时不可用,数据没有丢失,请稍后再试。"
    status = 503
