"""What an edition can say, section by section: frozen terms that rules receive instead of constants."""

# ruff: noqa: RUF009 - figure(), text() and their like are dataclasses.field() under a shorter name

from __future__ import annotations

from dataclasses import dataclass

from sizao.kernel.decisions import Clause
from sizao.kernel.editions.schema import NO_WORDS, Stricter, Unit, figure, keyed, listed, nested, parameters, text
from sizao.kernel.words import LabelledEnum, Words

NO_CLAUSE = Clause("", "")


class Disease(LabelledEnum):
    """The diseases that have at least one edition."""

    COVID_19 = "covid-19", "新型冠状病毒感染", "COVID-19"
    MERS = "mers", "中东呼吸综合征", "MERS"
    MEASLES = "measles", "麻疹", "Measles"
    MPOX = "mpox", "猴痘", "Mpox"
    EBOLA = "ebola", "埃博拉病毒病", "Ebola virus disease"
    INFLUENZA = "influenza", "流行性感冒(流感样病例)", "Influenza (influenza-like illness)"
    H7N9 = "h7n9", "人感染H7N9禽流感", "Human infection with avian influenza A(H7N9)"


class EditionKind(LabelledEnum):
    """Whether a file stands alone, changes another, or is a part that several share."""

    EDITION = "edition", "方案", "Edition"
    OVERLAY = "overlay", "补充规定", "Overlay"
    FRAGMENT = "fragment", "共用部分", "Shared part"


class EditionStatus(LabelledEnum):
    """How far a file has come; a published one is frozen by hash."""

    DRAFT = "draft", "草稿", "Draft"
    REVIEWED = "reviewed", "已审核", "Reviewed"
    PUBLISHED = "published", "已发布", "Published"


class ContactClass(LabelledEnum):
    """The classes of exposed people that editions know."""

    CLOSE = "close", "密切接触者", "Close contact"
    SECONDARY = "secondary", "密接的密接", "Secondary contact"
    GENERAL = "general", "一般接触者", "General contact"
    SUSPICIOUS = "suspicious", "可疑暴露者", "Person with suspicious exposure"


class PhasePlace(LabelledEnum):
    """Where, and how tightly, a phase of follow-up is spent."""

    C = "C", "集中隔离医学观察", "Centralised quarantine"
    CH = "CH", "集中或居家隔离医学观察", "Centralised or home quarantine"
    H = "H", "居家隔离医学观察", "Home quarantine"
    E = "E", "暂停上学上班", "Kept away from school or work"
    M = "M", "居家健康监测", "Home health monitoring"
    R = "R", "日常健康监测", "Routine health monitoring"

    @property
    def is_restricted(self) -> bool:
        """Whether the person must stay in one place."""
        return self in {PhasePlace.C, PhasePlace.CH, PhasePlace.H, PhasePlace.E}


class ContactAnchor(LabelledEnum):
    """The moment of the case from which the contact window is counted."""

    ONSET_OR_SAMPLING = "onset_or_sampling", "发病(无症状为采样)", "Onset, or sampling when without symptoms"
    ONSET = "onset", "发病", "Onset"
    RASH = "rash", "出疹", "Rash"


class RegimeAnchor(LabelledEnum):
    """The moment from which the days of follow-up are counted."""

    LAST_EXPOSURE = "last_exposure", "末次暴露", "Last exposure"
    ENTRY = "entry", "进入隔离点", "Entry to the site"
    ARRIVAL = "arrival", "抵达", "Arrival"
    DEPARTURE = "departure", "离开风险地区", "Departure from the risk area"
    DISCHARGE = "discharge", "出院", "Discharge"
    SIGN = "sign", "出现新体征", "New sign"


class ZoneKind(LabelledEnum):
    """The kinds of zone that editions know."""

    LOCKDOWN = "lockdown", "封控区", "Lockdown area"
    CONTROLLED = "controlled", "管控区", "Controlled area"
    PRECAUTIONARY = "precautionary", "防范区", "Precautionary area"
    HIGH = "high", "高风险区", "High-risk area"
    MEDIUM = "medium", "中风险区", "Medium-risk area"
    LOW = "low", "低风险区", "Low-risk area"


class ZoneAnchor(LabelledEnum):
    """The moment from which the quiet days of a zone are counted."""

    LAST_EXPOSURE = "last_exposure", "末次社会面暴露", "Last community exposure"
    LAST_CONTACT_EXPOSURE = "last_contact_exposure", "末位密接的末次暴露", "Last exposure of the last close contact"
    REPORT = "report", "末例报告", "Report of the last infection"
    CASE_LEFT = "case_left", "感染者转运离开", "The infected person left"
    DISINFECTED = "disinfected", "终末消毒完成", "Terminal disinfection done"
    DECLARED = "declared", "划定", "Zone declared"


