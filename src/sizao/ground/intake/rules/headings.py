"""Which column is which: headings are found among title and comment rows and matched to fields by their aliases."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from collections.abc import Mapping as ReadOnly
from dataclasses import dataclass
from typing import Any

from sizao.ground.intake.errors import MappingInvalid, WrongKind
from sizao.ground.intake.rules import blocks
from sizao.ground.intake.types import Catalogue, Cell, DateOrder, Kind, Mapping
from sizao.kernel.words import Words

SORMAS_ENTITIES = frozenset({
    "CaseData", "Person", "Location", "Sample", "PathogenTest", "Vaccination", "Contact", "Event", "EventParticipant",
    "TravelEntry", "Symptoms", "Hospitalization", "EpiData", "Facility", "PointOfEntry", "Environment",
})  # fmt: skip
"""Words of the first of SORMAS's two heading rows: the record that each column belongs to."""
REPEATED_ENTITIES = frozenset({"Sample", "PathogenTest", "Vaccination"})
"""Records of which one row may hold several; their columns are named after them so that they cannot be mistaken."""
SEARCHED_ROWS = 12
"""Rows looked at when the headings are searched for below titles and comments."""
TELLING = 2
"""Headings of another template that show the wrong kind was chosen; one alone may be a coincidence."""

_REMARK = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
_NOISE = re.compile(r"[\W_]+")
_TOTAL = re.compile(
    r"^(合计|总计|共计|总数|total|totals|rows|行数)\s*[::]?\s*(\d*)\s*(条|行|例|人|rows)?$", re.IGNORECASE
)

Cells = Sequence[Cell]


@dataclass(frozen=True)
class Header:
    """Where the headings were found and what they are."""

    headings: tuple[str, ...]
    rows_used: int
    """Rows before the first data row: titles, comments and the heading rows themselves."""


def normal(heading: str) -> str:
    """A heading without case, width, spaces, punctuation: what two spellings of one name share."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading).casefold())


def bare(heading: str) -> str:
    """A heading without its bracketed remarks and required-mark: ``*姓名(必填)`` is ``姓名``."""
    return _REMARK.sub("", heading).strip(" *＊\t\r\n")


def is_comment(cells: Cells) -> bool:
    """Whether a row is a comment: its first cell begins with two number signs, as SORMAS templates write them."""
    return bool(cells) and isinstance(cells[0], str) and cells[0].lstrip().startswith("##")


def is_blank(cells: Cells) -> bool:
    """Whether no cell of a row holds anything."""
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def total_of(cells: Cells) -> int | None:
    """The number of rows a footer declares, such as ``合计,70000``; ``None`` when the row is no footer."""
    filled = [cell for cell in cells if not is_blank((cell,))]
    if not 1 <= len(filled) <= 2 or not isinstance(filled[0], str):
        return None
    match = _TOTAL.match(filled[0].strip())
    if match is None:
        return None
    counted = match[2] or (str(filled[1]) if len(filled) == 2 else "")
    return int(float(counted)) if re.fullmatch(r"\d+(\.0)?", counted) else None


class Aliases:
    """The aliases of one kind's fields, ready to look headings up in."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Index every alias, label and name of every field."""
        self.catalogue = catalogue
        self._fields: dict[str, str] = {}
        for each in catalogue.fields:
            for text in (each.name, *each.words, *each.aliases):
                self._fields.setdefault(normal(text), each.name)

    def field_of(self, heading: str) -> str:
        """The field that a heading means, or an empty text."""
        found = self._fields.get(normal(heading), "")
        return found or self._fields.get(normal(bare(heading)), "")

    def hits(self, headings: Iterable[Cell]) -> int:
        """How many different fields a row of possible headings names."""
        return len({self.field_of(text) for text in headings if isinstance(text, str)} - {""})


def find_header(rows: Sequence[Cells], aliases: Aliases) -> Header | None:
    """The headings among the first rows of a table, and SORMAS's entity row above them.

    They are the first row that names at least half as many fields as the best one: a data row may name a few by
    accident (a person called “Lastname”), a title row names none. When no row names a known field, the first row that
    is neither blank nor a comment is taken.
    """
    candidates = [at for at, cells in enumerate(rows[:SEARCHED_ROWS]) if not (is_blank(cells) or is_comment(cells))]
    if not candidates:
        return None
    hits = {at: aliases.hits(rows[at]) for at in candidates}
    best = next(at for at in candidates if 2 * hits[at] >= max(hits.values()))
    entities = _entities(rows[best])
    if entities and best + 1 in candidates:
        best += 1
    elif best - 1 in candidates:
        entities = _entities(rows[best - 1])
    return Header(_named(rows[best], entities), best + 1)


