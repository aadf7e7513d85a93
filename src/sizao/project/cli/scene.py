"""``sizao scene``: list and show the data scenes with where each is on, and check a file before it is dropped in."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.words import Words
from sizao.project.cli.outcome import DONE, Outcome
from sizao.project.cli.speech import say


def register(subparsers: Any) -> None:
    """Add the verb and its three sub-verbs."""
    words = say("数据场景:列出、查看、检查", "data scenes: list, show, check a file")
    verbs = subparsers.add_parser("scene", help=words, description=words).add_subparsers(
        dest="what", required=True, metavar="WHAT"
    )
    verbs.add_parser("list", help=say("列出全部数据场景", "list all data scenes"))
    showing = verbs.add_parser("show", help=say("显示一个数据场景", "show one data scene"))
    showing.add_argument("id")
    checking = verbs.add_parser("check", help=say("检查一个数据场景文件", "check the file of a data scene"))
    checking.add_argument("file", type=Path)


def run(args: argparse.Namespace) -> Outcome:
    """Run the sub-verb."""
    from sizao.spine.scope import queries as scope

    with scope.acting(Actor.system("cli.scene")):
        return {"list": _list, "show": _show, "check": _check}[args.what](args)


def _list(args: argparse.Namespace) -> Outcome:
    from sizao.ground.presence import queries

    shelf = queries.shelf()
    found = [_document(each) for each in shelf.scenes.values()]
    lines = [_line(each) for each in found]
    lines += [each.words for _file, each in shelf.refused]
    return Outcome(
        {"scenes": found, "refused": [{"file": file, "why": why.words} for file, why in shelf.refused]}, lines
    )


def _line(found: dict[str, Any]) -> Words:
    state = Words("启用", "on ") if found["on"] else Words("停用", "off")
    head = f"{found['id']:<28} {found['version']:<4}"
    return Words(f"{head} {state.zh}  {found['title'].zh}", f"{head} {state.en}  {found['title'].en}")


def _document(scene: Any) -> dict[str, Any]:
    from sizao.ground.presence import queries
    from sizao.spine import clock

    on = queries.on_now(scene.id, clock.now())
    return {
        "id": scene.id, "version": scene.version, "title": scene.title, "purpose": scene.purpose, "shape": scene.shape,
        "columns": scene.columns, "source": scene.source, "top_grade": scene.top_grade,
        "place_kinds": scene.place_kinds, "retention_days": scene.retention_days, "basis": scene.basis,
        "never": scene.never, "sha256": scene.sha256,
        "on": [{"area": areas.printed(each.area), "until": each.until} for each in on],
    }  # fmt: skip


def _show(args: argparse.Namespace) -> Outcome:
    from sizao.ground.presence import queries

    return _told(queries.scene(args.id))


def _check(args: argparse.Namespace) -> Outcome:
    from sizao.ground.presence import queries, rules

    return _told(rules.read_scene(args.file.read_bytes(), args.file.name, queries.retention_policy()))


def _told(scene: Any) -> Outcome:
    found = _document(scene)
    lines = [
        scene.title, scene.purpose,
        Words(f"收取:{'、'.join(scene.columns)};来源:{scene.source.words.zh}", f"takes: {', '.join(scene.columns)}; source: {scene.source.words.en}"),
        Words(f"证据等级上限:{scene.top_grade.words.zh}", f"claims at most: {scene.top_grade.words.en}"),
        Words(f"场所:{'、'.join(each.words.zh for each in scene.place_kinds)}", f"places: {', '.join(each.words.en for each in scene.place_kinds)}"),
        Words(f"保存 {scene.retention_days} 天", f"kept for {scene.retention_days} days"),
        *(Words(f"依据:{each.clause.zh}({each.source})", f"basis: {each.clause.en} ({each.source})") for each in scene.basis),
        *(Words(f"不得用于:{each.zh}", f"never for: {each.en}") for each in scene.never),
        *(Words(f"已启用:{each['area']} 至 {each['until']}", f"on in {each['area']} until {each['until']}") for each in found["on"]),
    ]  # fmt: skip
    return Outcome(found, lines, DONE)
