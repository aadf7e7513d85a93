"""What zones refuse, and how they say so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchZone(NotFound):
    """There is no such zone within your area."""

    code = "zones.no_such_zone"
    zh = "在您的辖区内没有这个区域。"


class ZoneStepRefused(Refused):
    """A zone that is {now} cannot become {then}."""

    code = "zones.step_refused"
    zh = "{now}的区域不能变为{then}。"


class KindUnknown(Invalid):
    """The edition in force does not know this kind of zone: {kind}."""

    code = "zones.kind_unknown"
    zh = "现行方案没有“{kind}”这一类区域。"


class ReasonMissing(Invalid):
    """A zone is proposed with its reason in words."""

    code = "zones.reason_missing"
    zh = "拟划定区域须写明理由。"


class ConditionsUnmet(Refused):
    """The zone cannot be lifted yet: {unmet}"""

    code = "zones.conditions_unmet"
    zh = "区域尚不能解除:{unmet}"


class EvidenceInFuture(Invalid):
    """Evidence cannot be recorded before it happened."""

    code = "zones.evidence_in_future"
    zh = "尚未发生的情况不能作为依据登记。"
