"""``sizao import``: read a file, show what it holds, and let it enter; the receipt accounts for every row."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.errors import Invalid, Refused
from sizao.kernel.words import Words
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import note, say

if TYPE_CHECKING:
    from sizao.ground.intake.types import BatchFacts, Order

KINDS = (
    "people", "cases", "contacts", "exposures", "presence", "tests", "followups", "events", "participants", "travel",
    "places", "regions",
)  # fmt: skip
WITHOUT_INCIDENT = frozenset({"people", "presence", "events", "participants", "travel", "places", "regions"})
SHOWN = 20
"""Rejected rows printed for a person; all of them stand in ``--json`` and on the batch's page."""


class AreaMalformed(Invalid):
    """{area} is not a division code of 2, 4, 6, 9 or 12 digits."""

    code = "import.area_malformed"
    zh = "{area} 不是 2、4、6、9 或 12 位的行政区划代码。"


class IncidentMissing(Invalid):
    """Say where the rows belong: --incident NUMBER, or --disease and --area (and --reported) for a new incident."""

    code = "import.incident_missing"
    zh = "请指明数据所属:--incident 编号,或用 --disease、--area(及 --reported)新建事件。"


class OtherEdition(Refused):
    """At that time and place {in_force} is in force, not {wanted}; nothing was read."""

    code = "import.other_edition"
    zh = "按时间和地区生效的是 {in_force},不是 {wanted};未读取任何数据。"


def register(subparsers: Any) -> None:
    """Add the verb."""
    words = say(
        "导入文件:先清点,再录入,逐行有回执", "import a file: counted first, entered whole, every row accounted for"
    )
    verb = subparsers.add_parser("import", help=words, description=words)
    verb.add_argument("kind", choices=KINDS)
    verb.add_argument("file", type=Path, metavar="FILE")
    verb.add_argument("--map", default="auto", metavar="auto|FILE.toml", help=say("对照表", "the mapping of columns"))
    verb.add_argument(
        "--write-map", type=Path, metavar="FILE.toml", help=say("写出所用对照表", "write the mapping used")
    )
    verb.add_argument("--incident", default="", metavar="NUMBER", help=say("所属事件编号", "the incident's number"))
    verb.add_argument("--disease", default="", help=say("新建事件的病种", "disease of a new incident"))
    verb.add_argument("--edition", default="", help=say("应生效的方案版本", "the edition that must be in force"))
    verb.add_argument("--area", default="", metavar="CODE", help=say("行政区划代码", "division code"))
    verb.add_argument(
        "--reported", default="", metavar="TIME", help=say("新建事件的报告时间", "report of a new incident")
    )
    verb.add_argument("--title", default="", help=say("新建事件的名称", "title of a new incident"))
    _reading_arguments(verb)


def _reading_arguments(verb: Any) -> None:
    verb.add_argument("--declared", type=int, metavar="N", help=say("发送方申报行数", "rows the sender declares"))
    verb.add_argument("--encoding", default="", help=say("文本编码", "encoding of a text file"))
    verb.add_argument("--sheet", default="", help=say("工作表", "sheet of a workbook"))
    words = say(
        "既往疫情:病例和接触者按各自报告日计入",
        "an outbreak of the past: count cases and contacts from their own day of report",
    )
    verb.add_argument("--dated", action="store_true", help=words)
    verb.add_argument(
        "--dry-run", action="store_true", help=say("只读取和清点,不录入", "read and count; enter nothing")
    )


def run(args: argparse.Namespace) -> Outcome:
    """Read, count, and unless it is a rehearsal, enter."""
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    at = clock.now()
    content = args.file.read_bytes()
    with scope.acting(Actor.system("sizao import")):
        area, incident_id = _belonging(args, at)
    by = Actor.system("sizao import", area)
    note(Words(f"正在读取 {args.file.name}", f"reading {args.file.name}"))
    with scope.acting(by):
        facts = _counted(args, content, area, incident_id, by, at)
        if args.dry_run:
            return _rehearsed(facts, by, at)
    _written_map(args.write_map, facts)
    return _entered(facts, by, at)


