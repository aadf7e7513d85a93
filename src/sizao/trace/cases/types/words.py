"""The closed lists of words of the room: classifications, routes, states, and what the chain draws."""

from __future__ import annotations

from sizao.kernel.words import LabelledEnum


class Classification(LabelledEnum):
    """What a case is, in the words of the national plans."""

    SUSPECTED = "suspected", "疑似病例", "Suspected case"
    PROBABLE = "probable", "临床诊断病例", "Probable case"
    CONFIRMED = "confirmed", "确诊病例", "Confirmed case"
    ASYMPTOMATIC = "asymptomatic", "无症状感染者", "Asymptomatic infection"
    NOT_A_CASE = "not_a_case", "已排除", "Not a case"


INFECTED = frozenset({Classification.PROBABLE, Classification.CONFIRMED, Classification.ASYMPTOMATIC})
"""The classifications that count as an infection and start tracing."""


class ClusterKind(LabelledEnum):
    """Around what the cases of a cluster lie."""

    VENUE = "venue", "场所聚集", "Venue event"
    HOUSEHOLD = "household", "家庭聚集", "Household cluster"


class ImportKind(LabelledEnum):
    """Whether the infection came from abroad."""

    DOMESTIC = "domestic", "本土", "Locally acquired"
    INBOUND = "inbound", "境外输入", "Imported"
    SECONDARY = "inbound_secondary", "输入继发", "Secondary to importation"
    UNKNOWN = "unknown", "待查", "Not yet known"


class DiscoveryRoute(LabelledEnum):
    """How the case was found."""

    FEVER_CLINIC = "fever_clinic", "发热门诊", "Fever clinic"
    ROUTINE = "routine_testing", "重点人群应检尽检", "Routine testing of key groups"
    QUARANTINE = "quarantine_testing", "集中隔离点检测", "Testing in quarantine"
    HOME = "home_monitoring", "居家隔离(监测)检测", "Testing during home quarantine or monitoring"
    SCREENING = "mass_screening", "区域核酸筛查", "Area-based screening"
    CONTACT = "contact_testing", "密接排查", "Testing of contacts"
    BORDER = "border", "入境检测", "Testing on entry"
    VOLUNTARY = "voluntary", "愿检尽检", "Voluntary testing"
    NOTICE = "notice", "外地协查", "Notice from another area"
    HOSPITAL = "hospital", "医疗机构", "Hospital"
    OTHER = "other", "其他", "Other"
    UNKNOWN = "unknown", "待查", "Not yet known"


class FoundBy(LabelledEnum):
    """Through which channel a contact became known; a person may be known through several."""

    INTERVIEW = "interview", "流调访谈", "Interview"
    TRACE = "trace", "轨迹比对", "Trace"
    SEAT = "seat", "同乘座位", "Seats of a ride"
    LINKED = "linked", "密接关联", "Through a close contact"
    SITE = "site", "隔离点内发现阳性", "Positive found at the quarantine site"
    IMPORT = "import", "名单导入", "Imported list"
    API = "api", "系统对接", "Interface"


class WaitReason(LabelledEnum):
    """Why something waits for a decision about somebody who is approved."""

    STRICTER = "stricter", "判为更严的类别", "A stricter class was found"
    LATER = "later", "有更晚的暴露", "A later exposure was found"


class Severity(LabelledEnum):
    """Clinical severity."""

    UNKNOWN = "unknown", "待定", "Not yet known"
    NONE = "none", "无症状", "No symptoms"
    MILD = "mild", "轻型", "Mild"
    MODERATE = "moderate", "普通型", "Moderate"
    SEVERE = "severe", "重型", "Severe"
    CRITICAL = "critical", "危重型", "Critical"


class Outcome(LabelledEnum):
    """How the illness ended, or that it has not ended yet."""

    IN_CARE = "in_care", "在院治疗", "In care"
    RECOVERED = "recovered", "治愈(解除)", "Recovered"
    DIED = "died", "死亡", "Died"
    TRANSFERRED = "transferred", "转归他地", "Transferred elsewhere"
    UNKNOWN = "unknown", "不详", "Not known"


