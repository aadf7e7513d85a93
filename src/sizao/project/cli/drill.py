"""``sizao drill``: play scenarios without anybody watching, compare editions or strategies on the same seeds, check scenario files."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from sizao.kernel.errors import Invalid
from sizao.kernel.words import Words
from sizao.oversight.drills.types import Scenario
from sizao.project.cli import _drill_instances
from sizao.project.cli.outcome import Outcome
from sizao.project.cli.serve import stoppable
from sizao.project.cli.speech import note, progress, say
from sizao.project.drilling import planning
from sizao.project.drilling.planning import Way

SHARES = frozenset({"recall", "precision"})


class NotWatched(Invalid):
    """This verb plays without anybody watching: say --headless; to play it with people, start it on the drills page"""

    code = "drills.say_headless"
    zh = "本命令无人值守推演:请加 --headless;如需人员参与,请在演练页面启动"


class SeedsWrong(Invalid):
    """--seeds and --jobs are numbers, 1 or more, and --first-seed is not negative"""

    code = "drills.seeds"
    zh = "--seeds(种子个数)与 --jobs(同时推演个数)至少为 1,--first-seed 不得为负"


def register(subparsers: Any) -> None:
    """Declare the verb and its own verbs."""
    parser = subparsers.add_parser("drill", help=say("演练推演", "drills"))
    verbs = parser.add_subparsers(dest="drill_verb", required=True, metavar="VERB")
    run = verbs.add_parser("run", help=say("无人值守推演情景并评分", "play a scenario by machine and score it"))
    run.add_argument("scenario", help=say("情景编号或 .toml 文件", "a scenario's id or a .toml file"))
    run.add_argument("--headless", action="store_true", help=say("无人值守", "nobody watches"))
    run.add_argument("--seeds", type=int, default=1, metavar="N", help=say("种子个数", "how many seeds"))
    run.add_argument("--first-seed", type=int, default=1, metavar="N", help=say("第一个种子", "the first of the seeds"))
    run.add_argument("--edition", default="", metavar="EDITION", help=say("所用方案", "which edition"))
    run.add_argument(
        "--compare",
        nargs=2,
        metavar=("A", "B"),
        help=say("比较两个方案或策略", "two editions or strategies to compare"),
    )
    run.add_argument("--jobs", type=int, default=1, metavar="N", help=say("同时推演个数", "how many at the same time"))
    run.add_argument("--report", type=Path, metavar="DIR", help=say("写出复盘报告", "write after-action reports here"))
    run.add_argument(
        "--fresh",
        action="store_true",
        help=say("不沿用此前已推演完的结果", "play again what an earlier or interrupted run has kept"),
    )
    run.set_defaults(run=run_scenario)
    listing = verbs.add_parser("scenarios", help=say("列出情景", "the scenarios that ship"))
    listing.set_defaults(run=run_scenarios)
    _drill_instances.register(verbs)
    check = verbs.add_parser("check", help=say("检查情景文件", "check a scenario file"))
    check.add_argument("file", type=Path, metavar="FILE")
    check.set_defaults(run=run_check)


def run_scenarios(args: argparse.Namespace) -> Outcome:
    """The scenarios that ship, with what can be compared in each."""
    from sizao.oversight.drills.queries.scenarios import scenarios

    found = scenarios()
    document = [
        {"id": each.id, "title": each.title, "editions": each.editions, "people": each.box.people, "days": each.box.days,
         "strategies": [one.key for one in each.strategies]}
        for each in found
    ]  # fmt: skip
    return Outcome(document, [Words(f"{each.id}  {each.title.zh}", f"{each.id}  {each.title.en}") for each in found])


def run_check(args: argparse.Namespace) -> Outcome:
    """Whether a scenario file is right; a refusal names file and field."""
    from sizao.oversight.drills.queries.scenarios import scenario

    found = scenario(str(args.file) if args.file.suffix == ".toml" else f"{args.file}.toml")
    return Outcome({"id": found.id, "is_right": True}, [Words(f"{args.file}:无误", f"{args.file}: right")])


def run_scenario(args: argparse.Namespace) -> Outcome:
    """Play, score, compare."""
    from sizao.oversight.drills.queries.scenarios import scenario
    from sizao.oversight.drills.rules.scoring import compare
    from sizao.oversight.drills.types import Score

    if not args.headless:
        raise NotWatched
    if args.seeds < 1 or args.jobs < 1 or args.first_seed < 0:
        raise SeedsWrong
    found = scenario(args.scenario)
    ways = planning.ways_of(found, args.compare or [""], args.edition)
    runs = _played(args, found, ways)
    scores = {name: [Score.from_json(each["score"]) for each in played] for name, played in runs.items()}
    first, last = ways[0].name, ways[-1].name
    comparison = compare(scores[first], scores[last], (first, last)) if args.compare else None
    written = write_reports(args.report, runs, found.title) if args.report else []
    if args.report and args.compare:
        written += write_comparison(args.report, runs, found)
    document = {
        "scenario": found.id, "runs": {name: [each["score"] for each in played] for name, played in runs.items()},
        "comparison": comparison.to_json() if comparison else None, "reports": written,
    }  # fmt: skip
    return Outcome(document, [*_lines(scores), *(_table(comparison) if comparison else ())])


def _played(args: argparse.Namespace, found: Scenario, ways: Sequence[Way]) -> dict[str, list[dict[str, Any]]]:
    """Play what was not played before; an interruption says how to go on."""
    seeds = range(args.first_seed, args.first_seed + args.seeds)
    shelf = planning.Shelf.of(found)
    if args.fresh:
        shelf.clear()
    total = len(seeds) * len(ways)
    if before := shelf.held(ways, seeds):
        note(Words(f"{total} 次推演中 {before} 次此前已完成,直接沿用。", f"{before} of {total} runs were played before and are taken as they are."))  # fmt: skip
    try:
        with stoppable(), progress(say("推演", "playing"), total=total) as advance:
            return planning.play_all(found, _named(args.scenario), ways, seeds, jobs=args.jobs, advance=advance, shelf=shelf)  # fmt: skip
    except KeyboardInterrupt:
        done = shelf.held(ways, seeds)
        note(Words(f"已中断:{total} 次中 {done} 次已完成并保留;再次运行同一命令即从此处继续。",
                   f"Interrupted: {done} of {total} runs are over and kept; the same command goes on from here."))  # fmt: skip
        raise


def _named(name: str) -> str:
    return str(Path(name).resolve()) if name.endswith(".toml") else name


def write_reports(folder: Path, runs: dict[str, list[dict[str, Any]]], title: Words) -> list[str]:
    """The after-action report of every run in both languages, as HTML, Word and PDF, with everything as Excel and JSON; returns the files."""
    from sizao.oversight.drills.queries import appendix, report

    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, played in runs.items():
        for run in played:
            for language in ("zh-hans", "en"):
                stem = folder / f"{name}-{run['score']['seed']}-{language[:2]}"
                made = {
                    ".html": report.as_page(run, language, title).encode(), ".docx": report.as_word(run, language, title),
                    ".pdf": report.as_pdf(run, language, title), ".xlsx": appendix.as_xlsx(run, language),
                    ".json": appendix.as_json(run, language),
                }  # fmt: skip
                for ending, content in made.items():
                    path = stem.with_name(stem.name + ending)
                    path.write_bytes(content)
                    written.append(str(path))
    return written


def write_comparison(folder: Path, runs: dict[str, list[dict[str, Any]]], scenario: Scenario) -> list[str]:
    """The report of two ways that were played on the same seeds, in both languages, as HTML, Word and PDF; returns the files."""
    from sizao.oversight.drills.queries import comparison

    names = {each.key: each.words for each in scenario.strategies}
    ways = [(comparison.way_words(name, names), [each["score"] for each in played]) for name, played in runs.items()]
    written = []
    for language in ("zh-hans", "en"):
        made = {
            ".html": comparison.as_page(ways, language, scenario.title).encode(),
            ".docx": comparison.as_word(ways, language, scenario.title),
            ".pdf": comparison.as_pdf(ways, language, scenario.title),
        }
        for ending, text in made.items():
            path = folder / f"comparison-{language[:2]}{ending}"
            path.write_bytes(text)
            written.append(str(path))
    return written


def _lines(scores: dict[str, Any]) -> list[str | Words]:
    """One line a run."""
    return [
        Words(
            f"{name} 种子 {each.seed}:感染 {each.infections}(无人处置 {each.infections_alone}),漏 {each.missed},"
            f"查全 {_said(each.recall, 'recall')},隔离 {each.isolation_days:.0f} 人天,超时节点 {each.milestones_late}",
            f"{name} seed {each.seed}: {each.infections} infected ({each.infections_alone} had nobody acted), {each.missed} missed, "
            f"recall {_said(each.recall, 'recall')}, {each.isolation_days:.0f} days of isolation, {each.milestones_late} milestones late",
        )
        for name, played in scores.items()
        for each in played
    ]


def _table(comparison: Any) -> Sequence[str | Words]:
    """One line a measure: both means, and the difference with its interval."""
    head = Words(
        f"配对比较(后减前):{comparison.first} → {comparison.second},{comparison.confidence:.0%} 区间",
        f"Paired, second minus first: {comparison.first} → {comparison.second}, {comparison.confidence:.0%} interval",
    )
    seeds = ", ".join(map(str, comparison.unlike))
    unlike = Words(
        f"未作比较的种子(天数或注入情况不同):{seeds}", f"Seeds left out (other days or other injects): {seeds}"
    )
    rows = [Words(*(_row(each, language) for language in ("zh", "en"))) for each in comparison.rows]
    return [head, *rows, *([unlike] if seeds else ())]


def _row(each: Any, language: str) -> str:
    """One measure; a Chinese letter takes two columns of a terminal."""
    name = each.measure.words.in_language(language)
    gap = " " * max(1, 34 - sum(2 if ord(letter) > 0x2E7F else 1 for letter in name))
    means = f"{_said(each.first, each.measure):>8} → {_said(each.second, each.measure):>8}"
    apart = (
        f"{_said(each.difference, each.measure):>8} [{_said(each.low, each.measure)}, {_said(each.high, each.measure)}]"
    )
    return f"  {name}{gap}{means}   {apart} n={each.pairs}"


def _said(value: float | None, measure: str) -> str:
    if value is None:
        return "–"
    return f"{value:.0%}" if measure in SHARES else f"{value:.1f}"
