"""Refusals of the pages kit itself."""

from sizao.kernel.errors import Invalid, SizaoError


class SignInNeeded(SizaoError):
    """Please sign in to see this."""

    code = "web.sign_in_needed"
    zh = "请先登录。"
    status = 401


class BadCursor(Invalid):
    """The page link is out of date; go back to the first page."""

    code = "web.bad_cursor"
    zh = "翻页链接已失效,请回到第一页。"


class TooManyRows(Invalid):
    """The list has more than {limit} rows; narrow the filters before exporting."""

    code = "web.too_many_rows"
    zh = "清单超过 {limit} 行,请先缩小筛选范围再导出。"


class RequestUnfit(Invalid):
    """The request does not fit the description of this API: {reason}"""

    code = "web.request_unfit"
    zh = "请求与接口说明不符:{reason}"


class RequestUnreadable(SizaoError):
    """The body of the request is not valid JSON."""

    code = "web.request_unreadable"
    zh = "请求正文不是有效的 JSON。"
    status = 400


class NullCharacter(Invalid):
    """Text must not hold the null character (U+0000)."""

    code = "web.null_character"
    zh = "文本中不得含有空字符(U+0000)。"


class ValueUnfit(Invalid):
    """A number or a time in the request is too large to be stored."""

    code = "web.value_unfit"
    zh = "请求中的数字或时间超出可保存的范围。"
