"""``sizao lake build`` and ``append``: files of visits into a lake, each row counted once: new, known, or put aside."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sizao.kernel.errors import Invalid, Refused
from sizao.project.cli._given import readable, there, whole
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import language, progress, say
from sizao.spine import clock
from sizao.traceback import files, headings, intake, quarantine
from sizao.traceback.files import Layout
from sizao.traceback.headings import Dates
from sizao.traceback.intake import Flaw, Terms
from sizao.traceback.keys import Keys
from sizao.traceback.lake import Lake
from sizao.traceback.segments import sha256
from sizao.traceback.visits import VisitSource


class VisitsFaulty(Invalid):
    """{file} does not hold visits: {reason}"""

    code = "lake.visits_faulty"
    zh = "{file} 不是到访数据:{reason}"


class LakeStands(Refused):
    """There is a lake in {folder} already: sizao lake append adds to it"""

    code = "lake.stands"
    zh = "{folder} 中已有数据湖:请用 sizao lake append 追加"


@dataclass
class Tally:
    """What became of the rows of several files."""

    declared: int = 0
    believed: int = 0
    days: Counter[str] = field(default_factory=Counter)
    aside: Counter[Flaw] = field(default_factory=Counter)
    kept: int = 0
    midnights: int = 0
    quarantine: list[Path] = field(default_factory=list)


def arguments(parser: Any) -> None:
    """What both verbs take."""
    parser.add_argument("lake", type=Path, metavar="DIR")
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE", help=say("CSV 或 Parquet", "CSV or Parquet"))
    parser.add_argument(
        "--source", choices=[each.value for each in VisitSource],
        help=say("未注明来源的行按此来源;默认按 --shape", "source of rows that name none; by the shape without it"),
    )  # fmt: skip
    layout_arguments(parser)
    parser.add_argument(
        "--places",
        type=Path,
        metavar="FILE",
        help=say("场所清单,不在其中的行隔离", "the places that exist: column place"),
    )
    parser.add_argument(
        "--keys", type=Path, metavar="FILE",
        help=say("把外部标识换成编号的对照文件(不进数据湖)", "numbers for other systems' keys; made and extended"),
    )  # fmt: skip
    parser.add_argument(
        "--longest-days", type=whole(1, 36_500), default=intake.LONGEST.days, metavar="N",
        help=say("更长的停留视为不可信", "a longer stay is not believed"),
    )  # fmt: skip
    parser.add_argument(
        "--strict",
        action="store_true",
        help=say("同一人同时在两处的也隔离", "put aside a person in two places at once"),
    )


def layout_arguments(parser: Any) -> None:
    """How the files are written, where their headings do not tell."""
    parser.add_argument(
        "--shape", default="visits", choices=list(headings.SHAPES),
        help=say("每行是什么:到访、卡口通过(一分钟)、住宿", "what a row is: a stay, a checkpoint passage (a minute), hotel nights"),
    )  # fmt: skip
    parser.add_argument(
        "--column", type=_column, action="append", default=[], metavar="FIELD=HEADING",
        help=say("表头不认识时指明列,如 person=证号", "which column is which where a heading is not known: person=CardNo"),
    )  # fmt: skip
    parser.add_argument(
        "--dates", default="ymd", choices=[each.value for each in Dates],
        help=say("年不在前的日期按何顺序;未指明则隔离", "the order of dates whose year is not first; put aside without it"),
    )  # fmt: skip


def _column(text: str) -> tuple[str, str]:
    field, sign, heading = text.partition("=")
    if field not in intake.COLUMNS or not sign or not heading.strip():
        names = " ".join(intake.COLUMNS)
        words = say(f"应为 字段=表头,字段为 {names}", f"FIELD=HEADING is needed, FIELD one of {names}")
        raise argparse.ArgumentTypeError(f"{words}: {text}")
    return field, heading.strip()


def layout_of(args: argparse.Namespace) -> Layout:
    """How the files are to be read."""
    return Layout(args.shape, dict(args.column), Dates(args.dates))


def run_build(args: argparse.Namespace) -> Outcome:
    """Make a lake and its index; refused where one stands."""
    readable(Lake(args.lake))
    if Lake(args.lake).manifest:
        raise LakeStands(folder=args.lake)
    return run_append(args)


def run_append(args: argparse.Namespace) -> Outcome:
    """Add files, to the index too; visits the lake holds already are not doubled."""
    lake, tally = Lake(args.lake), Tally()
    there(*args.files, args.places)
    readable(lake)
    places = frozenset(_read(args.places, files.places)) if args.places else None
    shape = headings.SHAPES[args.shape]
    terms = Terms(
        clock.now(), VisitSource(args.source) if args.source else shape.source, places,
        timedelta(days=args.longest_days), headings.PASSAGE if shape.passes else None, args.strict,
    )  # fmt: skip
    keys = Keys(args.keys) if args.keys else None
    with progress(say("写入", "appending"), total=len(args.files)) as advance:
        for file in args.files:
            _append(lake, _read(file, lambda path: files.read(path, layout_of(args))), file, terms, keys, tally)
            advance(1)
    return Outcome({"lake": args.lake, **_document(tally)}, list(_lines(tally)))


def _append(lake: Lake, found: files.Read, file: Path, terms: Terms, keys: Keys | None, tally: Tally) -> None:
    """One file; what is put aside is written first, so that a crash in between leaves nothing out."""
    from sizao.traceback.index import store

    rows = keys.take(found.rows) if keys else found.rows
    taken = intake.take(rows, terms, found.broken)
    path = quarantine.put(lake, sha256(file), taken.aside)
    for day, grown in store.append(lake, taken.visits).items():
        tally.days[day.isoformat()] += grown
    tally.declared += taken.declared
    tally.believed += taken.visits.num_rows
    tally.aside.update(taken.reasons)
    tally.kept += sum(taken.aside["kept"].to_pylist())
    tally.midnights += taken.midnights
    tally.quarantine += [path] if path else []


def _read(file: Path, reader: Any) -> Any:
    try:
        return reader(file)
    except ValueError as error:
        raise VisitsFaulty(file=file, reason=getattr(error, "words", str(error))) from error


def _document(tally: Tally) -> dict[str, object]:
    return {
        "rows": sum(tally.days.values()), "days": dict(tally.days), "declared": tally.declared,
        "believed": tally.believed, "aside": tally.declared - tally.believed, "kept_with_a_note": tally.kept, "midnights": tally.midnights,
        "reasons": {flaw.value: number for flaw, number in tally.aside.items()}, "quarantine": tally.quarantine,
    }  # fmt: skip


def _lines(tally: Tally) -> Iterator[str]:
    rows, aside = sum(tally.days.values()), tally.declared - tally.believed
    yield say(
        f"共 {tally.declared} 行:可信 {tally.believed},隔离 {aside};新增 {rows} 条",
        f"{tally.declared} rows: {tally.believed} believed, {aside} put aside; {rows} rows added",
    )
    if tally.midnights:
        yield say(
            f"  时刻 24:00 按次日 0 时计:{tally.midnights} 行",
            f"  24:00 taken as the next midnight: {tally.midnights} rows",
        )
    for flaw, number in tally.aside.items():
        yield f"  {flaw.words.in_language(language())}: {number}"
    for path in tally.quarantine:
        yield f"  {path}"
