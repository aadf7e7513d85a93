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
from sizao.traceback import files, intake, quarantine
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
        "--source", default=VisitSource.IMPORT.value, choices=[each.value for each in VisitSource],
        help=say("未注明来源的行按此来源", "source of rows that name none"),
    )  # fmt: skip
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
    terms = Terms(clock.now(), VisitSource(args.source), places, timedelta(days=args.longest_days), args.strict)
    keys = Keys(args.keys) if args.keys else None
    with progress(say("写入", "appending"), total=len(args.files)) as advance:
        for file in args.files:
            _append(lake, file, terms, keys, tally)
            advance(1)
    return Outcome({"lake": args.lake, **_document(tally)}, list(_lines(tally)))


def _append(lake: Lake, file: Path, terms: Terms, keys: Keys | None, tally: Tally) -> None:
    """One file; what is put aside is written first, so that a crash in between leaves nothing out."""
    from sizao.traceback.index import store

    found = _read(file, files.read)
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
