"""``sizao export``: cases, contacts or exposures of an incident as CSV or XLSX, without anybody's name."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import language, say

KINDS = ("cases", "contacts", "exposures")
FORMATS = ("csv", "xlsx")
STANDARD_OUTPUT = "-"


def register(subparsers: Any) -> None:
    """Add the verb."""
    words = say("导出事件的病例、接触者或暴露关系", "export cases, contacts or exposures of an incident")
    verb = subparsers.add_parser("export", help=words, description=words)
    verb.add_argument("kind", choices=KINDS)
    verb.add_argument("--incident", required=True, metavar="NUMBER", help=say("事件编号", "the incident's number"))
    verb.add_argument("--format", choices=FORMATS, default="xlsx")
    verb.add_argument("--out", default="", metavar="FILE", help=say("文件名,- 为标准输出", "file name; - is stdout"))


def run(args: argparse.Namespace) -> Outcome:
    """Write the file and say how many rows it has."""
    from sizao.flow.step0_intake import export
    from sizao.ground.command import queries as command
    from sizao.ground.intake.queries import writer
    from sizao.ground.intake.types import Kind
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    by = Actor.system("sizao export")
    with scope.acting(by):
        incident = command.incident_by_number(args.incident)
        sheet = export(Kind(args.kind), incident.id, by=by, at=clock.now(), language=language())
    content = writer.as_csv(sheet) if args.format == "csv" else writer.as_xlsx(sheet)
    if args.out == STANDARD_OUTPUT and not args.json:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return Outcome()
    path = Path(args.out if args.out not in {"", STANDARD_OUTPUT} else f"{incident.number}-{args.kind}.{args.format}")
    path.write_bytes(content)
    path.chmod(0o600)
    rows = len(sheet.rows)
    document = {"incident": incident.number, "kind": args.kind, "rows": rows, "file": str(path), "bytes": len(content)}
    return Outcome(document, [Words(f"{path}:{rows} 行", f"{path}: {rows} rows")])
