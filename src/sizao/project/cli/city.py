"""``sizao city``: a synthetic city into a folder, what is in one, and whether its files are whole. Needs no database."""

from __future__ import annotations

import argparse
import csv
import gzip
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from sizao.kernel import areas
from sizao.kernel.areas import Level
from sizao.kernel.errors import Invalid, Refused
from sizao.kernel.words import Words
from sizao.project.cli.outcome import BROKEN, DONE, Outcome
from sizao.project.cli.speech import progress, say
from sizao.simulation.city.types import Community

NEEDS_DATABASE = False
FIRST_DAY = date(2022, 3, 1)
"""Unless another is asked for: a Tuesday; a fixed day, so that the same command gives the same city."""
NAMED = (Level.CITY, Level.COUNTY, Level.TOWN)
"""Levels whose areas may be asked for by name."""
MOST_COMMUNITIES = 5_000
"""Everybody may commute to everywhere: that table grows with the square."""


class NoSuchArea(Invalid):
    """{area} is not the code or the name of one area with communities"""

    code = "city.no_such_area"
    zh = "{area} 不是某一个有社区的区域的代码或名称"


class TooWide(Invalid):
    """{number} communities are more than a city: at most {most}"""

    code = "city.too_wide"
    zh = "{number} 个社区超出一个城市的范围:最多 {most} 个"


class NotBuildable(Invalid):
    """No city can be built of this: {reason}"""

    code = "city.not_buildable"
    zh = "无法据此生成城市:{reason}"


class CityStands(Refused):
    """{folder} is not empty"""

    code = "city.stands"
    zh = "{folder} 不是空目录"


class NoCity(Invalid):
    """There is no city in {folder}"""

    code = "city.none"
    zh = "{folder} 中没有城市"


def register(subparsers: Any) -> None:
    """Declare the verb and its own verbs."""
    parser = subparsers.add_parser("city", help=say("合成城市(虚构)", "a synthetic city"))
    verbs = parser.add_subparsers(dest="city_verb", required=True, metavar="VERB")
    _build_arguments(verbs.add_parser("build", help=say("生成城市及到访记录", "make a city and its presence")))
    for name, words, function in (
        ("stats", say("城市概况", "what is in one"), run_stats),
        ("verify", say("按清单校验文件", "check files against the manifest"), run_verify),
    ):
        each = verbs.add_parser(name, help=words)
        each.add_argument("folder", type=Path, metavar="DIR")
        each.set_defaults(run=function)


def _build_arguments(build: Any) -> None:
    build.add_argument(
        "--areas", nargs="+", required=True, metavar="AREA", help=say("区划代码或名称", "codes or names, such as wuxi")
    )
    build.add_argument("--people", type=int, required=True, metavar="N")
    build.add_argument("--days", type=int, default=14, metavar="D")
    build.add_argument("--seed", type=int, default=1, metavar="S")
    build.add_argument("--first-day", type=date.fromisoformat, default=FIRST_DAY, metavar="YYYY-MM-DD")
    build.add_argument("--out", type=Path, required=True, metavar="DIR")
    build.add_argument("--workers", type=int, default=2, metavar="N", help=say("同时写入的天数", "days at a time"))
    build.add_argument(
        "--truth", action="store_true", help=say("另写全部实际停留", "write everybody's stays too, known or not")
    )
    build.set_defaults(run=run_build)


def run_build(args: argparse.Namespace) -> Outcome:
    """Make the city and write it."""
    from sizao.simulation import city as cities

    if args.out.exists() and any(args.out.iterdir()):
        raise CityStands(folder=args.out)
    communities = communities_in(args.areas)
    try:
        spec = cities.CitySpec(args.people, args.days, args.first_day, args.seed, communities)
    except ValueError as error:
        raise NotBuildable(reason=str(error)) from error
    with progress(say("生成城市", "building")):
        city = cities.build_city(spec)
    with progress(say("写入到访", "writing days"), total=args.days) as advance:
        manifest = cities.write(
            city, args.out, with_truth=args.truth, workers=max(args.workers, 1), advance=lambda: advance(1)
        )
    return Outcome(_document(args.out, manifest), [_line(manifest)])


