"""What intake speaks of beside its words: fields, mappings, rows and their fates, batches and receipts."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field
from datetime import date, datetime, time
from uuid import UUID

from sizao.ground.intake.types.words import (
    BatchState,
    Block,
    DateOrder,
    FieldType,
    Format,
    Keep,
    Kind,
    Reason,
    Remark,
)
from sizao.kernel.words import Words

Cell = str | int | float | bool | datetime | date | time | None
"""What one cell may hold; text files hold only texts, workbooks hold typed values."""

Values = dict[str, object]
"""A row read into the platform's fields: field name to typed value, empty fields left out."""


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
    filled: tuple[str, ...] = ()
    """Headings of another system's template that must be filled wherever the file has them."""
    filled_when: str = ""
    """The heading by which that template is known; without it nothing of ``filled`` is asked."""
    day_first: tuple[str, ...] = ()
    """Headings of templates whose plain dates begin with the day."""
    symptoms: ReadOnly[str, str] = field(default_factory=dict, compare=False)
    """Headings of yes-or-no columns that stand for one symptom each."""
    foreign: tuple[tuple[str, Kind], ...] = ()
    """Headings that only the template of another kind has; two of them show that the wrong kind was chosen."""
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
    dated: bool = False
    """Whether a case or contact counts from its own day of report (an outbreak of the past) and not from the day the file came."""


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
    kept: ReadOnly[Keep, int] = field(default_factory=dict)


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
class BlockRecord:
    """One filled block of a row; a test belongs to the last filled sample before it."""

    block: Block
    values: Values
    of_sample: int | None = None
    """Position of that sample among the row's blocks."""


@dataclass(frozen=True)
class Record:
    """A row that may enter: its line, its typed values, and what was put right in it."""

    line: int
    values: Values
    remarks: tuple[Remark, ...] = ()
    blocks: tuple[BlockRecord, ...] = ()
    """Samples, tests, vaccinations and participants told in the same row, from left to right."""


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
    kept: ReadOnly[Keep, int] = field(default_factory=dict)
    """What was newly kept, and how many of it."""


@dataclass(frozen=True)
class NewTold:
    """Something a source told that no room of the platform keeps: about a person or a place, at a time if it says so.

    ``content`` holds plain JSON values by field name, never a name, document, telephone or address.
    """

    kind: Keep
    line: int
    person_id: int | None = None
    place_id: int | None = None
    at: datetime | None = None
    external_id: str = ""
    content: ReadOnly[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class ToldFacts:
    """One record of a source as it was kept."""

    id: UUID
    batch_id: UUID
    kind: Keep
    person_id: int | None
    place_id: int | None
    at: datetime | None
    external_id: str
    content: ReadOnly[str, object]
    recorded_at: datetime


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
    disease: str = ""


IncidentSource = Callable[[], "list[IncidentChoice]"]
"""Tells which incidents are open in the transaction's scope."""

INCIDENT_SOURCES: list[IncidentSource] = []
"""The flow enters here who knows the incidents; intake itself knows no room beside the registry."""


def incident_source(source: IncidentSource) -> IncidentSource:
    """Enter a source of incidents."""
    if source not in INCIDENT_SOURCES:
        INCIDENT_SOURCES.append(source)
    return source
