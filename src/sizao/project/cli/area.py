"""``sizao area``: the area tree at the terminal: look, add and keep grids, buildings and units, load an authority's files."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sizao.kernel import areas
from sizao.kernel.actors import Actor
from sizao.kernel.areas import Level
from sizao.kernel.geodesy import Crs
from sizao.kernel.words import Words
from sizao.project.cli.outcome import Outcome, plain
from sizao.project.cli.speech import say

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from sizao.ground.registry.types import AreaFacts, BoundaryPreview

SMALL = (Level.GRID, Level.BUILDING, Level.UNIT)
SHOWN = 20
"""Codes listed for a person; all of them stand in ``--json``."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verb and its steps."""
    about = say(
        "区域树:查看、增改网格楼栋单元、载入区划和边界",
        "the area tree: look, keep small areas, load lists and boundaries",
    )
    steps = subparsers.add_parser("area", help=about, description=about).add_subparsers(
        dest="step", required=True, metavar="STEP"
    )
    listing = _step(steps, "list", run_list, say("列出下级区域", "list the areas below one"))
    listing.add_argument(
        "code", nargs="?", default="0", help=say("区划代码,默认全国", "area code; the nation by default")
    )
    _step(steps, "show", run_show, say("查看一个区域", "show one area")).add_argument("code")
    _small_steps(steps)
    _file_steps(steps)


def _small_steps(steps: Any) -> None:
    adding = _step(steps, "add", run_add, say("新增网格、楼栋或单元", "add a grid, a building or a unit"))
    adding.add_argument("parent", help=say("上级区域代码", "code of the area it lies in"))
    adding.add_argument("level", choices=[each.value for each in SMALL])
    _name_arguments(adding, required=False)
    renaming = _step(steps, "rename", run_rename, say("更名", "give another name"))
    renaming.add_argument("code")
    _name_arguments(renaming, required=True)
    for name, run, words in (
        ("close", run_close, say("停用", "close an empty one")), ("reopen", run_reopen, say("恢复", "take into use again"))
    ):  # fmt: skip
        step = _step(steps, name, run, words)
        step.add_argument("code")
        step.add_argument("--reason", required=True, help=say("理由", "why"))
    chief = _step(steps, "chief", run_chief, say("任命网格长、楼栋长、单元长", "say who looks after one"))
    chief.add_argument("code")
    chief.add_argument("--user", default="", metavar="NAME", help=say("账户用户名", "an account's user name"))
    chief.add_argument("--post", default="", help=say("或岗位名称", "or a named post"))


def _file_steps(steps: Any) -> None:
    loading = _step(steps, "load", run_load, say("载入区划表(TSV)", "load a list of areas (TSV)"))
    loading.add_argument("file", type=Path, metavar="FILE.tsv")
    outlines = _step(steps, "boundary", run_boundary, say("载入边界文件(GeoJSON)", "load a boundary file (GeoJSON)"))
    outlines.add_argument("file", type=Path, metavar="FILE.json")
    outlines.add_argument("--crs", required=True, choices=[each.value for each in Crs])
    outlines.add_argument("--source", required=True, help=say("边界来源", "whose boundaries they are"))
    outlines.add_argument("--area", default="0", help=say("只替换此区域内的", "replace inside this area only"))
    outlines.add_argument("--dry-run", action="store_true", help=say("只读取和对照,不替换", "read and compare only"))


