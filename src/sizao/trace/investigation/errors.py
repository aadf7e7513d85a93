"""What an investigation refuses, and the sentence it says."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused, Stale


class InvestigationNotFound(NotFound):
    """There is no such investigation within your area."""

    code = "investigation.not_found"
    zh = "在您的辖区内没有这份流调。"


class HeldByAnother(Stale):
    """{holder} holds this form since {since}; take it over with a reason, or wait."""

    code = "investigation.held_by_another"
    zh = "{holder} 自 {since} 起正在填写这份流调;请稍候,或说明理由后接手。"


class NotHeld(Refused):
    """Take up the interview first: only who holds the form can type into it."""

    code = "investigation.not_held"
    zh = "请先开始(继续)调查:只有当前填写人可以录入。"


class OpenElsewhere(Stale):
    """You typed rows into this form in another window after this one was loaded; load it again."""

    code = "investigation.open_elsewhere"
    zh = "您已在另一个窗口录入过轨迹,请重新载入本页。"


class NotEditable(Refused):
    """This investigation is “{state}” and is not typed into now."""

    code = "investigation.not_editable"
    zh = "这份流调“{state}”,目前不能录入。"


class NotWhole(Refused):
    """{count} points are open: {points}"""

    code = "investigation.not_whole"
    zh = "尚有 {count} 处待补充:{points}"


class NotSubmitted(Refused):
    """Only a submitted investigation is reviewed; this one is “{state}”."""

    code = "investigation.not_submitted"
    zh = "只有待审核的流调才能审核,当前为“{state}”。"


class OwnSubmission(Refused):
    """You submitted this yourself; a second person reviews it."""

    code = "investigation.own_submission"
    zh = "这份流调由您本人提交,须由另一人审核。"


class CaseMovedOn(Stale):
    """The case was saved by somebody else since (version {now}, the interview began on {began}); return it, so that both are looked at."""

    code = "investigation.case_moved_on"
    zh = "病例在此期间已被他人修改(现为第 {now} 版,调查始于第 {began} 版);请退回核对后再提交。"


class ReasonMissing(Refused):
    """Please give the reason in at least {need} characters; it is kept on record."""

    code = "investigation.reason_missing"
    zh = "请写明理由(至少 {need} 个字),理由将留存。"


class NotNeeded(Refused):
    """{group} does not need this for its task: {parts}."""

    code = "investigation.not_needed"
    zh = "{group}办理这项任务不需要:{parts}。"


class NumberInText(Refused):
    """Leave telephone and document numbers out of the text; the field for the address keeps them in the vault."""

    code = "investigation.number_in_text"
    zh = "请勿在文字中填写电话或证件号码;住址、电话请填入“住址或电话”一栏,由信息库加密保存。"


class NoPlace(Refused):
    """No address or telephone was noted for this lead."""

    code = "investigation.no_place"
    zh = "这条线索没有记录住址或电话。"


class WindowBackwards(Invalid):
    """The days asked about end before they begin."""

    code = "investigation.window_backwards"
    zh = "查询时段的结束早于开始。"


class UnknownField(Invalid):
    """The form has no field “{name}”, or it holds too much."""

    code = "investigation.unknown_field"
    zh = "表中没有“{name}”这一项,或内容过长。"
