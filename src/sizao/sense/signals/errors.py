"""What the room of signals refuses, and how it says so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchSignal(NotFound):
    """There is no such signal within your area."""

    code = "signals.no_such_signal"
    zh = "在您的辖区内没有这条信号。"


class UnknownChannel(Invalid):
    """There is no channel called {channel}."""

    code = "signals.unknown_channel"
    zh = "没有名为 {channel} 的渠道。"


class IdentityInText(Invalid):
    """The text holds a phone or document number; enter the person and name them by the number P-… instead."""

    code = "signals.identity_in_text"
    zh = "正文含有电话或证件号码;请先登记人员,再以人员编号 P-… 指代。"


class NothingSaid(Invalid):
    """Say what was noticed and where it comes from."""

    code = "signals.nothing_said"
    zh = "请写明发现的情况和来源。"


class TimeAhead(Invalid):
    """What is told cannot have happened after it is told."""

    code = "signals.time_ahead"
    zh = "发生时间不能晚于报告时间。"


class ReasonNeeded(Invalid):
    """A verdict needs its reason: what was checked, with whom, what was found."""

    code = "signals.reason_needed"
    zh = "办结须写明理由:核查了什么、向谁核实、结果如何。"


class SignalClosed(Refused):
    """The signal is closed ({verdict}); what is new comes as a new signal."""

    code = "signals.closed"
    zh = "该信号已办结({verdict});新情况请作为新信号上报。"


class NotOwner(Refused):
    """The signal is with {owner}; it must be given to you before you can close it."""

    code = "signals.not_owner"
    zh = "该信号由 {owner} 核查;须先分派给您才能办结。"


class NoSuchOwner(Invalid):
    """This account cannot check signals here."""

    code = "signals.no_such_owner"
    zh = "该账户不能在本辖区核查信号。"


class DuplicateOfWhat(Invalid):
    """Say of which other signal it is a duplicate, by its number."""

    code = "signals.duplicate_of_what"
    zh = "请写明与哪一条信号重复(编号)。"


class DuplicateOfDuplicate(Refused):
    """{number} is closed as a duplicate itself; name the signal that both repeat."""

    code = "signals.duplicate_of_duplicate"
    zh = "{number} 本身已按重复办结;请写明两者共同重复的那一条信号。"


class NotConfirmed(Refused):
    """Only a confirmed signal becomes part of an incident or a case."""

    code = "signals.not_confirmed"
    zh = "只有核实属实的信号才能并入事件或关联病例。"


class JoinedAlready(Refused):
    """The signal belongs to an incident already."""

    code = "signals.joined_already"
    zh = "该信号已并入事件。"


class NoSuchCase(Invalid):
    """There is no case with the number {number} within your area."""

    code = "signals.no_such_case"
    zh = "在您的辖区内没有编号为 {number} 的病例。"


class CellUnreadable(Invalid):
    """This row cannot be read, its {column} says: {text}"""

    code = "signals.cell_unreadable"
    zh = "这一行无法读取,“{column}”一栏为:{text}"


class CellTooLong(Invalid):
    """The {column} of this row is longer than {most} characters."""

    code = "signals.cell_too_long"
    zh = "这一行的“{column}”超过 {most} 个字符。"


class PeopleOutOfRange(Invalid):
    """The number of people concerned lies between 0 and {most}; this row says {text}."""

    code = "signals.people_out_of_range"
    zh = "涉及人数须在 0 至 {most} 之间,这一行为 {text}。"


class NoRows(Invalid):
    """The list has no row under headings that say channel, kind and text."""

    code = "signals.no_rows"
    zh = "列表中没有可读的行;表头须含渠道、类别和内容。"
