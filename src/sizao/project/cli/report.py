"""``sizao report``: print, write or file a day's report of an incident."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from sizao.kernel.errors import Invalid
from sizao.oversight.reports.types import DayReport, Line
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import language, say


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    about = say("生成或上报一个事件的日报", "print, write or file a day's report of an incident")
    parser = subparsers.add_parser("report", help=about, description=about)
    parser.add_argument("incident", help=say("事件编号", "the incident's number"))
    parser.add_argument("--day", help=say("日期 YYYY-MM-DD,缺省为昨日", "day as YYYY-MM-DD; yesterday by default"))
    words = say("写入 .docx、.xlsx 或 .pdf 文件", "write a .docx, .xlsx or .pdf file")
    parser.add_argument("--out", type=Path, help=words)
    parser.add_argument("--file", action="store_true", help=say("上报", "file it"))
    parser.add_argument("--reason", default="", help=say("订正原因", "reason of a correction"))


def run(args: argparse.Namespace) -> Outcome:
    """Count the report, and write or file it when asked."""
    from sizao.ground.command import queries as command
    from sizao.kernel.actors import Actor
    from sizao.oversight.reports import actions, queries
    from sizao.oversight.reports.schemas import DayReportOut, FilingOut
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    by, at = Actor.system("cli"), clock.now()
    with scope.acting(by):
        incident = command.incident_by_number(args.incident)
        report = queries.day_report(incident.id, _day(args.day), as_of=at)
        document = DayReportOut.of(report).dict()
        if args.out:
            _write(args.out, report)
        if args.file:
            made = actions.file_report(incident_id=incident.id, on=report.on, reason=args.reason, by=by, at=at)
            document["filing"] = FilingOut.of(made).dict()
    return Outcome(document, [_line(line) for line in report.lines])


def _line(line: Line) -> str:
    day = "—" if line.day is None else f"{line.day:,}"
    return f"{day:>10}{line.total:>12,}  {line.definition.words.in_language(language())}"


def _day(text: str | None) -> date:
    from datetime import timedelta

    from sizao.oversight.reports import rules
    from sizao.spine import clock

    if not text:
        return clock.now().astimezone(rules.TZ).date() - timedelta(days=1)
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Invalid(reason=text) from error


def _write(path: Path, report: DayReport) -> None:
    from sizao.oversight.reports import queries

    make = {".docx": queries.as_word, ".xlsx": queries.as_workbook, ".pdf": queries.as_pdf}.get(path.suffix)
    if make is None:
        raise Invalid(reason=str(path))
    path.write_bytes(make(report, language()))
