"""``sizao export``: records of an incident as CSV or XLSX, or in the form another system reads; nobody's name is in them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import language, say

if TYPE_CHECKING:
    from sizao.oversight.exchange.types import Written

KINDS = ("cases", "contacts", "exposures", "case", "counts")
SYSTEMS = ("sizao", "sormas", "godata", "fhir", "dhis2")
TAKEN = {
    "sizao": ("cases", "contacts", "exposures"), "sormas": ("cases", "contacts"),
    "godata": ("cases", "contacts", "exposures"), "fhir": ("case",), "dhis2": ("counts",),
}  # fmt: skip
"""What each system takes; SORMAS has no import of exposures, its contacts name their case."""
LOCAL = ZoneInfo("Asia/Shanghai")
FORMATS = ("csv", "xlsx")
STANDARD_OUTPUT = "-"


def register(subparsers: Any) -> None:
    """Add the verb."""
    words = say(
        "导出事件的病例、接触者、暴露关系,或其他系统所用的文件",
        "export records of an incident, also as SORMAS, Go.Data, FHIR or DHIS2 read them",
    )
    verb = subparsers.add_parser("export", help=words, description=words)
    verb.add_argument("kind", choices=KINDS)
    verb.add_argument("--as", dest="system", choices=SYSTEMS, default="sizao", help=say("接收系统", "for which system"))
    verb.add_argument("--incident", default="", metavar="NUMBER", help=say("事件编号", "the incident's number"))
    verb.add_argument("--case", default="", metavar="NUMBER", help=say("病例编号(FHIR)", "the case's number (FHIR)"))
    verb.add_argument("--area", default="", metavar="CODE", help=say("行政区划代码(DHIS2)", "division code (DHIS2)"))
    verb.add_argument("--day", default="", metavar="YYYY-MM-DD", help=say("统计日(DHIS2)", "the day counted (DHIS2)"))
    verb.add_argument("--map", default="", metavar="FILE.toml", help=say("DHIS2 对照文件", "the mapping for DHIS2"))
    verb.add_argument("--format", choices=FORMATS, default="xlsx")
    verb.add_argument("--out", default="", metavar="FILE", help=say("文件名,- 为标准输出", "file name; - is stdout"))


class NotTaken(Invalid):
    """For {system} this can be exported: {kinds}. A case needs --case, counts need --area, all else --incident."""

    code = "export.not_taken"
    zh = "面向 {system} 可导出:{kinds}。病例需 --case,统计需 --area,其余需 --incident。"


def run(args: argparse.Namespace) -> Outcome:
    """Write the file and say how many rows it has."""
    named = {"case": args.case, "counts": args.area or args.incident}.get(args.kind, args.incident)
    if args.kind not in TAKEN[args.system] or not named:
        raise NotTaken(system=args.system, kinds=", ".join(TAKEN[args.system]))
    return _own_form(args) if args.system == "sizao" else _foreign_form(args)


def _foreign_form(args: argparse.Namespace) -> Outcome:
    """The file in another system's form."""
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    by = Actor.system("sizao export")
    with scope.acting(by):
        written = FORMS[args.system](args, by, clock.now())
    if args.out == STANDARD_OUTPUT and not args.json:
        sys.stdout.buffer.write(written.content)
        sys.stdout.buffer.flush()
        return Outcome()
    path = Path(args.out if args.out not in {"", STANDARD_OUTPUT} else written.filename)
    path.write_bytes(written.content)
    path.chmod(0o600)
    digest = sha256(written.content).hexdigest()
    document = {"system": args.system, "kind": args.kind, "rows": written.rows, "file": str(path), "sha256": digest}
    return Outcome(document, [Words(f"{path}:{written.rows} 条", f"{path}: {written.rows} records")])


def _table(args: argparse.Namespace, by: Actor, at: datetime) -> Written:
    from sizao.ground.command import queries as command
    from sizao.oversight.exchange import actions
    from sizao.oversight.exchange.types import Part, System

    part = Part.RELATIONSHIPS if args.kind == "exposures" else Part(args.kind)
    incident = command.incident_by_number(args.incident)
    return actions.export(system=System(args.system), part=part, incident_id=incident.id, by=by, at=at)


def _bundle(args: argparse.Namespace, by: Actor, at: datetime) -> Written:
    from sizao.oversight.exchange import actions
    from sizao.oversight.exchange.types import Written
    from sizao.trace.cases import queries as cases
    from sizao.trace.cases.errors import CaseNotFound

    row = cases.case_rows().filter(number=args.case.strip().upper()).first()
    if row is None:
        raise CaseNotFound
    found = actions.case_bundle(case_id=row.id, by=by, at=at)
    return Written(f"{row.number}-fhir.json", actions.as_json(found), len(found["entry"]))


def _counts(args: argparse.Namespace, by: Actor, at: datetime) -> Written:
    from sizao.ground.command import queries as command
    from sizao.oversight.exchange import actions, queries
    from sizao.oversight.exchange.types import Written

    incident = command.incident_by_number(args.incident) if args.incident else None
    area = areas.parse(args.area) if args.area else incident.area if incident else areas.NATION
    day = date.fromisoformat(args.day) if args.day else at.astimezone(LOCAL).date()
    mapping = queries.dhis2_mapping(Path(args.map) if args.map else None)
    found = actions.daily_values(day=day, area=area, mapping=mapping, incident_id=incident.id if incident else None)
    return Written(f"dhis2-{day:%Y%m%d}.json", actions.as_json(found), len(found["dataValues"]))


FORMS: dict[str, Callable[[argparse.Namespace, Actor, datetime], Written]] = {
    "sormas": _table, "godata": _table, "fhir": _bundle, "dhis2": _counts,
}  # fmt: skip


def _own_form(args: argparse.Namespace) -> Outcome:
    """The file in the platform's own form."""
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