class OwnerGroup(LabelledEnum):
    """The work-group of the headquarters that answers for a milestone."""

    COORDINATION = "coordination", "综合协调组", "Coordination group"
    MONITORING = "monitoring", "监测预警组", "Surveillance and warning group"
    INVESTIGATION = "investigation", "流调溯源组", "Investigation and tracing group"
    VERIFICATION = "verification", "数据核查组", "Data verification group"
    TESTING = "testing", "核酸检测组", "Testing group"
    ISOLATION = "isolation", "隔离管控组", "Quarantine group"
    COMMUNITY = "community", "社区防控组", "Community control group"
    TRAFFIC = "traffic", "交通防控组", "Traffic control group"
    VENUES = "venues", "场所管控组", "Venues group"
    COLDCHAIN = "coldchain", "冷链防控组", "Cold-chain group"
    TREATMENT = "treatment", "医疗救治组", "Treatment group"
    SUPPLIES = "supplies", "物资保障组", "Supplies group"
    PUBLICITY = "publicity", "宣传引导组", "Public communication group"
    SUPERVISION = "supervision", "督查督办组", "Supervision group"


@dataclass(frozen=True, kw_only=True)
class Situation:
    """One coded way of having been exposed, and the contact class it leads to."""

    key: str = ""
    words: Words = NO_WORDS
    clause: Clause = NO_CLAUSE
    contact_class: ContactClass = figure("判定类别", "Class", accepts=ContactClass, required=True)

    @property
    def code(self) -> str:
        """The stored code of this situation."""
        return self.key


@dataclass(frozen=True, kw_only=True)
class TransportRule:
    """Who counts as a close contact aboard one kind of vehicle."""

    key: str = ""
    words: Words = NO_WORDS
    clause: Clause = NO_CLAUSE
    rows_front: int | None = figure("前几排", "Rows in front", unit=Unit.ROWS, stricter=Stricter.HIGHER)
    rows_back: int | None = figure("后几排", "Rows behind", unit=Unit.ROWS, stricter=Stricter.HIGHER)
    whole: bool | None = figure("同一密闭空间全部人员", "Everyone in the closed compartment", accepts=bool)


@dataclass(frozen=True, kw_only=True)
class ContactTerms:
    """Who is a contact: the window around the case, distance and duration, and the coded situations."""

    clause: Clause = NO_CLAUSE
    before_days: float = figure(
        "追溯起点(提前天数)", "Window opens, days before", accepts=float, unit=Unit.DAYS, stricter=Stricter.HIGHER
    )
    after_days: float | None = figure(
        "追溯终点(延后天数)", "Window closes, days after", accepts=float, unit=Unit.DAYS, stricter=Stricter.HIGHER
    )
    anchor: ContactAnchor = figure("起算点", "Counted from", accepts=ContactAnchor)
    min_minutes: float | None = figure(
        "最短接触时间", "Shortest contact", accepts=float, unit=Unit.MINUTES, stricter=Stricter.LOWER
    )
    max_metres: float | None = figure(
        "最远距离", "Farthest distance", accepts=float, unit=Unit.METRES, stricter=Stricter.HIGHER
    )
    linger_minutes: float | None = figure(
        "病例离开后空气仍具风险", "Air stays risky after the case left", accepts=float,
        unit=Unit.MINUTES, stricter=Stricter.HIGHER,
    )  # fmt: skip
    last_negative_rule: bool | None = figure(
        "定期检测者从末次阴性起算", "For people tested regularly, from the last negative test", accepts=bool
    )
    susceptible_only: bool | None = figure("仅限易感者", "Susceptible people only", accepts=bool)
    situations: tuple[Situation, ...] = keyed(Situation, "判定情形", "Situations")
    transport: tuple[TransportRule, ...] = keyed(TransportRule, "交通工具", "Transport")


@dataclass(frozen=True, kw_only=True)
class ReleaseTerms:
    """What must be true before follow-up ends."""

    clause: Clause = NO_CLAUSE
    negatives: int | None = figure("阴性次数", "Negative tests", unit=Unit.TIMES, stricter=Stricter.HIGHER)
    spacing_hours: float | None = figure(
        "采样间隔", "Hours between samples", accepts=float, unit=Unit.HOURS, stricter=Stricter.HIGHER
    )
    double_sampling: bool | None = figure("双采双检", "Double sampling, two laboratories", accepts=bool)
    environment_negative: bool | None = figure(
        "人、物、环境同采均为阴性", "Person, goods and room samples all negative", accepts=bool
    )
    linked_negatives: int | None = figure(
        "关联密接前几次检测为阴性", "First tests of the linked close contact negative", unit=Unit.TIMES,
        stricter=Stricter.HIGHER,
    )  # fmt: skip
    next_day: bool | None = figure("期满次日解除", "Free on the day after the last day", accepts=bool)


