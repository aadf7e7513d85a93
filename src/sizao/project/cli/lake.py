"""``sizao lake``: files of visits into a lake directory; check it, seal it, forget, and say what is in it."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sizao.kernel.errors import Invalid
from sizao.project.cli import _correct, _intake
from sizao.project.cli._given import keys_in, lake_in, number_of_one, persons_keyed, writable
from sizao.project.cli.outcome import BROKEN, DONE, Outcome
from sizao.project.cli.speech import language, progress, say
from sizao.spine import clock
from sizao.traceback import quarantine, tables
from sizao.traceback.keys import Keys
from sizao.traceback.lake import LONGEST_KEPT, Fault, Lake
from sizao.traceback.removal import Forgetting
from sizao.traceback.segments import visits_in
from sizao.traceback.visits import VisitSource

NEEDS_DATABASE = False


class NothingNamed(Invalid):
    """Say which visits are to be forgotten: --person, --source, --day or --before"""

    code = "lake.nothing_named"
    zh = "请指明要删除的记录:--person、--source、--day 或 --before"


class RetentionFaulty(Invalid):
    """{file} is not a list of sources and whole days from 0 to {most}, such as {{"venue_scan": 14}}"""

    code = "lake.retention_faulty"
    zh = '{file} 不是来源与天数(0 至 {most} 的整数)的清单,例如 {{"venue_scan": 14}}'


class RetentionAlone(Invalid):
    """--retention applies terms of retention to all; name persons, sources or days in a second command"""

    code = "lake.retention_alone"
    zh = "--retention 对全部记录执行保存期限;人员、来源或日期请另用一条命令"


def register(subparsers: Any) -> None:
    """Declare the verb and its own verbs."""
    parser = subparsers.add_parser("lake", help=say("到访数据湖", "a lake of visits"))
    verbs = parser.add_subparsers(dest="lake_verb", required=True, metavar="VERB")
    for name, words, function in (
        ("build", say("由文件新建数据湖及索引", "make a lake and its index from files"), _intake.run_build),
        ("append", say("追加文件(CSV 或 Parquet)", "add files, CSV or Parquet"), _intake.run_append),
    ):
        into = verbs.add_parser(name, help=words)
        _intake.arguments(into)
        into.set_defaults(run=function)
    correct = verbs.add_parser(
        "correct", help=say("以正确的记录替换错误的", "put right visits in the place of wrong ones")
    )
    _correct.arguments(correct)
    correct.set_defaults(run=_correct.run)
    _forget_arguments(verbs)
    _export_arguments(verbs)
    for name, words, function in (
        ("verify", say("校验文件与清单", "check files against the manifest"), run_verify),
        ("stats", say("按天统计", "what is in it, by day"), run_stats),
        ("index", say("建立快速索引", "make the fast index of days that have none"), run_index),
        ("seal", say("执行保存期限、建立索引并校验", "apply retention, index, sweep and verify"), run_seal),
    ):
        each = verbs.add_parser(name, help=words)
        each.add_argument("lake", type=Path, metavar="DIR")
        each.set_defaults(run=function)


def _forget_arguments(verbs: Any) -> None:
    forget = verbs.add_parser("forget", help=say("永久删除到访记录", "delete visits for good"))
    forget.add_argument("lake", type=Path, metavar="DIR")
    forget.add_argument("--person", type=number_of_one, action="append", default=[], metavar="N")
    forget.add_argument("--source", action="append", default=[], choices=[each.value for each in VisitSource])
    forget.add_argument("--day", type=date.fromisoformat, action="append", default=[], metavar="YYYY-MM-DD")
    forget.add_argument(
        "--before", type=date.fromisoformat, metavar="YYYY-MM-DD", help=say("仅早于该日的", "only earlier days")
    )
    forget.add_argument(
        "--retention", type=Path, metavar="FILE",
        help=say("各来源保存天数,如 {\"venue_scan\": 14};写入清单并执行", 'days by source, {"venue_scan": 14}: noted and applied'),
    )  # fmt: skip
    forget.add_argument(
        "--keys", type=Path, metavar="FILE",
        help=say("外部标识对照文件:同时删除这些人员的标识", "the file of other systems' keys: the persons' keys go too"),
    )  # fmt: skip
    forget.add_argument(
        "--key", action="append", default=[], metavar="KEY",
        help=say("以外部标识指明人员,须给 --keys", "a person by another system's key; needs --keys"),
    )  # fmt: skip
    forget.set_defaults(run=run_forget)


def _export_arguments(verbs: Any) -> None:
    export = verbs.add_parser("export", help=say("导出为一个 Parquet 文件", "write visits to one Parquet file"))
    export.add_argument("lake", type=Path, metavar="DIR")
    export.add_argument("--out", type=Path, required=True, metavar="FILE")
    for name in ("--from", "--until"):
        export.add_argument(name, dest=name[2:] + "_day", type=date.fromisoformat, metavar="YYYY-MM-DD")
    export.set_defaults(run=run_export)


def run_forget(args: argparse.Namespace) -> Outcome:
    """Delete what fits all that is given; index and quarantine follow."""
    lake, keys = lake_in(args.lake), keys_in(args.keys)
    if args.retention and (args.person or args.key or args.source or args.day or args.before):
        raise RetentionAlone
    persons = frozenset([*args.person, *persons_keyed(args.key, keys)])
    is_partial = bool(args.source or args.day or args.before)
    if args.retention:
        lake.keep_for(_retention(args.retention))
        return _forgotten(lake, lake.expired(clock.now().date()))
    try:
        which = Forgetting(persons, frozenset(args.source), frozenset(args.day), args.before)
    except ValueError as error:
        raise NothingNamed from error
    done = _forgotten(lake, [which])
    if keys is None or not persons or is_partial:
        return done
    return _without_keys(lake, keys, persons, done)


def _without_keys(lake: Lake, keys: Keys, persons: frozenset[int], done: Outcome) -> Outcome:
    """The persons' keys go with all of their visits, and so do lines that could not be read and hold a key."""
    gone = keys.forget(persons)
    aside = quarantine.forget_words(lake, gone)
    document = {**done.document, "keys": len(gone), "aside": done.document["aside"] + aside}
    told = say(f"对照文件中删除 {len(gone)} 个标识", f"{len(gone)} keys deleted from the file of keys")
    return Outcome(document, [*done.lines, told])


