"""What the reports room refuses."""

from sizao.kernel.errors import Invalid, NotFound, Refused


class DayNotOver(Refused):
    """The day {on} is not over; its report can be filed from 24:00 on."""

    code = "reports.day_not_over"
    zh = "{on} 尚未结束,24 时后方可上报。"


class NotYourIncident(Refused):
    """This incident is led above {area}: what is counted here is your part of it, and its headquarters files the report."""

    code = "reports.not_your_incident"
    zh = "本起疫情由{area}的上级指挥部主管:此处只统计本辖区部分,日报由上级指挥部上报。"


class DayBeforeIncident(Refused):
    """The incident began on {since}; there is no report for {on}."""

    code = "reports.day_before_incident"
    zh = "事件始于 {since},没有 {on} 的日报。"


class NothingChanged(Refused):
    """The figures are the same as in the report filed before; there is nothing to correct."""

    code = "reports.nothing_changed"
    zh = "数字与已上报的日报一致,无需订正。"


class CorrectionWithoutReason(Invalid):
    """A correction of a filed report needs a reason of at least 4 characters."""

    code = "reports.correction_without_reason"
    zh = "订正已上报的日报须写明原因(至少 4 个字)。"


class ReportUnknown(NotFound):
    """There is no such report within your area."""

    code = "reports.unknown"
    zh = "在您的辖区内没有这份报告。"


class ReportAltered(Refused):
    """The stored figures of {number} no longer match its hash; it is not printed. Tell the auditor."""

    code = "reports.altered"
    zh = "{number} 的存档数字与校验值不符,不予打印,请通知审计人员。"


class NoTarget(Refused):
    """Edition {edition} does not carry the 7-1-7 target."""

    code = "reports.no_target"
    zh = "方案 {edition} 未包含 7-1-7 目标。"


class PackUnknown(NotFound):
    """There is no such print pack within your area."""

    code = "reports.pack_unknown"
    zh = "在您的辖区内没有这份会议参阅材料。"


class PackAltered(Refused):
    """Print pack {number} does not match its hash: it is not printed."""

    code = "reports.pack_altered"
    zh = "会议参阅材料 {number} 与其校验值不符,不予打印。"


class MeetingWithoutIncident(Refused):
    """This meeting belongs to no incident: there are no figures to print."""

    code = "reports.meeting_without_incident"
    zh = "该会议未关联事件,没有可打印的数据。"
