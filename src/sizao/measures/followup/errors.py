"""What this room refuses, and the sentence it says."""

from __future__ import annotations

from sizao.kernel.errors import Invalid, NotFound, Refused


class PlanNotFound(NotFound):
    """There is no such follow-up plan within your area."""

    code = "followup.plan_not_found"
    zh = "在您的辖区内没有这个管理计划。"


class CheckNotFound(NotFound):
    """There is no such check within your area."""

    code = "followup.check_not_found"
    zh = "在您的辖区内没有这次随访。"


class TestNotFound(NotFound):
    """There is no such scheduled test within your area."""

    __test__ = False
    code = "followup.test_not_found"
    zh = "在您的辖区内没有这次计划检测。"


class PlanNotOpen(Refused):
    """This plan is “{state}”; nothing more is owed."""

    code = "followup.plan_not_open"
    zh = "该管理计划“{state}”,不再需要处理。"


class TooEarly(Refused):
    """Release may be decided from {release_on} on; today is day {served} of {need}."""

    code = "followup.too_early"
    zh = "须至 {release_on} 方可解除;今天是第 {served} 天,共 {need} 天。"


class JudgementWaits(Refused):
    """A stricter class or a later exposure of this person waits to be approved or rejected; decide that first."""

    code = "followup.judgement_waits"
    zh = "此人有更严的判定或更晚的暴露待审批,请先审批或驳回。"


class TestsMissing(Refused):
    """{missing} scheduled tests have no negative result yet (due {due})."""

    __test__ = False
    code = "followup.tests_missing"
    zh = "尚有 {missing} 次计划检测没有阴性结果(应检日期 {due})。"


class NegativesMissing(Refused):
    """Release needs {need} negative tests at least {hours} hours apart; there are {have}."""

    code = "followup.negatives_missing"
    zh = "解除须有 {need} 次间隔不少于 {hours} 小时的阴性结果,目前 {have} 次。"


class SecondLaboratoryMissing(Refused):
    """The last test must be sampled twice and tested by two laboratories."""

    code = "followup.second_laboratory_missing"
    zh = "末次检测须双采双检(两家实验室)。"


class PositiveFound(Refused):
    """A test of this person is positive; they are a case now, not to be released."""

    code = "followup.positive_found"
    zh = "该人员检测阳性,应按感染者处置,不能解除。"


class SymptomsOpen(Refused):
    """Symptoms were reported at the last check; examine first."""

    code = "followup.symptoms_open"
    zh = "最近一次随访报告有症状,须先诊查。"


class EnvironmentMissing(Refused):
    """Person, goods and room are sampled at release; the environment has no negative result yet."""

    code = "followup.environment_missing"
    zh = "解除时须人、物、环境同采;环境样本尚无阴性结果。"


class SiteNotServed(Refused):
    """The days at the site last until {until}; who leaves before leaves for a written reason."""

    code = "followup.site_not_served"
    zh = "集中隔离须至 {until};提前转出须写明理由。"


class MayNotLeave(Refused):
    """{number} may not leave the site for home yet: {because}"""

    code = "followup.may_not_leave"
    zh = "{number} 暂不能转为居家:{because}"


class LinkedContactUnknown(Refused):
    """This class is released only after the close contact's first {need} tests; that contact is not recorded."""

    code = "followup.linked_contact_unknown"
    zh = "该类人员须待关联密接前 {need} 次检测阴性后解除,但未登记关联密接。"


class LinkedTestsMissing(Refused):
    """The close contact's first {need} tests must be negative; {have} are."""

    code = "followup.linked_tests_missing"
    zh = "须待关联密接前 {need} 次检测均为阴性,目前 {have} 次。"


class LinkedPositive(Refused):
    """The close contact tested positive; this person is a close contact now and is judged again."""

    code = "followup.linked_positive"
    zh = "关联密接已检出阳性,该人员应改判为密切接触者。"


class ReasonMissing(Refused):
    """Please give the reason in at least {need} characters; it is kept on record and shown to the person concerned."""

    code = "followup.reason_missing"
    zh = "请写明理由(至少 {need} 个字),理由将留存并向当事人说明。"


class NothingToMove(Refused):
    """The plan already is as the new date and edition would make it."""

    code = "followup.nothing_to_move"
    zh = "按新的日期和方案,计划没有变化。"


class NoRegime(Refused):
    """The edition {edition_id} asks no follow-up of this class of contact."""

    code = "followup.no_regime"
    zh = "方案 {edition_id} 不要求对这一类接触者进行管理。"


