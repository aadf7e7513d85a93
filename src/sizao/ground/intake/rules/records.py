"""From a row of cells to a record of typed fields, or to the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta, tzinfo

from sizao.ground.intake.rules import blocks, cells, dates, persons
from sizao.ground.intake.rules.cells import CellRefused
from sizao.ground.intake.rules.headings import Aliases
from sizao.ground.intake.types import (
    Block,
    BlockRecord,
    Catalogue,
    Cell,
    Field,
    FieldType,
    Kind,
    Mapping,
    Reason,
    Record,
    Rejection,
    Remark,
    Row,
    Values,
)
from sizao.kernel import areas

Plan = Sequence[tuple[int, str, Field]]
"""Positions, their headings, and the fields they feed."""
FindArea = Callable[[str], int | None]
"""The area that a printed code or a name means, or ``None``."""

ORDERS: dict[Kind, tuple[tuple[str, str], ...]] = {
    Kind.PEOPLE: (),
    Kind.CASES: (),
    Kind.CONTACTS: (("first_exposure_at", "last_exposure_at"),),
    Kind.EXPOSURES: (("start", "until"),),
    Kind.PRESENCE: (("start", "until"),),
    Kind.TESTS: (("sampled_at", "tested_at"), ("sampled_at", "resulted_at")),
    Kind.FOLLOWUPS: (),
    Kind.EVENTS: (("started_at", "ended_at"),),
    Kind.PARTICIPANTS: (),
    Kind.TRAVEL: (),
    Kind.PLACES: (),
    Kind.REGIONS: (),
}
"""Pairs of moments of which the first cannot lie after the second: such a row says nothing and is rejected."""

DOUBTFUL = (
    ("onset_at", "outcome_at"),
    ("onset_at", "died_at"),
    ("hospitalised_at", "outcome_at"),
    ("exposure_start", "exposure_until"),
)
"""Pairs of moments of a case in the wrong order: the case is real and enters, with a remark to verify its dates."""

NEVER_FUTURE = (
    "onset_at", "sampled_at", "isolated_at", "last_negative_at", "confirmed_at", "outcome_at", "died_at",
    "last_exposure_at", "birth_date", "tested_at",
)  # fmt: skip
REGION_PARTS = ("community", "district", "region")
"""Names of a source's areas, the finest first."""
LONGEST_SHOWN = 40
PLACED = frozenset({Kind.CASES, Kind.CONTACTS})
"""Kinds whose rows belong to an area of their own."""
REPEATING = frozenset({FieldType.MOMENT, FieldType.DAY, FieldType.CHOICE, FieldType.AREA})
REMEMBERED = 50_000
"""Cells whose reading is remembered."""
_NEXT_DAY = timedelta(days=1)
"""A date is its midnight; a file of today may name today in a zone further east."""


@dataclass(frozen=True)
class Terms:
    """What reading needs to know beside the mapping: the zone of bare times, the moment of receipt, the areas."""

    tz: tzinfo
    received_at: datetime
    area: int = areas.NATION
    find_area: FindArea = field(default=lambda text: None)
    widths: ReadOnly[str, int] = field(default_factory=dict)
    """Heading to the width of its zero-led identifiers, as the survey of the file found them."""
    disease: str = ""
    """The disease of the incident that the rows belong to."""
    diseases: ReadOnly[str, str] = field(default_factory=dict)
    """What other systems call a disease, in small letters, to the disease."""
    regions: frozenset[str] = frozenset()
    """Names of the regions that sources have told, in small letters."""
    blocks: ReadOnly[Block, Aliases] = field(default_factory=dict)
    """The fields of repeated records; without them such columns are left out."""


