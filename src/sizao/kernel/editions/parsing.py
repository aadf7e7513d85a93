"""Edition files: TOML in, a checked tree of figures with their clauses out; an unknown key fails with file and path."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sizao.kernel import areas
from sizao.kernel.editions.citations import MARKS, Citation
from sizao.kernel.editions.errors import EditionFaulty
from sizao.kernel.editions.schema import Kind, Spec, Stricter, Unit, fits, is_worded, specs
from sizao.kernel.editions.types import Disease, EditionKind, EditionStatus, Terms
from sizao.kernel.words import Words

Node = dict[str, Any]
"""A section as parsed: keys of its schema to leaves, sections, words; ``clause`` and ``words`` where it has them."""

PROVENANCE = {"clause", "source", "confidence"}
HEADER = {
    "id", "kind", "disease", "title", "issuer", "document", "effective_from", "effective_until", "effective_confidence",
    "replaces", "status", "tag", "over", "areas", "loosens", "by_decision", "includes", "timezone", "note", "sources",
    "clauses",
}  # fmt: skip


@dataclass(frozen=True)
class Leaf:
    """One figure as written: its value and where it comes from; free parameters carry words and unit too."""

    value: Any
    clause: Citation
    words: Words | None = None
    unit: Unit = Unit.NONE
    stricter: Stricter | None = None


@dataclass(frozen=True)
class Pack:
    """One file as written: its head, and its tree of terms."""

    id: str
    tag: str
    """The short form of an overlay's id inside a composed id."""
    kind: EditionKind
    file: str
    disease: Disease | None
    title: Words
    issuer: Words
    document: str
    status: EditionStatus
    tz: ZoneInfo
    effective_from: datetime | None
    effective_until: datetime | None
    effective_confidence: str
    replaces: str | None
    includes: tuple[str, ...]
    over: tuple[str, ...]
    areas: tuple[int, ...]
    loosens: frozenset[str]
    by_decision: bool
    note: Words | None
    tree: Node = field(repr=False, default_factory=dict)