@dataclass(frozen=True, kw_only=True)
class Phase:
    """One stretch of follow-up in one kind of place; test days count inside the phase."""

    clause: Clause = NO_CLAUSE
    place: PhasePlace = figure("管理方式", "Place", accepts=PhasePlace, required=True)
    days: int = figure("天数", "Days", unit=Unit.DAYS, required=True)
    from_day: int | None = figure("从第几天开始", "Starts on day", unit=Unit.DAY)
    test_days: tuple[int, ...] = figure("核酸检测日", "PCR test days", unit=Unit.DAY, many=True)
    antigen_days: tuple[int, ...] = figure("抗原检测日", "Antigen test days", unit=Unit.DAY, many=True)
    double_days: tuple[int, ...] = figure("双采双检日", "Double-sampling days", unit=Unit.DAY, many=True)
    tests: int | None = figure("检测次数(日期未见)", "Number of tests (days not seen)", unit=Unit.TIMES)
    checks_per_day: int | None = figure("每天测温及症状登记", "Checks a day", unit=Unit.PER_DAY)


@dataclass(frozen=True, kw_only=True)
class Regime:
    """How one group of people is followed up: a list of phases; names such as 7+3 are only labels."""

    key: str = ""
    words: Words = NO_WORDS
    clause: Clause = NO_CLAUSE
    label: str = figure("简称", "Label", accepts=str, required=True)
    anchor: RegimeAnchor = figure("起算点", "Counted from", accepts=RegimeAnchor, required=True)
    day_index_base: int = figure("起算当天是第几天(0 或 1)", "The anchor day is day 0 or day 1", unit=Unit.DAY)
    depends: str | None = figure("依赖条件", "Depends on", accepts=str)
    phases: tuple[Phase, ...] = listed(Phase, "阶段", "Phases")
    release: ReleaseTerms | None = nested(ReleaseTerms, "解除条件", "Release")

    @property
    def spoken(self) -> Words:
        """What it asks, as one says it to the person: the days of each phase, and where they are spent."""
        told = [(each.days, each.place.words) for each in self.phases]
        zh = "+".join(f"{days}天{place.zh}" for days, place in told)
        en = ", then ".join(f"{place.en} for {days} {'day' if days == 1 else 'days'}" for days, place in told)
        return Words(zh, f"{en[:1]}{en[1:].lower()}")

    @property
    def total_days(self) -> int:
        """The number of the last day: all phases, and the free days before a phase that starts late."""
        total = 0
        for phase in self.phases:
            total = (phase.from_day - 1 if phase.from_day else total) + phase.days
        return total

    @property
    def centralised_days(self) -> int:
        """Days that must be spent at a quarantine site."""
        return sum(phase.days for phase in self.phases if phase.place is PhasePlace.C)

    @property
    def restricted_days(self) -> int:
        """Days that must be spent in one place, at a site or at home."""
        return sum(phase.days for phase in self.phases if phase.place.is_restricted)

    @property
    def tests(self) -> int:
        """PCR tests over the whole regime."""
        return sum(len(phase.test_days) or phase.tests or 0 for phase in self.phases)


@dataclass(frozen=True, kw_only=True)
class Milestone:
    """One step that is measured against the clock, and the group that answers for it."""

    key: str = ""
    words: Words = NO_WORDS
    clause: Clause = NO_CLAUSE
    limit_hours: float = figure("时限", "Limit", accepts=float, unit=Unit.HOURS, stricter=Stricter.LOWER, required=True)
    counts_from: str = figure("起算点", "Counted from", accepts=str, required=True)
    owner_group: OwnerGroup = figure("责任组", "Owner", accepts=OwnerGroup, required=True)


