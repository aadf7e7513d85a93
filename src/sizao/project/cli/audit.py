"""``sizao audit``: export the access log for an auditor's own check, or check its chain here."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.project.cli.outcome import BROKEN, DONE, Outcome
from sizao.project.cli.speech import say


class NotWritable(Invalid):
    """{path} cannot be written: {why}"""

    code = "audit.not_writable"
    zh = "无法写入 {path}:{why}"


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb."""
    about = say("导出或核对访问记录", "export or check the access log")
    verb = subparsers.add_parser("audit", help=about, description=about)
    steps = verb.add_subparsers(dest="step", required=True, metavar="STEP")
    words = say(
        "导出为 JSON 行,供 tools/verify_access_log.py 独立核对",
        "write it as JSON lines, which tools/verify_access_log.py checks by itself",
    )
    export = steps.add_parser("export", help=words, description=words)
    export.add_argument("--out", type=Path, required=True, help=say("写入的文件", "the file to write"))
    export.set_defaults(run=run_export)
    words = say("重新计算记录链的每一环", "compute every link of the chain anew")
    steps.add_parser("verify", help=words, description=words).set_defaults(run=run_verify)


def run_export(args: argparse.Namespace) -> Outcome:
    """Write every row and link; that it was exported is itself a row of the log."""
    from sizao.kernel.actors import Actor
    from sizao.spine import clock
    from sizao.spine.audit import actions, queries
    from sizao.spine.scope import queries as scope

    by, lines = Actor.system("cli.audit"), 0
    with scope.acting(by):
        actions.record(by=by, at=clock.now(), action="audit.export", reason=args.out.name)
    with scope.acting(by):
        head = queries.check_chain().head
        try:
            with args.out.open("w", encoding="utf-8") as file:
                for line in queries.export():
                    file.write(json.dumps(line, ensure_ascii=False) + "\n")
                    lines += 1
        except OSError as error:
            raise NotWritable(path=str(args.out), why=error.strerror) from error
    words = Words(f"{args.out}:{lines} 行,链首 {head}", f"{args.out}: {lines} lines, head {head}")
    return Outcome({"file": str(args.out), "lines": lines, "head": head}, [words])


def run_verify(args: argparse.Namespace) -> Outcome:
    """Recompute the chain in the database; exit code 1 when it is broken."""
    from sizao.kernel.actors import Actor
    from sizao.spine.audit import queries
    from sizao.spine.scope import queries as scope

    with scope.acting(Actor.system("cli.audit")):
        check = queries.check_chain()
    if check.holds:
        words = Words(
            f"记录链完整:{check.links} 环,{check.rows} 行,链首 {check.head}",
            f"the chain holds: {check.links} links, {check.rows} rows, head {check.head}",
        )
    else:
        words = Words(
            f"记录链在第 {check.broken_at} 环断裂;此前 {check.links} 环完整",
            f"the chain is broken at link {check.broken_at}; the {check.links} links before it hold",
        )
    return Outcome(check, [words], DONE if check.holds else BROKEN)
