"""What ``sizao trace`` found: written to a file, printed for a person, and what is to be said about it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq

from sizao.kernel.words import Words
from sizao.project.cli.outcome import as_json
from sizao.project.cli.speech import language, say
from sizao.traceback import answer, tables
from sizao.traceback.answer import Exposed
from sizao.traceback.intake import CIVIL
from sizao.traceback.keys import Keys
from sizao.traceback.lake import Lake
from sizao.traceback.query import IndexPlace, IndexStay, TraceQuery
from sizao.traceback.segments import visits_in

ENDINGS = (".parquet", ".arrow", ".csv", ".json")
"""Of the files that an answer can be written to."""
SHOWN_PLACES = 10
SHOWN = 20
"""Rows printed for a person; the rest is in ``--out`` or ``--json``."""
HEADING = Words(
    "人员\t层\t分钟\t首次\t末次\t证据等级\t经由\t场所", "person\thop\tminutes\tfirst\tlast\tgrade\tvia\tplaces"
)


def keyed(found: Sequence[Exposed], keys: Keys) -> list[dict[str, object]]:
    """The rows of an answer by the keys of the other system; a number whose key is not there, or was forgotten, is null."""
    persons, places = keys.of("person"), keys.of("place")
    return [
        {
            **{each.name: getattr(row, each.name) for each in fields(row)}, "person": persons.get(row.person),
            "via": [persons.get(each) for each in row.via], "places": [places.get(each) for each in row.places],
        }
        for row in found
    ]  # fmt: skip


def _keyed_table(found: Sequence[Exposed], keys: Keys) -> pa.Table:
    rows = [{**row, "grade": str(row["grade"])} for row in keyed(found, keys)]
    named = {"person": pa.string(), "via": pa.list_(pa.string()), "places": pa.list_(pa.string())}
    schema = pa.schema([pa.field(each.name, named.get(each.name, each.type)) for each in tables.ANSWER])
    return pa.Table.from_pylist(rows, schema=schema)


def write(path: Path, query: TraceQuery, found: Sequence[Exposed], keys: Keys | None = None) -> None:
    """Write an answer in the form that the file's ending names, by number or, with a file of keys, by key."""
    table = _keyed_table(found, keys) if keys else tables.answer_table(found)
    ending = path.suffix.lower()
    if ending == ".parquet":
        pq.write_table(table, path)
    elif ending == ".arrow":
        with pa.ipc.new_file(path, table.schema) as file:
            file.write_table(table)
    elif ending == ".csv":
        joined = [pa.array([" ".join(map(str, row)) for row in table[name].to_pylist()]) for name in ("via", "places")]
        flat = table.set_column(2, "via", joined[0]).set_column(3, "places", joined[1])
        pa.csv.write_csv(flat, path)
    else:
        exposed = keyed(found, keys) if keys else found
        path.write_text(as_json({"query": query.to_json(), "exposed": exposed}) + "\n", "utf-8")


def lines(found: Sequence[Exposed], seconds: float, *, names: bool, keys: Keys | None = None) -> Iterator[str]:
    """An answer for a person: the counts, and rows in civil time where persons may be named."""
    counts = answer.counts(found)
    yield say(f"共 {counts.persons} 人,用时 {seconds:.2f} 秒", f"{counts.persons} persons in {seconds:.2f} s")
    for hop, number in counts.by_hop:
        yield say(f"  第 {hop} 层:{number} 人", f"  hop {hop}: {number}")
    for grade, number in counts.by_grade:
        yield f"  {grade.words.in_language(language())}: {number}"
    for place, number in counts.by_place[:SHOWN_PLACES]:
        yield say(f"  场所 {place}:{number} 人", f"  place {place}: {number}")
    if not names or not found:
        return
    yield HEADING.in_language(language())
    persons, places = (keys.of("person"), keys.of("place")) if keys else (None, None)
    yield from (_row(each, persons, places) for each in found[:SHOWN])
    if len(found) > SHOWN:
        yield say(
            f"……另有 {len(found) - SHOWN} 人,见 --out 或 --json", f"… {len(found) - SHOWN} more: use --out or --json"
        )


