"""What the calls room refuses."""

from sizao.kernel.errors import Invalid, NotFound, Refused


class CallUnknown(NotFound):
    """There is no such call within your area."""

    code = "calls.call_unknown"
    zh = "在您的辖区内没有这条外呼任务。"


class CallClosed(Refused):
    """This call is closed: {state}."""

    code = "calls.call_closed"
    zh = "这条外呼任务已结束:{state}。"


class NotYourCall(Refused):
    """This call is in the hands of {caller}."""

    code = "calls.not_your_call"
    zh = "这条外呼任务由 {caller} 负责。"


class TooEarly(Refused):
    """The next try is due at {time}."""

    code = "calls.too_early"
    zh = "下次拨打时间为 {time}。"


class InQuietHours(Refused):
    """Not before {time}: these are quiet hours ({span}). If it cannot wait, write the reason. Source: {source}."""

    code = "calls.in_quiet_hours"
    zh = "{time} 前不拨打:现为免扰时段({span})。确不能等的,请写明理由。依据:{source}。"


class WhenNeeded(Invalid):
    """Say when to call again: a time after now."""

    code = "calls.when_needed"
    zh = "请填写约定的再拨时间(须晚于现在)。"


class NobodyCalls(Refused):
    """No caller is present; enter who calls first."""

    code = "calls.nobody_calls"
    zh = "没有在岗的外呼人员,请先登记。"


class AnswerUnknown(Invalid):
    """The script has no such question or answer: {key}."""

    code = "calls.answer_unknown"
    zh = "话术中没有这一问题或答案:{key}。"


class AnswerContradicts(Refused):
    """The answers say there are symptoms, the outcome says there are none."""

    code = "calls.answer_contradicts"
    zh = "回答中有症状,结果却为无异常,请核对。"


class TeamUnknown(NotFound):
    """There is no such team of callers within your area."""

    code = "calls.team_unknown"
    zh = "在您的辖区内没有这个外呼小组。"