class Reading:
    """Reads the rows of one file under one mapping."""

    def __init__(self, catalogue: Catalogue, mapping: Mapping, headings: Sequence[str], terms: Terms) -> None:
        """Lay out which position feeds which field."""
        self.catalogue = catalogue
        self.mapping = mapping
        self.terms = terms
        self.headings = tuple(headings)
        self._plan = [
            (at, heading, catalogue.field(name))
            for at, heading in enumerate(self.headings)
            if (name := mapping.columns.get(heading, "")) and name in catalogue
        ]
        self._groups = _groups(self.headings, catalogue.kind, terms.blocks)
        self._filled = _asked(self.headings, catalogue)
        self._follows_template = catalogue.filled_when in self.headings
        self._symptoms = [
            (at, catalogue.symptoms[each]) for at, each in enumerate(self.headings) if each in catalogue.symptoms
        ]
        self._latest = terms.received_at.date() + _NEXT_DAY
        self._read_before: dict[tuple[int, Cell], tuple[object, frozenset[Remark]]] = {}
        self._heading_of = {each.name: heading for _, heading, each in self._plan}

    def read(self, row: Row) -> Record | Rejection:
        """The row's record, or why it is rejected; the first reason found is the one given."""
        if row.is_broken:
            return Rejection(row.line, Reason.BROKEN_ROW)
        extra = sum(not cells.is_empty(cell) for cell in row.cells[len(self.headings) :])
        if extra:
            return Rejection(row.line, Reason.TOO_MANY_CELLS, facts={"extra": extra})
        for at in self._filled:
            if cells.is_empty(row.cells[at] if at < len(row.cells) else None):
                return Rejection(row.line, Reason.MISSING, self.headings[at])
        remarks: set[Remark] = set()
        values = self._fields(row, self._plan, remarks)
        if isinstance(values, Rejection):
            return values
        told = self._told(row, remarks)
        if isinstance(told, Rejection):
            return told
        self._note_symptoms(row, values)
        self._compare(values, remarks)
        if strange := self._placed(row.line, values, remarks):
            return strange
        fate = self._completed(row.line, values, remarks)
        return replace(fate, blocks=told) if told and isinstance(fate, Record) else fate

    def _fields(self, row: Row, plan: Plan, remarks: set[Remark]) -> Values | Rejection:
        """The typed values of some columns, or why one of them cannot be read."""
        values: Values = {}
        for at, heading, each in plan:
            cell = row.cells[at] if at < len(row.cells) else None
            if cells.is_empty(cell):
                continue
            try:
                value = self._value(cell, heading, each, remarks)
            except CellRefused as refused:
                return self._rejection(row.line, refused, heading, each)
            if value not in (None, ""):
                values[each.name] = value
        return values

    def _told(self, row: Row, remarks: set[Remark]) -> tuple[BlockRecord, ...] | Rejection:
        """The filled repeated records of a row."""
        found: list[BlockRecord] = []
        sample: int | None = None
        for block, plan in self._groups:
            values = self._fields(row, plan, remarks)
            if isinstance(values, Rejection):
                return values
            if block is Block.SAMPLE:
                sample = len(found) if values else None
            if not values:
                continue
            if block is Block.PARTICIPANT:
                try:
                    persons.complete(values, self.terms.received_at, remarks)
                except CellRefused as refused:
                    return Rejection(row.line, refused.reason, plan[0][1], refused.facts)
            found.append(BlockRecord(block, values, sample if block is Block.TEST else None))
        return tuple(found)

    def _note_symptoms(self, row: Row, values: Values) -> None:
        """Yes-or-no columns of symptoms, as one list."""
        found = [name for at, name in self._symptoms if at < len(row.cells) and _is_yes(row.cells[at])]
        if found:
            values["symptoms"] = "、".join(dict.fromkeys([*str(values.get("symptoms", "")).split("、"), *found])).strip(
                "、"
            )

    def _compare(self, values: Values, remarks: set[Remark]) -> None:
        """Hold the disease of the row against the incident's."""
        if "disease" in values and self.terms.disease:
            stated = str(values["disease"]).strip()
            if self.terms.diseases.get(stated.casefold(), stated) == self.terms.disease:
                del values["disease"]
            else:
                remarks.add(Remark.OTHER_DISEASE)

    def _placed(self, line: int, values: Values, remarks: set[Remark]) -> Rejection | None:
        """The finest of the row's regions that is an area of the batch; unknown ones are kept as they are called.

        A source whose template is followed, and that has told its regions, may not name others.
        """
        if self.catalogue.kind not in PLACED:
            return None
        parts = {name: str(values.pop(name)) for name in REGION_PARTS if name in values}
        for text in parts.values():
            code = self.terms.find_area(text)
            if code is not None and areas.contains(self.terms.area, code):
                values.setdefault("area", code)
                return None
        if not parts:
            return None
        for name, text in parts.items():
            if self._follows_template and self.terms.regions and text.strip().casefold() not in self.terms.regions:
                return Rejection(line, Reason.NOT_AN_AREA, self.heading(name), {"value": text[:LONGEST_SHOWN]})
        values["source_region"] = " / ".join(reversed(parts.values()))
        remarks.add(Remark.AREA_ELSEWHERE)
        return None

    def heading(self, name: str) -> str:
        """The heading matched to a field; the field's own label when none is."""
        return self._heading_of.get(name) or self.catalogue.field(name).words.zh

    def _completed(self, line: int, values: Values, remarks: set[Remark]) -> Record | Rejection:
        for each in self.catalogue.fields:
            if each.is_required and each.name not in values:
                return Rejection(line, Reason.MISSING, self.heading(each.name))
        if rejection := self._out_of_order(line, values):
            return rejection
        if self.catalogue.kind in persons.KINDS and (rejection := self._about_nobody(line, values, remarks)):
            return rejection
        if self.catalogue.kind is Kind.EXPOSURES and values["source"] == values["target"]:
            return Rejection(line, Reason.SELF_EXPOSURE)
        return Record(line, values, tuple(sorted(remarks)))

    def _about_nobody(self, line: int, values: Values, remarks: set[Remark]) -> Rejection | None:
        """Put together what the row says of a person; the reason when it says nothing, or what cannot be true."""
        if any(_is_reversed(values, *pair) for pair in DOUBTFUL):
            remarks.add(Remark.DATES_CONTRADICT)
        self._assume_last_exposure(values, remarks)
        try:
            persons.complete(values, self.terms.received_at, remarks)
        except CellRefused as refused:
            each = self.catalogue.field(refused.field)
            return self._rejection(line, refused, self.heading(each.name), each)
        return None if persons.is_known(values) else Rejection(line, Reason.UNKNOWN_PERSON)

    def _assume_last_exposure(self, values: Values, remarks: set[Remark]) -> None:
        if self.catalogue.kind is Kind.CONTACTS and "last_exposure_at" not in values and "reported_at" in values:
            values["last_exposure_at"] = values["reported_at"]
            remarks.add(Remark.LAST_EXPOSURE_ASSUMED)

    def _out_of_order(self, line: int, values: Values) -> Rejection | None:
        for earlier, later in ORDERS[self.catalogue.kind]:
            if _is_reversed(values, earlier, later):
                facts = {"earlier": self.heading(earlier)}
                return Rejection(line, Reason.WRONG_ORDER, self.heading(later), facts)
        latest = self._latest
        for name in NEVER_FUTURE:
            if name in values and _day(values[name]) > latest:
                value = "…" if self.catalogue.field(name).is_identifying else str(_day(values[name]))
                return Rejection(line, Reason.IN_THE_FUTURE, self.heading(name), {"value": value})
        return None

    def _value(self, cell: Cell, heading: str, each: Field, remarks: set[Remark]) -> object:
        """The typed value of a cell; dates, choices and areas repeat from row to row and are read once."""
        if each.type not in REPEATING:
            return self._value_of(cell, heading, each, remarks)
        key = (id(each), cell)
        known = self._read_before.get(key)
        if known is None:
            own: set[Remark] = set()
            known = (self._value_of(cell, heading, each, own), frozenset(own))
            if len(self._read_before) < REMEMBERED:
                self._read_before[key] = known
        remarks |= known[1]
        return known[0]

    def _value_of(self, cell: Cell, heading: str, each: Field, remarks: set[Remark]) -> object:
        if each.type is FieldType.MOMENT:
            return dates.read_moment(cell, self.terms.tz, self.mapping.date_order, remarks)
        if each.type is FieldType.DAY:
            return dates.read_day(cell, self.mapping.date_order, remarks)
        if each.type is FieldType.CHOICE:
            return cells.read_choice(cell, each, self.mapping.values.get(each.name, {}), remarks)
        if each.type is FieldType.AREA:
            return self._area(cell, must_lie_inside=each.name == "area")
        if each.type is FieldType.CODE:
            return self._code(cell, heading, remarks)
        return _SIMPLE[each.type](cell, remarks)

    def _code(self, cell: Cell, heading: str, remarks: set[Remark]) -> str:
        code = cells.read_code(cell, remarks)
        width = self.terms.widths.get(heading)
        if width and code.isdigit() and len(code) < width:
            raise CellRefused(Reason.LEADING_ZERO, value=code, width=width)
        return code

    def _area(self, cell: Cell, *, must_lie_inside: bool) -> int:
        """An area; people may live anywhere, but what a batch brings belongs to the batch's own area."""
        text = cells.text_of(cell).strip()
        try:
            code: int | None = areas.parse(text) if text.isascii() else None
        except ValueError:
            code = None
        code = self.terms.find_area(text) if code is None else code
        if code is None or code >= areas.TOP:
            raise CellRefused(Reason.NOT_AN_AREA, value=text)
        if must_lie_inside and not areas.contains(self.terms.area, code):
            raise CellRefused(Reason.OUT_OF_AREA, value=text)
        return code

    def _rejection(self, line: int, refused: CellRefused, heading: str, each: Field) -> Rejection:
        facts = dict(refused.facts)
        if "value" in facts:
            facts["value"] = _shown(str(facts["value"]), each)
        return Rejection(line, refused.reason, heading, facts)


