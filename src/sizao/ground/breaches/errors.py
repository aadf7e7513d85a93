"""What breach files refuse, and how they say so."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class NoSuchBreach(NotFound):
    """There is no such breach file within your area."""

    code = "breaches.no_such_breach"
    zh = "在您的辖区内没有这份责任追究案卷。"


class NotYourDuty(NotFound):
    """No notice of this number is addressed to you."""

    code = "breaches.not_your_duty"
    zh = "没有发给您的这份告知。"


class DutyNotThen(Refused):
    """{holder} did not answer for this duty when it happened."""

    code = "breaches.duty_not_then"
    zh = "事发时该责任不由“{holder}”承担。"


class BasisDoesNotHold(Refused):
    """This legal basis did not hold then, or does not concern this party."""

    code = "breaches.basis_does_not_hold"
    zh = "该依据在事发时不适用,或不适用于该责任方。"


class MeasureUnknown(Invalid):
    """There is no such measure."""

    code = "breaches.measure_unknown"
    zh = "没有这项处理措施。"


class NotYetHappened(Invalid):
    """What is said to have happened lies in the future."""

    code = "breaches.not_yet_happened"
    zh = "所述事项尚未发生。"


class EvidenceMissing(Invalid):
    """A file rests on evidence that can be looked up: say what it shows and where it is kept."""

    code = "breaches.evidence_missing"
    zh = "案卷须有可查的证据:请写明证明内容和出处。"


class OwnCause(Refused):
    """Nobody opens, proves, tells, withdraws or decides a file about their own duty, nor reads it before being told."""

    code = "breaches.own_cause"
    zh = "本人或本单位承担的责任事项,本人不得立案、取证、告知、撤案或认定,告知前也不得查阅案卷。"


class WrongState(Refused):
    """This cannot be done while the file is: {state}."""

    code = "breaches.wrong_state"
    zh = "案卷处于“{state}”状态,不能进行此操作。"


class TermTooShort(Refused):
    """The party has at least {days} days to answer."""

    code = "breaches.term_too_short"
    zh = "陈述申辩期限不得少于 {days} 日。"


class NobodyReads(Refused):
    """Nobody has an account for {holder}: the notice would not be read on the platform. Tell it on paper."""

    code = "breaches.nobody_reads"
    zh = "“{holder}”没有平台账户,在平台上无人能查阅告知书;请改用书面送达。"


class DeliveryMissing(Invalid):
    """Say who handed the paper over, when and to whom, and where the receipt is kept."""

    code = "breaches.delivery_missing"
    zh = "书面送达须写明送达人、送达时间、签收人和回证存放处。"


class DeliveredAhead(Invalid):
    """A paper that was handed over was not handed over in the future, nor before the file was opened."""

    code = "breaches.delivered_ahead"
    zh = "送达时间不能晚于现在,也不能早于立案。"


class PaperMissing(Invalid):
    """Say where the paper is kept, so that what it says can be looked up."""

    code = "breaches.paper_missing"
    zh = "请写明书面材料的存放处或文号,以备查阅。"


class AnswerPending(Refused):
    """No finding before the party has answered or the term has ended on {until}."""

    code = "breaches.answer_pending"
    zh = "当事方尚未陈述申辩,期限至 {until} 届满,此前不得作出认定。"


class MakerDecides(Refused):
    """Who opened the file, brought evidence or told the party does not decide it."""

    code = "breaches.maker_decides"
    zh = "立案、取证、告知人员不得作出认定。"


class DeciderReviews(Refused):
    """An appeal is decided by somebody who took no part in the file before."""

    code = "breaches.decider_reviews"
    zh = "申诉须由未参与此前办理的人员处理。"


class Heavier(Refused):
    """Nothing heavier may follow than: {measure}."""

    code = "breaches.heavier"
    zh = "不得重于“{measure}”。"


class NotLighter(Refused):
    """A lighter measure is lighter than: {measure}."""

    code = "breaches.not_lighter"
    zh = "从轻处理须轻于“{measure}”。"


class MeasureMissing(Invalid):
    """Say which measure follows; none follows from a breach that is not upheld."""

    code = "breaches.measure_missing"
    zh = "请选择处理措施;不成立或撤销的不得附措施。"


class ReasonsMissing(Invalid):
    """Write down the reasons."""

    code = "breaches.reasons_missing"
    zh = "请写明理由。"


class AppealTooLate(Refused):
    """The time to appeal ended on {until}."""

    code = "breaches.appeal_too_late"
    zh = "申诉期限已于 {until} 届满。"


class NothingToAppeal(Refused):
    """A breach that was not upheld needs no appeal."""

    code = "breaches.nothing_to_appeal"
    zh = "认定不成立的,无需申诉。"
