"""``sizao analyse``: what the cases of an incident say together, each result with its interval, method and gaps."""

from __future__ import annotations

import argparse
import math
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.project.cli.clock import moment
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import language, say

if TYPE_CHECKING:
    from sizao.oversight.analysis.types import Analysis, Finding, Question

BASES = ("onset", "sampling", "report")
GROUPINGS = ("classification", "setting", "area")
LINKS = ("all", "likely")
SERIALS = ("own", "empirical", "published", "entered")


def register(subparsers: Any) -> None:
    """Add the verb."""
    words = say(
        "分析一个事件:曲线、代次、R 与 k、代间隔、潜伏期、续发率",
        "analyse an incident: curve, generations, R and k, intervals, attack rates",
    )
    parser = subparsers.add_parser("analyse", help=words, description=words)
    parser.add_argument("incident", help=say("事件编号", "the incident's number"))
    parser.add_argument("--as-of", default="", metavar="TIME", help=say("截至时间", "only cases known by then"))
    parser.add_argument("--basis", choices=BASES, help=say("按何日期计数", "count cases by this date"))
    parser.add_argument(
        "--by", choices=GROUPINGS, default="classification", help=say("曲线分组", "divide the curve by")
    )
    parser.add_argument("--links", choices=LINKS, default="all", help=say("计入的传播联系", "links that count"))
    parser.add_argument(
        "--window", type=int, default=7, metavar="DAYS", help=say("R 的窗口(天)", "window of R in days")
    )
    parser.add_argument("--serial", choices=SERIALS, help=say("代间隔来源", "where the serial interval comes from"))
    parser.add_argument("--serial-mean", type=float, metavar="DAYS", help=say("代间隔均值", "mean serial interval"))
    parser.add_argument("--serial-sd", type=float, metavar="DAYS", help=say("代间隔标准差", "its standard deviation"))
    parser.add_argument("--out", type=Path, help=say("写入 .xlsx 文件", "write an .xlsx file"))


def run(args: argparse.Namespace) -> Outcome:
    """Analyse, print, and write when asked."""
    from sizao.ground.command import queries as command
    from sizao.kernel.actors import Actor
    from sizao.oversight.analysis import queries
    from sizao.oversight.analysis.schemas import AnalysisOut
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    question, as_of = _question(args), moment(args.as_of) if args.as_of else None
    with scope.acting(Actor.system("cli.analyse")):
        incident = command.incident_by_number(args.incident)
        found = queries.analysis(incident.id, question, clock.now(), as_of=as_of)
    if args.out:
        if args.out.suffix != ".xlsx":
            raise Invalid(reason=str(args.out))
        args.out.write_bytes(queries.as_workbook(found, found.findings, language()))
    return Outcome(AnalysisOut.of(found).dict(), _lines(found))


def _question(args: argparse.Namespace) -> Question:
    from sizao.oversight.analysis.types import Basis, Grouping, Links, Question, SerialSource

    mean, sd = args.serial_mean, args.serial_sd
    if (mean is None) != (sd is None) or (args.serial == "entered" and mean is None):
        raise Invalid(
            reason=Words("代间隔的均值与标准差须同时给出", "the mean and the standard deviation are given together")
        )
    if args.window < 1 or (mean is not None and (mean <= 1 or sd <= 0)):
        raise Invalid(
            reason=Words(
                "窗口须不少于 1 天,代间隔均值须大于 1 天",
                "a window has at least a day, a serial interval more than one",
            )
        )
    serial = args.serial or ("entered" if mean is not None else None)
    return Question(
        basis=Basis(args.basis) if args.basis else None, grouping=Grouping(args.by), links=Links(args.links),
        window_days=args.window, serial=SerialSource(serial) if serial else None, serial_mean=mean, serial_sd=sd,
    )  # fmt: skip


def _lines(found: Analysis) -> list[Words]:
    heading = Words(
        f"{found.incident_number} {found.title.zh},{found.cases} 例,{_day(found.as_of)}",
        f"{found.incident_number} {found.title.en}, {found.cases} cases, {_day(found.as_of)}",
    )
    return [heading, *(line for finding in found.findings for line in _finding(finding))]


def _finding(finding: Finding) -> list[Words]:
    lines = [Words("", ""), finding.topic.words, _indented(finding.sentence)]
    lines += [_indented(each) for each in finding.cautions]
    for each in finding.figures:
        ends = f"  [{_number(each.lower)}, {_number(each.upper)}]" if each.lower is not None else ""
        said = f"{_number(each.value)}{ends}"
        lines.append(Words(f"  {said:<28} {each.words.zh}", f"  {said:<28} {each.words.en}"))
    lines += [
        Words(f"  未用 {each.number}:{each.reason.zh}", f"  {each.number} left out: {each.reason.en}")
        for each in finding.left_out
    ]
    lines.append(
        Words(
            f"  {finding.method.words.zh}({finding.method.paper})",
            f"  {finding.method.words.en} ({finding.method.paper})",
        )
    )
    return lines


def _indented(words: Words) -> Words:
    return Words(f"  {words.zh}", f"  {words.en}")


def _number(value: float | None) -> str:
    if value is None:
        return "—"
    return "∞" if math.isinf(value) else f"{value:.4g}"


def _day(at: datetime) -> str:
    return f"{at:%Y-%m-%d}"
