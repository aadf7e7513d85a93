"""What neighbours see of the registry: frozen facts and closed lists of words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sizao.kernel.areas import Level
from sizao.kernel.geodesy import Crs
from sizao.kernel.words import LabelledEnum, Words


class Sex(LabelledEnum):
    """Sex as in GB/T 2261.1."""

    MALE = "male", "男", "Male"
    FEMALE = "female", "女", "Female"
    UNKNOWN = "unknown", "未知", "Unknown"


class PlaceKind(LabelledEnum):
    """What kind of place it is; decides which action card and which rules apply there."""

    HOME = "home", "住宅小区", "Residential estate"
    SCHOOL = "school", "学校", "School"
    KINDERGARTEN = "kindergarten", "托幼机构", "Kindergarten"
    HOSPITAL = "hospital", "医院", "Hospital"
    FEVER_CLINIC = "fever_clinic", "发热门诊", "Fever clinic"
    PHARMACY = "pharmacy", "药店", "Pharmacy"
    HOTEL = "hotel", "酒店", "Hotel"
    QUARANTINE_SITE = "quarantine_site", "集中隔离点", "Quarantine site"
    MARKET = "market", "农贸市场", "Market"
    MALL = "mall", "商场超市", "Mall or supermarket"
    RESTAURANT = "restaurant", "餐饮", "Restaurant"
    WORKPLACE = "workplace", "工作场所", "Workplace"
    BUILDING_SITE = "building_site", "建筑工地", "Building site"
    STATION = "station", "车站", "Station"
    AIRPORT = "airport", "机场", "Airport"
    WHARF = "wharf", "码头", "Wharf"
    CHECKPOINT = "checkpoint", "交通卡口", "Traffic checkpoint"
    SAMPLING_POINT = "sampling_point", "核酸采样点", "Sampling point"
    LABORATORY = "laboratory", "检测实验室", "Laboratory"
    COLD_STORE = "cold_store", "冷库", "Cold store"
    CARE_HOME = "care_home", "养老福利机构", "Care home"
    PRISON = "prison", "监所", "Prison"
    WORSHIP = "worship", "宗教场所", "Place of worship"
    ENTERTAINMENT = "entertainment", "文体娱乐场所", "Entertainment venue"
    VEHICLE = "vehicle", "交通工具", "Vehicle"
    OTHER = "other", "其他", "Other"


class KeyGroup(LabelledEnum):
    """Key populations that are tested more often or protected first."""

    NONE = "none", "一般人群", "General population"
    HEALTH_STAFF = "health_staff", "医务人员", "Health staff"
    COLD_CHAIN = "cold_chain", "冷链从业人员", "Cold-chain staff"
    PORT = "port", "口岸从业人员", "Port staff"
    TRANSPORT = "transport", "交通从业人员", "Transport staff"
    SCHOOL = "school", "师生", "Pupils and teachers"
    CARE_HOME = "care_home", "养老机构人员", "Care-home residents and staff"
    DELIVERY = "delivery", "快递外卖人员", "Couriers"
    QUARANTINE_STAFF = "quarantine_staff", "隔离点工作人员", "Quarantine-site staff"
    BUILDING_WORKER = "building_worker", "建筑工人", "Building workers"


class SpecialNeed(LabelledEnum):
    """What a household or person needs help with while movement is limited."""

    LIVING_ALONE = "living_alone", "独居老人", "Elderly living alone"
    PREGNANT = "pregnant", "孕产妇", "Pregnant or newly delivered"
    DIALYSIS = "dialysis", "血液透析", "Dialysis"
    CHRONIC = "chronic", "慢性病用药", "Chronic medication"
    CANCER = "cancer", "肿瘤放化疗", "Cancer treatment"
    DISABLED = "disabled", "残疾", "Disability"
    INFANT = "infant", "婴幼儿", "Infant"
    MENTAL = "mental", "心理关怀", "Psychological support"
    NO_PHONE = "no_phone", "无智能手机", "No smartphone"


class OrganisationKind(LabelledEnum):
    """What an organisation is."""

    HEALTH_AUTHORITY = "health_authority", "卫生健康部门", "Health authority"
    CDC = "cdc", "疾控中心", "Centre for disease control"
    HOSPITAL = "hospital", "医疗机构", "Hospital"
    LABORATORY = "laboratory", "检测机构", "Laboratory"
    POLICE = "police", "公安", "Police"
    SCHOOL = "school", "学校", "School"
    COMPANY = "company", "企业", "Company"
    COMMUNITY = "community", "村(居)委会", "Residents' committee"
    GOVERNMENT = "government", "政府部门", "Government department"
    OTHER = "other", "其他", "Other"


class AreaChangeKind(LabelledEnum):
    """What can be done to an area of the tree; the last of added, closed and reopened is its state."""

    ADDED = "added", "新增", "Added"
    RENAMED = "renamed", "更名", "Renamed"
    CLOSED = "closed", "停用", "Closed"
    REOPENED = "reopened", "恢复", "Reopened"


class BoundaryState(LabelledEnum):
    """Where a boundary file stands."""

    STAGED = "staged", "待确认", "To confirm"
    APPLIED = "applied", "已替换", "Applied"
    SET_ASIDE = "set_aside", "已放弃", "Set aside"


class HelpKind(LabelledEnum):
    """What is done about a special need."""

    SUPPLIES = "supplies", "生活物资送达", "Supplies brought"
    MEDICINE = "medicine", "代配药送药", "Medicine fetched"
    ESCORT = "escort", "就医接送", "Ride to treatment"
    CALL = "call", "电话问候", "Phone call"
    VISIT = "visit", "上门探视", "Home visit"
    CARE = "care", "生活照料", "Daily care"
    COUNSEL = "counsel", "心理疏导", "Counselling"
    OTHER = "other", "其他帮助", "Other help"


class NeedStepKind(LabelledEnum):
    """What happened to a need."""

    PLANNED = "planned", "已安排", "Planned"
    MET = "met", "已送达", "Met"
    ENDED = "ended", "需求终止", "Ended"


class NeedState(LabelledEnum):
    """Where a need stands at a moment."""

    OPEN = "open", "待安排", "To plan"
    LATE = "late", "逾期未办", "Overdue"
    PLANNED = "planned", "已安排", "Planned"
    MET = "met", "已送达", "Met"
    ENDED = "ended", "已终止", "Ended"


class Party(LabelledEnum):
    """The four parties that answer for a place."""

    TERRITORY = "territory", "属地责任", "Territory"
    DEPARTMENT = "department", "部门责任", "Department in charge"
    UNIT = "unit", "单位责任", "Unit"
    INDIVIDUAL = "individual", "个人责任", "Individual"


@dataclass(frozen=True)
class AreaFacts:
    """One area of the tree."""

    code: int
    printed: str
    level: Level
    words: Words
    parent: int
    longitude: float | None = None
    latitude: float | None = None
    has_boundary: bool = False
    is_schematic: bool = False
    is_closed: bool = False


@dataclass(frozen=True)
class Touched:
    """How many a decision touches: people, households (who has none on record counts as one), and people by town."""

    persons: int
    households: int
    areas: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class PersonFacts:
    """A person without a name: the public number, year of birth, sex and areas."""

    id: int
    number: str
    birth_year: int | None
    sex: Sex
    area_residence: int
    area_work: int | None
    area_site: int | None
    household_id: UUID | None
    key_group: KeyGroup


@dataclass(frozen=True)
class PlaceFacts:
    """A place: what it is, where it is, who runs it."""

    id: int
    number: str
    words: Words
    kind: PlaceKind
    area: int
    longitude: float | None
    latitude: float | None
    organisation_id: UUID | None
    capacity: int | None


@dataclass(frozen=True)
class OrganisationFacts:
    """An organisation."""

    id: UUID
    words: Words
    kind: OrganisationKind
    area: int
    credit_code: str = ""


@dataclass(frozen=True)
class NewPerson:
    """What is needed to enter a person; ``id`` comes from the identity vault when the person has an identity there."""

    area_residence: int
    sex: Sex = Sex.UNKNOWN
    birth_year: int | None = None
    area_work: int | None = None
    area_site: int | None = None
    household_id: UUID | None = None
    key_group: KeyGroup = KeyGroup.NONE
    id: int | None = None


@dataclass(frozen=True)
class NewPlace:
    """What is needed to enter a place. Coordinates are WGS-84 degrees."""

    words: Words
    kind: PlaceKind
    area: int
    longitude: float | None = None
    latitude: float | None = None
    organisation_id: UUID | None = None
    capacity: int | None = None


@dataclass(frozen=True)
class NewArea:
    """One row of an area file."""

    code: int
    words: Words
    longitude: float | None = None
    latitude: float | None = None


@dataclass(frozen=True)
class AreaCounts:
    """What is registered inside an area."""

    persons: int = 0
    households: int = 0
    places: int = 0


@dataclass(frozen=True)
class ChiefFacts:
    """Who looks after a grid, a building or a unit, and since when."""

    id: UUID
    area: int
    holder: str
    user_id: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class AreaChangeFacts:
    """One change of the tree."""

    area: int
    kind: AreaChangeKind
    note: str
    at: datetime
    by: str


@dataclass(frozen=True)
class HouseholdFacts:
    """People behind one door."""

    id: UUID
    area: int
    label: str


@dataclass(frozen=True)
class NeedFacts:
    """A special need, where it stands at the moment asked about, and the help that is planned."""

    id: UUID
    person_id: int
    person_number: str
    household_id: UUID | None
    area: int
    kind: SpecialNeed
    since: datetime
    until: datetime | None
    state: NeedState
    help: HelpKind | None
    responsible: str
    due_at: datetime | None


@dataclass(frozen=True)
class NeedStepFacts:
    """One step in meeting a need."""

    kind: NeedStepKind
    help: HelpKind | None
    responsible: str
    due_at: datetime | None
    note: str
    at: datetime
    by: str


@dataclass(frozen=True)
class HelpPlan:
    """Help to give: what, by whom, until when."""

    help: HelpKind
    responsible: str
    due_at: datetime
    note: str = ""


@dataclass(frozen=True)
class ResponsibilityFacts:
    """Who answers for what at a place."""

    id: UUID
    place_id: int
    party: Party
    duty: str
    holder: str
    organisation_id: UUID | None
    user_id: int | None
    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class NewResponsibility:
    """What is needed to name somebody responsible: exactly one of account, organisation and post."""

    place_id: int
    party: Party
    duty: str
    username: str = ""
    organisation_id: UUID | None = None
    post: str = ""


@dataclass(frozen=True)
class Outline:
    """One area of a boundary file: its new outline, the old one, and how far the middle moved in metres."""

    code: int
    words: Words
    new: dict[str, object]
    old: dict[str, object] | None
    was_schematic: bool
    moved_m: float | None


@dataclass(frozen=True)
class BoundaryPreview:
    """What a boundary file would do."""

    id: UUID
    filename: str
    source: str
    crs: Crs
    area: int
    state: BoundaryState
    sha256: str
    outlines: tuple[Outline, ...]
    unmatched: tuple[int, ...]
    outside: tuple[int, ...]
    box: tuple[float, float, float, float] | None
    """West, south, east, north of the matched outlines in WGS-84 degrees."""
