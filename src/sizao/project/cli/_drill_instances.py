"""``sizao drill serve``, ``list`` and ``end``: serve a drill by itself, the drills that stand on this machine, the end of one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from sizao.kernel.errors import NotFound
from sizao.kernel.words import Words
from sizao.oversight.drills.types import Playing
from sizao.project.cli.address import Address, parse
from sizao.project.cli.outcome import Outcome, as_json
from sizao.project.cli.serve import stoppable
from sizao.project.cli.speech import say
from sizao.project.drilling import ending, instances, serving
from sizao.spine import clock


class NoScore(NotFound):
    """The drill {id} has no score yet: its players write one when they stop"""

    code = "drills.no_score"
    zh = "演练 {id} 尚无评分:机器扮演者停止时才会写出"


def register(verbs: Any) -> None:
    """Add the three verbs."""
    serve = verbs.add_parser(
        "serve", help=say("单独开办一场演练,供人参与", "serve one drill by itself, for people to play in")
    )
    serve.add_argument("scenario", nargs="?", default="", help=say("情景编号", "a scenario's id"))
    serve.add_argument(
        "--again", type=UUID, metavar="ID", help=say("继续一场已有的演练", "go on with a drill that stands")
    )
    serve.add_argument("--edition", default="", metavar="EDITION", help=say("所用方案", "which edition"))
    serve.add_argument("--seed", type=int, default=1, metavar="N")
    serve.add_argument("--speed", type=float, default=60.0, metavar="X", help=say("倍速", "drill seconds in a second"))
    serve.add_argument(
        "--people", action="append", default=[], choices=[each.value for each in Playing], metavar="ROLE",
        help=say("由人扮演的岗位,可多次给出", "a role that people play; repeatable"),
    )  # fmt: skip
    serve.add_argument("--bind", default="127.0.0.1:8010", metavar="HOST:PORT")
    serve.add_argument("--behind-proxy", action="store_true")
    serve.add_argument("--certificate", type=Path)
    serve.add_argument("--key", type=Path)
    serve.add_argument("--host", action="append", default=[], help=say("对外域名", "a public name; repeatable"))
    serve.set_defaults(run=run_serve)
    listing = verbs.add_parser("list", help=say("本机上的演练", "the drills that stand on this machine"))
    listing.set_defaults(run=run_list)
    end = verbs.add_parser("end", help=say("删除一场已停止的演练", "delete a drill whose processes have ended"))
    end.add_argument("id", type=UUID, metavar="ID")
    end.add_argument(
        "--report", type=Path, metavar="DIR", help=say("先写出复盘报告", "write the after-action report first")
    )
    end.set_defaults(run=run_end)


def run_serve(args: argparse.Namespace) -> Outcome:
    """Make the drill or take one that stands, serve it until Ctrl-C, and leave it standing still."""
    door = parse(args.bind, certificate=args.certificate, key=args.key, behind_proxy=args.behind_proxy)
    drill_id = args.again or serving.made(_order(args)).order.id
    with stoppable(), serving.alone(drill_id) as drill:
        serving.serve(drill, door, args.host, lambda address: _announce(args, drill, address))
    lines = [
        Words("演练已暂停,进程已停止。", "The drill stands still; its processes have ended."),
        Words(f"继续:sizao drill serve --again {drill_id}", f"To go on: sizao drill serve --again {drill_id}"),
        Words(
            f"删除:sizao drill end {drill_id} --report DIR", f"To delete it: sizao drill end {drill_id} --report DIR"
        ),
    ]
    return Outcome({"id": drill_id}, lines)


def _order(args: argparse.Namespace) -> instances.Order:
    from sizao.oversight.drills import actions
    from sizao.oversight.drills.queries.scenarios import scenario
    from sizao.oversight.drills.rules.running import may_start
    from sizao.oversight.drills.types import NewDrill

    found = scenario(args.scenario)
    named = str(Path(args.scenario).resolve()) if args.scenario.endswith(".toml") else found.id
    edition = args.edition or found.editions[0]
    new = NewDrill(scenario=found.id, edition=edition, seed=args.seed, speed=args.speed, players=())
    may_start(new, found, len(instances.every()), settings.SIZAO_DRILLS).or_raise()
    people = [Playing(each) for each in args.people]
    return serving.order(
        found, named, edition=edition, seed=args.seed, speed=args.speed, people=people, began=actions.began(found)
    )


def _announce(args: argparse.Namespace, drill: instances.Instance, address: Address) -> None:
    found = drill.log_ins
    if args.json:
        print(as_json({"id": drill.order.id, "address": address.url, "log_ins": found}), flush=True)
        return
    title = drill.order.title
    print(say(f"演练“{title.zh}”:{address.url}", f"The drill “{title.en}”: {address.url}"))
    for each in found:
        print(f"  {each['username']:16} {say(each['role']['zh'], each['role']['en'])}")
    if found:
        print(say(f"全部账户的口令:{found[0]['password']}", f"The pass-phrase of all of them: {found[0]['password']}"))
    print(say("按 Ctrl-C 暂停并停止。", "Ctrl-C has it stand still and stops it."), flush=True)


def run_list(args: argparse.Namespace) -> Outcome:
    """Each drill with its own time."""
    found = [(each, clock.read(each.folder)) for each in instances.every()]
    document = [
        {"id": each.order.id, "title": each.order.title, "scenario": each.order.scenario, "time": known.at(clock.wall()),
         "speed": known.speed, "is_paused": known.paused_at is not None}
        for each, known in found
    ]  # fmt: skip
    lines = [
        Words(f"{each.order.id}  {each.order.title.zh}", f"{each.order.id}  {each.order.title.en}") for each, _ in found
    ]
    return Outcome(document, lines or [Words("没有演练。", "There are no drills.")])


def run_end(args: argparse.Namespace) -> Outcome:
    """Drop its database and its folder; its report is written before, where that is wished and the players left one."""
    found = instances.find(args.id)
    written = _report(found, args.report) if args.report else []
    ending.delete(args.id, instances.place())
    return Outcome({"ended": args.id, "reports": written}, [*written, Words("演练已删除。", "The drill is deleted.")])


def _report(found: instances.Instance, folder: Path) -> list[str]:
    from sizao.project.cli.drill import write_reports

    kept = ending.score(found)
    if kept is None:
        raise NoScore(id=found.order.id)
    return write_reports(folder, {Path(found.order.scenario).stem: [kept]}, found.order.title)
