"""What duty refuses, and how it says so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class RosterRefused(Refused):
    """The roster cannot stand: {problems}"""

    code = "duty.roster_refused"
    zh = "值班表不能保存:{problems}"


class NoSuchDesk(Invalid):
    """There is no group called {name} in this headquarters."""

    code = "duty.no_such_desk"
    zh = "本指挥部没有名为“{name}”的工作组。"


class NoSuchShift(NotFound):
    """There is no such shift within your area."""

    code = "duty.no_such_shift"
    zh = "在您的辖区内没有这个班次。"


class NoSuchHandOver(NotFound):
    """There is no such hand-over sheet within your area."""

    code = "duty.no_such_hand_over"
    zh = "在您的辖区内没有这份交接单。"


class ShiftNotBegun(Refused):
    """A shift that has not begun has nothing to hand over."""

    code = "duty.shift_not_begun"
    zh = "尚未开始的班次无可交接。"


class AlreadySigned(Refused):
    """This side has signed already: {name}."""

    code = "duty.already_signed"
    zh = "该方已签字:{name}。"


class TwoPersonsNeeded(Refused):
    """A hand-over needs two persons: who hands over cannot also take over."""

    code = "duty.two_persons_needed"
    zh = "交接须两人:交班人不能同时接班。"


class NotInShift(Refused):
    """Only somebody of the shift signs for it: {names}."""

    code = "duty.not_in_shift"
    zh = "只有当班人员可以签字:{names}。"


class ShiftHandedOver(Refused):
    """A shift with a hand-over sheet stays in the roster."""

    code = "duty.shift_handed_over"
    zh = "已有交接单的班次不能撤下。"