def _groups(headings: Sequence[str], kind: Kind, known: ReadOnly[Block, Aliases]) -> list[tuple[Block, Plan]]:
    """Which position feeds which field of which repeated record."""
    found: list[tuple[Block, Plan]] = []
    for group in blocks.groups(headings, kind):
        if group.block not in known:
            continue
        aliases = known[group.block]
        named = [(at, headings[at], aliases.field_of(text)) for at, text in group.columns]
        found.append((group.block, [(at, text, aliases.catalogue.field(name)) for at, text, name in named if name]))
    return found


def _asked(headings: Sequence[str], catalogue: Catalogue) -> list[int]:
    """Positions that the template of another system wants filled."""
    if catalogue.filled_when not in headings:
        return []
    return [at for at, heading in enumerate(headings) if heading in catalogue.filled]


def _is_yes(cell: Cell) -> bool:
    return cells.text_of(cell).strip().casefold() in {"yes", "true", "是", "1"}


def _shown(value: str, each: Field) -> str:
    """The value as a reason may repeat it: never an identifying field, never a run of digits that could name a person."""
    digits = sum(character.isdigit() for character in value)
    if each.is_identifying or digits > 14:
        return "…"
    return value if len(value) <= LONGEST_SHOWN else value[:LONGEST_SHOWN] + "…"


def _is_reversed(values: Values, earlier: str, later: str) -> bool:
    first, second = values.get(earlier), values.get(later)
    return isinstance(first, datetime) and isinstance(second, datetime) and second < first


def _day(value: object) -> date:
    return value.date() if isinstance(value, datetime) else value  # type: ignore[return-value]


_SIMPLE: dict[FieldType, Callable[[Cell, set[Remark]], object]] = {
    FieldType.TEXT: cells.read_text,
    FieldType.DOCUMENT: cells.read_document,
    FieldType.PHONE: cells.read_phone,
    FieldType.AGE: cells.read_age,
    FieldType.INTEGER: lambda cell, remarks: cells.read_integer(cell),
    FieldType.NUMBER: lambda cell, remarks: cells.read_number(cell),
    FieldType.YES_NO: lambda cell, remarks: cells.read_yes_no(cell),
    FieldType.LATITUDE: lambda cell, remarks: cells.read_degrees(cell, 90),
    FieldType.LONGITUDE: lambda cell, remarks: cells.read_degrees(cell, 180),
}