def _counted(
    args: argparse.Namespace, content: bytes, area: int, incident_id: UUID | None, by: Actor, at: datetime
) -> BatchFacts:
    """The batch of the file. A rehearsal opens no incident, a file that came before or cannot be read no second one."""
    from django.db import transaction

    if incident_id is not None or not args.disease or args.dry_run:
        return _staged(args, content, area, incident_id, by, at)
    with transaction.atomic():
        found = _incident_of_the_same_file(args, content, area)
        return _staged(args, content, area, found or _new_incident(args, area, by, at), by, at)


def _incident_of_the_same_file(args: argparse.Namespace, content: bytes, area: int) -> UUID | None:
    from sizao.ground.command import queries as command
    from sizao.ground.intake.queries import batches
    from sizao.ground.intake.types import Kind

    known = batches.came_before(hashlib.sha256(content).hexdigest(), Kind(args.kind), area)
    same = [each for each in known if command.incident(each).disease == args.disease]
    return same[0] if same else None


def _staged(
    args: argparse.Namespace, content: bytes, area: int, incident_id: UUID | None, by: Actor, at: datetime
) -> BatchFacts:
    from sizao.ground.intake import actions
    from sizao.ground.intake.rules import mappings
    from sizao.ground.intake.types import Kind

    kind = Kind(args.kind)
    mapping = None if args.map == "auto" else mappings.from_toml(Path(args.map).read_text("utf-8"), kind)
    order = _order(args, kind, area, incident_id)
    return actions.stage(content=content, filename=args.file.name, order=order, by=by, at=at, mapping=mapping)


def _order(args: argparse.Namespace, kind: Any, area: int, incident_id: UUID | None) -> Order:
    from sizao.ground.intake.types import Order

    return Order(kind, area, incident_id, args.declared, args.encoding, args.sheet, dated=args.dated)


def _entered(facts: BatchFacts, by: Actor, at: datetime) -> Outcome:
    """Commit in one transaction, enter in the next; a rule that refuses leaves the batch as it was."""
    from sizao.flow.step0_intake import apply_batch
    from sizao.ground.intake import actions
    from sizao.ground.intake.types import BatchState
    from sizao.spine.scope import queries as scope

    with scope.acting(by):
        if facts.state in {BatchState.STAGED, BatchState.QUARANTINED}:
            note(Words(f"正在录入 {facts.receipt.accepted} 行", f"entering {facts.receipt.accepted} rows"))
            actions.commit(batch_id=facts.id, by=by, at=at)
            facts = apply_batch(batch_id=facts.id, by=by, at=at)
        else:
            note(Words("这份文件此前已导入,回执同前", "this file came in before; its receipt is the same"))
        return _receipt(facts)


def _rehearsed(facts: BatchFacts, by: Actor, at: datetime) -> Outcome:
    """The account without the entering; a batch that was staged for it is withdrawn again."""
    from sizao.ground.intake import actions
    from sizao.ground.intake.types import BatchState

    outcome = _receipt(facts)
    if facts.state in {BatchState.STAGED, BatchState.QUARANTINED}:
        actions.withdraw(batch_id=facts.id, by=by, at=at, reason="rehearsal")
    return outcome