class Symptom(LabelledEnum):
    """Symptoms asked for on the case form and on the daily health sheet."""

    FEVER = "fever", "发热", "Fever"
    COUGH = "cough", "咳嗽", "Cough"
    SORE_THROAT = "sore_throat", "咽痛", "Sore throat"
    FATIGUE = "fatigue", "乏力", "Fatigue"
    BREATHLESS = "breathless", "气促、呼吸困难", "Short of breath"
    DIARRHOEA = "diarrhoea", "腹泻", "Diarrhoea"
    SMELL_TASTE = "smell_taste", "嗅(味)觉减退", "Loss of smell or taste"
    RUNNY_NOSE = "runny_nose", "鼻塞、流涕", "Runny or blocked nose"
    HEADACHE = "headache", "头痛", "Headache"
    MUSCLE_PAIN = "muscle_pain", "肌肉酸痛", "Muscle pain"
    RASH = "rash", "皮疹", "Rash"
    CONJUNCTIVITIS = "conjunctivitis", "结膜炎", "Red eyes"
    VOMITING = "vomiting", "呕吐", "Vomiting"
    BLEEDING = "bleeding", "出血", "Bleeding"
    OTHER = "other", "其他", "Other"


class Transport(LabelledEnum):
    """How a person travelled during a stay on the way."""

    NONE = "none", "非交通工具", "Not travelling"
    AIRCRAFT = "aircraft", "飞机", "Aircraft"
    SEALED_TRAIN = "sealed_train", "全封闭空调列车", "Sealed, air-conditioned train"
    OPEN_TRAIN = "unsealed_train", "非全封闭列车", "Unsealed train"
    SEALED_COACH = "sealed_coach", "全密封空调客车", "Sealed, air-conditioned coach"
    OPEN_COACH = "ventilated_coach", "通风的普通客车", "Ventilated coach"
    SHIP = "ship", "轮船", "Ship"
    CAR = "car", "出租车、小客车", "Taxi or car"
    METRO = "metro", "地铁、公交", "Metro or bus"
    OPEN_AIR = "open_air", "步行、骑行", "On foot or by bicycle"


MOST_METRES = 10_000.0
"""What anybody may type as the distance of an exposure; farther apart is a slip of the keyboard."""


class Mask(LabelledEnum):
    """Whether a mask was worn."""

    WORN = "worn", "全程佩戴口罩", "Worn throughout"
    PARTLY = "partly", "未全程佩戴", "Worn in part"
    NONE = "none", "未佩戴", "Not worn"
    UNKNOWN = "unknown", "不详", "Not known"


class Certainty(LabelledEnum):
    """How sure we are of a stay or an exposure."""

    CERTAIN = "certain", "确定", "Certain"
    PROBABLE = "probable", "很可能", "Probable"
    POSSIBLE = "possible", "可能", "Possible"

    @property
    def rank(self) -> int:
        """0 for the surest."""
        return list(Certainty).index(self)


class ContactState(LabelledEnum):
    """Where a contact stands."""

    PROPOSED = "proposed", "待审批", "Proposed"
    APPROVED = "approved", "已判定", "Approved"
    REJECTED = "rejected", "未采纳", "Rejected"
    BECAME_CASE = "became_case", "转为病例", "Became a case"
    RELEASED = "released", "已解除", "Released"
    LOST = "lost", "失访(查找中)", "Not found yet"
    HANDED_OVER = "handed_over", "已移交外地", "Handed over"


OPEN_STATES = frozenset({ContactState.PROPOSED, ContactState.APPROVED, ContactState.LOST})
"""States in which somebody still owes the contact something."""
MANAGED_STATES = frozenset({ContactState.APPROVED, ContactState.BECAME_CASE, ContactState.HANDED_OVER})
"""States in which somebody answers for the contact: here, as a case, or in another area."""


class WindowAnchor(LabelledEnum):
    """The date from which a contact window was counted."""

    ONSET = "onset", "发病", "Onset"
    SAMPLING = "sampling", "阳性采样", "Positive sampling"
    LAST_NEGATIVE = "last_negative", "末次阴性", "Last negative test"


class NodeKind(LabelledEnum):
    """What a mark on the transmission chain stands for."""

    CASE = "case", "病例", "Case"
    CONTACT = "contact", "接触者", "Contact"
    PLACE = "place", "场所(环境)", "Place"


class EdgeKind(LabelledEnum):
    """Why two marks of a chain are joined."""

    LIKELY = "likely", "最可能的传染来源", "Most likely source"
    POSSIBLE = "possible", "其他可能的来源", "Other possible source"
    CONTACT = "contact", "接触", "Contact"
