"""``sizao clock``: an incident's golden-24-hours clock and 7-1-7 as of a moment: what is late, whose it is, and why."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sizao.kernel.actors import Actor
from sizao.kernel.areas import printed
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.project.cli.outcome import Outcome, plain
from sizao.project.cli.speech import say

CHINA = ZoneInfo("Asia/Shanghai")


class MomentMalformed(Invalid):
    """{text} is not a time; write it as 2021-12-11T21:40 (China time) or with an offset."""

    code = "clock.moment_malformed"
    zh = "{text} 不是时间;请写成 2021-12-11T21:40(北京时间)或带时区。"


def register(subparsers: Any) -> None:
    """Add the verb."""
    words = say("事件时限:哪些超时、谁负责、为什么", "an incident's clock: what is late, whose it is, and why")
    verb = subparsers.add_parser("clock", help=words, description=words)
    verb.add_argument(
        "incident", nargs="?", default="", help=say("事件编号;不写则列出事件", "incident number; empty lists incidents")
    )
    verb.add_argument("--as-of", default="", metavar="TIME", help=say("截至时间", "the moment asked about"))
    verb.add_argument("--late", action="store_true", help=say("只显示超时的节点", "only the milestones that are late"))


def run(args: argparse.Namespace) -> Outcome:
    """Print the clock, or the incidents when none is named."""
    from sizao.ground.command import queries
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    as_of = moment(args.as_of) if args.as_of else None
    with scope.acting(Actor.system("cli.clock")):
        if not args.incident:
            return _incidents(queries.incidents(as_of=as_of))
        found = queries.incident_by_number(args.incident)
        at = as_of or found.closed_at or clock.now()
        return _clock(found, queries.clock(found.id, at), queries.seven_one_seven(found.id, at), at, late=args.late)


def moment(text: str) -> datetime:
    """A typed moment; without an offset it is China time.

    Raises:
        MomentMalformed: when it cannot be read.
    """
    try:
        given = datetime.fromisoformat(text)
    except ValueError as error:
        raise MomentMalformed(text=text) from error
    return (given if given.tzinfo else given.replace(tzinfo=CHINA)).astimezone(UTC)


def _incidents(found: Sequence[Any]) -> Outcome:
    lines = [
        Words(
            f"{each.number}  {each.title.zh}  {each.state.words.zh}  {_local(each.reported_at)}",
            f"{each.number}  {each.title.en}  {each.state.words.en}  {_local(each.reported_at)}",
        )
        for each in found
    ]
    return Outcome(
        {"incidents": [_plain(each) for each in found]}, lines or [Words("没有事件。", "There are no incidents.")]
    )


def _clock(found: Any, golden: Sequence[Any], target: Sequence[Any], at: datetime, *, late: bool) -> Outcome:
    document = {
        "incident": _plain(found),
        "as_of": at,
        "golden_24_hours": list(golden),
        "seven_one_seven": list(target),
    }
    heading = Words(
        f"{found.number} {found.title.zh},截至 {_local(at)}", f"{found.number} {found.title.en}, as of {_local(at)}"
    )
    lines = [heading]
    for caption, rows in ((Words("黄金24小时", "Golden 24 hours"), golden), (Words("7-1-7", "7-1-7"), target)):
        shown = [row for row in rows if row.is_late or not late]
        lines += [Words("", ""), caption, *(_line(row) for row in shown)] if shown else []
    return Outcome(document, lines)


def _plain(found: Any) -> dict[str, Any]:
    """An incident as JSON, its area as the printed code."""
    return {**plain(found), "area": printed(found.area)}


def _line(row: Any) -> Words:
    times = f"{_local(row.planned_at)} → {_local(row.actual_at)}"
    over = _length(row.late_by)
    cause = row.cause.words if row.cause else Words("", "")
    return Words(
        f"  {row.state.words.zh:<6} {row.words.zh}  {times}  {row.owner.zh}{'  超 ' + over if over else ''}  {cause.zh}".rstrip(),
        f"  {row.state.words.en:<12} {row.words.en}  {times}  {row.owner.en}{'  over ' + over if over else ''}  {cause.en}".rstrip(),
    )


def _local(at: datetime | None) -> str:
    return f"{at.astimezone(CHINA):%Y-%m-%d %H:%M}" if at else "—"


def _length(over: timedelta | None) -> str:
    if over is None:
        return ""
    minutes = int(over.total_seconds() // 60)
    return f"{minutes // 60}:{minutes % 60:02d}"
