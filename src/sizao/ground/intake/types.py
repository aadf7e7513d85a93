"""What intake speaks of: the kinds of file, the fields each kind knows, a mapping, a row's fate, a receipt."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from sizao.kernel.words import LabelledEnum, Words

Cell = str | int | float | bool | datetime | date | time | None
"""What one cell may hold; text files hold only texts, workbooks hold typed values."""

Values = dict[str, object]
"""A row read into the platform's fields: field name to typed value, empty fields left out."""


class Kind(LabelledEnum):
    """What the rows of a file are about."""

    PEOPLE = "people", "人员名册", "People"
    CASES = "cases", "病例", "Cases"
    CONTACTS = "contacts", "接触者", "Contacts"
    EXPOSURES = "exposures", "暴露关系", "Exposures"
    PRESENCE = "presence", "到访记录", "Presence"


class Format(LabelledEnum):
    """The file formats that are read."""

    TEXT = "text", "文本(CSV、TSV)", "Text (CSV, TSV)"
    XLSX = "xlsx", "Excel 工作簿(XLSX)", "Excel workbook (XLSX)"
    XLS = "xls", "Excel 97-2003 工作簿(XLS)", "Excel 97-2003 workbook (XLS)"
    ODS = "ods", "ODF 电子表格(ODS)", "OpenDocument spreadsheet (ODS)"
    PARQUET = "parquet", "Parquet 列式文件", "Parquet file"


class FieldType(LabelledEnum):
    """How the text of a field is read."""

    TEXT = "text", "文字", "Text, kept as typed"
    CODE = "code", "编号", "Identifier"
    MOMENT = "moment", "时间", "Date, with or without a time"
    DAY = "day", "日期", "Date"
    AGE = "age", "年龄", "Age"
    INTEGER = "integer", "整数", "Whole number"
    NUMBER = "number", "数值", "Number"
    YES_NO = "yes_no", "是否", "Yes or no"
    CHOICE = "choice", "选项", "One of a list"
    AREA = "area", "行政区划", "Area"
    DOCUMENT = "document", "证件号码", "Document number"
    PHONE = "phone", "电话", "Phone number"


class BatchState(LabelledEnum):
    """Where a batch stands."""

    STAGED = "staged", "待核对", "Staged"
    QUARANTINED = "quarantined", "隔离待查", "Quarantined"
    COMMITTED = "committed", "正在录入", "Being entered"
    APPLIED = "applied", "已录入", "Entered"
    FAILED = "failed", "未能录入", "Failed"
    WITHDRAWN = "withdrawn", "已撤回", "Withdrawn"


class DateOrder(LabelledEnum):
    """How a date written with three plain numbers is to be read when the year does not come first."""

    DAY_FIRST = "dmy", "日/月/年", "day/month/year"
    MONTH_FIRST = "mdy", "月/日/年", "month/day/year"