class ExtensionEmpty(Invalid):
    """An extension lasts at least one day."""

    code = "followup.extension_empty"
    zh = "延长至少一天。"


class CheckTooEarly(Refused):
    """This check opens at {opens}."""

    code = "followup.check_too_early"
    zh = "这次随访从 {opens} 开始。"


class CheckAlreadyDone(Refused):
    """This check was done at {done} by {by}."""

    code = "followup.check_already_done"
    zh = "这次随访已由 {by} 于 {done} 完成。"


class TemperatureImplausible(Invalid):
    """A body temperature of {temperature} °C cannot be right."""

    code = "followup.temperature_implausible"
    zh = "体温 {temperature} ℃ 有误。"


class SampledInFuture(Invalid):
    """The sample lies in the future."""

    code = "followup.sampled_in_future"
    zh = "采样时间晚于当前时间。"


class NothingToAnswer(Refused):
    """Neither an identity document nor a date of birth is on record; enter one before a code is given out."""

    code = "followup.nothing_to_answer"
    zh = "档案中既无证件号码也无出生日期,请先补登其一,再发放自助填报码。"


class DoorShut(Invalid):
    """This does not match, or the code is no longer valid. Please check both and try again."""

    code = "followup.door_shut"
    zh = "信息不符,或填报码已失效。请核对两项内容后再试一次。"


class TooManyTries(Invalid):
    """There were several tries in a row. Please wait a quarter of an hour, or call your contact person."""

    code = "followup.too_many_tries"
    zh = "短时间内尝试次数较多,请 15 分钟后再试,或致电您的联系人。"


class TextMissing(Invalid):
    """Please write what should be looked at again, in at least {need} characters."""

    code = "followup.text_missing"
    zh = "请写明希望复核的内容,至少 {need} 个字。"


class NothingAsked(NotFound):
    """Nobody has asked for a review of this plan."""

    code = "followup.nothing_asked"
    zh = "这个管理计划没有待答复的复核申请。"


class NothingInvited(NotFound):
    """No code for reporting for oneself was given out for this plan."""

    code = "followup.nothing_invited"
    zh = "这个管理计划没有发放过自助填报码。"


class ArrivalRegimeUnknown(Refused):
    """The edition in force there on that day has no such regime for arrivals."""

    code = "followup.arrival_regime_unknown"
    zh = "当日当地施行的方案中没有这一类来返人员管理措施。"


class DepartureMissing(Invalid):
    """This regime is counted from the day of departure from the risk area: please give it."""

    code = "followup.departure_missing"
    zh = "这一措施自离开风险地区之日起算,请填写离开日期。"


class DepartedAfterArrival(Invalid):
    """The departure lies after the arrival, or the arrival after now."""

    code = "followup.departed_after_arrival"
    zh = "离开时间晚于抵达时间,或抵达时间晚于现在。"


class AlreadyManaged(Refused):
    """This person is under management already: plan {number}."""

    code = "followup.already_managed"
    zh = "该人员已在管理中:{number}。"


class ArrivalNotFound(NotFound):
    """There is no such arrival within your area."""

    code = "followup.arrival_not_found"
    zh = "在您的辖区内没有这条来返登记。"


class PersonNotThere(NotFound):
    """There is no such person within your area."""

    code = "followup.person_not_there"
    zh = "在您的辖区内没有此人。"


class NoRoom(Refused):
    """{number} stays at no site: room and goods are sampled where somebody is observed at one."""

    code = "followup.no_room"
    zh = "{number} 不在集中隔离点,没有可采样的房间和物品。"


class RestartNotAsked(Refused):
    """{edition_id} does not let the isolation of others at a site begin anew when somebody there turns positive."""

    code = "followup.restart_not_asked"
    zh = "{edition_id} 未要求隔离点内发现阳性后其他人员重新计算隔离时间。"


class NotThereThen(Refused):
    """{number} did not stay at the site at that time."""

    code = "followup.not_there_then"
    zh = "{number} 当时不在该隔离点。"


class FloorUnknown(Refused):
    """The floor of {number} is not on record; note it, and whose isolation begins anew is judged again."""

    code = "followup.floor_unknown"
    zh = "{number} 的房间楼层未登记,补登后将重新判定。"


class OtherFloor(Refused):
    """{number} stays on another floor, neither above nor below."""

    code = "followup.other_floor"
    zh = "{number} 不在同层及上下层。"


class FloorWithoutSite(Invalid):
    """A floor is noted for a quarantine site; at home there is none."""

    code = "followup.floor_without_site"
    zh = "楼层仅在隔离点登记,居家无须填写。"