@dataclass(frozen=True, kw_only=True)
class ZoneTerms:
    """One kind of zone: where it is drawn, what holds inside, and when it may be lifted."""

    key: str = ""
    words: Words = NO_WORDS
    clause: Clause = NO_CLAUSE
    basis: Words | None = text("划定范围", "Drawn around")
    measures: Words | None = text("管控措施", "Measures")
    second_condition: Words | None = text("其他解除条件", "Other conditions of release")
    release_days: int | None = figure(
        "无新增天数", "Days without a new infection", unit=Unit.DAYS, stricter=Stricter.HIGHER
    )
    anchor: ZoneAnchor | None = figure("起算点", "Counted from", accepts=ZoneAnchor)
    contacts_exceed_days: int | None = figure(
        "末位密接末次暴露超过", "Last close contact's exposure more than", unit=Unit.DAYS, stricter=Stricter.HIGHER
    )
    round_within_days: int | None = figure(
        "解除前几日内全员一轮阴性", "A negative round of everyone within the last", unit=Unit.DAYS
    )
    round_day: int | None = figure("全员检测日", "Round of everyone on", unit=Unit.DAY)
    first_round_hours: float | None = figure(
        "首轮全员检测完成时限", "First round done within", accepts=float, unit=Unit.HOURS, stricter=Stricter.LOWER
    )
    becomes: ZoneKind | None = figure("期满后转为", "Then becomes", accepts=ZoneKind)
    then_days: int | None = figure(
        "转为后再观察", "Further quiet days after that", unit=Unit.DAYS, stricter=Stricter.HIGHER
    )
    test_days: tuple[int, ...] = figure("核酸检测日", "PCR test days", unit=Unit.DAY, many=True)
    antigen_days: tuple[int, ...] = figure("抗原检测日", "Antigen test days", unit=Unit.DAY, many=True)

    @property
    def kind(self) -> ZoneKind:
        """Which kind of zone these terms speak of."""
        return ZoneKind(self.key)


@dataclass(frozen=True, kw_only=True)
class CaseTerms:
    """How cases are classified and reported, and what counts as a cluster."""

    clause: Clause = NO_CLAUSE
    classifications: tuple[str, ...] = figure("病例分类", "Classifications", accepts=str, many=True)
    report_hours: float | None = figure(
        "网络直报时限", "Direct report within", accepts=float, unit=Unit.HOURS, stricter=Stricter.LOWER
    )
    verify_hours: float | None = figure(
        "疾控审核时限", "Verification within", accepts=float, unit=Unit.HOURS, stricter=Stricter.LOWER
    )
    event_hours: float | None = figure(
        "突发事件报告时限", "Event report within", accepts=float, unit=Unit.HOURS, stricter=Stricter.LOWER
    )
    form_hours: float | None = figure(
        "个案调查时限", "Case investigation within", accepts=float, unit=Unit.HOURS, stricter=Stricter.LOWER
    )
    cluster_cases: int | None = figure("聚集性疫情病例数", "Cluster, cases", unit=Unit.CASES, stricter=Stricter.LOWER)
    cluster_days: int | None = figure("聚集性疫情天数", "Cluster, within", unit=Unit.DAYS, stricter=Stricter.HIGHER)
    isolation_days: int | None = figure(
        "病例隔离天数", "Isolation of the case", unit=Unit.DAYS, stricter=Stricter.HIGHER
    )


@dataclass(frozen=True, kw_only=True)
class Incubation:
    """The incubation period in days."""

    clause: Clause = NO_CLAUSE
    min_days: float | None = figure("最短", "Shortest", accepts=float, unit=Unit.DAYS)
    max_days: float | None = figure("最长", "Longest", accepts=float, unit=Unit.DAYS)
    usual_min_days: float | None = figure("多为(起)", "Usually, from", accepts=float, unit=Unit.DAYS)
    usual_max_days: float | None = figure("多为(止)", "Usually, to", accepts=float, unit=Unit.DAYS)


@dataclass(frozen=True, kw_only=True)
class Statement:
    """A requirement without a number."""

    key: str = ""
    words: Words = NO_WORDS
    clause: Clause = NO_CLAUSE


@dataclass(frozen=True)
class Figure:
    """One figure of an edition as officials read it: value, unit, words, and where it is written."""

    path: str
    value: object
    unit: Unit
    clause: Clause
    words: Words
    stricter: Stricter | None = None


@dataclass(frozen=True, kw_only=True)
class Terms:
    """Everything an edition says, by section; ``None`` or empty where it says nothing."""

    incubation: Incubation | None = nested(Incubation, "潜伏期", "Incubation")
    case: CaseTerms | None = nested(CaseTerms, "病例与报告", "Cases and reporting")
    classes: tuple[ContactClass, ...] = figure("接触者类别", "Contact classes", accepts=ContactClass, many=True)
    contact: ContactTerms | None = nested(ContactTerms, "接触者判定", "Who is a contact")
    regimes: tuple[Regime, ...] = keyed(Regime, "隔离与健康监测", "Quarantine and monitoring")
    zones: tuple[ZoneTerms, ...] = keyed(ZoneTerms, "风险区域", "Zones")
    clock: tuple[Milestone, ...] = keyed(Milestone, "黄金24小时", "Golden 24 hours")
    seven_one_seven: tuple[Milestone, ...] = keyed(Milestone, "7-1-7 目标", "7-1-7 target")
    statements: tuple[Statement, ...] = keyed(Statement, "其他要求", "Other requirements")
    parameters: tuple[Figure, ...] = parameters("其他参数", "Other figures")
