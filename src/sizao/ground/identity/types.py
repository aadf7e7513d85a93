"""What neighbours see of the vault: what to hand in, what comes out masked or revealed, and the closed list of purposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.ground.registry.types import KeyGroup, Sex
from sizao.kernel.decisions import Clause
from sizao.kernel.documents import DocumentKind
from sizao.kernel.words import LabelledEnum, Words
from sizao.spine.accounts.types import Role
from sizao.spine.audit.types import said


class Purpose(LabelledEnum):
    """Why an identity is looked at. The list is closed: there is no "other"."""

    CASE_INVESTIGATION = "case_investigation", "病例调查", "Case investigation"
    CONTACT_MANAGEMENT = "contact_management", "接触者管理", "Contact management"
    SAMPLING = "sampling", "采样检测", "Sampling"
    RESULT_RELEASE = "result_release", "结果发布", "Release of results"
    ISOLATION_CARE = "isolation_care", "隔离照护", "Care in isolation"
    SUPPLY = "supply", "生活保供", "Supply"
    APPEAL = "appeal", "申诉处理", "Appeal"
    QUALITY_AUDIT = "quality_audit", "质量核查", "Quality audit"
    STATUTORY_REPORT = "statutory_report", "法定报告", "Statutory report"


class IndexKind(LabelledEnum):
    """What a blind index finds a person by; each has its own key."""

    DOCUMENT = "document", "证件号码", "Document number"
    PHONE = "phone", "电话", "Phone"
    NAME = "name", "姓名", "Name"
    INITIALS = "initials", "姓名首字母", "Pinyin initials"
    PAIR = "pair", "姓名加电话", "Name and phone"
    BORN = "born", "姓名加出生日期", "Name and date of birth"
    HOME = "home", "姓名、出生日期加住址", "Name, date of birth and address"
    SOUND = "sound", "姓名读音加出生年份", "Sound of the name and year of birth"


class Sealed(LabelledEnum):
    """The encrypted columns of a record."""

    NAME = "name", "姓名", "Name"
    DOCUMENT = "document", "证件", "Document"
    PHONE = "phone", "电话", "Phone"
    ADDRESS = "address", "地址", "Address"
    PARTICULARS = "particulars", "出生日期、性别、国籍", "Date of birth, sex, nationality"


class ErasureGround(LabelledEnum):
    """Why an identity may be erased: the cases of the Personal Information Protection Law, article 47, paragraph 1."""

    PURPOSE_DONE = "purpose_done", "处理目的已实现或不再必要", "The purpose is achieved or no longer needed"
    RETENTION_ENDED = "retention_ended", "保存期限已届满", "The retention period has ended"
    CONSENT_WITHDRAWN = "consent_withdrawn", "本人撤回同意", "The person withdrew consent"
    UNLAWFUL = "unlawful", "违法或错误收集", "Collected unlawfully or by mistake"

    @property
    def clause(self) -> Clause:
        """Where the law says so; known from background, not re-read here."""
        item = "一二三四"[list(ErasureGround).index(self)]
        return Clause(
            "PIPL", f"个人信息保护法 第四十七条第一款第({item})项", "中华人民共和国个人信息保护法(2021)", "BG-M"
        )


class ErasureOutcome(LabelledEnum):
    """How a request for erasure ended."""

    ERASED = "erased", "已销毁", "Erased"
    REFUSED = "refused", "未批准", "Refused"


class Likeness(LabelledEnum):
    """What speaks for two records being one person, or against it; the weights are data (``data/likeness.toml``)."""

    SAME_DOCUMENT = "same_document", "证件相同", "same document"
    SAME_NAME = "same_name", "姓名相同", "same name"
    SAME_SOUND = "same_sound", "姓名同音", "same sound of the name"
    LIKE_NAME = "like_name", "姓名相近", "names differ by one character"
    SAME_BIRTH = "same_birth", "出生日期相同", "same date of birth"
    SAME_YEAR = "same_year", "出生年份相同", "same year of birth"
    SAME_PHONE = "same_phone", "电话相同", "same phone"
    SAME_ADDRESS = "same_address", "住址相同", "same address"
    SAME_HOUSEHOLD = "same_household", "同户", "same household"
    SAME_TOWN = "same_town", "同一乡镇街道", "same town"
    SAME_SEX = "same_sex", "性别相同", "same sex"
    OTHER_NAME = "other_name", "姓名不同", "different names"
    OTHER_BIRTH = "other_birth", "出生日期不同", "different dates of birth"
    OTHER_SEX = "other_sex", "性别不同", "different sex"
    OTHER_DOCUMENT = "other_document", "同类证件号码不同", "different numbers of one kind of document"
    OTHER_COUNTRY = "other_country", "国籍不同", "different nationality"

    @property
    def speaks_against(self) -> bool:
        """Whether it speaks against one person."""
        return self.value.startswith("other_")


class PairState(LabelledEnum):
    """What became of a pair that looked like one person."""

    OPEN = "open", "待核对", "To compare"
    DIFFERENT = "different", "不是同一人", "Not a duplicate"
    MERGED = "merged", "已合并", "Merged"


class LookKind(LabelledEnum):
    """What an hourly allowance counts."""

    SEARCH = "search", "查找", "Searches"
    REVEAL = "reveal", "查看身份", "Identities revealed"
    RESOLVE = "resolve", "登记", "Identities recorded"


@dataclass(frozen=True)
class NewIdentity:
    """An identity as typed or imported; everything but one of name, document and phone may be missing.

    ``nationality`` is an ISO 3166 alpha-2 code, empty when unknown.
    """

    name: str = ""
    document_kind: DocumentKind = DocumentKind.NONE
    document_number: str = ""
    phone: str = ""
    address: str = ""
    birth_date: date | None = None
    sex: Sex = Sex.UNKNOWN
    nationality: str = ""


@dataclass(frozen=True)
class Resident:
    """Somebody to be entered: the identity for the vault, and what the registry keeps. ``area`` is where they live."""

    identity: NewIdentity
    area: int
    birth_year: int | None = None
    key_group: KeyGroup = KeyGroup.NONE


@dataclass(frozen=True)
class Correction:
    """What shall change of an identity: ``None`` leaves a part as it is, an empty text takes it away."""

    name: str | None = None
    document_kind: DocumentKind | None = None
    document_number: str | None = None
    phone: str | None = None
    address: str | None = None
    birth_date: date | None = None
    sex: Sex | None = None
    nationality: str | None = None


@dataclass(frozen=True)
class Identity:
    """A revealed identity. It never leaves the request that asked for it."""

    person_id: int
    name: str
    document_kind: DocumentKind
    document_number: str
    phone: str
    """Normalised (E.164), empty when unknown."""
    address: str
    birth_date: date | None
    sex: Sex
    nationality: str
    version: int = 1
    recorded_at: datetime | None = None

    def as_new(self) -> NewIdentity:
        """The same content as something to hand in, for amending it."""
        return NewIdentity(
            self.name, self.document_kind, self.document_number, self.phone, self.address, self.birth_date, self.sex,
            self.nationality,
        )  # fmt: skip


@dataclass(frozen=True)
class PairFacts:
    """Two numbers that may be one person: how alike, why, and what was decided."""

    id: int
    one: int
    other: int
    score: int
    reasons: tuple[Likeness, ...]
    state: PairState
    found_at: datetime


@dataclass(frozen=True)
class MergeFacts:
    """One number stands for another from a moment on, until the two are parted again."""

    id: UUID
    survivor: int
    merged: int
    at: datetime
    by: str
    reason: str
    is_current: bool
    parted_at: datetime | None = None
    parted_by: str = ""
    parted_reason: str = ""


@dataclass(frozen=True)
class MaskedIdentity:
    """An identity as lists show it: ``王*``, ``3701************12``, ``138****0000``; empty where nothing is known."""

    name: str = ""
    document: str = ""
    phone: str = ""
    document_kind: DocumentKind = DocumentKind.NONE


@dataclass(frozen=True)
class Handle:
    """The vault's answer to a new identity: the person's number, and whether the registry has to enter the person.

    ``is_new`` speaks only of persons the caller may see; it says nothing about anyone elsewhere.
    """

    person_id: int
    is_new: bool


@dataclass(frozen=True)
class OpenTask:
    """A task somebody holds, as a ground for looking."""

    id: UUID
    number: str
    title: Words


@dataclass(frozen=True)
class Revision:
    """One version of a record: when, by whom, which columns changed and why; never the values."""

    version: int
    at: datetime
    by: str
    changed: tuple[Sealed, ...]
    reason: str


@dataclass(frozen=True)
class ErasureFacts:
    """One request for erasure and how it ended."""

    id: UUID
    person_id: int
    ground: ErasureGround
    reason: str
    requested_at: datetime
    requested_by: str
    organisation: str
    expires_at: datetime
    outcome: ErasureOutcome | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    decided_organisation: str = ""
    decision_reason: str = ""
    entries: int = 0
    versions: int = 0

    def is_open(self, at: datetime) -> bool:
        """Whether it still waits for its second person."""
        return self.outcome is None and at < self.expires_at


@dataclass(frozen=True)
class ErasureProof:
    """What the vault finds of an erased person when it looks again, now."""

    keys: int
    entries: int
    sealed_versions: int
    """Versions that are left as noise: sealed under a key that no longer exists."""
    epoch: int
    epoch_ended_at: datetime | None
    """When the key file of the epoch was destroyed that had wrapped the person's key; from then on copies are noise too."""

    @property
    def holds(self) -> bool:
        """Whether neither key nor index entry is left."""
        return self.keys == 0 and self.entries == 0


