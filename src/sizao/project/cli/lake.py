"""``sizao lake``: add visits from Parquet files to a lake directory, check it, and say what is in it."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sizao.kernel.errors import Invalid
from sizao.project.cli.outcome import BROKEN, DONE, Outcome
from sizao.project.cli.speech import progress, say
from sizao.traceback import tables
from sizao.traceback.lake import Forgetting, Lake, visits_in
from sizao.traceback.visits import VisitSource

NEEDS_DATABASE = False


class VisitsFaulty(Invalid):
    """{file} does not hold visits: {reason}"""

    code = "lake.visits_faulty"
    zh = "{file} 不是到访数据:{reason}"


class NothingNamed(Invalid):
    """Say which visits are to be forgotten: --person, --source, --day or --before"""

    code = "lake.nothing_named"
    zh = "请指明要删除的记录:--person、--source、--day 或 --before"


def register(subparsers: Any) -> None:
    """Declare the verb and its own verbs."""
    parser = subparsers.add_parser("lake", help=say("到访数据湖", "a lake of visits"))
    verbs = parser.add_subparsers(dest="lake_verb", required=True, metavar="VERB")
    append = verbs.add_parser("append", help=say("追加 Parquet 文件", "add Parquet files"))
    append.add_argument("lake", type=Path, metavar="DIR")
    append.add_argument("files", type=Path, nargs="+", metavar="FILE")
    append.set_defaults(run=run_append)
    _forget_arguments(verbs)
    _export_arguments(verbs)
    for name, words, function in (
        ("verify", say("校验文件与清单", "check files against the manifest"), run_verify),
        ("stats", say("按天统计", "what is in it, by day"), run_stats),
        ("index", say("建立快速索引", "make the fast index of days that have none"), run_index),
    ):
        each = verbs.add_parser(name, help=words)
        each.add_argument("lake", type=Path, metavar="DIR")
        each.set_defaults(run=function)


def _forget_arguments(verbs: Any) -> None:
    forget = verbs.add_parser("forget", help=say("永久删除到访记录", "delete visits for good"))
    forget.add_argument("lake", type=Path, metavar="DIR")
    forget.add_argument("--person", type=int, action="append", default=[], metavar="N")
    forget.add_argument("--source", action="append", default=[], choices=[each.value for each in VisitSource])
    forget.add_argument("--day", type=date.fromisoformat, action="append", default=[], metavar="YYYY-MM-DD")
    forget.add_argument(
        "--before", type=date.fromisoformat, metavar="YYYY-MM-DD", help=say("仅早于该日的", "only earlier days")
    )
    forget.set_defaults(run=run_forget)


def _export_arguments(verbs: Any) -> None:
    export = verbs.add_parser("export", help=say("导出为一个 Parquet 文件", "write visits to one Parquet file"))
    export.add_argument("lake", type=Path, metavar="DIR")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    for name in ("--from", "--until"):
        export.add_argument(name, dest=name[2:] + "_day", type=date.fromisoformat, metavar="YYYY-MM-DD")
    export.set_defaults(run=run_export)


def run_forget(args: argparse.Namespace) -> Outcome:
    """Delete what fits all that is given; the index follows."""
    from sizao.traceback.index import store

    persons = frozenset(args.person)
    try:
        which = Forgetting(persons, frozenset(args.source), frozenset(args.day), args.before)
    except ValueError as error:
        raise NothingNamed from error
    lake = Lake(args.lake)
    gone = {day.isoformat(): rows for day, rows in lake.forget(which).items()}
    if persons and not (args.source or args.day or args.before):
        store.forget(lake, persons)
    elif store.read(lake).files:
        store.build(lake)
    total = sum(gone.values())
    return Outcome(
        {"lake": args.lake, "days": gone, "rows": total}, [say(f"已删除 {total} 条", f"{total} rows deleted")]
    )


def run_export(args: argparse.Namespace) -> Outcome:
    """Write whole UTC days, the last one not included, ordered by person and start."""
    lake = Lake(args.lake)
    days = [
        segments.by_person.file
        for day, segments in sorted(lake.manifest.items())
        if (args.from_day is None or day >= args.from_day) and (args.until_day is None or day < args.until_day)
    ]
    rows = 0
    with pq.ParquetWriter(args.out, tables.VISITS, compression="zstd") as writer:
        for file in days:
            visits = tables.conforming(visits_in(lake.directory / file))
            writer.write_table(visits)
            rows += visits.num_rows
    return Outcome(
        {"file": args.out, "days": len(days), "rows": rows}, [say(f"已写出 {rows} 条", f"{rows} rows written")]
    )


def run_append(args: argparse.Namespace) -> Outcome:
    """Add files; visits the lake holds already are not doubled."""
    lake = Lake(args.lake)
    grown: dict[str, int] = {}
    with progress(say("写入", "appending"), total=len(args.files)) as advance:
        for file in args.files:
            try:
                for day, rows in lake.append(pq.read_table(file)).items():
                    grown[day.isoformat()] = grown.get(day.isoformat(), 0) + rows
            except ValueError as error:
                raise VisitsFaulty(file=file, reason=str(error)) from error
            advance(1)
    total = sum(grown.values())
    return Outcome({"lake": args.lake, "days": grown, "rows": total}, [say(f"新增 {total} 条", f"{total} rows added")])


def run_verify(args: argparse.Namespace) -> Outcome:
    """Check every file; exit 1 when something is wrong."""
    from sizao.traceback.index import store

    lake = Lake(args.lake)
    faults = lake.verify() + (store.verify(lake) if store.read(lake).files else [])
    lines = [f"{fault.file}: {fault.what}" for fault in faults] or [say("完好", "whole")]
    return Outcome({"lake": args.lake, "faults": faults}, lines, BROKEN if faults else DONE)


def run_index(args: argparse.Namespace) -> Outcome:
    """Bring the fast index up to date."""
    from sizao.traceback.index import store

    lake = Lake(args.lake)
    made = [day.isoformat() for day in store.build(lake)]
    document = {"lake": args.lake, "days": made, "bytes": store.size(lake), "rows": lake.rows}
    return Outcome(document, [say(f"已为 {len(made)} 天建立索引", f"indexed {len(made)} days")])


def run_stats(args: argparse.Namespace) -> Outcome:
    """Rows and bytes by day."""
    manifest = Lake(args.lake).manifest
    days = {
        day.isoformat(): {"rows": both.by_person.rows, "bytes": both.by_person.bytes + both.by_place.bytes}
        for day, both in sorted(manifest.items())
    }
    lines = [f"{day}  {each['rows']:>12,}  {each['bytes']:>14,} B" for day, each in days.items()]
    return Outcome({"lake": args.lake, "rows": sum(each["rows"] for each in days.values()), "days": days}, lines)