class Reason(LabelledEnum):
    """Why one row was rejected; the sentence names the column and, unless it identifies a person, the value."""

    MISSING = "missing", "「{column}」为空,此项必填", "“{column}” is empty and must be filled in"
    NOT_A_DATE = "not_a_date", "「{column}」的“{value}”不是有效日期", "“{column}”: “{value}” is not a valid date"
    DATE_ORDER = (
        "date_order",
        "「{column}」的“{value}”分不清日和月,请在对照表中选定日期顺序",
        "“{column}”: day and month of “{value}” cannot be told apart; choose the date order in the mapping",
    )
    NOT_A_NUMBER = "not_a_number", "「{column}」的“{value}”不是数值", "“{column}”: “{value}” is not a number"
    NOT_A_CHOICE = (
        "not_a_choice",
        "「{column}」的“{value}”不在可选范围内,请在对照表中指定其含义",
        "“{column}”: “{value}” is not one of the known values; say what it means in the mapping",
    )
    NOT_YES_NO = "not_yes_no", "「{column}」的“{value}”不是“是”或“否”", "“{column}”: “{value}” is neither yes nor no"
    NOT_AN_AREA = (
        "not_an_area",
        "「{column}」的“{value}”不是已知的行政区划代码或名称",
        "“{column}”: “{value}” is not a known area code or name",
    )
    OUT_OF_AREA = (
        "out_of_area",
        "「{column}」的“{value}”不在本批次的辖区内",
        "“{column}”: “{value}” lies outside the area of this batch",
    )
    NUMBER_ROUNDED = (
        "number_rounded",
        "「{column}」被表格软件当作数字,末几位已丢失;请把该列设为文本后重新导出",
        "“{column}” was treated as a number by the spreadsheet program and its last digits are lost; "
        "format the column as text and export again",
    )
    CHECK_DIGIT = (
        "check_digit",
        "「{column}」的居民身份证号校验位不符",
        "“{column}”: the citizen number's check digit is wrong",
    )
    LEADING_ZERO = (
        "leading_zero",
        "「{column}」的“{value}”可能丢失了开头的 0(本列其他编号为 {width} 位)",
        "“{column}”: “{value}” seems to have lost its leading zeros (others in the column have {width} digits)",
    )
    NOT_A_DOCUMENT = (
        "not_a_document",
        "「{column}」不是有效的证件号码:{why}",
        "“{column}” is not a valid document number: {why}",
    )
    NOT_A_NAME = "not_a_name", "「{column}」不是有效的姓名", "“{column}” is not a valid name"
    BIRTH_CONTRADICTS = (
        "birth_contradicts",
        "「{column}」与证件号码中的出生日期不符",
        "“{column}” is not the date of birth that the document number states",
    )
    REFUSED = "refused", "{why}", "{why}"
    PRIVATE_CHARACTER = (
        "private_character",
        "「{column}」含有无法识别的造字(私用区字符),请用标准字符重新填写",
        "“{column}” holds a private-use character that no other system can read; type it with a standard character",
    )
    TOO_LONG = "too_long", "「{column}」超过 {limit} 个字符", "“{column}” is longer than {limit} characters"
    TOO_MANY_CELLS = (
        "too_many_cells",
        "本行比表头多出 {extra} 个有内容的单元格",
        "The row has {extra} filled cells more than there are headings",
    )
    BROKEN_ROW = (
        "broken_row",
        "本行的引号位置有误,无法分列",
        "The quotation marks of the row are misplaced; it cannot be split",
    )
    SAME_ID = (
        "same_id",
        "与第 {other} 行编号相同而内容不同",
        "Has the same identifier as line {other} but different content",
    )
    UNKNOWN_SOURCE = (
        "unknown_source",
        "「{column}」的“{value}”在本事件中没有对应的病例或接触者",
        "“{column}”: no case or contact of this incident is called “{value}”",
    )
    SELF_EXPOSURE = "self_exposure", "暴露关系的两端是同一人", "Both ends of the exposure are the same person"
    WRONG_ORDER = (
        "wrong_order",
        "「{column}」早于「{earlier}」",
        "“{column}” lies before “{earlier}”",
    )
    IN_THE_FUTURE = (
        "in_the_future",
        "「{column}」的“{value}”晚于接收时间",
        "“{column}”: “{value}” lies after the time of receipt",
    )
    UNKNOWN_PERSON = (
        "unknown_person",
        "本行没有可以确认人员的编号、证件或姓名",
        "The row has no number, document or name by which the person could be known",
    )
    UNKNOWN_PLACE = (
        "unknown_place",
        "「{column}」的“{value}”不是已登记的场所",
        "“{column}”: “{value}” is not a registered place",
    )


class Remark(LabelledEnum):
    """What was put right while a row was read; the row is accepted and the preview counts the remark."""

    SERIAL_DATE = "serial_date", "由 Excel 序列号还原的日期", "Dates restored from Excel serial numbers"
    MIDNIGHT = "midnight", "24:00 记为次日 00:00", "24:00 read as 00:00 of the next day"
    OLD_CHARACTER = (
        "old_character",
        "旧编码的造字换为标准汉字",
        "Characters of an old encoding replaced by standard ones",
    )
    UNSEEN_VALUE = "unseen_value", "未识别的取值按对照表归类", "Values classified by the corrected mapping"
    PHONE_LEFT_OUT = "phone_left_out", "无法拨打的电话号码未录入", "Phone numbers that cannot be dialled were left out"
    AGE_LEFT_OUT = "age_left_out", "无法识别的年龄未录入", "Ages that cannot be read were left out"
    DATES_CONTRADICT = "dates_contradict", "日期先后矛盾,需核实", "Dates that contradict each other, to be verified"
    LAST_EXPOSURE_ASSUMED = (
        "last_exposure_assumed",
        "末次接触时间缺失,暂以报告时间代替",
        "No time of last contact; the time of report stands in for it",
    )
    BIRTH_YEAR = "birth_year", "由年龄推算的出生年份", "Years of birth reckoned from the age"


@dataclass(frozen=True)
class Choice:
    """One value of a list field and the texts that mean it."""

    value: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class Field:
    """A field of the platform that a column may be matched to."""

    name: str
    words: Words
    type: FieldType
    aliases: tuple[str, ...] = ()
    is_identifying: bool = False
    is_required: bool = False
    choices: tuple[Choice, ...] = ()


