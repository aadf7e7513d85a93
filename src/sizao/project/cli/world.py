"""``sizao world``: list, fetch and load past outbreaks."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from sizao.kernel.actors import Actor
from sizao.kernel.errors import Refused
from sizao.kernel.words import Words
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.speech import note, say

NEEDS_DATABASE = False
"""Only ``load`` needs the platform."""


class ServedMeanwhile(Refused):
    """The platform is being served: sizao serve loads the demonstration city itself; otherwise stop it first"""

    code = "worlds.served_meanwhile"
    zh = "平台正在运行:演示城市由 sizao serve 自行载入;如需手工载入,请先停止平台"


def register(subparsers: Any) -> None:
    """Add the verb and its three forms."""
    words = say("疫情案例:列出、获取、载入", "past outbreaks: list, get, load")
    verb = subparsers.add_parser("world", help=words, description=words)
    forms = verb.add_subparsers(dest="form", required=True, metavar="list|get|load")
    forms.add_parser("list", help=say("列出案例", "list the worlds"))
    for form, help_words in (
        ("get", say("取得数据(本机或固定的公开来源)", "get the data, from here or the pinned public source")),
        ("load", say("载入平台", "load into the platform")),
    ):
        parser = forms.add_parser(form, help=help_words)
        parser.add_argument("name", metavar="NAME")
        if form == "load":
            parser.add_argument(
                "--before",
                metavar="YYYY-MM-DD",
                type=_day,
                help=say(
                    "只载入该日清晨之前已有的数据(韩国轨迹)", "only what was known before that morning (Korean routes)"
                ),
            )


def _day(text: str) -> date:
    """A day as an argument; argparse says what is wrong with it."""
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise argparse.ArgumentTypeError(say(f"不是日期:{text}", f"not a date: {text}")) from wrong


def run(args: argparse.Namespace) -> Outcome:
    """List, get or load."""
    if args.form == "list":
        return _listed()
    return _got(args.name) if args.form == "get" else _loaded(args.name, args.before)


def _listed() -> Outcome:
    from sizao.project import worlds
    from sizao.project.worlds import sources

    rows = []
    for name, words in worlds.names().items():
        is_here = name in worlds.SHIPPED or sources.at_hand(name) is not None
        rows.append({"name": name, "title": words, "is_shipped": name in worlds.SHIPPED, "is_at_hand": is_here})
    lines = [
        Words(
            f"{row['name']}  {row['title'].zh}  {'数据已在本机' if row['is_at_hand'] else '数据不在本机'}",  # type: ignore[attr-defined]
            f"{row['name']}  {row['title'].en}  {'data is here' if row['is_at_hand'] else 'data is not here'}",  # type: ignore[attr-defined]
        )
        for row in rows
    ]
    return Outcome({"worlds": rows}, lines)


def _got(name: str) -> Outcome:
    from sizao.project import worlds
    from sizao.project.worlds import sources

    if name in worlds.SHIPPED:
        return Outcome(
            {"name": name, "files": {}}, [Words("数据随平台提供。", "Its data is shipped with the platform.")]
        )
    files = {key: str(path) for key, path in sources.get(name).items()}
    licence = sources.world(name).licence
    lines: list[str | Words] = [*files.values(), Words(f"许可:{licence}", f"licence: {licence}")]
    return Outcome({"name": name, "files": files, "licence": licence}, lines)


def _loaded(name: str, before: date | None) -> Outcome:
    from sizao.project import installation, worlds
    from sizao.project.cli.speech import language
    from sizao.project.worlds import sources

    if name not in worlds.SHIPPED:
        sources.get(name)
    if name == worlds.CITY and installation.is_served():
        raise ServedMeanwhile
    with installation.standing():
        installation.set_up_django(language=language())
        from sizao.spine import clock

        note(Words(f"正在载入 {name}", f"loading {name}"))
        report = worlds.load(name, by=Actor.system("sizao world"), at=clock.now(), before=before)
        return _reported(name, report)


def _reported(name: str, report: Any) -> Outcome:
    from sizao.project import worlds

    figures = worlds.figures(name)
    if figures is None:
        return Outcome({"name": name, "made": report}, [Words(f"{name} 已载入", f"{name} is loaded")])
    number, counted = figures
    document = {"name": name, "incident": number, "receipts": report, "figures": counted}
    top = ", ".join(f"{case} {out}" for case, out in list(counted.offspring.items())[:3])
    lines = [
        Words(
            f"{number} 已载入:{counted.cases} 例,{counted.links} 条传播关系",
            f"{number} is loaded: {counted.cases} cases, {counted.links} links",
        ),
        Words(f"传播最多:{top}", f"most links: {top}"),
    ]
    return Outcome(document, lines)