def run_stats(args: argparse.Namespace) -> Outcome:
    """People by age, sex and role, places by kind, visits by day."""
    from sizao.simulation.city import files, summary

    manifest = _manifest(args.folder)
    found = summary.of(files.read(args.folder))
    days = {
        Path(name).stem.removeprefix("day="): each["rows"]
        for name, each in manifest["files"].items()
        if name.startswith("visits/")
    }
    lines: list[str | Words] = [_line(manifest)]
    for heading, counts in found.items():
        lines += [f"{heading}:", *(f"  {name:<20} {number:>12,}" for name, number in counts.items())]
    lines += [f"{day}  {rows:>12,}" for day, rows in days.items()]
    return Outcome({**_document(args.folder, manifest), **found, "days": days}, lines)


def run_verify(args: argparse.Namespace) -> Outcome:
    """Check every file; exit 1 when one is not what was written."""
    from sizao.simulation.city import files

    _manifest(args.folder)
    faults = files.faults(args.folder)
    lines = faults or [say("完好", "whole")]
    return Outcome({"city": args.folder, "faults": faults}, lines, BROKEN if faults else DONE)


def _manifest(folder: Path) -> dict[str, Any]:
    from sizao.simulation.city import files

    try:
        return files.manifest_of(folder)
    except files.NotACity as error:
        raise NoCity(folder=folder) from error


def _document(folder: Path, manifest: dict[str, Any]) -> dict[str, Any]:
    spec = manifest["spec"]
    return {
        "city": folder, "synthetic": True, "seed": spec["seed"], "first_day": spec["first_day"],
        "communities": len(spec["communities"]), "people": spec["people"],
        **{name: manifest[name] for name in ("households", "places", "visits", "truth", "bytes", "versions")},
    }  # fmt: skip


def _line(manifest: dict[str, Any]) -> Words:
    people, visits, places = manifest["spec"]["people"], manifest["visits"], manifest["places"]
    days, megabytes = manifest["spec"]["days"], manifest["bytes"] / 1e6
    return Words(
        f"虚构城市:{people:,} 人,{places:,} 个场所,{days} 天,{visits:,} 条到访记录,{megabytes:,.0f} MB",
        f"synthetic: {people:,} people, {places:,} places, {days} days, {visits:,} visits known, {megabytes:,.0f} MB",
    )


def communities_in(asked: list[str]) -> tuple[Community, ...]:
    """The communities inside some areas of the shipped tree, each a code or a name, with points and weights."""
    from sizao.simulation.city import communities_of

    rows = list(_shipped())
    ranges = [areas.subtree(_code(text, rows)) for text in asked]
    wanted = {code for code, *_rest in rows if any(code in each for each in ranges)}
    counties = {areas.ancestor(code, Level.COUNTY) for code in wanted}
    # Whole counties, so that a county's people are divided among all its communities before some of them are taken.
    tree = ((code, lon, lat) for code, _names, lon, lat in rows if _belongs(code, counties))
    found = tuple(each for each in communities_of(tree) if each.code in wanted)
    if not found:
        raise NoSuchArea(area=", ".join(asked))
    if len(found) > MOST_COMMUNITIES:
        raise TooWide(number=len(found), most=MOST_COMMUNITIES)
    return found


def _belongs(code: int, counties: set[int]) -> bool:
    return areas.level_of(code) is not Level.COMMUNITY or areas.ancestor(code, Level.COUNTY) in counties


def _shipped() -> Iterator[tuple[int, tuple[str, str], float | None, float | None]]:
    """Rows of the shipped area tree, read without the registry, which needs a database."""
    file = resources.files("sizao.ground.registry") / "data" / "jiangsu_areas.tsv.gz"
    for row in csv.DictReader(gzip.decompress(file.read_bytes()).decode().splitlines(), delimiter="\t"):
        point = (float(row["lon"]), float(row["lat"])) if row["lon"] else (None, None)
        yield areas.parse(row["code"]), (row["name_zh"], row["name_en"]), *point


def _code(text: str, rows: list[tuple[int, tuple[str, str], float | None, float | None]]) -> int:
    """The one area of a code or a name; ``wuxi`` is Wuxi City."""
    if text.isascii() and text.isdigit():
        try:
            return areas.parse(text)
        except ValueError as error:
            raise NoSuchArea(area=text) from error
    for level in NAMED:
        found = [code for code, names, *_point in rows if areas.level_of(code) is level and _is_called(text, names)]
        if len(found) == 1:
            return found[0]
    raise NoSuchArea(area=text)


def _is_called(text: str, names: tuple[str, str]) -> bool:
    zh, en = names
    asked = text.casefold().strip()
    return asked in {zh, zh[:-1], en.casefold(), en.casefold().rpartition(" ")[0]}
