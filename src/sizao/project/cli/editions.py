"""``sizao editions``: list, show, compare and check the protocol editions, and say which one is in force."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sizao.ground.editions import rules
from sizao.ground.editions.types import Section
from sizao.kernel import areas
from sizao.kernel.editions import Difference, Disease, Edition, Figure, check, diff, library
from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.project.cli.outcome import BAD_INPUT, DONE, Outcome
from sizao.project.cli.speech import say

NEEDS_DATABASE = False
CHINA = ZoneInfo("Asia/Shanghai")


def register(subparsers: Any) -> None:
    """Add the verb and its five sub-verbs."""
    words = say("防控方案:列出、查看、对比、检查、查询现行", "protocol editions: list, show, compare, check, look up")
    verbs = subparsers.add_parser("editions", help=words, description=words).add_subparsers(
        dest="what", required=True, metavar="WHAT"
    )
    listing = verbs.add_parser("list", help=say("列出全部方案和补充规定", "list all editions and overlays"))
    listing.add_argument("--disease", choices=[each.value for each in Disease])
    showing = verbs.add_parser("show", help=say("显示一个方案的全部条目", "show all figures of one edition"))
    showing.add_argument("id")
    showing.add_argument("--weak", action="store_true", help=say("只显示来源薄弱的", "only those of weak source"))
    comparing = verbs.add_parser("diff", help=say("对比两个方案", "compare two editions"))
    comparing.add_argument("a")
    comparing.add_argument("b")
    verbs.add_parser("check", help=say("检查方案文件", "check the edition files"))
    looking = verbs.add_parser("in-force", help=say("查询现行方案", "say which edition is in force"))
    looking.add_argument("--disease", choices=[each.value for each in Disease], required=True)
    looking.add_argument("--area", default="0", help=say("区划代码,默认全国", "area code; the nation by default"))
    looking.add_argument("--at", help=say("事件时间(ISO 8601),默认当前", "event time (ISO 8601), now by default"))


def run(args: argparse.Namespace) -> Outcome:
    """Run the sub-verb."""
    doing = {"list": _list, "show": _show, "diff": _diff, "check": _check, "in-force": _in_force}
    return doing[args.what](args)


def _list(args: argparse.Namespace) -> Outcome:
    shown = [each for each in library().all() if args.disease in (None, each.disease)]
    lines = [Words(f"{_head(each)}  {each.title.zh}", f"{_head(each)}  {each.title.en}") for each in shown]
    return Outcome([_summary(each) for each in shown], lines)


def _head(edition: Edition) -> str:
    began = edition.effective_on.isoformat() if edition.effective_on else "-"
    return f"{edition.id:<28} {began:<10}"


def _summary(edition: Edition) -> dict[str, object]:
    return {
        "id": edition.id, "title": edition.title, "kind": edition.kind, "disease": edition.disease,
        "status": edition.status, "effective_from": edition.effective_from,
        "effective_until": edition.effective_until, "parts": edition.parts,
        "areas": [areas.printed(each) for each in edition.areas], "by_decision": edition.by_decision,
        "figures": len(edition.figures), "weak": sum(each.clause.is_weak for each in edition.figures),
    }  # fmt: skip


def _show(args: argparse.Namespace) -> Outcome:
    return _shown(library().get(args.id), only_weak=args.weak)


def _shown(edition: Edition, *, only_weak: bool = False) -> Outcome:
    kept = [each for each in edition.figures if each.clause.is_weak or not only_weak]
    document = {**_summary(edition), "issuer": edition.issuer, "figures": [_figure(each) for each in kept]}
    document["statements"] = [{"key": each.key, "words": each.words} for each in edition.statements]
    lines: list[Words] = [edition.title, Words(edition.id, edition.id)]
    for section in rules.sections(edition, only_weak=only_weak):
        lines += _section_lines(section)
    return Outcome(document, lines)


def _section_lines(section: Section) -> Iterator[Words]:
    yield Words("", "")
    yield Words(f"【{section.words.zh}】", f"[{section.words.en}]")
    for group in section.groups:
        if group.words:
            tail = group.summary or Words("", "")
            yield Words(f"  {group.words.zh}  {tail.zh}".rstrip(), f"  {group.words.en}  {tail.en}".rstrip())
        for line in group.lines:
            mark = f"[{line.clause.confidence}]" + ("?" if line.clause.is_weak else "")
            yield Words(
                f"    {line.words.zh}:{line.value.zh}  {mark} {line.clause.words.zh}",
                f"    {line.words.en}: {line.value.en}  {mark} {line.clause.words.en}",
            )


def _figure(figure: Figure) -> dict[str, object]:
    clause = rules.citation(figure)
    return {
        "path": figure.path, "value": figure.value, "unit": figure.unit, "words": figure.words,
        "edition_id": clause.edition_id, "clause": clause.words, "source": clause.source_words,
        "confidence": clause.confidence, "is_weak": clause.is_weak,
    }  # fmt: skip


def _diff(args: argparse.Namespace) -> Outcome:
    rows = diff(library().get(args.a), library().get(args.b))
    document = [
        {"path": row.path, "words": row.words, "change": row.change,
         "before": row.before and _figure(row.before), "after": row.after and _figure(row.after)}
        for row in rows
    ]  # fmt: skip
    return Outcome(document, [_difference(row) for row in rows])


def _difference(row: Difference) -> Words:
    none = Words("—", "—")
    before = rules.said(row.before.value, row.before.unit) if row.before else none
    after = rules.said(row.after.value, row.after.unit) if row.after else none
    return Words(
        f"{row.change.words.zh}  {row.words.zh}:{before.zh} → {after.zh}",
        f"{row.change.words.en:<16} {row.words.en}: {before.en} → {after.en}",
    )


def _check(args: argparse.Namespace) -> Outcome:
    shelf = library()
    problems = check(shelf)
    number = len(shelf.all())
    fine = Words(f"{number} 个方案和补充规定,没有问题", f"{number} editions and overlays, nothing wrong")
    document = {
        "editions": number,
        "problems": [{"fault": each.fault, "where": each.where, "detail": each.detail} for each in problems],
    }
    return Outcome(document, [each.words for each in problems] or [fine], BAD_INPUT if problems else DONE)


def _in_force(args: argparse.Namespace) -> Outcome:
    found = library().in_force(args.disease, _area(args.area), _moment(args.at))
    parts = [library().get(each) for each in found.parts]
    document = {**_summary(found), "parts": [_summary(each) for each in parts]}
    lines = [Words(f"{_head(each)}  {each.title.zh}", f"{_head(each)}  {each.title.en}") for each in parts]
    return Outcome(document, [Words(found.id, found.id), *lines])


def _area(text: str) -> int:
    try:
        return areas.parse(text)
    except ValueError as fault:
        raise Invalid(reason=str(fault)) from fault


def _moment(text: str | None) -> datetime:
    if text is None:
        from sizao.spine import clock

        return clock.now()
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise Invalid(reason=f"--at {text!r}: ISO 8601") from fault
    return (moment if moment.tzinfo else moment.replace(tzinfo=CHINA)).astimezone(UTC)