def _receipt(facts: BatchFacts) -> Outcome:
    from sizao.ground.intake.queries import batches

    receipt = facts.receipt
    rejected = batches.rejections(facts.id)
    document = {
        "batch": facts.number, "kind": facts.order.kind, "state": facts.state, "file": facts.filename,
        "sha256": receipt.sha256, "declared": receipt.declared, "physical": receipt.physical,
        "accepted": receipt.accepted, "rejected": receipt.rejected, "duplicates": receipt.duplicates,
        "columns": dict(facts.mapping.columns), "remarks": {each.value: n for each, n in facts.remarks.items()},
        "kept": {each.value: number for each, number in facts.kept.items()},
        "rejections": [{"line": each.line, "column": each.column, "reason": each.words} for each in rejected],
    }  # fmt: skip
    counts = Words(
        f"申报 {receipt.declared} = 接收 {receipt.accepted} + 未通过 {receipt.rejected} + 重复 {receipt.duplicates}",
        f"declared {receipt.declared} = accepted {receipt.accepted} + rejected {receipt.rejected} "
        f"+ duplicates {receipt.duplicates}",
    )
    kept = [Words(f"  {each.words.zh}:{number}", f"  {each.words.en}: {number}") for each, number in facts.kept.items()]
    head = Words(f"{facts.number} {facts.state.words.zh}", f"{facts.number} {facts.state.words.en}")
    return Outcome(document, [head, counts, *kept, *_reasons(rejected)])


def _reasons(rejected: Sequence[Any]) -> list[Words]:
    lines = [
        Words(f"  第 {each.line} 行:{each.words.zh}", f"  line {each.line}: {each.words.en}")
        for each in rejected[:SHOWN]
    ]
    more = len(rejected) - SHOWN
    return [*lines, Words(f"  ……另有 {more} 行", f"  … {more} more")] if more > 0 else lines


def _belonging(args: argparse.Namespace, at: datetime) -> tuple[int, UUID | None]:
    """The area and the incident that the rows belong to; no incident yet when a new one is asked for."""
    from sizao.ground.command import queries as command
    from sizao.kernel.editions import library

    area = _area(args.area)
    if args.incident:
        found = command.incident_by_number(args.incident)
        _check_edition(args.edition, found.edition_id)
        return (found.area if area is None else area), found.id
    if args.disease and area is not None:
        _check_edition(args.edition, library().in_force(args.disease, area, _reported_at(args, at)).id)
        return area, None
    if args.kind in WITHOUT_INCIDENT and not args.disease:
        return areas.NATION if area is None else area, None
    raise IncidentMissing


def _new_incident(args: argparse.Namespace, area: int, by: Actor, at: datetime) -> UUID:
    from sizao.ground.command import actions as command

    reported_at = _reported_at(args, at)
    title = Words(args.title, args.title) if args.title else _title(args.disease, area, reported_at)
    return command.open_incident(
        title=title, disease=args.disease, area=area, reported_at=reported_at, by=by, at=at
    )  # fmt: skip


def _reported_at(args: argparse.Namespace, at: datetime) -> datetime:
    from sizao.project.cli.clock import moment

    return moment(args.reported) if args.reported else at


def _title(disease: str, area: int, reported_at: datetime) -> Words:
    """What an incident is called that nobody named: its disease, its area, the day of its report."""
    from sizao.ground.registry import queries as registry
    from sizao.kernel.editions import Disease
    from sizao.project.cli.clock import CHINA

    what, where = Disease(disease).words, registry.area_names([area])[area]
    on = reported_at.astimezone(CHINA).date()
    return Words(f"{where.zh}{what.zh}疫情({on})", f"{what.en} in {where.en}, {on}")


def _check_edition(wanted: str, in_force: str) -> None:
    """The edition named must be in force: whole, or as the base to which time and place add their overlays."""
    if wanted and wanted not in {in_force, in_force.split("+", 1)[0]}:
        raise OtherEdition(wanted=wanted, in_force=in_force)


def _area(text: str) -> int | None:
    try:
        return areas.parse(text) if text else None
    except ValueError as error:
        raise AreaMalformed(area=text) from error


def _written_map(path: Path | None, facts: BatchFacts) -> None:
    from sizao.ground.intake.rules import mappings

    if path is not None:
        path.write_text(mappings.to_toml(facts.mapping), "utf-8")
