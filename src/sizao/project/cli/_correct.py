"""``sizao lake correct``: visits that were wrong go out of a lake, and the right ones come in, in one step."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import pyarrow as pa

from sizao.kernel.errors import Invalid
from sizao.project.cli._given import lake_in, there
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import progress, say
from sizao.spine import clock
from sizao.traceback import files, intake
from sizao.traceback.tables import VISITS
from sizao.traceback.visits import VisitSource


class CorrectionFaulty(Invalid):
    """{file} cannot correct anything: {reason}"""

    code = "lake.correction_faulty"
    zh = "{file} 不能用于更正:{reason}"


def arguments(parser: Any) -> None:
    """What the verb takes."""
    parser.add_argument("lake", type=Path, metavar="DIR")
    parser.add_argument(
        "--wrong",
        type=Path,
        required=True,
        metavar="FILE",
        help=say("错误的记录,原样", "the visits that were wrong, as they came"),
    )
    parser.add_argument(
        "--right", type=Path, metavar="FILE", help=say("正确的记录", "the right ones, if there are any")
    )
    parser.add_argument(
        "--source", default=VisitSource.IMPORT.value, choices=[each.value for each in VisitSource],
        help=say("未注明来源的行按此来源", "source of rows that name none"),
    )  # fmt: skip


def run(args: argparse.Namespace) -> Outcome:
    """Exchange visits, and bring the index up to date; a file with a row that cannot be right is refused whole."""
    from sizao.traceback.index import store

    there(args.wrong, args.right)
    lake, terms = lake_in(args.lake), intake.Terms(clock.now(), VisitSource(args.source))
    wrong = _visits(args.wrong, terms)
    right = _visits(args.right, terms) if args.right else VISITS.empty_table()
    with progress(say("更正", "correcting")):
        went, came = lake.correct(wrong, right, clock.now())
        if store.read(lake).files:
            store.build(lake)
    return Outcome(
        {"lake": args.lake, "wrong": wrong.num_rows, "went": went, "came": came},
        [say(f"移除 {went} 条,写入 {came} 条", f"{went} rows went, {came} came")],
    )


def _visits(file: Path, terms: intake.Terms) -> pa.Table:
    try:
        found = files.read(file)
    except ValueError as error:
        raise CorrectionFaulty(file=file, reason=getattr(error, "words", str(error))) from error
    taken = intake.take(found.rows, terms, found.broken)
    for row in taken.aside.to_pylist():
        if not row["kept"]:
            reason = intake.Flaw(row["reason"]).words
            raise CorrectionFaulty(file=file, reason=f"{row['line']}: {say(reason.zh, reason.en)}")
    return taken.visits
