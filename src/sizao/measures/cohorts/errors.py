"""What the room of cohorts refuses, and how it says so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchCohort(NotFound):
    """There is no such cohort within your area."""

    code = "cohorts.no_such_cohort"
    zh = "在您的辖区内没有这一人群规则。"


class NoSuchDuty(NotFound):
    """There is no such duty within your area."""

    code = "cohorts.no_such_duty"
    zh = "在您的辖区内没有这项措施。"


class BasisNeeded(Invalid):
    """Say by which paper the rule is made: a notice, a letter or an order, with its number."""

    code = "cohorts.basis_needed"
    zh = "请写明依据:通告、函件或命令及其文号。"


class NothingAsked(Invalid):
    """A rule asks for something: a test, self-monitoring, or handing over."""

    code = "cohorts.nothing_asked"
    zh = "规则须至少有一项措施:检测、自我健康监测或移交社区。"


class DatesTurned(Invalid):
    """The last day lies before the first."""

    code = "cohorts.dates_turned"
    zh = "截止日期早于起始日期。"


class StayAhead(Invalid):
    """A stay that is registered is not in the future."""

    code = "cohorts.stay_ahead"
    zh = "登记的旅居日期不能晚于今天。"


class NationMeant(Invalid):
    """Name a province or a part of one: the whole country is neither where somebody stayed nor where a rule holds."""

    code = "cohorts.nation_meant"
    zh = "请写明省级或以下区划:全国不能作为旅居地或适用范围。"


class TitleTaken(Refused):
    """A cohort of this title holds here already: propose a change of it, or choose another title."""

    code = "cohorts.title_taken"
    zh = "本辖区已有同名人群规则,请在该规则中提出变更,或改用其他名称。"


class OwnProposal(Refused):
    """Who proposed a rule does not approve it."""

    code = "cohorts.own_proposal"
    zh = "提出规则的人不能批准该规则。"


class NotWaiting(Refused):
    """The version is not waiting for a decision ({state})."""

    code = "cohorts.not_waiting"
    zh = "该版本不在待批准状态({state})。"


class WaitingAlready(Refused):
    """A version is waiting for a decision already; decide on it first."""

    code = "cohorts.waiting_already"
    zh = "已有一版待批准,请先作出决定。"


class NotInForce(Refused):
    """The rule is not in force."""

    code = "cohorts.not_in_force"
    zh = "该规则未在执行。"


class MemberElsewhere(Refused):
    """This person is in this cohort already, looked after outside your area: ask the headquarters above to move them."""

    code = "cohorts.member_elsewhere"
    zh = "该人员已列入该人群,由您辖区以外的单位管理:请报上级指挥部转交。"


class DoneAlready(Refused):
    """This was done already on {done}."""

    code = "cohorts.done_already"
    zh = "该项已于 {done} 完成。"


class TooEarly(Refused):
    """This is due on {due} and cannot be done before."""

    code = "cohorts.too_early"
    zh = "该项于 {due} 到期,不能提前办结。"


class ReceiptNeeded(Invalid):
    """Handing over is done when somebody there signed for it: say who."""

    code = "cohorts.receipt_needed"
    zh = "移交须取得回执:请写明接收人。"


class NoSuchUnplaced(NotFound):
    """There is no such stay without a place within your area."""

    code = "cohorts.no_such_unplaced"
    zh = "在您的辖区内没有这条未能定位的旅居记录。"


class PlacedAlready(Refused):
    """This stay has its place already."""

    code = "cohorts.placed_already"
    zh = "该旅居记录已定位。"
