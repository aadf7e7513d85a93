"""What the room of list rules refuses, and how it says so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


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


class NoSuchVersion(NotFound):
    """There is no such version of a list rule within your area."""

    code = "listrules.no_such_version"
    zh = "在您的辖区内没有这一版名单规则。"


class WaitingAlready(Refused):
    """A version is waiting for a decision already; decide on it first."""

    code = "listrules.waiting_already"
    zh = "已有一版待批准,请先作出决定。"


class NotWaiting(Refused):
    """The version is not waiting for a decision ({state})."""

    code = "listrules.not_waiting"
    zh = "该版本不在待批准状态({state})。"


class OwnProposal(Refused):
    """Who proposed a rule does not approve it."""

    code = "listrules.own_proposal"
    zh = "提出规则的人不能批准该规则。"
