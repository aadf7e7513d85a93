"""What tracing refuses."""

from sizao.kernel.errors import Invalid, NotFound, NotPermitted, Refused


class SignatureUnknown(NotFound):
    """There is no such trace waiting for a signature within your area."""

    code = "tracing.signature_unknown"
    zh = "在您的辖区内没有这项待签发的追踪。"


class NoSignatureNeeded(Refused):
    """This would touch {number} people; below {most} an officer runs it without a second signature."""

    code = "tracing.no_signature_needed"
    zh = "将涉及 {number} 人;不足 {most} 人的,由流调人员直接执行,无需签发。"


class OwnSignature(NotPermitted):
    """Who asked for the signature does not give it."""

    code = "tracing.own_signature"
    zh = "提请人不能自行签发。"


class HeadquartersSigns(NotPermitted):
    """Only a commander of headquarters signs a trace that touches so many."""

    code = "tracing.headquarters_signs"
    zh = "涉及人数众多的追踪只能由指挥部指挥长签发。"


class SignatureDecided(Refused):
    """It was decided already."""

    code = "tracing.signature_decided"
    zh = "该项已有决定。"


class SignatureOver(Refused):
    """It was counted more than {hours} hours ago; count it again and ask anew."""

    code = "tracing.signature_over"
    zh = "测算已超过 {hours} 小时,请重新测算后再提请。"


class SignatureOutgrown(Refused):
    """It would touch {now} people by now, of whom the count showed {then}; count it again and ask anew."""

    code = "tracing.signature_outgrown"
    zh = "现已涉及 {now} 人,提请时测算为 {then} 人,请重新测算后再提请。"


class RunNotFound(NotFound):
    """There is no such trace run within your area."""

    code = "tracing.run_not_found"
    zh = "在您的辖区内没有这次追踪。"


class WindowNotDrawn(Refused):
    """The contact window of case {number} cannot be drawn: its dates are missing, or the edition determines no contacts."""

    code = "tracing.window_not_drawn"
    zh = "无法确定病例 {number} 的判定时限:缺少发病或采样时间,或所用方案不判定接触者。"


class WindowNotOpen(Refused):
    """The contact window of case {number} has not begun."""

    code = "tracing.window_not_open"
    zh = "病例 {number} 的判定时限尚未开始。"


class NotACase(Refused):
    """Case {number} was ruled out; there is nothing to trace."""

    code = "tracing.not_a_case"
    zh = "病例 {number} 已排除,无需追踪。"


class NotAnInfection(Refused):
    """Case {number} is not held to be an infection yet; an officer may still trace it by hand."""

    code = "tracing.not_an_infection"
    zh = "病例 {number} 尚未判定为感染,如有需要可由流调人员手动追踪。"


class NothingKnown(Refused):
    """No visit and no stay of case {number} is on record; interview the case first."""

    code = "tracing.nothing_known"
    zh = "没有病例 {number} 的到访或轨迹记录,请先开展流调。"


class NoCases(Invalid):
    """Pick at least one case to trace; this incident has none that is held to be an infection."""

    code = "tracing.no_cases"
    zh = "请至少选择一名病例;本事件没有可追踪的感染者。"


class TooManyCases(Invalid):
    """{number} cases were picked; one trace takes at most {most}. Trace them in parts."""

    code = "tracing.too_many_cases"
    zh = "所选病例 {number} 例,一次追踪最多 {most} 例,请分批追踪。"


class CasesOfSeveralIncidents(Refused):
    """The cases picked belong to {number} incidents; a trace belongs to one. Trace those of each incident apart."""

    code = "tracing.cases_of_several_incidents"
    zh = "所选病例分属 {number} 起事件,一次追踪只属于一起事件,请分别追踪。"


class EditionsDiffer(Refused):
    """The cases picked are judged under {number} editions; those of one edition are traced together."""

    code = "tracing.editions_differ"
    zh = "所选病例适用 {number} 个不同版本的方案,只有适用同一版本的病例才能一并追踪。"


