"""What this room refuses, and the sentence it says."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused, Stale


class CaseNotFound(NotFound):
    """There is no such case within your area."""

    code = "cases.case_not_found"
    zh = "在您的辖区内没有这个病例。"


class ContactNotFound(NotFound):
    """There is no such contact within your area."""

    code = "cases.contact_not_found"
    zh = "在您的辖区内没有这名接触者。"


class CaseChanged(Stale):
    """Someone saved this case after you opened it (version {now}, yours is {yours}); look at both and save again."""

    code = "cases.case_changed"
    zh = "您打开之后已有人保存过这个病例(现为第 {now} 版,您的是第 {yours} 版),请核对后再保存。"


class DecisionNotFound(NotFound):
    """There is no such decision within your area."""

    code = "cases.decision_not_found"
    zh = "在您的辖区内没有这一决定。"


class AlreadyUndone(Refused):
    """{by} has already undone this decision."""

    code = "cases.already_undone"
    zh = "{by} 已撤销这一决定。"


class UndoingItself(Refused):
    """This is an undoing already; decide on the people anew."""

    code = "cases.undoing_itself"
    zh = "这本身就是一次撤销;请重新作出决定。"


class TooLateToUndo(Refused):
    """A decision can be undone within {minutes} minutes; from then on it is withdrawn with a reason that the people concerned are told."""

    code = "cases.too_late_to_undo"
    zh = "决定作出后 {minutes} 分钟内可以撤销;此后须说明理由予以变更,并告知当事人。"


class DecidedSince(Refused):
    """{count} of these people were decided on again meanwhile; the others are not undone without them."""

    code = "cases.decided_since"
    zh = "其中 {count} 人此后又有新的决定,不能整批撤销。"


class HasConsequences(Refused):
    """It can no longer be undone: {what}; withdraw it with a reason instead."""

    code = "cases.has_consequences"
    zh = "已产生后果,不能撤销:{what}。请说明理由后变更。"


class ClassifiedMeanwhile(Stale):
    """{by} gave this case the classification “{now}” after you opened it ({time}); look at it and decide again."""

    code = "cases.classified_meanwhile"
    zh = "您打开之后 {by} 已于 {time} 将该病例判为“{now}”,请核对后再判定。"


class ClassUnknownToEdition(Refused):
    """The edition in force does not use the classification “{classification}”."""

    code = "cases.classification_unknown"
    zh = "现行方案没有“{classification}”这一分类。"


class StepNotAllowed(Refused):
    """A case that is “{now}” cannot become “{to}”."""

    code = "cases.step_not_allowed"
    zh = "“{now}”不能改为“{to}”。"


class SameClassification(Refused):
    """The case is already “{now}”."""

    code = "cases.same_classification"
    zh = "该病例已是“{now}”。"


class PositiveSampleMissing(Refused):
    """“{to}” needs the time the positive sample was taken; enter it first."""

    code = "cases.sample_missing"
    zh = "判定为“{to}”须先填写阳性样本的采样时间。"


class OnsetMissing(Refused):
    """“{to}” needs a date of onset or of the positive sample; enter one first."""

    code = "cases.onset_missing"
    zh = "判定为“{to}”须先填写发病时间或阳性采样时间。"


class HasSymptoms(Refused):
    """A case with a date of onset is not an asymptomatic infection; confirm it, or take the onset out with a reason."""

    code = "cases.has_symptoms"
    zh = "已有发病时间的不属于无症状感染者;请判定为确诊病例,或说明理由后删除发病时间。"


class ReasonMissing(Refused):
    """Please give the reason in at least {need} characters; it is kept on record and shown to the person concerned."""

    code = "cases.reason_missing"
    zh = "请写明理由(至少 {need} 个字),理由将留存并向当事人说明。"


class CaseIsClosed(Refused):
    """This case is closed."""

    code = "cases.case_closed"
    zh = "该病例已结案。"


class OutcomeMissing(Refused):
    """A case can be closed once its outcome is known: recovered, died, transferred, or ruled out."""

    code = "cases.outcome_missing"
    zh = "须先记录转归(治愈、死亡、转归他地)或排除后方可结案。"


class DischargeNotMet(Refused):
    """Discharge asks {need} PCR tests in a row that are negative or of Ct {ct} at least, sampled {hours} hours apart; {have} count. Enter them, or write why the case is closed without."""

    code = "cases.discharge_not_met"
    zh = "出院须连续 {need} 次核酸检测阴性或 Ct 值不低于 {ct},采样间隔至少 {hours} 小时;目前符合 {have} 次。请补录检测,或书面说明理由。"


class ContactsOpen(Refused):
    """{open} contacts of this case are still proposed, under follow-up or not found."""

    code = "cases.contacts_open"
    zh = "该病例尚有 {open} 名接触者待审批、在管或未找到。"


class DatesMissing(Refused):
    """The contact window cannot be drawn before the case has a date of onset or of the positive sample."""

    code = "cases.dates_missing"
    zh = "没有发病时间或阳性采样时间,无法划定接触判定时段。"


class ContactsNotDetermined(Refused):
    """The edition in force does not determine contacts."""

    code = "cases.contacts_not_determined"
    zh = "现行方案不判定接触者。"


class ClassNotDetermined(Refused):
    """The edition in force does not determine this class of contact ({contact_class})."""

    code = "cases.class_not_determined"
    zh = "现行方案不判定这一类接触者({contact_class})。"


class SituationUnknown(Refused):
    """The edition in force names no contact situation “{situation}”; choose one of its situations."""

    code = "cases.situation_unknown"
    zh = "现行方案没有“{situation}”这一接触情形,请从方案所列情形中选择。"


class ContactStepNotAllowed(Refused):
    """A contact who is “{now}” cannot become “{to}”."""

    code = "cases.contact_step_not_allowed"
    zh = "“{now}”的接触者不能改为“{to}”。"


class ExposureOutsideWindow(Refused):
    """The last exposure ({last}) lies outside the contact window of the case ({start} to {until})."""

    code = "cases.exposure_outside_window"
    zh = "末次暴露({last})不在该病例的接触判定时段内({start} 至 {until})。"


class ExposureInFuture(Refused):
    """The last exposure lies in the future."""

    code = "cases.exposure_in_future"
    zh = "末次暴露时间晚于当前时间。"


class PlanNotReleased(Refused):
    """The follow-up plan of this contact has not been released."""

    code = "cases.plan_not_released"
    zh = "该接触者的管理计划尚未解除。"


class DateInFuture(Invalid):
    """The {what} lies in the future."""

    code = "cases.date_in_future"
    zh = "{what}晚于当前时间。"


class StayEmpty(Invalid):
    """A stay needs a place or a vehicle, and must end after it starts."""

    code = "cases.stay_empty"
    zh = "轨迹须填写场所或交通工具,且离开时间晚于到达时间。"


class ClusterNotFound(NotFound):
    """There is no such cluster in your area."""

    code = "cases.cluster_not_found"
    zh = "在您的辖区内没有这起聚集性疫情。"


class NotACluster(Refused):
    """Under this rule it is no cluster: it takes {cases} cases within {days} days at one place or in one household."""

    code = "cases.not_a_cluster"
    zh = "按该规定不构成聚集性疫情:须同一场所或家庭 {days} 天内有 {cases} 例及以上。"


class ClustersNotDefined(Refused):
    """The edition of this incident does not say what a cluster is."""

    code = "cases.clusters_not_defined"
    zh = "该事件适用的方案没有规定聚集性疫情的判定标准。"


class NothingSelected(Invalid):
    """Nothing was selected."""

    code = "cases.nothing_selected"
    zh = "没有选择任何记录。"


class SelfExposure(Invalid):
    """A person cannot be the source of their own exposure."""

    code = "cases.self_exposure"
    zh = "本人不能是本人的暴露来源。"


class SourceMissing(Invalid):
    """An exposure needs a source: a case, a contact or a place."""

    code = "cases.source_missing"
    zh = "暴露须有来源:病例、接触者或场所。"


class DifferenceChanged(Stale):
    """The difference changed since you saw it; look at it again before you approve."""

    code = "cases.difference_changed"
    zh = "差异清单在您查看之后已有变化,请重新核对后再批准。"


class NothingToJoin(Refused):
    """This person has no second record in this incident that could be joined."""

    code = "cases.nothing_to_join"
    zh = "此人在本事件中没有可以合并的第二份记录。"


class JoinedAtTheCase(Refused):
    """One of the records is the case {number}: whoever classifies cases joins them on its page."""

    code = "cases.joined_at_the_case"
    zh = "其中一份记录是病例 {number},由有权判定病例分类的人员在该病例页面合并。"
