"""``sizao doctor``: examine the running installation; one line each, with what to do."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from sizao.kernel.words import Words
from sizao.project import installation
from sizao.project.cli.outcome import BROKEN, DONE, Outcome
from sizao.project.cli.speech import language, say
from sizao.project.doctor.findings import Finding, State, fault

NEEDS_DATABASE = False


def register(subparsers: Any) -> None:
    """Add the verb."""
    words = say("检查正在运行的系统", "examine the running installation")
    subparsers.add_parser("doctor", help=words, description=words)


def run(args: argparse.Namespace) -> Outcome:
    """Examine; the exit code is 1 when there is a fault."""
    findings = list(_findings())
    count = {state: sum(each.state is state for each in findings) for state in State}
    summary = Words(
        f"{count[State.FAULT]} 项故障,{count[State.WARNING]} 项注意,{count[State.FINE]} 项正常",
        f"faults: {count[State.FAULT]}, warnings: {count[State.WARNING]}, fine: {count[State.FINE]}",
    )
    lines = [*(each.line for each in findings), summary]
    document = {"faults": count[State.FAULT], "warnings": count[State.WARNING], "findings": findings}
    return Outcome(document, lines, BROKEN if count[State.FAULT] else DONE)


def _findings() -> Sequence[Finding]:
    if not _database_stands():
        start = Words("运行 make run 或 sizao serve", "run make run or sizao serve")
        return [fault("database", Words("数据库未运行", "the database does not run"), start)]
    installation.set_up_django(language=language())
    from sizao.project.doctor import examination

    return list(examination.examine())


def _database_stands() -> bool:
    """Examine what runs: doctor starts nothing."""
    known = installation.recorded()
    if not known.get("embedded", False):
        return bool(known)
    return installation.embedded().is_running()