class PurposeNotForTracing(Invalid):
    """A trace may be run for contact management or case investigation only, not for {purpose}."""

    code = "tracing.purpose"
    zh = "时空追踪只能用于接触者管理或病例调查,不能用于{purpose}。"


class PurposeRefused(NotPermitted):
    """Where people were serves contact management and case investigation alone, not “{purpose}”; the request was noted."""

    code = "tracing.purpose_refused"
    is_noted = True
    zh = "时空数据只用于接触者管理和病例调查,不用于“{purpose}”;本次请求已记录。"


class NoCaseThere(NotPermitted):
    """No open case was at this place within its window; who was there is not listed. The request was noted."""

    code = "tracing.no_case_there"
    is_noted = True
    zh = "没有未结案的病例在判定时限内到过该场所,不能列出到访人员;本次请求已记录。"


class NoCaseOnDay(NotPermitted):
    """No open case was at this place on {day}; list the days of a case alone. The request was noted."""

    code = "tracing.no_case_on_day"
    is_noted = True
    zh = "{day}没有未结案的病例到过该场所,只能列出病例到过的日期;本次请求已记录。"


class NotALead(Refused):
    """Only leads are checked by a call; {number} of the persons picked are none."""

    code = "tracing.not_a_lead"
    zh = "只有线索需要电话核实,所选人员中有 {number} 人不是线索。"


class NotePlease(Invalid):
    """Say in a few words what the call found."""

    code = "tracing.note_please"
    zh = "请简要写明电话核实的结果。"


class WindowOfPlaceEmpty(Refused):
    """The window of {place} must have begun and must last: from {start} to {until}."""

    code = "tracing.window_of_place_empty"
    zh = "{place} 的追踪时段须已开始且长于零:{start} 至 {until}。"


class ContactsNotDetermined(Refused):
    """The edition of this incident determines no contacts; there is nothing to trace for."""

    code = "tracing.contacts_not_determined"
    zh = "本事件所用方案不判定接触者,无需追踪。"


class LeadNotApproved(Refused):
    """{number} of those picked are known from a code scan or an inferred position only; call them first."""

    code = "tracing.lead_not_approved"
    zh = "所选人员中有 {number} 人仅有扫码或推算线索,请先电话核实。"


class SituationUnknown(Refused):
    """The edition has no situation called {situation}."""

    code = "tracing.situation_unknown"
    zh = "现行方案没有“{situation}”这一判定情形。"


class JudgementWithoutReason(Refused):
    """Who judges by another situation than the suggested one says why."""

    code = "tracing.judgement_without_reason"
    zh = "不按建议而由人员判定情形时,须写明理由。"


class NobodyToApprove(Refused):
    """Nobody of those picked can be approved: no class is suggested for them, or they belong to another area."""

    code = "tracing.nobody_to_approve"
    zh = "所选人员均不能判定:没有建议类别,或属于其他辖区。"


class LeadNotFound(NotFound):
    """There is no such lead within your area."""

    code = "tracing.lead_not_found"
    zh = "在您的辖区内没有这条线索。"


class TaskNeeded(Invalid):
    """A trace for {purpose} belongs to a task: name one of your own open tasks. {because}"""

    code = "tracing.task_needed"
    zh = "为“{purpose}”发起的追踪须属于一项任务,请选择您名下的在办任务。{because}"


class TaskNoGround(NotPermitted):
    """This is not an open task of yours in this incident, so no trace is run for it."""

    code = "tracing.task_no_ground"
    zh = "该任务不是您在本事件中的在办任务,不能据此发起追踪。"


class SignatureNeeded(Refused):
    """This would touch {number} people; from {most} on, one officer counts and the commander of headquarters runs it. {because}"""

    code = "tracing.signature_needed"
    zh = "将涉及 {number} 人;达到 {most} 人的,须先由一名人员测算,再由指挥部指挥长签发执行。{because}"
