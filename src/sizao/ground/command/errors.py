"""What command refuses, and how it says so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, NotPermitted, Refused


class OutsideArea(NotPermitted):
    """This lies outside the area you act for: {area}."""

    code = "command.outside_area"
    zh = "不在您的辖区内:{area}。"


class LeavingNeedsDecision(Refused):
    """Leaving the emergency state needs a signed decision: signatory, number and text."""

    code = "command.leaving_needs_decision"
    zh = "转出应急状态须有签署的决定:签署人、文号和内容缺一不可。"


class AlreadyInState(Refused):
    """The headquarters is already in the {state} state."""

    code = "command.already_in_state"
    zh = "指挥部已处于{state}状态。"


class IncidentNotOpen(Refused):
    """Incident {number} is closed; nothing can be added to it."""

    code = "command.incident_not_open"
    zh = "事件 {number} 已结束,不能再变更。"


class TasksStillOpen(Refused):
    """The incident cannot be closed: {count} tasks are still open."""

    code = "command.tasks_still_open"
    zh = "事件不能结束:还有 {count} 项任务未办结。"


class CasesStillOpen(Refused):
    """The incident cannot be closed: {what}."""

    code = "command.cases_still_open"
    zh = "事件不能结束:{what}。"


class ClosingNeedsReason(Refused):
    """Closing an incident needs the reason in words."""

    code = "command.closing_needs_reason"
    zh = "结束事件须写明理由。"


class TransitionRefused(Refused):
    """A task that is {now} cannot become {then}."""

    code = "command.transition_refused"
    zh = "{now}的任务不能变为{then}。"


class EvidenceMissing(Refused):
    """A task is finished only with its evidence: say what was done or name the document."""

    code = "command.evidence_missing"
    zh = "办结任务须附佐证:写明办理情况或列明材料。"


class UnknownMilestone(Invalid):
    """Edition {edition} has no milestone called {key}."""

    code = "command.unknown_milestone"
    zh = "方案 {edition} 中没有名为 {key} 的节点。"


class MarkInFuture(Invalid):
    """A milestone cannot be marked before it happens."""

    code = "command.mark_in_future"
    zh = "尚未发生的节点不能标记。"


class TimesOutOfOrder(Invalid):
    """The times are out of order: {earlier} must not come after {later}."""

    code = "command.times_out_of_order"
    zh = "时间先后有误:{earlier}不能晚于{later}。"


class NoSuchIncident(NotFound):
    """There is no such incident within your area."""

    code = "command.no_such_incident"
    zh = "在您的辖区内没有这一事件。"


class NoSuchTask(NotFound):
    """There is no such task within your area."""

    code = "command.no_such_task"
    zh = "在您的辖区内没有这项任务。"


class NoSuchGroup(NotFound):
    """There is no such work-group within your area."""

    code = "command.no_such_group"
    zh = "在您的辖区内没有这个工作组。"


class NoSuchHeadquarters(NotFound):
    """There is no headquarters for this area within your area."""

    code = "command.no_such_headquarters"
    zh = "在您的辖区内没有该地区的指挥部。"


class PlanFaulty(Invalid):
    """The standing plan {file} cannot be read: {reason}"""

    code = "command.plan_faulty"
    zh = "预案 {file} 无法读取:{reason}"


class NotForTaking(Refused):
    """This is attended to on its own page; it cannot be taken with one click."""

    code = "command.not_for_taking"
    zh = "此项须在其页面办理,不能一键认领。"


class NoSuchPaper(NotFound):
    """There is no such paper within your area."""

    code = "command.no_such_paper"
    zh = "在您的辖区内没有这份文件。"


class NotBelow(Invalid):
    """An order goes to an area below the one that gives it."""

    code = "command.not_below"
    zh = "指令只能下达到下辖区域。"


class ConfirmationUnfounded(Refused):
    """You do not belong to {unit}: say how you know that it was read."""

    code = "command.confirmation_unfounded"
    zh = "您不属于{unit}:请写明如何确认其已查阅。"


class InstructionUnfinished(Refused):
    """It cannot be reported back yet: {count} of its tasks are open."""

    code = "command.instruction_unfinished"
    zh = "还不能报送:尚有 {count} 项任务未办结。"


class NoChiefHere(Refused):
    """No chief with an account looks after this place: appoint one on the area's page."""

    code = "command.no_chief_here"
    zh = "该处没有使用平台账户的网格长、楼栋长或单元长:请先在区域页面任命。"


class HeldByThem(Refused):
    """{chief} has this task already."""

    code = "command.held_by_them"
    zh = "该任务已在{chief}名下。"


class NotYourTask(Refused):
    """The task is {chief}'s: they hand it on, or whoever offers tasks."""

    code = "command.not_your_task"
    zh = "该任务在{chief}名下:由其本人或有交办权限的人员转交。"
