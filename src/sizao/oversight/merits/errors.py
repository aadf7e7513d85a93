"""What merit records refuse, and how they say so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchMerit(NotFound):
    """There is no such merit within your area."""

    code = "merits.no_such_merit"
    zh = "在您的辖区内没有这项激励。"


class NoSuchObjection(NotFound):
    """There is no such objection within your area."""

    code = "merits.no_such_objection"
    zh = "在您的辖区内没有这项异议。"


class NotYourRecord(NotFound):
    """Only chiefs themselves object to their record."""

    code = "merits.not_your_record"
    zh = "只有本人可以对自己的履职记录提出异议。"


class OwnMerit(Refused):
    """Nobody proposes, decides or answers in their own cause."""

    code = "merits.own_merit"
    zh = "本人的激励和异议,本人不得提出、审批或答复。"


class ProposerDecides(Refused):
    """Who proposed a merit does not decide it."""

    code = "merits.proposer_decides"
    zh = "提出激励的人员不得审批。"


class AlreadyDecided(Refused):
    """This merit has been decided."""

    code = "merits.already_decided"
    zh = "该项激励已经审批。"


class AlreadyAnswered(Refused):
    """This objection has been answered."""

    code = "merits.already_answered"
    zh = "该项异议已经答复。"


class WordsMissing(Invalid):
    """Say for what, and where it can be looked up."""

    code = "merits.words_missing"
    zh = "请写明事由和可查的出处。"


class MonthUnclear(Invalid):
    """A month is written as 2021-12."""

    code = "merits.month_unclear"
    zh = "月份请写作 2021-12 的形式。"