@dataclass
class _Reader:
    """Reads one file's tables against the schema, resolving clauses by key."""

    file: str
    edition_id: str
    sources: dict[str, Words] = field(default_factory=dict)
    clauses: dict[str, Citation] = field(default_factory=dict)

    def fail(self, path: str, reason: str) -> EditionFaulty:
        return EditionFaulty(file=self.file, path=path or "·", reason=reason)

    def words(self, value: object, path: str) -> Words:
        if not isinstance(value, dict) or set(value) != {"zh", "en"} or not all(value.values()):
            raise self.fail(path, "write both languages: { zh = …, en = … }")
        return Words(value["zh"], value["en"])

    def known(self, table: Mapping[str, Any], allowed: set[str], path: str) -> None:
        for key in table:
            if key not in allowed:
                raise self.fail(f"{path}.{key}".lstrip("."), "unknown key")

    def clause(self, table: Mapping[str, Any], inherited: Citation | None, path: str) -> Citation | None:
        """The provenance that holds inside a table: its own clause, source or mark, else what surrounds it."""
        chosen = inherited
        if "clause" in table:
            chosen = self.clauses.get(table["clause"])
            if chosen is None:
                raise self.fail(f"{path}.clause", f"no clause is called {table['clause']!r}")
        if chosen is None:
            return None
        source = self.source(table["source"], path) if "source" in table else chosen.source_words
        mark = self.mark(table.get("confidence", chosen.confidence), path)
        return Citation.of(self.edition_id, chosen.words, source, mark)

    def source(self, key: str, path: str) -> Words:
        if key not in self.sources:
            raise self.fail(f"{path}.source", f"no source is called {key!r}")
        return self.sources[key]

    def mark(self, mark: str, path: str) -> str:
        if mark not in MARKS:
            raise self.fail(f"{path}.confidence", f"{mark!r} is not one of {', '.join(MARKS)}")
        return mark

    def section(self, cls: type, table: object, path: str, inherited: Citation | None) -> Node:
        """One section, every key checked against the schema."""
        if not isinstance(table, dict):
            raise self.fail(path, "a table was expected")
        described = specs(cls)
        own = {"zh", "en"} if is_worded(cls) else set()
        self.known(table, set(described) | PROVENANCE | own, path)
        clause = self.clause(table, inherited, path)
        node: Node = {"clause": clause} if clause else {}
        if own & set(table):
            node["words"] = self.words({key: table.get(key, "") for key in ("zh", "en")}, path)
        for key, spec in described.items():
            if key in table:
                node[key] = self.value(spec, table[key], f"{path}.{key}".lstrip("."), clause)
        return node

    def value(self, spec: Spec, raw: Any, path: str, clause: Citation | None) -> Any:
        """The value of one key, by the kind its schema gives it."""
        if spec.kind is Kind.FIGURE:
            return self.leaf(spec, raw, path, clause)
        if spec.kind is Kind.TEXT:
            return self.words(raw, path)
        if spec.kind is Kind.PARAMETERS:
            return self.parameters(raw, path, clause)
        assert spec.of is not None
        if spec.kind is Kind.NESTED:
            return self.section(spec.of, raw, path, clause)
        if spec.kind is Kind.LISTED:
            return self.listed(spec.of, raw, path, clause)
        return self.keyed(spec.of, raw, path, clause)

    def leaf(self, spec: Spec, raw: Any, path: str, clause: Citation | None) -> Leaf:
        own = raw if isinstance(raw, dict) else {"value": raw}
        self.known(own, PROVENANCE | {"value"}, path)
        if "value" not in own or not fits(spec, own["value"]):
            raise self.fail(path, f"{own.get('value')!r} is not a {spec.accepts.__name__}{' list' * spec.many}")
        found = self.clause(own, clause, path)
        if found is None:
            raise self.fail(path, "a figure without clause or source")
        value = own["value"]
        return Leaf(tuple(map(spec.accepts, value)) if spec.many else spec.accepts(value), found)

    def listed(self, cls: type, raw: Any, path: str, clause: Citation | None) -> tuple[Node, ...]:
        if not isinstance(raw, list):
            raise self.fail(path, "an array of tables was expected")
        return tuple(self.section(cls, each, f"{path}.{number}", clause) for number, each in enumerate(raw, 1))

    def keyed(self, cls: type, raw: Any, path: str, clause: Citation | None) -> Node:
        if not isinstance(raw, dict):
            raise self.fail(path, "named tables were expected")
        inner = self.clause(raw, clause, path)
        names = [key for key in raw if key not in PROVENANCE]
        return {key: self.section(cls, raw[key], f"{path}.{key}", inner) for key in names}

    def parameters(self, raw: Any, path: str, clause: Citation | None) -> Node:
        tree: Node = {}
        for section, table in raw.items():
            if section in specs(Terms):
                raise self.fail(f"{path}.{section}", "this section has keys of its own; write the figure there")
            inner = self.clause(table, clause, f"{path}.{section}")
            names = [key for key in table if key not in PROVENANCE]
            tree[section] = {key: self.parameter(table[key], f"{path}.{section}.{key}", inner) for key in names}
        return tree

    def parameter(self, raw: Any, path: str, clause: Citation | None) -> Leaf:
        if not isinstance(raw, dict) or "value" not in raw:
            raise self.fail(path, "a free figure needs value, zh and en")
        self.known(raw, PROVENANCE | {"value", "zh", "en", "unit", "stricter"}, path)
        words = self.words({key: raw.get(key, "") for key in ("zh", "en")}, path)
        found = self.clause(raw, clause, path)
        if found is None:
            raise self.fail(path, "a figure without clause or source")
        unit = self.member(Unit, raw.get("unit", ""), f"{path}.unit")
        stricter = self.member(Stricter, raw["stricter"], f"{path}.stricter") if "stricter" in raw else None
        value = raw["value"]
        return Leaf(tuple(value) if isinstance(value, list) else value, found, words, unit, stricter)

    def member(self, enum: Any, value: object, path: str) -> Any:
        try:
            return enum(value)
        except ValueError:
            raise self.fail(path, f"{value!r} is not one of {', '.join(repr(str(each)) for each in enum)}") from None

    def moment(self, value: object, tz: ZoneInfo, path: str) -> datetime | None:
        """An effective date as the first moment of that day in the pack's own time zone."""
        if value is None:
            return None
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=tz)
        if isinstance(value, date):
            return datetime(value.year, value.month, value.day, tzinfo=tz)
        raise self.fail(path, "a TOML date was expected")


