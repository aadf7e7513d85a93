"""What the room of list rules refuses, and how it says so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, Refused


class ReasonNeeded(Invalid):
    """Say why the rule changes: whoever works through the lists will ask."""

    code = "listrules.reason_needed"
    zh = "请写明调整理由,便于基层了解。"


class NationMeant(Invalid):
    """Name the area in which the rule holds: the whole country is none."""

    code = "listrules.nation_meant"
    zh = "请写明适用辖区:不能为全国。"


class SameRule(Refused):
    """This is the rule that holds already."""

    code = "listrules.same_rule"
    zh = "与现行规则相同,无需调整。"
