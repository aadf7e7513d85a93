"""What issues refuses, and how it says so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchIssue(NotFound):
    """There is no such problem within your area."""

    code = "issues.no_such_issue"
    zh = "在您的辖区内没有这个问题。"


class NoSuchLiaison(NotFound):
    """There is no such assignment within your area."""

    code = "issues.no_such_liaison"
    zh = "在您的辖区内没有这项挂钩安排。"


class AlreadyCured(Refused):
    """The problem is cured already; if it comes back, write down that it was met again."""

    code = "issues.already_cured"
    zh = "该问题已解决;再次发生时请登记再现。"


class CureWithoutReference(Invalid):
    """Say what cured it: the number of the task, the id of the edition, or the number of the rule."""

    code = "issues.cure_without_reference"
    zh = "请写明由何解决:任务编号、方案编号或规定文号。"


class NoSuchCureTask(Invalid):
    """There is no finished task with the number {number}."""

    code = "issues.no_such_cure_task"
    zh = "没有编号为 {number} 的已办结任务。"