def _row(each: Exposed, persons: Mapping[int, str] | None, places: Mapping[int, str] | None) -> str:
    cells = (
        _called([each.person], persons), each.hop, each.minutes, _civil(each.first), _civil(each.last),
        each.grade.words.in_language(language()), _called(each.via, persons), _called(each.places, places),
    )  # fmt: skip
    return "\t".join(map(str, cells))


def _civil(moment: datetime) -> str:
    return moment.astimezone(ZoneInfo(CIVIL)).isoformat()


def _called(numbers: Sequence[int], keys: Mapping[int, str] | None) -> str:
    return " ".join(str(each) if keys is None else keys.get(each, "?") for each in numbers) or "-"


def notes(query: TraceQuery, visits: Lake | Sequence[Path], kinds: Mapping[int, str] | None) -> list[Words]:
    """What an answer rests on that is not there: index persons and places without visits, days and kinds that are none."""
    said = _outside(query, visits) if isinstance(visits, Lake) else []
    for kind in query.place_kinds:
        if kinds is not None and kind not in kinds.values():
            said.append(Words(f"场所清单中没有类别为 {kind} 的场所", f"no place is of the kind {kind}"))
    persons = _without_visits(query.index, "person", _files(query, visits, "by_person"))
    places = _without_visits(query.index_places, "place", _files(query, visits, "by_place"))
    said += [
        Words(f"人员 {each} 在该时段没有到访记录", f"person {each} has no visit in this window") for each in persons
    ]
    said += [Words(f"场所 {each} 在该时段没有到访记录", f"place {each} has no visit in this window") for each in places]
    return said


def _outside(query: TraceQuery, lake: Lake) -> list[Words]:
    days = sorted(lake.manifest)
    if not days:
        return [Words("数据湖中没有任何记录", "the lake holds no visits")]
    start, until = query.first_hop_period
    if start.date() <= days[-1] and _last_day(until) >= days[0]:
        return []
    return [
        Words(
            f"数据湖的记录为 {days[0]} 至 {days[-1]}(UTC 日)", f"the lake holds {days[0]} to {days[-1]} (days of UTC)"
        )
    ]


def _last_day(until: datetime) -> date:
    return (until - timedelta(seconds=1)).date()


def _files(query: TraceQuery, visits: Lake | Sequence[Path], order: str) -> Sequence[Path]:
    return visits.files(order, *query.first_hop_period) if isinstance(visits, Lake) else visits


def _without_visits(stays: Sequence[IndexStay | IndexPlace], column: str, files: Sequence[Path]) -> list[int]:
    """Who or what of the index has no visit in its own period."""
    wanted = sorted({getattr(stay, column) for stay in stays})
    if not wanted:
        return []
    chosen = pc.field(column).isin(pa.array(wanted, pa.int64()))
    seen: set[int] = set()
    for file in files:
        rows = _visits(file, chosen)
        for stay in stays:
            number = getattr(stay, column)
            if number not in seen and _has(rows, column, number, stay):
                seen.add(number)
    return [number for number in wanted if number not in seen]


def _visits(file: Path, chosen: pc.Expression) -> pa.Table:
    if "seconds" in pq.read_schema(file).names:
        return visits_in(file, chosen)
    return tables.conforming(pq.read_table(file)).filter(chosen)


def _has(rows: pa.Table, column: str, number: int, stay: IndexStay | IndexPlace) -> bool:
    is_one = pc.equal(rows[column], number)
    begins = pc.less(rows["start"], pa.scalar(stay.until, tables.MOMENT))
    goes_on = pc.greater(rows["until"], pa.scalar(stay.start, tables.MOMENT))
    return bool(pc.any(pc.and_(is_one, pc.and_(begins, goes_on))).as_py())
