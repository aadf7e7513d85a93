"""``sizao report``: an incident's day report or 7-1-7 assessment, a filed report's papers, the units' daily returns."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sizao.kernel.errors import Invalid
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import language, say

if TYPE_CHECKING:
    from sizao.kernel.actors import Actor
    from sizao.oversight.reports.types import DayReport, Line, Target
    from sizao.oversight.returns.types import Total


class DayMalformed(Invalid):
    """{day} is not a day; write it as 2021-12-11."""

    code = "report.day_malformed"
    zh = "{day} 不是日期;请写成 2021-12-11。"


class NoSuchPaper(Invalid):
    """{file} names no form of this paper; its ending must be one of {forms}."""

    code = "report.no_such_paper"
    zh = "{file} 不是可用的文件格式;扩展名须为 {forms} 之一。"


class IncidentUnnamed(Invalid):
    """The incident's number is missing: sizao report NUMBER; sizao clock lists them."""

    code = "report.incident_unnamed"
    zh = "缺少事件编号:sizao report 编号;用 sizao clock 可列出。"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    about = say(
        "生成或上报日报、7-1-7 评估、日报零报告汇总", "print, write or file day reports, 7-1-7 and daily returns"
    )
    parser = subparsers.add_parser("report", help=about, description=about)
    parser.add_argument("incident", nargs="?", help=say("事件编号", "the incident's number"))
    parser.add_argument("--day", help=say("日期 YYYY-MM-DD,缺省为昨日", "day as YYYY-MM-DD; yesterday by default"))
    words = say("写入 .docx、.xlsx、.pdf 或 .json 文件", "write a .docx, .xlsx, .pdf or .json file")
    parser.add_argument("--out", type=Path, help=words)
    parser.add_argument("--file", action="store_true", help=say("上报", "file it"))
    parser.add_argument("--reason", default="", help=say("订正原因", "reason of a correction"))
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--717", dest="assessment", action="store_true", help=say("7-1-7 评估", "the 7-1-7 assessment"))
    which.add_argument("--filed", metavar="NUMBER", help=say("已上报日报的存档文件", "a filed report as it was filed"))
    words = say("某区划的日报零报告汇总(区划代码)", "the daily returns of an area, rolled up (division code)")
    which.add_argument("--returns", metavar="AREA", help=words)


def run(args: argparse.Namespace) -> Outcome:
    """Make what was asked for, and write or file it when asked."""
    from sizao.kernel.actors import Actor
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    by, at = Actor.system("cli"), clock.now()
    with scope.acting(by):
        if args.returns is not None:
            return _returns(args, at)
        if args.filed:
            return _filed(args)
        if not args.incident:
            raise IncidentUnnamed
        return _assessment(args, at) if args.assessment else _day_report(args, by, at)


def _day_report(args: argparse.Namespace, by: Actor, at: datetime) -> Outcome:
    from sizao.ground.command import queries as command
    from sizao.oversight.reports import actions, queries
    from sizao.oversight.reports.schemas import DayReportOut, FilingOut

    incident = command.incident_by_number(args.incident)
    report = queries.day_report(incident.id, _day(args.day), as_of=at)
    document = DayReportOut.of(report).dict()
    if args.out:
        _write_report(args.out, report)
    if args.file:
        made = actions.file_report(incident_id=incident.id, on=report.on, reason=args.reason, by=by, at=at)
        document["filing"] = FilingOut.of(made).dict()
    return Outcome(document, [_line(line) for line in report.lines])


def _filed(args: argparse.Namespace) -> Outcome:
    """A filed report, printed from its frozen figures after they were checked against their hash."""
    from sizao.oversight.reports import queries
    from sizao.oversight.reports.schemas import FilingOut

    report = queries.filed_report(args.filed)
    if args.out:
        _write_report(args.out, report)
    return Outcome(FilingOut.of(queries.filing(args.filed)).dict(), [_line(line) for line in report.lines])


def _assessment(args: argparse.Namespace, at: datetime) -> Outcome:
    from sizao.ground.command import queries as command
    from sizao.oversight.reports import queries
    from sizao.oversight.reports.schemas import AssessmentOut

    found = queries.assessment(command.incident_by_number(args.incident).id, at)
    made = AssessmentOut.of(found)
    if args.out:
        _write(args.out, {
            ".docx": lambda: queries.assessment_as_word(found, language()),
            ".xlsx": lambda: queries.assessment_as_workbook(found, language()),
            ".json": lambda: made.model_dump_json(indent=1).encode(),
        })  # fmt: skip
    return Outcome(made.dict(), [_target(each) for each in (*found.intervals, *found.actions)])


def _returns(args: argparse.Namespace, at: datetime) -> Outcome:
    from sizao.ground.registry import queries as registry
    from sizao.kernel import areas
    from sizao.oversight.returns import queries
    from sizao.oversight.returns.schemas import RollUpOut

    try:
        area = areas.parse(args.returns)
    except ValueError as error:
        raise Invalid(reason=args.returns) from error
    found = queries.roll_up(_day(args.day), at, area)
    if args.out:
        name = registry.full_name(area)
        _write(args.out, {".xlsx": lambda: queries.as_workbook(found, name, language())})
    document = RollUpOut.of(found)
    missing = [f"! {code}" for code in document.missing]
    return Outcome(document.dict(), [*(_total(each) for each in found.totals), *missing])


def _line(line: Line) -> str:
    day = "—" if line.day is None else f"{line.day:,}"
    return f"{day:>10}{line.total:>12,}  {line.definition.words.in_language(language())}"


def _target(each: Target) -> str:
    days = "—" if each.days is None else f"{each.days:.1f}"
    met = {True: "✓", False: "✗", None: "·"}[each.is_met]
    return f"{met} {days:>6} / {each.limit_days:g}  {each.words.in_language(language())}"


def _total(each: Total) -> str:
    counted = "—" if each.counted is None else f"{each.counted:,}"
    return f"{each.total:>12,}{counted:>12}  {each.indicator.words.in_language(language())}"


def _day(text: str | None) -> date:
    from datetime import timedelta

    from sizao.oversight.reports import rules
    from sizao.spine import clock

    if not text:
        return clock.now().astimezone(rules.TZ).date() - timedelta(days=1)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise DayMalformed(day=text) from error


def _write_report(path: Path, report: DayReport) -> None:
    from sizao.oversight.reports import queries

    _write(path, {
        ".docx": lambda: queries.as_word(report, language()), ".xlsx": lambda: queries.as_workbook(report, language()),
        ".pdf": lambda: queries.as_pdf(report, language()),
    })  # fmt: skip


def _write(path: Path, makers: dict[str, Callable[[], bytes]]) -> None:
    """Write a paper in the form that the file's name asks for.

    Raises:
        NoSuchPaper: when there is no such form of it.
    """
    make = makers.get(path.suffix)
    if make is None:
        raise NoSuchPaper(file=path.name, forms="、".join(makers))
    path.write_bytes(make())