def propose(headings: Sequence[str], catalogue: Catalogue, date_order: DateOrder | None = None) -> Mapping:
    """The mapping that the aliases suggest: the first column that names a field gets it, other columns stay out.

    Columns of repeated records are read as such and feed no field of the row.
    """
    aliases, taken = Aliases(catalogue), set[str]()
    inside = blocks.positions(headings, catalogue.kind)
    columns: dict[str, str] = {}
    for at, heading in enumerate(headings):
        name = "" if at in inside else aliases.field_of(heading)
        columns[heading] = "" if name in taken else name
        taken.add(name)
    return Mapping(catalogue.kind, columns, date_order)


def refuse_other_kind(headings: Sequence[str], line: int, catalogue: Catalogue) -> None:
    """Refuse a file whose headings are those of another kind's template.

    Raises:
        WrongKind: naming the line, the headings, and the kind they belong to.
    """
    found: dict[Kind, list[str]] = {}
    for heading, kind in catalogue.foreign:
        if heading in headings:
            found.setdefault(kind, []).append(heading)
    for kind, columns in found.items():
        if len(columns) >= TELLING:
            raise WrongKind(line=line, columns=", ".join(columns), found=kind.words)


def unmatched(mapping: Mapping, catalogue: Catalogue) -> tuple[str, ...]:
    """Required fields that no column is matched to."""
    matched = set(mapping.columns.values())
    return tuple(each.name for each in catalogue.fields if each.is_required and each.name not in matched)


def adapted(saved: Mapping, headings: Sequence[str]) -> Mapping:
    """A saved mapping laid over the headings of another file: same heading, same field; new headings stay out."""
    by_name: ReadOnly[str, str] = {normal(heading): name for heading, name in saved.columns.items()}
    columns = {heading: saved.columns.get(heading, by_name.get(normal(heading), "")) for heading in headings}
    return Mapping(saved.kind, columns, saved.date_order, saved.values)


def mapping_from(given: ReadOnly[str, Any], kind: Kind) -> Mapping:
    """A mapping from its JSON or TOML form, checked against the fields of the kind.

    Raises:
        MappingInvalid: it is for another kind, or not of the right shape.
    """
    try:
        columns = {str(heading): str(name) for heading, name in given["columns"].items()}
        order = DateOrder(given["date_order"]) if given.get("date_order") else None
        values = {
            str(name): {str(a): str(b) for a, b in texts.items()} for name, texts in given.get("values", {}).items()
        }
        if Kind(given.get("kind", kind.value)) is not kind:
            raise MappingInvalid(reason=Words("对照表属于另一类数据", "it is for another kind of file"))
    except (KeyError, ValueError, AttributeError, TypeError) as damage:
        raise MappingInvalid(reason=Words("格式不符", "it is not of the right shape")) from damage
    return Mapping(kind, columns, order, values)


def checked(mapping: Mapping, catalogue: Catalogue) -> Mapping:
    """The mapping, when every field it names exists, none is named twice, and every explained value is known.

    Raises:
        MappingInvalid: naming the first thing that is wrong.
    """
    named = [name for name in mapping.columns.values() if name]
    for name in named:
        if name not in catalogue:
            raise MappingInvalid(reason=Words(f"没有“{name}”这个字段", f"there is no field “{name}”"))
        if named.count(name) > 1:
            label = catalogue.field(name).words
            raise MappingInvalid(
                reason=Words(f"多列对应到“{label.zh}”", f"several columns are matched to “{label.en}”")
            )
    for name, texts in mapping.values.items():
        known = {choice.value for choice in catalogue.field(name).choices} if name in catalogue else set()
        if set(texts.values()) - known - {""}:
            raise MappingInvalid(reason=Words(f"“{name}”的取值有误", f"a value of “{name}” is not known"))
    return mapping


def _entities(cells: Cells) -> tuple[str, ...]:
    texts = [str(cell).strip() for cell in cells if not is_blank((cell,))]
    if texts and all(text in SORMAS_ENTITIES for text in texts):
        return tuple(str(cell or "").strip() for cell in cells)
    return ()


def _named(cells: Cells, entities: Sequence[str]) -> tuple[str, ...]:
    """Unique headings: repeated records carry their entity, repeated names a number, empty ones their position."""
    seen: dict[str, int] = {}
    names = []
    for at, cell in enumerate(cells):
        text = str(cell).strip() if cell is not None else ""
        if entities and at < len(entities) and entities[at] in REPEATED_ENTITIES:
            text = f"{entities[at]}.{text}"
        text = text or f"#{at + 1}"
        seen[text] = seen.get(text, 0) + 1
        names.append(text if seen[text] == 1 else f"{text} #{seen[text]}")
    return tuple(names)
