"""Questions as tables: every part of a question is a row, so that one statement answers one question or a thousand.

Questions of a batch share the visits and nothing else; each has its number, the position in the batch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from sizao.traceback import tables
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.visits import EvidenceGrade, VisitSource

NO_END = 253_370_764_800
"""The year 9999 in epoch seconds."""
SOURCE_BITS = {str(source): 1 << number for number, source in enumerate(VisitSource)}
GRADE_BITS = {str(grade): 1 << grade.rank for grade in EvidenceGrade}

TERMS = pa.schema(
    [
        pa.field("question", pa.int64()),
        pa.field("min_overlap", pa.int64()),
        pa.field("linger", pa.int64()),
        pa.field("within", pa.int64()),
        pa.field("hops", pa.int64()),
        pa.field("match_zones", pa.bool_()),
        pa.field("with_lists", pa.bool_()),
        pa.field("every_place", pa.bool_()),
        pa.field("sources", pa.int64()),
        pa.field("grades", pa.int64()),
    ]
)
"""One question a row; admitted sources and grades are bits, lengths of time are seconds."""
PERIODS = [pa.field("question", pa.int64()), pa.field("s", pa.int64()), pa.field("u", pa.int64())]
INDEX_PERSONS = pa.schema([*PERIODS, pa.field("person", pa.int64())])
INDEX_PLACES = pa.schema([*PERIODS, pa.field("place", pa.int64()), pa.field("zone", pa.string())])
UNLISTED = pa.schema([pa.field("question", pa.int64()), pa.field("person", pa.int64())])
ADMITTED_PLACES = pa.schema([pa.field("question", pa.int64()), pa.field("place", pa.int64())])
SCHEMAS = {
    "terms": TERMS, "index_persons": INDEX_PERSONS, "index_places": INDEX_PLACES, "unlisted": UNLISTED,
    "admitted_places": ADMITTED_PLACES,
}  # fmt: skip
"""The tables that hold a batch, by name."""


def as_tables(questions: Sequence[TraceQuery], places: Mapping[int, str] | None) -> dict[str, pa.Table]:
    """The batch as tables of :data:`SCHEMAS`.

    Raises:
        ValueError: when a question names place kinds and no kinds are given.
    """
    if places is None and any(query.place_kinds for query in questions):
        raise ValueError("the question names place kinds, but the kinds of the places are not given")
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in SCHEMAS}
    for number, query in enumerate(questions):
        for name, row in _rows(query, places or {}):
            rows[name].append({"question": number, **row})
    return {name: pa.Table.from_pylist(rows[name], schema=schema) for name, schema in SCHEMAS.items()}


def _rows(query: TraceQuery, places: Mapping[int, str]) -> Iterator[tuple[str, dict[str, object]]]:
    yield "terms", _terms(query)
    for stay in query.index:
        yield "index_persons", {"person": stay.person, **_period(stay)}
    for here in query.index_places:
        yield "index_places", {"place": here.place, "zone": here.zone or None, **_period(here)}
    for person in sorted(query.unlisted):
        yield "unlisted", {"person": person}
    if query.place_kinds:
        for place, kind in places.items():
            if kind in query.place_kinds:
                yield "admitted_places", {"place": place}


def _terms(query: TraceQuery) -> dict[str, object]:
    within = query.second_hop_within_s
    return {
        "min_overlap": query.min_overlap_s, "linger": query.linger_s, "within": NO_END if within is None else within,
        "hops": query.hops, "match_zones": query.match_zones, "with_lists": query.with_lists,
        "every_place": not query.place_kinds,
        "sources": sum(SOURCE_BITS[str(each)] for each in query.sources or tuple(VisitSource)),
        "grades": sum(GRADE_BITS[str(each)] for each in query.grades or tuple(EvidenceGrade)),
    }  # fmt: skip


def _period(stay: IndexStay | IndexPlace) -> dict[str, object]:
    return {"s": int(stay.start.timestamp()), "u": int(stay.until.timestamp())}


def answers(found: pa.Table, number_of_questions: int) -> list[pa.Table]:
    """The answer of each question, schema :data:`sizao.traceback.tables.ANSWER`, in its one order."""
    ordered = found.sort_by([(name, "ascending") for name in ("question", "hop", "person")])
    typed = {name: _typed(ordered[name], name) for name in tables.ANSWER.names}
    whole = pa.table(typed, schema=tables.ANSWER)
    sizes = {row["question"]: row["count_all"] for row in _sizes(ordered)}
    parts, at = [], 0
    for number in range(number_of_questions):
        parts.append(whole.slice(at, sizes.get(number, 0)))
        at += sizes.get(number, 0)
    return parts


def _sizes(found: pa.Table) -> list[dict[str, int]]:
    return found.group_by("question").aggregate([([], "count_all")]).to_pylist()  # type: ignore[no-any-return]


def _typed(column: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    kind = tables.ANSWER.field(name).type
    if pa.types.is_timestamp(kind):
        return pc.multiply(column.cast(pa.int64()), 1000).cast(kind)
    return column.cast(kind)