def _step(steps: Any, name: str, run: Callable[[argparse.Namespace], Outcome], words: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = steps.add_parser(name, help=words, description=words)
    parser.set_defaults(run=run)
    return parser


def _name_arguments(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument("--zh", default="", required=required, help=say("中文名称", "name in Chinese"))
    parser.add_argument("--en", default="", help=say("英文名称", "name in English"))


@contextmanager
def _acting(area: int = areas.NATION) -> Iterator[tuple[Actor, datetime]]:
    from sizao.spine import clock
    from sizao.spine.scope import queries as scope

    by = Actor.system("sizao area", area)
    with scope.acting(by):
        yield by, clock.now()


def _code(text: str) -> int:
    from sizao.ground.registry import rules

    return rules.area_code(text)


def run_list(args: argparse.Namespace) -> Outcome:
    """The areas one level below."""
    from sizao.ground.registry import queries

    with _acting():
        queries.area(_code(args.code))
        below, counts = queries.children(_code(args.code)), queries.counts_below(_code(args.code))
    document = [{**_plain(each), **plain(counts[each.code])} for each in below]
    return Outcome({"areas": document}, [_line(each) for each in below] or [Words("没有下级区域", "no areas below")])


def run_show(args: argparse.Namespace) -> Outcome:
    """One area."""
    return _shown(_code(args.code))


def run_add(args: argparse.Namespace) -> Outcome:
    """Add a grid, a building or a unit under the next free number."""
    from sizao.ground.registry import actions

    words = Words(args.zh, args.en or args.zh) if args.zh else None
    with _acting() as (by, at):
        code = actions.add_area(parent=_code(args.parent), level=Level(args.level), words=words, by=by, at=at)
    return _shown(code)


def run_rename(args: argparse.Namespace) -> Outcome:
    """Give a grid, a building or a unit another name."""
    return _done(args, "rename_area", words=Words(args.zh, args.en or args.zh))


def run_close(args: argparse.Namespace) -> Outcome:
    """Close an empty grid, building or unit."""
    return _done(args, "close_area", reason=args.reason)


def run_reopen(args: argparse.Namespace) -> Outcome:
    """Take a closed area into use again."""
    return _done(args, "reopen_area", reason=args.reason)


def run_chief(args: argparse.Namespace) -> Outcome:
    """Say who looks after a grid, a building or a unit."""
    return _done(args, "appoint_chief", username=args.user, post=args.post)


def _done(args: argparse.Namespace, action: str, **given: object) -> Outcome:
    from sizao.ground.registry import actions

    with _acting() as (by, at):
        getattr(actions, action)(code=_code(args.code), by=by, at=at, **given)
    return _shown(_code(args.code))


def run_load(args: argparse.Namespace) -> Outcome:
    """Load an authority's list of areas: the columns code, name_zh, name_en, lon and lat."""
    from sizao.ground.registry import actions, jobs

    with _acting() as (by, at):
        number = actions.load_areas(areas_given=jobs.read_areas(args.file), by=by, at=at)
    return Outcome({"areas": number}, [Words(f"已载入 {number} 个区域", f"{number} areas loaded")])


def run_boundary(args: argparse.Namespace) -> Outcome:
    """Read a boundary file, say what it would replace, and replace it unless this is a rehearsal."""
    from sizao.ground.registry import actions

    content = args.file.read_bytes()
    with _acting(_code(args.area)) as (by, at):
        shown = actions.stage_boundaries(
            content=content, filename=args.file.name, crs=Crs(args.crs), source=args.source, by=by, at=at
        )
        if args.dry_run:
            actions.set_boundaries_aside(file_id=shown.id, by=by, at=at)
            return _compared(shown, 0)
        return _compared(shown, actions.apply_boundaries(file_id=shown.id, by=by, at=at))


def _compared(shown: BoundaryPreview, replaced: int) -> Outcome:
    document = {
        "file": shown.filename, "crs": shown.crs, "sha256": shown.sha256, "replaced": replaced, "box": shown.box,
        "matched": [{"code": areas.printed(each.code), "name": each.words, "moved_m": each.moved_m} for each in shown.outlines],
        "unmatched": [areas.printed(each) for each in shown.unmatched],
        "outside": [areas.printed(each) for each in shown.outside],
    }  # fmt: skip
    number, unknown, out = len(shown.outlines), len(shown.unmatched), len(shown.outside)
    lines = [
        Words(
            f"匹配 {number} 个区域,代码未登记 {unknown} 个,范围外 {out} 个;已替换 {replaced} 个",
            f"{number} areas matched, {unknown} codes unknown, {out} outside; {replaced} replaced",
        )
    ]
    for each in shown.outlines[:SHOWN]:
        moved = "—" if each.moved_m is None else f"{each.moved_m:,.0f} m"
        lines.append(Words(f"  {areas.printed(each.code)}  {each.words.zh}  {moved}",
                           f"  {areas.printed(each.code)}  {each.words.en}  {moved}"))  # fmt: skip
    return Outcome(document, lines)


def _shown(code: int) -> Outcome:
    from sizao.ground.registry import queries

    with _acting() as (_by, at):
        found, chief = queries.area(code), queries.chiefs([code], at).get(code)
        document = {**_plain(found), **plain(queries.counts_inside(code)), "chief": chief.holder if chief else None}
    return Outcome(document, [_line(found)])


def _plain(facts: AreaFacts) -> dict[str, Any]:
    return {
        "code": facts.printed, "parent": areas.printed(facts.parent), "level": facts.level.value,
        "name_zh": facts.words.zh, "name_en": facts.words.en, "is_closed": facts.is_closed,
    }  # fmt: skip


def _line(facts: AreaFacts) -> Words:
    closed = Words("  (已停用)", "  (closed)") if facts.is_closed else Words("", "")
    return Words(
        f"{facts.printed:<19}  {facts.level.words.zh}  {facts.words.zh}{closed.zh}",
        f"{facts.printed:<19}  {facts.level.words.en:<20}  {facts.words.en}{closed.en}",
    )