@dataclass(frozen=True)
class Catalogue:
    """All fields that a kind of file knows."""

    kind: Kind
    fields: tuple[Field, ...]
    key: tuple[str, ...] = ()
    """The fields that together identify a row within one file."""
    _by_name: dict[str, Field] = field(init=False, repr=False, compare=False)

    def field(self, name: str) -> Field:
        """A field by its name.

        Raises:
            KeyError: the kind has no such field.
        """
        return self._by_name[name]

    def __contains__(self, name: object) -> bool:
        """Whether the kind has a field of that name."""
        return name in self._by_name

    def __post_init__(self) -> None:
        """Index the fields by name."""
        object.__setattr__(self, "_by_name", {each.name: each for each in self.fields})


@dataclass(frozen=True)
class Source:
    """What was learnt about a file before its rows: format, encoding, sheet, headings."""

    format: Format
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    headings: tuple[str, ...] = ()
    header_line: int = 1
    declared: int | None = None
    """Rows the sender says the file has, from a totals sheet."""


@dataclass(frozen=True)
class Row:
    """One data row: its line (text file) or row number (workbook), and its cells under the headings."""

    line: int
    cells: tuple[Cell, ...]
    is_broken: bool = False


@dataclass(frozen=True)
class Mapping:
    """How one kind of file is read: heading to field, date order, what unknown values mean. Can be saved and corrected."""

    kind: Kind
    columns: ReadOnly[str, str]
    """Heading to field name; an empty name leaves the column out."""
    date_order: DateOrder | None = None
    values: ReadOnly[str, ReadOnly[str, str]] = field(default_factory=dict)
    """For a list field: text in the file to value of the platform."""

    def to_json(self) -> dict[str, object]:
        """Plain JSON values."""
        return {
            "kind": self.kind.value,
            "columns": dict(self.columns),
            "date_order": self.date_order.value if self.date_order else None,
            "values": {name: dict(texts) for name, texts in self.values.items()},
        }


@dataclass(frozen=True)
class Order:
    """What a person asked for with a file: what its rows are about, where they belong, how to read it."""

    kind: Kind
    area: int
    incident_id: UUID | None = None
    declared: int | None = None
    """Rows the sender says the file has; the file's own footer or totals sheet counts when this is left out."""
    encoding: str = ""
    sheet: str = ""
    tz: str = "Asia/Shanghai"
    """Zone of times written without one."""


@dataclass(frozen=True)
class BatchFacts:
    """One batch as neighbours and pages see it; no value of any row."""

    id: UUID
    number: str
    order: Order
    filename: str
    size: int
    source: Source
    mapping: Mapping
    receipt: Receipt
    state: BatchState
    remarks: ReadOnly[Remark, int]
    reasons: ReadOnly[Reason, int]
    by: str
    at: datetime
    note: str = ""


@dataclass(frozen=True)
class Rejection:
    """A row that does not enter, and why."""

    line: int
    reason: Reason
    column: str = ""
    facts: ReadOnly[str, object] = field(default_factory=dict)

    @property
    def words(self) -> Words:
        """The sentence in both languages."""
        return self.reason.words.filled(**{"column": self.column, **self.facts})


@dataclass(frozen=True)
class Record:
    """A row that may enter: its line, its typed values, and what was put right in it."""

    line: int
    values: Values
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True)
class Duplicate:
    """A row that says again what an earlier row, or the platform, already says."""

    line: int
    of_line: int | None = None


@dataclass(frozen=True)
class Settlement:
    """What became of the acceptable rows of a batch when they met the records that are there already."""

    accepted: int
    duplicates: int = 0
    rejections: tuple[Rejection, ...] = ()
    names: ReadOnly[str, int] = field(default_factory=dict)
    """Identifier of the source to person, to be remembered for later files."""


@dataclass(frozen=True)
class Receipt:
    """The account of one file; it must add up before anything enters."""

    declared: int
    physical: int
    accepted: int
    rejected: int
    duplicates: int
    sha256: str
    filename: str = ""
    batch_id: UUID | None = None

    @property
    def is_complete(self) -> bool:
        """Whether what the sender declared is what the file held."""
        return self.declared == self.physical

    @property
    def is_balanced(self) -> bool:
        """Whether every row of the file has exactly one fate."""
        return self.physical == self.accepted + self.rejected + self.duplicates


@dataclass(frozen=True)
class IncidentChoice:
    """An incident that a file may belong to."""

    id: UUID
    number: str
    words: Words
    area: int


IncidentSource = Callable[[], "list[IncidentChoice]"]
"""Tells which incidents are open in the transaction's scope."""

INCIDENT_SOURCES: list[IncidentSource] = []
"""The flow enters here who knows the incidents; intake itself knows no room beside the registry."""


def incident_source(source: IncidentSource) -> IncidentSource:
    """Enter a source of incidents."""
    if source not in INCIDENT_SOURCES:
        INCIDENT_SOURCES.append(source)
    return source
