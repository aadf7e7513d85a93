"""What neighbours see of the registry: frozen facts and closed lists of words."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sizao.kernel.areas import Level
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