class DisclosureState(LabelledEnum):
    """How a request to see many identities stands."""

    ASKED = "asked", "待第二人签署", "Waits for the second person"
    GRANTED = "granted", "已签署,可取用一次", "Signed, to be opened once"
    DECLINED = "declined", "未同意", "Declined"
    USED = "used", "已取用", "Opened"
    LAPSED = "lapsed", "已失效", "Run out"


@dataclass(frozen=True)
class DisclosureFacts:
    """A request to see many identities at once, as it was frozen, and what became of it."""

    id: UUID
    number: str
    area: int
    purpose: Purpose
    reason: str
    task_id: UUID | None
    persons: int
    digest: bytes
    at: datetime
    by: str
    by_user: int | None
    organisation: str
    decided: DisclosureState | None = None
    decided_at: datetime | None = None
    decided_by: str = ""
    decided_organisation: str = ""
    note: str = ""
    used_at: datetime | None = None


class GlassState(LabelledEnum):
    """How an emergency look stands."""

    OPEN = "open", "开放中", "Open"
    TO_REVIEW = "to_review", "待复核", "To be reviewed"
    LATE = "late", "复核逾期", "Review overdue"
    JUSTIFIED = "justified", "复核通过", "Found justified"
    NOT_JUSTIFIED = "not_justified", "复核不通过", "Found not justified"