def load(path: Path, root: Path) -> Pack:
    """Read one edition file; ``root`` is the ``protocols/`` folder its name is reported from.

    Raises:
        EditionFaulty: with the file and the path inside it.
    """
    file = path.relative_to(root).as_posix()
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise EditionFaulty(file=file, path="·", reason=str(fault)) from fault
    return parse(raw, file)


def parse(raw: Mapping[str, Any], file: str) -> Pack:
    """An edition from its TOML tables."""
    reader = _Reader(file, str(raw.get("id", "")))
    described = set(specs(Terms))
    reader.known(raw, HEADER | described, "")
    for key in ("id", "title", "issuer", "status"):
        if key not in raw:
            raise reader.fail(key, "missing")
    _read_sources(reader, raw)
    return _pack(reader, raw, reader.section(Terms, {key: raw[key] for key in raw if key in described}, "", None))


def _read_sources(reader: _Reader, raw: Mapping[str, Any]) -> None:
    for key, value in raw.get("sources", {}).items():
        reader.sources[key] = reader.words(value, f"sources.{key}")
    for key, value in raw.get("clauses", {}).items():
        path = f"clauses.{key}"
        reader.known(value, {"zh", "en", "source", "confidence"}, path)
        words = reader.words({each: value.get(each, "") for each in ("zh", "en")}, path)
        source = reader.source(value.get("source", ""), path)
        reader.clauses[key] = Citation.of(
            reader.edition_id, words, source, reader.mark(value.get("confidence", ""), path)
        )


def _pack(reader: _Reader, raw: Mapping[str, Any], tree: Node) -> Pack:
    kind = reader.member(EditionKind, raw.get("kind", "edition"), "kind")
    if kind is not EditionKind.FRAGMENT and "disease" not in raw:
        raise reader.fail("disease", "missing")
    if kind is EditionKind.OVERLAY and not (raw.get("over") and raw.get("areas")):
        raise reader.fail("over", "an overlay names the editions it lies over and its areas")
    tz = ZoneInfo(raw.get("timezone", "Asia/Shanghai"))
    return Pack(
        id=raw["id"],
        tag=raw.get("tag", raw["id"].removeprefix("cn-")),
        kind=kind,
        file=reader.file,
        disease=reader.member(Disease, raw["disease"], "disease") if "disease" in raw else None,
        title=reader.words(raw["title"], "title"),
        issuer=reader.words(raw["issuer"], "issuer"),
        document=raw.get("document", ""),
        status=reader.member(EditionStatus, raw["status"], "status"),
        tz=tz,
        effective_from=reader.moment(raw.get("effective_from"), tz, "effective_from"),
        effective_until=reader.moment(raw.get("effective_until"), tz, "effective_until"),
        effective_confidence=reader.mark(raw.get("effective_confidence", "H"), "effective_confidence"),
        replaces=raw.get("replaces"),
        includes=tuple(raw.get("includes", ())),
        over=tuple(raw.get("over", ())),
        areas=tuple(_area(reader, code) for code in raw.get("areas", ())),
        loosens=frozenset(raw.get("loosens", ())),
        by_decision=bool(raw.get("by_decision", False)),
        note=reader.words(raw["note"], "note") if "note" in raw else None,
        tree=tree,
    )


def _area(reader: _Reader, code: str) -> int:
    try:
        return areas.parse(code)
    except ValueError as fault:
        raise reader.fail("areas", str(fault)) from fault
