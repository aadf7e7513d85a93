"""Refusals of the pages kit itself."""

from sizao.kernel.errors import Invalid, Refused, SizaoError


class SignInNeeded(SizaoError):
    """Please sign in to see this."""

    code = "web.sign_in_needed"
    zh = "请先登录。"
    status = 401


class OnlyByForm(SizaoError):
    """This address only takes what a form or a button sends. Nothing was changed; go back and press it again."""

    code = "web.only_by_form"
    zh = "此网址只接收表单或按钮提交的内容,未作任何更改;请返回原页面重新操作。"
    status = 405


class BadCursor(Invalid):
    """The page link is out of date; go back to the first page."""

    code = "web.bad_cursor"
    zh = "翻页链接已失效,请回到第一页。"


class ChangesBeginAnew(Invalid):
    """The cursor is of another question or of another database; read the list of changes from its beginning."""

    code = "web.changes_begin_anew"
    zh = "该游标属于另一查询或另一数据库,请从头读取变更清单。"


class ChangesStandAlone(Invalid):
    """Changes are read of a whole list: a row that leaves a filter would never be told. Leave out {filters}."""

    code = "web.changes_stand_alone"
    zh = "变更须按整份清单读取:移出筛选范围的行将无从得知。请去掉 {filters}。"


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


class SameMoment(Refused):
    """Somebody did the same at the same moment; nothing of yours was written. Look again, then decide."""

    code = "web.same_moment"
    zh = "有人在同一时刻做了同样的操作,您的操作未写入。请刷新查看后再决定。"


class ValueUnfit(Invalid):
    """A number or a time in the request is too large to be stored."""

    code = "web.value_unfit"
    zh = "请求中的数字或时间超出可保存的范围。"


class RequestTooLarge(SizaoError):
    """The request is larger than {limit} kB; send it in several parts, or as a file."""

    code = "web.request_too_large"
    zh = "请求超过 {limit} kB,请分批提交,或以文件上传。"
    status = 413


class TooManyFields(SizaoError):
    """The form has more fields or files than the platform reads; send it in several parts."""

    code = "web.too_many_fields"
    zh = "表单的字段或文件过多,请分批提交。"
    status = 413