@dataclass(frozen=True)
class GlassFacts:
    """One emergency look at somebody of another area: who, whom, why, until when, and what the reviewer found."""

    id: UUID
    number: str
    person_id: int
    area: int
    breaker_area: int
    purpose: Purpose
    reason: str
    at: datetime
    until: datetime
    review_due: datetime
    by: str
    by_user: int | None
    organisation: str
    is_justified: bool | None = None
    reviewed_at: datetime | None = None
    reviewed_by: str = ""
    note: str = ""


class LookAction(LabelledEnum):
    """What was done with a person's identity, as the access log names it."""

    SEARCH = "identity.search", "查找(脱敏显示)", "Found by a search, shown masked"
    REVEAL = "identity.reveal", "查看身份信息", "Identity seen"
    RESOLVE = "identity.resolve", "登记或识别", "Recorded or recognised"
    AMEND = "identity.amend", "更正", "Corrected"
    ERASE = "identity.erase", "销毁", "Erased"
    REQUEST_ERASURE = "identity.request_erasure", "申请销毁", "Erasure requested"
    COMPARE = "identity.compare", "核对重复(脱敏显示)", "Compared with a possible duplicate, masked"
    MERGE = "identity.merge", "合并编号", "Merged with another number"
    KEEP_PLACE = "identity.keep_place", "录入核查到的住址或电话", "Address or telephone found, recorded"
    OPEN_PLACE = "identity.open_place", "查看核查到的住址或电话", "Address or telephone found, seen"
    ASK_DISCLOSURE = "identity.ask_disclosure", "申请批量查看身份信息", "Asked to see many identities"
    DECIDE_DISCLOSURE = "identity.decide_disclosure", "审批批量查看", "Decided on seeing many identities"
    BREAK_GLASS = "identity.break_glass", "紧急查看辖区外人员", "Emergency look at a person of another area"
    REVIEW_GLASS = "identity.review_glass", "复核紧急查看", "Reviewed an emergency look"
    PART = "identity.part", "撤销合并", "Parted from another number"
    DIFFERENT = "identity.different", "判定不是同一人", "Found not to be a duplicate"
    DECIDE_ERASURE = "identity.decide_erasure", "审批销毁申请", "Decided on an erasure"


@dataclass(frozen=True)
class Look:
    """One line of "who looked at me": role, organisation and purpose, as the person concerned may read it."""

    at: datetime
    role: str
    organisation: str
    purpose: Purpose | None
    action: str
    fields: str
    allowed: bool

    @property
    def what(self) -> LookAction | Words:
        """The action in words, another room's too."""
        return LookAction(self.action) if self.action in set(LookAction) else said(self.action)

    @property
    def role_words(self) -> Role | Words:
        """The role in words; the platform itself has none of the roles."""
        return Role(self.role) if self.role in set(Role) else Words("系统", "The platform")
