"""What neighbours see of the vault: what to hand in, what comes out masked or revealed, and the closed list of purposes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sizao.ground.registry.types import Sex
from sizao.kernel.documents import DocumentKind
from sizao.kernel.words import LabelledEnum, Words
from sizao.spine.accounts.types import Role


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


class Sealed(LabelledEnum):
    """The encrypted columns of a record."""

    NAME = "name", "姓名", "Name"
    DOCUMENT = "document", "证件", "Document"
    PHONE = "phone", "电话", "Phone"
    ADDRESS = "address", "地址", "Address"
    PARTICULARS = "particulars", "出生日期、性别、国籍", "Date of birth, sex, nationality"


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


class LookAction(LabelledEnum):
    """What was done with a person's identity, as the access log names it."""

    SEARCH = "identity.search", "查找(脱敏显示)", "Found by a search, shown masked"
    REVEAL = "identity.reveal", "查看身份信息", "Identity seen"
    RESOLVE = "identity.resolve", "登记或识别", "Recorded or recognised"
    AMEND = "identity.amend", "更正", "Corrected"
    ERASE = "identity.erase", "销毁", "Erased"


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
    def what(self) -> LookAction | str:
        """The action in words; an action of another room by its name."""
        return LookAction(self.action) if self.action in set(LookAction) else self.action

    @property
    def role_words(self) -> Role | Words:
        """The role in words; the platform itself has none of the roles."""
        return Role(self.role) if self.role in set(Role) else Words("系统", "The platform")