def _retention(path: Path) -> dict[str, int]:
    try:
        terms = {VisitSource(source).value: days for source, days in json.loads(path.read_text("utf-8")).items()}
    except (ValueError, AttributeError, TypeError) as error:
        raise RetentionFaulty(file=path, most=LONGEST_KEPT) from error
    if not all(type(days) is int and 0 <= days <= LONGEST_KEPT for days in terms.values()):
        raise RetentionFaulty(file=path, most=LONGEST_KEPT)
    return terms


def _forgotten(lake: Lake, which: Sequence[Forgetting]) -> Outcome:
    days: Counter[str] = Counter()
    aside = 0
    with progress(say("删除", "forgetting"), total=len(which)) as advance:
        for each in which:
            days.update({day.isoformat(): rows for day, rows in lake.forget(each, clock.now()).items()})
            aside += quarantine.forget(lake, each)
            _forget_in_index(lake, each)
            advance(1)
    total = days.total()
    document = {"lake": lake.directory, "days": dict(days), "rows": total, "aside": aside}
    return Outcome(
        document, [say(f"已删除 {total} 条,隔离区 {aside} 行", f"{total} rows deleted, {aside} put aside before")]
    )


def _forget_in_index(lake: Lake, which: Forgetting) -> None:
    from sizao.traceback.index import store

    if which.persons and not (which.sources or which.days or which.before):
        store.forget(lake, which.persons)
    elif store.read(lake).files:
        store.build(lake)


def run_seal(args: argparse.Namespace) -> Outcome:
    """Let go of what is older than it may be kept, bring the index up to date, sweep, and check every file."""
    from sizao.traceback.index import store

    lake = lake_in(args.lake)
    gone = _forgotten(lake, lake.expired(clock.now().date())).document
    lake.sweep()
    with progress(say("建立索引", "indexing")):
        made = [day.isoformat() for day in store.build(lake, is_checked=True)]
    faults = lake.verify() + store.verify(lake)
    document = {"lake": args.lake, "forgotten": gone["rows"], "indexed": made, "rows": lake.rows, "faults": faults}
    lines = _told(faults) or [
        say(f"完好:{lake.rows} 条,新建索引 {len(made)} 天", f"whole: {lake.rows} rows, {len(made)} days indexed")
    ]
    return Outcome(document, lines, BROKEN if faults else DONE)


def _told(faults: Sequence[Fault]) -> list[str]:
    return [f"{fault.file}: {fault.what.words.in_language(language())}" for fault in faults]


def run_export(args: argparse.Namespace) -> Outcome:
    """Write whole UTC days, the last one not included, ordered by person and start."""
    lake = lake_in(args.lake)
    writable(args.out)
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


def run_verify(args: argparse.Namespace) -> Outcome:
    """Check every file; exit 1 when something is wrong."""
    from sizao.traceback.index import store

    lake = lake_in(args.lake)
    faults = lake.verify() + (store.verify(lake) if store.stands(lake) else [])
    lines = _told(faults) or [say("完好", "whole")]
    return Outcome({"lake": args.lake, "faults": faults}, lines, BROKEN if faults else DONE)


def run_index(args: argparse.Namespace) -> Outcome:
    """Bring the fast index up to date."""
    from sizao.traceback.index import store

    lake = lake_in(args.lake)
    made = [day.isoformat() for day in store.build(lake, is_checked=True)]
    document = {"lake": args.lake, "days": made, "bytes": store.size(lake), "rows": lake.rows}
    return Outcome(document, [say(f"已为 {len(made)} 天建立索引", f"indexed {len(made)} days")])


def run_stats(args: argparse.Namespace) -> Outcome:
    """Rows and bytes by day, rows by source, what is aside, how long each source is kept, what was deleted."""
    lake = lake_in(args.lake)
    days = {
        day.isoformat(): {"rows": both.by_person.rows, "bytes": both.by_person.bytes + both.by_place.bytes}
        for day, both in sorted(lake.manifest.items())
    }
    sources, aside = _by_source(lake), quarantine.reasons(lake)
    lines = [f"{day}  {each['rows']:>12,}  {each['bytes']:>14,} B" for day, each in days.items()]
    lines += [f"{source.words.in_language(language())}: {rows:,}" for source, rows in sources.items()]
    lines += [f"{flaw.words.in_language(language())}: {rows:,}" for flaw, rows in aside.items()]
    document = {
        "lake": args.lake, "rows": sum(each["rows"] for each in days.values()), "days": days, "sources": sources,
        "aside": aside, "retention": lake.retention, "deletions": lake.deletions, "corrections": lake.corrections,
    }  # fmt: skip
    return Outcome(document, lines)


def _by_source(lake: Lake) -> dict[VisitSource, int]:
    found: Counter[str] = Counter()
    for file in lake.files("by_place"):
        counted = pq.read_table(file, columns=["source"])["source"].value_counts()
        found.update({row["values"]: row["counts"] for row in counted.to_pylist()})
    return {source: found[source.value] for source in VisitSource if found[source.value]}
